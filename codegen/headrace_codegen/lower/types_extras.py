"""Types that no method leads to: forced models, messages of other transports, second names, the union of webhooks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from headrace_codegen import ir
from headrace_codegen.lower.types_index import ModelEntry
from headrace_codegen.source import Node

if TYPE_CHECKING:
    from headrace_codegen.config.model import Config, ResourceConfig
    from headrace_codegen.document import Document
    from headrace_codegen.lower.names import Names
    from headrace_codegen.lower.types_build import Builder
    from headrace_codegen.lower.types_registry import Registry

__all__ = ["declare_aliases", "declare_unwrapped", "reach_configured", "reach_responses"]


def reach_responses(
    document: Document, config: Config, registry: Registry, text: Callable[[Node, tuple[str, ...], str], object]
) -> None:
    """Name the models that responses are before anything is unwrapped or paged: they are public too, and so is an alias
    for plain text.

    ``text`` declares that alias, given the schema, the resource and the method.
    """
    for path, resource in _resources(config.resources, ()):
        for method in resource.methods.values():
            operation = document.operation(method.endpoint.verb, method.endpoint.path) if method.endpoint else None
            for status, response in operation.responses if operation is not None and not method.skipped else ():
                content = response.get("content") if status.startswith("2") else None
                for media, node in content.items() if content is not None and len(content) == 1 else ():
                    schema = node.get("schema") if "json" in media else None
                    if schema is None:
                        continue
                    peeled = registry.views.peel(schema, registry.is_named)
                    view = registry.views.view(peeled.node)
                    if (
                        registry.reference(peeled.node, "model") is None
                        and view.kind == "string"
                        and view.format is None
                    ):
                        text(schema, path, method.name)


def reach_configured(config: Config, registry: Registry, settle: Callable[[], None]) -> None:
    """Name the models that the config wants although no operation has them: forced ones, messages, and all the rest
    where it says so.
    """
    extras = config.headrace
    for path in extras.sent:
        _reach(registry, str(path), "typeddict", path)
    for path in (*extras.sent, *extras.received):
        _reach(registry, str(path), "model", path)
    for entry in registry.models:
        if (entry.config.force or entry.shared) and entry.target is None:
            registry.model(entry, "model")
        if entry.config.param_model is not None:
            _reach(registry, str(entry.config.param_model), "typeddict", entry.config.param_model)
    settle()
    if extras.emit_unreachable:
        for entry in registry.models:
            if not entry.sides and entry.target is None:
                registry.model(entry, "model" if entry.suffix or entry.shared else "typeddict")
                settle()


def _reach(registry: Registry, path: str, side: str, where: object) -> None:
    entry = registry.models.by_path.get(path)
    if entry is None:
        pointer = getattr(where, "pointer", "")
        node = Node(None, pointer, registry.config.source)
        registry.diagnostics.error(
            "config/unknown-model",
            f"there is no model {path!r}",
            node,
            hint="write the resource's path and the model's key",
        )
        return
    registry.model(entry.target or entry, side)  # type: ignore[arg-type]


def declare_aliases(registry: Registry, settle: Callable[[], None]) -> None:
    """Modules of second names (``{type: alias, to: ...}``), in the directions that the first name is used in."""
    for entry in registry.models:
        if entry.target is None:
            continue
        if not entry.target.sides and entry.config.force:
            registry.model(entry.target, "model")
            settle()
        enum = registry.views.view(entry.target.node).kind == "const" and not entry.shared
        for side in sorted(entry.target.sides - ({"typeddict"} if enum else set())):
            _declare_alias(registry, entry, entry.target, side)


def _declare_alias(registry: Registry, entry: ModelEntry, target: ModelEntry, side: str) -> None:
    stem = entry.stem if side == "model" else entry.request_stem()
    package = entry.package if side == "model" else entry.params_package
    # The place in the config is what makes this name: the schema has its own already.
    place = Node(entry.path, entry.config.pointer, registry.config.source)
    unit = registry.unit(registry.models.module(package, stem), stem, side, place)  # type: ignore[arg-type]
    if unit is None:
        return
    expr = registry.model(target, side)  # type: ignore[arg-type]
    unit.exports.append(unit.root)
    unit.declare(
        ir.Alias(
            name=unit.root,
            type=expr,
            doc=_notice(entry),
            origin=ir.Origin(entry.node.pointer, f"config {entry.config.pointer}"),
        )
    )


def _notice(entry: ModelEntry) -> str | None:
    return f"Deprecated: {entry.config.deprecated}" if entry.config.deprecated is not None else None


def declare_unwrapped(document: Document, config: Config, names: Names, registry: Registry, builder: Builder) -> None:
    """The union of all webhook events for each ``webhook_unwrap`` method: ``unwrap`` gives ``UnwrapWebhookEvent``."""
    for path, resource in _resources(config.resources, ()):
        for method in resource.methods.values():
            if method.type != "webhook_unwrap" or method.skipped:
                continue
            payloads = [
                (name, schema)
                for name, item in document.webhooks.items()
                if (schema := _payload(document, item)) is not None
            ]
            wanted = {str(event) for event in method.webhook.event_types} if method.webhook else set[str]()
            variants = [schema.value for name, schema in payloads if not wanted or name in wanted]
            if not variants:
                continue
            union: dict[str, object] = {"anyOf": variants}
            if method.webhook is not None and method.webhook.discriminator is not None:
                union["discriminator"] = {"propertyName": str(method.webhook.discriminator)}
            node = Node(union, document.root["webhooks"].pointer if "webhooks" in document.root else "", document.tree)
            stem = f"{names.casing.snake(method.name)}_webhook_event"
            unit = registry.unit(registry.models.module(registry.models.packages[path], stem), stem, "model", node)
            if unit is not None:
                builder.declare(unit, node)


def _resources(
    resources: tuple[ResourceConfig, ...], parents: tuple[str, ...]
) -> list[tuple[tuple[str, ...], ResourceConfig]]:
    found: list[tuple[tuple[str, ...], ResourceConfig]] = []
    for resource in resources:
        if not resource.skipped:
            path = (*parents, resource.name)
            found += [(path, resource), *_resources(resource.subresources, path)]
    return found


def _payload(document: Document, item: Node) -> Node | None:
    operation = item.get("post")
    body = operation.get("requestBody") if operation is not None else None
    content = document.resolve(body).get("content") if body is not None else None
    return (
        next((schema for _, media in content.items() if (schema := media.get("schema")) is not None), None)
        if content is not None
        else None
    )
