"""What lowering of types shares across modules: who is named, what waits to be lowered, what was lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from headrace_codegen import ir
from headrace_codegen.lower.lineage import Lineage
from headrace_codegen.lower.names import Unique
from headrace_codegen.lower.types_unit import Side, Unit, key_of
from headrace_codegen.source import Node

if TYPE_CHECKING:
    from headrace_codegen.config.model import Config
    from headrace_codegen.diagnostics import Diagnostics
    from headrace_codegen.lower.names import Names
    from headrace_codegen.lower.schema import Views
    from headrace_codegen.lower.schema_view import View
    from headrace_codegen.lower.types_index import ModelEntry, ModelIndex

__all__ = ["Registry"]


class Registry:
    """Named types and open work. It lowers nothing itself."""

    def __init__(
        self,
        config: Config,
        views: Views,
        names: Names,
        models: ModelIndex,
        diagnostics: Diagnostics,
        docs: object | None,
    ) -> None:
        self.config = config
        self.diagnostics = diagnostics
        self.models = models
        self.names = names
        self.views = views
        self.sorted_properties = config.settings.sort_properties
        self.units: dict[str, Unit] = {}
        self.schemas: dict[ir.Named, Node] = {}
        self.nested: dict[tuple[str, str, int], ir.Named] = {}
        self.pending: list[tuple[Unit, Node]] = []
        self.ledger: dict[tuple[str, str], ir.LedgerLine] = {}
        self._modules = Unique(diagnostics, "the package of types")
        self._parts: dict[str, tuple[Node, ir.TypeExpr]] = {}
        self._docs = docs
        self._lineage = Lineage(views)

    # --- who is named ------------------------------------------------------------------------------------------------

    def is_named(self, node: Node) -> bool:
        """Whether a schema is a configured model, or a part of one that a response gave its name to."""
        return self._entry(node) is not None or self._part(node) is not None

    def _entry(self, node: Node) -> ModelEntry | None:
        entry = self.models.by_pointer.get(node.pointer)
        return entry if entry is not None and entry.node.value is node.value else None

    def _part(self, node: Node) -> ir.TypeExpr | None:
        part = self._parts.get(node.pointer)
        return part[1] if part is not None and part[0].value is node.value else None

    def reference(self, node: Node, side: Side) -> ir.TypeExpr | None:
        """The type of a named schema; None for any other."""
        entry = self._entry(node)
        if entry is not None:
            return self.model(entry, side)
        return self._part(node) if side == "model" else None

    def name_part(self, node: Node, expr: ir.TypeExpr) -> None:
        """Remember that an inline schema of a named model is what a method returns (rule 5.4)."""
        self._parts.setdefault(node.pointer, (node, expr))

    def owner(self, node: Node) -> ModelEntry | None:
        """The configured model within whose schema an inline schema stands."""
        pointer = node.pointer
        while pointer := pointer.rpartition("/")[0]:
            if (entry := self.models.by_pointer.get(pointer)) is not None:
                return entry
        return None

    def model(self, entry: ModelEntry, side: Side) -> ir.TypeExpr:
        """The type of a configured model, which is then lowered sooner or later."""
        view = self.views.view(entry.node)
        if side == "typeddict" and not entry.shared and view.kind == "const" and entry.config.alias_to is None:
            side = "model"  # rule 5.9: an enum is the same in both directions
        stem = entry.stem if side == "model" else entry.request_stem()
        package = entry.package if side == "model" else entry.params_package
        named = ir.Named(self.models.module(package, stem), self.names.class_name(stem))
        if side not in entry.sides:
            entry.sides.add(side)
            unit = self.unit(named.module, stem, side, entry.node)
            if unit is not None:
                self.schemas[named] = entry.node
                self.pending.append((unit, entry.node))
        return ir.optional(named) if view.is_class and view.nullable else named

    def unit(self, module: str, stem: str, side: Side, node: Node) -> Unit | None:
        """A new module of types; None, with an error, if its name is taken by something else."""
        if not self._modules.claim(module, node, f"the {'response' if side == 'model' else 'request'} type {stem}"):
            return None
        if module in self.units:
            return None
        unit = Unit.new(module, stem, self.names.class_name(stem), side, self.diagnostics)
        self.units[module] = unit
        return unit

    def declaration(self, named: ir.Named) -> ir.Declaration | None:
        """The declaration of a type that is lowered already."""
        unit = self.units.get(named.module)
        return unit.declarations.get(named.name) if unit is not None else None

    def origin(self, module: str) -> str:
        """The pointer that the main name of a module comes from."""
        unit = self.units[module]
        declaration = unit.declarations.get(unit.root)
        return declaration.origin.pointer if declaration is not None else ""

    # --- questions about types ----------------------------------------------------------------------------------------

    def bases(self, view: View, unit: Unit) -> tuple[ir.Named, ...]:
        """The models that a class extends: all references of its ``allOf``, if each is a configured class.

        What another of them extends anyway is left out. Where Python has no order for them, there are none.
        """
        found: list[ir.Named] = []
        for parent in self._lineage.parents(view):
            peeled = self.views.peel(parent, self.is_named)
            entry = self._entry(peeled.node)
            if entry is None or not self.views.view(entry.node).is_class or key_of(entry.node) in unit.open:
                return ()
            if unit.side == "typeddict" and view.own & set(self.views.view(entry.node).properties):
                return ()  # a typed dict may not redefine a key
            named = self.model(entry, unit.side)
            if not isinstance(named, ir.Named) or named.module == unit.module:
                return ()
            found.append(named)
        return tuple(found)

    def holds_class(self, expr: ir.TypeExpr, unit: Unit, seen: frozenset[str] = frozenset()) -> bool:
        """Whether a member of a union is a class, or a named union with one; a list or mapping of classes is not."""
        if isinstance(expr, ir.UnionOf):
            return any(self.holds_class(member, unit, seen) for member in expr.members)
        if not isinstance(expr, ir.Named):
            return False
        declaration = unit.declarations.get(expr.name) if expr.module == unit.module else None
        if declaration is None:
            node = self.schemas.get(expr)
            return node is None or self._class_inside(node)
        if isinstance(declaration, ir.Model):
            return True
        return expr.name not in seen and self.holds_class(declaration.type, unit, seen | {expr.name})

    def _class_inside(self, node: Node) -> bool:
        return any(leaf.is_class for leaf in self.views.leaves(self.views.view(node)))

    def array_style(self, item: ir.TypeExpr, unit: Unit) -> Literal["list", "iterable", "sequence"]:
        """How a request takes an array: text may not be one, enums are lists, anything else is iterable (rule 5.10)."""
        kinds = self._kinds(item, unit)
        if "text" in kinds:
            return "sequence"
        return "list" if kinds == {"enum"} else "iterable"

    def _kinds(self, expr: ir.TypeExpr, unit: Unit, seen: frozenset[str] = frozenset()) -> set[str]:
        if isinstance(expr, ir.UnionOf):
            return set[str]().union(*(self._kinds(member, unit, seen) for member in expr.members)) - {"null"}
        if isinstance(expr, ir.Lit):
            return {"enum"}
        if isinstance(expr, ir.Prim):
            return {"str": {"text"}, "file": {"text"}, "none": {"null"}}.get(expr.name, {"other"})
        if isinstance(expr, ir.Named):
            declaration = unit.declarations.get(expr.name) if expr.module == unit.module else None
            if isinstance(declaration, ir.Alias) and expr.name not in seen:
                return self._kinds(declaration.type, unit, seen | {expr.name})
            node = self.schemas.get(expr)
            return self._schema_kinds(node) if node is not None else {"other"}
        return {"other"}

    def _schema_kinds(self, node: Node) -> set[str]:
        kinds = {"const": "enum", "string": "text", "null": "null"}
        return {kinds.get(leaf.kind, "other") for leaf in self.views.leaves(self.views.view(node))}

    # --- what is said about a schema ----------------------------------------------------------------------------------

    def describe(self, node: Node) -> str | None:
        """The description of a schema or property, from the docs file, else the document's own, and why it is
        deprecated.
        """
        lookup = getattr(self._docs, "schema", None)
        found = lookup(node) if lookup is not None else None
        if not isinstance(node.value, dict):
            return found
        notice = node.str("x-stainless-deprecation-message")
        parts = [
            text for text in (found or node.str("description"), f"Deprecated: {notice}" if notice else None) if text
        ]
        return "\n\n".join(parts) or None

    def flag(self, node: Node, key: str) -> bool:
        """A boolean keyword beside the type."""
        return node.bool(key, False)

    def report(self, view: View) -> None:
        """Put what a view doesn't express in the ledger, once."""
        if view.lost is not None:
            self.lose(view.node, view.lost, "object" if view.kind == "any" else f"its {view.kind} part")

    def lose(self, node: Node, what: str, became: str, code: str = "schema/inexpressible") -> None:
        line = ir.LedgerLine(code=code, pointer=node.pointer, message=f"{what} has no Python type", became=became)
        self.ledger.setdefault((code, node.pointer), line)
