"""``allOf``: several schemas that hold at once, as one view.

Properties are put together; one that several members have is itself an ``allOf`` of what they say. Where members
contradict each other the
last one wins, and the view says what was lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace_codegen.lower import schema_read as read
from headrace_codegen.lower.schema_view import Property, View
from headrace_codegen.source import Node

if TYPE_CHECKING:
    from headrace_codegen.lower.schema import Views

__all__ = ["merge"]

_NOT_OWN = frozenset({"$ref", "allOf", "description", "discriminator", "nullable", "title"})
_OWN = ("properties", "additionalProperties", "items", "enum", "const", "anyOf", "oneOf")
"""Keywords beside ``allOf`` that make the schema itself one more member."""


def merge(views: Views, node: Node, nullable: bool) -> View:
    """The view of a schema with ``allOf``, or with a ``$ref`` that has structure beside it."""
    members = _members(views, node)
    parts = [views.view(member) for member in members]
    nullable = nullable or (bool(parts) and all(part.nullable for part in parts))
    unions = [index for index, part in enumerate(parts) if part.kind == "union"]
    if unions:
        return _distribute(views, node, members, parts, unions, nullable)
    objects = [part for part in parts if part.kind == "object"]
    if objects:
        view = View(node=node, kind="object", nullable=nullable)
        _merge_objects(view, members, parts, read.required(node.value))
        strangers = sorted({part.kind for part in parts} - {"object", "any"})
        if strangers:
            view.lost = f"an object that is also {' and '.join(strangers)}"
        return view
    return _merge_scalars(node, parts, nullable)


def _members(views: Views, node: Node) -> list[Node]:
    """What holds at once, without members that say nothing and with the schema's own keywords as one more member."""
    value: dict[str, Any] = node.value
    found: list[Node] = []
    if "$ref" in value:
        found.append(Node({"$ref": value["$ref"]}, node.pointer, node.document))
    found += [member for member in node.get("allOf") or () if read.matters(member.value)]
    own = {key: item for key, item in value.items() if key not in _NOT_OWN}
    if not found or any(key in own for key in _OWN):
        found.append(Node(own, node.pointer, node.document))
    return found


def _merge_objects(view: View, members: list[Node], parts: list[View], required: frozenset[str]) -> None:
    parents: list[Node] = []
    names = set(required)
    for member, part in zip(members, parts, strict=True):
        if part.kind != "object":
            continue
        if "$ref" in member and not read.has_structure(read.mapping(member.value), "$ref"):
            parents.append(member)
        for name, item in part.properties.items():
            known = view.properties.get(name)
            view.properties[name] = _both(known, item) if known else item
        view.own |= frozenset(part.properties) if member not in parents else frozenset()
        names |= read.required(read.mapping(member.value))
        if part.additional is not None:
            view.additional = part.additional
        view.empty_object = view.empty_object or part.empty_object
    view.parents = tuple(parents)
    for name in names & set(view.properties):
        item = view.properties[name]
        if not item.required:
            view.properties[name] = Property(item.node, True)
            view.own |= {name}


def _both(first: Property, second: Property) -> Property:
    required = first.required or second.required
    if first.node.value == second.node.value:
        return Property(second.node, required)
    if not read.matters(second.node.value):
        return Property(first.node, required)
    both = Node({"allOf": [first.node.value, second.node.value]}, second.node.pointer, second.node.document)
    return Property(both, required)


def _distribute(
    views: Views, node: Node, members: list[Node], parts: list[View], unions: list[int], nullable: bool
) -> View:
    """``allOf: [Base, {oneOf: [A, B]}]`` is one of ``Base`` and ``A``, ``Base`` and ``B``."""
    last = unions[-1]
    others = [member for index, member in enumerate(members) if index != last and parts[index].kind != "any"]
    union = parts[last]
    lost = None
    if any(parts[index].kind != "object" for index in range(len(parts)) if members[index] in others):
        others, lost = [], "a union that holds together with another type"
    if not others:
        variants = union.variants
    else:
        variants = tuple(
            Node({"allOf": [*(other.value for other in others), variant.value]}, variant.pointer, node.document)
            for variant in union.variants
        )
    return View(
        node=node, kind="union", nullable=nullable, variants=variants, discriminator=union.discriminator, lost=lost
    )


def _merge_scalars(node: Node, parts: list[View], nullable: bool) -> View:
    known = [part for part in parts if part.kind != "any"]
    if not known:
        return View(
            node=node, kind="any", nullable=nullable, lost=next((part.lost for part in parts if part.lost), None)
        )
    constants = [part for part in known if part.kind == "const"]
    chosen = constants[-1] if constants else known[-1]
    values = chosen.values
    if len(constants) > 1:
        shared = tuple(value for value in values if all(value in part.values for part in constants))
        values = shared or values
    kinds = {part.kind for part in known} - {"const"}
    if kinds == {"integer", "number"} and not constants:
        chosen = next(part for part in known if part.kind == "integer")
        kinds = {"integer"}
    lost = f"a value that is {' and '.join(sorted(kinds))} at once" if len(kinds) > 1 else None
    return View(
        node=node,
        kind=chosen.kind,
        nullable=nullable,
        values=values,
        format=chosen.format,
        items=chosen.items,
        lost=lost or chosen.lost,
    )
