"""Websocket connections: the method that opens one, and a method for every event that can be sent.

The tags of the events are the tree: ``conversation.item.create`` is ``connection.conversation.item.create(...)``, and
its arguments are the event's properties.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from headrace_codegen import ir
from headrace_codegen.lower.stream_rules import event_facts
from headrace_codegen.lower.types import ParamInput
from headrace_codegen.source import Node

if TYPE_CHECKING:
    from headrace_codegen.config.extras import ConnectionConfig, ConnectionQuery
    from headrace_codegen.lower.context import Context

__all__ = ["OPTIONS", "add_connections"]

_TAG = "type"
_PARTS = re.compile(r"[./:]+")
_PLACE = re.compile(r"\{([^{}]+)\}")

OPTIONS = (
    "extra_query",
    "extra_headers",
    "websocket_connection_options",
    "on_reconnecting",
    "max_retries",
    "initial_delay",
    "max_delay",
    "max_queue_size",
)
"""The arguments that every method has which opens a connection."""

_TAKEN = frozenset(
    {"close", "close_code", "dispatch_events", "off", "on", "once", "parse_event", "recv", "recv_bytes", "send"}
) | {"send_raw"}
"""What every connection has: no event can be called like it."""


def add_connections(ctx: Context, resources: tuple[ir.Resource, ...]) -> tuple[ir.Resource, ...]:
    """``resources`` with the connections of the config. One that names no resource is a located error."""
    wanted: dict[str, list[ConnectionConfig]] = {}
    for config in ctx.config.headrace.connections:
        wanted.setdefault(config.method.rpartition(".")[0], []).append(config)
    made = tuple(_with_connections(ctx, resource, wanted, ()) for resource in resources)
    for configs in wanted.values():
        for config in configs:
            ctx.config_error("config/unknown-resource", f"no resource has the method {config.method}", config.pointer)
    return made


def _with_connections(
    ctx: Context, resource: ir.Resource, wanted: dict[str, list[ConnectionConfig]], above: tuple[str, ...]
) -> ir.Resource:
    keys = (*above, resource.name)
    children = tuple(_with_connections(ctx, child, wanted, keys) for child in resource.resources)
    taken = {method.name for method in resource.methods} | {child.name for child in resource.resources}
    taken |= {derived.name for derived in resource.derived}
    found: list[ir.Connection] = []
    for config in wanted.pop(resource.path, []):
        name = config.method.rpartition(".")[2]
        if name in taken:
            ctx.config_error("config/duplicate-name", f"{resource.path} has {name} already", config.pointer)
            continue
        taken.add(name)
        connection = _connection(ctx, resource, config, keys)
        if any(connection is not None and connection.name == other.name for other in found):
            message = f"{resource.path} has a connection of this name already"
            ctx.config_error("config/duplicate-name", message, config.pointer, hint="give it a `name`")
        elif connection is not None:
            found.append(connection)
    return replace(resource, connections=tuple(found), resources=children)


def _connection(
    ctx: Context, resource: ir.Resource, config: ConnectionConfig, keys: tuple[str, ...]
) -> ir.Connection | None:
    sent = ctx.types.sent_type(str(config.sent))
    as_models, received = (ctx.types.model_type(str(path)) for path in (config.sent, config.received))
    if sent is None or as_models is None or received is None:
        return None  # an error already, because the config names them as messages
    handshake = _handshake(ctx, resource, config, keys)
    events = _events(ctx, received)
    tag = ctx.types.tag_variants(sent)[0] or events.tag or _TAG
    suffix = ctx.config.headrace.resource_suffix
    name = ctx.pascal(str(config.name)) if config.name is not None else resource.class_name.removesuffix(suffix)
    root = _Group(name)
    for value, named in ctx.types.variants_by(sent, tag):
        _add_sender(ctx, root, tag, value, named)
    whole = root.finish("", ctx)
    return ir.Connection(
        name=name,
        handshake=handshake,
        sent=(as_models, sent),
        events=events,
        tag=tag,
        transforms=ctx.types.transforms_of(sent),
        senders=whole.senders,
        groups=whole.groups,
        doc=config.description,
    )


def _handshake(ctx: Context, resource: ir.Resource, config: ConnectionConfig, keys: tuple[str, ...]) -> ir.Method:
    name = config.method.rpartition(".")[2]
    places = dict.fromkeys(_PLACE.findall(config.path))
    in_path = [ParamInput(wire=wire, location="path", positional=True, required=True) for wire in places]
    inputs = (*in_path, *(_input(ctx, query) for query in config.query))
    scope = replace(ctx.types.scope(keys, name), package=resource.types)
    result = ctx.types.params_type(scope, inputs)
    for param in result.params:
        if param.name in OPTIONS:
            message = f"{param.name!r} is an argument of every method that opens a connection"
            ctx.config_error("config/name-taken", message, config.pointer)
    return ir.Method(
        name=ctx.attribute(name),
        id=str(config.method),
        http="get",
        path=str(config.path),
        params=result.params,
        body=None,
        result=ir.Result(kind="none"),
        params_type=result.named,
        constant_headers=tuple(config.headers.items()),
        accept=None,
        doc=config.description,
        origin=ctx.config_origin(config.pointer),
    )


def _input(ctx: Context, query: ConnectionQuery) -> ParamInput:
    value = {"name": query.wire, "in": "query", "required": query.required, "schema": {"type": query.type}}
    if query.description is not None:
        value["description"] = query.description
    return ParamInput(wire=query.wire, location="query", node=Node(value, query.pointer, ctx.config.source))


def _events(ctx: Context, received: ir.TypeExpr) -> ir.Stream:
    tag, variants = ctx.types.tag_variants(received)
    facts = event_facts(ctx, ctx.types.schema_of(received), tag)
    tag = tag or facts.tag
    if tag is not None and not variants:
        variants = ctx.types.variants_by(received, tag)
    return ir.Stream(event=received, param=None, tag=tag if variants else None, variants=variants, errors=facts.errors)


@dataclass(slots=True)
class _Group:
    """A node of the tree of tags, while it is being built."""

    prefix: str
    words: tuple[str, ...] = ()
    senders: dict[str, ir.Sender] = field(default_factory=dict[str, ir.Sender])
    groups: dict[str, _Group] = field(default_factory=dict[str, "_Group"])

    def finish(self, name: str, ctx: Context) -> ir.SenderGroup:
        """The node as part of the representation."""
        return ir.SenderGroup(
            name=name,
            class_name=f"{self.prefix}{ctx.pascal('_'.join(self.words)) if self.words else ''}Resource",
            senders=tuple(self.senders.values()),
            groups=tuple(group.finish(key, ctx) for key, group in self.groups.items()),
        )


def _add_sender(ctx: Context, root: _Group, tag: str, value: str, named: ir.Named) -> None:
    """Put the method for one event where its tag says. Where the name is taken, there is none: `send` has no limits."""
    declaration = ctx.types.class_of(named)
    *above, last = [ctx.attribute(part) for part in _PARTS.split(value) if part] or [ctx.attribute(value)]
    if declaration is None:
        return
    group = root
    for word in above:
        if word in group.senders or (group is root and word in _TAKEN):
            _lose(ctx, declaration, value)
            return
        group = group.groups.setdefault(word, _Group(root.prefix, (*group.words, word)))
    if last in group.senders or last in group.groups or (group is root and last in _TAKEN):
        _lose(ctx, declaration, value)
        return
    params = tuple(_param(ctx, each) for each in declaration.fields if each.wire != tag)
    if len({param.name for param in params}) < len(params):
        _lose(ctx, declaration, value)
        return
    group.senders[last] = ir.Sender(name=last, tag=value, params=params, doc=declaration.doc, origin=declaration.origin)


def _param(ctx: Context, each: ir.Field) -> ir.Param:
    return ir.Param(
        name=ctx.argument(each.wire),
        wire=each.wire,
        location="body",
        type=each.type,
        required=each.required,
        doc=each.doc,
        deprecated=each.deprecated,
        origin=each.origin,
    )


def _lose(ctx: Context, declaration: ir.Model, value: str) -> None:
    node = Node(None, declaration.origin.pointer, ctx.document.tree)
    ctx.ledger_line("connection/name-taken", node, f"the event {value!r} has no free name", "an event without a method")
