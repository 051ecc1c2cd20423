"""What the events of a run add up to: pure, without I/O. Each event gives the calls that a handler gets, in order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..deltas import entry_for, fold, given, plain

if TYPE_CHECKING:
    from ....types.beta.assistant_stream_event import AssistantStreamEvent
    from ....types.beta.threads import Message, Run
    from ....types.beta.threads.runs import RunStep

__all__ = ["AssistantState", "Call"]

Call = tuple[str, tuple[Any, ...]]
"""The name of a handler's method, and its arguments."""

_MESSAGE_ENDS = frozenset({"thread.message.completed", "thread.message.incomplete"})
_STEP_ENDS = frozenset(
    {
        "thread.run.step.completed",
        "thread.run.step.cancelled",
        "thread.run.step.failed",
        "thread.run.step.expired",
    }
)


class AssistantState:
    """Messages, run steps and the run, as far as their events have come.

    ``wanted`` are the handler's methods that do something: snapshots are made for those alone, so that a long answer
    whose deltas nobody snapshots costs linear time.
    """

    def __init__(self, wanted: frozenset[str]) -> None:
        self._wanted = wanted
        self.event: AssistantStreamEvent | None = None
        self.run: Run | None = None
        self.messages: dict[str, Message] = {}
        self.steps: dict[str, RunStep] = {}
        self._message: _Growing | None = None
        self._step: _Growing | None = None
        self._over = False

    def ends(self) -> bool:
        """Note that nothing more comes, for good or ill; False if that was known."""
        over, self._over = self._over, True
        return not over

    def handle(self, event: Any) -> Iterator[Call]:
        """Take in one event."""
        self.event = event
        kind: str = getattr(event, "event", "")
        yield "on_event", (event,)
        if kind.startswith("thread.run.step."):
            yield from self._step_event(kind, event.data)
        elif kind.startswith("thread.run."):
            self.run = event.data
        elif kind.startswith("thread.message."):
            yield from self._message_event(kind, event.data)

    @property
    def message_snapshot(self) -> Message | None:
        """The message that is being written, None between messages."""
        return None if self._message is None else self._message.snapshot()

    @property
    def step_snapshot(self) -> RunStep | None:
        """The step that is running, None between steps."""
        return None if self._step is None else self._step.snapshot()

    def _message_event(self, kind: str, data: Any) -> Iterator[Call]:
        if kind == "thread.message.created":
            self._message = _Growing(data)
            yield "on_message_created", (data,)
        elif kind == "thread.message.delta":
            if self._message is None or self._message.id != data.id:
                self._message = _Growing.empty(_message_class(), data.id)
            yield from self._message_delta(self._message, data.delta)
        elif kind in _MESSAGE_ENDS:
            if self._message is not None:
                yield from self._content_done(self._message, data.content)
            self._message = None
            self.messages[data.id] = data
            yield "on_message_done", (data,)

    def _message_delta(self, message: _Growing, delta: Any) -> Iterator[Call]:
        entries = message.data.setdefault("content", [])
        for part in delta.content or ():
            entry = entry_for(entries, {"index": part.index})
            fold(entry, part)
            position = _position(entries, entry)
            if position != message.open:
                yield from self._content_done(message, None)
                message.open = position
                if part.type == "text" and "on_text_created" in self._wanted:
                    yield "on_text_created", (_of(message.snapshot().content, position, "text"),)
            if part.type == "text" and part.text is not None and "on_text_delta" in self._wanted:
                yield "on_text_delta", (part.text, _of(message.snapshot().content, position, "text"))
        if "on_message_delta" in self._wanted:
            yield "on_message_delta", (delta, message.snapshot())

    def _content_done(self, message: _Growing, content: Any) -> Iterator[Call]:
        position, message.open = message.open, None
        if position is None:
            return
        parts = content if content is not None else message.snapshot().content
        text = _of(parts, position, "text")
        image = _of(parts, position, "image_file")
        if text is not None:
            yield "on_text_done", (text,)
        elif image is not None:
            yield "on_image_file_done", (image,)

    def _step_event(self, kind: str, data: Any) -> Iterator[Call]:
        if kind == "thread.run.step.created":
            self._step = _Growing(data)
            yield "on_run_step_created", (data,)
        elif kind == "thread.run.step.delta":
            if self._step is None or self._step.id != data.id:
                self._step = _Growing.empty(_step_class(), data.id)
            yield from self._step_delta(self._step, data.delta)
        elif kind in _STEP_ENDS:
            if self._step is not None:
                yield from self._tool_call_done(self._step, data)
            self._step = None
            self.steps[data.id] = data
            yield "on_run_step_done", (data,)

    def _step_delta(self, step: _Growing, delta: Any) -> Iterator[Call]:
        details = delta.step_details
        if details is not None:
            whole = step.data.setdefault("step_details", {})
            calls = getattr(details, "tool_calls", None)
            fold(whole, {name: value for name, value in given(details) if name != "tool_calls"})
            entries = whole.setdefault("tool_calls", []) if calls else []
            for call in calls or ():
                entry = entry_for(entries, dict(given(call)))
                fold(entry, call)
                yield from self._tool_call(step, call, _position(entries, entry))
        if "on_run_step_delta" in self._wanted:
            yield "on_run_step_delta", (delta, step.snapshot())

    def _tool_call(self, step: _Growing, call: Any, position: int) -> Iterator[Call]:
        if position != step.open:
            yield from self._tool_call_done(step, None)
            step.open = position
            if "on_tool_call_created" in self._wanted:
                yield "on_tool_call_created", (_tool_call_of(step.snapshot(), position),)
        if "on_tool_call_delta" in self._wanted:
            yield "on_tool_call_delta", (call, _tool_call_of(step.snapshot(), position))

    def _tool_call_done(self, step: _Growing, final: Any) -> Iterator[Call]:
        position, step.open = step.open, None
        if position is not None and "on_tool_call_done" in self._wanted:
            call = None if final is None else _tool_call_of(final, position)
            yield "on_tool_call_done", (call if call is not None else _tool_call_of(step.snapshot(), position),)


class _Growing:
    """An object whose deltas are being folded; ``open`` is the position of its part that is being written."""

    def __init__(self, model: Any) -> None:
        self.kind = type(model)
        self.id: str = model.id
        self.data: dict[str, Any] = model.to_dict(mode="python")
        self.open: int | None = None

    @classmethod
    def empty(cls, kind: Any, identity: str) -> _Growing:
        """For deltas of an object whose creation was not seen."""
        return cls(kind.construct(id=identity))

    def snapshot(self) -> Any:
        return self.kind.construct(**plain(self.data))


def _message_class() -> Any:
    from ....types.beta.threads.message import Message

    return Message


def _step_class() -> Any:
    from ....types.beta.threads.runs.run_step import RunStep

    return RunStep


def _position(entries: list[Any], entry: Any) -> int:
    return next(i for i in range(len(entries) - 1, -1, -1) if entries[i] is entry)


def _of(parts: Any, position: int, name: str) -> Any:
    """The ``text`` or ``image_file`` of a message's part, None where it is of another kind."""
    return getattr(parts[position], name, None) if parts and position < len(parts) else None


def _tool_call_of(step: Any, position: int) -> Any:
    calls = getattr(step.step_details, "tool_calls", None) or ()
    return calls[position] if position < len(calls) else None
