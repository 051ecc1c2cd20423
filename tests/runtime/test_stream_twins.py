"""`Stream` and `AsyncStream` are twins: the same names, the same signatures, one place for all that doesn't wait."""

from __future__ import annotations

import inspect
import subprocess
import sys
import time
import zlib
from functools import cache
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

from harness.streams import CHUNKS, JOB, KINDS, client_options, consume, delta, sse
from headrace import errors
from headrace.read_limit import ReadLimit
from headrace.stream import AsyncStream, Stream
from headrace.testing import Fault, Replay, ReplayServer

ONLY_SYNC = {"__del__", "__enter__", "__exit__", "__iter__", "__next__"}
ONLY_ASYNC = {"__aenter__", "__aexit__", "__aiter__", "__anext__", "aclose"}
CHAT = sse('{"id":"c","choices":[{"index":0,"text":"hi"}]}', "[END]")


def public(cls: type) -> dict[str, Any]:
    return {name: value for name, value in vars(cls).items() if not name.startswith("_") and callable(value)}


def test_names() -> None:
    """What one has the other has, but for the protocols of iteration and context."""
    assert set(public(AsyncStream)) - {"aclose"} == set(public(Stream))
    dunders = {name for name in vars(Stream) if name in ONLY_SYNC | ONLY_ASYNC}
    assert ONLY_SYNC == dunders
    assert {name for name in vars(AsyncStream) if name in ONLY_SYNC | ONLY_ASYNC} == ONLY_ASYNC


def test_signatures() -> None:
    """The parameters are the same, the constructor's included."""
    for name, method in public(Stream).items():
        assert inspect.signature(method).parameters == inspect.signature(getattr(AsyncStream, name)).parameters
    assert Stream.__init__ is AsyncStream.__init__


def test_imports_are_cheap() -> None:
    """Importing the errors and the decoder loads neither httpx nor pydantic; nor does importing the streams."""
    code = "import sys, headrace.errors, headrace.sse, headrace.stream; print(*{'httpx', 'pydantic'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "" == done.stdout.strip()


def test_shared_connections_are_limited_too() -> None:
    """On HTTP/2 the connection is left alone; httpcore asks the request for its read timeout, which is then ours."""
    request = httpx.Request("GET", "http://test/", extensions={"timeout": {"read": 30.0, "write": 7.0}})
    response = httpx.Response(200, request=request, extensions={"http_version": b"HTTP/2"})
    limit = ReadLimit(response)
    timeouts = request.extensions["timeout"]

    assert (True, 30.0, 7.0) == (limit.bounded, timeouts.get("read"), timeouts.get("write"))
    limit.set(time.monotonic() + 5)
    assert 0 < timeouts.get("read") <= 5
    limit.set(time.monotonic() - 5)
    assert 0 < timeouts.get("read") < 1
    limit.remove()
    limit.interrupt()
    assert 30.0 == timeouts.get("read")


@KINDS
def test_record_and_replay(kind: str, tmp_path: Path) -> None:
    """A recorded stream, replayed, gives the same events; what was compressed is recorded as it was before."""
    path = tmp_path / "recorded.sse"
    with ReplayServer(Replay(CHAT, gzip=True, pieces=3)) as server:
        first = recorded(kind, server.url, path)
    with ReplayServer(Replay(path)) as server:
        again = consume(kind, server.url, CHUNKS)[0]

    assert CHAT == path.read_bytes()
    assert first == again.events


def recorded(kind: str, url: str, path: Path) -> list[Any]:
    if kind == "sync":
        with httpx.Client(**client_options()) as client:
            response = client.send(client.build_request("POST", url), stream=True)
            return list(Stream[Any](response=response, spec=CHUNKS).record(path))

    async def run() -> list[Any]:
        async with httpx.AsyncClient(**client_options()) as client:
            response = await client.send(client.build_request("POST", url), stream=True)
            return [event async for event in AsyncStream[Any](response=response, spec=CHUNKS).record(path)]

    return anyio.run(run, backend=kind)


@cache
def huge_event() -> bytes:
    """A small event, then one of 300 MB, compressed so that the test itself takes no such memory."""
    compressor = zlib.compressobj(1, wbits=31)
    parts = [compressor.compress(sse(delta(1)) + b"data: ")]
    parts += [compressor.compress(b"x" * 1_000_000) for _ in range(300)]
    return b"".join([*parts, compressor.flush()])


@KINDS
def test_300_megabytes(kind: str) -> None:
    """An event of 300 MB meets the default limit, in good time, and is not kept."""
    replay = Replay(huge_event(), headers={"Content-Encoding": "gzip"}, framing="length", fault=Fault("stall"))
    with ReplayServer(replay) as server:
        outcome = consume(kind, server.url, JOB)[0]

    assert ["Delta"] == outcome.names
    assert isinstance(outcome.error, errors.EventTooLargeError)
    assert str(256 * 1024 * 1024) in str(outcome.error)


@KINDS
@pytest.mark.parametrize("content", [b"", b"data: x\n\n"])
def test_response_in_memory(kind: str, content: bytes) -> None:
    """A response that was read already, as mock transports give, works too; only limits are less exact."""
    transport = httpx.MockTransport(
        lambda request: httpx.Response(200, headers={"content-type": "text/event-stream"}, content=content + CHAT)
    )
    if kind == "sync":
        with httpx.Client(transport=transport) as client:
            stream = Stream[Any](response=client.get("http://test/"), spec=CHUNKS, idle_timeout=5)
            with pytest.raises(errors.APIError) if content else stream:
                assert 1 == len(list(stream))
        return

    async def run() -> None:
        async with httpx.AsyncClient(transport=transport) as client:
            stream = AsyncStream[Any](response=await client.get("http://test/"), spec=CHUNKS, idle_timeout=5)
            try:
                assert 1 == len([event async for event in stream])
                assert not content
            except errors.StreamDecodeError:
                assert content

    anyio.run(run, backend=kind)
