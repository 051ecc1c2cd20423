"""A connection of the small SDK, as the generator writes one: notes that are added, and told to everybody."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from headrace.spi import (
    AsyncWebSocketConnection,
    AsyncWebSocketConnectionManager,
    AsyncWebSocketResource,
    BaseModel,
    ConnectionSpec,
    ErrorRule,
    Operation,
    Param,
    Ref,
    StreamSpec,
    Transform,
    WebSocketConnection,
    WebSocketConnectionManager,
    WebSocketResource,
    cached_property,
    omit,
)

HERE = __name__


class NoteAdded(BaseModel):
    type: Literal["note.added"]

    text: str

    by: str | None = None


class NoteRemoved(BaseModel):
    type: Literal["note.removed"]

    text: str


class Problem(BaseModel):
    type: Literal["problem"]

    message: str

    code: str | None = None


SPEC = ConnectionSpec(
    operation=Operation(
        id="notes.connect",
        method="GET",
        path="/notes",
        query=(Param("board", "board"),),
        constant_headers={"Acme-Feature": "notes"},
        accept=None,
    ),
    events=StreamSpec(
        type=Ref("builtins:object"),
        param=None,
        tag="type",
        variants={
            "note.added": Ref(f"{HERE}:NoteAdded"),
            "note.removed": Ref(f"{HERE}:NoteRemoved"),
            "problem": Ref(f"{HERE}:Problem"),
        },
        errors=(ErrorRule(tag=("problem",), yielded=True),),
    ),
    transforms=(Transform(("from_",), "alias", "from"),),
    extra="acme[live]",
)


class NotesConnection(WebSocketConnection):
    @cached_property
    def note(self) -> NotesNoteResource:
        return NotesNoteResource(self)


class NotesConnectionManager(WebSocketConnectionManager):
    _spec: ClassVar[ConnectionSpec] = SPEC
    _connection_class: ClassVar[type[NotesConnection]] = NotesConnection


class NotesNoteResource(WebSocketResource):
    def add(self, *, text: str, by: Any = omit) -> None:
        self._send("note.add", {"text": text, "by": by})


class AsyncNotesConnection(AsyncWebSocketConnection):
    @cached_property
    def note(self) -> AsyncNotesNoteResource:
        return AsyncNotesNoteResource(self)


class AsyncNotesConnectionManager(AsyncWebSocketConnectionManager):
    _spec: ClassVar[ConnectionSpec] = SPEC
    _connection_class: ClassVar[type[AsyncNotesConnection]] = AsyncNotesConnection


class AsyncNotesNoteResource(AsyncWebSocketResource):
    async def add(self, *, text: str, by: Any = omit) -> None:
        await self._send("note.add", {"text": text, "by": by})
