"""Reading ``headrace.connections``: websocket connections, of which an OpenAPI document says nothing."""

from __future__ import annotations

from headrace_codegen.config.extras import ConnectionConfig, ConnectionQuery
from headrace_codegen.config.table import Table, reject
from headrace_codegen.config.values import Located
from headrace_codegen.diagnostics import Diagnostics
from headrace_codegen.source import Node

__all__ = ["load_connections"]

_TYPES = ("string", "number", "integer", "boolean")


def load_connections(table: Table) -> tuple[ConnectionConfig, ...]:
    """All entries, each under the path of the method that opens the connection."""
    found = (_connection(node, table.diagnostics) for _, node in table.members("connections"))
    return tuple(connection for connection in found if connection is not None)


def _connection(node: Node, diagnostics: Diagnostics) -> ConnectionConfig | None:
    table = Table(node, diagnostics)
    path, sent, received = table.text("path"), table.text("sent"), table.text("received")
    name, description = table.text("name"), table.plain("description")
    headers = table.mapping("headers")
    query = tuple(
        made for wire, inner in table.members("query") if (made := _query(wire, inner, diagnostics)) is not None
    )
    table.close()
    if path is None or sent is None or received is None:
        for key, value in (("path", path), ("sent", sent), ("received", received)):
            if value is None and key not in table:
                table.missing(key)
        return None
    return ConnectionConfig(
        method=Located(node.key, node.pointer),
        path=path,
        sent=sent,
        received=received,
        name=name,
        query=query,
        headers=headers,
        description=description,
        pointer=node.pointer,
    )


def _query(wire: str, node: Node, diagnostics: Diagnostics) -> ConnectionQuery | None:
    """``name: type``, or an object with ``type``, ``required`` and ``description``."""
    if isinstance(node.value, str):
        if node.value in _TYPES:
            return ConnectionQuery(wire=wire, type=node.value, pointer=node.pointer)
        reject(diagnostics, node, f"one of {', '.join(_TYPES)}")
        return None
    table = Table(node, diagnostics)
    found = ConnectionQuery(
        wire=wire,
        type=table.choice("type", _TYPES) or "string",
        required=table.flag("required"),
        description=table.plain("description"),
        pointer=node.pointer,
    )
    table.close()
    return found
