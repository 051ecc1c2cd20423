"""``headrace import --facts``: the interface of an OpenAPI document, without its prose.

Kept is what decides how a request or response looks on the wire and what things are called: paths, names, types, enums,
formats, constraints, defaults, discriminators, content types, encodings, security, deprecations, tag names and
``x-stainless-*``. Dropped are descriptions, summaries, examples, contact data, links to documentation, vendor
extensions that only concern documentation, and titles that name nothing. A key that is neither known nor an extension
is dropped with a note.

The order of properties, parameters, paths, enum values and union members is the document's, because names and
positional rules depend on it; the keys of each OpenAPI object come in the order of ``grammar``, components by name.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from headrace_codegen.diagnostics import Diagnostics
from headrace_codegen.grammar import KEEP, KINDS
from headrace_codegen.plain import is_array, is_object
from headrace_codegen.source import Node

__all__ = ["EXTENSIONS", "HEADER", "extract_facts"]

EXTENSIONS = (
    "x-stainless-",
    "x-headrace-",
    "x-fern-streaming",
    "x-speakeasy-sse",
    "x-nullable",
    "x-enum",
    "x-webhooks",
)
"""Prefixes of the extensions that say something about the interface."""

HEADER = "Interface facts, made by `headrace import --facts`. Don't edit: corrections belong in overlay.yaml."
"""The comment at the head of a written facts file."""

_PROSE = frozenset(
    ("title", "description", "summary", "example", "examples", "externalDocs", "contact", "termsOfService", "$comment")
)


def extract_facts(root: Node, diagnostics: Diagnostics | None = None) -> dict[str, Any]:
    """The facts of the document at ``root`` as new plain data. Unknown keys are noted in ``diagnostics``."""
    facts = _Facts(diagnostics or Diagnostics()).one(root, "root")
    return facts if is_object(facts) else {}


class _Facts:
    def __init__(self, diagnostics: Diagnostics) -> None:
        self.diagnostics = diagnostics

    def one(self, node: Node, kind: str) -> Any:
        """What is kept of ``node`` as an object of ``kind``. A value of another shape is kept as it is."""
        if kind == KEEP:
            return node.value
        if kind == "set":
            return list(dict.fromkeys(node.value)) if _is_text_list(node.value) else node.value
        if kind == "empty":
            return ""
        if kind == "scopes":
            return dict.fromkeys(node.keys(), "")
        if kind.startswith("{"):
            return self.map(node, kind[1:-1])
        if kind.startswith("["):
            return [self.one(item, kind[1:-1]) for item in node] if is_array(node.value) else node.value
        if kind == "callback":
            return self.map(node, "path")
        return self.object(node, kind) if is_object(node.value) else node.value

    def map(self, node: Node, kind: str) -> Any:
        if not is_object(node.value):
            return node.value
        entries: Iterable[tuple[str, Node]] = node.items()
        if node.pointer.startswith("/components/") and node.pointer.count("/") == 2:
            entries = sorted(entries, key=lambda entry: entry[0])
        kept: dict[str, Any] = {}
        for key, child in entries:
            if kind == "path" and key.startswith("x-"):
                continue
            kept[key] = self.one(child, kind)
        return kept

    def object(self, node: Node, kind: str) -> dict[str, Any]:
        table = KINDS[kind]
        kept = {key: self.one(node[key], how) for key, how in table.items() if key in node}
        for key in sorted(node.keys()):
            if key.startswith(EXTENSIONS):
                kept[key] = self.one(node[key], "{path}") if key == "x-webhooks" else node[key].value
            elif key not in table and not key.startswith("x-") and key not in _PROSE:
                self.diagnostics.note("facts/unknown-key", f"{key!r} is no key of OpenAPI here, dropped", node[key])
        return kept


def _is_text_list(value: Any) -> bool:
    return is_array(value) and all(isinstance(item, str) for item in value)
