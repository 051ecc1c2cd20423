"""Resource modules: descriptors, the sync and the async class, and their raw and streaming views."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from headrace_codegen import ir
from headrace_codegen.emit.connections import connect_method, connection_class_names, connection_module_name
from headrace_codegen.emit.descriptors import DescriptorPrinter
from headrace_codegen.emit.imports import Imports
from headrace_codegen.emit.signatures import MethodView, SignaturePrinter
from headrace_codegen.emit.templates import render
from headrace_codegen.emit.text import EmitError, docstring, identifier, literal
from headrace_codegen.emit.webhooks import webhook_constant, webhook_methods

__all__ = [
    "VIEWS",
    "ChildView",
    "ConstantView",
    "ResourceClassView",
    "ViewClassView",
    "alias_views",
    "class_names",
    "constant_name",
    "every_resource",
    "resource_module",
]

VIEWS = (
    ("WithRawResponse", "RawView", "to_raw_response_wrapper", False),
    ("WithRawResponse", "AsyncRawView", "async_to_raw_response_wrapper", True),
    ("WithStreamingResponse", "StreamingView", "to_streamed_response_wrapper", False),
    ("WithStreamingResponse", "AsyncStreamingView", "async_to_streamed_response_wrapper", True),
)
"""Suffix, base, wrapper of one method, and whether it is about the async class."""


@dataclass(frozen=True, slots=True)
class ConstantView:
    """A module-level constant."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class ChildView:
    """A sub-resource: ``type`` is its annotation; ``source`` and ``name`` are imported when it is first used."""

    attribute: str
    type: str
    source: str
    name: str
    doc: str | None = None


@dataclass(frozen=True, slots=True)
class ResourceClassView:
    """The sync or the async class of a resource."""

    name: str
    bases: str
    doc: str | None
    decorator: str | None
    children: tuple[ChildView, ...]
    methods: tuple[MethodView, ...]
    aliases: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ViewClassView:
    """A raw or streaming view: at run time an empty class, for type checkers a declaration of each method."""

    name: str
    base: str
    subject: str
    doc: str
    wrapper: str
    methods: tuple[str, ...]
    children: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ResourceModuleView:
    """One module."""

    imports: tuple[str, ...]
    typing_imports: tuple[str, ...]
    names: tuple[str, ...]
    exports: str
    lazy: str | None
    constants: tuple[ConstantView, ...]
    classes: tuple[ResourceClassView, ...]
    views: tuple[ViewClassView, ...]
    deprecated: bool


def every_resource(resources: tuple[ir.Resource, ...]) -> Iterator[ir.Resource]:
    """All resources of the tree that have a class of their own, parents first."""
    for resource in resources:
        if resource.alias_of is None:
            yield resource
            yield from every_resource(resource.resources)


def constant_name(method: ir.Method | ir.Unwrap) -> str:
    """The name of a method's descriptor in its module."""
    return identifier(f"_{method.name.upper()}")


def resource_module(api: ir.Api, resource: ir.Resource) -> str:
    """The text of the module of ``resource``."""
    names = class_names(resource.class_name)
    methods: tuple[ir.Method | ir.Unwrap, ...] = (*resource.methods, *resource.unwraps)
    constants = {constant_name(method) for method in methods}
    imports = Imports(resource.module, taken={*names, *constants, *(name for name, _ in resource.names)})
    imports.outside("__future__", "annotations")
    lazy = _lazy_names(resource, imports)
    printer = DescriptorPrinter(api.client.package, imports, api.pages)
    if resource.methods or resource.resources or resource.derived or resource.unwraps or resource.connections:
        imports.outside("typing", "TYPE_CHECKING")
    view = ResourceModuleView(
        constants=(
            *(ConstantView(constant_name(method), printer.operation(method)) for method in resource.methods),
            *(
                ConstantView(constant_name(hook), webhook_constant(hook, api.client, imports))
                for hook in resource.unwraps
            ),
        ),
        classes=tuple(_class(api, resource, imports, asynchronous=flag) for flag in (False, True)),
        views=tuple(_view(resource, imports, *view) for view in VIEWS),
        names=tuple(_by_hand(name, target, imports) for name, target in resource.names),
        exports=literal(sorted([*names, *lazy, *(name for name, _ in resource.names if not name.startswith("_"))])),
        lazy=literal(lazy) if lazy else None,
        deprecated=any(method.deprecated is not None for method in resource.methods) or resource.deprecated is not None,
        imports=tuple(imports.lines("top")),
        typing_imports=tuple(imports.lines("typing")),
    )
    return render("resource.py", view)


def _by_hand(name: str, target: str, imports: Imports) -> str:
    module, _, source = target.partition(":")
    return f"from {imports.written(f'.{module}')} import {identifier(source)} as {identifier(name)}"


def _lazy_names(resource: ir.Resource, imports: Imports) -> dict[str, str]:
    """The classes of connections, which the module has too, each with the module that defines it."""
    if not resource.connections:
        return {}
    module = connection_module_name(resource)
    names = sorted(name for connection in resource.connections for name in connection_class_names(connection))
    imports.spi("lazy_exports")
    for name in names:
        imports.inside(module, name, "typing")
    return {name: imports.written(f".{module}") for name in names}


def class_names(name: str) -> list[str]:
    """All classes of the resource ``name``."""
    return [name, f"Async{name}", *(_view_name(name, suffix, flag) for suffix, _, _, flag in VIEWS)]


def _view_name(class_name: str, suffix: str, asynchronous: bool) -> str:
    return f"{'Async' if asynchronous else ''}{class_name}{suffix}"


def _class(api: ir.Api, resource: ir.Resource, imports: Imports, *, asynchronous: bool) -> ResourceClassView:
    prefix = "Async" if asynchronous else ""
    shadowed = {method.name for method in resource.methods} | {derived.name for derived in resource.derived}
    shadowed |= {alias.name for alias in resource.aliases} | {child.name for child in resource.resources}
    printer = SignaturePrinter(
        imports,
        asynchronous=asynchronous,
        idempotency=api.client.idempotency_header is not None,
        shadowed=frozenset(shadowed),
    )
    bases = imports.spi(f"{prefix}Resource" if asynchronous else "SyncResource")
    if resource.mixin is not None:
        module, _, name = resource.mixin.partition(":")
        bases = f"{imports.inside(module, f'{prefix}{name}')}, {bases}"
    imports.spi("cached_property")
    decorator = None
    if resource.deprecated:
        decorator = f"@{imports.outside('typing_extensions', 'deprecated')}({literal(resource.deprecated)})"
    return ResourceClassView(
        name=f"{prefix}{identifier(resource.class_name)}",
        bases=bases,
        doc=docstring(resource.doc, indent=4),
        decorator=decorator,
        children=tuple(_child(child, imports, prefix) for child in resource.resources),
        methods=(
            *_methods(resource, printer, imports),
            *(
                connect_method(resource, connection, imports, asynchronous=asynchronous)
                for connection in resource.connections
            ),
        ),
        aliases=alias_views(resource.aliases, imports),
    )


def alias_views(aliases: tuple[ir.MethodAlias, ...], imports: Imports) -> tuple[tuple[str, str], ...]:
    """Second names of methods and what they are assigned; a deprecated one warns, its method doesn't."""
    found: list[tuple[str, str]] = []
    for alias in aliases:
        target = identifier(alias.to)
        if alias.deprecated is not None:
            target = f"{imports.outside('typing_extensions', 'deprecated')}({literal(alias.deprecated)})({target})"
        found.append((identifier(alias.name), target))
    return tuple(found)


def _methods(resource: ir.Resource, printer: SignaturePrinter, imports: Imports) -> tuple[MethodView, ...]:
    own = [printer.method(method, constant_name(method)) for method in resource.methods]
    by_name = {method.name: method for method in resource.methods}
    derived: list[MethodView] = []
    for item in resource.derived:
        if item.base not in by_name:
            raise EmitError(
                f"{resource.path}.{item.name} is derived from {item.base}, which is no method of {resource.path}"
            )
        base = by_name[item.base]
        derived.append(printer.derived(item, base, constant_name(base)))
    hooks = [made for hook in resource.unwraps for made in webhook_methods(hook, constant_name(hook), imports)]
    return (*own, *derived, *hooks)


def _child(child: ir.Resource, imports: Imports, prefix: str) -> ChildView:
    name = f"{prefix}{child.class_name}"
    return ChildView(
        attribute=identifier(child.name),
        type=imports.inside(child.module, name, "typing"),
        source=imports.written(f".{child.module}"),
        name=name,
        doc=docstring(child.doc, indent=8),
    )


def _view(
    resource: ir.Resource, imports: Imports, suffix: str, base: str, wrapper: str, asynchronous: bool
) -> ViewClassView:
    subject = f"{'Async' if asynchronous else ''}{resource.class_name}"
    what = "the raw response" if suffix == "WithRawResponse" else "the response before its body is read"
    names = [method.name for method in resource.methods] + [alias.name for alias in resource.aliases]
    names += [derived.name for derived in resource.derived if derived.awaited]
    children = tuple(
        (
            identifier(child.name),
            imports.inside(child.module, _view_name(child.class_name, suffix, asynchronous), "typing"),
        )
        for child in resource.resources
    )
    return ViewClassView(
        name=f"{subject}{suffix}",
        base=imports.spi(base),
        subject=subject,
        doc=f"``{subject}`` with {what} as the result of each method.",
        wrapper=imports.spi(wrapper, "typing") if names else wrapper,
        methods=tuple(map(identifier, names)),
        children=children,
    )
