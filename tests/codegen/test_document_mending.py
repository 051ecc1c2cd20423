"""Small flaws of a document: what they count as, and the warning at the place of each."""

from __future__ import annotations

from typing import Any

import pytest

from headrace_codegen.diagnostics import Diagnostics
from headrace_codegen.document import Document
from headrace_codegen.document_checks import check_document
from headrace_codegen.document_mending import mend_document
from headrace_codegen.source import Source
from headrace_codegen.tree import Tree


def mended(text: str) -> tuple[Any, list[str]]:
    """The document after mending, and what mending and the checks say of it."""
    tree, diagnostics = Tree(Source("api.yaml", text.encode())), Diagnostics()
    mend_document(tree, diagnostics)
    check_document(Document(tree), diagnostics)
    return tree.value, [str(found) for found in diagnostics]


@pytest.mark.parametrize(
    ("schema", "becomes", "column", "message"),
    [
        ("{type: object, properties: }", {"type": "object"}, 16, "'properties' has no value; it counts as absent"),
        ("{properties: {a: }}", {"properties": {"a": {}}}, 15, "'a' has no value; it counts as empty"),
        ("{type: array, items: null}", {"type": "array"}, 15, "'items' has no value; it counts as absent"),
        ("{type: null, enum: [a]}", {"enum": ["a"]}, 2, "'type' has no value; it counts as absent"),
        (
            "{type: string, required: true}",
            {"type": "string"},
            16,
            "'required' lists the names of properties; true and false say nothing in a schema",
        ),
        (
            "{discriminator: kind}",
            {"discriminator": {"propertyName": "kind"}},
            2,
            "'discriminator' is an object since OpenAPI 3.0",
        ),
    ],
)
def test_a_flaw_of_a_schema_has_one_reading(schema: str, becomes: object, column: int, message: str) -> None:
    """It is a warning at its place, and the checks find nothing in what it became."""
    value, found = mended(f"openapi: 3.1.0\npaths: {{}}\ncomponents:\n  schemas:\n    S: {schema}\n")
    assert value["components"]["schemas"]["S"] == becomes
    (line,) = found
    assert line.startswith("api.yaml:5:")
    assert line.endswith(f": warning: {message}")


def test_keys_without_values_are_absent_and_entries_empty() -> None:
    """As YAML leaves them when somebody deletes what stood below."""
    value, found = mended("""\
openapi: 3.1
servers:
paths:
  /a:
    get:
      parameters:
      requestBody:
      responses:
        '200':
        '201': {description: x, content: {application/json: }}
  /b:
  x-note:
components:
  schemas:
""")
    assert value == {
        "openapi": 3.1,
        "paths": {
            "/a": {"get": {"responses": {"200": {}, "201": {"description": "x", "content": {"application/json": {}}}}}},
            "/b": {},
            "x-note": None,
        },
        "components": {},
    }
    assert len(found) == 7
    assert all(": warning: " in line for line in found)


def test_what_could_mean_two_things_is_left_to_the_checks() -> None:
    schema = "{type: strng, required: a, properties: [b]}"
    value, found = mended(f"openapi: 3.1.0\npaths: {{}}\ncomponents: {{schemas: {{S: {schema}}}}}\n")
    assert value["components"]["schemas"]["S"] == {"type": "strng", "required": "a", "properties": ["b"]}
    assert [line.split(": ")[1] for line in found] == ["error"] * 3
