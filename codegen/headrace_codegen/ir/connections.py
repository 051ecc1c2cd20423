"""Websocket connections: the request that opens one, what is sent over it, and what is read."""

from __future__ import annotations

from dataclasses import dataclass

from headrace_codegen.ir.expressions import TypeExpr
from headrace_codegen.ir.operations import Method, Param, Transform
from headrace_codegen.ir.origin import Origin
from headrace_codegen.ir.streams import Stream

__all__ = ["Connection", "Sender", "SenderGroup"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """A method that sends one event over a connection: the event's properties are its arguments, its tag is fixed."""

    name: str
    tag: str
    params: tuple[Param, ...]
    doc: str | None = None
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderGroup:
    """Events whose tags begin alike, as an attribute of the connection: ``conversation.item`` has ``create``."""

    name: str
    class_name: str
    senders: tuple[Sender, ...] = ()
    groups: tuple[SenderGroup, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A websocket connection. ``handshake`` is the request that opens it; its name is the method's.

    ``name`` begins the names of its classes. ``sent`` are the types of an event to send (the classes and the typed
    dicts), ``events`` says how those of the server are read, ``tag`` is the property that tells apart what is sent.
    """

    name: str
    handshake: Method
    sent: tuple[TypeExpr, ...]
    events: Stream
    tag: str
    transforms: tuple[Transform, ...] = ()
    senders: tuple[Sender, ...] = ()
    groups: tuple[SenderGroup, ...] = ()
    doc: str | None = None
