"""An SSE decoder with the interface that downstream code knows, for ``_streaming``."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any, get_args, get_origin

from .. import sse
from ..stream import AsyncStream, Stream

__all__ = [
    "AsyncStream",
    "SSEDecoder",
    "ServerSentEvent",
    "Stream",
    "extract_stream_chunk_type",
    "is_stream_class_type",
]


class ServerSentEvent(sse.ServerSentEvent):
    """An event whose ``event`` and ``id`` are None where the stream names none."""

    __slots__ = ()

    def __init__(
        self, *, event: str | None = None, data: str | None = None, id: str | None = None, retry: int | None = None
    ) -> None:
        super().__init__(event="message", data=data or "", id="", retry=retry)
        self.event: Any = event
        self.id: Any = id


class SSEDecoder:
    """Events from bytes or from lines. One decoder is for one stream."""

    def __init__(self) -> None:
        self._decoder = sse.SSEDecoder()

    def iter_bytes(self, iterator: Iterator[bytes]) -> Iterator[ServerSentEvent]:
        """The events in chunks of bytes, which may be cut anywhere."""
        for chunk in iterator:
            yield from map(_as_known, self._decoder.feed(chunk))
        yield from self._last()

    async def aiter_bytes(self, iterator: AsyncIterator[bytes]) -> AsyncIterator[ServerSentEvent]:
        """The async twin of `iter_bytes`."""
        async for chunk in iterator:
            for event in self._decoder.feed(chunk):
                yield _as_known(event)
        for event in self._last():
            yield event

    def decode(self, line: str) -> ServerSentEvent | None:
        """One line without its end; an empty line completes an event, which is then returned."""
        events = self._decoder.feed(f"{line}\n".encode())
        return _as_known(events[0]) if events else None

    def _last(self) -> list[ServerSentEvent]:
        """An event that lacks its blank line at the end of the stream counts here."""
        return [_as_known(event) for event in self._decoder.feed(b"\n\n")]


def _as_known(event: sse.ServerSentEvent) -> ServerSentEvent:
    name = None if event.event == "message" else event.event
    return ServerSentEvent(event=name, data=event.data, id=event.id or None, retry=event.retry)


def is_stream_class_type(typ: type) -> bool:
    """Whether a type is a stream, with its item type or without."""
    origin = get_origin(typ) or typ
    return isinstance(origin, type) and issubclass(origin, (Stream, AsyncStream))


def extract_stream_chunk_type(stream_cls: type, *, failure_message: str | None = None) -> type:
    """The item type of a stream class: ``int`` for ``Stream[int]`` and for its subclasses.

    Raises ``TypeError`` if there is none.
    """
    for base in (stream_cls, *getattr(stream_cls, "__orig_bases__", ())):
        if is_stream_class_type(get_origin(base) or type(None)) and get_args(base):
            found: type = get_args(base)[0]
            return found
    raise TypeError(failure_message or f"{stream_cls} has no item type")
