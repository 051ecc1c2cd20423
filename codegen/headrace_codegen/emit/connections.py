"""Websocket connections: a module of their classes beside the resource's, and the method that opens one.

The resource's module has the names too, but loads the classes when they are first used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from headrace_codegen import ir
from headrace_codegen.emit.annotations import Annotator
from headrace_codegen.emit.descriptors import DescriptorPrinter
from headrace_codegen.emit.imports import Imports
from headrace_codegen.emit.signatures import MethodView, SignatureView
from headrace_codegen.emit.templates import render
from headrace_codegen.emit.text import call, docstring, identifier, literal, sequence

__all__ = ["connect_method", "connection_class_names", "connection_module", "connection_module_name"]

_DEFAULTS = (("max_retries", "int", "5"), ("initial_delay", "float", "0.5"), ("max_delay", "float", "8.0"))
_QUEUE = 1_048_576


@dataclass(frozen=True, slots=True)
class SenderView:
    """A method that sends one event. ``values`` is the mapping of its properties by wire name."""

    name: str
    definition: str
    parameters: tuple[str, ...]
    doc: str
    statement: str


@dataclass(frozen=True, slots=True)
class GroupView:
    """The class of a group of events. ``children`` are attribute and class of the groups in it."""

    name: str
    base: str
    doc: str
    children: tuple[tuple[str, str], ...]
    senders: tuple[SenderView, ...]


@dataclass(frozen=True, slots=True)
class ConnectionView:
    """One kind of connection, sync or async: the connection, its manager, the base of its groups."""

    name: str
    base: str
    doc: str
    children: tuple[tuple[str, str], ...]
    senders: tuple[SenderView, ...]
    definition: str
    next: str
    received: str
    sent: str
    manager_base: str
    constant: str
    enter: str
    group_base: str
    group_base_base: str
    groups: tuple[GroupView, ...]


@dataclass(frozen=True, slots=True)
class ConnectionModuleView:
    """One module."""

    imports: tuple[str, ...]
    typing_imports: tuple[str, ...]
    exports: str
    connections: tuple[ConnectionView, ...]
    constants: tuple[tuple[str, str], ...]


def connection_module_name(resource: ir.Resource) -> str:
    """The module of the resource's connections, beside its own."""
    return f"{resource.module}_connection"


def connection_class_names(connection: ir.Connection) -> list[str]:
    """All classes of a connection, sync and async."""
    groups = [group.class_name for group, _ in _every_group(connection.groups)]
    both = [f"{connection.name}Connection", f"{connection.name}ConnectionManager", *groups]
    bases = [f"Base{prefix}{connection.name}ConnectionResource" for prefix in ("", "Async")] if groups else []
    return [*both, *(f"Async{name}" for name in both), *bases]


def _every_group(groups: Iterable[ir.SenderGroup], above: str = "") -> Iterator[tuple[ir.SenderGroup, str]]:
    for group in groups:
        path = f"{above}.{group.name}" if above else group.name
        yield group, path
        yield from _every_group(group.groups, path)


def connection_module(api: ir.Api, resource: ir.Resource) -> str:
    """The text of the module of the connections of ``resource``."""
    names = [name for connection in resource.connections for name in connection_class_names(connection)]
    constants = [_constant(connection) for connection in resource.connections]
    imports = Imports(connection_module_name(resource), taken={*names, *constants})
    imports.outside("__future__", "annotations")
    for used in ("TYPE_CHECKING", "ClassVar"):
        imports.outside("typing", used)
    printer = DescriptorPrinter(api.client.package, imports, api.pages)
    extra = f"{api.client.project}[{api.client.websockets_extra}]"
    view = ConnectionModuleView(
        constants=tuple(
            (name, _spec(connection, printer, imports, extra))
            for name, connection in zip(constants, resource.connections, strict=True)
        ),
        connections=tuple(
            _Printer(connection, imports, asynchronous=flag).view()
            for connection in resource.connections
            for flag in (False, True)
        ),
        exports=literal(sorted(names)),
        imports=tuple(imports.lines("top")),
        typing_imports=tuple(imports.lines("typing")),
    )
    return render("connections.py", view)


def _constant(connection: ir.Connection) -> str:
    return identifier(f"_{connection.name}".upper())


def _spec(connection: ir.Connection, printer: DescriptorPrinter, imports: Imports, extra: str) -> str:
    transforms = [printer.transform(transform) for transform in connection.transforms]
    return call(
        imports.spi("ConnectionSpec"),
        [
            ("operation", printer.operation(connection.handshake)),
            ("events", printer.stream(connection.events)),
            ("tag", None if connection.tag == "type" else literal(connection.tag)),
            ("transforms", sequence(transforms) if transforms else None),
            ("extra", literal(extra)),
        ],
    )


class _Printer:
    """Prints one connection, sync or async."""

    def __init__(self, connection: ir.Connection, imports: Imports, *, asynchronous: bool) -> None:
        self._connection = connection
        self._imports = imports
        self._async = asynchronous
        self._prefix = "Async" if asynchronous else ""

    def view(self) -> ConnectionView:
        connection, prefix = self._connection, self._prefix
        names = {group.name for group in connection.groups} | {sender.name for sender in connection.senders}
        types = self._annotator(frozenset(names))
        name = f"{prefix}{connection.name}"
        groups = tuple(self._group(group, path) for group, path in _every_group(connection.groups))
        if connection.groups:
            self._imports.spi("cached_property")
        return ConnectionView(
            name=name,
            base=self._imports.spi(f"{prefix}WebSocketConnection"),
            doc=docstring(f"An open connection of ``{connection.handshake.id}``.", indent=4) or "",
            children=self._children(connection.groups),
            senders=tuple(self._sender(sender, types, on_connection=True) for sender in connection.senders),
            definition="async def" if self._async else "def",
            next="__anext__" if self._async else "__next__",
            received=types.text(connection.events.event),
            sent=" | ".join(types.text(expr) for expr in connection.sent),
            manager_base=self._imports.spi(f"{prefix}WebSocketConnectionManager"),
            constant=_constant(connection),
            enter="__aenter__" if self._async else "__enter__",
            group_base=f"Base{name}ConnectionResource" if groups else "",
            group_base_base=self._imports.spi(f"{prefix}WebSocketResource") if groups else "",
            groups=groups,
        )

    def _annotator(self, shadowed: frozenset[str]) -> Annotator:
        return Annotator(self._imports, self._reference, bar=True, shadowed=shadowed, place="typing")

    def _reference(self, named: ir.Named) -> str:
        return self._imports.inside(named.module, named.name, "typing")

    def _children(self, groups: Iterable[ir.SenderGroup]) -> tuple[tuple[str, str], ...]:
        return tuple((identifier(group.name), f"{self._prefix}{identifier(group.class_name)}") for group in groups)

    def _group(self, group: ir.SenderGroup, path: str) -> GroupView:
        names = {child.name for child in group.groups} | {sender.name for sender in group.senders}
        types = self._annotator(frozenset(names))
        return GroupView(
            name=f"{self._prefix}{identifier(group.class_name)}",
            base=f"Base{self._prefix}{self._connection.name}ConnectionResource",
            doc=docstring(f"``connection.{path}``: events to send.", indent=4) or "",
            children=self._children(group.groups),
            senders=tuple(self._sender(sender, types, on_connection=False) for sender in group.senders),
        )

    def _sender(self, sender: ir.Sender, types: Annotator, *, on_connection: bool) -> SenderView:
        ordered = sorted(sender.params, key=lambda param: not param.required)
        parameters = [self._parameter(param, types) for param in ordered]
        values = ", ".join(f"{literal(param.wire)}: {identifier(param.name)}" for param in ordered)
        target, argument = (
            ("self.send", f"self._message({literal(sender.tag)}, {{{values}}})")
            if on_connection
            else ("self._send", f"{literal(sender.tag)}, {{{values}}}")
        )
        return SenderView(
            name=identifier(sender.name),
            definition="async def" if self._async else "def",
            parameters=("*", *parameters) if parameters else (),
            doc=docstring(_prose(sender), indent=8) or "",
            statement=f"{'await ' if self._async else ''}{target}({argument})",
        )

    def _parameter(self, param: ir.Param, types: Annotator) -> str:
        text = f"{identifier(param.name)}: {types.text(param.type)}"
        if param.required:
            return text
        return f"{text} | {self._imports.spi('Omit', 'typing')} = {self._imports.spi('omit')}"


def _prose(sender: ir.Sender) -> str:
    parts = [part for part in (sender.doc,) if part] or [f"Send ``{sender.tag}``."]
    return "\n\n".join([*parts, *_arguments(sender.params)])


def _arguments(params: Iterable[ir.Param]) -> list[str]:
    lines: list[str] = []
    for param in params:
        if param.doc:
            first, *rest = param.doc.strip().split("\n")
            lines += [f"    {param.name}: {first}", *(f"        {line}".rstrip() for line in rest), ""]
    return ["\n".join(["Args:", *lines[:-1]])] if lines else []


def connect_method(
    resource: ir.Resource, connection: ir.Connection, imports: Imports, *, asynchronous: bool
) -> MethodView:
    """The method of the resource that opens a connection."""
    handshake = connection.handshake
    annotator = Annotator(
        imports, lambda name: imports.inside(name.module, name.name, "typing"), bar=True, place="typing"
    )
    manager = f"{'Async' if asynchronous else ''}{connection.name}ConnectionManager"
    module = connection_module_name(resource)
    imports.inside(module, manager, "typing")

    def own(param: ir.Param) -> str:
        text = f"{identifier(param.name)}: {annotator.text(param.type)}"
        return text if param.required else f"{text} | {imports.spi('Omit', 'typing')} = {imports.spi('omit')}"

    positional = [own(param) for param in handshake.params if param.positional]
    keyword = [own(param) for param in handshake.params if not param.positional]
    # Without arguments of its own a method of this kind takes its options by position too, as users may have written.
    star = ["*"] if keyword else []
    names = [identifier(param.name) for param in handshake.params]
    arguments = ", ".join(f"{literal(param.name)}: {name}" for param, name in zip(handshake.params, names, strict=True))
    options = _options(imports)
    passed = ", ".join(f"{name}={name}" for name, _ in options)
    return MethodView(
        name=identifier(handshake.name),
        definition="def",
        decorators=(),
        overloads=(),
        signature=SignatureView((*positional, *star, *keyword, *(text for _, text in options)), manager),
        doc=docstring(_connect_prose(connection, asynchronous), indent=8),
        statement=f"from {imports.written('.' + module)} import {manager}\n\n"
        f"        return {manager}(self._client, {{{arguments}}}, {passed})",
    )


def _options(imports: Imports) -> list[tuple[str, str]]:
    """The arguments that every such method has, with their annotations and defaults."""
    types = {name: imports.spi(name, "typing") for name in ("Query", "Headers", "WebSocketConnectionOptions")}
    function = imports.outside("collections.abc", "Callable", "typing")
    event, answer = (imports.spi(name, "typing") for name in ("ReconnectingEvent", "ReconnectingOverrides"))
    return [
        ("extra_query", f"extra_query: {types['Query']} = {{}}"),
        ("extra_headers", f"extra_headers: {types['Headers']} = {{}}"),
        (
            "websocket_connection_options",
            f"websocket_connection_options: {types['WebSocketConnectionOptions']} = {{}}",
        ),
        ("on_reconnecting", f"on_reconnecting: {function}[[{event}], {answer} | None] | None = None"),
        *((name, f"{name}: {kind} = {default}") for name, kind, default in _DEFAULTS),
        ("max_queue_size", f"max_queue_size: int = {_QUEUE:_}"),
    ]


def _connect_prose(connection: ir.Connection, asynchronous: bool) -> str:
    first = connection.doc or f"Open a websocket connection to ``{connection.handshake.path}``."
    block = "async with" if asynchronous else "with"
    lines = [
        f"{first.rstrip()}",
        "",
        f"Gives a manager: the connection is opened by its ``{block}`` block, or by its ``enter()``.",
        "",
        "Args:",
    ]
    lines += [f"    {param.name}: {param.doc}" for param in connection.handshake.params if param.doc]
    lines += [
        "    extra_query: Query parameters of the request that opens the connection.",
        "    extra_headers: Headers of that request.",
        "    websocket_connection_options: Options of the transport, such as ``max_size`` and ``open_timeout``.",
        "    on_reconnecting: Called before each attempt to open a connection again that broke. Without it, none is.",
        "    max_retries: How many such attempts there may be in a row.",
        "    initial_delay: Seconds before the first of them; the delay doubles from one to the next.",
        "    max_delay: The longest delay between two of them, in seconds.",
        "    max_queue_size: How many bytes of messages may wait to be sent while there is no connection.",
    ]
    return "\n".join(lines)
