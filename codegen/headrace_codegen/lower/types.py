"""From schemas to declarations: the face of type lowering towards the rest of ``lower``.

The order of use matters a little, because a response names the schema that it returns:

1. make one ``TypeLowering``;
2. call ``response_type`` / ``item_type`` / ``event_type`` for all methods, in the order of the config (the first one
   that returns an inline part of a named model gives that part its name);
3. ``params_type``, ``param_type``, ``tag_variants``, ``webhook_type`` in any order;
4. ``finish`` once, last. It lowers what was only named so far, orders declarations and breaks import cycles.

What can't be expressed becomes ``object`` at the smallest node, with a line in the ledger. Nothing here refuses a
schema; only a ``$ref`` that
leads nowhere is an error (from ``Document.resolve``).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from headrace_codegen import ir
from headrace_codegen.lower.names import Names
from headrace_codegen.lower.schema import Views
from headrace_codegen.lower.types_body import plan_body
from headrace_codegen.lower.types_build import Builder, scalar_type
from headrace_codegen.lower.types_extras import declare_aliases, declare_unwrapped, reach_configured, reach_responses
from headrace_codegen.lower.types_index import ModelIndex, types_package
from headrace_codegen.lower.types_inputs import BodyInput, BodyPlan, ParamInput, ParamsResult, Scope, StreamSwitch
from headrace_codegen.lower.types_order import order
from headrace_codegen.lower.types_packages import packages
from headrace_codegen.lower.types_params import Params
from headrace_codegen.lower.types_registry import Registry
from headrace_codegen.lower.types_tags import tag_variants, variants_by
from headrace_codegen.lower.types_unit import Side, key_of
from headrace_codegen.lower.words import Casing
from headrace_codegen.source import Node

if TYPE_CHECKING:
    from headrace_codegen.config.model import Config
    from headrace_codegen.diagnostics import Diagnostics
    from headrace_codegen.document import Document

__all__ = ["BodyInput", "BodyPlan", "ParamInput", "ParamsResult", "Scope", "StreamSwitch", "TypeLowering"]


class TypeLowering:
    """Lowers schemas on demand and remembers what it declared. ``docs`` gives descriptions (``config.docs``) or is
    None.
    """

    def __init__(
        self, document: Document, config: Config, diagnostics: Diagnostics, docs: object | None = None
    ) -> None:
        self.names = Names(Casing(config.custom_casings.values()), model_prefix=config.python.model_prefix)
        self.models = ModelIndex(document, config, self.names, diagnostics)
        self._document = document
        self._config = config
        self._views = Views(document)
        self._registry = Registry(config, self._views, self.names, self.models, diagnostics, docs)
        self._builder = Builder(self._views, self.names, self._registry)
        self._params = Params(self._builder, lambda: self._settle("typeddict"))

    # --- scopes ------------------------------------------------------------------------------------------------------

    def scope(self, resource: tuple[str, ...], method: str) -> Scope:
        """The scope of a method: resource path as written in the config, method key as written."""
        prefix = self.names.method_stem(resource, method)
        return Scope(resource=resource, package=self.package(resource), prefix=prefix, method=self.names.method(method))

    def package(self, resource: tuple[str, ...]) -> str:
        """The types package of a resource: ``"types"``, ``"types.chat"``; see naming rule 5.2."""
        return self.models.packages.get(resource) or types_package(self.names, resource, False)

    # --- responses ---------------------------------------------------------------------------------------------------

    def response_type(self, node: Node | None, scope: Scope) -> ir.TypeExpr:
        """The type of a method's JSON success response (after unwrapping): a configured model, an own ``<X>Response``,
        or a plain type.

        ``node`` None or an empty schema is ``Prim("any")``.
        """
        return ir.Prim("any") if node is None else self._own(node, scope, "response")

    def item_type(self, node: Node, scope: Scope) -> ir.TypeExpr:
        """The type of a page's items. An item without a name in a configured list model is the class that it has in
        that model's module.
        """
        peeled = self._views.peel(node, self._registry.is_named)
        owner = None if self._registry.is_named(peeled.node) else self._registry.owner(node)
        if owner is not None and (
            self._views.view(peeled.node).is_class or self._views.view(peeled.node).kind == "union"
        ):
            listed = self._registry.model(owner, "model")
            self._settle("model")
            nested = (
                self._registry.nested.get((listed.module, *key_of(peeled.node)))
                if isinstance(listed, ir.Named)
                else None
            )
            if nested is not None:
                return nested
        return self._own(node, scope, "response")

    def event_type(self, node: Node, scope: Scope) -> ir.TypeExpr:
        """The type of one event of a stream."""
        return self._own(node, scope, "event")

    def model_type(self, path: str) -> ir.TypeExpr | None:
        """The response type of a configured model by path (``"responses.response_stream_event"``), or None if there is
        none.
        """
        entry = self.models.by_path.get(path)
        return self._registry.model(entry.target or entry, "model") if entry is not None else None

    def sent_type(self, path: str) -> ir.TypeExpr | None:
        """As `model_type`, on the side of requests."""
        entry = self.models.by_path.get(path)
        return self._registry.model(entry.target or entry, "typeddict") if entry is not None else None

    def webhook_type(self, node: Node, name: str) -> ir.TypeExpr:
        """The type of what a webhook delivers."""
        package = next((package for path, package in self.models.packages.items() if path == ("webhooks",)), "types")
        scope = Scope(resource=("webhooks",), package=package, prefix=self.names.casing.snake(name), method="")
        return self._own(node, scope, "webhook_event")

    def _own(self, node: Node, scope: Scope, word: str) -> ir.TypeExpr:
        """A type by rule 5.4."""
        peeled = self._views.peel(node, self._registry.is_named)
        if (known := self._registry.reference(peeled.node, "model")) is not None:
            return ir.optional(known) if peeled.nullable else known
        view = self._views.view(peeled.node)
        if view.kind in ("any", "null") or (
            view.kind == "object" and not view.is_class and view.additional in (None, False)
        ):
            self._registry.report(view)
            return ir.Prim("any" if view.kind != "null" else "none")
        stem = f"{scope.prefix}_{word}"
        named = ir.Named(self._registry.models.module(scope.package, stem), self.names.class_name(stem))
        unit = self._registry.unit(named.module, stem, "model", node)
        if unit is not None:
            self._registry.schemas[named] = peeled.node
            self._registry.pending.append((unit, node))
        if self._registry.owner(peeled.node) is not None:
            self._registry.name_part(peeled.node, named)
        nullable = peeled.nullable or view.nullable
        if view.kind in ("string", "integer", "number", "boolean"):
            plain = scalar_type(view, "model")  # the alias is public, but methods are declared with the plain type
            return ir.optional(plain) if nullable else plain
        return ir.optional(named) if nullable and view.is_class else named

    # --- requests ----------------------------------------------------------------------------------------------------

    def param_type(self, node: Node, scope: Scope, name: str) -> ir.TypeExpr:
        """The request-side type of one value, for callers that build an argument themselves."""
        body = BodyInput(schema=node, required=True, param_name=name)
        return self._params.lower(scope, (), body, None).params[0].type

    def params_type(
        self,
        scope: Scope,
        params: tuple[ParamInput, ...],
        body: BodyInput | None = None,
        stream: StreamSwitch | None = None,
    ) -> ParamsResult:
        """The arguments of a method, and the module of its ``Params`` type where it needs one (naming rules 5.3, 5.7,
        5.8).
        """
        return self._params.lower(scope, params, body, stream)

    # --- questions ---------------------------------------------------------------------------------------------------

    def tag_variants(self, event: ir.TypeExpr) -> tuple[str | None, tuple[tuple[str, ir.Named], ...]]:
        """The discriminator (wire name) of a union of events and the class for each tag value; ``(None, ())`` if there
        is no tag.
        """
        self._settle()
        return tag_variants(self._registry, event)

    def variants_by(self, expr: ir.TypeExpr, tag: str) -> tuple[tuple[str, ir.Named], ...]:
        """The class of each value of the tag ``tag`` (wire name), also where there is only one class."""
        self._settle()
        self._settle("typeddict")
        return variants_by(self._registry, expr, tag)

    def class_of(self, named: ir.Named) -> ir.Model | None:
        """The declaration of a class with the fields of its bases; None for another kind of type."""
        declaration = self._registry.declaration(named)
        if not isinstance(declaration, ir.Model):
            return None
        inherited = [field for base in declaration.bases if (parent := self.class_of(base)) for field in parent.fields]
        own = {field.wire for field in declaration.fields}
        fields = (*(field for field in inherited if field.wire not in own), *declaration.fields)
        return replace(declaration, fields=fields)

    def transforms_of(self, expr: ir.TypeExpr) -> tuple[ir.Transform, ...]:
        """What the runtime must change in a value of this type before it is sent."""
        return plan_body(self._registry, [("event", "event", expr)], "event", False).transforms

    def schema_of(self, expr: ir.TypeExpr) -> Node | None:
        """The schema that a declared type came from, for callers that look for properties (terminal events, usage,
        cursors).
        """
        if isinstance(expr, ir.UnionOf):
            named = [member for member in expr.members if isinstance(member, ir.Named)]
            return self._registry.schemas.get(named[0]) if len(named) == 1 else None
        return self._registry.schemas.get(expr) if isinstance(expr, ir.Named) else None

    # --- the end -----------------------------------------------------------------------------------------------------

    def finish(self) -> tuple[tuple[ir.TypeModule, ...], tuple[ir.TypePackage, ...], tuple[ir.LedgerLine, ...]]:
        """Lowers everything that was named, and returns modules sorted by name, their packages, and the ledger."""
        registry = self._registry
        declare_unwrapped(self._document, self._config, self.names, registry, self._builder)
        reach_responses(self._document, self._config, registry, self._text_alias)
        reach_configured(self._config, registry, self._settle)
        self._settle()
        declare_aliases(registry, self._settle)
        self._settle()
        modules = order(
            (registry.units[name].finish() for name in sorted(registry.units)),
            lambda pointer, what: registry.lose(
                Node(None, pointer, self._document.tree), what, "object where the circle closes"
            ),
        )
        return modules, packages(registry, self.models), tuple(registry.ledger.values())

    def _text_alias(self, node: Node, resource: tuple[str, ...], method: str) -> None:
        self.response_type(node, self.scope(resource, method))

    def _settle(self, side: Side | None = None) -> None:
        """Lowers what is only named so far, of one side or of both."""
        registry = self._registry
        while todo := [item for item in registry.pending if side is None or item[0].side == side]:
            registry.pending = [item for item in registry.pending if side is not None and item[0].side != side]
            for unit, node in todo:
                self._builder.declare(unit, node)
