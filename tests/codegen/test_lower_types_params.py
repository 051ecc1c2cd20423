"""Arguments of methods and their ``Params`` types (naming rules 5.3, 5.7, 5.8, 5.11)."""

from __future__ import annotations

import pytest

from harness.declared import Types, lower_body, show
from headrace_codegen import ir


def arguments(types: Types) -> str:
    """The signature of ``things.make``."""
    return ", ".join(
        f"{'/' * param.positional}{param.name}{'?' * (not param.required)}: {show(param.type)} in {param.location}"
        for param in types.snippet.method("things.make").params
    )


def transforms(types: Types) -> list[tuple[str, str, str]]:
    body = types.snippet.method("things.make").body
    assert body is not None
    return [(".".join(change.path), change.op, change.arg) for change in body.transforms]


def test_properties_of_the_body_are_arguments() -> None:
    types = lower_body(
        "{type: object, required: [modelId], properties: {modelId: {type: string}, count: {type: integer}}}",
        parameters="""
        - {name: limit, in: query, schema: {type: integer}}
        - {name: X-Trace, in: header, schema: {type: string}}
        """,
    )
    assert arguments(types) == (
        "/thing_id: str in path, model_id: str in body, limit?: int in query, count?: int in body, "
        "x_trace?: str in header"
    )
    assert types["thing_make_params"] == (
        "typeddict ThingMakeParams: model_id as 'modelId': str, limit?: int, count?: int, x_trace? as 'X-Trace': str"
    )


def test_one_name_at_two_places() -> None:
    """Each of the two says where it goes, the path's as well: no caller should have to guess which is meant."""
    types = lower_body(
        "{type: object, properties: {thing_id: {type: string}, page: {type: integer}}}",
        parameters="[{name: page, in: query, schema: {type: integer}}]",
    )
    assert arguments(types) == (
        "/path_thing_id: str in path, query_page?: int in query, body_page?: int in body, body_thing_id?: str in body"
    )


def test_one_name_twice_at_one_place() -> None:
    """They are counted, in the order of the document, so that neither takes the plain name."""
    types = lower_body(
        "{type: object, properties: {pageSize: {type: integer}, page_size: {type: string}, PageSize: {}}}",
        parameters="[{name: page-size, in: query, schema: {type: integer}}]",
    )
    assert arguments(types) == (
        "/thing_id: str in path, query_page_size?: int in query, body_page_size_2?: str in body, "
        "body_page_size_1?: int in body, body_page_size_3?: object in body"
    )
    assert types.problems() == []


def test_names_of_arguments_may_be_overridden() -> None:
    types = lower_body(
        "{type: object, properties: {a: {type: string, x-stainless-param: first}}}",
        parameters=(
            "[{name: openai-beta, in: header, x-stainless-param: betas, schema: {type: array, "
            "items: {type: string, enum: [x]}}}]"
        ),
    )
    assert arguments(types) == "/thing_id: str in path, first?: str in body, betas?: ['x'] in header"


def test_arrays_in_requests() -> None:
    """Text is a sequence that isn't text itself, enums are a list, anything else is iterable."""
    types = lower_body(
        """
        type: object
        properties:
          a: {type: array, items: {type: string}}
          b: {type: array, items: {type: string, enum: [x, y]}}
          c: {type: array, items: {type: integer}}
          d: {type: array, items: {type: object, properties: {x: {type: string}}}}
          e: {type: array, items: {anyOf: [{type: string}, {type: number}]}}
          f: {type: array, items: {type: array, items: {type: integer}}}
          g: {type: array, items: {$ref: "#/components/schemas/Color"}}
        """,
        schemas="Color: {type: string, enum: [red]}",
        models="color: Color",
    )
    assert types["thing_make_params"].splitlines()[-1] == (
        "typeddict ThingMakeParams: a?: seq[str], b?: ['x'/'y'], c?: *[int], d?: *[D], "
        "e?: seq[(str | float)], f?: *[*[int]], g?: [Color]"
    )


@pytest.mark.parametrize(("switch", "off"), [("boolean", "False"), ("[boolean, 'null']", "(False | None)")])
def test_a_stream_switch_splits_the_params(switch: str, off: str) -> None:
    """Off may be null where the document allows it, and only there."""
    types = lower_body(
        (
            "{type: object, required: [input], properties: {input: {type: string}, "
            f"stream: {{type: {switch}}}, opts: {{type: object, properties: {{x: {{}}}}}}}}}}"
        ),
        schemas="Event: {type: object, properties: {x: {type: string}}}",
        models="event: Event",
        method="{streaming: {param_discriminator: stream, stream_event_model: things.event}}",
    )
    assert types["thing_make_params"] == (
        "typeddict Opts: x?: object\n"
        "typeddict ThingMakeParamsBase: input: str, opts?: Opts\n"
        f"typeddict ThingMakeParamsNonStreaming(ThingMakeParamsBase): stream?: {off}\n"
        "typeddict ThingMakeParamsStreaming(ThingMakeParamsBase): stream: True\n"
        "ThingMakeParams = (ThingMakeParamsNonStreaming | ThingMakeParamsStreaming)"
    )
    (module,) = (m for m in types.snippet.api.modules if m.module == "types.thing_make_params")
    assert module.exports == ("ThingMakeParamsBase", "Opts", "ThingMakeParamsNonStreaming", "ThingMakeParamsStreaming")


def test_a_union_body_is_one_typed_dict_and_one_overload_for_each_variant() -> None:
    types = lower_body(
        """
        oneOf:
          - {title: By name, type: object, required: [name], properties: {name: {type: string}, size: {type: integer}}}
          - title: By number
            type: object
            required: [number]
            properties: {number: {type: integer}, size: {type: string}}
        """
    )
    assert types["thing_make_params"] == (
        "typeddict ByName: name: str, size?: int\ntypeddict ByNumber: number: int, size?: str\n"
        "ThingMakeParams = (ByName | ByNumber)"
    )
    assert (
        arguments(types)
        == "/thing_id: str in path, name?: str in body, number?: int in body, size?: (int | str) in body"
    )
    overloads = types.snippet.method("things.make").overloads
    assert [overload.dropped for overload in overloads] == [("number",), ("name",)]
    assert [[(name, show(expr), needed) for name, expr, needed in overload.narrowed] for overload in overloads] == [
        [("name", "str", True), ("size", "int", False)],
        [("number", "int", True), ("size", "str", False)],
    ]


def test_a_nullable_body_of_one_variant_is_a_plain_object() -> None:
    types = lower_body("{anyOf: [{type: object, properties: {a: {type: string}}}, {type: 'null'}]}")
    assert types["thing_make_params"] == "typeddict ThingMakeParams: a?: str"


def test_a_body_that_is_no_object_is_one_argument() -> None:
    types = lower_body("{type: array, items: {type: object, properties: {fooBar: {type: string}}}}")
    assert arguments(types) == "/thing_id: str in path, body: *[Body] in body"
    assert (
        types["thing_make_params"]
        == "typeddict Body: foo_bar? as 'fooBar': str\ntypeddict ThingMakeParams: body: *[Body]"
    )
    assert types.snippet.method("things.make").body == ir.Body(
        media_type="application/json",
        whole="body",
        required=True,
        transforms=(ir.Transform(path=("[]", "foo_bar"), op="alias", arg="fooBar"),),
    )


def test_path_parameters_alone_need_no_params_type() -> None:
    types = lower_body("{type: 'null'}", parameters="[{name: X-A, in: header, schema: {type: string}}]")
    assert types.modules == []
    assert types.snippet.method("things.make").params_type is None


def test_transforms_reach_through_arrays_mappings_unions_and_models() -> None:
    types = lower_body(
        """
        type: object
        properties:
          rows: {type: array, items: {$ref: "#/components/schemas/Row"}}
          map: {type: object, additionalProperties: {type: string, format: date}}
          plain: {type: string}
        """,
        schemas="""
        Row: {anyOf: [{type: string}, {type: object, properties: {startAt: {type: string, format: date-time}, name:
        {type: string}}}]}
        """,
        models="row: Row",
    )
    assert transforms(types) == [
        ("rows.[].start_at", "iso8601", ""),
        ("rows.[].start_at", "alias", "startAt"),
        ("map.{}", "date", ""),
    ]


def test_a_type_within_itself_is_followed_a_few_times() -> None:
    types = lower_body(
        '{type: object, properties: {tree: {$ref: "#/components/schemas/Tree"}}}',
        schemas='Tree: {type: object, properties: {leafId: {type: string}, sub: {$ref: "#/components/schemas/Tree"}}}',
        models="tree: Tree",
    )
    assert transforms(types) == [
        ("tree.sub.sub.leaf_id", "alias", "leafId"),
        ("tree.sub.leaf_id", "alias", "leafId"),
        ("tree.leaf_id", "alias", "leafId"),
    ]


def test_types_that_contain_each_other_in_many_ways_are_followed_to_a_limit() -> None:
    """Eight types that each hold all eight have more paths than anybody could list; the ledger says so."""
    fields = ", ".join(f'x{n}: {{$ref: "#/components/schemas/T{n}"}}' for n in range(8))
    schema = f"{{type: object, properties: {{someDate: {{type: string}}, {fields}}}}}"
    schemas = "\n".join(f"T{n}: {schema}" for n in range(8))
    types = lower_body(
        '{type: object, properties: {t: {$ref: "#/components/schemas/T0"}}}',
        schemas=schemas,
        models="\n".join(f"t{n}: T{n}" for n in range(8)),
    )
    assert ("t.x1.x2.some_date", "alias", "someDate") in transforms(types)
    assert "body/too-deep" in [line.code for line in types.snippet.api.ledger]


def test_files_of_a_multipart_body_are_named_by_their_wire_path() -> None:
    types = lower_body(
        """
        type: object
        required: [file]
        properties:
          file: {type: string, format: binary}
          imageFiles: {type: array, items: {type: string, contentMediaType: application/octet-stream}}
          meta: {type: object, properties: {thumbNail: {type: string, format: binary}}}
        """,
        media="multipart/form-data",
    )
    body = types.snippet.method("things.make").body
    assert body is not None
    assert body.files == (("file",), ("imageFiles", "[]"), ("meta", "thumbNail"))
    assert (
        arguments(types)
        == "/thing_id: str in path, file: file in body, image_files?: seq[file] in body, meta?: Meta in body"
    )
