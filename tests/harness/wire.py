"""Bodies of the OpenAI client's streams, and one way to read them: sync and async, whole and in pieces, no sockets."""

from __future__ import annotations

import json
import pickle
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any

import anyio
import httpx

import headrace_openai as openai
from headrace_openai import AsyncOpenAI, OpenAI

MESSAGES: Any = [{"role": "user", "content": "x"}]


@dataclass
class Outcome:
    """What came out of a stream."""

    events: list[Any] = field(default_factory=list)
    error: Any = None
    complete: bool = False
    usage: Any = None

    @property
    def names(self) -> str:
        return " ".join(type(event).__name__ for event in self.events)


class Cut(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body in pieces of one size."""

    def __init__(self, body: bytes, size: int) -> None:
        self.pieces = [body[at : at + size] for at in range(0, len(body), size)]

    def __iter__(self) -> Iterator[bytes]:
        yield from self.pieces

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            yield piece


def ask(client: Any, endpoint: str) -> Any:
    calls = {
        "chat": lambda: client.chat.completions.create(model="m", messages=MESSAGES, stream=True),
        "responses": lambda: client.responses.create(model="m", input="x", stream=True),
        "completions": lambda: client.completions.create(model="m", prompt="x", stream=True),
        "runs": lambda: client.beta.threads.runs.create("t", assistant_id="a", stream=True),
        "transcriptions": lambda: client.audio.transcriptions.create(model="m", file=b"x", stream=True),
        "images": lambda: client.images.generate(prompt="x", stream=True),
    }
    return calls[endpoint]()


def read(endpoint: str, body: str | bytes, *, content_type: str | None = "text/event-stream") -> Outcome:
    """The outcome of a body, which has to be the same however it is read."""
    data = body.encode() if isinstance(body, str) else body
    headers = {"x-request-id": "req-1"} | ({"content-type": content_type} if content_type is not None else {})
    options: dict[str, Any] = {"api_key": "sk-test", "max_retries": 0}

    def transport(size: int) -> httpx.MockTransport:
        return httpx.MockTransport(lambda request: httpx.Response(200, headers=headers, stream=Cut(data, size)))

    def sync(size: int) -> Outcome:
        found = Outcome()
        stream: Any = None
        with httpx.Client(transport=transport(size)) as http:
            try:
                stream = ask(OpenAI(http_client=http, **options), endpoint)
                found.events.extend(stream)
            except openai.APIError as error:
                found.error = error
        found.complete, found.usage = stream.complete, stream.usage
        return found

    async def run(size: int) -> Outcome:
        found = Outcome()
        stream: Any = None
        async with httpx.AsyncClient(transport=transport(size)) as http:
            try:
                stream = await ask(AsyncOpenAI(http_client=http, **options), endpoint)
                async for event in stream:
                    found.events.append(event)
            except openai.APIError as error:
                found.error = error
        found.complete, found.usage = stream.complete, stream.usage
        return found

    first = sync(1 << 30)
    for other in (sync(1), anyio.run(run, 7)):
        assert first.events == other.events
        assert (first.complete, str(first.error), type(first.error)) == (
            other.complete,
            str(other.error),
            type(other.error),
        )
    if first.error is not None:
        assert not first.complete
        assert (first.error.request_id, first.error.events_seen) == ("req-1", len(first.events))
        copied = pickle.loads(pickle.dumps(first.error))
        assert (type(first.error), str(first.error), "req-1") == (type(copied), str(copied), copied.request_id)
    return first


def chunk(text: str | None = "hi", reason: str | None = None, index: int = 0, **more: Any) -> str:
    choice = {"index": index, "delta": {"content": text}, "finish_reason": reason}
    return data({"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice], **more})


def data(value: Any) -> str:
    return f"data: {value if isinstance(value, str) else json.dumps(value)}\n\n"


def named(name: str, value: Any) -> str:
    return f"event: {name}\n{data(value)}"


def event(type_: str, number: int = 1, **more: Any) -> str:
    return named(type_, {"type": type_, "sequence_number": number, **more})


RESPONSE: dict[str, Any] = {"id": "r", "object": "response", "created_at": 1, "model": "m", "output": []}
DONE = data("[DONE]")
CREATED = event("response.created", 0, response=RESPONSE)
DELTA = event("response.output_text.delta", item_id="i", output_index=0, content_index=0, delta="x", logprobs=[])
COMPLETED = event("response.completed", 9, response=RESPONSE)
RUN = named("thread.run.created", {"id": "run", "object": "thread.run", "status": "queued"})
WRITTEN = data({"type": "transcript.text.done", "text": "a"})
