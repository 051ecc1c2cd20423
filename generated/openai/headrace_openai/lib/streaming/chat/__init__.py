"""Streaming of chat completions with derived events."""

from __future__ import annotations

from ._types import (
    ParsedChatCompletionMessageSnapshot as ParsedChatCompletionMessageSnapshot,
)
from ._types import (
    ParsedChatCompletionSnapshot as ParsedChatCompletionSnapshot,
)
from ._types import (
    ParsedChoiceSnapshot as ParsedChoiceSnapshot,
)
from .events import (
    ChatCompletionStreamEvent as ChatCompletionStreamEvent,
)
from .events import (
    ChunkEvent as ChunkEvent,
)
from .events import (
    ContentDeltaEvent as ContentDeltaEvent,
)
from .events import (
    ContentDoneEvent as ContentDoneEvent,
)
from .events import (
    FunctionToolCallArgumentsDeltaEvent as FunctionToolCallArgumentsDeltaEvent,
)
from .events import (
    FunctionToolCallArgumentsDoneEvent as FunctionToolCallArgumentsDoneEvent,
)
from .events import (
    LogprobsContentDeltaEvent as LogprobsContentDeltaEvent,
)
from .events import (
    LogprobsContentDoneEvent as LogprobsContentDoneEvent,
)
from .events import (
    LogprobsRefusalDeltaEvent as LogprobsRefusalDeltaEvent,
)
from .events import (
    LogprobsRefusalDoneEvent as LogprobsRefusalDoneEvent,
)
from .events import (
    RefusalDeltaEvent as RefusalDeltaEvent,
)
from .events import (
    RefusalDoneEvent as RefusalDoneEvent,
)
from .state import ChatCompletionStreamState as ChatCompletionStreamState
from .stream import (
    AsyncChatCompletionStream as AsyncChatCompletionStream,
)
from .stream import (
    AsyncChatCompletionStreamManager as AsyncChatCompletionStreamManager,
)
from .stream import (
    ChatCompletionStream as ChatCompletionStream,
)
from .stream import (
    ChatCompletionStreamManager as ChatCompletionStreamManager,
)
