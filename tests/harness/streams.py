"""A made-up API's streams: event classes, their specs, bodies, and one way to drive sync and async streams alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import anyio
import httpx
import pytest

from headrace.descriptor import ErrorRule, Ref, StreamSpec
from headrace.models import BaseModel
from headrace.stream import AsyncStream, Stream

KINDS = pytest.mark.parametrize("kind", ["sync", "asyncio", "trio"])


class Started(BaseModel):
    type: Literal["job.started"]
    number: int
    job: dict[str, Any] | None = None


class Delta(BaseModel):
    type: Literal["job.delta"]
    number: int
    text: str


class Usage(BaseModel):
    tokens: int


class Done(BaseModel):
    type: Literal["job.done"]
    number: int
    usage: Usage | None = None


class Failed(BaseModel):
    type: Literal["error"]
    message: str
    code: str | None = None


class Choice(BaseModel):
    index: int
    text: str | None = None
    finish_reason: str | None = None


class Chunk(BaseModel):
    id: str
    choices: list[Choice]
    usage: Usage | None = None


class Named(BaseModel):
    event: Literal["part.done"]
    data: Usage


def ref(cls: type) -> Ref:
    return Ref(f"{cls.__module__}:{cls.__qualname__}")


JOB = StreamSpec(
    type=ref(Started),
    tag="type",
    variants={"job.started": ref(Started), "job.delta": ref(Delta), "job.done": ref(Done), "error": ref(Failed)},
    terminal=("job.done",),
    truncation="error",
    errors=(ErrorRule(tag=("error",), yielded=True), ErrorRule(event=("error",), property="error")),
    noise=("ping",),
    usage=(("usage",),),
    sequence="number",
)
CHUNKS = StreamSpec(
    type=ref(Chunk),
    sentinel=("[END]",),
    finish=("choices", "[]", "finish_reason"),
    errors=(ErrorRule(event=("error",), property="error"),),
    usage=(("usage",),),
)
PARTS = StreamSpec(
    type=ref(Named),
    envelope=True,
    variants={"part.done": ref(Named)},
    sentinel=("[END]",),
    errors=(ErrorRule(event=("error",), body="data"),),
)


def sse(*events: str, names: bool = False) -> bytes:
    """Events as a body. With ``names``, ``name|data`` gives the event a name."""
    blocks: list[str] = []
    for event in events:
        name, bar, data = event.partition("|")
        blocks.append(f"event: {name}\ndata: {data}\n\n" if names and bar else f"data: {event}\n\n")
    return "".join(blocks).encode()


def delta(number: int, text: str = "x") -> str:
    return f'{{"type":"job.delta","number":{number},"text":"{text}"}}'


DONE = '{"type":"job.done","number":99,"usage":{"tokens":7}}'


@dataclass
class Outcome:
    """What came out of one stream."""

    events: list[Any] = field(default_factory=list)
    error: Exception | None = None
    stream: Any = None

    @property
    def names(self) -> list[str]:
        return [type(event).__name__ for event in self.events]


def client_options() -> dict[str, Any]:
    # Tests run in parallel on slow machines: no test waits for this.
    return {"timeout": httpx.Timeout(30), "trust_env": False}


def consume(
    kind: str,
    url: str,
    spec: StreamSpec,
    *,
    take: int | None = None,
    times: int = 1,
    raw: bool = False,
    during: Callable[[Any, Outcome], None] | None = None,
    **options: Any,
) -> list[Outcome]:
    """Run ``times`` streams one after another on one client; ``take`` leaves each after so many events.

    ``during`` is called after each event. Errors of the stream are kept, not raised.
    """
    if kind == "sync":
        with httpx.Client(**client_options()) as client:
            return [_consume(client, url, spec, take, raw, during, options) for _ in range(times)]

    async def run() -> list[Outcome]:
        async with httpx.AsyncClient(**client_options()) as client:
            return [await _aconsume(client, url, spec, take, raw, during, options) for _ in range(times)]

    return anyio.run(run, backend=kind)


def _consume(
    client: httpx.Client, url: str, spec: StreamSpec, take: Any, raw: bool, during: Any, options: Any
) -> Outcome:
    outcome = Outcome()
    response = client.send(client.build_request("POST", url), stream=True)
    with Stream[Any](response=response, spec=spec, **options) as stream:
        outcome.stream = stream
        try:
            for event in stream.events() if raw else stream:
                outcome.events.append(event)
                if during:
                    during(stream, outcome)
                if len(outcome.events) == take:
                    break
        except Exception as error:
            outcome.error = error
    return outcome


async def _aconsume(
    client: httpx.AsyncClient, url: str, spec: StreamSpec, take: Any, raw: bool, during: Any, options: Any
) -> Outcome:
    outcome = Outcome()
    response = await client.send(client.build_request("POST", url), stream=True)
    async with AsyncStream[Any](response=response, spec=spec, **options) as stream:
        outcome.stream = stream
        try:
            async for event in stream.events() if raw else stream:
                outcome.events.append(event)
                if during:
                    during(stream, outcome)
                if len(outcome.events) == take:
                    break
        except Exception as error:
            outcome.error = error
    return outcome


def offline(
    body: bytes, spec: StreamSpec, *, content_type: str | None = "text/event-stream", **options: Any
) -> Outcome:
    """A sync stream over bytes in memory."""
    headers = {"x-request-id": "req-1"} | ({} if content_type is None else {"content-type": content_type})
    response = httpx.Response(
        200, headers=headers, stream=httpx.ByteStream(body), request=httpx.Request("POST", "http://test/")
    )
    stream = Stream[Any](response=response, spec=spec, **options)
    outcome = Outcome(stream=stream)
    try:
        outcome.events.extend(stream)
    except Exception as error:
        outcome.error = error
    return outcome
