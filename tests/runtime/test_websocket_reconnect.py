"""Opening a websocket connection again that broke: when, how often, and what becomes of what was to be sent."""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import anyio
import pytest
from websockets.asyncio.server import ServerConnection
from websockets.datastructures import Headers
from websockets.http11 import Response

from harness.acme import Acme, AsyncAcme
from harness.acme.connection import AsyncNotesConnectionManager, NotesConnectionManager
from harness.acme.exceptions import RateLimitError, WebSocketConnectionClosedError, WebSocketQueueFullError
from harness.sockets import both, entered, message, run, websocket_server
from headrace import AuthenticationError
from headrace.spi import ReconnectingEvent, ReconnectingOverrides, is_recoverable_close


def manager(kind: str, url: str, **options: Any) -> Any:
    made: Any = {"sync": (Acme, NotesConnectionManager), "asyncio": (AsyncAcme, AsyncNotesConnectionManager)}[kind]
    options = {"initial_delay": 0.01, "max_delay": 0.02, **options}
    return made[1](made[0](api_key="sk-secret", base_url=url), {"board": "b"}, **options)


class Server:
    """Talks as the next of its scripts says; remembers paths and what it was sent."""

    def __init__(self, *scripts: Callable[[ServerConnection], Any]) -> None:
        self.scripts = list(scripts)
        self.paths: list[str] = []
        self.got: list[str] = []

    async def __call__(self, socket: ServerConnection) -> None:
        assert socket.request is not None
        self.paths.append(socket.request.path)
        await self.scripts.pop(0)(socket)


def closes(code: int, *texts: str) -> Callable[[ServerConnection], Any]:
    async def talk(socket: ServerConnection) -> None:
        for text in texts:
            await socket.send(message("note.added", text=text))
        await socket.close(code, "why")

    return talk


async def vanishes(socket: ServerConnection) -> None:
    socket.transport.abort()


@both
@pytest.mark.parametrize("code", [1001, 1011, 1012])
def test_it_goes_on_after_a_break(kind: str, code: int) -> None:
    """Iteration goes on over the next connection, and ends when that ends well."""
    told: list[ReconnectingEvent] = []
    server = Server(closes(code, "a"), vanishes, closes(1000, "b"))

    async def test() -> None:
        async with websocket_server(server) as url:
            options: dict[str, Any] = {"on_reconnecting": told.append, "extra_query": {"x": "1"}}
            async with entered(kind, manager(kind, url, **options)) as connection:
                assert [event.text async for event in connection] == ["a", "b"]

    run(test)
    assert server.paths == ["/v1/notes?board=b&x=1"] * 3
    assert [(event.attempt, event.max_attempts, event.close_code) for event in told] == [(1, 5, code), (2, 5, 1006)]
    assert [(dict(event.extra_query), dict(event.extra_headers)) for event in told] == [({"x": "1"}, {})] * 2
    assert all(0.0075 <= event.delay <= 0.02 for event in told)


@both
def test_only_who_asks_is_reconnected(kind: str) -> None:
    """Without ``on_reconnecting``, and after a close that another attempt can't help, the end is the end."""

    async def test() -> None:
        for code, options in ((1011, {}), (4000, {"on_reconnecting": lambda _: None})):
            server = Server(closes(code, "a"))
            async with websocket_server(server) as url, entered(kind, manager(kind, url, **options)) as connection:
                with pytest.raises(WebSocketConnectionClosedError) as caught:
                    assert [event async for event in connection] == []
                assert caught.value.close_code == code
            assert len(server.paths) == 1

    run(test)


@both
def test_the_callback_may_change_the_request_or_abort(kind: str) -> None:
    """Overrides hold from then on; ``abort`` ends it with the error that would have come without."""
    answers: list[ReconnectingOverrides | None] = [
        {"extra_query": {"resume": "1"}},
        None,
        {"abort": True},
    ]
    server = Server(closes(1011, "a"), closes(1011, "b"), closes(1013))

    async def test() -> None:
        async with websocket_server(server) as url:
            made = manager(kind, url, on_reconnecting=lambda _: answers.pop(0))
            async with entered(kind, made) as connection:
                with pytest.raises(WebSocketConnectionClosedError, match="1013") as caught:
                    [event async for event in connection]
                assert caught.value.close_code == 1013

    run(test)
    assert server.paths == ["/v1/notes?board=b", "/v1/notes?board=b&resume=1", "/v1/notes?board=b&resume=1"]


@both
def test_an_error_of_the_callback_is_the_callers(kind: str) -> None:
    """What ``on_reconnecting`` raises goes through as it is."""

    def fail(event: ReconnectingEvent) -> None:
        raise KeyError("mine")

    async def test() -> None:
        server = websocket_server(Server(closes(1011)))
        async with server as url, entered(kind, manager(kind, url, on_reconnecting=fail)) as connection:
            with pytest.raises(KeyError, match="mine"):
                await connection.recv()

    run(test)


@both
def test_attempts_are_counted_until_a_message_arrives(kind: str) -> None:
    """Connections that open and say nothing don't start the count anew, so there is no endless loop."""
    attempts: list[int] = []
    server = Server(closes(1011), closes(1011), closes(1011), closes(1011, "a"), closes(1011))

    async def test() -> None:
        async with websocket_server(server) as url:
            made = manager(kind, url, max_retries=3, on_reconnecting=lambda event: attempts.append(event.attempt))
            async with entered(kind, made) as connection:
                assert (await connection.recv()).text == "a"
                assert attempts == [1, 2, 3]
                server.scripts += [closes(1011)] * 3
                with pytest.raises(WebSocketConnectionClosedError):
                    await connection.recv()
                assert attempts == [1, 2, 3, 1, 2, 3]

    run(test)


@both
def test_refused_attempts(kind: str) -> None:
    """An attempt that is refused for now is followed by another, and one that is refused for good is the last."""
    statuses = [None, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.UNAUTHORIZED]

    def answer(socket: ServerConnection, request: Any) -> Response | None:
        status = statuses.pop(0)
        return None if status is None else Response(status, status.phrase, Headers({"Content-Length": "2"}), b"no")

    async def test() -> None:
        server = websocket_server(Server(closes(1012)), process_request=answer)
        options: dict[str, Any] = {"on_reconnecting": lambda _: None}
        async with server as url, entered(kind, manager(kind, url, **options)) as connection:
            with pytest.raises(WebSocketConnectionClosedError, match="1012") as caught:
                await connection.recv()
            assert isinstance(caught.value.__cause__, AuthenticationError)

    run(test)
    assert statuses == []


@both
def test_a_server_may_say_when(kind: str) -> None:
    """A delay that a refusal asks for is obeyed, and a longer one than any program waits is the end."""
    delays: list[float] = []
    refusals = iter([None, "0.05", "1000"])

    def answer(socket: ServerConnection, request: Any) -> Response | None:
        after = next(refusals)
        if after is None:
            return None
        return Response(429, "Busy", Headers({"Content-Length": "0", "Retry-After": after}), b"")

    async def test() -> None:
        async with websocket_server(Server(closes(1012)), process_request=answer) as url:
            made = manager(kind, url, on_reconnecting=lambda event: delays.append(event.delay))
            async with entered(kind, made) as connection:
                with pytest.raises(WebSocketConnectionClosedError) as caught:
                    await connection.recv()
                assert isinstance(caught.value.__cause__, RateLimitError)

    run(test)
    assert delays[1:] == [0.05]


@both
def test_what_is_sent_meanwhile_waits(kind: str) -> None:
    """Messages that are sent while there is no connection come first over the next one, in order."""
    got: list[str] = []

    async def test() -> None:
        ended, waiting = anyio.Event(), anyio.Event()

        async def first(socket: ServerConnection) -> None:
            await socket.close(1011)
            ended.set()

        async def second(socket: ServerConnection) -> None:
            async for each in socket:
                got.append(json.loads(each)["text"])
                if len(got) == 3:
                    await socket.close()

        async with websocket_server(Server(first, second)) as url:
            made = manager(kind, url, initial_delay=0.3, max_delay=0.3, on_reconnecting=lambda _: None)
            async with entered(kind, made) as connection:
                await ended.wait()
                await anyio.sleep(0.05)
                await connection.note.add(text="1")  # nobody has noticed the break yet
                async with anyio.create_task_group() as group:

                    async def receive() -> None:
                        waiting.set()
                        assert [event async for event in connection] == []

                    group.start_soon(receive)
                    await waiting.wait()
                    await anyio.sleep(0.1)
                    await connection.note.add(text="2")
                    await connection.note.add(text="3")

    run(test)
    assert got == ["1", "2", "3"]


@both
def test_what_could_not_be_sent(kind: str) -> None:
    """A queue that is full raises; when there are no attempts left, the error has what still waits."""

    async def test() -> None:
        async with websocket_server(Server(closes(1011))) as url:
            made = manager(kind, url, max_queue_size=40, on_reconnecting=lambda _: {"abort": True})
            async with entered(kind, made) as connection:
                while connection.close_code is None:
                    await anyio.sleep(0.01)
                await connection.note.add(text="1")
                with pytest.raises(WebSocketQueueFullError, match="40 bytes"):
                    await connection.note.add(text="2")
                with pytest.raises(WebSocketConnectionClosedError) as caught:
                    await connection.recv()
                assert caught.value.unsent_messages == ['{"type":"note.add","text":"1"}']

    run(test)


@both
def test_closing_ends_the_attempts(kind: str) -> None:
    """``close`` during the wait before an attempt ends iteration at once, and nothing is opened any more."""
    server = Server(closes(1011))

    async def test() -> None:
        told = anyio.Event()
        async with websocket_server(server) as url:

            def note(event: ReconnectingEvent) -> None:
                if kind == "sync":
                    anyio.from_thread.run_sync(told.set)
                else:
                    told.set()

            made = manager(kind, url, initial_delay=60, max_delay=60, on_reconnecting=note)
            async with entered(kind, made) as connection, anyio.create_task_group() as group:

                async def receive() -> None:
                    assert [event async for event in connection] == []

                group.start_soon(receive)
                await told.wait()
                await connection.close()

    run(test)
    assert len(server.paths) == 1


def test_codes() -> None:
    """The codes after which another attempt may help, and no others."""
    assert [code for code in range(1000, 5000) if is_recoverable_close(code)] == [
        1001,
        1005,
        1006,
        1011,
        1012,
        1013,
        1015,
    ]
