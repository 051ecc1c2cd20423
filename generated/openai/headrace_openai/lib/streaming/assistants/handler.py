"""The event handlers of assistant runs: iterate one, or override its methods, or both."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any

from typing_extensions import Self

from headrace.spi import APITimeoutError

from ..base import AsyncEventStream, EventStream
from .state import AssistantState

if TYPE_CHECKING:
    from ....types.beta.assistant_stream_event import AssistantStreamEvent
    from ....types.beta.threads import ImageFile, Message, MessageDelta, Run, Text, TextDelta
    from ....types.beta.threads.runs import RunStep, RunStepDelta, ToolCall, ToolCallDelta

__all__ = ["AssistantEventHandler", "AsyncAssistantEventHandler"]

_CALLED_BACK = (
    "on_image_file_done",
    "on_message_created",
    "on_message_delta",
    "on_message_done",
    "on_run_step_created",
    "on_run_step_delta",
    "on_run_step_done",
    "on_text_created",
    "on_text_delta",
    "on_text_done",
    "on_tool_call_created",
    "on_tool_call_delta",
    "on_tool_call_done",
)


class _Snapshots:
    """What both handlers know of their run."""

    _state: AssistantState | None = None

    def _started(self) -> AssistantState:
        if self._state is None:
            raise RuntimeError("the handler has no stream yet: enter the block of the stream that it was given to")
        return self._state

    def _begin(self, base: type[Any]) -> None:
        if self._state is not None:
            raise RuntimeError("a handler serves one stream: make a new instance for each")
        overridden = {name for name in _CALLED_BACK if getattr(type(self), name) is not getattr(base, name)}
        self._state = AssistantState(frozenset(overridden))

    @property
    def current_event(self) -> AssistantStreamEvent | None:
        """The event that is being handled, None before the first."""
        return self._started().event

    @property
    def current_run(self) -> Run | None:
        """The run as its newest event has it."""
        return self._started().run

    @property
    def current_run_step_snapshot(self) -> RunStep | None:
        """The step that is running, with all deltas up to now; None between steps."""
        return self._started().step_snapshot

    @property
    def current_message_snapshot(self) -> Message | None:
        """The message that is being written, with all deltas up to now; None between messages."""
        return self._started().message_snapshot

    def _final_run(self) -> Run:
        run = self._started().run
        if run is None:
            raise RuntimeError("the stream ended without any event of its run")
        return run

    def _final_messages(self) -> list[Message]:
        return list(self._started().messages.values())

    def _final_run_steps(self) -> list[RunStep]:
        return list(self._started().steps.values())


def _deltas(event: Any) -> Iterator[str]:
    if getattr(event, "event", None) == "thread.message.delta":
        for part in event.data.delta.content or ():
            if part.type == "text" and part.text is not None and part.text.value:
                yield part.text.value


class AssistantEventHandler(_Snapshots, EventStream[Any]):
    """Handles the events of one run. Override the methods that you want called; those here do nothing.

    A subclass with an ``__init__`` of its own calls ``super().__init__()``. An instance serves one stream.
    """

    def __init__(self) -> None:
        super().__init__(None)  # the stream comes with _init

    def _init(self, raw_stream: Any) -> Self:
        self._begin(AssistantEventHandler)
        self._raw = raw_stream
        return self

    def __next__(self) -> AssistantStreamEvent:
        state = self._started()
        try:
            event: AssistantStreamEvent | None = next(self._raw, None)
            if event is not None:
                for name, arguments in state.handle(event):
                    getattr(self, name)(*arguments)
                return event
            if state.ends():
                self.on_end()
        except BaseException as error:
            self._failed(error)
            raise
        raise StopIteration

    def _failed(self, error: BaseException) -> None:
        self._started().ends()
        if isinstance(error, Exception):
            if isinstance(error, APITimeoutError):
                self.on_timeout()
            self.on_exception(error)
        self.close()

    @property
    def text_deltas(self) -> Iterator[str]:
        """The pieces of text alone. Iterating it iterates the stream."""
        for event in self:
            yield from _deltas(event)

    def until_done(self) -> None:
        """Read all that is left."""
        for _ in self:
            pass

    def get_final_run(self) -> Run:
        """Read what is left and return the run as its last event has it. Raises RuntimeError when there was none."""
        self.until_done()
        return self._final_run()

    def get_final_run_steps(self) -> list[RunStep]:
        """Read what is left and return the steps that ended."""
        self.until_done()
        return self._final_run_steps()

    def get_final_messages(self) -> list[Message]:
        """Read what is left and return the messages that were written."""
        self.until_done()
        return self._final_messages()

    def on_event(self, event: AssistantStreamEvent) -> None:
        """Every event, before the calls that follow from it."""

    def on_end(self) -> None:
        """The stream ended well."""

    def on_timeout(self) -> None:
        """A time limit ran out. ``on_exception`` is called too."""

    def on_exception(self, exception: Exception) -> None:
        """The stream failed, or a method of this handler did. The exception is raised afterwards."""

    def on_run_step_created(self, run_step: RunStep) -> None:
        """A step began."""

    def on_run_step_delta(self, delta: RunStepDelta, snapshot: RunStep) -> None:
        """More of a step."""

    def on_run_step_done(self, run_step: RunStep) -> None:
        """A step ended, whatever its status."""

    def on_tool_call_created(self, tool_call: ToolCall) -> None:
        """A tool call began."""

    def on_tool_call_delta(self, delta: ToolCallDelta, snapshot: ToolCall) -> None:
        """More of a tool call."""

    def on_tool_call_done(self, tool_call: ToolCall) -> None:
        """A tool call is whole."""

    def on_message_created(self, message: Message) -> None:
        """A message began."""

    def on_message_delta(self, delta: MessageDelta, snapshot: Message) -> None:
        """More of a message."""

    def on_message_done(self, message: Message) -> None:
        """A message ended, complete or not."""

    def on_text_created(self, text: Text) -> None:
        """A text part of a message began."""

    def on_text_delta(self, delta: TextDelta, snapshot: Text) -> None:
        """More of a text part."""

    def on_text_done(self, text: Text) -> None:
        """A text part is whole."""

    def on_image_file_done(self, image_file: ImageFile) -> None:
        """An image part is whole."""


class AsyncAssistantEventHandler(_Snapshots, AsyncEventStream[Any]):
    """The async twin of ``AssistantEventHandler``: its methods are coroutines."""

    def __init__(self) -> None:
        super().__init__(None)

    def _init(self, raw_stream: Any) -> Self:
        self._begin(AsyncAssistantEventHandler)
        self._raw = raw_stream
        return self

    async def __anext__(self) -> AssistantStreamEvent:
        state = self._started()
        try:
            event: AssistantStreamEvent | None = await anext(self._raw, None)
            if event is not None:
                for name, arguments in state.handle(event):
                    await getattr(self, name)(*arguments)
                return event
            if state.ends():
                await self.on_end()
        except BaseException as error:
            await self._failed(error)
            raise
        raise StopAsyncIteration

    async def _failed(self, error: BaseException) -> None:
        if isinstance(error, Exception):
            if isinstance(error, APITimeoutError):
                await self.on_timeout()
            await self.on_exception(error)
        await self.close()

    @property
    async def text_deltas(self) -> AsyncIterator[str]:
        """The pieces of text alone. Iterating it iterates the stream."""
        async for event in self:
            for text in _deltas(event):
                yield text

    async def until_done(self) -> None:
        """Read all that is left."""
        async for _ in self:
            pass

    async def get_final_run(self) -> Run:
        """Read what is left and return the run as its last event has it. Raises RuntimeError when there was none."""
        await self.until_done()
        return self._final_run()

    async def get_final_run_steps(self) -> list[RunStep]:
        """Read what is left and return the steps that ended."""
        await self.until_done()
        return self._final_run_steps()

    async def get_final_messages(self) -> list[Message]:
        """Read what is left and return the messages that were written."""
        await self.until_done()
        return self._final_messages()

    async def on_event(self, event: AssistantStreamEvent) -> None:
        """Every event, before the calls that follow from it."""

    async def on_end(self) -> None:
        """The stream ended well."""

    async def on_timeout(self) -> None:
        """A time limit ran out. ``on_exception`` is called too."""

    async def on_exception(self, exception: Exception) -> None:
        """The stream failed, or a method of this handler did. The exception is raised afterwards."""

    async def on_run_step_created(self, run_step: RunStep) -> None:
        """A step began."""

    async def on_run_step_delta(self, delta: RunStepDelta, snapshot: RunStep) -> None:
        """More of a step."""

    async def on_run_step_done(self, run_step: RunStep) -> None:
        """A step ended, whatever its status."""

    async def on_tool_call_created(self, tool_call: ToolCall) -> None:
        """A tool call began."""

    async def on_tool_call_delta(self, delta: ToolCallDelta, snapshot: ToolCall) -> None:
        """More of a tool call."""

    async def on_tool_call_done(self, tool_call: ToolCall) -> None:
        """A tool call is whole."""

    async def on_message_created(self, message: Message) -> None:
        """A message began."""

    async def on_message_delta(self, delta: MessageDelta, snapshot: Message) -> None:
        """More of a message."""

    async def on_message_done(self, message: Message) -> None:
        """A message ended, complete or not."""

    async def on_text_created(self, text: Text) -> None:
        """A text part of a message began."""

    async def on_text_delta(self, delta: TextDelta, snapshot: Text) -> None:
        """More of a text part."""

    async def on_text_done(self, text: Text) -> None:
        """A text part is whole."""

    async def on_image_file_done(self, image_file: ImageFile) -> None:
        """An image part is whole."""
