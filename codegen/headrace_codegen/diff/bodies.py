"""Bodies by media type, responses by status. A media type of events makes a stream."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace_codegen.diff.levels import Direction
from headrace_codegen.document import Document, Operation
from headrace_codegen.plain import is_object
from headrace_codegen.source import Node

if TYPE_CHECKING:
    from headrace_codegen.diff.operations import Context

__all__ = ["is_stream", "received", "request", "responses"]

_WORDS = ("description", "summary", "example", "examples")
_STREAMS = (
    "text/event-stream",
    "application/jsonl",
    "application/x-ndjson",
    "application/ndjson",
    "application/x-jsonl",
)


def is_stream(media_type: str) -> bool:
    """Whether a body of this type is a series of events or lines."""
    return media_type.partition(";")[0].strip().lower() in (
        *_STREAMS,
        "application/json-seq",
        "application/stream+json",
    )


def request(context: Context, old: Node | None, new: Node | None, before: Node, after: Node, operation: str) -> None:
    """The body that an operation takes; ``before`` and ``after`` are the operations."""
    if old is None or new is None:
        if new is not None:
            kind = "body-required-added" if new.bool("required") else "body-added"
            context.report(kind, before, new, operation)
        elif old is not None:
            context.report("body-removed", old, after, operation)
        return
    was, is_ = bool(old.bool("required")), bool(new.bool("required"))
    if was != is_:
        context.report(f"body-became-{'required' if is_ else 'optional'}", old, new, operation)
    _rest(context, old, new, {"required", "content"}, operation, "request")
    _contents(context, old, new, operation, "request", "body-media")


def received(context: Context, old: Node | None, new: Node | None, name: str) -> None:
    """The body of a webhook."""
    if old is None or new is None:
        if (there := old or new) is not None:
            kind = "response-body-removed" if new is None else "response-body-added"
            context.report(kind, old or there, new or there, name, directions=("response",))
        return
    _contents(context, old, new, name, "response", "response-media")


def responses(context: Context, old: Operation, new: Operation) -> None:
    """All responses of an operation."""
    ones, others = dict(old.responses), dict(new.responses)
    for status in (*ones, *(status for status in others if status not in ones)):
        before, after = ones.get(status), others.get(status)
        family = "success" if status.startswith("2") else "error"
        if before is None:
            context.report(f"response-{family}-added", None, after, new.name, None, status, directions=("response",))
        elif after is None:
            context.report(f"response-{family}-removed", before, None, new.name, status, None, directions=("response",))
        else:
            _response(context, before, after, new.name)


def _response(context: Context, old: Node, new: Node, operation: str) -> None:
    _headers(context, old, new, operation)
    contents = [bool(_entries(node, "content")) for node in (old, new)]
    if contents[0] != contents[1]:
        context.report(
            f"response-body-{'added' if contents[1] else 'removed'}", old, new, operation, directions=("response",)
        )
    if contents[0] or contents[1]:
        _contents(context, old, new, operation, "response", "response-media")
    if old.value.get("links") != new.value.get("links"):
        context.report(
            "response-link-changed",
            old.get("links") or old,
            new.get("links") or new,
            operation,
            directions=("response",),
        )
    _rest(context, old, new, {"headers", "content", "links"}, operation, "response")


def _contents(context: Context, old: Node, new: Node, operation: str, direction: Direction, kind: str) -> None:
    """Media types by name; what is said of a stream is said of the stream."""
    ones, others = (_media(document, node) for document, node in ((context.old, old), (context.new, new)))
    gone, come = ([name for name in names if name not in rest] for names, rest in ((ones, others), (others, ones)))
    streams = [[name for name in names if is_stream(name) and direction == "response"] for names in (gone, come)]
    if streams[0] and streams[1]:
        before, after = streams[0][0], streams[1][0]
        context.report(
            "stream-format-changed", ones[before], others[after], operation, before, after, directions=("stream",)
        )
        gone.remove(before)
        come.remove(after)
        _schemas(context, ones[before], others[after], operation, "stream")
    towards: Direction
    for name in gone:
        events = name in streams[0]
        what, towards = ("stream", "stream") if events else (kind, direction)
        context.report(f"{what}-removed", ones[name], None, operation, name, None, directions=(towards,))
    for name in come:
        events = name in streams[1]
        what, towards = ("stream", "stream") if events else (kind, direction)
        context.report(f"{what}-added", None, others[name], operation, None, name, directions=(towards,))
    for name, node in ones.items():
        if name in others:
            towards = "stream" if direction == "response" and is_stream(name) else direction
            _schemas(context, node, others[name], operation, towards)


def _schemas(context: Context, old: Node, new: Node, operation: str, direction: Direction) -> None:
    for key in ("schema", "itemSchema"):
        before, after = old.get(key), new.get(key)
        if before is not None and after is not None:
            context.schemas.use(before, after, direction, operation)
        elif before is not None or after is not None:
            kind = "type-widened" if after is None else "type-narrowed"
            texts = ["any" if node is None else "typed" for node in (before, after)]
            context.report(kind, before or old, after or new, operation, *texts, directions=(direction,))
    if old.value.get("encoding") != new.value.get("encoding"):
        context.report("encoding-changed", old.get("encoding") or old, new.get("encoding") or new, operation)
    _rest(context, old, new, {"schema", "itemSchema", "encoding"}, operation, direction)


def _headers(context: Context, old: Node, new: Node, operation: str) -> None:
    ones, others = ({key.lower(): header for key, header in _entries(node, "headers")} for node in (old, new))
    for name, node in ones.items():
        if name not in others:
            context.report("response-header-removed", node, None, operation, name, None, directions=("response",))
            continue
        before, after = context.old.resolve(node), context.new.resolve(others[name])
        was, is_ = bool(before.bool("required")), bool(after.bool("required"))
        if was != is_:
            kind = f"response-header-became-{'required' if is_ else 'optional'}"
            context.report(kind, before, after, operation, directions=("response",))
        schemas = before.get("schema"), after.get("schema")
        if schemas[0] is not None and schemas[1] is not None:
            context.schemas.use(schemas[0], schemas[1], "response", operation)
        _rest(context, before, after, {"required", "schema"}, operation, "response")
    for name, node in others.items():
        if name not in ones:
            context.report("response-header-added", None, node, operation, None, name, directions=("response",))


def _media(document: Document, node: Node) -> dict[str, Node]:
    found = {name: document.resolve(media) for name, media in _entries(node, "content")}
    return {name: media for name, media in found.items() if is_object(media.value)}


def _rest(context: Context, old: Node, new: Node, known: set[str], operation: str, direction: Direction) -> None:
    """Keys that say nothing to a program, or that nobody knows."""
    for key in sorted({*old.keys(), *new.keys()} - known):
        if old.value.get(key) != new.value.get(key):
            kind = (
                "extension-changed" if key.startswith("x-") else "prose-changed" if key in _WORDS else "other-changed"
            )
            context.report(kind, old.get(key) or old, new.get(key) or new, operation, directions=(direction,))


def _entries(node: Node, key: str) -> list[tuple[str, Node]]:
    """The members of an object in ``node``; none where it's absent."""
    inner = node.get(key)
    return list(inner.items()) if inner is not None else []
