"""What a `ReplayServer` serves: one response, how it is cut and framed, and what goes wrong on the way. Pure."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

__all__ = ["Fault", "RecordedRequest", "Replay"]

_EVENTS = re.compile(rb".*?(?:\r\n\r\n|\n\n|\r\r)|.+", re.DOTALL)


@dataclass(frozen=True)
class Fault:
    """What goes wrong, and where.

    ``"stall"`` sends nothing more and leaves the connection open, ``"reset"`` breaks it with a TCP RST, ``"close"``
    closes it in good order but without the end that the framing asks for. ``at`` is a number of body bytes as they are
    sent (compressed, if so), ``"head"`` for before the status line, or ``"end"`` for after the last byte of the body.
    """

    kind: Literal["stall", "reset", "close"]
    at: int | Literal["head", "end"] = "end"


@dataclass(frozen=True, kw_only=True)
class _Options:
    status: int = 200
    content_type: str | None = "text/event-stream"
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    pieces: int | Literal["event"] | Sequence[int] | None = None
    delay: float = 0.0
    framing: Literal["chunked", "length", "close"] = "chunked"
    gzip: bool = False
    fault: Fault | None = None


@dataclass(frozen=True)
class Replay(_Options):
    """One response.

    Args:
        body: the bytes; a text is a path, as a path object is.
        status: the HTTP status.
        content_type: None sends no such header.
        headers: more headers.
        pieces: how the body is cut for sending: pieces of so many bytes, one piece for each event, or cuts at these
            offsets. None sends it whole. With ``framing="chunked"`` every piece is a chunk.
        delay: seconds to wait before every piece but the first.
        framing: how the body's end is known: by chunks, by ``Content-Length``, or by the connection being closed.
        gzip: compress the body. Pieces by number and offset are then cut from what is compressed.
        fault: what goes wrong.
    """

    body: bytes | str | Path = b""

    def content(self) -> bytes:
        """The body's bytes."""
        return self.body if isinstance(self.body, bytes) else Path(self.body).read_bytes()

    def parts(self) -> Iterator[bytes]:
        """The body as it is sent: compressed if asked for, and cut."""
        content = self.content()
        if self.pieces == "event":
            events = _EVENTS.findall(content)
            yield from _gzipped(events) if self.gzip else events
            return
        if self.gzip:
            content = gzip.compress(content)
        if self.pieces is None:
            cuts: Sequence[int] = ()
        else:
            cuts = range(self.pieces, len(content), self.pieces) if isinstance(self.pieces, int) else self.pieces
        start = 0
        for cut in [*cuts, len(content)]:
            if content[start:cut]:
                yield content[start:cut]
            start = cut

    def head(self, length: int) -> bytes:
        """Status line and headers."""
        headers = dict(self.headers)
        if self.content_type is not None:
            headers["Content-Type"] = self.content_type
        if self.gzip:
            headers["Content-Encoding"] = "gzip"
        if self.framing == "length":
            headers["Content-Length"] = str(length)
        else:
            headers.update({"Transfer-Encoding": "chunked"} if self.framing == "chunked" else {"Connection": "close"})
        lines = [f"HTTP/1.1 {self.status} Replayed", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode("latin-1")


def _gzipped(events: list[bytes]) -> Iterator[bytes]:
    """Compress so that every event can be read as soon as its piece is there."""
    compressor = zlib.compressobj(wbits=31)
    for event in events:
        yield compressor.compress(event) + compressor.flush(zlib.Z_SYNC_FLUSH)
    yield compressor.flush(zlib.Z_FINISH)


@dataclass(frozen=True)
class RecordedRequest:
    """A request that a `ReplayServer` has received. Header names are in lower case; ``connection`` counts from 1."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    connection: int

    def json(self) -> Any:
        """The body parsed as JSON."""
        return json.loads(self.body)
