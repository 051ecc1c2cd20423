"""HTTP/1.1 without I/O: responses cut anywhere, bodies of every framing, and what is no response."""

from __future__ import annotations

import httpx
import pytest

from headrace.http11 import RequestFramer, ResponseReader, request_head

CHUNKED = (
    b"HTTP/1.1 200 Fine\r\nTransfer-Encoding: chunked\r\nX-A: 1\r\nx-a: 2\r\n\r\n"
    b"5\r\nhello\r\n1;ext=1\r\n!\r\n0\r\nX-Trailer: t\r\n\r\n"
)


def read(data: bytes, size: int, method: str = "GET", *, end: bool = False) -> tuple[ResponseReader, bytes]:
    reader, body = ResponseReader(method), b""
    for start in range(0, len(data), size):
        reader.feed(data[start : start + size])
        body += b"".join(reader.take())
    if end:
        reader.feed(b"")
        body += b"".join(reader.take())
    return reader, body


@pytest.mark.parametrize("size", [*range(1, 12), 10_000])
def test_a_response_cut_anywhere(size: int) -> None:
    reader, body = read(CHUNKED, size)
    assert (reader.status, reader.reason, body) == (200, b"Fine", b"hello!")
    assert reader.headers == [(b"Transfer-Encoding", b"chunked"), (b"X-A", b"1"), (b"x-a", b"2")]
    assert reader.complete and reader.reusable
    assert reader.extensions == {"http_version": b"HTTP/1.1", "reason_phrase": b"Fine"}


@pytest.mark.parametrize(
    ("data", "body", "reusable"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", b"hi", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi", b"hi", False),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi", b"hi", False),
        (b"HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", b"", True),
        (b"HTTP/1.1 204 None\r\n\r\n", b"", True),
        (b"HTTP/1.1 304 Same\r\nContent-Length: 9\r\n\r\n", b"", True),
        (b"HTTP/1.1 100 Go on\r\nX: 1\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na", b"a", True),
        (b"HTTP/1.1 200 OK\nContent-Length: 2\n\nhi", b"hi", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhiHTTP/1.1 200 OK\r\n", b"hi", False),
    ],
)
def test_where_a_body_ends_and_whether_the_connection_goes_on(data: bytes, body: bytes, reusable: bool) -> None:
    for size in (1, 7, 1000):
        reader, found = read(data, size)
        assert (found, reader.complete, reader.reusable) == (body, True, reusable), size


def test_interim_responses_leave_nothing_behind() -> None:
    reader, _ = read(b"HTTP/1.1 103 Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 9)
    assert reader.headers == [(b"Content-Length", b"0")] and reader.reason == b"OK"


def test_a_body_without_a_length_ends_with_the_connection() -> None:
    reader, body = read(b"HTTP/1.1 200 OK\r\n\r\nuntil the end", 8, end=True)
    assert body == b"until the end" and reader.complete and not reader.reusable


def test_the_answer_to_head_has_no_body() -> None:
    reader, body = read(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", 100, "HEAD")
    assert reader.complete and body == b"" and not reader.reusable


@pytest.mark.parametrize("data", [CHUNKED[:-8], b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab"])
def test_a_body_that_is_cut_off_gives_what_came_and_then_fails(data: bytes) -> None:
    reader = ResponseReader("GET")
    reader.feed(data)
    reader.feed(b"")
    pieces = reader.take()
    assert next(pieces)
    with pytest.raises(httpx.RemoteProtocolError, match="before the body was complete"):
        list(pieces)
    assert not reader.complete and not reader.reusable


def test_a_bad_chunk_fails_after_the_good_ones() -> None:
    reader = ResponseReader("GET")
    reader.feed(CHUNKED.split(b"1;ext")[0] + b"zz\r\n")
    pieces = reader.take()
    assert next(pieces) == b"hello"
    with pytest.raises(httpx.RemoteProtocolError):
        next(pieces)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nBad Header: 1\r\n\r\n",
        b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: " + b"x" * 200_000,
    ],
)
def test_what_is_no_response_is_refused(data: bytes) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        read(data, 1000, end=True)


def test_requests() -> None:
    request = httpx.Request("POST", "http://h/a%20b?c=d", headers={"X-A": "1"}, content=b"body")
    head = request_head(request)
    assert head.startswith(b"POST /a%20b?c=d HTTP/1.1\r\n") and head.endswith(b"\r\n\r\n")
    assert b"\r\nX-A: 1\r\n" in head and b"\r\nContent-Length: 4\r\n" in head
    framer = RequestFramer(request)
    assert framer.frame(b"body") + framer.end() == b"body"
    framer = RequestFramer(httpx.Request("POST", "http://h", content=iter([b"ab", b"c"])))
    assert framer.frame(b"ab") + framer.frame(b"") + framer.frame(b"c") + framer.end() == (
        b"2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"
    )


@pytest.mark.parametrize("value", ["a\r\nB: c", "a\nb", "a\0b"])
def test_headers_cannot_smuggle(value: str) -> None:
    with pytest.raises(httpx.LocalProtocolError, match="line break or a NUL"):
        request_head(httpx.Request("GET", "http://h", headers={"X": value}))


def test_a_body_of_another_length_than_announced_is_an_error() -> None:
    request = httpx.Request("POST", "http://h", content=b"four")
    with pytest.raises(httpx.LocalProtocolError, match="longer"):
        RequestFramer(request).frame(b"fives")
    framer = RequestFramer(request)
    framer.frame(b"two")
    with pytest.raises(httpx.LocalProtocolError, match="shorter"):
        framer.end()
