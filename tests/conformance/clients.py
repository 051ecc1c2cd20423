"""Both clients of the generated OpenAI package, used in one way."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from inspect import isawaitable
from typing import Any

import pytest

from harness.scripted_server import Reply, scripted_server
from headrace_openai import AsyncOpenAI, OpenAI

__all__ = ["asked", "both", "classes", "each", "use"]

both = pytest.mark.parametrize("kind", ["sync", "async"])
classes = pytest.mark.parametrize("cls", [OpenAI, AsyncOpenAI])


def use(kind: str, url: str, action: Callable[[Any], Any], **options: Any) -> Any:
    """Make a client, do ``action`` with it (what it gives is awaited if it can be), and close it."""
    options = {"api_key": "sk-user", "base_url": url, **options}
    if kind == "sync":
        with OpenAI(**options) as client:
            return action(client)

    async def main() -> Any:
        async with AsyncOpenAI(**options) as client:
            value = action(client)
            return await value if isawaitable(value) else value

    return asyncio.run(main())


def asked(kind: str, action: Callable[[Any], Any], reply: Any = None, **options: Any) -> Any:
    """The last request that ``action`` leads to. A reply that isn't given is an empty JSON object."""
    with scripted_server(Reply() if reply is None else reply) as server:
        use(kind, server.url, action, **options)
    return server.last


async def each(items: Any) -> list[Any]:
    """The items of an async iterable, or of what it is after awaiting."""
    if isawaitable(items) and not hasattr(items, "__aiter__"):
        items = await items
    return [item async for item in items]
