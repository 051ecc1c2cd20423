"""Event streams: which operations stream, what switches it on, and the rules of the stream.

An operation streams when the document says so (an event-stream media type of the success response, and a boolean
``stream`` in body or query where other content stands beside it) or when the config does: ``streaming`` of a method, or
one line below ``headrace.streams``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from headrace_codegen import ir
from headrace_codegen.lower import shapes
from headrace_codegen.lower.results import EVENT_STREAM, JSON_LINES, Answer
from headrace_codegen.lower.stream_ends import override, with_rules
from headrace_codegen.lower.stream_rules import event_facts
from headrace_codegen.lower.types import StreamSwitch

if TYPE_CHECKING:
    from headrace_codegen.config.model import MethodConfig, StreamConfig
    from headrace_codegen.document import Operation
    from headrace_codegen.lower.context import Context
    from headrace_codegen.lower.types import Scope
    from headrace_codegen.source import Node

__all__ = ["StreamPlan", "event_of", "lower_stream", "plan_stream"]

_SWITCH = "stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamPlan:
    """That an operation streams, before its types are lowered. ``switch`` is None when it always does."""

    switch: StreamSwitch | None
    format: Literal["sse", "jsonl"]
    media: str
    schema: Node | None
    same_as_result: bool
    config: StreamConfig | None
    event_model: Any
    evidence: tuple[str, ...]


def plan_stream(
    ctx: Context, method: MethodConfig, path: str, operation: Operation, body: Node | None, answer: Answer
) -> StreamPlan | None:
    """Whether and how ``method`` (``path`` is its full name) streams. ``body`` is the schema of its body."""
    ours = ctx.config.headrace.streams.get(path)
    theirs = method.streaming
    if ours is not None and not ours.enabled:
        return None
    evidence: list[str] = []
    configured = ours is not None or theirs is not None
    if ours is not None:
        evidence.append(f"the config says so, at {ours.pointer}")
    elif theirs is not None:
        evidence.append(f"the config says so, at {theirs.pointer}")
    if answer.stream_media:
        evidence.append(f"the document declares {answer.stream_media} for the success response")
    switch = _switch(ctx, ours, method, operation, body)
    if not configured:
        if answer.stream_media is None:
            if switch is not None and shapes.has_type(ctx, _switch_node(ctx, switch, operation, body), "boolean"):
                _note_undeclared(ctx, operation, path)
            return None
        if answer.media is not None and switch is None:
            _note_unreachable(ctx, operation, path, answer.stream_media)
            return None
    always = (ours is not None and ours.always) or (
        answer.media is None and answer.stream_media is not None and not (configured and switch is not None)
    )
    if always or switch is None:
        switch = None
        evidence.append(
            "it always streams: "
            + ("the config says so" if ours and ours.always else "there is nothing else to return")
        )
    else:
        evidence.append(f"switched on by {switch.wire!r} in the {switch.location}")
    format_ = (ours.format if ours else None) or (theirs.format if theirs else None)
    if format_ is None:
        format_ = "jsonl" if answer.stream_media in JSON_LINES else "sse"
    same = _same_schema(answer) or answer.stream_schema is None
    return StreamPlan(
        switch=switch,
        format=format_,
        media=answer.stream_media or (EVENT_STREAM if format_ == "sse" else "application/x-ndjson"),
        schema=answer.stream_schema,
        same_as_result=same,
        config=ours,
        event_model=(ours.event if ours else None) or (theirs.event_model if theirs else None),
        evidence=tuple(evidence),
    )


def event_of(
    ctx: Context, plan: StreamPlan, scope: Scope, result: ir.TypeExpr, result_schema: Node | None
) -> tuple[ir.TypeExpr, Node | None]:
    """The type of one event and its schema.

    It is the model that the config names, else what the document declares, else the result's own type.
    """
    if plan.event_model is not None:
        model = ctx.types.model_type(str(plan.event_model))
        if model is not None:
            return model, ctx.types.schema_of(model)
        ctx.config_error(
            "config/unknown-model",
            f"there is no model {str(plan.event_model)!r}",
            plan.event_model.pointer,
            hint="write it as `resource.path.model_name`, as under `models:` of that resource",
        )
    if plan.schema is not None and not plan.same_as_result:
        if shapes.is_empty(plan.schema):
            return ir.Prim("any"), None
        return ctx.types.event_type(plan.schema, scope), plan.schema
    if result == ir.Prim("none"):
        return ir.Prim("any"), None
    return result, result_schema


def lower_stream(
    ctx: Context, plan: StreamPlan, event: tuple[ir.TypeExpr, Node | None], params: tuple[ir.Param, ...]
) -> ir.Stream:
    """The stream of a method: its rules. ``params`` are the method's arguments, to find the switch's Python name."""
    tag, variants = ctx.types.tag_variants(event[0])
    facts = event_facts(ctx, event[1], tag)
    stream = ir.Stream(
        event=event[0],
        param=_argument(plan, params),
        media_type=plan.media,
        format=plan.format,
        tag=facts.tag if variants or facts.envelope else None,
        variants=variants,
        envelope=facts.envelope,
        evidence=(*plan.evidence, *facts.evidence),
    )
    return override(with_rules(ctx, stream, facts, params), plan.config, params)


def _switch(
    ctx: Context, ours: StreamConfig | None, method: MethodConfig, operation: Operation, body: Node | None
) -> StreamSwitch | None:
    """The switch that the config names (an error if there is no such parameter), else a boolean ``stream``."""
    wanted = (ours.param if ours else None) or (method.streaming.param if method.streaming else None)
    type_name = method.streaming.params_type_name if method.streaming else None
    name = str(wanted) if wanted is not None else _SWITCH
    if wanted is None and method.streaming is not None and ours is None:
        return None
    for location in ("body", "query"):
        switch = StreamSwitch(wire=name, location=location, type_name=str(type_name) if type_name else None)
        node = _switch_node(ctx, switch, operation, body)
        if node is not None and (wanted is not None or shapes.has_type(ctx, node, "boolean")):
            return switch
    if wanted is not None:
        ctx.config_error(
            "config/unknown-property",
            f"{operation.name} has no body or query parameter {name!r} to switch streaming on with",
            wanted.pointer,
            hint="name the property as the document writes it",
        )
    return None


def _switch_node(ctx: Context, switch: StreamSwitch, operation: Operation, body: Node | None) -> Node | None:
    if switch.location == "body":
        found = (shapes.properties(ctx, member).get(switch.wire) for member in shapes.members(ctx, body))
        return next((node for node in found if node is not None), None)
    for parameter in operation.parameters:
        if parameter.str("in") == "query" and parameter.str("name") == switch.wire:
            return parameter.get("schema")
    return None


def _argument(plan: StreamPlan, params: tuple[ir.Param, ...]) -> str | None:
    if plan.switch is None:
        return None
    return next((p.name for p in params if p.wire == plan.switch.wire and p.location == plan.switch.location), None)


def _same_schema(answer: Answer) -> bool:
    """Whether the events are declared by the very reference that the plain answer is."""
    if answer.schema is None or answer.stream_schema is None:
        return False
    ref = answer.schema.str("$ref")
    return ref is not None and ref == answer.stream_schema.str("$ref")


def _note_undeclared(ctx: Context, operation: Operation, path: str) -> None:
    ctx.diagnostics.note(
        "stream/undeclared",
        f"{operation.name} takes a boolean 'stream', but the document declares no event stream",
        operation.node,
        hint=f"if it streams, bind it with one line: `headrace: {{streams: {{{path}: <model of an event>}}}}`",
    )


def _note_unreachable(ctx: Context, operation: Operation, path: str, media: str) -> None:
    ctx.diagnostics.note(
        "stream/no-switch",
        f"{operation.name} can answer with {media}, but no boolean 'stream' in body or query asks for it",
        operation.node,
        hint=f"name the switch: `headrace: {{streams: {{{path}: {{param: <name>}}}}}}`",
    )
