"""Small flaws of a document that have one reading: mended in the tree before anybody checks it, each with a warning.

YAML makes it easy to write a key without its value, and other tools and versions leave their spellings behind. None of
that is worth refusing a document for. What could mean two things stays as it is, and is an error of the checks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from headrace_codegen.diagnostics import Diagnostics
from headrace_codegen.grammar import KINDS
from headrace_codegen.plain import is_array, is_object
from headrace_codegen.pointer import join
from headrace_codegen.source import MAX_DEPTH, Node
from headrace_codegen.tree import Tree

__all__ = ["mend_document"]

_NULLABLE = ("type", "enum", "required", "discriminator")
"""Keywords of a schema that are facts for the grammar, and say nothing when they are null."""


@dataclass(frozen=True, slots=True)
class _Flaw:
    """What to take away, or, with ``instead``, to replace."""

    pointer: str
    message: str
    instead: Any = None


def mend_document(tree: Tree, diagnostics: Diagnostics) -> None:
    """Mends ``tree`` in place: a key without a value counts as absent, an entry without one as empty,
    ``required: true`` inside a schema says nothing, and a discriminator may be just a name (as in Swagger 2).
    """
    flaws = list(_flaws(tree.value, "root", ""))
    for flaw in flaws:
        diagnostics.warning("document/mended", flaw.message, Node(None, flaw.pointer, tree))
    for flaw in flaws:
        if flaw.instead is None:
            tree.remove(flaw.pointer)
        else:
            tree.put(flaw.pointer, flaw.instead, *tree.origin(flaw.pointer))


def _flaws(value: Any, kind: str, pointer: str) -> Iterator[_Flaw]:
    if pointer.count("/") > 2 * MAX_DEPTH:
        return
    if kind.startswith("{"):
        for key, item in value.items() if is_object(value) else ():
            here = join(pointer, key)
            if item is None and not (kind == "{path}" and key.startswith("x-")):
                yield _Flaw(here, f"{key!r} has no value; it counts as empty", {})
            else:
                yield from _flaws(item, kind[1:-1], here)
    elif kind.startswith("["):
        for index, item in enumerate(value) if is_array(value) else ():
            yield from _flaws(item, kind[1:-1], join(pointer, index))
    elif kind in KINDS and is_object(value):
        yield from _of_object(value, kind, pointer)


def _of_object(value: dict[str, Any], kind: str, pointer: str) -> Iterator[_Flaw]:
    table = KINDS[kind]
    schema = "properties" in table
    for key, item in value.items():
        how = table.get(key)
        if how is None:
            continue
        here = join(pointer, key)
        structured = how in KINDS or how[0] in "{["
        if item is None and (structured or (schema and key in _NULLABLE)):
            yield _Flaw(here, f"{key!r} has no value; it counts as absent")
        elif schema and key == "required" and isinstance(item, bool):
            yield _Flaw(here, "'required' lists the names of properties; true and false say nothing in a schema")
        elif schema and key == "discriminator" and isinstance(item, str):
            yield _Flaw(here, "'discriminator' is an object since OpenAPI 3.0", {"propertyName": item})
        elif structured:
            yield from _flaws(item, how, here)
