"""Objects and arrays: properties, what else is allowed, items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace_codegen.diff.shape import renames
from headrace_codegen.diff.view import View
from headrace_codegen.plain import is_array, is_object
from headrace_codegen.pointer import split
from headrace_codegen.source import Node

if TYPE_CHECKING:
    from headrace_codegen.diff.schemas import Schemas, Site

__all__ = ["additional", "arrays", "properties"]


def properties(schemas: Schemas, one: View, other: View, site: Site) -> None:
    """Properties by name; one that is gone and one of the same shape that is new are the same under a new name."""
    gone = {name: node for name, node in one.properties.items() if name not in other.properties}
    come = {name: node for name, node in other.properties.items() if name not in one.properties}
    moved = renames(gone, come, tuple(one.properties), tuple(other.properties))
    for before, after in moved.items():
        schemas.report("property-renamed", gone[before], come[after], site, before, after)
        _presence(schemas, one, other, before, after, site)
        schemas.schema(gone[before], come[after], site)
    for name, node in gone.items():
        if name not in moved:
            schemas.report("property-removed", node, None, _inside(site, node), name)
    for name, node in come.items():
        if name not in moved.values():
            kind = "property-required-added" if name in other.required else "property-added"
            schemas.report(kind, None, node, _inside(site, node), None, name)
    for name, node in one.properties.items():
        if name in other.properties:
            _presence(schemas, one, other, name, name, site)
            homes = _home(node), _home(other.properties[name])
            if homes[0] != homes[1]:
                schemas.report("property-moved", node, other.properties[name], site, *homes)
            schemas.schema(node, other.properties[name], site)
    for name in (*one.required, *(name for name in other.required if name not in one.required)):
        if name not in one.properties and name not in other.properties:
            _presence(schemas, one, other, name, name, site)


def additional(schemas: Schemas, one: View, other: View, old: Node, new: Node, site: Site) -> None:
    """``additionalProperties`` and ``patternProperties``."""
    before, after = (found.keywords.get("additionalProperties") for found in (one, other))
    states = tuple(_state(node) for node in (before, after))
    at = (before or old, after or new)
    if states == ("typed", "typed") and before is not None and after is not None:
        schemas.schema(before, after, site)
    elif states[0] != states[1]:
        kind = {
            "closed": "additional-properties-closed",
            "typed": "additional-properties-typed" if states[0] == "open" else "additional-properties-opened",
            "open": "additional-properties-untyped" if states[0] == "typed" else "additional-properties-opened",
        }[states[1]]
        schemas.report(kind, *at, site)
    patterns = [
        dict(node.items()) if (node := found.keywords.get("patternProperties")) else {} for found in (one, other)
    ]
    for pattern, node in patterns[0].items():
        if pattern in patterns[1]:
            schemas.schema(node, patterns[1][pattern], site)
        else:
            schemas.report("pattern-properties-removed", node, None, site, pattern)
    for pattern, node in patterns[1].items():
        if pattern not in patterns[0]:
            schemas.report("pattern-properties-added", None, node, site, None, pattern)


def arrays(schemas: Schemas, one: View, other: View, old: Node, new: Node, site: Site) -> None:
    """``items`` and ``prefixItems``."""
    before, after = one.keywords.get("items"), other.keywords.get("items")
    if before is not None and after is not None:
        schemas.schema(before, after, site)
    elif before is not None:
        schemas.report("items-removed", before, new, site)
    elif after is not None:
        schemas.report("items-added", old, after, site)
    firsts = [_list(found.keywords.get("prefixItems")) for found in (one, other)]
    for start, end in zip(*firsts, strict=False):
        schemas.schema(start, end, site)
    for node in firsts[0][len(firsts[1]) :]:
        schemas.report("tuple-item-removed", node, None, site)
    for node in firsts[1][len(firsts[0]) :]:
        schemas.report("tuple-item-added", None, node, site)


def _presence(schemas: Schemas, one: View, other: View, before: str, after: str, site: Site) -> None:
    """Whether a property must be there."""
    was, is_ = before in one.required, after in other.required
    if was != is_:
        kind = "property-became-required" if is_ else "property-became-optional"
        old = one.properties.get(before) or one.required.get(before)
        new = other.properties.get(after) or other.required.get(after)
        schemas.report(kind, old, new, _inside(site, old, new), before, after)


def _inside(site: Site, *nodes: Node | None) -> Site:
    """The directions in which a property exists, by what it says itself."""
    from headrace_codegen.diff.keywords import narrowed

    said = [node.value for node in nodes if node is not None and is_object(node.value)]
    both = {key: True for key in ("readOnly", "writeOnly") if said and all(value.get(key) is True for value in said)}
    return narrowed(site, both)


def _home(node: Node) -> str:
    """The component that a property stands in, or the part of an operation."""
    path = split(node.pointer)
    return path[2] if path[:2] == ("components", "schemas") else "/".join(part for part in path if not part.isdecimal())


def _state(node: Node | None) -> str:
    if node is None or node.value is True or node.value == {}:
        return "open"
    return "closed" if node.value is False else "typed"


def _list(node: Node | None) -> list[Node]:
    return list(node) if node is not None and is_array(node.value) else []
