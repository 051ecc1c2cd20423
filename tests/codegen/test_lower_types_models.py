"""Named models: directions, fields, nesting, inheritance, recursion, modules."""

from __future__ import annotations

import pytest

from harness.declared import lower_body, lower_schemas
from headrace_codegen import ir


def test_nested_classes_are_called_after_the_path_of_properties() -> None:
    """Rule 5.5: arrays in the singular, mappings as they are, components without a name like inline schemas."""
    types = lower_schemas(
        """
        Thing:
          type: object
          properties:
            text: {type: object, properties: {format: {$ref: "#/components/schemas/Format"}}}
            logprobs:
              type: array
              items: {type: object, properties: {top_logprobs: {type: array, items: {type: object, properties: {n:
              {type: number}}}}}}
            variables: {type: object, additionalProperties: {type: object, properties: {v: {type: boolean}}}}
        Format: {type: object, properties: {kind: {type: string}}}
        """,
        "thing: Thing",
    )
    assert types["thing"] == (
        "model LogprobTopLogprob: n?: float\n"
        "model Logprob: top_logprobs?: [LogprobTopLogprob]\n"
        "model TextFormat: kind?: str\n"
        "model Text: format?: TextFormat\n"
        "model Variables: v?: bool\n"
        "model Thing: logprobs?: [Logprob], text?: Text, variables?: {Variables}"
    )


def test_fields_are_required_first_then_id_then_by_name_in_json() -> None:
    schema = (
        "Thing: {type: object, required: [z, stop_times, id], properties: {z: {}, b: {}, "
        "stopTimes: {}, stops: {}, token: {}, stop_times: {}, id: {}}}"
    )
    assert lower_schemas(schema, "thing: Thing")["thing"] == (
        "model Thing: id: object, stop_times: object, z: object, token?: object, b?: object, "
        "stops?: object, stop_times_2? as 'stopTimes': object"
    )


def test_signs_come_before_digits_and_letters_in_the_order_of_the_unicode_collation() -> None:
    """Not in that of ASCII, where a bracket is before an underscore."""
    names = ("due_date", "due_date_window", '"due_date[gt]"', "due_date2", "due_dates", "b", "B", "$s", "__t")
    schema = f"Thing: {{type: object, properties: {{{', '.join(f'{name}: {{}}' for name in names)}}}}}"
    assert [field.split("?")[0] for field in lower_schemas(schema, "thing: Thing")["thing"].split(", ")] == [
        "model Thing: api_t",
        "s",
        "b",
        "b_2",
        "due_date",
        "due_date_window",
        "due_date_gt",
        "due_date2",
        "due_dates",
    ]


def test_fields_may_keep_the_order_of_the_document() -> None:
    schema = (
        "Thing: {type: object, required: [z], properties: {y: {type: string}, z: {type: string}, a: {type: string}}}"
    )
    types = lower_schemas(schema, "thing: Thing", "settings: {sort_schema_properties: false}")
    assert types["thing"] == "model Thing: z: str, y?: str, a?: str"


def test_additional_properties_in_three_forms() -> None:
    types = lower_schemas(
        """
        Thing:
          type: object
          properties:
            any: {type: object}
            closed: {type: object, additionalProperties: false}
            free: {type: object, additionalProperties: true}
            empty: {type: object, additionalProperties: {}}
            typed: {type: object, additionalProperties: {type: integer}}
            both: {type: object, properties: {a: {type: string}}, additionalProperties: {type: integer}}
            patterns: {type: object, patternProperties: {"^x-": {type: string}}}
        """,
        "thing: Thing",
    )
    assert types["thing"] == (
        "model Both: a?: str; **int\n"
        "model Thing: any?: object, both?: Both, closed?: object, empty?: {object}, free?: {object}, "
        "patterns?: {str}, typed?: {int}"
    )


def test_the_class_of_further_properties_is_an_item_of_what_has_them() -> None:
    """Of the property, or of the model itself."""
    extra = "additionalProperties: {type: object, properties: {x: {type: string}}}"
    agents = f"{{type: object, properties: {{a: {{type: string}}}}, {extra}}}"
    types = lower_schemas(f"Config: {{type: object, properties: {{agents: {agents}}}}}", "config: Config")
    assert types["config"] == (
        "model AgentsAgentItem: x?: str\nmodel Agents: a?: str; **AgentsAgentItem\nmodel Config: agents?: Agents"
    )
    types = lower_schemas(f"Series: {agents}", "series: Series")
    assert types["series"] == "model SeriesItem: x?: str\nmodel Series: a?: str; **SeriesItem"


def test_formats_differ_between_responses_and_requests() -> None:
    schema = """
        Thing:
          type: object
          properties:
            at: {type: string, format: date-time}
            day: {type: string, format: date}
            raw: {type: string, format: byte}
            many: {type: array, items: {type: string, format: date-time}}
            id: {type: string, format: uuid}
        """
    assert lower_schemas(schema, "thing: Thing")["thing"] == (
        "model Thing: id?: str, at?: datetime, day?: date, many?: [datetime], raw?: str"
    )
    types = lower_body(
        '{type: object, properties: {thing: {$ref: "#/components/schemas/Thing"}}}',
        schemas=schema,
        models="thing: Thing",
    )
    assert types["thing_param"] == (
        "typeddict ThingParam: id?: str, at?: (str | datetime) (iso8601), day?: (str | date) (iso8601), "
        "many?: seq[(str | datetime)] (iso8601), raw?: (str | bytes) (base64)"
    )
    body = types.snippet.method("things.make").body
    assert body is not None
    assert [(change.path, change.op) for change in body.transforms] == [
        (("thing", "many", "[]"), "iso8601"),
        (("thing", "at"), "iso8601"),
        (("thing", "day"), "date"),
        (("thing", "raw"), "base64"),
    ]


def test_a_model_has_a_twin_where_it_is_sent() -> None:
    """Rule 5.9: only the directions that are used; enums have no twin outside ``$shared``; shared twins have the same
    name.
    """
    types = lower_body(
        """
        type: object
        properties:
          color: {$ref: "#/components/schemas/Color"}
          size: {$ref: "#/components/schemas/Size"}
          part: {$ref: "#/components/schemas/Part"}
        """,
        schemas="""
        Part: {type: object, properties: {color: {$ref: "#/components/schemas/Color"}, size: {$ref:
        "#/components/schemas/Size"}}}
        Color: {type: string, enum: [red, blue]}
        Size: {type: object, properties: {x: {type: integer}}}
        Unused: {type: object, properties: {x: {type: integer}}}
        """,
        models="part: Part\ncolor: Color\nunused: Unused",
    )
    assert types.modules == ["color", "part_param", "thing_make_params"]
    shared = lower_body(
        '{type: object, properties: {size: {$ref: "#/components/schemas/Size"}}}',
        schemas="Size: {type: object, properties: {modelId: {type: integer}}}",
        shared="{size: Size}",
    )
    assert shared.modules == ["shared.size", "shared_params.size", "thing_make_params"]
    assert shared["shared.size"] == "model Size: api_model_id? as 'modelId': int"
    assert shared["shared_params.size"] == "typeddict Size: model_id? as 'modelId': int"


def test_a_root_that_extends_a_model_passes_its_name_on() -> None:
    types = lower_schemas(
        """
        Reply:
          allOf:
            - $ref: "#/components/schemas/Wrapper"
            - {type: object, required: [data], properties: {data: {type: object, properties: {x: {type: string}}}}}
        Wrapper: {type: object, required: [code], properties: {code: {type: integer}}}
        """,
        "reply: Reply\nwrapper: Wrapper",
    )
    assert types["reply"] == "model ReplyData: x?: str\nmodel Reply(Wrapper): data: ReplyData"
    assert types["wrapper"] == "model Wrapper: code: int"


def test_classes_may_contain_themselves() -> None:
    types = lower_schemas(
        """
        Node:
          type: object
          properties:
            children: {type: array, items: {$ref: "#/components/schemas/Node"}}
            leaf: {$ref: "#/components/schemas/Leaf"}
        Leaf: {type: object, properties: {parent: {$ref: "#/components/schemas/Leaf"}}}
        """,
        "node: Node",
    )
    assert types["node"] == "model Leaf: parent?: ^Leaf\nmodel Node: children?: [^Node], leaf?: Leaf"


def test_recursive_refs_lead_to_the_schema_around_them() -> None:
    types = lower_schemas(
        """
        Filter:
          $recursiveAnchor: true
          type: object
          properties: {all: {type: array, items: {oneOf: [{$ref: "#/components/schemas/Test"}, {$recursiveRef: "#"}]}}}
        Test: {type: object, properties: {x: {type: string}}}
        """,
        "filter: Filter",
    )
    assert types["filter"] == "model AllTest: x?: str\nmodel Filter: all?: [^All]\nAll = (AllTest | Filter)"


def test_modules_that_need_each_other_refer_forward_from_fields_only() -> None:
    types = lower_schemas(
        """
        Block: {oneOf: [{$ref: "#/components/schemas/Text"}, {$ref: "#/components/schemas/Column"}]}
        Text: {type: object, required: [type], properties: {type: {const: text}}}
        Column: {type: object, required: [type], properties: {type: {const: column}, blocks: {type: array, items: {$ref:
        "#/components/schemas/Block"}}}}
        """,
        "block: Block\ntext: Text\ncolumn: Column",
    )
    assert types["block"] == "Block = (Text | Column by 'type')"
    assert types["column"] == "model Column: type: 'column', blocks?: [^Block]"


def test_an_alias_that_contains_itself_is_cut_where_the_circle_closes() -> None:
    types = lower_schemas(
        """
        Json: {anyOf: [{type: string}, {type: array, items: {$ref: "#/components/schemas/Json"}}]}
        """,
        "json: Json",
    )
    assert types["json"] == "Json = (str | [object])"
    assert types.ledger == [("/components/schemas/Json", "object where the circle closes")]


def test_an_item_of_a_root_array_is_called_item() -> None:
    types = lower_schemas(
        "Extensions: {type: array, items: {type: object, properties: {x: {type: string}}}}", "extensions: Extensions"
    )
    assert types["extensions"] == "model ExtensionItem: x?: str\nExtensions = [ExtensionItem]"


def test_names_of_the_document_may_be_overridden() -> None:
    types = lower_schemas(
        """
        Thing:
          type: object
          properties:
            a: {type: string, x-stainless-naming: {python: {property_name: first}}}
            b: {type: object, properties: {x: {type: string}}, x-stainless-naming: {python: {model_name: Second}}}
            c: {type: object, x-stainless-any: true, properties: {x: {type: string}}}
            d: {type: object, x-stainless-empty-object: true}
            e: {type: string, x-stainless-skip: [python]}
            f: {type: string, x-stainless-skip: [go]}
            g: {type: string, x-stainless-override-schema: {type: integer}}
        """,
        "thing: Thing",
    )
    assert types["thing"] == (
        "model Second: x?: str\nmodel D: \nmodel Thing: first? as 'a': str, b?: Second, c?: object, "
        "d?: D, f?: str, g?: int"
    )


@pytest.mark.parametrize(
    ("schema", "shown"),
    [
        ("true", "object"),
        ("{}", "object"),
        ("{description: anything}", "object"),
        ("{properties: {x: {type: string}}}", "Any"),
        ("{items: {type: string}}", "[str]"),
        ("{type: array}", "[object]"),
        ("{const: 1}", "1"),
        ("{type: string, enum: [only], x-stainless-const: true}", "'only'"),
        ("{anyOf: [{type: string}, {type: string, enum: [a, b]}]}", "(str | 'a'/'b')"),
        ("{type: [string, integer]}", "(str | int)"),
        ("{allOf: [{type: string}, {description: text}]}", "str"),
        ("{allOf: [{type: integer}, {nullable: true}]}", "(int | None)"),
        ("{anyOf: [{type: integer}, {type: number}]}", "float"),
        ("{anyOf: [{}, {type: 'null'}]}", "object"),
        ("{anyOf: [{type: string}, {nullable: true}]}", "(str | None)"),
        ("{type: object, anyOf: [{required: [a]}, {required: [b]}], properties: {a: {type: string}}}", "Any"),
    ],
)
def test_a_schema_says_what_it_is_in_many_ways(schema: str, shown: str) -> None:
    types = lower_schemas(f"Thing: {{type: object, properties: {{any: {schema}}}}}", "thing: Thing")
    assert types["thing"].splitlines()[-1] == f"model Thing: any?: {shown}"
    assert types.ledger == []


@pytest.mark.parametrize(
    ("schema", "shown", "became"),
    [
        ("false", "object", "object"),
        ("{type: tuple}", "object", "object"),
        ("5", "object", "object"),
        ("{type: array, prefixItems: [{type: string}, {type: integer}]}", "[(str | int)]", "its array part"),
        ("{const: {a: 1}}", "object", "object"),
        ("{allOf: [{type: string}, {type: integer}]}", "int", "its integer part"),
    ],
)
def test_what_has_no_python_type_is_lost_at_the_smallest_node(schema: str, shown: str, became: str) -> None:
    types = lower_schemas(f"Thing: {{type: object, properties: {{a: {schema}, b: {{type: string}}}}}}", "thing: Thing")
    assert types["thing"].splitlines()[-1] == f"model Thing: a?: {shown}, b?: str"
    assert types.ledger == [("/components/schemas/Thing/properties/a", became)]


def test_hostile_names_never_reach_code() -> None:
    types = lower_schemas(
        """
        Thing:
          type: object
          properties:
            "x): import os #": {type: string}
            "": {type: string}
            "class": {type: object, properties: {"__init__": {type: string}}}
            "\\u0000": {type: string}
        """,
        "thing: Thing",
    )
    declared = [declaration for module in types.snippet.api.modules for declaration in module.declarations]
    names = [declaration.name for declaration in declared]
    names += [
        field.name for declaration in declared if isinstance(declaration, ir.Model) for field in declaration.fields
    ]
    assert len(names) > 5
    assert all(name.isidentifier() for name in names)


def test_a_model_that_the_document_does_not_have_is_left_out_with_a_warning() -> None:
    """A config outlives the schemas that it was written for; what is still there is made."""
    types = lower_schemas("Thing: {type: object, properties: {x: {type: string}}}", "thing: Thing\nother: Thng")
    (problem,) = [found for found in types.snippet.diagnostics if found.severity == "warning"]
    message = "the document has no schema 'Thng', so 'other' is left out"
    assert (problem.message, problem.hint) == (message, "did you mean 'Thing'?")
    assert str(problem.place).startswith("stainless.yml:")
    assert types.modules == ["thing"]


def test_two_nested_schemas_with_one_name() -> None:
    """Equal ones share the class; another one takes the name of its root in front, and a warning says so."""
    types = lower_schemas(
        """
        Thing:
          type: object
          properties:
            item: {type: object, properties: {x: {type: string}}}
            items: {type: array, items: {type: object, properties: {x: {type: string}}}}
            part: {type: object, properties: {x: {type: string}}}
            parts: {type: array, items: {type: object, properties: {y: {type: string}}}}
        """,
        "thing: Thing",
    )
    assert types["thing"] == (
        "model Item: x?: str\nmodel Part: x?: str\nmodel ThingPart: y?: str\n"
        "model Thing: item?: Item, items?: [Item], part?: Part, parts?: [ThingPart]"
    )
    (problem,) = types.problems()
    assert problem.startswith("warning: a class is called ThingPart in the module types.thing")
