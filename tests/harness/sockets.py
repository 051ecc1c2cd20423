"""Websocket servers on loopback, and one way to use blocking and async connections in the same test."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import anyio
import pytest
from websockets.asyncio.server import ServerConnection, serve

KINDS = ("sync", "asyncio")
both = pytest.mark.parametrize("kind", KINDS)

Handler = Callable[[ServerConnection], Awaitable[None]]


def run(test: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a test; one that hangs fails."""

    async def limited() -> None:
        with anyio.fail_after(20):
            await test()

    anyio.run(limited)


@asynccontextmanager
async def websocket_server(handler: Handler, **options: Any) -> AsyncIterator[str]:
    """The base URL of a server that talks as ``handler`` does."""
    async with serve(handler, "127.0.0.1", 0, **options) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        yield f"http://127.0.0.1:{port}/v1"


@asynccontextmanager
async def silent_server() -> AsyncIterator[str]:
    """The base URL of a server that accepts connections and says nothing."""
    done = asyncio.Event()

    async def wait(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await done.wait()
        writer.close()

    async with await asyncio.start_server(wait, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        done.set()


class Blocking:
    """A blocking object whose methods are called in threads, so that they can be awaited as those of its twin."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    def __getattr__(self, name: str) -> Any:
        value = getattr(self.inner, name)
        if not callable(value):
            return Blocking(value) if name == "note" else value
        if name in ("on", "once", "off", "parse_event"):
            return value

        async def call(*args: Any, **kwargs: Any) -> Any:
            return await anyio.to_thread.run_sync(partial(value, *args, **kwargs), abandon_on_cancel=True)

        return call

    def __aiter__(self) -> Blocking:
        return self

    async def __anext__(self) -> Any:
        end = object()
        found = await anyio.to_thread.run_sync(partial(next, self.inner, end))
        if found is end:
            raise StopAsyncIteration
        return found


@asynccontextmanager
async def entered(kind: str, manager: Any) -> AsyncIterator[Any]:
    """The connection of a manager of either kind."""
    if kind == "asyncio":
        async with manager as connection:
            yield connection
        return
    connection = await anyio.to_thread.run_sync(manager.__enter__)
    try:
        yield Blocking(connection)
    finally:
        await anyio.to_thread.run_sync(manager.__exit__, None, None, None)


def message(type: str, **values: Any) -> str:
    """The text of an event."""
    return json.dumps({"type": type, **values})
