"""The pieces of work that run in a warm process. Each function prepares one, and gives what takes a sample of it.

A sample is a mapping from the name of a reading to its value, lower is better.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from bench import bodies
from bench.sdk import SDK, clock, seconds

__all__ = ["embeddings", "files", "large", "messages", "second_client", "short_call", "stream", "structured"]

Sample = Callable[[], dict[str, float]]


def stream(sdk: SDK, *, api: str, events: int, chunk: int | None) -> Sample:
    """Iterate a stream of ``events`` events that arrives in chunks of ``chunk`` bytes, or one by one."""
    made = bodies.response_events(events) if api == "responses" else bodies.chat_chunks(events)
    chunks = bodies.joined(made, chunk)
    client = sdk.client(lambda request: (bodies.SSE, iter(chunks)))

    def work() -> None:
        opened = (
            client.responses.create(model="m", input="x", stream=True)
            if api == "responses"
            else client.chat.completions.create(model="m", messages=[{"role": "user", "content": "x"}], stream=True)
        )
        seen = sum(1 for _ in opened)
        assert seen == events, seen

    return lambda: {"cpu": seconds(work, events)}


def messages(sdk: SDK, *, api: str, calls: int) -> Sample:
    """What 99 more messages add to a call."""
    body = bodies.short_response() if api == "responses" else bodies.completion()
    client = sdk.client(lambda request: ("application/json", body))
    one, many = (bodies.messages(n, "input_text" if api == "responses" else "text") for n in (1, 100))

    def call(given: list[dict[str, Any]]) -> None:
        for _ in range(calls):
            if api == "responses":
                client.responses.create(model="m", input=given)
            else:
                client.chat.completions.create(model="m", messages=given)

    return lambda: {"cpu": max(seconds(lambda: call(many), calls) - seconds(lambda: call(one), calls), 1e-6)}


def short_call(sdk: SDK, *, calls: int) -> Sample:
    """A call with one short message, from the arguments to the parsed answer."""
    body = bodies.short_response()
    client = sdk.client(lambda request: ("application/json", body))

    def work() -> None:
        for _ in range(calls):
            assert client.responses.create(model="m", input="Say hello.").output_text == "Hello."

    return lambda: {"cpu": seconds(work, calls)}


def files(sdk: SDK, *, items: int, calls: int) -> Sample:
    """List files, one page of ``items``."""
    body = bodies.files_page(items)
    client = sdk.client(lambda request: ("application/json", body))

    def work() -> None:
        for _ in range(calls):
            assert client.files.list().data[-1].filename == f"training-{items - 1}.jsonl"

    return lambda: {"cpu": seconds(work, calls)}


def large(sdk: SDK, *, items: int, size: int, calls: int) -> Sample:
    """Read a Response with many output items."""
    body = bodies.large_response(items, size)
    client = sdk.client(lambda request: ("application/json", body))

    def work() -> None:
        for _ in range(calls):
            assert len(client.responses.retrieve("resp_1").output) == items

    return lambda: {"cpu": seconds(work, calls)}


def embeddings(sdk: SDK, *, count: int, dimensions: int, calls: int) -> Sample:
    """Embed a batch, with the encoding that the package asks for when its user doesn't."""
    answers = {encoded: bodies.embeddings(count, dimensions, encoded) for encoded in (True, False)}

    def answer(request: Any) -> tuple[str, bytes]:
        return "application/json", answers[json.loads(request.read()).get("encoding_format") == "base64"]

    client = sdk.client(answer)
    texts = ["text"] * count

    def work() -> None:
        for _ in range(calls):
            made = client.embeddings.create(model="text-embedding-3-small", input=texts)
            assert len(made.data[-1].embedding) == dimensions

    return lambda: {"cpu": seconds(work, calls)}


def structured(sdk: SDK, *, chunks: int) -> Sample:
    """Follow a structured answer with the accumulating helper, event by event."""
    import pydantic

    class Words(pydantic.BaseModel):
        words: list[str]

    def prepared(count: int) -> Callable[[], None]:
        pieces = bodies.joined(bodies.structured_chunks(count), 16384)
        client = sdk.client(lambda request: (bodies.SSE, iter(pieces)))

        def work() -> None:
            asked: Any = {"model": "m", "messages": [{"role": "user", "content": "x"}], "response_format": Words}
            with client.chat.completions.stream(**asked) as opened:
                for _ in opened:
                    pass
                assert len(opened.get_final_completion().choices[0].message.parsed.words) == count - 1

        return work

    whole, quarter = prepared(chunks), prepared(chunks // 4)

    def sample() -> dict[str, float]:
        part, full = seconds(quarter), seconds(whole)
        return {"cpu": full, "growth": full / part}

    return sample


def second_client(sdk: SDK, *, clients: int) -> Sample:
    """Make one more client together with its HTTP client, when the process has one already."""
    first = sdk.module.OpenAI(api_key="k")
    assert first._client is not None

    def sample() -> dict[str, float]:
        made: list[Any] = []
        started = clock()
        for _ in range(clients):
            client = sdk.module.OpenAI(api_key="k")
            assert client._client is not None
            made.append(client)
        spent = (clock() - started) / clients
        for client in made:
            client.close()
        return {"cpu": spent}

    return sample
