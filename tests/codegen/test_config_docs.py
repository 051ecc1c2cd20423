"""Descriptions in ``docs.yaml``: keyed by what the document has, and looked up by where a node stands."""

from __future__ import annotations

from textwrap import dedent

from headrace_codegen.config.docs import Docs, OperationDocs, load_docs
from headrace_codegen.diagnostics import Diagnostics
from headrace_codegen.document import Document
from headrace_codegen.source import load_source

DOCUMENT = """
openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /things/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
    get:
      operationId: getThing
      parameters:
        - {name: full, in: query, schema: {type: boolean}}
      responses: {"200": {description: ok}}
    delete:
      responses: {"204": {description: gone}}
components:
  schemas:
    Base: {type: object, properties: {id: {type: string}}}
    Thing:
      allOf:
        - {$ref: "#/components/schemas/Base"}
        - type: object
          properties:
            properties: {type: integer}
            parts:
              type: array
              items: {type: object, properties: {size: {anyOf: [{type: integer}, {type: "null"}]}}}
"""


def load(text: str) -> tuple[Docs, Document, list[str]]:
    document = Document(load_source(DOCUMENT.encode(), "openapi.yaml"))
    diagnostics = Diagnostics()
    docs = load_docs(load_source(dedent(text).encode(), "docs.yaml"), document, diagnostics)
    return docs, document, [f"{item.code}: {item}" + (f" ({item.hint})" if item.hint else "") for item in diagnostics]


def test_operations_are_named_by_id_or_by_verb_and_path() -> None:
    """A text is the summary; wrapping in the file is not part of a text, paragraphs are."""
    docs, document, said = load("""
        operations:
          getThing:
            summary: Gets
              a thing.
            description: |
              First
              paragraph.

              Second.
            params: {id: Which one.}
          delete /things/{id}: Forgets a thing.
        """)

    get, delete = document.operations
    assert said == []
    assert docs.operation(get) == OperationDocs(
        summary="Gets a thing.", description="First paragraph.\n\nSecond.", params={"id": "Which one."}
    )
    assert docs.operation(delete) == OperationDocs(summary="Forgets a thing.")


def test_schemas_and_properties_are_found_by_the_place_of_their_node() -> None:
    """Lists of alternatives and items don't count as steps; what lies between has no text."""
    docs, document, said = load("""
        schemas:
          Base: What all have.
          Thing:
            description: One of many.
            properties:
              properties: How many.
              parts: What it is made of.
              parts.size: In metres.
        """)

    thing = "/components/schemas/Thing"
    texts = {
        "/components/schemas/Base": "What all have.",
        "/components/schemas/Base/properties/id": None,
        thing: "One of many.",
        f"{thing}/allOf/1": None,
        f"{thing}/allOf/1/properties/properties": "How many.",
        f"{thing}/allOf/1/properties/parts": "What it is made of.",
        f"{thing}/allOf/1/properties/parts/items": None,
        f"{thing}/allOf/1/properties/parts/items/properties/size": "In metres.",
        f"{thing}/allOf/1/properties/parts/items/properties/size/anyOf/0": None,
    }
    assert said == []
    assert {pointer: docs.schema(document.node(pointer)) for pointer in texts} == texts


def test_parameters_are_found_by_their_operation_and_name() -> None:
    """A parameter that stands at the path belongs to no operation, so only the operation's own are found by place."""
    docs, document, said = load("operations: {getThing: {params: {full: Whether to tell all., id: Which one.}}}")

    assert said == []
    assert docs.schema(document.node("/paths/~1things~1{id}/get/parameters/0")) == "Whether to tell all."
    assert docs.schema(document.node("/paths/~1things~1{id}/parameters/0")) is None
    assert docs.schema(document.node("/paths/~1things~1{id}/get")) is None


def test_a_key_that_names_nothing_is_a_warning_at_its_place() -> None:
    """The rest is read all the same."""
    docs, _, said = load("""
        operations:
          getThings: Gets things.
          getThing: {params: {fill: x}, sumary: x}
        schemas:
          Thong: x
          Thing: {properties: {part: x, parts.size: In metres.}}
          Base: [1]
        """)

    assert said == [
        "docs/unknown-name: docs.yaml:3:14: warning: 'getThings' names no operation (did you mean 'getThing'?)",
        "docs/unknown-name: docs.yaml:4:29: warning: 'fill' names no parameter of this operation "
        "(did you mean 'full'?)",
        "config/unknown-key: docs.yaml:4:41: warning: the key 'sumary' is unknown here and has no effect "
        "(did you mean 'summary'?)",
        "docs/unknown-name: docs.yaml:6:10: warning: 'Thong' names no schema (did you mean 'Thing'?)",
        "docs/unknown-name: docs.yaml:7:30: warning: 'part' names no property of this schema (did you mean 'parts'?)",
        "config/wrong-type: docs.yaml:8:3: error: 'Base' must be an object, not a list",
    ]
    assert docs.schemas == {("Thing", "parts.size"): "In metres."}


def test_common_texts_hold_where_a_schema_says_nothing_itself() -> None:
    """Only for schemas that the pattern matches and that have the property."""
    docs, _, said = load("""
        common:
          "*": {id: By which it is found., parts: Pieces., parts.size: How large.}
          "T*g": {parts: What a thing has.}
          "X*": {id: x}
          "Th*": {name: x}
        schemas:
          Thing: {properties: {parts.size: In metres.}}
        """)

    assert said == [
        "docs/unknown-name: docs.yaml:5:3: warning: 'X*' names no schema",
        "docs/unknown-name: docs.yaml:6:17: warning: 'name' names no property of these schemas",
    ]
    assert docs.schemas == {
        ("Base", "id"): "By which it is found.",
        ("Thing", "parts"): "What a thing has.",
        ("Thing", "parts.size"): "In metres.",
    }
