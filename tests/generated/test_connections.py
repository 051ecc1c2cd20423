"""The websocket connections of the OpenAI client, against servers on loopback."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection

import headrace_openai as openai
from harness.sockets import both, entered, message, run, websocket_server
from headrace_openai.resources.beta.realtime.realtime import RealtimeTranscriptionSessionResource
from headrace_openai.resources.realtime.realtime import (
    AsyncRealtimeConnection,
    AsyncRealtimeConnectionManager,
    RealtimeConnection,
    RealtimeConnectionManager,
    RealtimeConversationItemResource,
)
from headrace_openai.resources.responses.responses import ResponsesConnection
from headrace_openai.types import WebsocketConnectionOptions, WebSocketConnectionOptions
from headrace_openai.types.realtime import (
    ConversationItemAdded,
    ConversationItemCreateEvent,
    RealtimeErrorEvent,
    ResponseTextDeltaEvent,
    SessionCreatedEvent,
)
from headrace_openai.types.responses.responses_server_event import ResponseCompleted, ResponseOutputTextDelta
from headrace_openai.types.websocket_reconnection import ReconnectingEvent

SESSION = {"type": "realtime", "model": "m"}
DELTA = {"event_id": "e", "content_index": 0, "item_id": "i", "output_index": 0, "response_id": "r"}


class Server:
    """Says some messages to each client, then listens until the client has said ``expect`` of its own."""

    def __init__(self, *texts: str, expect: int = 0) -> None:
        self.texts, self.expect = texts, expect
        self.requests: list[Any] = []
        self.got: list[Any] = []

    async def __call__(self, socket: ServerConnection) -> None:
        self.requests.append(socket.request)
        for text in self.texts:
            await socket.send(text)
        while len(self.got) < self.expect:
            self.got.append(json.loads(await socket.recv()))
        await socket.close()


@asynccontextmanager
async def connected(
    kind: str, server: Server, connect: Callable[[Any], Any], **options: Any
) -> AsyncIterator[tuple[Any, Any]]:
    async with websocket_server(server) as url:
        made: Any = openai.OpenAI if kind == "sync" else openai.AsyncOpenAI
        client = made(api_key="sk-test", base_url=url, **options)
        async with entered(kind, connect(client)) as connection:
            yield client, getattr(connection, "inner", connection)


async def done(value: Any) -> Any:
    return await value if isinstance(value, Awaitable) else value


@both
def test_realtime_sends_what_the_helpers_say(kind: str) -> None:
    """Every group of events and every method of it; arguments that aren't given aren't sent."""
    server = Server(expect=12)

    async def test() -> None:
        async with connected(kind, server, lambda client: client.realtime.connect(model="gpt-realtime")) as (_, c):
            assert isinstance(c, RealtimeConnection if kind == "sync" else AsyncRealtimeConnection)
            await done(c.session.update(session={"type": "realtime", "instructions": "Be kind."}))
            await done(c.response.create(response={"conversation": "none"}))
            await done(c.response.cancel(response_id="r"))
            await done(c.input_audio_buffer.append(audio="AAAA"))
            await done(c.input_audio_buffer.commit(event_id="e"))
            await done(c.input_audio_buffer.clear())
            await done(c.output_audio_buffer.clear())
            content = [{"type": "input_text", "text": "hi"}]
            item: Any = {"type": "message", "role": "user", "content": content}
            await done(c.conversation.item.create(item=item, previous_item_id="root"))
            await done(c.conversation.item.delete(item_id="i"))
            await done(c.conversation.item.retrieve(item_id="i"))
            await done(c.conversation.item.truncate(item_id="i", content_index=0, audio_end_ms=10))
            await done(c.send(ConversationItemCreateEvent.construct(type="conversation.item.create", item=item)))

    run(test)
    (request,) = server.requests
    assert request.path == "/v1/realtime?model=gpt-realtime"
    assert "OpenAI-Beta" not in request.headers
    item = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "hi"}]}
    assert server.got == [
        {"type": "session.update", "session": {"type": "realtime", "instructions": "Be kind."}},
        {"type": "response.create", "response": {"conversation": "none"}},
        {"type": "response.cancel", "response_id": "r"},
        {"type": "input_audio_buffer.append", "audio": "AAAA"},
        {"type": "input_audio_buffer.commit", "event_id": "e"},
        {"type": "input_audio_buffer.clear"},
        {"type": "output_audio_buffer.clear"},
        {"type": "conversation.item.create", "item": item, "previous_item_id": "root"},
        {"type": "conversation.item.delete", "item_id": "i"},
        {"type": "conversation.item.retrieve", "item_id": "i"},
        {"type": "conversation.item.truncate", "item_id": "i", "content_index": 0, "audio_end_ms": 10},
        {"type": "conversation.item.create", "item": item},
    ]


@both
def test_realtime_receives_typed_events(kind: str) -> None:
    """Events are of the document's classes, also those that are declared in the union's own module; errors are events,
    and those that nobody knows are unknown ones."""
    server = Server(
        message("session.created", event_id="e", session=SESSION),
        message("conversation.item.added", event_id="e", item={"type": "message", "role": "user", "content": []}),
        message("response.output_text.delta", delta="Hi", **DELTA),
        message("error", event_id="e", error={"type": "invalid_request_error", "message": "No."}),
        message("session.dreamt", event_id="e"),
    )

    async def test() -> None:
        async with connected(kind, server, lambda client: client.realtime.connect(call_id="c")) as (_, connection):
            events = []
            if kind == "sync":
                import anyio

                events = await anyio.to_thread.run_sync(lambda: list(connection))
            else:
                events = [event async for event in connection]
        assert [type(event) for event in events] == [
            SessionCreatedEvent,
            ConversationItemAdded,
            ResponseTextDeltaEvent,
            RealtimeErrorEvent,
            openai.UnknownEvent,
        ]
        assert (events[2].delta, events[3].error.message, events[4].type) == ("Hi", "No.", "session.dreamt")

    run(test)
    assert server.requests[0].path == "/v1/realtime?call_id=c"


@both
def test_client_options_are_sent(kind: str) -> None:
    """Credentials, organization, project, default headers and queries go along; extras win."""
    server = Server()
    options: dict[str, Any] = {
        "organization": "org",
        "project": "proj",
        "default_headers": {"X-Own": "1"},
        "default_query": {"own": "2"},
    }

    async def test() -> None:
        connect = lambda client: client.responses.connect(extra_headers={"X-Own": "3"}, extra_query={"more": "4"})  # noqa: E731
        async with connected(kind, server, connect, **options):
            pass

    run(test)
    (request,) = server.requests
    headers = request.headers
    assert request.path == "/v1/responses?own=2&more=4"
    assert headers["Authorization"] == "Bearer sk-test"
    assert (headers["OpenAI-Organization"], headers["OpenAI-Project"], headers["X-Own"]) == ("org", "proj", "3")


@both
def test_responses(kind: str) -> None:
    """``connection.response.create`` has the arguments of the document; the events are those of a stream."""
    server = Server(
        message("response.output_text.delta", delta="Hi", sequence_number=1, logprobs=[], **DELTA),
        message("response.completed", sequence_number=2, response={"id": "resp_1", "output": []}),
        expect=1,
    )

    async def test() -> None:
        async with connected(kind, server, lambda client: client.responses.connect()) as (_, connection):
            await done(connection.response.create(model="gpt-5.2", input="Hello", stream=True))
            assert isinstance(await done(connection.recv()), ResponseOutputTextDelta)
            event = await done(connection.recv())
            assert isinstance(event, ResponseCompleted)
            assert event.response.id == "resp_1"

    run(test)
    assert server.got == [{"type": "response.create", "model": "gpt-5.2", "input": "Hello", "stream": True}]


@both
def test_the_betas(kind: str) -> None:
    """The beta of realtime says so in a header and has one more group; that of responses has one more event."""
    realtime, responses = Server(expect=1), Server(expect=1)

    async def test() -> None:
        async with connected(kind, realtime, lambda client: client.beta.realtime.connect(model="m")) as (_, c):
            await done(c.transcription_session.update(session={}))
            if kind == "sync":
                assert isinstance(c.transcription_session, RealtimeTranscriptionSessionResource)
        async with connected(kind, responses, lambda client: client.beta.responses.connect()) as (_, c):
            await done(c.response.inject(input=[], response_id="r"))

    run(test)
    assert realtime.requests[0].headers["OpenAI-Beta"] == "realtime=v1"
    assert realtime.got == [{"type": "transcription_session.update", "session": {}}]
    assert responses.got == [{"type": "response.inject", "input": [], "response_id": "r"}]


@both
def test_a_key_may_come_from_a_function(kind: str) -> None:
    """It is called for each connection, so that a key that has run out isn't used again."""
    server = Server()
    keys = iter(["one", "two"])

    async def fetch() -> str:
        return next(keys)

    async def test() -> None:
        async with websocket_server(server) as url:
            client: Any = (
                openai.OpenAI(api_key=lambda: next(keys), base_url=url)
                if kind == "sync"
                else openai.AsyncOpenAI(api_key=fetch, base_url=url)
            )
            for _ in range(2):
                async with entered(kind, client.realtime.connect(model="m")):
                    pass

    run(test)
    assert [request.headers["Authorization"] for request in server.requests] == ["Bearer one", "Bearer two"]


def test_another_server_for_websockets() -> None:
    """``websocket_base_url`` is an option of the client and of its copies; a region has both addresses."""
    client = openai.OpenAI(api_key="k", websocket_base_url="wss://live.example/v1")
    assert client.with_options(timeout=1).websocket_base_url == "wss://live.example/v1"
    assert client.with_options(data_residency="eu").websocket_base_url is None
    with pytest.raises(ValueError, match="can't both be given"):
        openai.OpenAI(api_key="k", data_residency="eu", websocket_base_url="wss://live.example/v1")


def test_names_stand_where_users_import_them() -> None:
    """Connections beside their resources, options among the types, errors and events of reconnecting on top."""
    assert RealtimeConnectionManager._connection_class is RealtimeConnection
    assert AsyncRealtimeConnectionManager._connection_class is AsyncRealtimeConnection
    assert RealtimeConversationItemResource.__module__.startswith("headrace_openai.resources.realtime")
    assert ResponsesConnection is not None
    assert WebsocketConnectionOptions is WebSocketConnectionOptions is openai.WebSocketConnectionOptions
    assert openai.ReconnectingEvent is ReconnectingEvent
    assert issubclass(openai.WebSocketConnectionClosedError, openai.APIConnectionError)
    assert issubclass(openai.WebSocketQueueFullError, openai.APIError)


def test_nothing_of_it_is_loaded_before_it_is_used() -> None:
    """Neither an import, nor a client, nor its resources load the library, or the classes of connections."""
    code = """
import sys
import headrace_openai
client = headrace_openai.OpenAI(api_key="k")
client.responses.create, client.realtime.calls, client.beta.realtime
print([name for name in sys.modules if "websocket" in name or name.endswith("_connection")])
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(entry for entry in sys.path if entry)},
    )
    assert done.stdout == "[]\n"
