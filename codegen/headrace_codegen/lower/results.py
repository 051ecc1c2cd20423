"""What a call returns: which response of an operation counts, which of its media types, and what becomes of it.

The rules are those of the Stainless Python generator (naming rules 5.4): text without a schema is not returned at all,
a JSON string is the text of the body, anything that is neither JSON nor text is an open binary response.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from headrace_codegen import ir
from headrace_codegen.lower import shapes

if TYPE_CHECKING:
    from headrace_codegen.config.model import MethodConfig
    from headrace_codegen.document import Operation
    from headrace_codegen.lower.context import Context
    from headrace_codegen.lower.types import Scope
    from headrace_codegen.source import Node

__all__ = ["Answer", "EVENT_STREAM", "JSON_LINES", "find_answer", "is_json", "media_name", "result_of", "unwrapped_by"]

EVENT_STREAM = "text/event-stream"
JSON_LINES = frozenset(
    f"application/{name}"
    for name in ("jsonl", "jsonlines", "ndjson", "stream+json", "x-jsonl", "x-jsonlines", "x-ndjson")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The successful response of an operation: the plain content, and the stream beside it.

    ``media`` is None where there is no content to return; ``beside`` are the media types that it stands beside.
    ``schema`` and ``stream_schema`` are None where the document gives none.
    """

    media: str | None = None
    beside: tuple[str, ...] = ()
    schema: Node | None = None
    stream_media: str | None = None
    stream_schema: Node | None = None


def media_name(text: str) -> str:
    """A media type without its parameters, in lower case."""
    return text.partition(";")[0].strip().lower()


def is_json(media: str) -> bool:
    """Whether a media type is JSON (RFC 6839 suffixes included), or leaves it open (``*/*``)."""
    return media in ("application/json", "text/json", "*/*", "application/*") or media.endswith("+json")


def find_answer(ctx: Context, operation: Operation) -> Answer:
    """The content of the success status: the lowest 2xx that has some, else ``2XX``; ``default`` only where no success
    is declared.
    """
    content: dict[str, Node] = {}
    for _, response in sorted(_successes(operation), key=lambda pair: pair[0]):
        found = response.get("content")
        if found is not None and len(found):
            content = {media_name(key): node for key, node in found.items()}
            break
    streams = [media for media in content if media == EVENT_STREAM or media in JSON_LINES]
    stream = next(iter(streams), None)
    plain = {media: node for media, node in content.items() if media not in streams}
    media = _choose(ctx, plain)
    return Answer(
        media=media,
        beside=tuple(other for other in plain if other != media),
        schema=plain[media].get("schema") if media else None,
        stream_media=stream,
        stream_schema=_event_schema(ctx, content[stream]) if stream else None,
    )


def _event_schema(ctx: Context, media: Node) -> Node | None:
    """The schema of one event. OpenAPI 3.2 has ``itemSchema`` for it, where the item of an event stream is the event
    with its fields, and ``contentSchema`` of ``data`` what the data holds (4.14.4).
    """
    item = media.get("itemSchema")
    if item is None:
        return media.get("schema")
    data = shapes.properties(ctx, item).get("data")
    held = data.get("contentSchema") if data is not None else None
    return held or item


def _successes(operation: Operation) -> list[tuple[str, Node]]:
    found = [(status, node) for status, node in operation.responses if status[:1] == "2"]
    return found or [(status, node) for status, node in operation.responses if status == "default"]


def _choose(ctx: Context, content: dict[str, Node]) -> str | None:
    """JSON before anything else, unless it only stands for bytes that have a type of their own beside it."""
    json = next((media for media in content if is_json(media)), None)
    other = next((media for media in content if not is_json(media) and not media.startswith("text/")), None)
    if json is not None and other is not None and shapes.has_type(ctx, content[json].get("schema"), "string"):
        return other
    return json or next(iter(content), None)


def unwrapped_by(ctx: Context, method: MethodConfig, schema: Node | None) -> str | None:
    """The property that a method returns instead of the whole response, or None.

    The method's own ``unwrap_response`` decides; else ``settings.unwrap_response_fields``, where the property stands
    alone, or ``unwrap_multiproperty_response_fields``, wherever it stands.
    """
    if method.unwrap is False:
        return None
    held = shapes.properties(ctx, schema)
    if method.unwrap is not None:
        if str(method.unwrap) not in held:
            ctx.config_error(
                "config/unknown-property",
                f"the response has no property {str(method.unwrap)!r} to unwrap",
                method.unwrap.pointer,
                hint=f"its properties: {', '.join(held)}" if held else "the response is no object",
            )
            return None
        return str(method.unwrap)
    settings = ctx.config.settings
    for name in settings.unwrap_multiproperty_fields:
        if name in held:
            return str(name)
    return next((str(name) for name in settings.unwrap_fields if list(held) == [name]), None)


def result_of(ctx: Context, answer: Answer, scope: Scope, unwrap: str | None) -> ir.Result:
    """The result of a method that neither pages nor streams only."""
    if answer.media is None:
        return ir.Result(kind="none")
    schema = answer.schema
    if not is_json(answer.media):
        return _plain(ctx, answer.media, schema)
    if schema is None:
        return ir.Result(kind="json", type=ir.Prim("any"))
    if (settled := shapes.settle(ctx, schema)) is not None and shapes.has_type(ctx, settled, "string"):
        if shapes.is_binary(settled):
            return ir.Result(kind="binary", type=ir.Prim("binary"))
        if "$ref" not in schema:
            return ir.Result(kind="text", type=ir.Prim("str"))
    if unwrap is not None:
        schema = shapes.properties(ctx, schema)[unwrap]
    if shapes.is_empty(schema):
        return ir.Result(kind="json", type=ir.Prim("any"), unwrap=unwrap)
    expr = ctx.types.response_type(schema, scope)
    if expr == ir.Prim("str") and unwrap is None:
        return ir.Result(kind="text", type=expr)
    return ir.Result(kind="model" if isinstance(expr, ir.Named) else "json", type=expr, unwrap=unwrap)


def _plain(ctx: Context, media: str, schema: Node | None) -> ir.Result:
    """Content that is not JSON."""
    if media.startswith("text/") or media in ("application/xml",) or media.endswith("+xml"):
        settled = shapes.settle(ctx, schema)
        if settled is None or shapes.is_empty(settled):
            return ir.Result(kind="none")
        if not shapes.is_binary(settled):
            return ir.Result(kind="text", type=ir.Prim("str"))
    return ir.Result(kind="binary", type=ir.Prim("binary"))
