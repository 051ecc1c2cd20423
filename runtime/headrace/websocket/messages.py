"""Messages of a connection: JSON text to events of the declared classes, and what is sent to JSON text. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from ..json_body import encode_json
from ..stream_errors import Failure, dig, excerpt, failure_of, matching_rule
from ..stream_plan import plan_of
from ..transforms import TransformPlan

if TYPE_CHECKING:
    from ..descriptor import ConnectionSpec
    from ..stream_plan import Plan, Reader

__all__ = ["Unreadable", "encode_event", "error_in", "read_event", "type_of"]


class Unreadable(Exception):
    """A message that can't be given out. ``failure`` tells which exception it is for the caller."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


def read_event(spec: ConnectionSpec, data: str | bytes, *, strict: bool = False) -> Any:
    """The event in a message: of the class that its tag stands for, else an `UnknownEvent`.

    Raises `Unreadable` for what is no JSON object and, only when ``strict``, for what doesn't fit its class.
    """
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else bytes(data)
    plan = plan_of(spec.events)
    found = plan.peek(raw) if plan.peek is not None else None
    if found is not None:
        tag = found[1].decode("utf-8", "replace")
        reader = plan.reader(tag)
        if reader is not None and reader.attribute is not None and not reader.defaulted:
            try:
                event = reader.validate(raw)
            except ValueError:
                return _read_slowly(plan, raw, strict)
            if event.__dict__[reader.attribute] == tag:  # the first tag in the text may be that of a nested object
                return event
    return _read_slowly(plan, raw, strict)


def _read_slowly(plan: Plan, raw: bytes, strict: bool) -> Any:
    from ..reading import InvalidJson, load_json

    try:
        data: Any = load_json(raw)
    except InvalidJson as problem:
        text = raw.decode("utf-8", "replace")
        message = f"A message is not JSON: {excerpt(text)}"
        raise Unreadable(Failure("StreamDecodeError", message, body=text, cause=problem)) from None
    if not isinstance(data, dict):
        message = f"A message is not a JSON object: {excerpt(raw.decode('utf-8', 'replace'))}"
        raise Unreadable(Failure("StreamDecodeError", message, body=cast("object", data)))
    values = cast("dict[str, Any]", data)
    tag = dig(values, plan.tag) if plan.tag is not None else None
    reader = plan.whole if plan.tag is None else plan.reader(tag) if isinstance(tag, str) else None
    if reader is None:
        from ..unknown import make_unknown

        return make_unknown(tag if tag is not None else "", values, raw)
    return _build(reader, values, tag, strict)


def _build(reader: Reader, data: dict[str, Any], tag: Any, strict: bool) -> Any:
    from ..reading import Mismatch, read_value

    try:
        return read_value(reader.type, data, strict=strict)
    except Mismatch as problem:
        message = f"A message {tag!r} doesn't fit its class: {problem}"
        failure = Failure("APIResponseValidationError", message, body=data, cause=problem.__cause__)
        raise Unreadable(failure) from None


def type_of(spec: ConnectionSpec, event: Any) -> str:
    """The tag of an event, ``""`` where it has none."""
    tag = spec.events.tag
    kind: Any = event.__class__
    fields: dict[str, Any] = getattr(kind, "model_fields", {})
    attribute = next((name for name, field in fields.items() if (field.alias or name) == tag), tag)
    value = getattr(event, attribute, None) if attribute is not None else None
    return value if isinstance(value, str) else ""


def error_in(spec: ConnectionSpec, event: Any) -> Failure | None:
    """What went wrong, if the event is one that tells of an error."""
    data: Any = event.to_dict(mode="json") if hasattr(event, "to_dict") else event
    rule = matching_rule(spec.events.errors, "", data, type_of(spec, event))
    return None if rule is None else failure_of(rule, data)


def encode_event(spec: ConnectionSpec, event: Any) -> str:
    """The text of an event to send: a model, or a mapping of its properties.

    Raises ``TypeError`` for what has no JSON form and ``ValueError`` for numbers that JSON doesn't have.
    """
    if isinstance(event, Mapping):
        if spec.transforms:
            event = TransformPlan(spec.transforms).apply(cast("object", event))
    elif not hasattr(event, "model_dump"):
        raise TypeError(f"event: expected a mapping or a model, got {type(event).__name__}")
    return encode_json(event).decode()
