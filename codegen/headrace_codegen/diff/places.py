"""Operations that the config neither makes a method nor leaves out on purpose, each with the place we'd give it.

The place follows the config: where operations of ``/videos`` stand under ``videos`` already, a new one goes there,
under whatever name its author gave the resource.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from headrace_codegen.diff.view import ref_name
from headrace_codegen.document import Document, Operation
from headrace_codegen.lower.propose import propose_tree
from headrace_codegen.lower.words import Casing

if TYPE_CHECKING:
    from headrace_codegen.config.model import Config, ResourceConfig

__all__ = ["Unplaced", "unplaced_operations"]

_CASING = Casing()


@dataclass(frozen=True, slots=True)
class Unplaced:
    """An operation without a place, and a proposal: the resource path and method, and models that it brings along.

    ``models`` maps names to component schemas that the operation returns and that the config doesn't name yet.
    """

    operation: str
    pointer: str
    resource: tuple[str, ...]
    method: str
    models: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """As users would call it: ``client.videos.remix``."""
        return ".".join(("client", *self.resource, self.method))


def unplaced_operations(document: Document, config: Config) -> tuple[Unplaced, ...]:
    """All of them, in the order of the document."""
    placed = {str(method): path for path, method in _endpoints(config)}
    left_out = {str(endpoint) for endpoint in config.unspecified_endpoints}
    wanted = propose_tree(document.operations)
    moved: dict[tuple[str, ...], Counter[tuple[str, ...]]] = {}
    for name, path in placed.items():
        if name in wanted:
            moved.setdefault(wanted[name][0], Counter())[path[:-1]] += 1
    taken = set(placed.values()) | set(_resources(config.resources, ()))
    found: list[Unplaced] = []
    for operation in document.operations:
        if operation.name in placed or operation.name in left_out:
            continue
        resource = _resource(wanted[operation.name][0], moved)
        method = _free(wanted[operation.name][1], resource, operation, taken)
        taken.add((*resource, method))
        models = _models(document, operation, config, {model for other in found for model in other.models})
        found.append(Unplaced(operation.name, operation.node.pointer, resource, method, models))
    return tuple(found)


def _endpoints(config: Config) -> Iterator[tuple[tuple[str, ...], str]]:
    def walk(resource: ResourceConfig, prefix: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
        path = (*prefix, resource.name)
        for name, method in resource.methods.items():
            if method.endpoint is not None:
                yield (*path, name), str(method.endpoint)
        for child in resource.subresources:
            yield from walk(child, path)

    for resource in config.resources:
        yield from walk(resource, ())
    for name, method in config.client_methods.items():
        if method.endpoint is not None:
            yield (name,), str(method.endpoint)


def _resources(resources: tuple[ResourceConfig, ...], prefix: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for resource in resources:
        yield (*prefix, resource.name)
        yield from _resources(resource.subresources, (*prefix, resource.name))


def _resource(wanted: tuple[str, ...], moved: dict[tuple[str, ...], Counter[tuple[str, ...]]]) -> tuple[str, ...]:
    """Where the neighbours of ``wanted`` are in this config."""
    for depth in range(len(wanted), 0, -1):
        neighbours = moved.get(wanted[:depth])
        if neighbours:
            actual = neighbours.most_common(1)[0][0]
            if actual:
                return (*actual, *wanted[depth:])
    return wanted


def _free(method: str, resource: tuple[str, ...], operation: Operation, taken: set[tuple[str, ...]]) -> str:
    names = [method, f"{operation.verb}_{method}", _CASING.snake(operation.id or "") or method]
    names += [f"{method}_{number}" for number in range(2, len(taken) + 3)]
    return next(name for name in names if (*resource, name) not in taken)


def _models(
    document: Document, operation: Operation, config: Config, taken: set[tuple[str, str]]
) -> tuple[tuple[str, str], ...]:
    named = set(_targets(config)) | {target for _, target in taken}
    found: dict[str, str] = {}
    for status, response in operation.responses:
        content = response.get("content") if status.startswith("2") else None
        for _, media in content.items() if content else ():
            schema = media.get("schema")
            name = ref_name(schema) if schema is not None else None
            if name is not None and name in document.schemas and name not in named:
                found.setdefault(_CASING.snake(name), name)
    return tuple(found.items())


def _targets(config: Config) -> Iterator[str]:
    """Component schemas that have a name already."""
    queue = list(config.resources) + [found for found in (config.shared, config.client) if found is not None]
    while queue:
        resource = queue.pop()
        queue += resource.subresources
        for model in resource.models.values():
            if model.target is not None:
                yield model.target.rpartition("/")[2]
