"""The figures of a compilation, for the summary."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from headrace_codegen.document import Document
from headrace_codegen.ir import Api, Method, Model, Resource

__all__ = ["Stats", "count", "methods_of"]


@dataclass(frozen=True, slots=True)
class Stats:
    """How much was read and made. ``event_unions`` counts the distinct types of the event streams."""

    operations: int
    schemas: int
    webhooks: int
    methods: int
    resources: int
    models: int
    request_types: int
    streams: int
    event_unions: int
    ledger: int


def count(document: Document, api: Api) -> Stats:
    """Counts a document and the SDK that was made of it."""
    declarations = [declaration for module in api.modules for declaration in module.declarations]
    methods = list(methods_of(api))
    streams = [method.stream for method in methods if method.stream is not None]
    return Stats(
        operations=len(document.operations),
        schemas=len(document.schemas),
        webhooks=len(document.webhooks),
        methods=len(methods),
        resources=sum(1 for _ in _resources(api.resources)),
        models=sum(isinstance(found, Model) and found.kind == "model" for found in declarations),
        request_types=sum(isinstance(found, Model) and found.kind == "typeddict" for found in declarations),
        streams=len(streams),
        event_unions=len({repr(stream.event) for stream in streams}),
        ledger=len(api.ledger),
    )


def methods_of(api: Api) -> Iterator[Method]:
    """Every method of the client and its resources, in the order of the tree."""
    yield from api.methods
    for resource in _resources(api.resources):
        yield from resource.methods


def _resources(resources: tuple[Resource, ...]) -> Iterator[Resource]:
    for resource in resources:
        yield resource
        yield from _resources(resource.resources)
