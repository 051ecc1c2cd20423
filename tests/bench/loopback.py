"""The pieces of work that go through real sockets, to the server of `bench.server`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from bench.sdk import SDK, seconds

__all__ = ["concurrent", "connections", "sync_stream"]

Sample = Callable[[], dict[str, float]]


def _ask(client: Any) -> Any:
    return client.responses.create(model="m", input="x", stream=True)


def sync_stream(sdk: SDK, *, origin: str, events: int, shape: str) -> Sample:
    """One stream after another through the blocking client."""
    client = sdk.module.OpenAI(api_key="k", base_url=f"{origin}/{events}/{shape}/v1")
    for _ in _ask(client.with_options(base_url=f"{origin}/20/{shape}/v1")):
        pass  # imports and validators

    def work() -> None:
        seen = sum(1 for _ in _ask(client))
        assert seen == events, seen

    return lambda: {"cpu": seconds(work, events)}


def concurrent(sdk: SDK, *, origin: str, streams: int, events: int, shape: str) -> Sample:
    """``streams`` streams at the same time through one async client: all are open before the first is read."""
    # A thousand connections that are asked for at once may have to wait for longer than either client is willing to.
    client = sdk.module.AsyncOpenAI(api_key="k", base_url=f"{origin}/{events}/{shape}/v1", timeout=600.0)
    loop = asyncio.new_event_loop()

    async def count(opened: Any) -> int:
        seen = 0
        async for _ in opened:
            seen += 1
        return seen

    async def work() -> None:
        opened = await asyncio.gather(*(_ask(client) for _ in range(streams)))
        seen = await asyncio.gather(*(count(each) for each in opened))
        assert seen == [events] * streams

    async def warm_up() -> None:
        await count(await _ask(client.with_options(base_url=f"{origin}/20/{shape}/v1")))

    loop.run_until_complete(warm_up())
    return lambda: {"cpu": seconds(lambda: loop.run_until_complete(work()), events * streams)}


def connections(sdk: SDK, *, origin: str, streams: int) -> Sample:
    """How many connections ``streams`` chat streams need, one after another."""

    def opened_so_far() -> int:
        import urllib.request

        with urllib.request.urlopen(f"{origin}/connections") as answer:
            return int(answer.read())

    def sample() -> dict[str, float]:
        with sdk.module.OpenAI(api_key="k", base_url=f"{origin}/26/late/v1") as client:
            before = opened_so_far()
            for _ in range(streams):
                opened = client.chat.completions.create(model="m", messages=[], stream=True)
                assert sum(1 for _ in opened) == 26
            # The second question has a connection of its own.
            return {"connections": float(opened_so_far() - before - 1)}

    return sample
