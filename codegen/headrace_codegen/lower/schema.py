"""Views of schemas: one shape for each meaning, whatever keywords a document wrote it with.

A ``View`` answers what a value of the schema is: any, null, a constant, a string, a number, an array, an object, or a
union. Versions 3.0, 3.1 and 3.2 are read alike: ``nullable`` counts in 3.1 too, since documents use it there; ``type``
may be a list or missing; a boolean schema is a schema. Constraints (lengths, patterns, ranges) say nothing about a type
and are not looked at.

A view looks one level deep. It doesn't name anything, and what it can't express it reports as ``lost``, never as an
error.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from headrace_codegen.diagnostics import DocumentError
from headrace_codegen.document import Document
from headrace_codegen.lower import schema_read as read
from headrace_codegen.lower.schema_merge import merge
from headrace_codegen.lower.schema_parts import constant, discriminator, typed
from headrace_codegen.lower.schema_view import Peeled, Variant, View
from headrace_codegen.source import Node

__all__ = ["Views"]


_DEPTH = 12
"""Unions within unions that are flattened. Documents have one or two."""


class Views:
    """Makes views of one document's schemas and keeps them."""

    def __init__(self, document: Document) -> None:
        self.document = document
        # A node is kept with its view, or its id could become that of another.
        self._views: dict[tuple[str, int], tuple[Node, View]] = {}
        self._making: set[tuple[str, int]] = set()

    # --- wrappings ---------------------------------------------------------------------------------------------------

    def peel(self, node: Node, stop: Callable[[Node], bool] = lambda _: False) -> Peeled:
        """``node`` without references and compositions of a single member, or the first node that ``stop`` accepts.

        Raises ``DocumentError`` for a reference that leads nowhere or back to itself.
        """
        nullable, via, ref, title = False, [node], None, None
        while not stop(node):
            step = self._step(node)
            if step is None:
                break
            nullable = nullable or read.says_nullable(node.value) or step[1]
            title = title or node.str("title")
            if "$ref" in node and step[0].pointer.startswith("/components/"):
                ref = step[0].key
            node = step[0]
            if node.pointer in {seen.pointer for seen in via if seen.value is node.value}:
                self.document.resolve(via[-1])  # raises: a reference in a circle
                return Peeled(Node(True, node.pointer, node.document), nullable, (*via,), ref, title)
            via.append(node)
        return Peeled(node, nullable, tuple(via), ref, title or node.str("title"))

    def _step(self, node: Node) -> tuple[Node, bool] | None:
        """What a wrapping holds, and whether it adds null; None for a schema that is no wrapping."""
        value = read.mapping(node.value)
        if value.get("x-stainless-any") or value.get("x-stainless-empty-object"):
            return None
        if isinstance(value.get("x-stainless-override-schema"), dict):
            return node["x-stainless-override-schema"], False
        if "$ref" in value:
            return None if read.has_structure(value, "$ref") else (self._target(node), False)
        if value.get("$recursiveRef") == "#" or value.get("$dynamicRef") == "#":
            return self._enclosing(node), False
        for key in ("allOf", "anyOf", "oneOf"):
            if isinstance(value.get(key), list) and not read.has_structure(value, key):
                rest, null = _members(node, key)
                return (rest[0], null) if len(rest) == 1 and read.matters(rest[0].value) else None
        return None

    def _target(self, node: Node) -> Node:
        ref = node.value["$ref"]
        if isinstance(ref, str) and ref.startswith("#/"):
            return self.document.node(unquote(ref[1:])) if _exists(self.document, ref) else self.document.resolve(node)
        return self.document.root if ref == "#" else self.document.resolve(node)

    def _enclosing(self, node: Node) -> Node:
        """Where ``$recursiveRef: "#"`` leads: the nearest schema around it with an anchor, else its component."""
        pointer = node.pointer
        while pointer:
            pointer = pointer.rpartition("/")[0]
            if not _exists(self.document, f"#{pointer}"):
                continue  # the schema was put together on the way, this part of its pointer is not in the document
            around = self.document.node(pointer)
            anchored = around.bool("$recursiveAnchor", False) or "$dynamicAnchor" in around
            if anchored or (pointer.startswith("/components/schemas/") and pointer.count("/") == 3):
                return around
        return node

    # --- views -------------------------------------------------------------------------------------------------------

    def view(self, node: Node) -> View:
        """The view of a schema that needs no peeling any more (one that does is peeled first; its own null is kept)."""
        key = (node.pointer, id(node.value))
        if (known := self._views.get(key)) is not None:
            return known[1]
        if key in self._making:
            return View(node=node, kind="any", lost="a schema that is composed of itself")
        self._making.add(key)
        try:
            view = self._make(node)
        finally:
            self._making.discard(key)
        self._views[key] = (node, view)
        return view

    def _make(self, node: Node) -> View:
        peeled = self.peel(node)
        if peeled.node is not node and peeled.node.value is not node.value:
            inner = self.view(peeled.node)
            return replace(inner, nullable=inner.nullable or peeled.nullable)
        found = peeled.node.value
        if found is True or found is False:
            return View(node=node, kind="any", lost=None if found else "a schema that nothing matches")
        value = read.mapping(found)
        if not value and found != {}:
            return View(node=node, kind="any", lost="what is no schema")
        nullable = peeled.nullable or read.says_nullable(value)
        if value.get("x-stainless-any"):
            return View(node=node, kind="any", nullable=nullable)
        if "allOf" in value or ("$ref" in value and read.has_structure(value, "$ref")):
            return merge(self, node, nullable)
        for key in ("oneOf", "anyOf"):
            if isinstance(value.get(key), list) and value[key] and not read.only_constrains(value, key):
                return self._union(node, key, nullable)
        return self._plain(node, nullable)

    def _union(self, node: Node, key: str, nullable: bool) -> View:
        rest, null = _members(node, key)
        base = {
            name: node.value[name]
            for name in ("properties", "required", "additionalProperties", "items")
            if name in node.value
        }
        if "properties" in base or "items" in base:
            own = Node({"type": node.value.get("type", "object"), **base}, node.pointer, node.document)
            rest = [Node({"allOf": [own.value, member.value]}, member.pointer, node.document) for member in rest]
        nullable = nullable or null
        if not rest:
            return View(node=node, kind="null" if nullable else "any", nullable=nullable)
        return View(node=node, kind="union", nullable=nullable, variants=tuple(rest), discriminator=discriminator(node))

    def _plain(self, node: Node, nullable: bool) -> View:
        value: dict[str, Any] = node.value
        constants = read.constants(value)
        if constants is not None:
            return constant(node, constants, nullable)
        types = read.types(value)
        if len(types) > 1:
            variants = tuple(Node({**value, "type": name}, node.pointer, node.document) for name in types)
            return View(node=node, kind="union", nullable=nullable, variants=variants)
        return typed(node, types[0] if types else "any", nullable)

    # --- questions ---------------------------------------------------------------------------------------------------

    def flatten(self, view: View, named: Callable[[Node], bool], path: tuple[str, ...] = ()) -> list[Variant]:
        """The variants of a union, with unions inside it that have no name put in their place.

        A union that is a variant of itself adds nothing there and is left out. ``path`` is what led here.
        """
        path = (*path, view.node.pointer)
        found: list[Variant] = []
        for variant in view.variants:
            peeled = self.peel(variant, named)
            inner = None if named(peeled.node) else self.view(peeled.node)
            if inner is None or inner.kind != "union":
                found.append(Variant(variant, view.discriminator, False))
            elif inner.node.pointer not in path and len(path) < _DEPTH:
                for leaf in self.flatten(inner, named, path):
                    nullable = leaf.nullable or peeled.nullable or inner.nullable
                    found.append(Variant(leaf.node, leaf.discriminator or view.discriminator, nullable))
        return found

    def leaves(self, view: View) -> list[View]:
        """The variants of a union through all unions in it, named or not; another view is its only leaf."""
        if view.kind != "union":
            return [view]
        found = [self.view(variant.node) for variant in self.flatten(view, lambda _: False)]
        return [leaf for leaf in found if leaf.kind != "union"]

    def tags(self, node: Node, name: str) -> tuple[Any, ...]:
        """The constant values of the property ``name`` in an object, or in all variants of a union."""
        tags: list[Any] = []
        for leaf in self.leaves(self.view(node)):
            found = leaf.properties.get(name)
            inner = self.view(found.node) if found else None
            tags += inner.values if inner and inner.kind == "const" else ()
        return tuple(tags)


def _members(node: Node, key: str) -> tuple[list[Node], bool]:
    """The members of a composition that count, and whether null is one of them.

    One that only says ``nullable`` is null. One that says nothing is anything in ``anyOf``, and nothing in ``allOf``.
    """
    rest: list[Node] = []
    null = False
    for member in node[key]:
        if read.is_null(member.value):
            null = True
        elif read.matters(member.value) or (key != "allOf" and not read.says_nullable(member.value)):
            rest.append(member)
        else:
            null = null or read.says_nullable(member.value)
    return rest, null


def _exists(document: Document, ref: str) -> bool:
    try:
        document.node(unquote(ref[1:]))
    except DocumentError:
        return False
    return True
