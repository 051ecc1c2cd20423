"""Running one test on every kind of client: blocking and async, asyncio and trio, httpx and httpx2."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import anyio
import httpx
import httpx2
import pytest

from .acme import Acme, AsyncAcme

KINDS = ("sync", "asyncio", "trio", "sync-httpx2", "asyncio-httpx2")
every_kind = pytest.mark.parametrize("kind", KINDS)


def run(kind: str, url: str, use: Callable[[Any], Any], **options: Any) -> Any:
    """Make a client of a kind, ``use`` it, await what it gives if that can be awaited, and close the client."""
    options = {"api_key": "sk-secret", "base_url": url, **options}
    library: Any = httpx2 if kind.endswith("httpx2") else httpx
    if kind.startswith("sync"):
        if library is httpx2:
            options.setdefault("http_client", httpx2.Client())
        with Acme(**options) as client:
            return use(client)

    async def main() -> Any:
        if library is httpx2:
            options.setdefault("http_client", httpx2.AsyncClient())
        async with AsyncAcme(**options) as client:
            value = use(client)
            return await value if inspect.isawaitable(value) else value

    return anyio.run(main, backend=kind.partition("-")[0])
