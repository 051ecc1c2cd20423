"""`headrace.testing`: what users of an SDK test with."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

from headrace.testing import Fault, RecordedRequest, Replay, ReplayServer
from headrace.testing.pytest_plugin import replay_server as replay_server

BODY = b"data: a\n\ndata: b\r\n\r\n: bye"


@pytest.fixture
def client() -> Any:
    with httpx.Client(trust_env=False, timeout=30) as made:
        yield made


class TestReplay:
    @pytest.mark.parametrize(
        ("pieces", "expected"),
        [
            (None, [BODY]),
            ("event", [b"data: a\n\n", b"data: b\r\n\r\n", b": bye"]),
            (20, [BODY[:20], BODY[20:]]),
            ((0, 3, 3, 9), [BODY[:3], BODY[3:9], BODY[9:]]),
        ],
    )
    def test_pieces(self, pieces: Any, expected: list[bytes]) -> None:
        """A body is cut as asked for, and nothing is lost."""
        assert expected == list(Replay(BODY, pieces=pieces).parts())

    @pytest.mark.parametrize("pieces", [None, 5, "event"])
    def test_gzip(self, pieces: Any) -> None:
        """What is compressed can be read again."""
        assert BODY == gzip.decompress(b"".join(Replay(BODY, pieces=pieces, gzip=True).parts()))

    def test_paths(self, tmp_path: Path) -> None:
        """A text is a path, as a path object is."""
        (tmp_path / "x.sse").write_bytes(BODY)

        assert BODY == Replay(tmp_path / "x.sse").content() == Replay(str(tmp_path / "x.sse")).content()


class TestServer:
    def test_in_order(self, client: httpx.Client, replay_server: Callable[..., ReplayServer]) -> None:
        """Requests get the replays in order, the last one again and again, and are kept."""
        server = replay_server(Replay(b"1", status=429, headers={"X-A": "b"}), Replay(b"2", content_type=None))
        answers = [client.post(f"{server.url}/x?y=1", json={"n": n}) for n in range(3)]

        assert [(429, "1"), (200, "2"), (200, "2")] == [(answer.status_code, answer.text) for answer in answers]
        assert ("b", "text/event-stream") == (answers[0].headers["x-a"], answers[0].headers["content-type"])
        assert "content-type" not in answers[1].headers
        assert [{"n": 0}, {"n": 1}, {"n": 2}] == [request.json() for request in server.requests]
        request = server.requests[0]
        assert ("POST", "/x?y=1", "application/json", 1) == (
            request.method,
            request.path,
            request.headers["content-type"],
            request.connection,
        )
        assert (1, 1) == (server.connections, server.open_connections)

    def test_by_request(self, client: httpx.Client, replay_server: Callable[..., ReplayServer]) -> None:
        """A replay may depend on the request."""

        def answer(request: RecordedRequest) -> Replay:
            return Replay(request.path.encode(), framing="length")

        server = replay_server(answer)

        assert "/abc" == client.get(f"{server.url}/abc").text

    @pytest.mark.parametrize("kind", ["reset", "close"])
    def test_no_answer(self, kind: Any, client: httpx.Client, replay_server: Callable[..., ReplayServer]) -> None:
        """A fault before the head leaves the client without an answer."""
        server = replay_server(Replay(BODY, fault=Fault(kind, at="head")))

        with pytest.raises(httpx.NetworkError if kind == "reset" else httpx.RemoteProtocolError):
            client.get(server.url)
        assert server.wait_for_disconnects()

    def test_stall(self, replay_server: Callable[..., ReplayServer]) -> None:
        """A stalled server keeps the connection until the client leaves, or until it is stopped."""
        server = replay_server(Replay(BODY, fault=Fault("stall", at=3)))
        with httpx.Client(trust_env=False, timeout=0.2) as impatient, pytest.raises(httpx.ReadTimeout):
            impatient.get(server.url)

        assert server.wait_for_disconnects()

    def test_stop(self, client: httpx.Client) -> None:
        """Stopping drops what is open, and may be done twice; a stopped server can be started again."""
        server = ReplayServer(Replay(BODY, fault=Fault("stall")))
        with server, client.stream("GET", server.url) as response:
            assert not server.wait_for_disconnects(0.05)
            server.stop()
            with pytest.raises(httpx.RemoteProtocolError):
                response.read()
        server.stop()
        with server, pytest.raises(RuntimeError, match="running already"):
            server.start()

    def test_async(self) -> None:
        """The server is a context manager for async code as well."""

        async def run() -> None:
            async with ReplayServer(Replay(BODY)) as server, httpx.AsyncClient(trust_env=False) as client:
                assert BODY == (await client.get(server.url)).content
            with pytest.raises(httpx.ConnectError):
                await httpx.AsyncClient(trust_env=False).get(server.url)

        anyio.run(run)

    def test_nothing_to_serve(self) -> None:
        """A server without a replay is a mistake."""
        with pytest.raises(ValueError, match="at least one"):
            ReplayServer()
