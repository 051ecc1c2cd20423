"""HTTP/1.1 without I/O: the bytes of a request, and the reader of its response (RFC 9112). llhttp does the parsing.

Errors are httpx's, as from its own transports.
"""

from __future__ import annotations

from collections.abc import Iterator

import httpx
from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

__all__ = ["RequestFramer", "ResponseReader", "request_head"]

_HEAD_LIMIT = 128 * 1024  # bytes of status line and headers


def request_head(request: httpx.Request) -> bytes:
    """The request line and the headers. ``LocalProtocolError`` for what would end them early."""
    target: bytes = request.extensions.get("target") or request.url.raw_path
    lines = [b"%b %b HTTP/1.1" % (request.method.encode("ascii"), target)]
    lines += [b"%b: %b" % header for header in request.headers.raw]
    head = b"\r\n".join(lines)
    if head.count(b"\r") != len(lines) - 1 or head.count(b"\n") != len(lines) - 1 or b"\0" in head:
        raise httpx.LocalProtocolError("A header or the request's target has a line break or a NUL in it")
    return head + b"\r\n\r\n"


class RequestFramer:
    """The bytes of a request's body, piece by piece, as its headers announce it: of a length, or in chunks."""

    def __init__(self, request: httpx.Request) -> None:
        self._chunked = "transfer-encoding" in request.headers
        self._left = int(request.headers.get("content-length") or 0)

    def frame(self, piece: bytes) -> bytes:
        """A piece as it is sent."""
        if self._chunked:
            return b"%x\r\n%b\r\n" % (len(piece), piece) if piece else b""
        self._left -= len(piece)
        if self._left < 0:
            raise httpx.LocalProtocolError("The body is longer than its Content-Length")
        return piece

    def end(self) -> bytes:
        """What follows the last piece."""
        if self._left > 0 and not self._chunked:
            raise httpx.LocalProtocolError("The body is shorter than its Content-Length")
        return b"0\r\n\r\n" if self._chunked else b""


class ResponseReader:
    """One response, from bytes to head and pieces of the body. ``method`` is that of the request."""

    def __init__(self, method: str) -> None:
        self._parser = HttpResponseParser(self)
        # A body that is cut between CR and LF, and servers that send bare LF, are read by every other client.
        self._parser.set_dangerous_leniencies(lenient_optional_cr_before_lf=True)
        self._bodiless = method == "HEAD"
        self._read = 0
        self._pieces: list[bytes] = []
        self._error: httpx.RemoteProtocolError | None = None
        self.status = 0
        self.reason = b""
        self.headers: list[tuple[bytes, bytes]] = []
        self.begun = False
        """Whether the head is complete."""
        self.complete = False
        self.reusable = False
        """Whether the connection can serve another request."""

    def feed(self, data: bytes) -> None:
        """Take the next bytes from the connection, none at its end. Raises `httpx.RemoteProtocolError` for what is no
        response; not before the pieces that came ahead of it are taken."""
        if not data:
            self._end()
            return
        try:
            self._parser.feed_data(data)
        except HttpParserUpgrade:
            self._fail("The server changed to another protocol, which nobody asked for.")
        except HttpParserError as error:
            self._fail(str(error) or "The response is not HTTP.")
        if not self.begun:
            self._read += len(data)
            if self._read > _HEAD_LIMIT:
                self._fail("The head of the response is too large.")
            if self._error is not None:
                raise self._error

    def take(self) -> Iterator[bytes]:
        """The pieces of the body that have arrived."""
        pieces, self._pieces = self._pieces, []
        yield from pieces
        if self._error is not None:
            raise self._error

    def _end(self) -> None:
        if not self.begun:
            raise httpx.RemoteProtocolError("Server disconnected without sending a response.")
        if self.complete:
            return
        names = {name.lower() for name, _ in self.headers}
        if b"content-length" in names or b"transfer-encoding" in names:
            self._fail("The server closed the connection before the body was complete.")
        else:
            self.complete = True

    def _fail(self, message: str) -> None:
        self._error = self._error or httpx.RemoteProtocolError(message)
        self.reusable = False

    # Called by the parser

    def on_message_begin(self) -> None:
        if self.complete:
            self.reusable = False  # bytes that nobody asked for

    def on_status(self, status: bytes) -> None:
        self.reason += status

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self.begun:  # else it is a trailer
            self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        if self.complete:
            return
        self.status = self._parser.get_status_code()
        if self.status >= 200:
            self.begun = True
            self.complete = self._bodiless

    def on_body(self, data: bytes) -> None:
        if not self.complete:
            self._pieces.append(data)

    def on_message_complete(self) -> None:
        if not self.begun:  # an interim response: the real one follows (RFC 9110, section 15.2)
            self.headers = []
            self.reason = b""
        elif not self.complete:
            self.complete = True
            self.reusable = self._parser.should_keep_alive()

    @property
    def extensions(self) -> dict[str, object]:
        """What httpx keeps beside status and headers."""
        return {"http_version": b"HTTP/" + self._parser.get_http_version().encode(), "reason_phrase": self.reason}
