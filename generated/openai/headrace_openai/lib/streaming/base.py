"""What all stream helpers share: an iterator of derived events over a raw stream, and a manager that makes the request
on entering.

A helper is a pure state with ``handle`` (one raw event in, derived events out) behind one of the two shells here.
Shells close the raw stream when they are exhausted, when anything fails, and when their ``with`` block ends.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Optional

from typing_extensions import Self, TypeVar

if TYPE_CHECKING:
    import httpx

__all__ = [
    "AsyncEventStream",
    "AsyncStreamManager",
    "AsyncWholeStream",
    "EventStream",
    "StreamManager",
    "WholeStream",
]

E = TypeVar("E")
S = TypeVar("S")


class EventStream(Generic[E]):
    """Derived events of one raw stream. Iterate once; use it in a ``with`` block, or call ``close``."""

    def __init__(self, raw_stream: Any) -> None:
        self._raw = raw_stream
        self._ready: deque[E] = deque()

    def _handle(self, event: Any) -> list[E]:
        """One raw event in, derived events out."""
        raise AssertionError("a stream helper defines _handle")  # pragma: no cover

    @property
    def response(self) -> httpx.Response:
        """The HTTP response that carries the stream; of a resumed stream the present one."""
        response: httpx.Response = self._raw.response
        return response

    @property
    def request_id(self) -> Optional[str]:
        """The server's id of the request, from the response's headers."""
        request_id: Optional[str] = self._raw.request_id
        return request_id

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> E:
        while not self._ready:
            event = next(self._raw)
            try:
                self._ready.extend(self._handle(event))
            except BaseException:
                self.close()
                raise
        return self._ready.popleft()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: Optional[type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop the stream and give its connection back. Closing twice is fine."""
        self._raw.close()


class WholeStream(EventStream[E], Generic[E]):
    """A stream of which something final is left when it has been read."""

    def until_done(self) -> Self:
        """Read all that is left, then return this stream, for its final getter."""
        for _ in self:
            pass
        return self


class AsyncEventStream(Generic[E]):
    """The async twin of ``EventStream``."""

    def __init__(self, raw_stream: Any) -> None:
        self._raw = raw_stream
        self._ready: deque[E] = deque()

    def _handle(self, event: Any) -> list[E]:
        raise AssertionError("a stream helper defines _handle")  # pragma: no cover

    @property
    def response(self) -> httpx.Response:
        """The HTTP response that carries the stream; of a resumed stream the present one."""
        response: httpx.Response = self._raw.response
        return response

    @property
    def request_id(self) -> Optional[str]:
        """The server's id of the request, from the response's headers."""
        request_id: Optional[str] = self._raw.request_id
        return request_id

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> E:
        while not self._ready:
            event = await self._raw.__anext__()
            try:
                self._ready.extend(self._handle(event))
            except BaseException:
                await self.close()
                raise
        return self._ready.popleft()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: Optional[type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Stop the stream and give its connection back. Closing twice is fine."""
        await self._raw.close()

    aclose = close


class AsyncWholeStream(AsyncEventStream[E], Generic[E]):
    """The async twin of ``WholeStream``."""

    async def until_done(self) -> Self:
        """Read all that is left, then return this stream, for its final getter."""
        async for _ in self:
            pass
        return self


class StreamManager(Generic[S]):
    """Makes the request when its ``with`` block is entered, and closes the stream when the block ends."""

    def __init__(self, open_stream: Callable[[], S]) -> None:
        self._open = open_stream
        self._stream: Optional[S] = None

    def __enter__(self) -> S:
        self._stream = self._open()
        return self._stream

    def __exit__(
        self, kind: Optional[type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        stream: Any = self._stream
        if stream is not None:
            stream.close()


class AsyncStreamManager(Generic[S]):
    """The async twin of ``StreamManager``. Nothing is awaited, nor made to be awaited, before the block is entered."""

    def __init__(self, open_stream: Callable[[], Awaitable[S]]) -> None:
        self._open = open_stream
        self._stream: Optional[S] = None

    async def __aenter__(self) -> S:
        self._stream = await self._open()
        return self._stream

    async def __aexit__(
        self, kind: Optional[type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        stream: Any = self._stream
        if stream is not None:
            await stream.close()
