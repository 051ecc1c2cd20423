"""The events that ``responses.stream`` makes richer. All others pass as the API sent them."""

# A parsed response isn't what may be assigned to a response to a type checker. Nothing here assigns one.
# pyright: reportIncompatibleVariableOverride=false
# mypy: disable-error-code="assignment"
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, Optional, Union

from typing_extensions import TypeAlias, TypeVar

from ....types.responses.response_completed_event import ResponseCompletedEvent as RawCompletedEvent
from ....types.responses.response_function_call_arguments_delta_event import (
    ResponseFunctionCallArgumentsDeltaEvent as RawArgumentsDeltaEvent,
)
from ....types.responses.response_text_delta_event import ResponseTextDeltaEvent as RawTextDeltaEvent
from ....types.responses.response_text_done_event import ResponseTextDoneEvent as RawTextDoneEvent
from ...parsed.responses import ParsedResponse
from ..text import TextSoFar

if TYPE_CHECKING:
    # All events of the document but those that have a richer class here. A test holds this list.
    from ....types.responses import (
        ResponseAudioDeltaEvent,
        ResponseAudioDoneEvent,
        ResponseAudioTranscriptDeltaEvent,
        ResponseAudioTranscriptDoneEvent,
        ResponseCodeInterpreterCallCodeDeltaEvent,
        ResponseCodeInterpreterCallCodeDoneEvent,
        ResponseCodeInterpreterCallCompletedEvent,
        ResponseCodeInterpreterCallInProgressEvent,
        ResponseCodeInterpreterCallInterpretingEvent,
        ResponseContentPartAddedEvent,
        ResponseContentPartDoneEvent,
        ResponseCreatedEvent,
        ResponseCustomToolCallInputDeltaEvent,
        ResponseCustomToolCallInputDoneEvent,
        ResponseErrorEvent,
        ResponseFailedEvent,
        ResponseFileSearchCallCompletedEvent,
        ResponseFileSearchCallInProgressEvent,
        ResponseFileSearchCallSearchingEvent,
        ResponseFunctionCallArgumentsDoneEvent,
        ResponseImageGenCallCompletedEvent,
        ResponseImageGenCallGeneratingEvent,
        ResponseImageGenCallInProgressEvent,
        ResponseImageGenCallPartialImageEvent,
        ResponseIncompleteEvent,
        ResponseInProgressEvent,
        ResponseMcpCallArgumentsDeltaEvent,
        ResponseMcpCallArgumentsDoneEvent,
        ResponseMcpCallCompletedEvent,
        ResponseMcpCallFailedEvent,
        ResponseMcpCallInProgressEvent,
        ResponseMcpListToolsCompletedEvent,
        ResponseMcpListToolsFailedEvent,
        ResponseMcpListToolsInProgressEvent,
        ResponseOutputItemAddedEvent,
        ResponseOutputItemDoneEvent,
        ResponseOutputTextAnnotationAddedEvent,
        ResponseQueuedEvent,
        ResponseReasoningSummaryPartAddedEvent,
        ResponseReasoningSummaryPartDoneEvent,
        ResponseReasoningSummaryTextDeltaEvent,
        ResponseReasoningSummaryTextDoneEvent,
        ResponseReasoningTextDeltaEvent,
        ResponseReasoningTextDoneEvent,
        ResponseRefusalDeltaEvent,
        ResponseRefusalDoneEvent,
        ResponseShellCallCommandAddedEvent,
        ResponseShellCallCommandDeltaEvent,
        ResponseShellCallCommandDoneEvent,
        ResponseShellCallOutputContentDeltaEvent,
        ResponseShellCallOutputContentDoneEvent,
        ResponseWebSearchCallCompletedEvent,
        ResponseWebSearchCallInProgressEvent,
        ResponseWebSearchCallSearchingEvent,
    )

__all__ = [
    "ResponseCompletedEvent",
    "ResponseFunctionCallArgumentsDeltaEvent",
    "ResponseStreamEvent",
    "ResponseTextDeltaEvent",
    "ResponseTextDoneEvent",
]

T = TypeVar("T", default=Any)


class ResponseTextDeltaEvent(RawTextDeltaEvent):
    """More output text. ``snapshot`` is the part's text up to and with this delta."""

    _text: ClassVar[Optional[TextSoFar]] = None

    @property
    def snapshot(self) -> str:
        """Read when it is looked at, so that an event costs the same at the start and at the end of a long text."""
        return self.delta if self._text is None else str(self._text)


class ResponseTextDoneEvent(RawTextDoneEvent, Generic[T]):
    """A text part is whole. ``parsed`` is an instance of the text format, None without one."""

    parsed: Optional[T] = None


class ResponseFunctionCallArgumentsDeltaEvent(RawArgumentsDeltaEvent):
    """More of a function call's arguments. ``snapshot`` is their JSON text up to and with this delta."""

    _text: ClassVar[Optional[TextSoFar]] = None

    @property
    def snapshot(self) -> str:
        """Read when it is looked at."""
        return self.delta if self._text is None else str(self._text)


class ResponseCompletedEvent(RawCompletedEvent, Generic[T]):
    """The response is complete, and parsed."""

    response: ParsedResponse[T]


if TYPE_CHECKING:
    ResponseStreamEvent: TypeAlias = Union[
        ResponseTextDeltaEvent,
        ResponseTextDoneEvent[T],
        ResponseFunctionCallArgumentsDeltaEvent,
        ResponseCompletedEvent[T],
        ResponseAudioDeltaEvent,
        ResponseAudioDoneEvent,
        ResponseAudioTranscriptDeltaEvent,
        ResponseAudioTranscriptDoneEvent,
        ResponseCodeInterpreterCallCodeDeltaEvent,
        ResponseCodeInterpreterCallCodeDoneEvent,
        ResponseCodeInterpreterCallCompletedEvent,
        ResponseCodeInterpreterCallInProgressEvent,
        ResponseCodeInterpreterCallInterpretingEvent,
        ResponseContentPartAddedEvent,
        ResponseContentPartDoneEvent,
        ResponseCreatedEvent,
        ResponseCustomToolCallInputDeltaEvent,
        ResponseCustomToolCallInputDoneEvent,
        ResponseErrorEvent,
        ResponseFailedEvent,
        ResponseFileSearchCallCompletedEvent,
        ResponseFileSearchCallInProgressEvent,
        ResponseFileSearchCallSearchingEvent,
        ResponseFunctionCallArgumentsDoneEvent,
        ResponseImageGenCallCompletedEvent,
        ResponseImageGenCallGeneratingEvent,
        ResponseImageGenCallInProgressEvent,
        ResponseImageGenCallPartialImageEvent,
        ResponseInProgressEvent,
        ResponseIncompleteEvent,
        ResponseMcpCallArgumentsDeltaEvent,
        ResponseMcpCallArgumentsDoneEvent,
        ResponseMcpCallCompletedEvent,
        ResponseMcpCallFailedEvent,
        ResponseMcpCallInProgressEvent,
        ResponseMcpListToolsCompletedEvent,
        ResponseMcpListToolsFailedEvent,
        ResponseMcpListToolsInProgressEvent,
        ResponseOutputItemAddedEvent,
        ResponseOutputItemDoneEvent,
        ResponseOutputTextAnnotationAddedEvent,
        ResponseQueuedEvent,
        ResponseReasoningSummaryPartAddedEvent,
        ResponseReasoningSummaryPartDoneEvent,
        ResponseReasoningSummaryTextDeltaEvent,
        ResponseReasoningSummaryTextDoneEvent,
        ResponseReasoningTextDeltaEvent,
        ResponseReasoningTextDoneEvent,
        ResponseRefusalDeltaEvent,
        ResponseRefusalDoneEvent,
        ResponseShellCallCommandAddedEvent,
        ResponseShellCallCommandDeltaEvent,
        ResponseShellCallCommandDoneEvent,
        ResponseShellCallOutputContentDeltaEvent,
        ResponseShellCallOutputContentDoneEvent,
        ResponseWebSearchCallCompletedEvent,
        ResponseWebSearchCallInProgressEvent,
        ResponseWebSearchCallSearchingEvent,
    ]
else:
    ResponseStreamEvent = Union[
        ResponseTextDeltaEvent,
        ResponseTextDoneEvent[T],
        ResponseFunctionCallArgumentsDeltaEvent,
        ResponseCompletedEvent[T],
    ]
