"""Parts of a view that are read from one schema alone: constants, discriminator, additional properties, items."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from headrace_codegen.lower import schema_read as read
from headrace_codegen.lower.schema_view import Discriminator, Kind, Property, View
from headrace_codegen.source import Node

__all__ = ["constant", "discriminator", "typed"]

_SCALARS: tuple[Kind, ...] = ("string", "integer", "number", "boolean", "null", "any")


def typed(node: Node, name: str, nullable: bool) -> View:
    """The view of a schema by the name of its one type."""
    value = read.mapping(node.value)
    view = View(node=node, kind="any", nullable=nullable)
    scalars: tuple[Kind, ...] = tuple(kind for kind in _SCALARS if kind == name)
    if scalars:
        view.kind = scalars[0]
        view.format = read.string_format(value) if name == "string" else node.str("format")
    elif name == "array":
        view.kind, view.items = "array", node.get("items")
        if isinstance(value.get("items"), list) or "prefixItems" in value:
            view.items, view.lost = _tuple_items(node), "an array with a type for each position"
    elif name == "object":
        view.kind = "object"
        required = read.required(value)
        properties = node.get("properties")
        for key, child in properties.items() if properties else ():
            view.properties[key] = Property(child, key in required)
        view.own = frozenset(view.properties)
        view.additional = _additional(node)
        view.empty_object = bool(value.get("x-stainless-empty-object"))
    else:
        view.lost = f"the type {name!r}"
    return view


def constant(node: Node, constants: Iterable[Any], nullable: bool) -> View:
    """The view of ``const`` or ``enum``; a value twice counts once, and null makes it nullable."""
    values: list[Any] = []
    for value in constants:
        if value is None:
            nullable = True
        elif not any(value == seen and type(value) is type(seen) for seen in values):
            values.append(value)
    if not values:
        return View(node=node, kind="null", nullable=True)
    if any(isinstance(value, (dict, list)) for value in values):
        return View(node=node, kind="any", nullable=nullable, lost="a constant that is an object or array")
    if any(isinstance(value, float) for value in values):
        return View(node=node, kind="number", nullable=nullable, lost="constants that are fractions")
    return View(node=node, kind="const", nullable=nullable, values=tuple(values), format=node.str("format"))


def discriminator(node: Node) -> Discriminator | None:
    """The declared discriminator of a union."""
    declared = node.get("discriminator")
    name = declared.str("propertyName") if declared else None
    if declared is None or name is None:
        return None
    mapping = declared.get("mapping")
    targets = {tag: target.value for tag, target in mapping.items()} if mapping else {}
    known = {tag: read.mapping_target(target) for tag, target in targets.items() if isinstance(target, str)}
    return Discriminator(name, known)


def _additional(node: Node) -> Node | bool | None:
    """What other properties may be; an empty schema is the same as true."""
    free = node.get("additionalProperties") or node.get("unevaluatedProperties")
    if free is not None and isinstance(free.value, bool):
        return free.value
    if free is not None and isinstance(free.value, dict):
        return free if len(free) else True
    patterns = node.get("patternProperties")
    schemas = [schema for _, schema in patterns.items()] if patterns else []
    if patterns is None or not schemas:
        return None
    if len(schemas) == 1:
        return schemas[0]
    return Node({"anyOf": [schema.value for schema in schemas]}, patterns.pointer, node.document)


def _tuple_items(node: Node) -> Node | None:
    """One schema for all positions of a tuple."""
    key = "prefixItems" if "prefixItems" in node else "items"
    members = [member.value for member in node[key]]
    rest = node.get("items")
    if key == "prefixItems" and rest is not None and rest.keys():
        members.append(rest.value)
    distinct = [member for index, member in enumerate(members) if member not in members[:index]]
    if not distinct:
        return None
    return Node({"anyOf": distinct} if len(distinct) > 1 else distinct[0], f"{node.pointer}/{key}", node.document)
