"""A schema as it is compared: null taken out, wrappers that say nothing removed, ``allOf`` put together.

The same meaning is written in many ways (``nullable``, a type list with ``"null"``, ``anyOf`` with a null member, a
reference in an ``allOf`` of its own beside a description); a comparison must not see those as changes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from headrace_codegen.diagnostics import DocumentError
from headrace_codegen.document import Document
from headrace_codegen.plain import is_array, is_object
from headrace_codegen.source import Node

__all__ = ["ANNOTATIONS", "PROSE", "Peeled", "View", "is_null", "peel", "ref_name", "target", "view"]

PROSE = ("title", "description", "summary", "example", "examples", "externalDocs", "$comment")
"""Keys that are for people."""

ANNOTATIONS = (*PROSE, "default", "deprecated", "readOnly", "writeOnly", "nullable", "xml")
"""Keys that may stand beside a reference without making it another schema."""

_UNIONS = ("anyOf", "oneOf")


@dataclass(frozen=True, slots=True)
class Peeled:
    """The core of a schema, whether null is allowed beside it, and the objects around it whose annotations count."""

    core: Node
    nullable: bool
    around: tuple[Node, ...]

    @property
    def is_ref(self) -> bool:
        return ref_of(self.core) is not None


@dataclass(frozen=True, slots=True)
class View:
    """The keywords of a core with its ``allOf`` merged in, references in it followed.

    What a base gives is found with the place in the base, so that it counts once for all schemas that have the base.
    """

    keywords: dict[str, Node] = field(default_factory=dict[str, Node])
    properties: dict[str, Node] = field(default_factory=dict[str, Node])
    required: dict[str, Node] = field(default_factory=dict[str, Node])


def ref_of(node: Node) -> str | None:
    """The text of ``$ref`` where a node is a reference and nothing else that counts."""
    if not is_object(node.value) or not isinstance(node.value.get("$ref"), str):
        return None
    return node.value["$ref"] if all(key == "$ref" or _is_annotation(key) for key in node.value) else None


def ref_name(node: Node) -> str | None:
    """The last token of a reference, for people."""
    ref = node.value.get("$ref") if is_object(node.value) else None
    return ref.rpartition("/")[2].replace("~1", "/").replace("~0", "~") if isinstance(ref, str) else None


def target(document: Document, node: Node) -> Node | None:
    """Where a chain of references ends; None for one that leads nowhere, which the document's checks report."""
    try:
        return document.resolve(node)
    except DocumentError:
        return None


def is_null(node: Node) -> bool:
    """Whether a schema allows null and nothing else."""
    value = node.value
    return is_object(value) and (
        value.get("type") in ("null", ["null"])
        or value.get("enum") == [None]
        or ("const" in value and value["const"] is None)
    )


def peel(node: Node) -> Peeled:
    """Takes wrappers off: unions with null of one member, and an ``allOf`` of one member, when nothing else is said."""
    around: list[Node] = []
    nullable = False
    while is_object(node.value):
        value = node.value
        nullable = nullable or value.get("nullable") is True or _null_in(node)
        around.append(node)
        inner = _only_member(node)
        if inner is None:
            break
        node = inner
    return Peeled(node, nullable, tuple(around))


def view(document: Document, core: Node) -> View:
    """The merged keywords of ``core``; where two parts say the same thing the later one counts."""
    found = View()
    _merge(document, core, found, set())
    return found


def _merge(document: Document, node: Node, into: View, seen: set[str]) -> None:
    """``seen`` are parts that are in already: bases that share a base must not take exponential time."""
    if not is_object(node.value) or node.pointer in seen:
        return
    seen.add(node.pointer)
    if isinstance(node.value.get("$ref"), str) and (behind := target(document, node)) is not None:
        _merge(document, behind, into, seen)
    for member in node.get("allOf") or ():
        _merge(document, member, into, seen)
    for key, child in node.items():
        if key == "properties":
            into.properties.update(child.items())
        elif key == "required" and is_array(child.value):
            into.required.update((item.value, item) for item in child if isinstance(item.value, str))
        elif key not in ("$ref", "allOf"):
            into.keywords[key] = child


def _null_in(node: Node) -> bool:
    kind = node.value.get("type")
    values = node.value.get("enum")
    in_type = is_array(kind) and "null" in kind and len(kind) > 1
    in_enum = is_array(values) and None in values and len(values) > 1
    return in_type or in_enum or any(is_null(member) for key in _UNIONS for member in node.get(key) or ())


def _only_member(node: Node) -> Node | None:
    """The schema that ``node`` only wraps."""
    for key in (*_UNIONS, "allOf"):
        members = node.get(key)
        if members is None or not is_array(members.value):
            continue
        if any(other != key and not _is_annotation(other) for other in node.value):
            return None
        left = [member for member in members if key == "allOf" or not is_null(member)]
        return left[0] if len(left) == 1 else None
    return None


def _is_annotation(key: str) -> bool:
    return key in ANNOTATIONS or key.startswith("x-")


def members_of(found: View) -> tuple[str, list[Node]] | None:
    """The key and the members, null left out, of the union that a view is."""
    for key in _UNIONS:
        node = found.keywords.get(key)
        if node is not None and is_array(node.value):
            return key, [member for member in node if not is_null(member)]
    return None


def types_of(found: View) -> frozenset[str] | None:
    """The types that a view allows besides null; None: any, or not said here because it is a union."""
    node = found.keywords.get("type")
    if node is not None:
        names: Any = node.value if is_array(node.value) else [node.value]
        return frozenset(str(name) for name in names if name != "null") or frozenset({"null"})
    if values := values_of(found):
        return frozenset(_type_name(value.value) for value in values)
    if found.properties or "additionalProperties" in found.keywords:
        return frozenset({"object"})
    return frozenset({"array"}) if "items" in found.keywords else None


def values_of(found: View) -> list[Node] | None:
    """The constants that a view allows besides null; None: it has no such limit."""
    if (const := found.keywords.get("const")) is not None:
        return [const]
    enum = found.keywords.get("enum")
    if enum is None or not is_array(enum.value):
        return None
    return [value for value in enum if value.value is not None]


def _type_name(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    kinds = ((str, "string"), (int, "integer"), (float, "number"), (list, "array"), (dict, "object"))
    return next((name for kind, name in kinds if isinstance(value, kind)), "null")
