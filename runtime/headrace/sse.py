"""Server-sent events, without I/O: bytes in, events out, by the WHATWG HTML standard, section 9.2.6.

The decoder works on whole blocks (what stands between two blank lines) instead of on lines, and leaves data as bytes,
since whoever parses JSON wants bytes. Every byte is looked at a fixed number of times, however the input is cut.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from .errors import EventTooLargeError

__all__ = ["DEFAULT_MAX_EVENT_BYTES", "RawEvent", "SSEDecoder", "ServerSentEvent"]

RawEvent = tuple[str, bytes, str, "int | None"]
"""The arguments of a `ServerSentEvent`: event, data, id, retry."""

DEFAULT_MAX_EVENT_BYTES = 256 * 1024 * 1024

_BOM = b"\xef\xbb\xbf"
# A server chooses its event names; we only remember so many of them.
_REMEMBERED_NAMES = 256
# The smallest limit that Python can be told to have for int(), which refuses longer numbers with an exception.
_RETRY_DIGITS = 640


class ServerSentEvent:
    """One event as it was dispatched: ``event`` (``"message"`` unless the server named it), data, id and retry.

    ``raw`` is the data as bytes and ``data`` the same as text, invalid UTF-8 replaced by U+FFFD. ``id`` is the stream's
    last event id at that time, which persists from event to event. ``retry`` is the reconnection time in milliseconds
    if this event's block set one.
    """

    __slots__ = ("event", "id", "raw", "retry")

    def __init__(self, event: str = "message", data: bytes | str = b"", id: str = "", retry: int | None = None) -> None:
        self.event = event
        self.raw = data if isinstance(data, bytes) else data.encode()
        self.id = id
        self.retry = retry

    @property
    def data(self) -> str:
        """The data as text."""
        return self.raw.decode("utf-8", "replace")

    def json(self) -> Any:
        """The data parsed as JSON. Raises `ValueError` where it isn't."""
        return json.loads(self.data)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ServerSentEvent):
            return NotImplemented
        mine = (self.event, self.data, self.id, self.retry)
        return mine == (other.event, other.data, other.id, other.retry)

    def __hash__(self) -> int:
        return hash((self.event, self.data, self.id, self.retry))

    def __repr__(self) -> str:
        return f"ServerSentEvent(event={self.event!r}, data={self.data!r}, id={self.id!r}, retry={self.retry!r})"


class SSEDecoder:
    """Turns the bytes of one event stream into events, at any cut.

    ``max_event_bytes`` limits the size of one event's block, counted in bytes with line ends as one; None switches it
    off. Beyond it, `feed` raises `EventTooLargeError`, now and ever after; if the same bytes also complete good events,
    these are returned first and the next call raises. An event that no blank line closes is never dispatched.
    """

    last_event_id: str
    """The id to send when reconnecting: that of the last dispatched block, ``""`` if none was set."""

    def __init__(self, *, max_event_bytes: int | None = DEFAULT_MAX_EVENT_BYTES) -> None:
        self.last_event_id = ""
        self.max_event_bytes = max_event_bytes
        self._limit = sys.maxsize if max_event_bytes is None else max_event_bytes
        self._retry: int | None = None
        self._pending = bytearray()
        self._head: bytes | None = b""
        self._refused = False
        self._after_cr = False
        self._names: dict[bytes, str] = {b"": "message"}

    def feed(self, chunk: bytes) -> list[ServerSentEvent]:
        """Take the next bytes and return the events that they complete, in order."""
        return [ServerSentEvent(*event) for event in self.read(chunk)]

    def read(self, chunk: bytes) -> list[RawEvent]:
        """As `feed`, with the arguments of each event in the place of the event: most of them are never looked at as
        events, and making one takes as long as finding it."""
        if self._refused:
            self._refuse()
        if self._head is not None:
            chunk = self._head + chunk
            if len(chunk) < len(_BOM) and _BOM.startswith(chunk):
                self._head = chunk
                return []
            self._head = None
            chunk = chunk[3:] if chunk.startswith(_BOM) else chunk
        chunk = self._unify_line_ends(chunk)
        if not self._pending:
            # With nothing pending, blank lines at the front end nothing.
            chunk = chunk.lstrip(b"\n")
        if not chunk:
            return []
        pending = self._pending
        cut = chunk.rfind(b"\n\n")
        if cut < 0 and not (chunk[0] == 10 and pending.endswith(b"\n")):
            self._hold(chunk)
            return []
        if pending:
            pending += chunk
            chunk = bytes(pending)
            pending.clear()
            cut = chunk.rfind(b"\n\n")
        rest = chunk[cut + 2 :]
        events: list[RawEvent] = []
        try:
            self._dispatch(chunk[:cut].split(b"\n\n"), events)
            if rest:
                self._hold(rest)
        except EventTooLargeError:
            if not events:
                raise
        return events

    def _unify_line_ends(self, chunk: bytes) -> bytes:
        """Make every line end a LF. A CR ends its line at once, and a LF that comes next, even later, belongs to it."""
        if self._after_cr and chunk:
            self._after_cr = False
            if chunk[0] == 10:
                chunk = chunk[1:]
        if b"\r" in chunk:
            self._after_cr = chunk[-1] == 13
            chunk = chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        return chunk

    def _hold(self, chunk: bytes) -> None:
        size = len(self._pending) + len(chunk)
        if size > self._limit and size - chunk.endswith(b"\n") > self._limit:
            self._refuse()
        self._pending += chunk

    def _refuse(self) -> None:
        self._refused = True
        self._pending = bytearray()
        raise EventTooLargeError(f"An event of the stream is larger than the limit of {self._limit} bytes.")

    def _dispatch(self, blocks: list[bytes], events: list[RawEvent]) -> None:
        names = self._names
        limit = self._limit
        add = events.append
        for block in blocks:
            if len(block) > limit:
                block = block.strip(b"\n")
                if len(block) > limit:
                    self._refuse()
            # Nearly every block that is ever sent has one of the first two forms.
            if block[:6] == b"data: " and b"\n" not in block:
                add(("message", block[6:], self.last_event_id, None))
                continue
            if block[:7] == b"event: ":
                name, _, data = block[7:].partition(b"\n")
                if data[:6] == b"data: " and b"\n" not in data:
                    event = names.get(name) or self._name(name)
                    add((event, data[6:], self.last_event_id, None))
                    continue
            parsed = self._parse(block)
            if parsed is not None:
                add((parsed.event, parsed.raw, parsed.id, parsed.retry))

    def _name(self, name: bytes) -> str:
        text = name.decode("utf-8", "replace")
        if len(self._names) < _REMEMBERED_NAMES:
            self._names[name] = text
        return text

    def _parse(self, block: bytes) -> ServerSentEvent | None:
        """Interpret any block, line by line. None if it has no data; id and retry take effect all the same."""
        data = bytearray()
        event = b""
        retry: int | None = None
        start, length = 0, len(block)
        while start < length:
            end = block.find(b"\n", start)
            if end < 0:
                end = length
            name, _, value = block[start:end].partition(b":")
            start = end + 1
            if value[:1] == b" ":
                value = value[1:]
            if name == b"data":
                data += value
                data += b"\n"
            elif name == b"event":
                event = value
            elif name == b"id":
                if b"\0" not in value:
                    self.last_event_id = value.decode("utf-8", "replace")
            elif name == b"retry" and value.isdigit() and len(value.lstrip(b"0")) <= _RETRY_DIGITS:
                retry = self._retry = int(value)
        if not data:
            return None
        return ServerSentEvent(self._names.get(event) or self._name(event), bytes(data[:-1]), self.last_event_id, retry)

    @property
    def retry(self) -> int | None:
        """The reconnection time in milliseconds that the server asked for last, None if it never did."""
        # A retry line counts as soon as its line ends, even when its block is never dispatched.
        self._peek()
        return self._retry

    @property
    def unfinished(self) -> bool:
        """Whether the input so far ends inside an event; comments don't count."""
        return any(line and not line.startswith(b":") for line in bytes(self._pending).split(b"\n"))

    def pending_event(self, *, cut: bool = False) -> ServerSentEvent | None:
        """The event that a blank line would dispatch now; with ``cut``, what there is of a last line counts too.

        The standard has it dropped at the end of the body. It is for those who must know what was lost.
        """
        return self._peek(cut)

    def _peek(self, cut: bool = False) -> ServerSentEvent | None:
        # The last line may have been cut anywhere.
        lines = bytes(self._pending if cut else self._pending.rpartition(b"\n")[0])
        kept = self.last_event_id
        try:
            return self._parse(lines)
        finally:
            self.last_event_id = kept
