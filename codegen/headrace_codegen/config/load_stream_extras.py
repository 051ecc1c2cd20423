"""Reading ``headrace.streams``: the event stream of one method, said outright."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from headrace_codegen.config.extras import ErrorRuleConfig, StreamConfig
from headrace_codegen.config.table import Table, reject
from headrace_codegen.config.values import Located
from headrace_codegen.diagnostics import Diagnostics
from headrace_codegen.plain import is_array
from headrace_codegen.source import Node

__all__ = ["streams"]


def streams(table: Table) -> dict[str, StreamConfig]:
    """All entries, by method path.

    An entry may be ``false``, the model of an event, or start from another one with ``like``.
    """
    nodes = dict(table.members("streams"))
    found: dict[str, StreamConfig] = {}

    def read(method: str, under: tuple[str, ...]) -> StreamConfig:
        if method not in found:
            found[method] = _stream(nodes[method], table.diagnostics, lambda base: base_of(base, (*under, method)))
        return found[method]

    def base_of(name: Located, under: tuple[str, ...]) -> StreamConfig | None:
        if name in nodes and name not in under:
            return read(str(name), under)
        problem = "goes round in a circle" if name in nodes else "is not among the streams"
        place = Node(None, name.pointer, table.node.document)
        table.diagnostics.error("config/bad-value", f"'like': {str(name)!r} {problem}", place)
        return None

    for method in nodes:
        read(method, ())
    return {method: found[method] for method in nodes}


def _stream(node: Node, diagnostics: Diagnostics, base_of: Callable[[Located], StreamConfig | None]) -> StreamConfig:
    method = Located(node.key, node.pointer)
    if node.value is False:
        return StreamConfig(method=method, enabled=False, pointer=node.pointer)
    if isinstance(node.value, str):
        return StreamConfig(method=method, event=Located(node.value, node.pointer), pointer=node.pointer)
    table = Table(node, diagnostics)
    like = table.text("like")
    base = base_of(like) if like is not None else None
    truncation = table.choice("truncation", ("error", "flag"))
    own: dict[str, Any] = {
        "event": table.text("event"),
        "param": table.text("param"),
        "format": table.choice("format", ("sse", "jsonl")),
        "tag": table.text("tag"),
        "envelope": table.flag("envelope") if "envelope" in table else None,
        "sentinel": table.texts("sentinel"),
        "terminal": table.texts("terminal"),
        "finish": table.texts("finish"),
        "usage": _paths(table, "usage"),
        "errors": tuple(_error(row, diagnostics) for row in table.rows("errors")) if "errors" in table else None,
        "only": table.texts("only"),
        "noise": table.texts("noise"),
        "keepalive": table.texts("keepalive"),
        "truncation": truncation,
        "sequence": table.text("sequence"),
        "resume_param": table.text("resume_param"),
    }
    always = table.flag("always")
    table.close()
    start = base or StreamConfig(method=method, pointer=node.pointer)
    said = {name: value for name, value in own.items() if value is not None}
    return replace(start, method=method, pointer=node.pointer, always=always or start.always, **said)


def _error(node: Node, diagnostics: Diagnostics) -> ErrorRuleConfig:
    table = Table(node, diagnostics)
    names = {key: table.plain(key) for key in ("message", "code", "type", "param")}
    found = ErrorRuleConfig(
        event=table.texts("event") or (),
        tag=table.texts("tag") or (),
        property=table.plain("property"),
        yielded=table.flag("yielded"),
        body=table.plain("body"),
        **{key: value for key, value in names.items() if value is not None},
        pointer=node.pointer,
    )
    table.close()
    if not found.event and not found.tag and found.property is None:
        diagnostics.error("config/bad-value", "this rule matches no event", node, hint="give event, tag, or property")
    return found


def _paths(table: Table, key: str) -> tuple[tuple[str, ...], ...] | None:
    """A list of paths, each a list of property names."""
    node = table.child(key)
    if node is None:
        return None
    if not is_array(node.value):
        reject(table.diagnostics, node, "a list of paths")
        return None
    found: list[tuple[str, ...]] = []
    for path in node:
        if is_array(path.value) and all(isinstance(part, str) for part in path.value):
            found.append(tuple(path.value))
        else:
            table.diagnostics.error("config/wrong-type", f"a path in {key!r} must be a list of text", path)
    return tuple(found)
