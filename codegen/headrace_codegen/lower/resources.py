"""The resource tree: classes, their modules, their methods, in the order of the config.

A resource with subresources is a package with the class in a module of its own name (naming rule 5.2); so is one with
``standalone_api``. A resource with neither methods nor subresources has only models, and no class unless there is one
for it in ``lib``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from headrace_codegen import ir
from headrace_codegen.lower.webhooks import lower_unwrap
from headrace_codegen.lower.words import read_table
from headrace_codegen.safe_paths import file_name

if TYPE_CHECKING:
    from headrace_codegen.config.model import MethodConfig, ResourceConfig
    from headrace_codegen.lower.context import Context
    from headrace_codegen.lower.methods import MethodLowering, PreparedMethod

__all__ = ["ResourcePlan", "finish_methods", "finish_resource", "plan_client_methods", "plan_resources"]

_FIRST = ("create", "retrieve", "update", "list", "delete")
_CLIENT_NAMES = frozenset(read_table("client_reserved.txt"))
_RESOURCE_NAMES = frozenset(read_table("resource_reserved.txt"))


@dataclass(slots=True, kw_only=True)
class ResourcePlan:
    """A resource of which methods are prepared but not finished."""

    config: ResourceConfig
    keys: tuple[str, ...]
    path: tuple[str, ...]
    prepared: list[PreparedMethod] = field(default_factory=list["PreparedMethod"])
    unwraps: list[ir.Unwrap] = field(default_factory=list[ir.Unwrap])
    aliases: list[ir.MethodAlias] = field(default_factory=list[ir.MethodAlias])
    resources: list[ResourcePlan] = field(default_factory=list["ResourcePlan"])


def plan_resources(ctx: Context, methods: MethodLowering) -> list[ResourcePlan]:
    """All resources that have something to call, with their methods prepared in the order of the config."""
    plans = [_plan(ctx, methods, config, (), ()) for config in ctx.config.resources if not config.skipped]
    return _distinct(ctx, [plan for plan in plans if plan is not None], _CLIENT_NAMES, "the client")


def plan_client_methods(ctx: Context, methods: MethodLowering) -> ResourcePlan | None:
    """The methods of ``$client``, as a plan without a resource."""
    config = ctx.config.client
    if config is None:
        return None
    plan = ResourcePlan(config=config, keys=(), path=())
    _plan_methods(ctx, methods, plan)
    for unwrap in plan.unwraps:
        ctx.config_warning(
            "config/unsupported-key",
            f"{unwrap.name!r}: webhooks are read by a resource, not by the client itself",
            config.methods[unwrap.name].pointer if unwrap.name in config.methods else config.pointer,
            hint="put it under a resource, such as `webhooks`",
        )
    return plan


def finish_resource(ctx: Context, methods: MethodLowering, plan: ResourcePlan) -> ir.Resource:
    """The resource with its methods sorted: the usual five first, then by name."""
    name = plan.path[-1]
    *above, file = map(file_name, plan.path)
    package = ".".join(("resources", *above))
    is_package = bool(plan.resources) or plan.config.standalone
    mixin = ctx.config.headrace.lib.mixins.get(".".join(plan.keys))
    names = ctx.config.headrace.lib.names.get(".".join(plan.keys), {})
    return ir.Resource(
        name=name,
        path=".".join(plan.path),
        class_name=ctx.pascal(plan.keys[-1]) + ctx.config.headrace.resource_suffix,
        module=f"{package}.{file}.{file}" if is_package else f"{package}.{file}",
        types=ctx.types.package(plan.keys),
        methods=finish_methods(methods, plan),
        aliases=tuple(plan.aliases),
        unwraps=tuple(plan.unwraps),
        resources=tuple(finish_resource(ctx, methods, child) for child in plan.resources),
        mixin=str(mixin) if mixin is not None else None,
        names=tuple((known, str(target)) for known, target in names.items()),
        doc=plan.config.description,
        deprecated=plan.config.deprecated,
        origin=ctx.config_origin(plan.config.pointer),
    )


def finish_methods(methods: MethodLowering, plan: ResourcePlan) -> tuple[ir.Method, ...]:
    """The methods of a plan, lowered and in their final order."""
    made = [methods.finish(prepared, plan.keys) for prepared in plan.prepared]
    ranks = {name: index for index, name in enumerate(_FIRST)}
    return tuple(sorted(made, key=lambda method: (ranks.get(method.name, len(ranks)), method.name)))


def _plan(
    ctx: Context, methods: MethodLowering, config: ResourceConfig, keys: tuple[str, ...], path: tuple[str, ...]
) -> ResourcePlan | None:
    plan = ResourcePlan(config=config, keys=(*keys, config.name), path=(*path, ctx.attribute(config.name)))
    _plan_methods(ctx, methods, plan)
    children = [_plan(ctx, methods, child, plan.keys, plan.path) for child in config.subresources if not child.skipped]
    taken = (
        _RESOURCE_NAMES | {prepared.scope.method for prepared in plan.prepared} | {alias.name for alias in plan.aliases}
    )
    plan.resources = _distinct(
        ctx, [child for child in children if child is not None], taken, f"the resource {config.path!r}"
    )
    extras, name = ctx.config.headrace, ".".join(plan.keys)
    opens = any(connection.method.rpartition(".")[0] == name for connection in extras.connections)
    by_hand = name in extras.lib.mixins
    return plan if plan.prepared or plan.unwraps or plan.resources or by_hand or opens else None


def _plan_methods(ctx: Context, methods: MethodLowering, plan: ResourcePlan) -> None:
    seen: dict[str, str] = {}
    aliases: list[tuple[str, MethodConfig]] = []
    for key, method in plan.config.methods.items():
        name = ctx.types.scope(plan.keys, key).method
        if method.skipped:
            continue
        if name in seen or name in _RESOURCE_NAMES:
            other = f"the method at {seen[name]} has" if name in seen else "every resource has"
            ctx.config_error(
                "config/name-taken",
                f"{key!r} becomes the method {name!r}, a name that {other}",
                method.pointer,
                hint="rename it",
            )
            continue
        seen[name] = method.pointer
        if method.type == "alias":
            aliases.append((name, method))
            continue
        if method.type == "webhook_unwrap":
            plan.unwraps.append(lower_unwrap(ctx, method, plan.keys))
            continue
        prepared = methods.prepare(method, ".".join((*plan.keys, key)), plan.keys)
        if prepared is not None:
            plan.prepared.append(prepared)
    for name, method in aliases:
        _plan_alias(ctx, plan, name, method)


def _plan_alias(ctx: Context, plan: ResourcePlan, name: str, method: MethodConfig) -> None:
    target = ctx.types.scope(plan.keys, str(method.to)).method if method.to is not None else ""
    if all(prepared.scope.method != target for prepared in plan.prepared):
        known = ", ".join(prepared.scope.method for prepared in plan.prepared)
        ctx.config_error(
            "config/unknown-method",
            f"the alias {method.name!r} leads to {str(method.to)!r}, which is no method of the same resource",
            method.to.pointer if method.to is not None else method.pointer,
            hint=f"its methods: {known}" if known else None,
        )
        return
    plan.aliases.append(ir.MethodAlias(name=name, to=target, deprecated=method.deprecated))


def _distinct(
    ctx: Context, plans: list[ResourcePlan], taken: frozenset[str] | set[str], owner: str
) -> list[ResourcePlan]:
    """Resources beside each other need different names, and other names than their owner already has."""
    seen: dict[str, str] = {}
    kept: list[ResourcePlan] = []
    for plan in plans:
        name = plan.path[-1]
        if name in taken or name in seen:
            other = f"the resource at {seen[name]} has" if name in seen else f"{owner} already has"
            ctx.config_error(
                "config/name-taken",
                f"{plan.config.name!r} becomes the attribute {name!r}, a name that {other}",
                plan.config.pointer,
                hint="rename the resource",
            )
            continue
        seen[name] = plan.config.pointer
        kept.append(plan)
    return kept
