"""Websocket connections of the config: a few lines in, the classes out, and the classes at work."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from harness.lowering import Snippet, diagnostic_lines, lower_snippet
from headrace_codegen.cli.explain import entries
from headrace_codegen.diff.sdk import diff_surfaces
from headrace_codegen.diff.surface_of import surface_of
from headrace_codegen.emit import emit

DOCUMENT = """
paths: {}
components:
  schemas:
    Say:
      type: object
      required: [type, text]
      properties:
        type: {const: chat.say}
        text: {type: string}
        at: {type: string, format: date-time}
        class: {type: string}
    Leave: {type: object, required: [type], properties: {type: {const: leave}}}
    Move: {type: object, required: [type, to], properties: {type: {const: chat.seat.move}, to: {type: integer}}}
    Sent:
      discriminator: {propertyName: type}
      anyOf:
        - {$ref: "#/components/schemas/Say"}
        - {$ref: "#/components/schemas/Leave"}
        - {$ref: "#/components/schemas/Move"}
    Said: {type: object, required: [type, text], properties: {type: {const: chat.said}, text: {type: string}}}
    Oops: {type: object, required: [type, message], properties: {type: {const: error}, message: {type: string}}}
    Heard:
      discriminator: {propertyName: type}
      anyOf: [{$ref: "#/components/schemas/Said"}, {$ref: "#/components/schemas/Oops"}]
"""
CONFIG = """
resources:
  rooms:
    models:
      say_event: Say
      leave_event: Leave
      move_event: Move
      client_event: Sent
      said_event: Said
      oops_event: Oops
      server_event: Heard
headrace:
  connections:
    rooms.enter:
      path: /rooms/{room}/live
      sent: rooms.client_event
      received: rooms.server_event
      query: {seats: integer, nick: {type: string, required: true, description: How you are called.}}
      headers: {Shop-Beta: live}
      description: Enter a room.
"""


def lowered(config: str = CONFIG, document: str = DOCUMENT) -> Snippet:
    return lower_snippet(document, config)


def files(snippet: Snippet) -> dict[str, str]:
    assert not snippet.diagnostics.failed, diagnostic_lines(snippet)
    return emit(snippet.api)


def test_the_classes_of_a_connection() -> None:
    """Tags are the tree of what can be sent; properties are arguments, required ones first; the tag is fixed."""
    text = files(lowered())["shop/resources/rooms_connection.py"]
    printed = {node.name: node for node in ast.parse(text).body if isinstance(node, ast.ClassDef)}
    lines = text.split("\n")

    def source(name: str) -> str:
        return "\n".join(lines[printed[name].lineno - 1 : printed[name].end_lineno])

    assert (
        source("RoomsConnection")
        == dedent('''
        class RoomsConnection(WebSocketConnection):
            """An open connection of ``rooms.enter``."""

            @cached_property
            def chat(self) -> RoomsChatResource:
                return RoomsChatResource(self)

            def leave(
                self,
            ) -> None:
                """Send ``leave``."""
                self.send(self._message("leave", {}))

            if TYPE_CHECKING:

                def __next__(self) -> ServerEvent: ...

                def recv(self, *, timeout: float | None = None) -> ServerEvent: ...

                def send(self, event: ClientEvent | ClientEventParam) -> None: ...

                def parse_event(self, data: str | bytes) -> ServerEvent: ...
        ''').strip()
    )
    assert (
        source("AsyncRoomsConnectionManager")
        == dedent('''
        class AsyncRoomsConnectionManager(AsyncWebSocketConnectionManager):
            """Opens a ``AsyncRoomsConnection`` and closes it: a context manager."""

            _spec: ClassVar[ConnectionSpec] = _ROOMS
            _connection_class: ClassVar[type[AsyncRoomsConnection]] = AsyncRoomsConnection

            if TYPE_CHECKING:

                async def __aenter__(self) -> AsyncRoomsConnection: ...

                enter = __aenter__

                def send(self, event: ClientEvent | ClientEventParam) -> None: ...
        ''').strip()
    )
    assert (
        source("AsyncRoomsChatResource")
        == dedent('''
        class AsyncRoomsChatResource(BaseAsyncRoomsConnectionResource):
            """``connection.chat``: events to send."""

            @cached_property
            def seat(self) -> AsyncRoomsChatSeatResource:
                return AsyncRoomsChatSeatResource(self._connection)

            async def say(
                self,
                *,
                text: str,
                at: str | datetime | Omit = omit,
                class_: str | Omit = omit,
            ) -> None:
                """Send ``chat.say``."""
                await self._send("chat.say", {"text": text, "at": at, "class": class_})
        ''').strip()
    )
    assert 'extra="shop[websockets]"' in text
    assert printed.keys() == {
        f"{prefix}{name}"
        for prefix in ("", "Async")
        for name in (
            "RoomsConnection",
            "RoomsConnectionManager",
            "RoomsChatResource",
            "RoomsChatSeatResource",
        )
    } | {"BaseRoomsConnectionResource", "BaseAsyncRoomsConnectionResource"}


def test_the_method_that_opens_one() -> None:
    """It takes the places of the path and the query parameters; the options have defaults."""
    made = files(lowered())
    text = made["shop/resources/rooms.py"]
    start = text.index("    def enter(")
    assert (
        text[start : text.index(":\n", text.index("->", start))]
        == """\
    def enter(
        self,
        room: str,
        *,
        nick: str,
        seats: int | Omit = omit,
        extra_query: Query = {},
        extra_headers: Headers = {},
        websocket_connection_options: WebSocketConnectionOptions = {},
        on_reconnecting: Callable[[ReconnectingEvent], ReconnectingOverrides | None] | None = None,
        max_retries: int = 5,
        initial_delay: float = 0.5,
        max_delay: float = 8.0,
        max_queue_size: int = 1_048_576,
    ) -> RoomsConnectionManager"""
    )
    assert "class RoomEnterParams(TypedDict, total=False):" in made["shop/types/room_enter_params.py"]


def test_only_who_has_connections_pays() -> None:
    """The extra, the exceptions and the client option come with the first connection."""
    tomllib = pytest.importorskip("tomllib")
    made = files(lowered())
    without = files(lowered(CONFIG.partition("headrace:")[0] + "    methods: {}\n"))
    for text, there in ((made, True), (without, False)):
        extras = tomllib.loads(text["pyproject.toml"])["project"]["optional-dependencies"]
        assert (extras.get("websockets") == ["headrace[websockets]>=0.1.0,<1"]) is there
        assert ("WebSocketQueueFullError" in text["shop/_exceptions.py"]) is there
        assert ("websocket_base_url" in text["shop/_client.py"]) is there
        assert ('"ReconnectingEvent"' in text["shop/__init__.py"]) is there


PROGRAM = """
import asyncio, json, sys
from datetime import datetime, timezone
from websockets.asyncio.server import serve
import shop
from shop.resources.rooms import RoomsConnection, AsyncRoomsConnectionManager

out = {}

async def handler(socket):
    got = []
    async for each in socket:
        got.append(json.loads(each))
        if got[-1]["type"] == "leave":
            break
    out.setdefault("paths", []).append([socket.request.path, socket.request.headers["Shop-Beta"]])
    out.setdefault("got", []).append(got)
    await socket.send('{"type": "chat.said", "text": "hi"}')
    await socket.send('{"type": "chat.new"}')
    await socket.close()

def blocking(url):
    client = shop.Shop(base_url=url)
    with client.rooms.enter("a b", nick="me") as connection:
        assert isinstance(connection, RoomsConnection)
        connection.chat.say(text="x", at=datetime(2026, 1, 2, tzinfo=timezone.utc), class_="c")
        connection.chat.seat.move(to=3)
        connection.leave()
        return [type(event).__name__ for event in connection]

async def main():
    async with serve(handler, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}"
        out["sync"] = await asyncio.to_thread(blocking, url)
        manager = shop.AsyncShop(base_url=url).rooms.enter("r", nick="me", seats=2)
        assert isinstance(manager, AsyncRoomsConnectionManager)
        async with manager as connection:
            await connection.send({"type": "chat.say", "text": "y", "class_": "d"})
            await connection.leave()
            out["async"] = [type(event).__name__ async for event in connection]

asyncio.run(main())
print(json.dumps(out))
"""


def test_it_is_executed(tmp_path: Path) -> None:
    """The printed SDK talks to a server: names in Python become those on the wire, in helpers and in mappings."""
    for name, text in files(lowered()).items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *filter(None, sys.path)])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "sync": ["SaidEvent", "UnknownEvent"],
        "async": ["SaidEvent", "UnknownEvent"],
        "paths": [["/rooms/a%20b/live?nick=me", "live"], ["/rooms/r/live?nick=me&seats=2", "live"]],
        "got": [
            [
                {"type": "chat.say", "text": "x", "at": "2026-01-02T00:00:00+00:00", "class": "c"},
                {"type": "chat.seat.move", "to": 3},
                {"type": "leave"},
            ],
            [{"type": "chat.say", "text": "y", "class": "d"}, {"type": "leave"}],
        ],
    }


def test_an_event_without_a_free_name_has_no_method() -> None:
    """A tag that is a name of every connection, or of a group, is a line in the ledger: such events can be sent as
    they are.
    """
    document = DOCUMENT.replace("const: leave", "const: close").replace("const: chat.seat.move", "const: chat")
    snippet = lowered(document=document)
    assert not snippet.diagnostics.failed
    assert [(line.code, line.message) for line in snippet.api.ledger] == [
        ("connection/name-taken", "the event 'close' has no free name"),
        ("connection/name-taken", "the event 'chat' has no free name"),
    ]
    assert "def close" not in files(snippet)["shop/resources/rooms_connection.py"]


def test_mistakes_have_their_places() -> None:
    """What names nothing, or a name that is taken, is an error where it stands in the config."""
    config = """
    resources:
      rooms: {models: {client_event: Sent, server_event: Heard}}
    headrace:
      connections:
        halls.enter: {path: /a, sent: rooms.client_event, received: rooms.server_event}
        rooms.enter: {path: /b, sent: rooms.client_event, received: rooms.other}
        rooms.join: {path: /b, sent: rooms.client_event, received: rooms.server_event, query: {max_delay: integer}}
        rooms.sit: {path: /b, sent: rooms.client_event}
        rooms.stand: {path: /b, sent: rooms.client_event, received: rooms.server_event, query: {a: date}}
    """
    assert diagnostic_lines(lowered(dedent(config)), "error") == [
        "stainless.yml:11:5: error: 'received' is missing",
        "stainless.yml:12:96: error: 'a' must be one of string, number, integer, boolean, not text",
        "stainless.yml:10:5: error: 'max_delay' is an argument of every method that opens a connection",
        "stainless.yml:12:5: error: rooms has a connection of this name already",
        "stainless.yml:8:5: error: no resource has the method halls.enter",
        "stainless.yml:9:65: error: there is no model 'rooms.other'",
    ]


def test_a_new_document_changes_what_can_be_sent() -> None:
    """``headrace diff`` tells of events that come and go, and of their arguments."""
    changed = DOCUMENT.replace("{type: {const: chat.seat.move}, to:", "{type: {const: chat.seat.move}, far: {}, to:")
    changed = changed.replace("const: leave", "const: go")
    before, after = (surface_of(lowered(document=text).api) for text in (DOCUMENT, changed))
    assert [(change.text, change.level.name) for change in diff_surfaces(before, after) if "client" in change.text] == [
        ("`client.rooms.enter.leave` is gone", "BREAKING"),
        ("`client.rooms.enter.go` is new", "ADDITION"),
        ("`client.rooms.enter.chat.seat.move` gained the argument `far`", "ADDITION"),
    ]


def test_where_a_connection_is_told_of() -> None:
    """``api.md`` lists it, the README shows it, ``headrace explain`` knows its classes and the events to send."""
    snippet = lowered()
    line = "- `websocket /rooms/{room}/live`: <code>[client.rooms.enter(room, ...)](shop/resources/rooms.py)</code>"
    assert f"{line} -> `RoomsConnectionManager`\n" in files(snippet)["api.md"]
    readme = files(snippet)["README.md"]
    assert "`python -m pip install 'shop[websockets]'`" in readme
    assert 'with client.rooms.enter("...", nick="...") as connection:' in readme
    found = {name: entry for entry in entries(snippet.api) for name in entry.names}
    assert found["rooms.enter"] is found["RoomsConnection"]
    assert found["rooms.enter"].details == ("opens a websocket at /rooms/{room}/live",)
    assert found["rooms.enter.chat.seat.move"].details == ("sends 'chat.seat.move'",)
    assert found["rooms.enter.leave"].origin.pointer == "/components/schemas/Leave"
