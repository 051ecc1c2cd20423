"""The typed document, and what must hold of one."""

from __future__ import annotations

import pytest

from headrace_codegen.diagnostics import Diagnostics, DocumentError
from headrace_codegen.document import Document
from headrace_codegen.document_checks import check_document
from headrace_codegen.source import Source

BASE = """\
openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /things/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
      - $ref: '#/components/parameters/Limit'
    get:
      operationId: getThing
      tags: [Things]
      security: [{Key: []}]
      parameters:
        - {name: limit, in: query, schema: {type: string}}
        - {name: limit, in: header, schema: {type: string}}
      responses:
        '200': {$ref: '#/components/responses/Ok'}
    post:
      requestBody: {$ref: '#/components/requestBodies/Thing'}
      responses: {default: {description: ''}}
  /things/{id}?beta=true:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'204': {description: ''}}
components:
  parameters:
    Limit: {name: limit, in: query, schema: {type: integer}}
  responses:
    Ok: {description: fine}
  requestBodies:
    Thing: {content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}
  schemas:
    A: {$ref: '#/components/schemas/B'}
    B: {type: object}
  securitySchemes:
    Key: {type: http, scheme: bearer}
webhooks:
  done: {post: {responses: {'200': {description: ''}}}}
servers: [{url: https://x.example}]
security: [{Key: []}]
"""


def document(text: str) -> Document:
    return Document(Source("api.yaml", text.encode()))


def findings(text: str) -> list[str]:
    """Everything that the checks say, as located lines."""
    diagnostics = Diagnostics()
    try:
        check_document(document(text), diagnostics)
    except DocumentError as error:
        return [f"{found} [{found.code}]" for found in error.diagnostics]
    return [f"{found} [{found.code}]" for found in diagnostics]


def test_operations_come_in_order_with_merged_parameters() -> None:
    """A parameter of the operation replaces the path's of the same name and place, at its position."""
    doc = document(BASE)
    assert [op.name for op in doc.operations] == ["get /things/{id}", "post /things/{id}", "get /things/{id}?beta=true"]
    get = doc.operations[0]
    assert [(p.str("name"), p.str("in"), p.pointer) for p in get.parameters] == [
        ("id", "path", "/paths/~1things~1{id}/parameters/0"),
        ("limit", "query", "/paths/~1things~1{id}/get/parameters/0"),
        ("limit", "header", "/paths/~1things~1{id}/get/parameters/1"),
    ]
    assert (get.id, get.tags, get.security) == ("getThing", ("Things",), [{"Key": []}])
    assert [(status, node.pointer) for status, node in get.responses] == [("200", "/components/responses/Ok")]
    post = doc.operation("POST", "/things/{id}")
    assert post is not None and post.security is None
    assert post.request_body is not None and post.request_body.pointer == "/components/requestBodies/Thing"
    assert doc.operation("delete", "/things/{id}") is None


def test_the_document_gives_its_parts() -> None:
    doc = document(BASE)
    assert (doc.version, doc.title) == ("3.1.0", "T")
    assert list(doc.schemas) == ["A", "B"] and list(doc.security_schemes) == ["Key"] and list(doc.webhooks) == ["done"]
    assert [server.str("url") for server in doc.servers] == ["https://x.example"]
    assert doc.resolve(doc.schemas["A"]).pointer == "/components/schemas/B"
    assert findings(BASE) == []


@pytest.mark.parametrize(
    ("ref", "message"),
    [
        ("'#/components/schemas/None'", "api.yaml:4:15: error: the reference #/components/schemas/None leads nowhere"),
        ("other.yaml#/X", "api.yaml:4:15: error: the reference other.yaml#/X leads out of the document"),
        ("'#anchor'", "api.yaml:4:15: error: the reference #anchor is not a JSON pointer"),
        ("'#/components/schemas/A'", "api.yaml:4:15: error: the reference #/components/schemas/A leads back to itself"),
    ],
)
def test_references_that_lead_nowhere_are_located(ref: str, message: str) -> None:
    doc = document(f"openapi: 3.1.0\ncomponents:\n  schemas:\n    A: {{$ref: {ref}}}\n")
    with pytest.raises(DocumentError) as caught:
        doc.resolve(doc.schemas["A"])
    assert str(caught.value) == message


def test_references_may_be_percent_encoded() -> None:
    doc = document("openapi: 3.1.0\ncomponents: {schemas: {'A b': {}, R: {$ref: '#/components/schemas/A%20b'}}}\n")
    assert doc.resolve(doc.schemas["R"]).key == "A b"


HEAD = "openapi: 3.1.0\npaths:\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["api.yaml:1:1: error: this is no OpenAPI document: an object is expected [document/no-openapi]"]),
        (
            "a: 1\n",
            ["api.yaml:1:1: error: this is no OpenAPI document: the key 'openapi' is missing [document/no-openapi]"],
        ),
        ("swagger: '2.0'\n", ["api.yaml:1:10: error: Swagger 2 is not supported [document/no-openapi]"]),
        (
            "openapi: 4.0.0\n",
            ["api.yaml:1:10: error: OpenAPI 4.0.0 is not supported, only 3.0, 3.1 and 3.2 [document/version]"],
        ),
        ("openapi: 3.1.0\n", ["api.yaml:1:1: error: the document has no paths [document/no-paths]"]),
        (
            "openapi: 3.1.0\npaths: []\n",
            ["api.yaml:2:1: error: 'paths' must be an object, not a list [document/structure]"],
        ),
        (HEAD + "  /a: {get: x}\n", ["api.yaml:3:13: error: 'get' must be an object, not text [document/structure]"]),
        (
            HEAD + "  /a/{id}:\n    get: {responses: {'200': {description: ''}}}\n",
            ["api.yaml:4:5: warning: the path parameter 'id' of get /a/{id} is not declared [document/path-parameter]"],
        ),
        (
            HEAD
            + "  /a:\n    get: {operationId: x}\n    put: {operationId: x, responses: {'200': {description: ''}}}\n",
            [
                "api.yaml:4:5: warning: get /a declares no response [document/no-responses]",
                "api.yaml:5:24: warning: the operationId 'x' is also that of get /a [document/duplicate-operation-id]",
            ],
        ),
        (
            HEAD + "  /a:\n    get:\n      parameters: [{in: query}, {name: x, in: body}]\n      responses: {}\n",
            [
                "api.yaml:5:20: error: a parameter needs a 'name' [document/parameter]",
                "api.yaml:5:47: error: a parameter needs 'in': path, query, header or cookie [document/parameter]",
            ],
        ),
    ],
)
def test_a_wrong_document_is_told_so_with_its_place(text: str, expected: list[str]) -> None:
    assert findings(text) == expected


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ("{type: strng}", "'strng' is no type of JSON Schema [document/type]"),
        ("{required: true}", "'required' must be a list of text, not true [document/structure]"),
        ("{enum: 1}", "'enum' must be a list, not a number [document/structure]"),
        ("{properties: [a]}", "'properties' must be an object, not a list [document/structure]"),
        ("{properties: {p: 5}}", "'p' must be a schema (an object, true or false), not a number [document/structure]"),
        ("{oneOf: {a: 1}}", "'oneOf' must be a list, not an object [document/structure]"),
        (
            "{discriminator: type}",
            "'discriminator' must be an object with 'propertyName', not text [document/structure]",
        ),
        (
            "{$ref: '#/components/schemas/Thin'}",
            "the reference #/components/schemas/Thin leads nowhere [document/unknown-ref]",
        ),
    ],
)
def test_a_wrong_schema_is_told_so(schema: str, expected: str) -> None:
    (found,) = findings(f"openapi: 3.1.0\npaths: {{}}\ncomponents:\n  schemas:\n    Thing: {{}}\n    S: {schema}\n")
    assert found.startswith("api.yaml:6:")
    assert found.endswith(f": error: {expected}")


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ("{enum: []}", "an empty 'enum' allows no value [document/schema]"),
        (
            "{allOf: [{$ref: '#/components/schemas/S'}]}",
            "the schema consists of itself: S -> S [document/cyclic-schema]",
        ),
    ],
)
def test_a_schema_that_no_value_fits_is_no_reason_to_refuse_the_rest(schema: str, expected: str) -> None:
    (found,) = findings(f"openapi: 3.1.0\npaths: {{}}\ncomponents:\n  schemas:\n    S: {schema}\n")
    assert found.endswith(f": warning: {expected}")


def test_an_unknown_reference_suggests_a_name() -> None:
    diagnostics = Diagnostics()
    text = "openapi: 3.1.0\npaths: {}\ncomponents: {schemas: {Thing: {}, S: {$ref: '#/components/schemas/Thin'}}}\n"
    check_document(document(text), diagnostics)
    assert [found.hint for found in diagnostics] == ["did you mean Thing?"]


def test_recursion_through_a_property_is_fine() -> None:
    text = (
        "openapi: 3.1.0\npaths: {}\ncomponents: {schemas: {S: {properties: {s: {$ref: '#/components/schemas/S'}}}}}\n"
    )
    assert findings(text) == []


def test_a_long_chain_of_schemas_is_refused_and_no_crash() -> None:
    chain = "".join(f"    S{n}: {{allOf: [{{$ref: '#/components/schemas/S{n + 1}'}}]}}\n" for n in range(3000))
    (found,) = findings(f"openapi: 3.1.0\npaths: {{}}\ncomponents:\n  schemas:\n{chain}    S3000: {{}}\n")
    assert found == "api.yaml:5:5: error: the schema leads through more than 128 others [document/too-deep]"
