"""The types of a method's arguments and its ``Params`` type (naming rules 5.3, 5.7, 5.8)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from headrace_codegen import ir
from headrace_codegen.lower.types_args import Args
from headrace_codegen.lower.types_body import plan_body
from headrace_codegen.lower.types_fields import field_format
from headrace_codegen.lower.types_inputs import BodyPlan, ParamsResult
from headrace_codegen.lower.types_unit import Unit, walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from headrace_codegen.lower.schema_view import Property, View
    from headrace_codegen.lower.types_args import Arg
    from headrace_codegen.lower.types_build import Builder
    from headrace_codegen.lower.types_inputs import BodyInput, ParamInput, Scope, StreamSwitch
    from headrace_codegen.source import Node

__all__ = ["Params"]


class Params:
    """Lowers the arguments of methods. ``settle`` lowers request types that are only named so far."""

    def __init__(self, builder: Builder, settle: Callable[[], None]) -> None:
        self._builder = builder
        self._args = Args(builder)
        self._settle = settle

    def lower(
        self, scope: Scope, inputs: tuple[ParamInput, ...], body: BodyInput | None, switch: StreamSwitch | None
    ) -> ParamsResult:
        """The arguments of one method, and the module of their type."""
        views = self._builder.views
        outer = [self._args.of_parameter(item) for item in inputs]
        if body is not None and body.raw:
            return self._lower_plain(scope, self._args.named(tuple(outer)), body.schema, switch, body)
        view = views.view(body.schema) if body is not None and body.param_name is None else None
        if view is not None and view.kind == "union":
            variants = self._variants(view)
            if variants is not None:
                return self._lower_union(scope, outer, view, variants, body)
        if view is not None and view.is_class:
            args = self._args.named((*outer, *self._args.of_properties(view, body)))
            return self._lower_plain(scope, args, view.node, switch, body)
        if body is None or (view is not None and view.kind == "null"):
            return self._lower_plain(scope, self._args.named(tuple(outer)), None, switch, None)
        args = self._args.named((*outer, self._args.of_whole(body)))
        return self._lower_plain(scope, args, body.schema, switch, body, whole=args[-1].name)

    # --- one body ----------------------------------------------------------------------------------------------------

    def _lower_plain(
        self,
        scope: Scope,
        args: tuple[Arg, ...],
        node: Node | None,
        switch: StreamSwitch | None,
        body: BodyInput | None,
        whole: str | None = None,
    ) -> ParamsResult:
        unit = self._unit(scope, args, node, always=body is not None and body.raw)
        ordered = self._args.ordered(args)
        switched = next(
            (a for a in ordered if switch and a.wire == switch.wire and a.location == switch.location), None
        )
        if unit is not None:
            root = f"{unit.root}Base" if switched else unit.root
            unit.unique.claim(root, node or args[0].node, "the arguments")
            unit.exports.append(root)
        fields = self._fields(unit, ordered, "")
        named = None
        if unit is not None:
            named = self._declare(unit, fields, ordered, switched, node or args[0].node)
        params = self._params(args, ordered, fields)
        plan = self._plan(params, body, whole)
        return ParamsResult(params=params, named=named, body=plan)

    def _unit(self, scope: Scope, args: tuple[Arg, ...], node: Node | None, *, always: bool = False) -> Unit | None:
        """The module of the ``Params`` type; there is one only where something goes into the query or the body."""
        first = node if always else next((arg.node for arg in args if arg.location in ("query", "body")), None)
        if first is None:
            return None
        stem = f"{scope.prefix}_params"
        registry = self._builder.registry
        return registry.unit(registry.models.module(scope.package, stem), stem, "typeddict", node or first)

    def _fields(self, unit: Unit | None, args: list[Arg], prefix: str) -> dict[str, ir.Field]:
        found: dict[str, ir.Field] = {}
        for arg in args:
            expr = self._type(unit, arg, prefix)
            found[arg.name] = ir.Field(
                name=arg.name,
                wire=arg.wire,
                type=expr,
                required=arg.required,
                doc=self._builder.registry.describe(arg.node),
                deprecated=self._builder.registry.flag(arg.node, "deprecated"),
                format=field_format(expr),
                origin=ir.Origin(arg.node.pointer, arg.location),
            )
        return found

    def _type(self, unit: Unit | None, arg: Arg, prefix: str) -> ir.TypeExpr:
        if arg.schema is None:
            return ir.Prim("str" if arg.location in ("path", "header") else "any")
        if unit is not None:
            return self._builder.type(unit, arg.schema, prefix, arg.wire)
        alone = Unit.new("", "", "", "typeddict", self._builder.registry.diagnostics)
        expr = self._builder.type(alone, arg.schema, prefix, arg.wire)
        if any(isinstance(part, ir.Named) and not part.module for part in walk(expr)):
            self._builder.registry.lose(arg.schema, f"an object in the {arg.location}", "object")
            return ir.Prim("any")
        return expr

    def _declare(
        self, unit: Unit, fields: dict[str, ir.Field], ordered: list[Arg], switched: Arg | None, node: Node
    ) -> ir.Named:
        origin = ir.Origin(node.pointer, "method (5.3)")
        if switched is None:
            model = ir.Model(
                name=unit.root, kind="typeddict", fields=tuple(fields.values()), total=False, origin=origin
            )
            return unit.declare(model)
        base = ir.Model(
            name=f"{unit.root}Base",
            kind="typeddict",
            fields=tuple(field for name, field in fields.items() if name != switched.name),
            total=False,
            origin=origin,
        )
        unit.declare(base)
        members: list[ir.TypeExpr] = []
        switch = fields[switched.name]
        off: ir.TypeExpr = ir.Lit((False,))
        if ir.Prim("none") in _parts(switch.type):
            off = ir.optional(off)
        for word, value in (("NonStreaming", False), ("Streaming", True)):
            name = f"{unit.root}{word}"
            unit.unique.claim(name, switched.node, "the arguments")
            unit.exports.append(name)
            lit: ir.TypeExpr = ir.Lit((True,)) if value else off
            field = replace(switch, type=lit, required=value)
            model = ir.Model(
                name=name,
                kind="typeddict",
                fields=(field,),
                bases=(unit.named(base.name),),
                total=False,
                origin=ir.Origin(node.pointer, "stream (5.8)"),
            )
            members.append(unit.declare(model))
        unit.unique.claim(unit.root, node, "the arguments")
        return unit.declare(ir.Alias(name=unit.root, type=ir.UnionOf(tuple(members)), origin=origin))

    def _params(self, args: tuple[Arg, ...], ordered: list[Arg], fields: dict[str, ir.Field]) -> tuple[ir.Param, ...]:
        positional = [arg for arg in args if arg.positional]
        fields = {**fields, **self._fields(None, positional, "")}
        return tuple(_param(arg, fields[arg.name]) for arg in (*positional, *ordered))

    def _plan(self, params: tuple[ir.Param, ...], body: BodyInput | None, whole: str | None) -> BodyPlan:
        if body is None:
            return BodyPlan()
        self._settle()
        bodies = [(param.name, param.wire, param.type) for param in params if param.location == "body"]
        return plan_body(self._builder.registry, bodies, whole, body.media_type.startswith("multipart/"))

    # --- a union body ------------------------------------------------------------------------------------------------

    def _variants(self, view: View) -> list[tuple[str, View]] | None:
        """The variants of a union body with their names, if all of them are objects with fields."""
        builder = self._builder
        leaves = builder.views.flatten(view, lambda _: False)
        views = [builder.views.view(leaf.node) for leaf in leaves]
        if not leaves or not all(variant.is_class for variant in views):
            return None
        return [
            (builder.unions.suffix(index, leaf), variant)
            for index, (leaf, variant) in enumerate(zip(leaves, views, strict=True))
        ]

    def _lower_union(
        self, scope: Scope, outer: list[Arg], view: View, variants: list[tuple[str, View]], body: BodyInput | None
    ) -> ParamsResult:
        everything = self._args.named((*outer, *self._args.of_properties(_together(variants), body)))
        names = {(arg.location, arg.wire): arg.name for arg in everything}
        unit = self._unit(scope, everything, view.node)
        if unit is None:
            return ParamsResult(params=())
        unit.unique.claim(unit.root, view.node, "the arguments")
        unit.exports.append(unit.root)
        members: list[ir.TypeExpr] = []
        per_variant: list[dict[str, ir.Field]] = []
        for suffix, variant in variants:
            name = self._builder.claim(
                unit, self._builder.names.nested("", suffix), variant.node, "a variant of the body"
            )
            args = tuple(
                replace(arg, name=names[arg.location, arg.wire])
                for arg in (*outer, *self._args.of_properties(variant, body))
            )
            fields = self._fields(unit, self._args.ordered(args), name)
            model = ir.Model(
                name=name,
                kind="typeddict",
                fields=tuple(fields.values()),
                total=False,
                origin=ir.Origin(variant.node.pointer, "5.7"),
            )
            members.append(unit.declare(model))
            per_variant.append(fields)
        origin = ir.Origin(view.node.pointer, "method (5.3)")
        named = unit.declare(ir.Alias(name=unit.root, type=ir.UnionOf(tuple(members)), origin=origin))
        params = self._united(everything, per_variant)
        overloads = tuple(_overload(params, fields) for fields in per_variant)
        required = tuple(tuple(name for name, field in fields.items() if field.required) for fields in per_variant)
        return ParamsResult(
            params=params, named=named, overloads=overloads, required=required, body=self._plan(params, body, None)
        )

    def _united(self, args: tuple[Arg, ...], per_variant: list[dict[str, ir.Field]]) -> tuple[ir.Param, ...]:
        """The arguments of all variants: required where each variant requires them, of any type that a variant gives
        them.
        """
        fields: dict[str, ir.Field] = {}
        required: dict[str, bool] = {}
        for arg in args:
            found = [variant[arg.name] for variant in per_variant if arg.name in variant]
            if not found:
                continue
            types = list(dict.fromkeys(part for field in found for part in _parts(field.type)))
            required[arg.name] = len(found) == len(per_variant) and all(field.required for field in found)
            expr = types[0] if len(types) == 1 else ir.UnionOf(tuple(types))
            fields[arg.name] = replace(found[0], type=expr, required=required[arg.name], format=field_format(expr))
        known = tuple(
            replace(arg, required=required.get(arg.name, arg.required))
            for arg in args
            if arg.positional or arg.name in fields
        )
        return self._params(known, self._args.ordered(known), fields)


def _together(variants: list[tuple[str, View]]) -> View:
    """An object with the properties of all variants."""
    properties: dict[str, Property] = {}
    for _, variant in variants:
        for wire, item in variant.properties.items():
            properties.setdefault(wire, item)
    return replace(variants[0][1], properties=properties)


def _parts(expr: ir.TypeExpr) -> tuple[ir.TypeExpr, ...]:
    return expr.members if isinstance(expr, ir.UnionOf) else (expr,)


def _param(arg: Arg, field: ir.Field) -> ir.Param:
    return ir.Param(
        name=arg.name,
        wire=arg.wire,
        location=arg.location,
        type=field.type,
        required=arg.required,
        positional=arg.positional,
        option=arg.option,
        format=field.format,
        doc=field.doc,
        deprecated=field.deprecated,
        origin=field.origin,
    )


def _overload(params: tuple[ir.Param, ...], fields: dict[str, ir.Field]) -> ir.Overload:
    """A variant of a union body as differences to the method."""
    narrowed = tuple(
        (param.name, fields[param.name].type, fields[param.name].required)
        for param in params
        if param.name in fields
        and (fields[param.name].type != param.type or fields[param.name].required != param.required)
    )
    dropped = tuple(param.name for param in params if not param.positional and param.name not in fields)
    return ir.Overload(narrowed=narrowed, dropped=dropped)
