"""Hand-written parts of an SDK in the IR: methods derived from operations, types among the generated ones, bases of
models.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from headrace_codegen import ir
from headrace_codegen.config.extras import AddedArgument, DerivedConfig, DerivedOverloadConfig
from headrace_codegen.lower.context import Context

__all__ = ["add_derived_methods", "hand_written_types", "with_bases"]


def add_derived_methods(ctx: Context, resources: tuple[ir.Resource, ...]) -> tuple[ir.Resource, ...]:
    """``resources`` with the derived methods of the config. A method that names nothing is a located error."""
    by_resource: dict[str, list[DerivedConfig]] = {}
    for config in ctx.config.headrace.lib.methods:
        by_resource.setdefault(config.method.rpartition(".")[0], []).append(config)
    made = tuple(_with_derived(ctx, resource, by_resource) for resource in resources)
    for configs in by_resource.values():
        for config in configs:
            ctx.config_error("config/unknown-resource", f"no resource has the method {config.method}", config.pointer)
    return made


def _with_derived(ctx: Context, resource: ir.Resource, wanted: dict[str, list[DerivedConfig]]) -> ir.Resource:
    configs = wanted.pop(resource.path, [])
    derived = tuple(made for config in configs if (made := _derived(ctx, resource, config)) is not None)
    children = tuple(_with_derived(ctx, child, wanted) for child in resource.resources)
    return replace(resource, derived=derived, resources=children)


def _derived(ctx: Context, resource: ir.Resource, config: DerivedConfig) -> ir.Derived | None:
    base = next((method for method in resource.methods if method.name == config.like), None)
    if base is None:
        ctx.config_error("config/unknown-method", f"{resource.path} has no method {config.like}", config.like.pointer)
        return None
    name = config.method.rpartition(".")[2]
    taken = {method.name for method in resource.methods} | {child.name for child in resource.resources}
    if name in taken:
        ctx.config_error("config/duplicate-name", f"{resource.path} has {name} already", config.pointer)
        return None
    arguments = {param.name for param in base.params}
    for argument in (*config.without, *config.optional):
        if argument not in arguments:
            ctx.config_error(
                "config/unknown-argument", f"{resource.path}.{base.name} has no {argument}", argument.pointer
            )
            return None
    own = [name for name, *_ in config.added]
    visible = [*(argument for argument in arguments if argument not in config.without), *own]
    overloads = tuple(_overload(ctx, config, each, visible) for each in config.overloads)
    return ir.Derived(
        name=name,
        base=base.name,
        call=str(config.call),
        async_call=config.async_call,
        returns=config.returns,
        async_returns=config.async_returns,
        awaited=config.coroutine,
        drop=tuple(str(argument) for argument in config.without),
        optional=tuple(str(argument) for argument in config.optional),
        add=_extras(config.added),
        overloads=tuple(each for each in overloads if each is not None),
        imports=tuple(str(target) for target in config.imports),
        doc=config.doc,
    )


def _extras(added: Iterable[AddedArgument]) -> tuple[ir.ExtraParam, ...]:
    return tuple(
        ir.ExtraParam(name=name, annotation=kind, async_annotation=in_async, default=default)
        for name, kind, in_async, default in added
    )


def _overload(
    ctx: Context, config: DerivedConfig, overload: DerivedOverloadConfig, visible: list[str]
) -> ir.DerivedOverload | None:
    """A static signature. An argument that the method doesn't have is a located error."""
    for argument in (*(overload.only or ()), *overload.without, *overload.require):
        if argument not in visible:
            ctx.config_error("config/unknown-argument", f"{config.method} has no {argument}", argument.pointer)
            return None
    dropped = [
        name
        for name in visible
        if name in overload.without or (overload.only is not None and name not in overload.only)
    ]
    changed = {added[0]: added for added in overload.added}
    own = [changed.get(added[0], added) for added in config.added if added[0] not in dropped]
    return ir.DerivedOverload(
        drop=tuple(dropped),
        require=tuple(str(name) for name in overload.require),
        add=_extras(own),
        returns=overload.returns,
        async_returns=overload.async_returns,
    )


def hand_written_types(ctx: Context) -> tuple[ir.Reexport, ...]:
    """The modules among the types that re-export hand-written ones."""
    return tuple(
        ir.Reexport(module=types.module, target=str(types.source), names=tuple(str(name) for name in types.names))
        for types in ctx.config.headrace.lib.types
    )


def with_bases(ctx: Context, modules: tuple[ir.TypeModule, ...]) -> tuple[ir.TypeModule, ...]:
    """``modules`` with the hand-written bases that the config gives to models. A model that isn't there is a located
    error.
    """
    bases: dict[str, str] = {}
    for path, target in ctx.config.headrace.lib.models.items():
        *keys, model = path.split(".")
        module = f"{ctx.types.package(tuple(keys))}.{ctx.snake(model)}"
        if any(known.module == module for known in modules):
            bases[module] = str(target)
        else:
            ctx.config_error("config/unknown-model", f"no model {path} is generated", target.pointer)
    return tuple(
        replace(module, declarations=_with_base(module, bases[module.module])) if module.module in bases else module
        for module in modules
    )


def _with_base(module: ir.TypeModule, base: str) -> tuple[ir.Declaration, ...]:
    """The class that a module is named for is the last of its declarations: the others are parts of it."""
    *others, root = module.declarations
    return (*others, replace(root, mixin=base)) if isinstance(root, ir.Model) else module.declarations
