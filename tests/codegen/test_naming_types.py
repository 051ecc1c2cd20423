"""The naming rules of nested classes, unions, bodies, streams, directions and fields: a row for each clause.

Rules are numbered as in ``lower``'s comments: 5.5 nested classes, 5.6 unions, 5.7 and 5.8 bodies, 5.9 directions, 5.10
and 5.11 fields. What these share with snippets in ``test_lower_types_*`` is kept short.
"""

from __future__ import annotations

import pytest

from harness.declared import lower_body, lower_schemas

REF = '{$ref: "#/components/schemas/Part"}'
PART = "Part: {type: object, properties: {x: {type: string}}}"

NESTED = {
    "the path of properties, without the root's name": (
        "text: {type: object, properties: {format: {type: object, properties: {a: {type: string}}}}}",
        ["TextFormat: a?: str", "Text: format?: TextFormat"],
    ),
    "two words are one name": (
        "input_tokens_details: {type: object, properties: {a: {type: string}}}",
        ["InputTokensDetails: a?: str"],
    ),
    "an array is in the singular": (
        "tools: {type: array, items: {type: object, properties: {a: {type: string}}}}",
        ["Tool: a?: str"],
    ),
    "a mapping is not": (
        "variables: {type: object, additionalProperties: {type: object, properties: {a: {type: string}}}}",
        ["Variables: a?: str"],
    ),
    "arrays within arrays": (
        "rows: {type: array, items: {type: array, items: {type: object, properties: {a: {type: string}}}}}",
        ["Row: a?: str"],
    ),
    "a component without a name of its own counts as written there": (f"holder: {REF}", ["Holder: x?: str"]),
    "initialisms": ("image_url: {type: object, properties: {a: {type: string}}}", ["ImageURL: a?: str"]),
    "camel case": ("imageUrl: {type: object, properties: {a: {type: string}}}", ["ImageURL: a?: str"]),
    "a leading digit": ("3yr: {type: object, properties: {a: {type: string}}}", ["API3yr: a?: str"]),
}


@pytest.mark.parametrize("case", NESTED)
def test_nested_classes(case: str) -> None:
    """5.5, each in the file of its root."""
    properties, classes = NESTED[case]
    types = lower_schemas(f"Thing: {{type: object, properties: {{{properties}}}}}\n{PART}", "thing: Thing")
    assert types.modules == ["thing"]
    assert types["thing"].splitlines()[:-1] == [f"model {line}" for line in classes]


UNIONS = {
    "null is optional": ("{anyOf: [{type: string}, {type: 'null'}]}", "(str | None)", []),
    "plain types stay in place": ("{oneOf: [{type: string}, {type: integer}]}", "(str | int)", []),
    "text or a list of it stays in place": (
        "{anyOf: [{type: string}, {type: array, items: {type: string}}]}",
        "(str | [str])",
        [],
    ),
    "a class makes an alias": (
        f"{{anyOf: [{{type: string}}, {REF}]}}",
        "Part",
        ["model PartPart: x?: str", "Part = (str | PartPart)"],
    ),
    "the extension's name": (
        "{oneOf: [{type: object, x-stainless-variantName: first, properties: {a: {}}}, {type: integer}]}",
        "Part",
        ["model PartFirst: a?: object", "Part = (PartFirst | int)"],
    ),
    "the constant of a discriminator without mapping, before the title": (
        "{discriminator: {propertyName: kind}, oneOf: ["
        "{title: No, type: object, required: [kind], properties: {kind: {const: remove-bg}}}, "
        "{type: object, required: [kind], properties: {kind: {const: gif_to_video}}}]}",
        "Part",
        [
            "model PartRemoveBg: kind: 'remove-bg'",
            "model PartGifToVideo: kind: 'gif_to_video'",
            "Part = (PartRemoveBg | PartGifToVideo by 'kind')",
        ],
    ),
    "the component, though there is a mapping": (
        "{discriminator: {propertyName: x, mapping: {p: '#/components/schemas/Part'}}, oneOf: ["
        f"{REF}, {{type: integer}}]}}",
        "Part",
        ["model PartPart: x?: str", "Part = (PartPart | int)"],
    ),
    "the title": (
        "{anyOf: [{type: string}, {title: proxy config list, type: object, properties: {a: {}}}]}",
        "Part",
        ["model PartProxyConfigList: a?: object", "Part = (str | PartProxyConfigList)"],
    ),
    "the number in the flat list": (
        "{anyOf: [{anyOf: [{type: string}, {type: boolean}]}, {type: object, properties: {a: {}}}]}",
        "Part",
        ["model PartUnionMember2: a?: object", "Part = (str | bool | PartUnionMember2)"],
    ),
}


@pytest.mark.parametrize("case", UNIONS)
def test_unions(case: str) -> None:
    """5.6: where there is an alias, and what variants are called."""
    schema, field, declared = UNIONS[case]
    types = lower_schemas(f"Thing: {{type: object, properties: {{part: {schema}}}}}\n{PART}", "thing: Thing")
    *above, last = types["thing"].splitlines()
    assert (above, last) == (declared, f"model Thing: part?: {field}")


FIELDS = {
    "model_id: {type: string}": ("api_model_id? as 'model_id': str", "model_id?: str"),
    "schema: {type: string}": ("schema_? as 'schema': str", "schema?: str"),
    "json: {type: string}": ("json_? as 'json': str", "json?: str"),
    "from: {type: string}": ("from_? as 'from': str", "from_? as 'from': str"),
    "3yr: {type: string}": ("api_3yr? as '3yr': str", "_3yr? as '3yr': str"),
    "fileId: {type: string}": ("file_id? as 'fileId': str", "file_id? as 'fileId': str"),
    "x-y: {type: string}": ("x_y? as 'x-y': str", "x_y? as 'x-y': str"),
    "a: {type: string, nullable: true}": ("a?: (str | None)", "a?: (str | None)"),
    "a: {type: string, enum: [x, y]}": ("a?: 'x'/'y'", "a?: 'x'/'y'"),
    "a: {const: x}": ("a?: 'x'", "a?: 'x'"),
    "a: {type: object, additionalProperties: true}": ("a?: {object}", "a?: {object}"),
    "a: {}": ("a?: object", "a?: object"),
    "a: {type: string, format: date-time}": ("a?: datetime", "a?: (str | datetime) (iso8601)"),
    "a: {type: string, format: byte}": ("a?: str", "a?: (str | bytes) (base64)"),
    "a: {type: array, items: {type: string}}": ("a?: [str]", "a?: seq[str]"),
    "a: {type: array, items: {type: integer}}": ("a?: [int]", "a?: *[int]"),
    "a: {type: array, items: {type: string, enum: [x]}}": ("a?: ['x']", "a?: ['x']"),
    "a: {type: string, x-stainless-naming: {python: {property_name: b}}}": ("b? as 'a': str", "b? as 'a': str"),
}


@pytest.mark.parametrize("schema", FIELDS)
def test_fields_in_responses_and_in_requests(schema: str) -> None:
    """5.10 and 5.11: names and types on both sides."""
    thing = f"Thing: {{type: object, properties: {{{schema}}}}}"
    response, request = FIELDS[schema]
    assert lower_schemas(thing, "thing: Thing")["thing"] == f"model Thing: {response}"
    types = lower_body(
        '{type: object, properties: {thing: {$ref: "#/components/schemas/Thing"}}}',
        schemas=thing,
        models="thing: Thing",
    )
    assert types["thing_param"] == f"typeddict ThingParam: {request}"


def test_the_order_of_fields() -> None:
    """5.10: required ones first; of each kind ``id``, ``token``, then by wire name; path parameters lead in params."""
    schema = (
        "{type: object, required: [b, id], properties: {zeta: {}, Beta: {}, token: {}, b: {}, alpha: {}, id: {}, "
        "aleph: {}}}"
    )
    assert lower_schemas(f"Thing: {schema}", "thing: Thing")["thing"] == (
        "model Thing: id: object, b: object, token?: object, aleph?: object, alpha?: object, beta? as 'Beta': object, "
        "zeta?: object"
    )
    types = lower_body(
        "{type: object, required: [name], properties: {name: {type: string}}}",
        method="{positional_params: []}",
    )
    assert types["thing_make_params"] == "typeddict ThingMakeParams: thing_id: str, name: str"


def test_a_model_that_is_only_sent_has_only_a_request_type() -> None:
    """5.9: ``no_params_suffix`` takes the suffix off; a model that nothing leads to is not there unless forced."""
    body = '{type: object, properties: {part: {$ref: "#/components/schemas/Part"}}}'
    assert lower_body(body, schemas=PART, models="part: Part").modules == ["part_param", "thing_make_params"]
    plain = lower_body(body, schemas=PART, models="part: {openapi_uri: Part, no_params_suffix: true}")
    assert plain["part"] == "typeddict Part: x?: str"
    unused = lower_body("{type: object, properties: {a: {}}}", schemas=PART, models="part: Part")
    assert unused.modules == ["thing_make_params"]
    forced = lower_body(
        "{type: object, properties: {a: {}}}", schemas=PART, models="part: {openapi_uri: Part, force_generation: true}"
    )
    assert forced["part"] == "model Part: x?: str"


def test_an_enum_is_one_alias_for_both_directions() -> None:
    """5.9: no twin, except among shared models."""
    color = "Color: {type: string, enum: [red]}"
    body = '{type: object, properties: {color: {$ref: "#/components/schemas/Color"}}}'
    assert lower_body(body, schemas=color, models="color: Color").modules == ["color", "thing_make_params"]
    assert lower_body(body, schemas=color, shared="{color: Color}").modules == [
        "shared.color",
        "shared_params.color",
        "thing_make_params",
    ]


def test_a_union_body_and_its_variants_have_the_names_of_titles() -> None:
    """5.7: the params are an alias of one typed dict for each variant."""
    types = lower_body(
        "{anyOf: [{title: UpdateFileDetails, type: object, properties: {tags: {type: string}}}, "
        "{title: change publication status, type: object, properties: {publish: {type: boolean}}}]}"
    )
    assert types["thing_make_params"].splitlines() == [
        "typeddict UpdateFileDetails: tags?: str",
        "typeddict ChangePublicationStatus: publish?: bool",
        "ThingMakeParams = (UpdateFileDetails | ChangePublicationStatus)",
    ]
    assert len(types.snippet.method("things.make").overloads) == 2
