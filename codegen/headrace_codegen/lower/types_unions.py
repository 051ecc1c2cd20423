"""Unions: flattening, the names of variants, tags (naming rule 5.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace_codegen import ir
from headrace_codegen.lower.types_fields import skipped
from headrace_codegen.lower.types_unit import Unit, key_of

if TYPE_CHECKING:
    from headrace_codegen.lower.schema_view import Discriminator, Variant, View
    from headrace_codegen.lower.types_build import Builder

__all__ = ["Unions"]

_LIKELY_TAGS = ("type", "object", "event", "kind", "role")


class Unions:
    """Lowers the unions of one builder."""

    def __init__(self, builder: Builder) -> None:
        self._builder = builder

    def lower(self, unit: Unit, view: View, prefix: str, word: str) -> ir.TypeExpr:
        """A union inside a module: an alias where a variant is an object, else as it is."""
        builder = self._builder
        name = builder.names.nested(prefix, word)
        key, before, known = key_of(view.node), len(unit.exports), set(unit.declarations)
        unit.open[key] = unit.named(name)
        expr = self.members(unit, view, name)
        del unit.open[key]
        inside = name in unit.reentered  # something within the union refers to it, so it must have its name
        unit.reentered.discard(name)
        if not inside and not (isinstance(expr, ir.UnionOf) and self._holds_class(unit, expr)):
            return expr
        claimed = builder.claim(unit, name, view.node, "a union")
        nullable, core = _without_null(expr)
        if claimed not in unit.declarations:
            unit.exports.insert(before, unit.exports.pop())
            origin = ir.Origin(view.node.pointer, "path of properties (5.5)")
            unit.declare(ir.Alias(name=claimed, type=core, doc=builder.registry.describe(view.node), origin=origin))
            if inside and claimed != name:
                unit.rename(name, claimed, set(unit.declarations) - known)
        named = unit.named(claimed)
        if unit.side == "model":
            builder.registry.nested.setdefault((unit.module, *key), named)
        return ir.optional(named) if nullable else named

    def _holds_class(self, unit: Unit, expr: ir.UnionOf) -> bool:
        return any(self._builder.registry.holds_class(member, unit) for member in expr.members)

    def members(self, unit: Unit, view: View, prefix: str) -> ir.TypeExpr:
        """The members of a union, flat, without repeats, with tags in models. One that is left alone is returned as it
        is.
        """
        builder = self._builder
        leaves = [leaf for leaf in builder.views.flatten(view, builder.registry.is_named) if not skipped(leaf.node)]
        found: list[ir.TypeExpr] = []
        owners: list[tuple[Variant, int]] = []
        nullable = False
        for index, leaf in enumerate(leaves):
            nullable = nullable or leaf.nullable
            expr = builder.type(unit, leaf.node, prefix, self.suffix(index, leaf))
            parts = expr.members if isinstance(expr, ir.UnionOf) and expr.discriminator is None else (expr,)
            for part in parts:
                if part == ir.Prim("none"):
                    nullable = True
                elif part not in found:
                    found.append(part)
                owners += [(leaf, found.index(part))] if part in found else []
        if not found:
            return ir.Prim("none") if nullable else ir.Prim("any")
        if ir.Prim("int") in found and ir.Prim("float") in found:  # a float may be an int in Python's type system
            first, second = sorted((found.index(ir.Prim("int")), found.index(ir.Prim("float"))))
            found[first] = ir.Prim("float")
            del found[second]
            owners = []
        if ir.Prim("any") in found:
            found = [part for part in found if not (part != ir.Prim("any") and isinstance(part, ir.Prim))]
            owners = []
        expr = found[0] if len(found) == 1 else self._tagged(unit, tuple(found), owners)
        return ir.optional(expr) if nullable else expr

    def suffix(self, index: int, leaf: Variant) -> str:
        """What tells a variant apart in names: its own name, its tag, its component, its title, or its number."""
        builder, node = self._builder, leaf.node
        given = node.str("x-stainless-variantName")
        if given:
            return given
        if leaf.discriminator is not None and not leaf.discriminator.mapping:
            tags = builder.views.tags(node, leaf.discriminator.property)
            if len(tags) >= 1 and isinstance(tags[0], str):
                return tags[0]
        peeled = builder.views.peel(node)
        return peeled.ref or peeled.title or f"union_member_{index}"

    # --- tags --------------------------------------------------------------------------------------------------------

    def _tagged(self, unit: Unit, members: tuple[ir.TypeExpr, ...], owners: list[tuple[Variant, int]]) -> ir.UnionOf:
        plain = ir.UnionOf(members)
        if unit.side != "model" or not owners or not all(isinstance(member, ir.Named) for member in members):
            return plain
        declared = {
            leaf.discriminator.property: leaf.discriminator for leaf, _ in owners if leaf.discriminator is not None
        }
        for name in dict.fromkeys((*declared, *self._shared_constants(owners))):
            tags = self._tags(name, declared.get(name), owners)
            if tags is not None and {index for _, index in tags} == set(range(len(members))):
                return ir.UnionOf(members, name, tags)
        return plain

    def _tags(
        self, name: str, declared: Discriminator | None, owners: list[tuple[Variant, int]]
    ) -> tuple[tuple[str, int], ...] | None:
        """The tag values of each member; None when two members share one."""
        found: dict[str, int] = {}
        for leaf, index in owners:
            for tag in self._values(name, declared, leaf):
                if not isinstance(tag, str) or found.setdefault(tag, index) != index:
                    return None
        return tuple(found.items())

    def _values(self, name: str, declared: Discriminator | None, leaf: Variant) -> tuple[Any, ...]:
        views = self._builder.views
        values = views.tags(leaf.node, name)
        if values or declared is None:
            return values
        pointers = {node.pointer for node in views.peel(leaf.node).via}
        return tuple(tag for tag, pointer in declared.mapping.items() if pointer in pointers)

    def _shared_constants(self, owners: list[tuple[Variant, int]]) -> list[str]:
        """Properties that have a constant value in every variant; the usual tags first."""
        views = self._builder.views
        shared: list[str] | None = None
        for leaf, _ in owners:
            view = views.view(leaf.node)
            if view.kind == "union":
                return [name for name in _LIKELY_TAGS if all(views.tags(leaf.node, name) for leaf, _ in owners)]
            here = [
                name
                for name, item in view.properties.items()
                if item.required and views.view(item.node).kind == "const"
            ]
            shared = here if shared is None else [name for name in shared if name in here]
        return sorted(
            shared or [], key=lambda name: _LIKELY_TAGS.index(name) if name in _LIKELY_TAGS else len(_LIKELY_TAGS)
        )


def _without_null(expr: ir.TypeExpr) -> tuple[bool, ir.TypeExpr]:
    """Whether a union has null as a member, and the union without it."""
    none = ir.Prim("none")
    if not isinstance(expr, ir.UnionOf) or none not in expr.members:
        return False, expr
    rest = tuple(member for member in expr.members if member != none)
    return True, rest[0] if len(rest) == 1 else ir.UnionOf(rest, expr.discriminator, expr.tags)
