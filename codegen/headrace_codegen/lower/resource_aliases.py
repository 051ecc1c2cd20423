"""Resources that stand in the tree a second time (``headrace.aliases``): the same class under another attribute."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from headrace_codegen import ir
from headrace_codegen.pointer import escape
from headrace_codegen.safe_paths import file_name

if TYPE_CHECKING:
    from headrace_codegen.lower.context import Context

__all__ = ["add_resource_aliases", "with_alias_packages"]


def add_resource_aliases(ctx: Context, resources: tuple[ir.Resource, ...]) -> tuple[ir.Resource, ...]:
    """``resources`` with an entry for each alias, last among its siblings.

    An alias whose target or parent isn't there, or whose name is taken, is an error at its place in the config.
    """
    for path, target in ctx.config.headrace.aliases.items():
        keys = tuple(ctx.attribute(part) for part in path.split("."))
        pointer = f"{ctx.config.headrace.pointer}/aliases/{escape(path)}"
        original = _find(resources, tuple(ctx.attribute(part) for part in str(target).split(".")))
        if original is None:
            ctx.config_error("config/unknown-resource", f"there is no resource {str(target)!r}", target.pointer)
        elif len(keys) > 1 and _find(resources, keys[:-1]) is None:
            parent = path.rpartition(".")[0]
            ctx.config_error("config/unknown-resource", f"there is no resource {parent!r} to put an alias in", pointer)
        elif _find(resources, keys) is not None:
            ctx.config_error("config/name-taken", f"{path!r} is a resource already", pointer, hint="rename the alias")
        else:
            resources = _insert(resources, keys, _alias(original, keys, ctx.config_origin(pointer)))
    return resources


def with_alias_packages(
    resources: tuple[ir.Resource, ...], packages: tuple[ir.TypePackage, ...]
) -> tuple[ir.TypePackage, ...]:
    """``packages`` with one for each alias below another resource: its types are where the resource itself has them,
    but the package of that name can be imported.
    """
    known = {package.module for package in packages}
    paths = [resource.path for resource in _every(resources) if resource.alias_of is not None and "." in resource.path]
    wanted = {".".join(("types", *map(file_name, path.split(".")))) for path in paths}
    added = [ir.TypePackage(module=module, exports=()) for module in wanted - known if _parent(module) in known]
    return tuple(sorted((*packages, *added), key=lambda package: package.module))


def _parent(module: str) -> str:
    return module.rpartition(".")[0]


def _every(resources: tuple[ir.Resource, ...]) -> Iterator[ir.Resource]:
    for resource in resources:
        yield resource
        yield from _every(resource.resources)


def _alias(original: ir.Resource, keys: tuple[str, ...], origin: ir.Origin) -> ir.Resource:
    return replace(
        original,
        name=keys[-1],
        path=".".join(keys),
        methods=(),
        aliases=(),
        connections=(),
        resources=(),
        mixin=None,
        alias_of=original.path,
        origin=origin,
    )


def _find(resources: tuple[ir.Resource, ...], keys: tuple[str, ...]) -> ir.Resource | None:
    for resource in resources:
        if resource.name == keys[0]:
            return resource if len(keys) == 1 else _find(resource.resources, keys[1:])
    return None


def _insert(resources: tuple[ir.Resource, ...], rest: tuple[str, ...], alias: ir.Resource) -> tuple[ir.Resource, ...]:
    if len(rest) == 1:
        return (*resources, alias)
    return tuple(
        replace(resource, resources=_insert(resource.resources, rest[1:], alias))
        if resource.name == rest[0]
        else resource
        for resource in resources
    )
