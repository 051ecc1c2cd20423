"""The fifteen traps of a large real document on which generators fail, each as a few lines of it and the declarations
that it must give.
"""

from __future__ import annotations

from harness.declared import lower_body, lower_schemas
from harness.lowering import lower_snippet


def test_01_nullable_counts_in_a_3_1_document() -> None:
    """Without it no real chat chunk decodes: its ``finish_reason`` is null until the end."""
    types = lower_schemas(
        """
        Chunk:
          type: object
          required: [finish_reason, logprobs]
          properties:
            finish_reason: {type: string, enum: [stop, length], nullable: true}
            logprobs: {$ref: "#/components/schemas/Logprobs", nullable: true}
            usage: {nullable: true, allOf: [{$ref: "#/components/schemas/Logprobs"}]}
        Logprobs: {type: object, properties: {token: {type: string}}}
        """,
        "chunk: Chunk\nlogprobs: Logprobs",
    )
    assert types["chunk"] == (
        "model Chunk: finish_reason: ('stop'/'length' | None), logprobs: (Logprobs | None), usage?: (Logprobs | None)"
    )


def test_02_extensions_are_passed_over() -> None:
    types = lower_schemas(
        (
            "Thing: {type: object, x-oai-meta: {a: [1]}, x-oaiTypeLabel: map, "
            "properties: {x: {type: string, x-oai-y: null}}}"
        ),
        "thing: Thing",
    )
    assert types["thing"] == "model Thing: x?: str"


def test_03_webhooks_are_types_not_methods() -> None:
    snippet = lower_snippet(
        """
        paths: {}
        webhooks:
          batch.cancelled:
            post:
              requestBody:
                content: {application/json: {schema: {$ref: "#/components/schemas/Cancelled"}}}
        components:
          schemas:
            Cancelled: {type: object, required: [type], properties: {type: {type: string, const: batch.cancelled}}}
        """,
        """
        resources:
          webhooks:
            standalone_api: true
            methods: {unwrap: {type: webhook_unwrap}}
            models: {batch_cancelled_webhook_event: Cancelled}
        """,
    )
    assert [module.module for module in snippet.api.modules] == [
        "types.webhooks.batch_cancelled_webhook_event",
        "types.webhooks.unwrap_webhook_event",
    ]
    assert [webhook.name for webhook in snippet.api.webhooks] == ["batch.cancelled"]


def test_04_a_query_within_a_path_does_not_get_into_names() -> None:
    snippet = lower_snippet(
        """
        paths:
          /things?beta=true:
            post:
              requestBody: {content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}
              responses: {"200": {description: "", content: {application/json: {schema: {type: object, properties: {b:
              {type: string}}}}}}}
        """,
        'resources: {things: {methods: {make: "post /things?beta=true"}}}',
    )
    assert [module.module for module in snippet.api.modules] == ["types.thing_make_params", "types.thing_make_response"]


def test_05_an_odd_content_type_of_a_part_is_no_obstacle() -> None:
    types = lower_body(
        "{type: object, required: [sdp], properties: {sdp: {type: string}}}",
        media="multipart/form-data",
    )
    assert types["thing_make_params"] == "typeddict ThingMakeParams: sdp: str"


def test_06_binary_inside_a_union_is_a_file() -> None:
    types = lower_body(
        """
        type: object
        properties:
          image:
            anyOf:
              - {type: string, format: binary}
              - {type: array, items: {type: string, format: binary}}
          mask: {oneOf: [{type: string, format: binary}, {type: string}]}
        """,
        media="multipart/form-data",
    )
    assert types["thing_make_params"] == "typeddict ThingMakeParams: image?: (file | seq[file]), mask?: (file | str)"
    body = types.snippet.method("things.make").body
    assert body is not None
    assert body.files == (("image",), ("image", "[]"), ("mask",))


def test_07_a_minimum_beyond_64_bits_is_only_a_number() -> None:
    types = lower_schemas(
        "Thing: {type: object, properties: {seed: {type: integer, minimum: -9223372036854776000, maximum: 9.2e18}}}",
        "thing: Thing",
    )
    assert types["thing"] == "model Thing: seed?: int"


def test_08_a_property_may_be_required_twice() -> None:
    types = lower_schemas(
        "Thing: {type: object, required: [a, a, absent], properties: {a: {type: string}, b: {type: string}}}",
        "thing: Thing",
    )
    assert types["thing"] == "model Thing: a: str, b?: str"


def test_09_a_property_on_both_sides_of_all_of() -> None:
    """Both say what it is; the one that is a constant, or the later one, is the more precise."""
    types = lower_schemas(
        """
        Thing:
          allOf:
            - $ref: "#/components/schemas/Base"
            - type: object
              required: [kind]
              properties: {top_logprobs: {type: integer, maximum: 20}, kind: {type: string, const: thing}}
        Base:
          type: object
          properties: {top_logprobs: {type: integer, nullable: true}, kind: {type: string}, name: {type: string}}
        """,
        "thing: Thing",
    )
    assert types["thing"] == "model Thing: kind: 'thing', name?: str, top_logprobs?: int"


def test_10_a_default_outside_the_enum() -> None:
    types = lower_schemas(
        "Thing: {type: object, properties: {status: {type: string, enum: [on, off], default: UNSPECIFIED}}}",
        "thing: Thing",
    )
    assert types["thing"] == "model Thing: status?: 'on'/'off'"


def test_11_null_as_a_type_of_its_own() -> None:
    types = lower_schemas(
        """
        Thing:
          type: object
          properties:
            a: {anyOf: [{type: string}, {type: "null"}]}
            b: {type: [integer, "null"]}
            c: {type: "null"}
            d: {enum: [x, null]}
            e: {oneOf: [{type: "null"}, {$ref: "#/components/schemas/Other"}]}
        Other: {type: object, properties: {x: {type: string}}}
        """,
        "thing: Thing",
    )
    assert types["thing"] == (
        "model E: x?: str\nmodel Thing: a?: (str | None), b?: (int | None), c?: None, d?: ('x' | None), e?: (E | None)"
    )


def test_12_enum_values_of_any_form() -> None:
    """YAML reads an unquoted 1.0 as a number; in a schema of type string it is text."""
    types = lower_schemas(
        """
        Thing:
          type: object
          properties:
            size: {type: string, enum: ["1.0", 1.5, 256x256, true, "", "a b"]}
            level: {type: integer, enum: [1, 2, 2]}
            flag: {type: boolean, enum: [true]}
            mixed: {enum: [1, one, true]}
            ratio: {type: number, enum: [0.5, 1.5]}
        """,
        "thing: Thing",
    )
    assert types["thing"] == (
        "model Thing: flag?: True, level?: 1/2, mixed?: 1/'one'/True, ratio?: float, "
        "size?: '1.0'/'1.5'/'256x256'/'true'/''/'a b'"
    )
    assert types.ledger == [("/components/schemas/Thing/properties/ratio", "its number part")]


def test_13_two_schemas_whose_names_are_the_same_in_python() -> None:
    """The config names what is public, so the documents's names never meet; two of the config's that do are an error
    with both places.
    """
    types = lower_schemas(
        """
        Thing: {type: object, properties: {foo_bar: {$ref: "#/components/schemas/FooBar"}, x: {$ref:
        "#/components/schemas/foo-bar"}}}
        FooBar: {type: object, properties: {a: {type: string}}}
        foo-bar: {type: object, properties: {b: {type: string}}}
        """,
        "thing: Thing\nfoo_bar: FooBar\nfooBar: foo-bar",
    )
    (problem,) = types.problems()
    assert problem.startswith("error: two things want the name types.foo_bar in the package of types")
    assert "#/components/schemas/FooBar" in problem
    assert "#/components/schemas/foo-bar" in problem


def test_14_a_document_without_a_version() -> None:
    snippet = lower_snippet(
        """
        openapi: 3.1.0
        info: {title: Shop}
        paths: {/things: {get: {responses: {"200": {description: "", content: {application/json: {schema: {type: array,
        items: {type: string}}}}}}}}}
        """,
        "resources: {things: {methods: {list: get /things}}}",
        head=False,
    )
    assert not snippet.diagnostics.failed
    assert [module.module for module in snippet.api.modules] == ["types.thing_list_response"]


def test_15_discriminated_unions_of_inline_variants() -> None:
    types = lower_schemas(
        """
        Thing:
          type: object
          required: [part]
          properties:
            part:
              discriminator: {propertyName: type}
              oneOf:
                - type: object
                  required: [type, text]
                  properties: {type: {type: string, const: text}, text: {type: string}}
                - type: object
                  required: [type]
                  properties: {type: {type: string, enum: [image_url]}, url: {type: string}}
        """,
        "thing: Thing",
    )
    assert types["thing"] == (
        "model PartText: text: str, type: 'text'\n"
        "model PartImageURL: type: 'image_url', url?: str\n"
        "Part = (PartText | PartImageURL by 'type')\n"
        "model Thing: part: Part"
    )
