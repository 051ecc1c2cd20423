"""The transports of our own HTTP clients over real sockets: TLS, limits, reuse, cancellation, replacements."""

from __future__ import annotations

import asyncio
import http.server
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import anyio
import httpx
import pytest
import trustme

from harness.scripted_server import Asked, QuietServer, Reply, scripted_server
from headrace.pooled_transport import AsyncPooledTransport, PooledTransport
from headrace.transport import DefaultAsyncHttpxClient, DefaultHttpxClient

KINDS = ["sync", "async"]


def get(kind: str, *urls: str, **options: Any) -> list[httpx.Response]:
    """The answers to some requests, one after another over one client."""
    if kind == "sync":
        with DefaultHttpxClient(**options) as client:
            return [client.get(url) for url in urls]

    async def run() -> list[httpx.Response]:
        async with DefaultAsyncHttpxClient(**options) as client:
            return [await client.get(url) for url in urls]

    return asyncio.run(run())


def port_of(response: httpx.Response) -> int:
    """The client's port: the same for requests over the same connection."""
    port: int = response.extensions["network_stream"].get_extra_info("client_addr")[1]
    return port


class ByPort:
    """Remembers over which connections the requests of a client came."""

    def __init__(self) -> None:
        self.ports: list[int] = []

    def hook(self, response: httpx.Response) -> None:
        self.ports.append(port_of(response))

    async def async_hook(self, response: httpx.Response) -> None:
        self.ports.append(port_of(response))

    def hooks(self, kind: str) -> dict[str, Any]:
        return {"event_hooks": {"response": [self.hook if kind == "sync" else self.async_hook]}}


@contextmanager
def tls_server(context: ssl.SSLContext) -> Iterator[str]:
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "6")
            self.end_headers()
            self.wfile.write(b"secret")

        def log_message(self, *args: Any) -> None:
            return

    server = QuietServer(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"https://localhost:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize("kind", KINDS)
def test_tls(kind: str) -> None:
    """The certificate is checked, and encrypted connections are used again too."""
    authority = trustme.CA()
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(serving)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    seen = ByPort()
    with tls_server(serving) as url:
        first, second = get(kind, url, url, verify=trusting, **seen.hooks(kind))
        assert first.text == second.text == "secret"
        assert len(set(seen.ports)) == 1
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            get(kind, url)
        assert get(kind, url, verify=False)[0].text == "secret"


@pytest.mark.parametrize("kind", KINDS)
def test_no_certificates_are_read_for_plain_http(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(httpx, "create_ssl_context", lambda *_, **__: pytest.fail("an SSL context was made"))
    with scripted_server(Reply()) as server:
        assert get(kind, server.url)[0].status_code == 200


@pytest.mark.parametrize("kind", KINDS)
def test_a_connection_that_the_server_closed_or_that_is_too_old_is_not_used_again(kind: str) -> None:
    seen = ByPort()
    with scripted_server(Reply(headers={"Connection": "close"})) as server:
        get(kind, server.url, server.url, **seen.hooks(kind))
    assert len(set(seen.ports)) == 2
    seen = ByPort()
    limits = httpx.Limits(keepalive_expiry=0.0)
    with scripted_server(Reply()) as server:
        get(kind, server.url, server.url, limits=limits, **seen.hooks(kind))
    assert len(set(seen.ports)) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_who_waits_in_vain_for_a_connection_hears_of_it(kind: str) -> None:
    options: dict[str, Any] = {
        "limits": httpx.Limits(max_connections=1),
        "timeout": httpx.Timeout(5, pool=0.05),
    }
    with scripted_server(Reply()) as server:
        if kind == "sync":
            with DefaultHttpxClient(**options) as client, client.stream("GET", server.url) as held:
                with pytest.raises(httpx.PoolTimeout, match=r"0\.05 s"):
                    client.get(server.url)
                held.close()
                assert client.get(server.url).status_code == 200
            return

        async def run() -> None:
            async with DefaultAsyncHttpxClient(**options) as client, client.stream("GET", server.url) as held:
                with pytest.raises(httpx.PoolTimeout, match=r"0\.05 s"):
                    await client.get(server.url)
                await held.aclose()
                assert (await client.get(server.url)).status_code == 200

        asyncio.run(run())


def test_waiting_requests_are_served_by_connections_that_come_free() -> None:
    """Many more requests than connections, from threads and from tasks."""
    with scripted_server(lambda asked: Reply(body=asked.path)) as server:
        seen: set[int] = set()
        with DefaultHttpxClient(limits=httpx.Limits(max_connections=3)) as client:

            def ask(number: int) -> None:
                answer = client.get(f"{server.url}/{number}")
                assert answer.json() == f"/v1/{number}"
                seen.add(number)

            threads = [threading.Thread(target=ask, args=(number,)) for number in range(40)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert seen == set(range(40))

        async def run() -> None:
            async with DefaultAsyncHttpxClient(limits=httpx.Limits(max_connections=3)) as client:
                answers = await asyncio.gather(*(client.get(f"{server.url}/{number}") for number in range(40)))
                assert [answer.json() for answer in answers] == [f"/v1/{number}" for number in range(40)]

        asyncio.run(run())


def test_no_connection_serves_two_when_patience_ends_as_it_comes() -> None:
    """Threads that give up at any moment: who gets an answer gets its own."""
    with (
        scripted_server(lambda asked: Reply(body=asked.path)) as server,
        DefaultHttpxClient(limits=httpx.Limits(max_connections=2)) as client,
    ):
        outcomes: list[bool | None] = []

        def ask(number: int) -> None:
            for turn in range(15):
                patience = httpx.Timeout(10, pool=0.0005 * (number + turn % 7))
                try:
                    answer = client.get(f"{server.url}/{number}-{turn}", timeout=patience)
                except httpx.PoolTimeout:
                    outcomes.append(None)
                else:
                    outcomes.append(answer.json() == f"/v1/{number}-{turn}")

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(outcomes) == 12 * 15 and True in outcomes and False not in outcomes
        assert client.get(server.url).status_code == 200


def test_a_cancelled_request_gives_its_place_to_the_next() -> None:
    """Cancelled while it waits for a connection, and while it waits for an answer."""
    held = threading.Event()

    def answer(asked: Asked) -> Reply:
        if asked.path.endswith("slow"):
            held.wait(10)
        return Reply()

    async def run() -> None:
        async with DefaultAsyncHttpxClient(limits=httpx.Limits(max_connections=1)) as client:
            slow = asyncio.create_task(client.get(f"{server.url}/slow"))
            await anyio.sleep(0.05)
            waiting = asyncio.create_task(client.get(server.url))
            third = asyncio.create_task(client.get(server.url))
            await anyio.sleep(0.05)
            waiting.cancel()
            slow.cancel()
            assert (await third).status_code == 200
            await asyncio.gather(slow, waiting, return_exceptions=True)
            assert slow.cancelled() and waiting.cancelled()

    with scripted_server(answer) as server:
        asyncio.run(run())
        held.set()


@pytest.mark.parametrize("kind", KINDS)
def test_bodies_of_unknown_length_are_sent_in_chunks(kind: str) -> None:
    with scripted_server(Reply()) as server:
        if kind == "sync":
            with DefaultHttpxClient() as client:
                client.post(server.url, content=iter([b"one", b"", b"two"]))
        else:

            async def pieces() -> Any:
                for piece in (b"one", b"", b"two"):
                    yield piece

            async def run() -> None:
                async with DefaultAsyncHttpxClient() as client:
                    await client.post(server.url, content=pieces())

            asyncio.run(run())
        assert server.last.body == b"onetwo"


@pytest.mark.parametrize("kind", KINDS)
def test_a_large_body_goes_out_and_comes_back(kind: str) -> None:
    """More than any buffer on the way holds, in both directions."""
    data = bytes(range(256)) * 16_384
    with scripted_server(lambda asked: Reply(body=asked.body)) as server:
        if kind == "sync":
            with DefaultHttpxClient() as client:
                assert client.post(server.url, content=data).content == data
        else:

            async def run() -> bytes:
                async with DefaultAsyncHttpxClient() as client:
                    return (await client.post(server.url, content=data)).content

            assert asyncio.run(run()) == data


@pytest.mark.parametrize("kind", KINDS)
def test_errors_are_those_of_httpx(kind: str, unused_tcp_port: int) -> None:
    with pytest.raises(httpx.ConnectError):
        get(kind, f"http://127.0.0.1:{unused_tcp_port}")
    with pytest.raises(httpx.ConnectError):
        get(kind, "http://no-such-host.invalid")
    with pytest.raises(httpx.UnsupportedProtocol):
        get(kind, "ftp://127.0.0.1")
    with scripted_server(Reply(hang_up=True)) as server, pytest.raises(httpx.RemoteProtocolError):
        get(kind, server.url)
    with scripted_server(lambda asked: time.sleep(0.3) or Reply()) as server, pytest.raises(httpx.ReadTimeout):
        get(kind, server.url, timeout=0.05)


@pytest.fixture
def unused_tcp_port() -> int:
    import socket

    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


def test_requests_under_trio_go_the_way_of_httpx() -> None:
    async def run() -> int:
        async with DefaultAsyncHttpxClient() as client:
            return (await client.get(server.url)).status_code

    with scripted_server(Reply()) as server:
        assert anyio.run(run, backend="trio") == 200


def answer_of_a_mock(*_: Any, **__: Any) -> httpx.Response:
    return httpx.Response(299)


@pytest.mark.parametrize("kind", KINDS)
def test_who_replaces_the_transports_of_httpx_replaces_ours(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mocks and tracing are written for httpx's classes, and put their own function in the place of a method."""
    with scripted_server(Reply()) as server:
        before = get(kind, server.url)[0]

        async def answer(*_: Any, **__: Any) -> httpx.Response:
            return httpx.Response(299)

        if kind == "sync":
            monkeypatch.setattr(httpx.HTTPTransport, "handle_request", answer_of_a_mock)
        else:
            monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", answer)
        assert (before.status_code, get(kind, server.url)[0].status_code) == (200, 299)
        assert isinstance(PooledTransport(limits=httpx.Limits(), tls=ssl.create_default_context), httpx.HTTPTransport)
        assert issubclass(AsyncPooledTransport, httpx.AsyncHTTPTransport)


def test_threads_may_meet_a_replacement_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who comes second waits until the transport of httpx is there."""
    original = httpx.HTTPTransport.handle_request
    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", lambda self, request: original(self, request))
    outcomes: list[int] = []
    with scripted_server(Reply()) as server, DefaultHttpxClient() as client:
        gate = threading.Barrier(8)

        def ask() -> None:
            gate.wait()
            outcomes.append(client.get(server.url).status_code)

        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert outcomes == [200] * 8


def test_who_replaces_the_connections_of_httpcore_replaces_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    import functools

    import httpcore

    asked: list[bytes] = []
    original = httpcore.HTTPConnection.handle_request

    @functools.wraps(original)
    def watched(self: Any, request: Any) -> Any:
        asked.append(request.url.target)
        return original(self, request)

    with scripted_server(Reply()) as server, DefaultHttpxClient() as client:
        client.get(server.url)
        monkeypatch.setattr(httpcore.HTTPConnection, "handle_request", watched)
        client.get(server.url)
    assert asked == [b"/v1"]
