"""From a schema to a type expression, and to the declarations that it needs (naming rules 5.5, 5.9, 5.10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace_codegen import ir
from headrace_codegen.lower.types_fields import Fields
from headrace_codegen.lower.types_unions import Unions
from headrace_codegen.lower.types_unit import Side, Unit, key_of

if TYPE_CHECKING:
    from headrace_codegen.lower.names import Names
    from headrace_codegen.lower.schema import Views
    from headrace_codegen.lower.schema_view import Peeled, View
    from headrace_codegen.lower.types_registry import Registry
    from headrace_codegen.source import Node

__all__ = ["Builder"]

_WITHIN = 2
"""How often a schema may stand within itself before that is called endless: as it is, and merged with another."""

_STEPS = 20_000
"""How many schemas go into one module. Real ones have some hundreds; schemas made of each other may have no end."""

_SCALARS = {"integer": "int", "number": "float", "boolean": "bool", "null": "none", "any": "any"}


class Builder:
    """Lowers schemas into units. ``prefix`` and ``word`` are always the two parts of the name that a class would get
    there.
    """

    def __init__(self, views: Views, names: Names, registry: Registry) -> None:
        self.views = views
        self.names = names
        self.registry = registry
        self.fields = Fields(self)
        self.unions = Unions(self)

    # --- any place ---------------------------------------------------------------------------------------------------

    def type(self, unit: Unit, node: Node, prefix: str, word: str) -> ir.TypeExpr:
        """The type of a schema; declares in ``unit`` what has no name of its own."""
        peeled = self.views.peel(node, self.registry.is_named)
        if (known := self.registry.reference(peeled.node, unit.side)) is not None:
            return ir.optional(known) if peeled.nullable else known
        expr = self._inline(unit, peeled, prefix, word)
        nullable = peeled.nullable or self.views.view(peeled.node).nullable
        return ir.optional(expr) if nullable else expr

    def _inline(self, unit: Unit, peeled: Peeled, prefix: str, word: str) -> ir.TypeExpr:
        view = self.views.view(peeled.node)
        self.registry.report(view)
        if (opened := unit.open.get(key_of(view.node))) is not None:
            unit.reentered.add(opened.name)
            return opened
        if view.kind == "const":
            return ir.Lit(view.values)
        if view.kind == "string" or view.kind in _SCALARS:
            return scalar_type(view, unit.side)
        pointer = view.node.pointer
        unit.steps += 1
        if unit.within[pointer] >= _WITHIN or unit.steps > _STEPS:
            self.registry.lose(view.node, "a schema that leads back to itself without a class between", "object")
            return ir.Prim("any")
        unit.within[pointer] += 1
        expr = self._composite(unit, view, prefix, word)
        unit.within[pointer] -= 1
        return expr

    def _composite(self, unit: Unit, view: View, prefix: str, word: str) -> ir.TypeExpr:
        if view.kind == "union":
            return self.unions.lower(unit, view, prefix, word)
        if view.kind == "array":
            return self.array(unit, view, prefix, self.names.casing.singular(word))
        if view.is_class:
            return self.klass(unit, view, self._class_name(unit, view, prefix, word), owner=word)
        return self.mapping(unit, view, prefix, word)

    def _class_name(self, unit: Unit, view: View, prefix: str, word: str) -> str:
        chosen = naming(view.node, "model_name" if unit.side == "model" else "param_model_name")
        return self.names.class_name(chosen) if chosen else self.names.nested(prefix, word)

    def array(self, unit: Unit, view: View, prefix: str, word: str) -> ir.TypeExpr:
        """A list; in requests its style depends on the item."""
        item: ir.TypeExpr = ir.Prim("any") if view.items is None else self.type(unit, view.items, prefix, word)
        return ir.ListOf(item, "list" if unit.side == "model" else self.registry.array_style(item, unit))

    def mapping(self, unit: Unit, view: View, prefix: str, word: str) -> ir.TypeExpr:
        """An object without fields: ``Dict[str, X]``, or ``object`` where the document is silent about values."""
        if view.additional is None or view.additional is False:
            return ir.Prim("any")
        if view.additional is True:
            return ir.DictOf(ir.Prim("any"))
        return ir.DictOf(self.type(unit, view.additional, prefix, word))

    # --- classes -----------------------------------------------------------------------------------------------------

    def klass(self, unit: Unit, view: View, wanted: str, *, owner: str | None = None, root: bool = False) -> ir.Named:
        """Declare a class; the same schema under the same name is declared once. ``owner`` is the property that it is
        for.
        """
        name = self.claim(unit, wanted, view.node, "a class")
        if name in unit.declarations:
            return unit.named(name)
        key = key_of(view.node)
        named = unit.open[key] = unit.named(name)
        bases = self.registry.bases(view, unit)
        prefix = unit.prefix if root else name
        if root and bases:
            prefix = name  # rule 5.5: a root that extends a model passes its name on
        only = view.own if bases else None
        model = ir.Model(
            name=name,
            kind=unit.side,
            fields=self.fields.lower(unit, view, prefix, only),
            bases=bases,
            extra=self._extra(unit, view, prefix, unit.stem if root else owner or wanted),
            total=unit.side == "model",
            doc=self.registry.describe(view.node),
            deprecated=self.registry.flag(view.node, "deprecated"),
            origin=ir.Origin(view.node.pointer, "root of its module" if root else "path of properties (5.5)"),
        )
        del unit.open[key]
        if unit.side == "model":
            self.registry.nested.setdefault((unit.module, *key), named)
        return unit.declare(model)

    def _extra(self, unit: Unit, view: View, prefix: str, owner: str) -> ir.TypeExpr | None:
        """What further properties hold. It is called after what has them, as the item of a list is: ``AgentItem``."""
        if isinstance(view.additional, bool) or view.additional is None:
            return None
        return self.type(unit, view.additional, prefix + self.names.casing.singular_pascal(owner), "item")

    def claim(self, unit: Unit, wanted: str, node: Node, what: str) -> str:
        """A free name in ``unit``. An equal schema shares the name that is there; another one takes the root's name in
        front.
        """
        owner = unit.unique.owner(wanted)
        if owner is not None and (key_of(owner) == key_of(node) or (owner.value == node.value and wanted != unit.root)):
            return wanted
        if owner is None:
            name = unit.unique.distinct(wanted, node, what)
        else:
            longer = f"{unit.root}{wanted}"
            name = unit.unique.distinct(wanted, node, what, longer, *(f"{longer}{number}" for number in range(2, 100)))
        unit.exports.append(name)
        return name

    # --- roots -------------------------------------------------------------------------------------------------------

    def declare(self, unit: Unit, node: Node) -> ir.Declaration:
        """Declare the main name of a module: a class, or an alias of what the schema is."""
        peeled = self.views.peel(node, lambda found: found.pointer != node.pointer and self.registry.is_named(found))
        if (
            known := self.registry.reference(peeled.node, unit.side)
        ) is not None and peeled.node.pointer != node.pointer:
            return self._alias(unit, node, ir.optional(known) if peeled.nullable else known)
        view = self.views.view(peeled.node)
        self.registry.report(view)
        if view.is_class:
            self.klass(unit, view, unit.root, root=True)
            return unit.declarations[unit.root]
        unit.exports.append(unit.root)
        unit.unique.claim(unit.root, view.node, "the main name")
        nullable = peeled.nullable or view.nullable
        unit.open[key_of(view.node)] = unit.named(unit.root)
        singular = self.names.class_name(self.names.casing.singular(unit.stem))
        if view.kind == "union":
            expr = self.unions.members(unit, view, unit.prefix)
        elif view.kind == "array":
            expr = self.array(unit, view, singular, "item")
        elif view.kind == "object":
            expr = self.mapping(unit, view, singular, "item")
        else:
            del unit.open[key_of(view.node)]
            expr = self._inline(unit, peeled, "", unit.root)
        unit.open.pop(key_of(view.node), None)
        return self._alias(unit, node, ir.optional(expr) if nullable else expr)

    def _alias(self, unit: Unit, node: Node, expr: ir.TypeExpr) -> ir.Declaration:
        if unit.root not in unit.exports:
            unit.exports.insert(0, unit.root)
            unit.unique.claim(unit.root, node, "the main name")
        origin = ir.Origin(node.pointer, "root of its module")
        unit.declare(ir.Alias(name=unit.root, type=expr, doc=self.registry.describe(node), origin=origin))
        return unit.declarations[unit.root]


def scalar_type(view: View, side: Side) -> ir.TypeExpr:
    """A value without parts. Requests take text for a date too, and any file for ``binary``; a model keeps what is no
    date as text.
    """
    if view.kind != "string":
        return ir.Prim(_SCALARS[view.kind])  # type: ignore[arg-type]
    format = view.format
    if format in ("date-time", "date"):
        prim = ir.Prim("datetime" if format == "date-time" else "date")
        return prim if side == "model" else ir.UnionOf((ir.Prim("str"), prim))
    if side == "typeddict" and format == "binary":
        return ir.Prim("file")
    if side == "typeddict" and format == "byte":
        return ir.UnionOf((ir.Prim("str"), ir.Prim("bytes")))
    return ir.Prim("str")


def naming(node: Node, key: str) -> str | None:
    """A name that ``x-stainless-naming`` gives for Python."""
    given = node.get("x-stainless-naming")
    ours = given.get("python") if given is not None else None
    return ours.str(key) if ours is not None else None
