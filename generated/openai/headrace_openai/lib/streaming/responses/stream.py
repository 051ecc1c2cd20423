"""The streams and managers that ``responses.stream`` gives, sync and async."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Optional

from typing_extensions import TypeVar

from headrace.spi import UnknownEvent

from ..base import AsyncStreamManager, AsyncWholeStream, StreamManager, WholeStream
from .events import ResponseStreamEvent
from .state import ResponseStreamState

if TYPE_CHECKING:
    from ....types.responses.response import Response
    from ...parsed.responses import ParsedResponse

__all__ = ["AsyncResponseStream", "AsyncResponseStreamManager", "ResponseStream", "ResponseStreamManager"]

T = TypeVar("T", default=Any)


class ResponseStream(WholeStream["ResponseStreamEvent[T]"], Generic[T]):
    """Events of one streamed response; see ``responses.stream``."""

    def __init__(self, *, raw_stream: Any, state: ResponseStreamState[T]) -> None:
        super().__init__(raw_stream)
        self._state = state
        state.request_id = raw_stream.request_id

    def _handle(self, event: Any) -> list[ResponseStreamEvent[T]]:
        unchanged: list[Any] = [event]
        return unchanged if isinstance(event, UnknownEvent) else self._state.handle_event(event)

    @property
    def current_response_snapshot(self) -> Optional[Response]:
        """The response with all events up to now, None before the first one that carries it."""
        return self._state.current_response_snapshot

    def get_final_response(self) -> ParsedResponse[T]:
        """Read what is left and return the final response, whether completed, incomplete or failed."""
        self.until_done()
        return self._state.get_final_response()


class AsyncResponseStream(AsyncWholeStream["ResponseStreamEvent[T]"], Generic[T]):
    """The async twin of ``ResponseStream``."""

    def __init__(self, *, raw_stream: Any, state: ResponseStreamState[T]) -> None:
        super().__init__(raw_stream)
        self._state = state
        state.request_id = raw_stream.request_id

    def _handle(self, event: Any) -> list[ResponseStreamEvent[T]]:
        unchanged: list[Any] = [event]
        return unchanged if isinstance(event, UnknownEvent) else self._state.handle_event(event)

    @property
    def current_response_snapshot(self) -> Optional[Response]:
        """The response with all events up to now, None before the first one that carries it."""
        return self._state.current_response_snapshot

    async def get_final_response(self) -> ParsedResponse[T]:
        """Read what is left and return the final response, whether completed, incomplete or failed."""
        await self.until_done()
        return self._state.get_final_response()


class ResponseStreamManager(StreamManager[ResponseStream[T]], Generic[T]):
    """Makes the request when its ``with`` block is entered, and gives a ``ResponseStream``."""


class AsyncResponseStreamManager(AsyncStreamManager[AsyncResponseStream[T]], Generic[T]):
    """The async twin of ``ResponseStreamManager``."""
