"""The entry to lowering: a document and a config become the intermediate representation of one SDK.

The order matters: results are decided for all methods before any arguments are lowered, because the first method that
returns a part of a named model names that part.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from headrace_codegen import ir
from headrace_codegen.lower.client import lower_client
from headrace_codegen.lower.connections import add_connections
from headrace_codegen.lower.context import Context
from headrace_codegen.lower.coverage import check_coverage, check_references
from headrace_codegen.lower.extensions import check_extensions
from headrace_codegen.lower.hand_written import add_derived_methods, hand_written_types, with_bases
from headrace_codegen.lower.methods import MethodLowering
from headrace_codegen.lower.pages import plan_pages
from headrace_codegen.lower.resource_aliases import add_resource_aliases, with_alias_packages
from headrace_codegen.lower.resources import finish_methods, finish_resource, plan_client_methods, plan_resources
from headrace_codegen.lower.second_names import with_second_names
from headrace_codegen.lower.stream_ends import client_stream
from headrace_codegen.lower.types import TypeLowering
from headrace_codegen.lower.webhooks import lower_webhooks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headrace_codegen.config.docs import Docs
    from headrace_codegen.config.model import Config
    from headrace_codegen.diagnostics import Diagnostics
    from headrace_codegen.document import Document

__all__ = ["lower"]


def lower(document: Document, config: Config, docs: Docs | None, diagnostics: Diagnostics) -> ir.Api:
    """Lower ``document`` as ``config`` says.

    Mistakes of the config (a schema, operation or parameter that isn't there, names that collide) are errors in
    ``diagnostics``, with their place in the config; all of them are found in one run. The result is only fit for use
    when ``diagnostics.failed`` is false. What can't be expressed gets a line in ``Api.ledger``.
    """
    types = TypeLowering(document, config, diagnostics, docs)
    ctx = Context(
        document=document,
        config=config,
        docs=docs,
        diagnostics=diagnostics,
        types=types,
        names=types.names,
    )
    client, security = lower_client(ctx)
    pages = plan_pages(ctx)
    methods = MethodLowering(ctx, pages, security)
    plans = plan_resources(ctx, methods)
    on_client = plan_client_methods(ctx, methods)
    own = add_derived_methods(ctx, tuple(finish_resource(ctx, methods, plan) for plan in plans))
    resources = add_resource_aliases(ctx, add_connections(ctx, own))
    client_methods = finish_methods(methods, on_client) if on_client is not None else ()
    client_aliases = tuple(on_client.aliases) if on_client is not None else ()
    webhooks = lower_webhooks(ctx)
    check_references(ctx)
    check_coverage(ctx)
    check_extensions(ctx)
    modules, packages, ledger = types.finish()
    modules = with_second_names(ctx, with_bases(ctx, modules))
    if any(method.stream is not None for method in (*client_methods, *_methods(resources))):
        client = replace(client, stream=client_stream(ctx))
    if any(resource.connections for resource in _all(resources)):
        extra = next((name for name, _ in client.distribution.extras), "websockets")
        client = replace(client, websockets_extra=extra)
    return ir.Api(
        client=client,
        resources=resources,
        methods=client_methods,
        aliases=client_aliases,
        modules=modules,
        packages=with_alias_packages(resources, packages),
        pages=pages.pages,
        webhooks=webhooks,
        reexports=hand_written_types(ctx),
        examples=_examples(config),
        ledger=(*ctx.ledger, *ledger),
    )


def _methods(resources: tuple[ir.Resource, ...]) -> Iterator[ir.Method]:
    for resource in _all(resources):
        yield from resource.methods


def _all(resources: tuple[ir.Resource, ...]) -> Iterator[ir.Resource]:
    for resource in resources:
        yield resource
        yield from _all(resource.resources)


def _examples(config: Config) -> tuple[ir.Example, ...]:
    """The README's calls as the config gives them; one whose operation has no method is passed over there."""
    return tuple(
        ir.Example(use=name, http=item.endpoint.verb, path=item.endpoint.path, arguments=tuple(item.params.items()))
        for name, item in config.examples.items()
    )
