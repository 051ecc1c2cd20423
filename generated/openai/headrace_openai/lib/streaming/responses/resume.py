"""A response stream that survives its connection: it reconnects where it was cut, without a gap and without a repeat.

Only responses that run in the background can be resumed, for only those go on when their connection is gone. Every
event bears a ``sequence_number``; the server is asked for those after the last one that arrived.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Optional

import anyio

from headrace.spi import APIConnectionError, APIStatusError

if TYPE_CHECKING:
    from ....types.responses.response_stream_event import ResponseStreamEvent

__all__ = ["AsyncResumingStream", "ResumingStream"]


class _Position:
    """How far a stream got, and whether another connection may be tried. ``limit`` counts attempts without progress."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.response_id: Optional[str] = None
        self.sequence: Optional[int] = None
        self.failures = 0

    def accept(self, event: Any) -> bool:
        """Note an event; False for one that was delivered before."""
        sequence = getattr(event, "sequence_number", None)
        response = getattr(event, "response", None)
        if response is not None and isinstance(getattr(response, "id", None), str):
            self.response_id = response.id
        if not isinstance(sequence, int):
            return True
        if self.sequence is not None and sequence <= self.sequence:
            return False
        self.sequence = sequence
        self.failures = 0
        return True

    def delay(self, error: Exception) -> float:
        """Seconds until the next connection. Raises ``error`` if nothing can be resumed or no attempt is left."""
        self.failures += 1
        if self.response_id is None or self.sequence is None or self.failures > self.limit:
            raise error
        if getattr(error, "deadline", None) == "total":
            raise error  # the caller's own limit on the whole stream
        return float(min(0.5 * 2 ** (self.failures - 1), 8.0))


def _passing(error: APIStatusError) -> bool:
    return error.status_code in (408, 409, 429) or error.status_code >= 500


class ResumingStream:
    """Wraps the stream of a background response. ``reopen(response_id, starting_after)`` opens another connection."""

    def __init__(
        self, stream: Any, reopen: Callable[[str, int], Any], *, limit: int, sleep: Callable[[float], None]
    ) -> None:
        self._stream = stream
        self._reopen = reopen
        self._sleep = sleep
        self._position = _Position(limit)
        self._closed = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)  # response, request_id and the like are those of the present connection

    def __iter__(self) -> ResumingStream:
        return self

    def __next__(self) -> ResponseStreamEvent:
        while True:
            try:
                event = next(self._stream)
            except APIConnectionError as error:
                self._reconnect(error)
                continue
            if self._position.accept(event):
                return event  # type: ignore[no-any-return]

    def _reconnect(self, error: Exception) -> None:
        self._stream.close()
        while not self._closed:
            self._sleep(self._position.delay(error))
            try:
                self._stream = self._reopen(str(self._position.response_id), int(self._position.sequence or 0))
                return
            except APIConnectionError as again:
                error = again
            except APIStatusError as again:
                if not _passing(again):
                    raise
                error = again
        raise StopIteration

    def close(self) -> None:
        """Close the present connection and make no other."""
        self._closed = True
        self._stream.close()


class AsyncResumingStream:
    """The async twin of ``ResumingStream``."""

    def __init__(self, stream: Any, reopen: Callable[[str, int], Awaitable[Any]], *, limit: int) -> None:
        self._stream = stream
        self._reopen = reopen
        self._position = _Position(limit)
        self._closed = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def __aiter__(self) -> AsyncResumingStream:
        return self

    async def __anext__(self) -> ResponseStreamEvent:
        while True:
            try:
                event = await self._stream.__anext__()
            except APIConnectionError as error:
                await self._reconnect(error)
                continue
            if self._position.accept(event):
                return event  # type: ignore[no-any-return]

    async def _reconnect(self, error: Exception) -> None:
        await self._stream.close()
        while not self._closed:
            await anyio.sleep(self._position.delay(error))
            try:
                self._stream = await self._reopen(str(self._position.response_id), int(self._position.sequence or 0))
                return
            except APIConnectionError as again:
                error = again
            except APIStatusError as again:
                if not _passing(again):
                    raise
                error = again
        raise StopAsyncIteration

    async def close(self) -> None:
        """Close the present connection and make no other."""
        self._closed = True
        await self._stream.close()
