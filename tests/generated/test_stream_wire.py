"""How the generated client's streams end and fail: tables of bytes and their outcome.

How bytes arrive is tested with sockets in tests/runtime.
"""

from __future__ import annotations

from typing import Any

import anyio
import httpx
import pytest

import headrace_openai as openai
from harness.wire import (
    COMPLETED,
    CREATED,
    DELTA,
    DONE,
    MESSAGES,
    RESPONSE,
    RUN,
    WRITTEN,
    Cut,
    chunk,
    data,
    event,
    named,
    read,
)
from headrace_openai import AsyncOpenAI, AsyncStream, OpenAI, Stream
from headrace_openai.types.responses import ResponseStreamEvent

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

KEEP_ALIVES = [
    ": ping\n\n",
    ": OPENROUTER PROCESSING\n\n",
    ":\n\n",
    "event: ping\n\n",
    "event: ping\ndata:\n\n",
    "event: ping\ndata: {}\n\n",
    "event: ping\ndata: ping\n\n",
    "event: heartbeat\ndata: 2026-01-01T00:00:00Z\n\n",
    "data:\n\n",
    "data\n\n",
    "data: null\n\n",
    "data: {}\n\n",
    "data: []\n\n",
    "retry: 3000\n\n",
    "id: 7\n\n",
    "\n\n\n",
    "unheard-of: field\n\n",
]


@pytest.mark.parametrize("filler", KEEP_ALIVES)
@pytest.mark.parametrize(
    ("endpoint", "events"),
    [
        ("chat", [chunk(), chunk(None, "stop"), DONE]),
        ("responses", [CREATED, DELTA, COMPLETED]),
        ("completions", [data({"id": "c", "choices": [{"text": "a", "index": 0, "finish_reason": "stop"}]}), DONE]),
        ("runs", [RUN, named("done", "[DONE]")]),
        ("transcriptions", [WRITTEN]),
    ],
)
def test_keep_alives(endpoint: str, events: list[str], filler: str) -> None:
    """No keep-alive becomes an event, or an error, anywhere."""
    plain = read(endpoint, "".join(events))
    filled = read(endpoint, "".join(filler + event for event in events))

    assert plain.events == filled.events != []
    assert (True, None) == (filled.complete, filled.error)


@pytest.mark.parametrize("name", ["keepalive", "ping"])
def test_keep_alives_with_data(name: str) -> None:
    """One that carries data is what it is: an event that the document doesn't know; a chat has only chunks."""
    sent = named(name, {"type": name, "sequence_number": 1})

    assert (
        "ResponseCreatedEvent UnknownEvent ResponseCompletedEvent"
        == read("responses", CREATED + sent + COMPLETED).names
    )
    assert "ChatCompletionChunk" == read("chat", sent + chunk() + DONE).names


ENDS = [
    ("chat", chunk() + DONE, True),
    ("chat", chunk() + "data: [DONE]", True),
    ("chat", chunk() + "data:[DONE]\r\n", True),
    ("chat", chunk() + data("[DONE] "), True),
    ("chat", chunk() + named("done", "[DONE]"), True),
    ("chat", chunk() + DONE + "data: {{{ garbage\n\n\x00", True),
    ("chat", chunk() + chunk(None, "stop"), True),
    ("chat", chunk(None, "stop") + chunk(None, choices=[]), True),
    ("chat", chunk(index=0) + chunk(index=1) + chunk(None, "stop", 0) + chunk(None, "length", 1), True),
    ("chat", chunk(index=0) + chunk(index=1) + chunk(None, "stop", 0), False),
    ("chat", chunk(reason=""), False),
    ("chat", chunk(), False),
    ("chat", chunk() + "data: [DON", False),
    ("chat", chunk(None, "stop")[:-2], False),
    ("chat", "", False),
    ("responses", CREATED + COMPLETED, True),
    ("responses", CREATED + event("response.failed", response=RESPONSE), True),
    ("responses", CREATED + event("response.incomplete", response=RESPONSE), True),
    ("responses", CREATED + data({"type": "response.failed", "response": None}), True),
    ("responses", CREATED + DELTA, False),
    ("responses", CREATED + COMPLETED[:-1], False),
    ("responses", CREATED + event("response.code_interpreter_call.completed", item_id="i", output_index=0), False),
    ("runs", RUN + named("done", "[DONE]"), True),
    ("runs", RUN, False),
    ("transcriptions", WRITTEN, True),
    ("transcriptions", data({"type": "transcript.text.delta", "delta": "a"}), False),
    ("images", event("image_generation.partial_image", b64_json="a", partial_image_index=0), False),
]


@pytest.mark.parametrize(("endpoint", "body", "complete"), ENDS)
def test_ends(endpoint: str, body: str, complete: bool) -> None:
    """A stream is complete, or it raises; there is nothing between."""
    outcome = read(endpoint, body)

    assert complete == outcome.complete
    assert complete == (outcome.error is None)
    if not complete:
        assert type(outcome.error) is openai.StreamTruncatedError


ERRORS = [
    ("chat", data({"error": {"message": "no", "code": 401}}), "AuthenticationError", "no"),
    ("chat", data({"error": {"message": "no", "code": "429"}}), "RateLimitError", "no"),
    ("chat", data({"error": {"message": "no", "type": "t", "code": "x"}}), "APIError", "no"),
    ("chat", data({"error": {"message": "no"}, "status_code": 503}), "InternalServerError", "no"),
    ("chat", data({"error": "no"}), "APIError", "no"),
    ("chat", data({"error": "no", "code": 404}), "NotFoundError", "no"),
    ("chat", data({"error": {}, "message": "no", "type": "error"}), "APIError", "no"),
    ("chat", data({"type": "error", "message": "no"}), "APIError", "no"),
    ("chat", data({"object": "error", "message": "no", "code": 400}), "BadRequestError", "no"),
    ("chat", chunk(None, "error", error={"code": 502, "message": "no"}), "InternalServerError", "no"),
    ("chat", named("error", {"error": {"message": "no", "status_code": 400}}), "BadRequestError", "no"),
    ("chat", named("error", {"type": "error", "error": {"type": "overloaded", "message": "no"}}), "APIError", "no"),
    ("chat", named("error", {"message": "no", "code": 500}), "InternalServerError", "no"),
    ("chat", named("error", "upstream died"), "APIError", "upstream died"),
    ("chat", data("upstream died"), "StreamDecodeError", "upstream died"),
    ("chat", data('{"id": "c",}'), "StreamDecodeError", "not JSON"),
    ("chat", data("17"), "StreamDecodeError", "not a JSON object"),
    ("chat", data("[" * 100_000), "StreamDecodeError", "not JSON"),
    ("responses", data({"error": {"message": "no", "code": 500}}), "InternalServerError", "no"),
    ("responses", named("error", "upstream died"), "APIError", "upstream died"),
    ("runs", named("error", "upstream died"), "APIError", "upstream died"),
    ("runs", data({"error": {"message": "no", "code": 403}}), "PermissionDeniedError", "no"),
    ("transcriptions", data({"type": "error", "message": "no"}), "APIError", "no"),
    ("images", named("error", {"type": "error", "error": {"message": "no", "code": "x"}}), "APIError", "no"),
]


@pytest.mark.parametrize(("endpoint", "sent", "cls", "message"), ERRORS)
def test_errors(endpoint: str, sent: str, cls: str, message: str) -> None:
    """However a server says that it failed, it raises as the class of the status that it names."""
    start, end = {"chat": (chunk(), DONE), "responses": (CREATED, COMPLETED), "runs": (RUN, DONE)}.get(
        endpoint, ("", DONE)
    )
    outcome = read(endpoint, start + sent + end)

    assert type(outcome.error) is getattr(openai, cls)
    assert message in str(outcome.error)
    assert (1 if start else 0) == len(outcome.events)


@pytest.mark.parametrize(
    ("endpoint", "sent", "cls", "member"),
    [
        ("responses", data({"type": "error", "message": "no", "code": "429"}), "RateLimitError", "ResponseErrorEvent"),
        ("responses", named("error", {"type": "error", "error": {"message": "no"}}), "APIError", "ResponseErrorEvent"),
        (
            "responses",
            data({"type": "error", "status": 429, "error": {"message": "no"}}),
            "RateLimitError",
            "ResponseErrorEvent",
        ),
        ("runs", named("error", {"message": "no", "code": "500"}), "InternalServerError", "ErrorEvent"),
        ("runs", named("error", {"error": {"message": "no", "code": 429}}), "RateLimitError", "ErrorEvent"),
    ],
)
def test_declared_errors(endpoint: str, sent: str, cls: str, member: str) -> None:
    """An error that is a member of the union is given out as its class, and raised after that."""
    outcome = read(endpoint, sent + COMPLETED)

    assert member == outcome.names
    assert (getattr(openai, cls), "no") == (type(outcome.error), str(outcome.error))


@pytest.mark.parametrize(
    ("content_type", "body", "cls", "message"),
    [
        ("text/html", "<html>busy</html>", "StreamContentTypeError", "busy"),
        ("text/event-stream", "<html>busy</html>", "StreamContentTypeError", "busy"),
        (None, "<html>busy</html>", "StreamContentTypeError", "busy"),
        ("application/json", '{"error":{"message":"bad key","code":401}}', "AuthenticationError", "bad key"),
        ("text/event-stream", '{\n\n"error":{"message":"bad key"}}', "APIError", "bad key"),
        ("application/json", '{"object":"chat.completion"}', "StreamContentTypeError", "chat.completion"),
        ("application/json", chunk() + DONE, "StreamContentTypeError", "chat.completion.chunk"),
        ("text/html", "", "StreamContentTypeError", "empty body"),
    ],
)
def test_answers_that_are_no_streams(content_type: str | None, body: str, cls: str, message: str) -> None:
    """A 200 that is no event stream raises with what it is instead."""
    outcome = read("chat", body, content_type=content_type)

    assert type(outcome.error) is getattr(openai, cls)
    assert message in str(outcome.error)
    assert [] == outcome.events


@pytest.mark.parametrize(
    "content_type",
    [
        "Text/Event-Stream; Charset=UTF-8",
        "text/event-stream, text/event-stream",
        "text/plain",
        "application/octet-stream",
        None,
    ],
)
def test_content_types(content_type: str | None) -> None:
    """A content type may be written in many ways; a vague one, or none, leaves it to the body."""
    assert "ChatCompletionChunk" == read("chat", "\ufeff" + chunk() + DONE, content_type=content_type).names


def test_usage() -> None:
    """``usage`` is there once it was seen, also in a chunk of its own."""
    usage = {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}

    assert 3 == read("chat", chunk(None, "stop") + chunk(choices=[], usage=usage) + DONE).usage.total_tokens
    assert read("chat", chunk(usage=None) + DONE).usage is None
    assert 3 == read("runs", named("thread.run.completed", {"id": "r", "usage": usage}) + DONE).usage.total_tokens


@pytest.mark.parametrize("endpoint", ["chat", "responses"])
def test_cut_anywhere(endpoint: str) -> None:
    """However early a body ends, what came before is given out and the end is told."""
    body = {"chat": chunk() + chunk(None, "stop") + DONE, "responses": CREATED + DELTA + COMPLETED}[endpoint].encode()
    whole = read(endpoint, body)
    for at in range(len(body)):
        part = read(endpoint, body[:at])

        assert whole.events[: len(part.events)] == part.events
        assert part.complete == (part.error is None)
        assert part.complete <= (len(part.events) == len(whole.events))


def test_large_events() -> None:
    """``max_event_bytes`` of the client bounds one event; None is no limit, and what is no size is refused."""
    headers = {"content-type": "text/event-stream"}
    body = chunk() + chunk("x" * 5_000) + DONE
    http = httpx.Client(transport=httpx.MockTransport(lambda request: httpx.Response(200, headers=headers, text=body)))
    client = OpenAI(api_key="sk-test", http_client=http, max_event_bytes=1_000)
    found = []
    with pytest.raises(openai.StreamError, match="limit of 1000 bytes"):
        found.extend(client.chat.completions.create(model="m", messages=MESSAGES, stream=True))
    assert client.copy().max_event_bytes == 1_000
    without = client.with_options(max_event_bytes=None)
    assert 2 == len(list(without.chat.completions.create(model="m", messages=MESSAGES, stream=True)))
    for wrong in (0, -1, "1"):
        with pytest.raises((TypeError, ValueError), match="max_event_bytes"):
            OpenAI(api_key="sk-test", max_event_bytes=wrong)  # type: ignore[arg-type]


def test_calls_of_ones_own() -> None:
    """``stream_cls`` of a raw call: a union's members are told apart as in the client's own methods."""
    new = data({"type": "response.new"})

    def client(body: str) -> OpenAI:
        answer = httpx.Response(200, headers={"content-type": "text/event-stream"}, content=body)
        http = httpx.Client(transport=httpx.MockTransport(lambda request: answer))
        return OpenAI(api_key="sk-test", http_client=http)

    made: Stream[Any] = client(CREATED + new + COMPLETED).post(
        "/responses", cast_to=object, body={}, stream=True, stream_cls=Stream[ResponseStreamEvent]
    )
    assert ["ResponseCreatedEvent", "UnknownEvent", "ResponseCompletedEvent"] == [type(each).__name__ for each in made]


def test_views() -> None:
    """``with_raw_response`` and ``with_streaming_response`` give the stream from ``parse()``."""
    headers = {"content-type": "text/event-stream", "x-request-id": "req-1"}
    body = chunk() + DONE

    def handler(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers=headers, stream=Cut(body.encode(), 5))

    client = OpenAI(api_key="sk-test", http_client=httpx.Client(transport=httpx.MockTransport(handler)))
    raw = client.chat.completions.with_raw_response.create(model="m", messages=MESSAGES, stream=True)
    assert ("req-1", 1) == (raw.request_id, len(list(raw.parse())))
    with client.chat.completions.with_streaming_response.create(model="m", messages=MESSAGES, stream=True) as response:
        stream = response.parse()
        assert type(stream) is Stream
        assert "req-1" == stream.response.headers["x-request-id"]
        assert 1 == len(list(stream))

    async def run() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(handler)) as http:
            chats = AsyncOpenAI(api_key="sk-test", http_client=http).chat.completions
            raw = await chats.with_raw_response.create(model="m", messages=MESSAGES, stream=True)
            assert 1 == len([each async for each in raw.parse()])
            async with chats.with_streaming_response.create(model="m", messages=MESSAGES, stream=True) as response:
                stream = await response.parse()
                assert type(stream) is AsyncStream
                assert 1 == len([each async for each in stream])

    anyio.run(run)
