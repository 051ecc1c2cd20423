"""Where other code imports the events of response streams from."""

from .events import ResponseCompletedEvent as ResponseCompletedEvent
from .events import ResponseFunctionCallArgumentsDeltaEvent as ResponseFunctionCallArgumentsDeltaEvent
from .events import ResponseStreamEvent as ResponseStreamEvent
from .events import ResponseTextDeltaEvent as ResponseTextDeltaEvent
from .events import ResponseTextDoneEvent as ResponseTextDoneEvent

__all__ = [
    "ResponseCompletedEvent",
    "ResponseFunctionCallArgumentsDeltaEvent",
    "ResponseStreamEvent",
    "ResponseTextDeltaEvent",
    "ResponseTextDoneEvent",
]
