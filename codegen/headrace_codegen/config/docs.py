"""Descriptions in our own words: ``docs.yaml``, keyed by operation, schema and property.

    operations:
      createThing: Makes a thing.            # by operationId, or by "post /things"; a text is the summary
      getThing:
        summary: Gets a thing.
        description: It must have been made before.
        params:
          thing_id: Which one.
    schemas:
      Thing: What is made here.              # by the component's name
      Reply:
        description: ...
        properties:
          usage: What it cost.
          usage.tokens: How much of it was text.
    common:
      "Thing*Event":                         # a pattern of component names
        thing_id: Which thing the event is about.

A property of a property is reached with a dot; ``items``, ``allOf``, ``anyOf`` and ``oneOf`` on the way are left out.
What stands under ``common`` holds for every matching schema that has the property and says nothing of it itself.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from headrace_codegen.config.docs_places import ParameterPlace, SchemaPlace, place_of, properties_of
from headrace_codegen.config.table import Table, nearest
from headrace_codegen.diagnostics import Diagnostics
from headrace_codegen.document import Document, Operation
from headrace_codegen.source import Node, Source

__all__ = ["Docs", "OperationDocs", "load_docs"]

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationDocs:
    """What is said of an operation: one sentence, more of them, and a text for each parameter by wire name."""

    summary: str | None = None
    description: str | None = None
    params: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Docs:
    """All descriptions. ``operations`` is keyed by verb and path, ``schemas`` by component and dotted property path."""

    operations: Mapping[str, OperationDocs] = field(default_factory=dict[str, OperationDocs])
    schemas: Mapping[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])

    def operation(self, operation: Operation) -> OperationDocs | None:
        return self.operations.get(operation.name)

    def schema(self, node: Node) -> str | None:
        """What is said of a schema, a property or a parameter, by where its node stands; None when nothing is."""
        place = place_of(node)
        if isinstance(place, SchemaPlace):
            return self.schemas.get((place.component, place.path))
        if isinstance(place, ParameterPlace):
            found = self.operations.get(place.operation)
            return found.params.get(place.name) if found is not None else None
        return None


def load_docs(source: Source, document: Document, diagnostics: Diagnostics) -> Docs:
    """Read ``docs.yaml``. A key that names nothing in the document is a warning at its place, and is left out."""
    root = Table(source.root, diagnostics)
    operations = dict(_operations(root, document))
    found = Docs(operations, dict(_common(root, document)) | dict(_schemas(root, document)))
    root.close()
    return found


def _operations(root: Table, document: Document) -> Iterator[tuple[str, OperationDocs]]:
    by_key = {operation.name: operation for operation in document.operations}
    by_key |= {operation.id: operation for operation in document.operations if operation.id}
    for key, node in root.members("operations"):
        operation = by_key.get(key)
        if operation is None:
            _unknown(root, node, "operation", by_key)
        elif isinstance(node.value, str):
            yield operation.name, OperationDocs(summary=_text(node.value))
        else:
            yield operation.name, _operation(Table(node, root.diagnostics), operation)


def _operation(table: Table, operation: Operation) -> OperationDocs:
    known = {name for node in operation.parameters if (name := node.str("name")) is not None}
    params: dict[str, str] = {}
    for name, node in table.members("params"):
        if name not in known:
            _unknown(table, node, "parameter of this operation", known)
    for name, text in table.mapping("params").items():
        if name in known:
            params[name] = _text(text)
    summary, description = table.plain("summary"), table.plain("description")
    table.close()
    return OperationDocs(
        summary=_text(summary) if summary else None,
        description=_text(description) if description else None,
        params=params,
    )


def _schemas(root: Table, document: Document) -> Iterator[tuple[tuple[str, str], str]]:
    for name, node in root.members("schemas"):
        schema = document.schemas.get(name)
        if schema is None:
            _unknown(root, node, "schema", document.schemas)
        elif isinstance(node.value, str):
            yield (name, ""), _text(node.value)
        else:
            table = Table(node, root.diagnostics)
            if (description := table.plain("description")) is not None:
                yield (name, ""), _text(description)
            known = properties_of(schema)
            texts = table.mapping("properties")
            for path, place in table.members("properties"):
                if path not in known:
                    _unknown(table, place, "property of this schema", known)
                elif path in texts:
                    yield (name, path), _text(texts[path])
            table.close()


def _common(root: Table, document: Document) -> Iterator[tuple[tuple[str, str], str]]:
    for pattern, node in root.members("common"):
        matching = {name: properties_of(document.schemas[name]) for name in fnmatch.filter(document.schemas, pattern)}
        if not matching:
            _unknown(root, node, "schema", document.schemas)
            continue
        table = Table(node, root.diagnostics)
        for path, place in node.items():
            text = table.plain(path)
            holders = [name for name, known in matching.items() if path in known]
            if not holders:
                _unknown(table, place, "property of these schemas", set[str]().union(*matching.values()))
            elif text is not None:
                yield from (((name, path), _text(text)) for name in holders)


def _unknown(table: Table, node: Node, what: str, known: Mapping[str, object] | set[str]) -> None:
    message = f"{node.key!r} names no {what}"
    table.diagnostics.warning("docs/unknown-name", message, node, hint=nearest(node.key, known))


def _text(text: str) -> str:
    """Paragraphs of one line each: how the file wraps its lines is not part of the text."""
    return "\n\n".join(_SPACE.sub(" ", part).strip() for part in re.split(r"\n[ \t]*\n", text.strip()))
