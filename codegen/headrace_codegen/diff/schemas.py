"""Two schemas: what differs, keyword by keyword; references lead to pairs that are compared on their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from headrace_codegen.diff import keywords, objects, unions
from headrace_codegen.diff.changes import Finding
from headrace_codegen.diff.graph import ALL, Graph, Pair
from headrace_codegen.diff.levels import Direction
from headrace_codegen.diff.view import Peeled, View, peel, ref_name, target, types_of, view
from headrace_codegen.document import Document
from headrace_codegen.plain import is_array, is_object
from headrace_codegen.pointer import escape
from headrace_codegen.source import Node

__all__ = ["Schemas", "Site"]


@dataclass(frozen=True, slots=True)
class Site:
    """Where a comparison is going on: the pair that findings belong to, and the directions that are left here."""

    pair: Pair
    only: frozenset[Direction] = ALL


class Schemas:
    """Compares schemas of two documents and fills a graph.

    ``renamed`` maps names of components that were recognized under another name.
    """

    def __init__(self, old: Document, new: Document, graph: Graph, renamed: dict[str, str]) -> None:
        self.old = old
        self.new = new
        self.graph = graph
        self.renamed = renamed
        self._pending: list[tuple[Pair, Node, Node]] = []
        self._opened: set[tuple[Pair, str, str]] = set()
        self._returns = 0

    def use(self, old: Node, new: Node, direction: Direction, operation: str) -> None:
        """An operation sends or gets ``old`` before and ``new`` now."""
        pair = self.compare(old, new)
        self.graph.uses(pair, direction, operation)

    def compare(self, old: Node, new: Node) -> Pair:
        """Compares two schemas, and all that they lead to, unless that was done."""
        pair = self._enter(old, new)
        while self._pending:
            inner, one, other = self._pending.pop()
            self.schema(one, other, Site(inner))
        return pair

    def schema(self, old: Node, new: Node, site: Site) -> None:
        """Compares two schemas in place."""
        if not keywords.differ(old.value, new.value):
            self._same(old.value, old.pointer, new.pointer, site)
            return
        if not (is_object(old.value) and is_object(new.value)):
            self._booleans(old, new, site)
            return
        before = self._count(site)
        one, other = peel(old), peel(new)
        site = keywords.beside(self, one, other, site)
        if one.is_ref or other.is_ref:
            self._references(one, other, site)
        else:
            keywords.nullability(self, one.nullable, other.nullable, one.core, other.core, site)
            self._cores(one.core, other.core, site)
        if self._count(site) == before and not _equal_but_for_order(old.value, new.value):
            self.report("restructured", old, new, site)

    def report(
        self, kind: str, old: Node | None, new: Node | None, site: Site, before: Any = None, after: Any = None
    ) -> None:
        """Records a finding of the pair that is being compared."""
        one, other = (node.pointer if node else None for node in (old, new))
        self.graph.found(site.pair, Finding(kind, one, other, before, after, site.only))

    def _count(self, site: Site) -> int:
        """How much is known of a pair; a return to what is being compared counts as something that will be found."""
        return len(self.graph.units[site.pair].findings) + self._returns

    def _enter(self, old: Node, new: Node) -> Pair:
        """The pair of two schemas, references followed."""
        while ref_name(old) is not None and ref_name(new) is not None and old.value == new.value:
            one, other = target(self.old, old), target(self.new, new)
            if one is None or other is None:
                break
            old, new = one, other
        pair = (old.pointer, new.pointer)
        if self.graph.open(pair):
            self._pending.append((pair, old, new))
        return pair

    def _refer(self, old: Node, new: Node, site: Site) -> None:
        one, other = target(self.old, old), target(self.new, new)
        if one is not None and other is not None:
            self.graph.refers(site.pair, self._enter(one, other), site.only)

    def _same(self, value: Any, old: str, new: str, site: Site) -> None:
        """Equal text may lead to components that differ."""
        if is_object(value):
            ref = value.get("$ref")
            if isinstance(ref, str):
                self._refer(Node(value, old, self.old.tree), Node(value, new, self.new.tree), site)
            site = keywords.narrowed(site, value)
            for key, child in value.items():
                if key not in ("enum", "const", "default", "example", "examples"):
                    token = escape(key)
                    self._same(child, f"{old}/{token}", f"{new}/{token}", site)
        elif is_array(value):
            for index, child in enumerate(value):
                self._same(child, f"{old}/{index}", f"{new}/{index}", site)

    def _references(self, old: Peeled, new: Peeled, site: Site) -> None:
        """At least one of the two is a reference: the comparison goes on behind it, once for all who refer there."""
        one, other = ref_name(old.core), ref_name(new.core)
        if one is not None and other is not None:
            keywords.nullability(self, old.nullable, new.nullable, old.core, new.core, site)
            if one != other and self.renamed.get(one) != other:
                self.report("reference-changed", old.core, new.core, site, one, other)
            self._refer(old.core, new.core, site)
            return
        behind, before = self._behind(self.old, old)
        beyond, after = self._behind(self.new, new)
        keywords.nullability(self, before, after, old.core, new.core, site)
        if behind is not None and beyond is not None:
            # What is inline on one side belongs to this place; a pair of its own would be found nowhere else.
            self._cores(peel(behind).core, peel(beyond).core, site)

    def _behind(self, document: Document, peeled: Peeled) -> tuple[Node | None, bool]:
        node = target(document, peeled.core)
        return node, peeled.nullable or (node is not None and peel(node).nullable)

    def _cores(self, old: Node, new: Node, site: Site) -> None:
        # Schemas that are recursive through what is inline on one side, or through an allOf, would go on for ever.
        place = (site.pair, old.pointer, new.pointer)
        if place in self._opened:
            self._returns += 1
            return
        self._opened.add(place)
        if ref_name(old) is not None and ref_name(new) is not None and old.value == new.value:
            self._refer(old, new, site)
            return
        one, other = view(self.old, old), view(self.new, new)
        if unions.compare(self, one, other, old, new, site):
            return
        if self._types(one, other, old, new, site):
            self._keywords(one, other, old, new, site)

    def _types(self, one: View, other: View, old: Node, new: Node, site: Site) -> bool:
        """Compares the types; returns whether it makes sense to go on."""
        before, after = types_of(one), types_of(other)
        if before == after:
            return True
        kind, related = keywords.type_change(before, after)
        at = (one.keywords.get("type", old), other.keywords.get("type", new))
        self.report(kind, *at, site, keywords.type_text(before), keywords.type_text(after))
        return related

    def _keywords(self, one: View, other: View, old: Node, new: Node, site: Site) -> None:
        keywords.values(self, one, other, old, new, site)
        keywords.bounds(self, one, other, old, new, site)
        keywords.others(self, one, other, old, new, site)
        objects.properties(self, one, other, site)
        objects.additional(self, one, other, old, new, site)
        objects.arrays(self, one, other, old, new, site)

    def _booleans(self, old: Node, new: Node, site: Site) -> None:
        """``true`` allows anything, ``false`` nothing."""
        one, other = (node.value is False for node in (old, new))
        if one or other:
            self.report("type-changed", old, new, site, "nothing" if one else "any", "nothing" if other else "any")
        else:
            blank = {}
            self.schema(
                old if is_object(old.value) else Node(blank, old.pointer, old.document),
                new if is_object(new.value) else Node(blank, new.pointer, new.document),
                site,
            )


def _equal_but_for_order(one: Any, other: Any) -> bool:
    """Whether two objects differ only in the order of a ``required`` list."""
    if not is_object(one) or not is_object(other) or set(one) != set(other):
        return False
    for key in one:
        if key == "required" and is_array(one[key]) and is_array(other[key]):
            if sorted(map(str, one[key])) != sorted(map(str, other[key])):
                return False
        elif one[key] != other[key] and not _equal_but_for_order(one[key], other[key]):
            return False
    return True
