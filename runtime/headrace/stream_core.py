"""The core of a stream, without I/O: bytes of a body in, typed events out, by the rules of a `StreamSpec`.

`StreamCore` is a state machine that the sync and the async shell drive alike: ``feed`` bytes, ``step`` until it gives
None, and again, until ``halted``. Then ``failure`` says what to raise, if anything.
"""

from __future__ import annotations

import logging
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Literal, cast

from .errors import EventTooLargeError
from .jsonl import JSONLinesDecoder
from .sse import ServerSentEvent, SSEDecoder
from .stream_errors import Failure, dig, excerpt, failure_of, matching_rule, rule_of_facts
from .stream_media import HEAD_BYTES, foreign_failure, looks_like, media_kind
from .stream_parts import Parts, value_of, values_at
from .stream_plan import Reader, plan_of

if TYPE_CHECKING:
    from .descriptor import ErrorRule, StreamSpec
    from .sse import RawEvent

__all__ = ["StreamCore"]

log = logging.getLogger("headrace.stream")


class StreamCore:
    """One stream's state.

    ``content_type`` is the response's header, None if it had none. With ``strict``, an event that doesn't fit its class
    is a failure instead of a lenient object.
    """

    def __init__(
        self, spec: StreamSpec, *, content_type: str | None, max_event_bytes: int | None, strict: bool = False
    ) -> None:
        self.plan = plan_of(spec)
        self.strict = strict
        self.decoder: SSEDecoder | JSONLinesDecoder
        self.decoder = (SSEDecoder if spec.format == "sse" else JSONLinesDecoder)(max_event_bytes=max_event_bytes)
        self.halted = False
        """Nothing more will come: a stop rule fired, the body ended, a failure is due, or the stream was closed."""
        self.complete = False
        self.failure: Failure | None = None
        self.events_seen = 0
        self.keepalives = 0
        """How many of the events only kept the connection open."""
        self.usage: Any = None
        self.sequence: int | None = None
        self._seen_through: int | None = None
        self._queue: deque[RawEvent] = deque()
        self._content_type = content_type
        self._kind: Literal["stream", "foreign", "unsure"] = media_kind(spec, content_type)
        self._head: bytearray | None = bytearray()  # the body's beginning, until it has shown to be a stream
        self._ended = False
        self._parts = Parts(spec.finish)
        self._strangers = 0  # events without any property of the stream's one class

    # Bytes in

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes of the body."""
        if self._head is not None:
            self._head += chunk[: HEAD_BYTES - len(self._head)]
            if self._kind == "unsure" and not looks_like(self.plan.spec, self._head):
                self._kind = "foreign"
            if self._kind == "foreign":
                if len(self._head) >= HEAD_BYTES:
                    self.fail(self.foreign_failure())
                return
        self._decode(chunk)

    def end(self) -> None:
        """The body is over."""
        self._ended = True
        if self._kind == "foreign" and not self.halted:
            self.fail(self.foreign_failure())
            return
        self._decode(b"")  # a decoder that gave good events first has yet to say that the next was too large
        if self.plan.spec.format == "jsonl" and (last := self.decoder.pending_event()):
            self._queue.append((last.event, last.raw, last.id, last.retry))
            self._head = None

    def _decode(self, chunk: bytes) -> None:
        try:
            self._queue.extend(self.decoder.read(chunk))
        except EventTooLargeError as error:
            self.fail(Failure("EventTooLargeError", error.message))
        if self._queue:
            self._head = None

    # Events out

    def step(self) -> Any:
        """The next typed event; None if there is none now."""
        queue, plan = self._queue, self.plan
        routes, marks = plan.routes, plan.marks
        while queue and not self.halted:
            found = queue.popleft()
            raw = found[1]
            reader = routes[found[0]]
            if reader is None or raw.startswith(marks):
                event = self._read(ServerSentEvent(*found))
            else:
                try:
                    event = reader.validate(raw)
                except ValueError:
                    event = self._read_slowly(ServerSentEvent(*found))
                else:
                    if not self._is_plain(reader, event):
                        event = self._accept(reader, reader.tag, event, ServerSentEvent(*found))
            if event is not None:
                self.events_seen += 1
                return event
        if self._ended and not self.halted:
            self._conclude()
        return None

    def step_raw(self) -> ServerSentEvent | None:
        """The next event as it came, noise and end marks included; None if there is none now.

        The rules apply as far as they can without reading the data: an error event is given out, then fails the stream.
        """
        if self._queue and not self.halted:
            sse = ServerSentEvent(*self._queue.popleft())
            self.sequence = None  # its number isn't read, so there is no telling where to take up after it
            self._watch(sse)
            self.keepalives += sse.event in self.plan.keepalive or sse.event in self.plan.noise
            self.events_seen += 1
            return sse
        if self._ended and not self.halted:
            self._conclude()
        return None

    def halt(self) -> None:
        """Stop here, by the user's wish. May be called while another thread is in any other method."""
        self.halted = True

    def restart(self, content_type: str | None) -> None:
        """Go on with the body of another response, which takes up after the last event."""
        limit = self.decoder.max_event_bytes
        self.decoder = type(self.decoder)(max_event_bytes=limit)
        self._content_type = content_type
        self._kind = media_kind(self.plan.spec, content_type)
        self._head = bytearray()
        self._ended = self.halted = False
        self.failure = None
        self._seen_through = self.sequence

    # The rules

    def _read(self, sse: ServerSentEvent) -> Any:
        plan = self.plan
        raw = sse.raw
        name = sse.event
        if (plan.sentinels and raw.startswith(plan.sentinels)) or name in plan.ends:
            self.complete = self.halted = True
            return None
        failed = plan.error_data and raw.startswith(plan.error_data)
        if name in plan.noise or (plan.noise_data and raw.startswith(plan.noise_data)):
            return None
        if plan.only and name not in plan.only and name not in plan.error_names and not failed:
            return None
        if failed or name in plan.error_names or plan.spec.envelope:
            return self._read_slowly(sse)
        if plan.tag is None:
            reader = plan.whole
            tag = None
        else:
            tag = name
            known = plan.reader(tag)
            if known is None and plan.peek is not None and (found := plan.peek(raw)):
                tag = found[1].decode("utf-8", "replace")
                known = plan.reader(tag)
            if known is None or known.attribute is None or tag in plan.error_tags:
                return self._read_slowly(sse)
            reader = known
        try:
            event = reader.validate(raw)
        except ValueError:
            return self._read_slowly(sse)
        plain = reader.plain and self._is_plain(reader, event)
        return event if plain else self._accept(reader, tag, event, sse)

    def _is_plain(self, reader: Reader, event: Any) -> bool:
        """Whether an event means nothing for the stream as a whole: most are so, and this is all that they cost."""
        fields, extra, attribute = event.__dict__, event.__pydantic_extra__, reader.attribute
        if attribute is not None and (fields[attribute] != reader.tag or reader.defaulted):
            return False
        if extra and not reader.heads.isdisjoint(extra):
            return False
        for name in reader.watched:
            if fields[name] is not None:
                return False
        if reader.parts is not None and not self._parts.go_on(fields[reader.parts]):
            return False
        if reader.number is not None:
            number = fields[reader.number]
            if type(number) is not int or self._seen_through is not None:
                return False
            self.sequence = number
        return True

    def _accept(self, reader: Reader, tag: str | None, event: Any, sse: ServerSentEvent) -> Any:
        """Take an event that fits its class, unless it is something else all the same."""
        attribute = reader.attribute
        if tag is not None and (
            # The class's tag must have been on the wire, not only in a nested object or as a default.
            event.__dict__[attribute] != tag or (reader.defaulted and attribute not in event.model_fields_set)
        ):
            return self._read_slowly(sse)
        for hint, name in self.plan.error_hints:
            if hint in sse.raw and value_of(event, name):
                return self._read_slowly(sse)
        return self._note(event, sse.raw, tag)

    def _note(self, event: Any, raw: bytes, tag: str | None) -> Any:
        """Remember what an event means for the stream as a whole, and pass it on."""
        plan = self.plan
        if plan.finish is not None and (self._parts.unclear or plan.finish(raw)):
            self._parts.note(event)
        for found, path in plan.usage:
            if found(raw):
                for value in values_at(event, path):
                    self.usage = value if value is not None else self.usage
        if plan.spec.sequence is not None:
            number = value_of(event, plan.spec.sequence)
            if isinstance(number, int):
                if self._seen_through is not None and number <= self._seen_through:
                    return None
                self.sequence = number
        if tag is not None:
            if tag in plan.terminal:
                self.complete = self.halted = True
            elif tag in plan.keepalive:
                self.keepalives += 1
        return event

    def _read_slowly(self, sse: ServerSentEvent) -> Any:
        """Parse the data first, then decide: for errors, unknown and misfitting events, and envelopes."""
        from .reading import InvalidJson, load_json

        plan, spec, name = self.plan, self.plan.spec, sse.event
        named_error = name in plan.error_names or sse.raw.startswith(plan.error_data)
        if not sse.raw.strip() and not named_error:
            return None  # a keep-alive
        try:
            data: Any = load_json(sse.raw)
        except InvalidJson as problem:
            return self._not_json(sse, problem)
        if not isinstance(data, dict) and not named_error and not (spec.envelope and name != "message"):
            return self._not_an_object(sse, data)
        tag = name if spec.envelope else None if plan.tag is None else dig(cast("object", data), plan.tag)
        event = cast("dict[str, Any]", {"event": name, "data": data} if spec.envelope else data)
        if rule := matching_rule(spec.errors, name, cast("object", data), tag, sse.raw):
            return self._error(sse, rule, cast("object", data), event, tag if isinstance(tag, str) else name)
        return self._typed(sse, event, tag)

    def _error(self, sse: ServerSentEvent, rule: ErrorRule, data: object, event: Any, tag: str) -> Any:
        """Fail because of an error event; first give it out, if it is a member of the union."""
        better = rule_of_facts(self.plan.spec.errors, rule, data)
        nested = better.property is not None and dig(data, better.property)
        failure = failure_of(better, data if nested else event)
        reader = self.plan.reader(tag) if rule.yielded and isinstance(event, dict) else None
        if reader is None:
            return self.fail(failure)
        made = self._build(reader, event, sse)
        self.fail(self.failure or failure)
        return made

    def _typed(self, sse: ServerSentEvent, data: dict[str, Any], tag: Any) -> Any:
        plan = self.plan
        if isinstance(tag, str) and tag in plan.noise:
            return None
        if plan.tag is None:
            reader: Reader | None = plan.whole
            if not plan.whole.knows(data):
                # It has nothing of the one class that this stream gives, so it is none of it: a ping, or data of a
                # server that speaks another dialect.
                rule = next((rule for rule in plan.spec.errors if _is_text(dig(data, rule.message))), None)
                if rule is not None and sse.event == "message":
                    return self.fail(failure_of(rule, data))  # an error that isn't marked as one
                if sse.event != "message" or data.keys() <= {"type"}:
                    log.debug("Skipped an event %r without any known property", sse.event)
                    return None
                self._strangers += 1
                reader = None
        else:
            if tag is None and plan.reader(sse.event) is not None:
                tag = sse.event
                data = {plan.tag: tag, **data}
            reader = plan.reader(tag) if isinstance(tag, str) else None
        if reader is None:
            empty = plan.spec.envelope and sse.event in ("message", *plan.keepalive) and not data["data"]
            if empty or not data:
                return None
            from .unknown import make_unknown

            event = make_unknown(tag if tag is not None else "" if sse.event == "message" else sse.event, data, sse.raw)
        else:
            event = self._build(reader, data, sse)
        return None if event is None else self._note(event, sse.raw, tag if isinstance(tag, str) else None)

    def _build(self, reader: Reader, data: Any, sse: ServerSentEvent) -> Any:
        from .reading import Mismatch, read_value

        try:
            return read_value(reader.type, data, strict=self.strict)
        except Mismatch as problem:
            message = f"An event {sse.event!r} doesn't fit its class: {problem}"
            return self.fail(Failure("APIResponseValidationError", message, body=data, cause=problem.__cause__))

    def _not_json(self, sse: ServerSentEvent, problem: Exception) -> None:
        """Data that isn't JSON: that of a keep-alive or an error event, an end mark after spaces, or a failure."""
        if sse.event in self.plan.keepalive:
            return None
        tag = sse.event if self.plan.spec.envelope else None
        if rule := matching_rule(self.plan.spec.errors, sse.event, None, tag, sse.raw):
            return self.fail(failure_of(rule, sse.data))
        if sse.data.strip().startswith(self.plan.spec.sentinel):
            self.complete = self.halted = True
            return None
        message = f"The data of an event is not JSON: {excerpt(sse.data)}"
        return self.fail(Failure("StreamDecodeError", message, body=sse.data, cause=problem))

    def _not_an_object(self, sse: ServerSentEvent, data: object) -> Any:
        if data is None or data == [] or data == "" or sse.event in self.plan.keepalive:
            return None  # filler: there is nothing in it that could be lost
        if self.plan.tag is None and not self.plan.whole.fields:
            try:
                return self._note(self.plan.whole.validate(sse.raw), sse.raw, None)  # a union or a list may take it
            except ValueError:
                pass
        message = f"The data of an event is not a JSON object: {excerpt(sse.data)}"
        return self.fail(Failure("StreamDecodeError", message, body=data))

    def _watch(self, sse: ServerSentEvent) -> None:
        """The rules for `step_raw`: nothing is validated, and JSON is only parsed where an error is suspected."""
        plan = self.plan
        if (plan.sentinels and sse.raw.startswith(plan.sentinels)) or sse.event in plan.ends:
            self.complete = self.halted = True
            return
        found = plan.peek(sse.raw) if plan.peek is not None else None
        tag = found[1].decode("utf-8", "replace") if found else None
        if sse.event in plan.terminal or tag in plan.terminal:
            self.complete = self.halted = True
        elif plan.finish is not None and (self._parts.unclear or plan.finish(sse.raw)):
            with suppress(ValueError, RecursionError):
                self._parts.note(sse.json())
        suspected = sse.event in plan.error_names or tag in plan.error_tags or sse.raw.startswith(plan.error_data)
        if suspected or any(hint in sse.raw for hint, _ in plan.error_hints):
            try:
                data = sse.json()
            except (ValueError, RecursionError):
                data = sse.data
            if rule := matching_rule(plan.spec.errors, sse.event, data, tag, sse.raw):
                self.fail(failure_of(rule, data))

    # The end

    def _conclude(self) -> None:
        """The body ended and no stop rule had fired: was that all?"""
        spec = self.plan.spec
        if self._head and not looks_like(spec, self._head):
            self.fail(self.foreign_failure())
            return
        self.halted = True
        lost = self.decoder.pending_event(cut=True) if isinstance(self.decoder, SSEDecoder) else None
        marked = lost is not None and (lost.raw.startswith(self.plan.sentinels) or lost.event in self.plan.ends)
        cut_short = spec.format == "sse" and self.decoder.unfinished
        plain = not (spec.sentinel or spec.ends or spec.terminal or spec.finish)
        self.complete = marked or self._parts.finished or (plain and self._head is None and not cut_short)
        # Where all that came was in a dialect that the rules don't know, they don't know its end mark either.
        foreign = bool(self._strangers) and self._strangers == self.events_seen
        if not self.complete and not foreign and spec.truncation == "error":
            message = f"The stream ended before its end was signalled, after {self.events_seen} events."
            self.fail(Failure("StreamTruncatedError", message))

    @property
    def foreign(self) -> bool:
        """Whether the body is known to be no stream, and is only read on for the error."""
        return self._kind == "foreign"

    def foreign_failure(self) -> Failure:
        """The failure of such a body, with what there is of it."""
        return foreign_failure(self.plan.spec, self._content_type, bytes(self._head or b""))

    def fail(self, failure: Failure) -> None:
        """Nothing more will come, because of this."""
        self.failure = failure
        self.halted = True
        self.complete = False


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)
