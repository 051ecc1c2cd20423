"""What the config leaves out or gets wrong as a whole: operations without a method, entries that lead to nothing."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING

from headrace_codegen.lower.propose import propose_place

if TYPE_CHECKING:
    from headrace_codegen.config.model import MethodConfig, ResourceConfig
    from headrace_codegen.lower.context import Context

__all__ = ["check_coverage", "check_references", "walk_methods"]


def walk_methods(ctx: Context) -> Iterator[tuple[str, MethodConfig]]:
    """All methods of the config with their full names (``chat.completions.create``), those of ``$client`` under their
    own.
    """

    def walk(resource: ResourceConfig, prefix: tuple[str, ...]) -> Iterator[tuple[str, MethodConfig]]:
        path = (*prefix, resource.name)
        for name, method in resource.methods.items():
            yield ".".join((*path, name)), method
        for child in resource.subresources:
            yield from walk(child, path)

    for resource in ctx.config.resources:
        yield from walk(resource, ())
    yield from ctx.config.client_methods.items()


def check_coverage(ctx: Context) -> None:
    """A note for each operation that is neither a method nor listed under ``unspecified_endpoints``, with the place
    we'd give it.
    """
    endpoints = {(m.endpoint.verb, m.endpoint.path) for _, m in walk_methods(ctx) if m.endpoint is not None}
    left_out = {(endpoint.verb, endpoint.path) for endpoint in ctx.config.unspecified_endpoints}
    for operation in ctx.document.operations:
        if (operation.verb, operation.path) in endpoints | left_out:
            continue
        resource, method = propose_place(operation)
        ctx.diagnostics.note(
            "Endpoint/NotConfigured",
            f"{operation.name} is neither a method nor an unspecified endpoint",
            operation.node,
            hint=f"make it the method `{'.'.join((*resource, method))}`, or list it under `unspecified_endpoints`",
        )
    known = {(operation.verb, operation.path) for operation in ctx.document.operations}
    for endpoint in ctx.config.unspecified_endpoints:
        if (endpoint.verb, endpoint.path) not in known:
            ctx.config_warning(
                "config/unknown-operation", f"the document has no operation {str(endpoint)!r}", endpoint.pointer
            )


def check_references(ctx: Context) -> None:
    """Entries below ``headrace`` that name a method or resource which doesn't exist are errors: they would be ignored
    in silence.
    """
    methods = {path for path, _ in walk_methods(ctx)}
    resources = {path for name in methods for path in _prefixes(name)}
    extras = ctx.config.headrace
    for what, entries in (("streams", extras.streams), ("methods", extras.methods)):
        for path in entries:
            if path not in methods:
                _unknown(ctx, "method", path, methods, f"{extras.pointer}/{what}/{path}")
    for path, pointer in ((path, f"{extras.pointer}/headers/{path}") for path in extras.headers):
        if path not in resources:
            _unknown(ctx, "resource", path, resources, pointer)
    for what, paths in (("mixins", extras.lib.mixins), ("names", extras.lib.names)):
        for path in paths:
            if path not in resources:
                _unknown(ctx, "resource", path, resources, f"{extras.lib.pointer}/{what}/{path}")


def _prefixes(name: str) -> Iterator[str]:
    """The resource of a method, and those above it."""
    while "." in name:
        name = name.rpartition(".")[0]
        yield name


def _unknown(ctx: Context, kind: str, path: str, known: set[str], pointer: str) -> None:
    close = get_close_matches(path, sorted(known), n=1)
    ctx.config_error(
        f"config/unknown-{kind}",
        f"the config has no {kind} {path!r}",
        pointer,
        hint=f"did you mean {close[0]!r}?" if close else None,
    )
