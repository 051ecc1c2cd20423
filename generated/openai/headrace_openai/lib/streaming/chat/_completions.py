"""Where other code imports chat streams from."""

from .events import ChatCompletionStreamEvent as ChatCompletionStreamEvent
from .state import ChatCompletionStreamState as ChatCompletionStreamState
from .stream import AsyncChatCompletionStream as AsyncChatCompletionStream
from .stream import AsyncChatCompletionStreamManager as AsyncChatCompletionStreamManager
from .stream import ChatCompletionStream as ChatCompletionStream
from .stream import ChatCompletionStreamManager as ChatCompletionStreamManager

__all__ = [
    "AsyncChatCompletionStream",
    "AsyncChatCompletionStreamManager",
    "ChatCompletionStream",
    "ChatCompletionStreamEvent",
    "ChatCompletionStreamManager",
    "ChatCompletionStreamState",
]
