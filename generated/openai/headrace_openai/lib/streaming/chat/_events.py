"""Where other code imports the events of chat streams from."""

from .events import ChatCompletionStreamEvent as ChatCompletionStreamEvent
from .events import ChunkEvent as ChunkEvent
from .events import ContentDeltaEvent as ContentDeltaEvent
from .events import ContentDoneEvent as ContentDoneEvent
from .events import FunctionToolCallArgumentsDeltaEvent as FunctionToolCallArgumentsDeltaEvent
from .events import FunctionToolCallArgumentsDoneEvent as FunctionToolCallArgumentsDoneEvent
from .events import LogprobsContentDeltaEvent as LogprobsContentDeltaEvent
from .events import LogprobsContentDoneEvent as LogprobsContentDoneEvent
from .events import LogprobsRefusalDeltaEvent as LogprobsRefusalDeltaEvent
from .events import LogprobsRefusalDoneEvent as LogprobsRefusalDoneEvent
from .events import RefusalDeltaEvent as RefusalDeltaEvent
from .events import RefusalDoneEvent as RefusalDoneEvent

__all__ = [
    "ChatCompletionStreamEvent",
    "ChunkEvent",
    "ContentDeltaEvent",
    "ContentDoneEvent",
    "FunctionToolCallArgumentsDeltaEvent",
    "FunctionToolCallArgumentsDoneEvent",
    "LogprobsContentDeltaEvent",
    "LogprobsContentDoneEvent",
    "LogprobsRefusalDeltaEvent",
    "LogprobsRefusalDoneEvent",
    "RefusalDeltaEvent",
    "RefusalDoneEvent",
]
