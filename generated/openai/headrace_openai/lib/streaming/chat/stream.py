"""The streams and managers that ``chat.completions.stream`` gives, sync and async."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic

from typing_extensions import TypeVar

from headrace.spi import UnknownEvent, omit

from ..base import AsyncStreamManager, AsyncWholeStream, StreamManager, WholeStream
from .events import ChatCompletionStreamEvent
from .state import ChatCompletionStreamState

if TYPE_CHECKING:
    from ...parsed.chat import ParsedChatCompletion

__all__ = [
    "AsyncChatCompletionStream",
    "AsyncChatCompletionStreamManager",
    "ChatCompletionStream",
    "ChatCompletionStreamManager",
]

T = TypeVar("T", default=Any)


def _is_chunk(event: Any) -> bool:
    # Some servers mix in frames of another kind (content filter results that come later, for one), and say so in
    # ``object``. Some leave it empty, or call their last chunk "chat.completion.done".
    kind = getattr(event, "object", None) or "chat.completion"
    return not isinstance(event, UnknownEvent) and isinstance(kind, str) and kind.startswith("chat.completion")


class ChatCompletionStream(WholeStream["ChatCompletionStreamEvent[T]"], Generic[T]):
    """Events of one streamed chat completion; see ``chat.completions.stream``."""

    def __init__(self, *, raw_stream: Any, response_format: Any = omit, input_tools: Any = omit) -> None:
        super().__init__(raw_stream)
        self._state: ChatCompletionStreamState[T] = ChatCompletionStreamState(
            input_tools=input_tools, response_format=response_format
        )
        self._state._request_id = raw_stream.request_id

    def _handle(self, event: Any) -> list[ChatCompletionStreamEvent[T]]:
        return list(self._state.handle_chunk(event)) if _is_chunk(event) else []

    @property
    def current_completion_snapshot(self) -> ParsedChatCompletion[T]:
        """The completion with all chunks up to now."""
        return self._state.current_completion_snapshot

    def get_final_completion(self) -> ParsedChatCompletion[T]:
        """Read what is left and return the whole, parsed completion. Raises as ``chat.completions.parse`` does."""
        self.until_done()
        return self._state.get_final_completion()


class AsyncChatCompletionStream(AsyncWholeStream["ChatCompletionStreamEvent[T]"], Generic[T]):
    """The async twin of ``ChatCompletionStream``."""

    def __init__(self, *, raw_stream: Any, response_format: Any = omit, input_tools: Any = omit) -> None:
        super().__init__(raw_stream)
        self._state: ChatCompletionStreamState[T] = ChatCompletionStreamState(
            input_tools=input_tools, response_format=response_format
        )
        self._state._request_id = raw_stream.request_id

    def _handle(self, event: Any) -> list[ChatCompletionStreamEvent[T]]:
        return list(self._state.handle_chunk(event)) if _is_chunk(event) else []

    @property
    def current_completion_snapshot(self) -> ParsedChatCompletion[T]:
        """The completion with all chunks up to now."""
        return self._state.current_completion_snapshot

    async def get_final_completion(self) -> ParsedChatCompletion[T]:
        """Read what is left and return the whole, parsed completion. Raises as ``chat.completions.parse`` does."""
        await self.until_done()
        return self._state.get_final_completion()


class ChatCompletionStreamManager(StreamManager[ChatCompletionStream[T]], Generic[T]):
    """Makes the request when its ``with`` block is entered, and gives a ``ChatCompletionStream``."""


class AsyncChatCompletionStreamManager(AsyncStreamManager[AsyncChatCompletionStream[T]], Generic[T]):
    """The async twin of ``ChatCompletionStreamManager``."""
