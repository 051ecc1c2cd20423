"""Where a node stands, in the terms of ``docs.yaml``: a property of a component, or a parameter of an operation."""

from __future__ import annotations

from dataclasses import dataclass

from headrace_codegen.plain import is_object
from headrace_codegen.pointer import split
from headrace_codegen.source import Node

__all__ = ["ParameterPlace", "SchemaPlace", "place_of", "properties_of"]

_LISTS = ("allOf", "anyOf", "oneOf")


@dataclass(frozen=True, slots=True)
class SchemaPlace:
    """A schema inside a component: ``path`` is the dotted path of property names, ``""`` for the component itself."""

    component: str
    path: str


@dataclass(frozen=True, slots=True)
class ParameterPlace:
    """A parameter: its operation as ``verb /path`` and its wire name."""

    operation: str
    name: str


def place_of(node: Node) -> SchemaPlace | ParameterPlace | None:
    """The place of ``node``; None for one that has no text: items of arrays, members of unions, inline bodies."""
    tokens = split(node.pointer)
    if tokens[:2] == ("components", "schemas") and len(tokens) > 2:
        path = _property_path(tokens[3:])
        return None if path is None else SchemaPlace(tokens[2], path)
    if len(tokens) == 5 and tokens[0] == "paths" and tokens[3] == "parameters" and is_object(node.value):
        return ParameterPlace(f"{tokens[2]} {tokens[1]}", str(node.value.get("name")))
    return None


def properties_of(schema: Node) -> set[str]:
    """The dotted paths of all properties that are written inside ``schema``; references are not followed."""
    found: set[str] = set()

    def walk(node: Node, path: str) -> None:
        for name, child in _members(node, "properties"):
            inner = f"{path}.{name}" if path else name
            found.add(inner)
            walk(child, inner)
        for key in ("items", "additionalProperties"):
            if (below := node.get(key)) is not None:
                walk(below, path)
        for key in _LISTS:
            for child in node.get(key) or ():
                walk(child, path)

    walk(schema, "")
    return found


def _members(node: Node, key: str) -> tuple[tuple[str, Node], ...]:
    child = node.get(key)
    return tuple(child.items()) if child is not None else ()


def _property_path(tokens: tuple[str, ...]) -> str | None:
    """The names of the properties on the way, if the way ends at a property (or is empty)."""
    names: list[str] = []
    at = ends = 0
    while at < len(tokens):
        if tokens[at] == "properties" and at + 1 < len(tokens):
            names.append(tokens[at + 1])
            at += 2
            ends = at
        elif tokens[at] in _LISTS:
            at += 2
        elif tokens[at] in ("items", "additionalProperties"):
            at += 1
        else:
            return None
    return ".".join(names) if ends == len(tokens) else None
