"""Websocket connections against a real server: both kinds of client, the same rules."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from http import HTTPStatus
from typing import Any

import anyio
import httpx2
import pytest
from websockets.asyncio.server import ServerConnection
from websockets.datastructures import Headers
from websockets.http11 import Response

from harness.acme import Acme, AsyncAcme
from harness.acme.connection import (
    AsyncNotesConnectionManager,
    NoteAdded,
    NoteRemoved,
    NotesConnectionManager,
    Problem,
)
from harness.acme.exceptions import (
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    APITimeoutError,
    RateLimitError,
    WebSocketConnectionClosedError,
    WebSocketQueueFullError,
)
from harness.sockets import both, entered, message, run, silent_server, websocket_server
from headrace import AuthenticationError, EventTooLargeError, HeadraceError, StreamDecodeError, UnknownEvent


def manager(kind: str, url: str, *, client: dict[str, Any] | None = None, **options: Any) -> Any:
    """What ``connect`` of the small SDK gives."""
    made: Any = {"sync": (Acme, NotesConnectionManager), "asyncio": (AsyncAcme, AsyncNotesConnectionManager)}[kind]
    return made[1](made[0](**{"api_key": "sk-secret", "base_url": url, **(client or {})}), {"board": "b 1"}, **options)


def connected(kind: str, url: str, **options: Any) -> AbstractAsyncContextManager[Any]:
    return entered(kind, manager(kind, url, **options))


async def collect(connection: Any) -> list[Any]:
    return [event async for event in connection]


def sends(*messages: str | bytes, code: int = 1000, reason: str = "") -> Callable[[ServerConnection], Awaitable[None]]:
    """A server that says this and closes."""

    async def talk(socket: ServerConnection) -> None:
        for each in messages:
            await socket.send(each)
        await socket.close(code, reason)

    return talk


def refuses(status: HTTPStatus, body: bytes, **headers: str) -> Any:
    def answer(socket: ServerConnection, request: Any) -> Response:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        length = {"Content-Length": str(len(body)), "Content-Type": "application/json"}
        return Response(status, status.phrase, Headers({**length, **names}), body)

    return answer


@both
def test_the_handshake_is_a_request_like_any_other(kind: str) -> None:
    """Path, query, credentials, the client's and the operation's headers, and the caller's extras are sent."""
    seen: list[Any] = []

    async def handler(socket: ServerConnection) -> None:
        seen.append(socket.request)
        await socket.close()

    async def test() -> None:
        async with websocket_server(handler) as url:
            options: dict[str, Any] = {
                "client": {"team": "red", "default_headers": {"X-Own": "1"}, "default_query": {"q": "0"}},
                "extra_headers": {"X-More": "2", "Acme-Feature": "other"},
                "extra_query": {"list": ["a", "b"]},
            }
            async with connected(kind, url, **options) as connection:
                assert await collect(connection) == []

    run(test)
    (request,) = seen
    assert request.path == "/v1/notes?q=0&board=b+1&list%5B%5D=a&list%5B%5D=b"
    headers = request.headers
    assert headers["Authorization"] == "Bearer sk-secret"
    assert [headers[name] for name in ("Acme-Team", "Acme-Version", "X-Own", "X-More")] == ["red", "7", "1", "2"]
    assert headers["Acme-Feature"] == "other"
    assert headers["User-Agent"].startswith("Acme/Python" if kind == "sync" else "AsyncAcme/Python")
    assert headers.get_all("Host") == [request.headers["Host"]]
    assert headers["x-stainless-async"] == ("false" if kind == "sync" else "async:asyncio")


@both
def test_another_base_for_websockets(kind: str) -> None:
    """``websocket_base_url`` replaces the base, with its path and query; http and ws mean the same there."""
    paths: list[str] = []

    async def handler(socket: ServerConnection) -> None:
        assert socket.request is not None
        paths.append(socket.request.path)
        await socket.close()

    async def test() -> None:
        async with websocket_server(handler) as url:
            for base in (url.replace("http", "ws").replace("/v1", "/live/?a=1"), url.replace("/v1", "/plain")):
                client = {"base_url": "https://nowhere.invalid", "websocket_base_url": base}
                async with connected(kind, url, client=client) as connection:
                    await collect(connection)

    run(test)
    assert paths == ["/live/notes?a=1&board=b+1", "/plain/notes?board=b+1"]


def test_what_is_no_base_for_websockets() -> None:
    """Another scheme, no host, or a named environment beside it: errors when the client is made."""
    for url in ("ftp://host", "wss://", "host/path"):
        with pytest.raises(ValueError, match="websocket_base_url must start with ws://"):
            Acme(api_key="k", websocket_base_url=url)
    with pytest.raises(ValueError, match="`websocket_base_url` and `residency` can't both be given"):
        Acme(api_key="k", residency="north", websocket_base_url="wss://host")
    client = Acme(api_key="k", websocket_base_url="wss://host")
    assert client.with_options(team="red").websocket_base_url == "wss://host"
    assert client.with_options(websocket_base_url=None).websocket_base_url is None
    assert client.with_options(residency="north").websocket_base_url is None


@both
def test_events_have_the_classes_of_their_tags(kind: str) -> None:
    """Known events, unknown ones, and known ones that don't fit: nothing comes as another class, nothing is lost."""
    nested = json.dumps({"by": {"type": "note.removed"}, "type": "note.added", "text": "b"})
    texts = [
        message("note.added", text="a", by="me"),
        message("note.moved", to=3),
        nested,
        message("note.removed"),
        message("note.removed", text="c").encode(),
        json.dumps({"text": "no type"}),
    ]

    async def test() -> None:
        async with websocket_server(sends(*texts)) as url, connected(kind, url) as connection:
            events = await collect(connection)
        assert [type(event) for event in events] == [
            NoteAdded,
            UnknownEvent,
            NoteAdded,
            NoteRemoved,
            NoteRemoved,
            UnknownEvent,
        ]
        assert events[0].to_dict() == {"type": "note.added", "text": "a", "by": "me"}
        assert (events[1].type, events[1].to, events[1].raw_json) == ("note.moved", 3, texts[1].encode())
        assert events[2].by == {"type": "note.removed"}
        assert events[3].model_fields_set == {"type"}
        assert events[5].to_dict()["text"] == "no type"
        assert connection.close_code == 1000

    run(test)


@both
def test_what_is_sent(kind: str) -> None:
    """Groups, mappings and models become the same JSON; what is omitted is left out, what is renamed is renamed."""
    got: list[Any] = []

    async def handler(socket: ServerConnection) -> None:
        async for each in socket:
            got.append(each)

    async def test() -> None:
        async with websocket_server(handler) as url, connected(kind, url) as connection:
            await connection.note.add(text="é")
            await connection.send({"type": "note.add", "from_": "me", "tags": iter(["a"])})
            await connection.send(NoteAdded.construct(type="note.added", text="x"))
            await connection.send_raw("plain")
            await connection.send_raw(b"\x00\x01")
            with pytest.raises(TypeError, match="event: expected a mapping or a model, got str"):
                await connection.send("text")
            with pytest.raises(ValueError, match=r"body\.text: NaN"):
                await connection.send({"type": "note.add", "text": float("nan")})

    run(test)
    assert [json.loads(each) for each in got[:3]] == [
        {"type": "note.add", "text": "é"},
        {"type": "note.add", "from": "me", "tags": ["a"]},
        {"type": "note.added", "text": "x"},
    ]
    assert got[3:] == ["plain", b"\x00\x01"]


@both
def test_messages_as_they_came(kind: str) -> None:
    """``recv_bytes`` gives text and binary messages as bytes, ``parse_event`` reads both, ``recv`` does it at once."""
    text = message("note.added", text="é")

    async def test() -> None:
        async with websocket_server(sends(text, b"\xff\x00", text)) as url, connected(kind, url) as connection:
            assert await connection.recv_bytes() == text.encode()
            assert await connection.recv_bytes() == b"\xff\x00"
            assert (await connection.recv()).text == "é"
            assert connection.parse_event(text) == connection.parse_event(text.encode())

    run(test)


@both
def test_what_is_no_event(kind: str) -> None:
    """What isn't a JSON object raises, with the text; the connection goes on with the next message."""

    async def test() -> None:
        texts = ("{not json", "[1]", message("note.added", text="a"))
        async with websocket_server(sends(*texts)) as url, connected(kind, url) as connection:
            with pytest.raises(StreamDecodeError, match=r"not JSON: \{not json") as caught:
                await connection.recv()
            assert caught.value.body == "{not json"
            assert caught.value.request.url.path == "/v1/notes"
            with pytest.raises(StreamDecodeError, match=r"not a JSON object: \[1\]"):
                await connection.recv()
            assert [type(event) for event in await collect(connection)] == [NoteAdded]

    run(test)


@both
def test_strict_clients_refuse_what_does_not_fit(kind: str) -> None:
    """In strict mode an event that doesn't fit its class is an error; an unknown one is none."""

    async def test() -> None:
        strict = {"_strict_response_validation": True}
        server = websocket_server(sends(message("note.added"), message("new")))
        async with server as url, connected(kind, url, client=strict) as connection:
            with pytest.raises(APIResponseValidationError, match=r"'note\.added' doesn't fit its class: text"):
                await connection.recv()
            assert isinstance(await connection.recv(), UnknownEvent)

    run(test)


@both
@pytest.mark.parametrize("code", [1000, 1001])
def test_a_normal_close_ends_iteration(kind: str, code: int) -> None:
    """Iteration ends; who asks for one more message, or sends one, is told, with what wasn't sent."""

    async def test() -> None:
        async with websocket_server(sends(code=code, reason="bye")) as url, connected(kind, url) as connection:
            assert await collect(connection) == []
            assert connection.close_code == code
            with pytest.raises(WebSocketConnectionClosedError, match=rf"with code {code} \(bye\)"):
                await connection.recv()
            with pytest.raises(WebSocketConnectionClosedError) as caught:
                await connection.send({"type": "note.add", "text": "late"})
            assert caught.value.unsent_messages == ['{"type":"note.add","text":"late"}']
            assert (caught.value.close_code, caught.value.close_reason) == (code, "bye")

    run(test)


@both
def test_another_close_raises(kind: str) -> None:
    """A code that tells of trouble raises, with code and reason, and so does a connection that just ends."""

    async def test() -> None:
        server = websocket_server(sends(message("note.added", text="a"), code=4001, reason="no"))
        async with server as url, connected(kind, url) as connection:
            assert (await connection.recv()).text == "a"
            with pytest.raises(WebSocketConnectionClosedError, match=r"with code 4001 \(no\)") as caught:
                await collect(connection)
            assert isinstance(caught.value, APIConnectionError)
            assert caught.value.request.url.path == "/v1/notes"

        async def vanish(socket: ServerConnection) -> None:
            socket.transport.abort()

        async with websocket_server(vanish) as url, connected(kind, url) as connection:
            with pytest.raises(WebSocketConnectionClosedError, match="without a close frame") as caught:
                await collect(connection)
            assert caught.value.close_code == 1006

    run(test)


@both
def test_a_refused_handshake_is_a_status_error(kind: str) -> None:
    """The status decides on the class, as for any request; the body is there."""
    body = b'{"error": {"message": "Slow down", "code": "rate_limit"}}'

    async def test() -> None:
        answer = refuses(HTTPStatus.TOO_MANY_REQUESTS, body, x_request_id="r1")
        async with websocket_server(sends(), process_request=answer) as url:
            with pytest.raises(RateLimitError, match="429 - Slow down") as caught:
                async with connected(kind, url):
                    pytest.fail("the connection opened")
            assert (caught.value.code, caught.value.request_id) == ("rate_limit", "r1")
        answer = refuses(HTTPStatus.UNAUTHORIZED, b"go away")
        async with websocket_server(sends(), process_request=answer) as url:
            with pytest.raises(AuthenticationError, match="401 - go away"):
                async with connected(kind, url):
                    pytest.fail("the connection opened")

    run(test)


@both
def test_a_client_of_httpx2(kind: str) -> None:
    """Requests and responses of errors are of the library that the client has."""
    made = httpx2.Client() if kind == "sync" else httpx2.AsyncClient()

    async def test() -> None:
        answer = refuses(HTTPStatus.UNAUTHORIZED, b"no")
        async with websocket_server(sends(), process_request=answer) as url:
            with pytest.raises(AuthenticationError) as caught:
                async with connected(kind, url, client={"http_client": made}):
                    pytest.fail("the connection opened")
            assert isinstance(caught.value.response, httpx2.Response)
            assert isinstance(caught.value.request, httpx2.Request)

    run(test)


@both
def test_redirects_are_not_followed(kind: str) -> None:
    """Credentials go to the server that was asked and to no other."""
    asked: list[Any] = []

    async def other(socket: ServerConnection) -> None:
        asked.append(socket.request)

    async def test() -> None:
        async with websocket_server(other) as elsewhere:
            answer = refuses(HTTPStatus.FOUND, b"", Location=elsewhere.replace("http", "ws"))
            async with websocket_server(sends(), process_request=answer) as url:
                with pytest.raises(APIConnectionError, match="answered 302"):
                    async with connected(kind, url):
                        pytest.fail("the connection opened")

    run(test)
    assert asked == []


@both
def test_a_server_that_is_not_there(kind: str) -> None:
    """No server, or one that speaks something else: a connection error of the SDK."""

    async def test() -> None:
        async with websocket_server(sends()) as url:
            pass  # closed by now
        with pytest.raises(APIConnectionError, match="The websocket could not be opened") as caught:
            async with connected(kind, url):
                pytest.fail("the connection opened")
        assert isinstance(caught.value.__cause__, OSError)
        assert "sk-secret" not in str(caught.value)

    run(test)


@both
@pytest.mark.parametrize(
    "options", [{"websocket_connection_options": {"open_timeout": 0.2}}, {"client": {"timeout": 0.2}}]
)
def test_a_silent_server(kind: str, options: dict[str, Any]) -> None:
    """Opening has a time limit: the connection's own, or the client's time for connecting."""

    async def test() -> None:
        async with silent_server() as url:
            with pytest.raises(APITimeoutError, match=r"could not be opened within 0\.2 s"):
                async with connected(kind, url, **options):
                    pytest.fail("the connection opened")

    run(test)


@both
def test_waiting_for_a_message_may_have_a_limit(kind: str) -> None:
    """``recv(timeout=...)`` raises, and loses nothing: the message can be received later."""

    async def test() -> None:
        told = asyncio.Event()

        async def handler(socket: ServerConnection) -> None:
            await told.wait()
            await socket.send(message("note.added", text="late"))
            await socket.wait_closed()

        async with websocket_server(handler) as url, connected(kind, url) as connection:
            with pytest.raises(APITimeoutError, match=r"No message arrived within 0\.05 s"):
                await connection.recv(timeout=0.05)
            told.set()
            assert (await connection.recv(timeout=10)).text == "late"

    run(test)


@both
def test_a_huge_message(kind: str) -> None:
    """Messages of some megabytes are fine; one over the client's ``max_event_bytes`` or ``max_size`` ends it."""
    big = message("note.added", text="x" * 3_000_000)

    async def test() -> None:
        async with websocket_server(sends(big)) as url:
            async with connected(kind, url) as connection:
                assert len((await connection.recv()).text) == 3_000_000
            for options in (
                {"client": {"max_event_bytes": 100_000}},
                {"websocket_connection_options": {"max_size": 100_000}},
            ):
                async with connected(kind, url, **options) as connection:
                    with pytest.raises(EventTooLargeError, match="larger than `max_size`"):
                        await connection.recv()

    run(test)


@both
def test_closing_from_elsewhere(kind: str) -> None:
    """Another thread or task closes: whoever iterates sees the end, the server the code. Closing twice is fine."""
    codes: list[Any] = []

    async def test() -> None:
        async def handler(socket: ServerConnection) -> None:
            await socket.send(message("note.added", text="a"))
            await socket.wait_closed()
            codes.append((socket.close_code, socket.close_reason))

        async with websocket_server(handler) as url, connected(kind, url) as connection:
            events: list[Any] = []
            async with anyio.create_task_group() as group:

                async def iterate() -> None:
                    async for event in connection:
                        events.append(event)

                group.start_soon(iterate)
                while not events:
                    await anyio.sleep(0.01)
                await connection.close(code=4000, reason="enough")
            assert len(events) == 1
            await connection.close()

    run(test)
    assert codes == [(4000, "enough")]


def test_closing_while_a_send_is_stuck() -> None:
    """A server that reads nothing doesn't keep ``close`` waiting for ever, nor the thread that sends."""

    async def test() -> None:
        async def handler(socket: ServerConnection) -> None:
            socket.transport.pause_reading()
            await asyncio.sleep(5)

        options: Any = {"close_timeout": 0.2, "compression": None}
        async with (
            websocket_server(handler, close_timeout=0.1) as url,
            connected("sync", url, websocket_connection_options=options) as connection,
            anyio.create_task_group() as group,
        ):

            async def fill() -> None:
                with pytest.raises(WebSocketConnectionClosedError):
                    while True:
                        await connection.send_raw("x" * 1_000_000)

            group.start_soon(fill)
            await anyio.sleep(0.3)
            await connection.close()

    run(test)


@both
def test_the_block_closes(kind: str) -> None:
    """At the end of the block the connection is closed, also where an exception leaves it."""
    codes: list[Any] = []

    async def handler(socket: ServerConnection) -> None:
        await socket.wait_closed()
        codes.append(socket.close_code)

    async def test() -> None:
        async with websocket_server(handler) as url:
            with pytest.raises(KeyError):
                async with connected(kind, url):
                    raise KeyError
            used = manager(kind, url)
            async with entered(kind, used):
                pass
            with pytest.raises(RuntimeError, match="was opened before"):
                async with entered(kind, used):
                    pytest.fail("opened twice")

    run(test)
    assert codes == [1000, 1000]


@both
def test_what_is_sent_before_there_is_a_connection(kind: str) -> None:
    """The manager keeps messages, as many as fit, and sends them first, in order."""
    got: list[Any] = []

    async def handler(socket: ServerConnection) -> None:
        async for each in socket:
            got.append(json.loads(each)["text"])

    async def test() -> None:
        async with websocket_server(handler) as url:
            early = manager(kind, url, max_queue_size=70)
            early.send({"type": "note.add", "text": "1"})
            early.send({"type": "note.add", "text": "2"})
            with pytest.raises(WebSocketQueueFullError, match="may have 70 bytes") as caught:
                early.send({"type": "note.add", "text": "3"})
            assert isinstance(caught.value, APIError)
            async with entered(kind, early) as connection:
                await connection.note.add(text="4")

    run(test)
    assert got == ["1", "2", "4"]


@both
def test_handlers(kind: str) -> None:
    """Handlers of the type come first, then those of all events; ``once`` is once, ``off`` is off."""
    calls: list[tuple[str, str]] = []
    texts = [message("note.added", text="a"), message("note.added", text="b"), message("problem", message="no")]

    async def test() -> None:
        async with websocket_server(sends(*texts)) as url:
            early = manager(kind, url)
            removed = early.on("event", lambda event: calls.append(("all", event.type)))
            assert removed is early

            @early.on("note.added")
            def added(event: Any) -> None:
                calls.append(("added", event.text))

            async with entered(kind, early) as connection:
                connection.once("note.added", lambda event: calls.append(("once", event.text)))
                unwanted = calls.append
                connection.on("problem", unwanted)
                connection.off("problem", unwanted)
                await connection.dispatch_events()

    run(test)
    assert calls == [
        ("added", "a"),
        ("once", "a"),
        ("all", "note.added"),
        ("added", "b"),
        ("all", "note.added"),
        ("all", "problem"),
    ]


@both
def test_an_error_event_that_nobody_handles_is_raised(kind: str) -> None:
    """In iteration errors are events like others; ``dispatch_events`` raises one without a handler."""
    text = message("problem", message="Out of notes", code="empty")

    async def test() -> None:
        async with websocket_server(sends(text)) as url:
            async with connected(kind, url) as connection:
                assert [type(event) for event in await collect(connection)] == [Problem]
            async with connected(kind, url) as connection:
                with pytest.raises(APIError, match="Out of notes") as caught:
                    await connection.dispatch_events()
                assert caught.value.code == "empty"

    run(test)


def test_async_handlers_are_awaited() -> None:
    """A coroutine function is a handler too."""
    calls: list[str] = []

    async def test() -> None:
        async def handle(event: Any) -> None:
            await asyncio.sleep(0)
            calls.append(event.text)

        server = websocket_server(sends(message("note.added", text="a")))
        async with server as url, connected("asyncio", url) as connection:
            connection.on("note.added", handle)
            await connection.dispatch_events()

    run(test)
    assert calls == ["a"]


def test_trio_is_told() -> None:
    """The library needs asyncio; in trio there is an error that says so."""

    async def main() -> None:
        client = AsyncAcme(api_key="k", base_url="http://127.0.0.1:9")
        with pytest.raises(HeadraceError, match="need asyncio"):
            await AsyncNotesConnectionManager(client, {}).enter()

    anyio.run(main, backend="trio")


def test_without_the_library() -> None:
    """Opening a connection names what has to be installed; nothing else needs or loads the library."""
    code = """
import sys
from headrace import spi
sys.modules["websockets"] = None
from harness.acme import Acme
from harness.acme.connection import NotesConnectionManager
made = NotesConnectionManager(Acme(api_key="k"), {})
made.send({"type": "note.add"})
try:
    made.enter()
except spi.HeadraceError as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(entry for entry in sys.path if entry)},
    )
    assert done.stdout == "Websocket connections need another package: python -m pip install 'acme[live]'\n"
