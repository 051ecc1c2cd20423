"""Reading schemas by shape, where only a property or a constant matters and no type is made.

These functions see through ``$ref``, ``allOf`` and a null beside a single alternative. They never fail: what isn't
there is absent.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from headrace_codegen.plain import is_array, is_object

if TYPE_CHECKING:
    from headrace_codegen.lower.context import Context
    from headrace_codegen.source import Node

__all__ = [
    "constants",
    "has_binary",
    "has_type",
    "is_binary",
    "is_empty",
    "is_null",
    "item_of",
    "members",
    "properties",
    "settle",
]

_DEPTH = 32
"""Nesting beyond this is not followed; documents that refer to themselves through ``allOf`` exist."""


def settle(ctx: Context, node: Node | None) -> Node | None:
    """``node`` behind references, and without the null beside a single alternative."""
    for _ in range(_DEPTH):
        node = ctx.resolve(node)
        if node is None:
            return None
        branches = [branch for key in ("anyOf", "oneOf") for branch in _list(node, key) if not is_null(ctx, branch)]
        if len(branches) != 1 or "properties" in node:
            return node
        node = branches[0]
    return None


def members(ctx: Context, node: Node | None, around: tuple[str, ...] = ()) -> Iterator[Node]:
    """The alternatives of a union, flattened and resolved, nulls left out; a schema that is no union is its only
    member.
    """
    node = settle(ctx, node)
    if node is None or node.pointer in around:
        return
    branches = [branch for key in ("anyOf", "oneOf") for branch in _list(node, key)]
    if not branches:
        yield node
    for branch in branches:
        if not is_null(ctx, branch):
            yield from members(ctx, branch, (*around, node.pointer))


def properties(ctx: Context, node: Node | None, around: tuple[str, ...] = ()) -> dict[str, Node]:
    """The properties of an object, those of ``allOf`` first. The nodes are not resolved."""
    node = settle(ctx, node)
    found: dict[str, Node] = {}
    if node is None or node.pointer in around:
        return found
    for part in _list(node, "allOf"):
        found.update(properties(ctx, part, (*around, node.pointer)))
    own = node.get("properties")
    if own is not None:
        found.update(own.items())
    return found


def item_of(ctx: Context, node: Node | None) -> Node | None:
    """The items of an array (not resolved), or None where ``node`` is no array or leaves its items open."""
    node = settle(ctx, node)
    if node is None or not has_type(ctx, node, "array"):
        return None
    return node.get("items")


def has_type(ctx: Context, node: Node | None, name: str) -> bool:
    """Whether ``type`` says ``name``, alone or beside ``null``."""
    node = settle(ctx, node)
    if node is None or not is_object(node.value):
        return False
    declared = node.value.get("type")
    return declared == name or (is_array(declared) and [item for item in declared if item != "null"] == [name])


def constants(ctx: Context, node: Node | None) -> tuple[str, ...]:
    """The strings that a property may be, when it has a ``const`` or ``enum``; else empty."""
    node = settle(ctx, node)
    if node is None or not is_object(node.value):
        return ()
    if isinstance(node.value.get("const"), str):
        return (node.value["const"],)
    values = node.value.get("enum")
    return tuple(value for value in values if isinstance(value, str)) if is_array(values) else ()


def has_binary(ctx: Context, node: Node | None, depth: int = 0) -> bool:
    """Whether a file stands anywhere in the value: a string of format ``binary``, or of a content that is not text."""
    if depth > 6:
        return False
    for member in members(ctx, node):
        if not is_object(member.value):
            continue
        if has_type(ctx, member, "string") and is_binary(member):
            return True
        if any(has_binary(ctx, item, depth + 1) for item in properties(ctx, member).values()):
            return True
        if (item := item_of(ctx, member)) is not None and has_binary(ctx, item, depth + 1):
            return True
    return False


def is_binary(node: Node) -> bool:
    """Whether a string schema stands for bytes (OpenAPI 3.0 ``format: binary``, 3.1 ``contentMediaType`` without an
    encoding).
    """
    if node.str("format") == "binary":
        return True
    return node.str("contentMediaType", "").startswith("application/octet-stream") and "contentEncoding" not in node


def is_null(ctx: Context, node: Node) -> bool:
    """Whether a schema only allows null."""
    node_ = ctx.resolve(node)
    if node_ is None or not is_object(node_.value):
        return False
    return node_.value.get("type") in ("null", ["null"]) or node_.value.get("enum") == [None]


def is_empty(node: Node) -> bool:
    """Whether a schema says nothing: ``{}`` or ``true``, descriptions aside."""
    if node.value is True:
        return True
    return is_object(node.value) and not set(node.value) - {"description", "title", "example", "examples"}


def _list(node: Node, key: str) -> tuple[Node, ...]:
    child = node.get(key)
    return tuple(child) if child is not None else ()
