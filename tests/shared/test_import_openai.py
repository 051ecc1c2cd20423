"""``spec/openai`` is what the import makes of the OpenAI document, and its overlay applies to it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from headrace_codegen.cli.importing import import_document
from headrace_codegen.diagnostics import Diagnostics
from headrace_codegen.document import Document
from headrace_codegen.document_checks import check_document
from headrace_codegen.overlay import apply_overlay
from headrace_codegen.source import Node, load_source
from headrace_codegen.tree import Tree

KEYWORDS = (
    "$ref",
    "anyOf",
    "oneOf",
    "allOf",
    "nullable",
    "discriminator",
    "x-stainless-const",
    "$recursiveRef",
    "deprecated",
    "enum",
    "format",
)


@pytest.fixture(scope="module")
def original(shared: Path) -> Path:
    path = shared / "openapi" / "openai-2026-08-21.yaml"
    if not path.exists():
        pytest.skip("needs the shared OpenAI document")
    return path


def test_the_committed_facts_are_what_the_import_makes(original: Path, root: Path) -> None:
    text, document, diagnostics = import_document(str(original), facts=True)
    assert text == (root / "spec/openai/openapi.yaml").read_text("utf-8")
    assert (len(document.operations), len(document.schemas), len(document.webhooks)) == (288, 1422, 16)
    assert [found.message for found in diagnostics] == [
        "'optional' is no key of OpenAPI here, dropped",
        "'max_items' is no key of OpenAPI here, dropped",
        "'min_items' is no key of OpenAPI here, dropped",
    ]


def test_no_prose_of_the_document_is_committed(original: Path, root: Path) -> None:
    """The first sentence of no description or summary of the original stands in the facts, unless it is a title."""
    prose: set[str] = set()
    titles: set[str] = set()
    pending = [load_source(original).value]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            prose |= {text for key in ("description", "summary") if isinstance(text := value.get(key), str)}
            titles |= {title for title in (value.get("title"),) if isinstance(title, str)}
            pending += value.values()
        elif isinstance(value, list):
            pending += value
    text = (root / "spec/openai/openapi.yaml").read_text("utf-8")
    sentences = {" ".join(found.split(". ")[0].split()) for found in prose} - titles
    assert [found for found in sentences if len(found) > 40 and found in text] == []


def test_the_facts_have_the_same_interface_as_the_original(original: Path, root: Path) -> None:
    """Same operations with the same parameters, media types and statuses; as many of each keyword."""
    one, two = Document(load_source(original)), Document(load_source(root / "spec/openai/openapi.yaml"))
    assert interface(one) == interface(two)
    assert keywords(one.root.value) == keywords(two.root.value)


def interface(document: Document) -> list[object]:
    """What a client sees of each operation, sorted, because facts order the verbs of a path."""
    return sorted(
        (
            operation.name,
            operation.id,
            tuple((p.str("name"), p.str("in"), p.bool("required")) for p in operation.parameters),
            media(operation.request_body) if operation.request_body else (),
            tuple((status, media(node)) for status, node in operation.responses),
        )
        for operation in document.operations
    )


def media(node: Node) -> tuple[str, ...]:
    content = node.get("content")
    return content.keys() if content else ()


def keywords(root: object) -> Counter[str]:
    """How often each keyword of ``KEYWORDS`` stands in a document, outside of prose and examples."""
    found: Counter[str] = Counter()
    pending = [root]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            found.update(key for key in value if key in KEYWORDS)
            pending += [item for key, item in value.items() if key not in ("example", "examples", "x-oaiMeta")]
        elif isinstance(value, list):
            pending += value
    return found


def test_the_corrected_document_is_valid_but_for_recursive_anchors(root: Path) -> None:
    """``$recursiveAnchor`` is of JSON Schema 2019-09; OpenAPI 3.1 is on 2020-12. The compiler reads it all the same."""
    tree, diagnostics = Tree(load_source(root / "spec/openai/openapi.yaml")), Diagnostics()
    assert apply_overlay(tree, load_source(root / "spec/openai/overlay.yaml"), diagnostics) > 0
    check_document(Document(tree), diagnostics)
    assert [str(found) for found in diagnostics] == []
    errors = [list(error.absolute_path) for error in OpenAPIV31SpecValidator(tree.value).iter_errors()]
    assert errors == [["$recursiveAnchor"], ["$recursiveAnchor"]]


def test_every_action_of_the_overlay_has_its_reason(root: Path) -> None:
    actions = load_source(root / "spec/openai/overlay.yaml").root["actions"]
    assert [action.place for action in actions if len(action.str("description", "")) < 10] == []
