"""Closing an async HTTP client in time: before its event loop ends, or soon after nobody wants it any more.

Connections can only be closed inside the loop that opened them. asyncio offers one moment for that: when a loop is shut
down, it closes every asynchronous generator that was begun in it. So each client has a generator that waits for that.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from weakref import ref

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop, Task

    from .http_holder import AsyncHolder

__all__ = ["LoopKeeper", "keep"]

# Generators that wait for the end of their loops. Held here, and with them their clients, so that the garbage
# collector doesn't take a client and its open sockets at once.
_waiting: dict[int, AsyncGenerator[None]] = {}

# asyncio itself holds tasks weakly.
_closing: set[Task[None]] = set()


class LoopKeeper:
    """Sees to it that a client is closed."""

    __slots__ = ("_generator", "_loop")

    def __init__(self, generator: AsyncGenerator[None], loop: AbstractEventLoop) -> None:
        self._generator = generator
        self._loop = loop

    def release(self) -> None:
        """Nobody wants the client: close it soon, in its loop. From any thread."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._start)

    async def close(self) -> None:
        """Close the client now where that is its loop, and else as `release` does."""
        from asyncio import get_running_loop

        try:
            here = get_running_loop() is self._loop
        except RuntimeError:  # another library's loop
            here = False
        if here:
            await self._close()
        else:
            self.release()

    def _start(self) -> None:
        task = self._loop.create_task(self._close())
        _closing.add(task)
        task.add_done_callback(_closing.discard)

    async def _close(self) -> None:
        await self._generator.aclose()


def keep(client: Any, holder: AsyncHolder) -> LoopKeeper | None:
    """Close ``client`` when the running loop is shut down. None outside of asyncio."""
    first = sys.get_asyncgen_hooks().firstiter
    module = getattr(first, "__module__", None) or repr(first)
    if not ("asyncio" in module or "uvloop" in module):
        return None
    from asyncio import get_running_loop

    generator = _wait(client, ref(holder))
    with suppress(StopIteration):  # up to the `yield`, where nothing is awaited
        generator.__anext__().send(None)
    _waiting[id(client)] = generator
    return LoopKeeper(generator, get_running_loop())


async def _wait(client: Any, holder: ref[AsyncHolder]) -> AsyncGenerator[None]:
    try:
        yield
    finally:
        owner = holder()
        if owner is not None:
            owner.loop_ends(client)
        try:
            await client.aclose()
        finally:
            _waiting.pop(id(client), None)
