"""How an event stream ends, fails and counts, told from the schema of its events.

Everything here is inference: it looks at tags, constants and well-known property names, and says in a sentence what it
found (``headrace explain`` prints them). The config overrules all of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from headrace_codegen import ir
from headrace_codegen.lower import shapes

if TYPE_CHECKING:
    from headrace_codegen.lower.context import Context
    from headrace_codegen.source import Node

__all__ = ["EventFacts", "event_facts"]

_FINISHING = frozenset(
    {
        "completed",
        "complete",
        "done",
        "failed",
        "incomplete",
        "cancelled",
        "canceled",
        "finished",
        "finish",
        "ended",
        "end",
        "stop",
        "stopped",
    }
)
_ERRORS = frozenset({"error"})
_SEQUENCES = ("sequence_number", "sequenceNumber", "sequence", "seq", "event_index")
_FINISH_PROPERTY = "finish_reason"
_TOKENS = re.compile(r"[._\-/:]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFacts:
    """What the schema of an event tells about its stream. Paths are tuples of wire names, ``"[]"`` for every item of an
    array.
    """

    tag: str | None = None
    envelope: bool = False
    terminal: tuple[str, ...] = ()
    finish: tuple[str, ...] = ()
    errors: tuple[ir.ErrorRule, ...] = ()
    usage: tuple[tuple[str, ...], ...] = ()
    sequence: str | None = None
    sentinel: tuple[str, ...] = ()
    error_property: bool = True
    evidence: tuple[str, ...] = ()


def event_facts(ctx: Context, event: Node | None, tag: str | None) -> EventFacts:
    """Look at the members of ``event``, which are told apart by the property ``tag`` (None: found here, if there is
    one).
    """
    members = tuple(shapes.members(ctx, event))
    held = [(member, shapes.properties(ctx, member)) for member in members]
    tag = tag or _find_tag(ctx, held)
    said: list[str] = []
    tagged = {value: props for _, props in held for value in (shapes.constants(ctx, props.get(tag)) if tag else ())}
    envelope = tag == "event" and len(held) > 1 and all("data" in props for _, props in held)
    errors = _error_members(tagged, envelope)
    terminal = _terminal(tuple(tagged))
    finish = () if tagged and len(held) > 1 else _finish(ctx, held)
    sentinel = _sentinel(ctx, held) if envelope else ()
    sequence = _sequence(ctx, held)
    usage = _usage(ctx, [tagged[value] for value in terminal] if terminal else [props for _, props in held])
    if tag and len(held) > 1:
        said.append(f"{len(held)} kinds of event, told apart by {tag!r}")
    if envelope:
        said.append("events have 'event' and 'data': the name of the server-sent event and its data are put together")
    if terminal:
        said.append(f"ends after {_listed(terminal)}: the final values of {tag!r}")
    if finish:
        said.append(f"complete once {'.'.join(finish)} has a value")
    if sentinel:
        said.append(f"ends at the data {_listed(sentinel)}, the constant of a member of the union")
    for rule in errors:
        said.append(f"{_listed(rule.tag)} is a declared error event: it is yielded, then raised")
    if usage:
        said.append(f"usage is at {_listed(tuple('.'.join(path) for path in usage))}")
    if sequence:
        said.append(f"every event is numbered by {sequence!r}")
    return EventFacts(
        tag=tag,
        envelope=envelope,
        terminal=terminal,
        finish=finish,
        errors=errors,
        usage=usage,
        sequence=sequence,
        sentinel=sentinel,
        error_property=not any("error" in props for value, props in tagged.items() if value not in _ERRORS),
        evidence=tuple(said),
    )


_Held = list[tuple["Node", dict[str, "Node"]]]


def _find_tag(ctx: Context, held: _Held) -> str | None:
    """A property that is one constant string in every member, a different one in each."""
    if len(held) < 2:
        return None
    for name in held[0][1]:
        values = [shapes.constants(ctx, props.get(name)) for _, props in held]
        if all(len(value) == 1 for value in values) and len({value[0] for value in values}) == len(values):
            return name
    return None


def _terminal(values: tuple[str, ...]) -> tuple[str, ...]:
    """The values that end the stream: those whose last word means an end, and which have the fewest words of all such.

    ``response.completed`` ends a response, ``response.output_text.done`` only a part of it.
    """
    finishing = [value for value in values if _TOKENS.split(value)[-1].lower() in _FINISHING]
    if not finishing:
        return ()
    depth = min(len(_TOKENS.split(value)) for value in finishing)
    return tuple(value for value in finishing if len(_TOKENS.split(value)) == depth)


def _error_members(tagged: dict[str, dict[str, Node]], envelope: bool) -> tuple[ir.ErrorRule, ...]:
    """Declared error events. Their facts stand in the data of an envelope, in an object ``error``, or in the event
    itself.
    """
    rules: list[ir.ErrorRule] = []
    for value, props in tagged.items():
        if value in _ERRORS:
            nested = "error" if "error" in props and "message" not in props else None
            rules.append(ir.ErrorRule(tag=(value,), yielded=True, body="data" if envelope else nested))
    return tuple(rules)


def _finish(ctx: Context, held: _Held) -> tuple[str, ...]:
    """The path of a ``finish_reason``, at the top of an event or in the items of one of its arrays."""
    for _, props in held:
        if _FINISH_PROPERTY in props:
            return (_FINISH_PROPERTY,)
        for name, prop in props.items():
            if _FINISH_PROPERTY in shapes.properties(ctx, shapes.item_of(ctx, prop)):
                return (name, "[]", _FINISH_PROPERTY)
    return ()


def _sentinel(ctx: Context, held: _Held) -> tuple[str, ...]:
    """Constant data of an envelope that is not JSON, such as ``[DONE]``."""
    values = [value for _, props in held for value in shapes.constants(ctx, props.get("data"))]
    return tuple(dict.fromkeys(value for value in values if re.fullmatch(r"\[[A-Z]+\]", value)))


def _usage(ctx: Context, held: list[dict[str, Node]]) -> tuple[tuple[str, ...], ...]:
    """Where events keep an object ``usage``: at the top, or in an object at the top."""
    paths: dict[tuple[str, ...], None] = {}
    for props in held:
        if _is_object(ctx, props.get("usage")):
            paths["usage",] = None
        for name, prop in props.items():
            if _is_object(ctx, shapes.properties(ctx, prop).get("usage")):
                paths[name, "usage"] = None
    return tuple(paths)


def _sequence(ctx: Context, held: _Held) -> str | None:
    """An integer with a well-known name that every event has."""
    for name in _SEQUENCES:
        if held and all(shapes.has_type(ctx, props.get(name), "integer") for _, props in held):
            return name
    return None


def _is_object(ctx: Context, node: Node | None) -> bool:
    return node is not None and bool(shapes.properties(ctx, node))


def _listed(values: tuple[str, ...]) -> str:
    return " or ".join(repr(value) for value in values)
