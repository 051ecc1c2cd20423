"""Whether memory stays flat: resident memory after the first part of a long run, and at its end."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator

from bench import bodies
from bench.sdk import SDK, resident

__all__ = ["calls", "events"]

Sample = Callable[[], dict[str, float]]


def events(sdk: SDK, *, count: int) -> Sample:
    """Iterate one stream of ``count`` events; growth counts from the first tenth on."""
    block = b"".join(list(bodies.response_events(1_001))[:-1])
    end = list(bodies.response_events(1))[-1]

    def chunks(blocks: int) -> Iterator[bytes]:
        for _ in range(blocks):
            yield from bodies.chunked(block, 16384)
        yield end

    lengths = iter((1, count // 1_000))
    client = sdk.client(lambda request: (bodies.SSE, chunks(next(lengths))))
    for _ in client.responses.create(model="m", input="x", stream=True):
        pass  # classes and validators, that of the last event too

    def sample() -> dict[str, float]:
        early = 0.0
        for number, _ in enumerate(client.responses.create(model="m", input="x", stream=True), 1):
            if number == count // 10:
                early = _settled()
        assert number == count + 1, number
        return {"growth": max(_settled() - early, 0.0)}

    return sample


def calls(sdk: SDK, *, count: int) -> Sample:
    """Make ``count`` calls, half of them streams; growth counts from the first tenth on."""
    answer, stream = bodies.short_response(), b"".join(bodies.response_events(5))
    client = sdk.client(
        lambda request: (
            (bodies.SSE, iter([stream])) if b'"stream":true' in request.read() else ("application/json", answer)
        )
    )

    def sample() -> dict[str, float]:
        early = 0.0
        for number in range(1, count + 1):
            if number % 2:
                assert client.responses.create(model="m", input="x").id == "resp_1"
            else:
                assert sum(1 for _ in client.responses.create(model="m", input="x", stream=True)) == 5
            if number == count // 10:
                early = _settled()
        return {"growth": max(_settled() - early, 0.0)}

    return sample


def _settled() -> float:
    gc.collect()
    return resident()
