"""JSON Lines, without I/O: bytes in, one event for each line out.

The twin of `headrace.sse` for streams of another format.
"""

from __future__ import annotations

import sys

from .errors import EventTooLargeError
from .sse import DEFAULT_MAX_EVENT_BYTES, RawEvent, ServerSentEvent

__all__ = ["JSONLinesDecoder"]


class JSONLinesDecoder:
    """Turns bytes into events whose data is one line each. Blank lines are skipped; lines end with LF or CRLF.

    Has the face of `SSEDecoder`, limits and errors included. JSON Lines knows neither ids nor retry times.
    """

    last_event_id = ""
    retry: int | None = None

    def __init__(self, *, max_event_bytes: int | None = DEFAULT_MAX_EVENT_BYTES) -> None:
        self.max_event_bytes = max_event_bytes
        self._limit = sys.maxsize if max_event_bytes is None else max_event_bytes
        self._pending = bytearray()
        self._refused = False

    def feed(self, chunk: bytes) -> list[ServerSentEvent]:
        """Take the next bytes and return the lines that they complete, in order."""
        return [ServerSentEvent(*event) for event in self.read(chunk)]

    def read(self, chunk: bytes) -> list[RawEvent]:
        """As `feed`, with the arguments of each event."""
        if self._refused:
            self._refuse()
        head, found, rest = chunk.rpartition(b"\n")
        events: list[RawEvent] = []
        try:
            if found:
                self._pending += head
                lines = bytes(self._pending).split(b"\n")
                self._pending.clear()
                for line in lines:
                    if len(line) > self._limit:
                        self._refuse()
                    if line.strip():
                        events.append(("message", line.rstrip(b"\r"), "", None))
            self._pending += rest
            if len(self._pending) > self._limit:
                self._refuse()
        except EventTooLargeError:
            if not events:
                raise
        return events

    def _refuse(self) -> None:
        self._refused = True
        self._pending = bytearray()
        raise EventTooLargeError(f"A line of the stream is larger than the limit of {self._limit} bytes.")

    @property
    def unfinished(self) -> bool:
        """Whether the input so far ends inside a line."""
        return bool(self._pending.strip())

    def pending_event(self) -> ServerSentEvent | None:
        """The last line, if it has no line end. Many writers leave it out, so at the end of the body it counts."""
        line = bytes(self._pending)
        return ServerSentEvent(data=line) if line.strip() else None
