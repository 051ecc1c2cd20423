"""``DefaultAioHttpClient``: an async client on aiohttp, through the adapter package httpx-aiohttp.

A module of its own, because aiohttp takes longer to import than all else together: only who asks for it pays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import httpx

from .transport import DEFAULT_CONNECTION_LIMITS, Timeout

__all__ = ["DefaultAioHttpClient"]


def _base() -> type[httpx.AsyncClient]:
    try:
        from httpx_aiohttp import HttpxAiohttpClient  # pyright: ignore[reportMissingImports, reportUnknownVariableType]
    except ImportError:
        return _NoAiohttp
    return cast("type[httpx.AsyncClient]", HttpxAiohttpClient)


class _NoAiohttp(httpx.AsyncClient):
    def __init__(self, **options: Any) -> None:
        raise RuntimeError("DefaultAioHttpClient needs aiohttp: python -m pip install 'headrace[aiohttp]'")


if TYPE_CHECKING:
    DefaultAioHttpClient = httpx.AsyncClient
else:

    class DefaultAioHttpClient(_base()):
        """An async client on aiohttp (extra ``headrace[aiohttp]``) with this runtime's defaults. On asyncio only."""

        def __init__(self, **options: Any) -> None:
            options.setdefault("timeout", Timeout(60.0, connect=5.0))
            options.setdefault("limits", DEFAULT_CONNECTION_LIMITS)
            options.setdefault("follow_redirects", True)
            super().__init__(**options)
