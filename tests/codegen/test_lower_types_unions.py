"""Unions: flattening, names of variants, tags (naming rule 5.6)."""

from __future__ import annotations

from harness.declared import Types, lower_body, lower_schemas, show
from headrace_codegen import ir

PARTS = """
Text: {type: object, required: [type], properties: {type: {type: string, const: text}}}
Image: {type: object, required: [type], properties: {type: {type: string, const: image}}}
Sound: {type: object, required: [type], properties: {type: {type: string, enum: [wav, mp3]}}}
"""


def of_property(schema: str, models: str = "thing: Thing") -> Types:
    return lower_schemas(f"Thing: {{type: object, properties: {{part: {schema}}}}}\n{PARTS}", models)


def test_unions_without_objects_stay_inline() -> None:
    types = of_property(
        "{oneOf: [{type: string}, {type: array, items: {type: object, "
        "properties: {x: {type: string}}}}, {type: 'null'}]}"
    )
    assert types["thing"] == "model PartUnionMember1: x?: str\nmodel Thing: part?: (str | [PartUnionMember1] | None)"


def test_a_union_with_objects_is_an_alias_and_null_stays_outside() -> None:
    types = of_property('{anyOf: [{type: string}, {$ref: "#/components/schemas/Text"}, {type: "null"}]}')
    assert types["thing"] == "model PartText: type: 'text'\nPart = (str | PartText)\nmodel Thing: part?: (Part | None)"


def test_unnamed_unions_inside_are_flattened_and_counted_through() -> None:
    types = of_property(
        "{anyOf: [{type: string}, {anyOf: [{type: boolean}, {type: object, "
        "properties: {a: {type: string}}}]}, {type: object, properties: {b: {type: string}}}]}"
    )
    assert types["thing"] == (
        "model PartUnionMember2: a?: str\nmodel PartUnionMember3: b?: str\n"
        "Part = (str | bool | PartUnionMember2 | PartUnionMember3)\nmodel Thing: part?: Part"
    )


def test_suffixes_of_variants_in_their_order() -> None:
    """Own name, the tag of a discriminator without mapping, the component, the title, the number."""
    types = of_property(
        """
        {discriminator: {propertyName: type}, oneOf: [
          {$ref: "#/components/schemas/Text"},
          {type: object, x-stainless-variantName: mine, required: [type], properties: {type: {const: other}}}]}
        """
    )
    assert types["thing"].startswith("model PartText: type: 'text'\nmodel PartMine: type: 'other'\n")
    mapped = of_property(
        """
        {discriminator:
           {propertyName: type, mapping: {text: "#/components/schemas/Text", image: "#/components/schemas/Image"}},
         oneOf: [{$ref: "#/components/schemas/Text", title: Not This}, {$ref: "#/components/schemas/Image"}]}
        """
    )
    assert "Part = (PartText | PartImage by 'type')" in mapped["thing"]
    titled = of_property(
        "{anyOf: [{title: Some options, type: object, properties: {a: {}}}, {type: object, properties: {b: {}}}]}"
    )
    assert "Part = (PartSomeOptions | PartUnionMember1)" in titled["thing"]


def test_variants_of_a_root_have_no_prefix() -> None:
    types = lower_schemas(
        f'Thing: {{oneOf: [{{$ref: "#/components/schemas/Text"}}, {{$ref: "#/components/schemas/Image"}}]}}\n{PARTS}',
        "thing: Thing",
    )
    assert types["thing"] == "model Text: type: 'text'\nmodel Image: type: 'image'\nThing = (Text | Image by 'type')"


def test_arrays_in_a_union_are_in_the_singular() -> None:
    types = of_property(
        "{anyOf: [{type: string}, {title: Array of parts, type: array, "
        'items: {anyOf: [{$ref: "#/components/schemas/Text"}, {type: string}]}}]}'
    )
    assert "PartArrayOfPart = (PartArrayOfPartText | str)" in types["thing"]


def test_tags_come_from_constants_and_else_from_the_mapping() -> None:
    types = lower_schemas(
        f"""
        Thing:
          oneOf: [{{$ref: "#/components/schemas/Text"}}, {{$ref: "#/components/schemas/Sound"}}, {{$ref:
          "#/components/schemas/Free"}}]
          discriminator: {{propertyName: type, mapping: {{free: "#/components/schemas/Free"}}}}
        Free: {{type: object, properties: {{type: {{type: string}}}}}}
        {PARTS.replace(chr(10), chr(10) + "        ")}
        """,
        "thing: Thing\ntext: Text",
    )
    (alias,) = (d for m in types.snippet.api.modules for d in m.declarations if d.name == "Thing")
    assert isinstance(alias, ir.Alias)
    assert isinstance(alias.type, ir.UnionOf)
    assert alias.type.tags == (("text", 0), ("wav", 1), ("mp3", 1), ("free", 2))


def test_tags_are_found_where_none_is_declared() -> None:
    """A constant that each variant requires tells them apart as well as a discriminator does; one that two share
    doesn't.
    """
    assert (
        "by 'type'"
        in of_property('{oneOf: [{$ref: "#/components/schemas/Text"}, {$ref: "#/components/schemas/Sound"}]}')["thing"]
    )
    same = of_property(
        '{oneOf: [{$ref: "#/components/schemas/Text"}, {title: b, type: object, required: [type], '
        "properties: {type: {const: text}, x: {}}}]}"
    )
    assert "Part = (PartText | PartB)" in same["thing"]


def test_a_union_with_a_plain_member_has_no_tag() -> None:
    types = of_property(
        '{discriminator: {propertyName: type}, oneOf: [{$ref: "#/components/schemas/Text"}, {type: string}]}'
    )
    assert "Part = (PartText | str)" in types["thing"]


def test_requests_have_no_tags() -> None:
    types = lower_body(
        'oneOf: [{$ref: "#/components/schemas/Text"}, {$ref: "#/components/schemas/Image"}]',
        schemas=PARTS,
        method="{body_param_name: part}",
    )
    (param,) = (param for param in types.snippet.method("things.make").params if param.name == "part")
    assert show(param.type) == "Part"
    assert "Part = (PartText | PartImage)" in types["thing_make_params"]


def test_an_object_and_one_of_several_is_one_of_several_objects() -> None:
    types = lower_schemas(
        f"""
        Thing:
          allOf:
            - {{type: object, required: [id], properties: {{id: {{type: string}}}}}}
            - oneOf: [{{$ref: "#/components/schemas/Text"}}, {{$ref: "#/components/schemas/Image"}}]
        {PARTS.replace(chr(10), chr(10) + "        ")}
        """,
        "thing: Thing",
    )
    assert types["thing"].endswith("by 'type')")
    assert types["thing"].count("id: str") == 2


def test_skipped_variants_are_left_out() -> None:
    types = of_property(
        '{oneOf: [{$ref: "#/components/schemas/Text"}, {$ref: "#/components/schemas/Image", '
        "x-stainless-skip: [python]}]}"
    )
    assert types["thing"] == "model PartText: type: 'text'\nmodel Thing: part?: PartText"
