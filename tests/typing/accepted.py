"""Code as a user writes it. Type checkers must find nothing wrong here, and agree with every ``assert_type``."""

from __future__ import annotations

# Some of what is used is deprecated, as are the operations behind it.
# pyright: reportDeprecated=false
import pydantic
from typing_extensions import assert_type

import headrace_openai as openai
from headrace_openai import AsyncOpenAI, AsyncStream, OpenAI, Stream
from headrace_openai.pagination import SyncCursorPage
from headrace_openai.resources.realtime.realtime import AsyncRealtimeConnection, RealtimeConnection
from headrace_openai.types import CreateEmbeddingResponse, FileObject, Video
from headrace_openai.types.chat import (
    ChatCompletion,
    ChatCompletionChunk,
    ChatCompletionMessageParam,
    ParsedChatCompletion,
)
from headrace_openai.types.realtime import (
    RealtimeServerEvent,
    SessionCreatedEvent,
)
from headrace_openai.types.realtime import (
    ResponseTextDeltaEvent as RealtimeTextDelta,
)
from headrace_openai.types.responses import ParsedResponse, Response, ResponseStreamEvent, ResponseTextDeltaEvent

client = OpenAI()
async_client = AsyncOpenAI()


def responses(stream: bool) -> None:
    """``stream`` decides what ``create`` gives; unknown at checking time, it is either."""
    assert_type(client.responses.create(model="gpt-5.2", input="x"), Response)
    assert_type(client.responses.create(model="gpt-5.2", input="x", stream=False), Response)
    assert_type(client.responses.create(model="gpt-5.2", input="x", stream=True), Stream[ResponseStreamEvent])
    assert_type(
        client.responses.create(model="gpt-5.2", input="x", stream=stream),
        Response | Stream[ResponseStreamEvent],
    )


async def async_responses() -> None:
    """The same, awaited."""
    assert_type(await async_client.responses.create(model="gpt-5.2", input="x"), Response)
    stream = await async_client.responses.create(model="gpt-5.2", input="x", stream=True)
    assert_type(stream, AsyncStream[ResponseStreamEvent])
    async with stream:
        async for event in stream:
            if event.type == "response.completed":
                assert_type(event.response, Response)


def narrowing() -> str:
    """``event.type`` tells the class of an event."""
    text = ""
    with client.responses.create(model="gpt-5.2", input="x", stream=True) as stream:
        for event in stream:
            if event.type == "response.output_text.delta":
                assert_type(event, ResponseTextDeltaEvent)
                text += event.delta
            elif event.type == "response.completed":
                assert_type(event.response, Response)
    return text


def chat(messages: list[ChatCompletionMessageParam]) -> None:
    """Chat has the same three signatures."""
    assert_type(client.chat.completions.create(model="gpt-5.2", messages=messages), ChatCompletion)
    stream = client.chat.completions.create(model="gpt-5.2", messages=messages, stream=True)
    assert_type(stream, Stream[ChatCompletionChunk])
    for chunk in stream:
        for choice in chunk.choices:
            assert_type(choice.delta.content, str | None)


def dictionaries() -> None:
    """Requests are plain dicts, checked as typed dicts."""
    client.chat.completions.create(
        model="gpt-5.2",
        messages=[
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": [{"type": "text", "text": "Hello"}]},
        ],
        tools=[{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}],
        stream_options={"include_usage": True},
        stream=True,
    )


def pages() -> None:
    """A page is iterated through to the last."""
    page = client.files.list(limit=10)
    assert_type(page, SyncCursorPage[FileObject])
    for file in page:
        assert_type(file, FileObject)
        assert_type(file.filename, str)


def raw() -> None:
    """``with_raw_response`` keeps the arguments, and its ``parse`` the type."""
    answer = client.embeddings.with_raw_response.create(model="text-embedding-3-small", input="x")
    assert_type(answer.parse(), CreateEmbeddingResponse)
    assert_type(answer.status_code, int)


def errors() -> None:
    """The exceptions have what they say."""
    try:
        client.with_options(timeout=3.0, max_retries=0).models.list()
    except openai.APIStatusError as error:
        assert_type(error.status_code, int)
        assert_type(error.request_id, str | None)
    except openai.APIConnectionError as error:
        assert_type(error.message, str)


class Mill(pydantic.BaseModel):
    """What an answer is parsed into."""

    name: str


def helpers() -> None:
    """Parsed answers and the helpers' events know what they were asked for."""
    parsed = client.responses.parse(model="gpt-5.2", input="x", text_format=Mill)
    assert_type(parsed.output_parsed, Mill | None)
    with client.responses.stream(model="gpt-5.2", input="x", text_format=Mill) as stream:
        for event in stream:
            if event.type == "response.output_text.delta":
                assert_type(event.snapshot, str)
        assert_type(stream.get_final_response(), ParsedResponse[Mill])
    with client.chat.completions.stream(model="gpt-5.2", messages=[], response_format=Mill) as chat:
        for chat_event in chat:
            if chat_event.type == "content.done":
                assert_type(chat_event.parsed, Mill | None)
        assert_type(chat.get_final_completion(), ParsedChatCompletion[Mill])
    assert_type(client.files.wait_for_processing("file"), FileObject)
    assert_type(client.videos.create_and_poll(prompt="A mill."), Video)


async def async_helpers() -> None:
    """The same, awaited."""
    parsed = await async_client.chat.completions.parse(model="gpt-5.2", messages=[], response_format=Mill)
    assert_type(parsed.choices[0].message.parsed, Mill | None)
    async with async_client.responses.stream(model="gpt-5.2", input="x", text_format=Mill) as stream:
        async for event in stream:
            if event.type == "response.output_text.delta":
                assert_type(event.snapshot, str)
        assert_type(await stream.get_final_response(), ParsedResponse[Mill])
    assert_type(await async_client.videos.poll("video"), Video)


def realtime() -> str:
    """Events of a connection are told apart by their type, and what is sent is typed by the document."""

    def reconnecting(event: openai.ReconnectingEvent) -> openai.ReconnectingOverrides | None:
        return {"abort": True} if event.attempt > 2 else None

    text = ""
    options: openai.WebSocketConnectionOptions = {"open_timeout": 5, "max_size": None}
    manager = client.realtime.connect(
        model="gpt-realtime", websocket_connection_options=options, on_reconnecting=reconnecting
    )
    manager.send({"type": "input_audio_buffer.clear"})
    with manager as connection:
        assert_type(connection, RealtimeConnection)
        connection.session.update(session={"type": "realtime", "output_modalities": ["text"]})
        connection.conversation.item.create(
            item={"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hello"}]}
        )
        connection.response.create()
        for event in connection:
            if event.type == "response.output_text.delta":
                assert_type(event, RealtimeTextDelta)
                text += event.delta
            elif event.type == "session.created":
                assert_type(event, SessionCreatedEvent)
            elif event.type == "response.done":
                break
        assert_type(connection.recv(timeout=3), RealtimeServerEvent)

        @connection.on("error")
        def failed(event: object) -> None:
            assert_type(event, object)

        assert_type(connection.on("event", failed), RealtimeConnection)
    return text


async def async_connections() -> None:
    """The same, awaited; and connections of responses."""
    async with async_client.realtime.connect(model="gpt-realtime") as connection:
        assert_type(connection, AsyncRealtimeConnection)
        await connection.response.cancel()
        async for event in connection:
            if event.type == "response.output_text.delta":
                assert_type(event, RealtimeTextDelta)
    async with async_client.responses.connect() as responses:
        await responses.response.create(model="gpt-5.2", input="x")
        async for answer in responses:
            if answer.type == "response.completed":
                assert_type(answer.response, Response)
    opened = await async_client.beta.realtime.connect(model="gpt-realtime").enter()
    await opened.close()
