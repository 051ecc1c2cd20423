"""Base classes and defaults of clients, for ``_base_client`` and ``_constants``."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from typing import Any

from ..async_client import AsyncClient as AsyncAPIClient
from ..client import SyncClient as SyncAPIClient
from ..core import ClientCore as BaseClient
from ..page import AsyncPage as BaseAsyncPage
from ..page import AsyncPaginator, BasePage, PageInfo
from ..page import SyncPage as BaseSyncPage
from ..platform_headers import platform_headers as _headers
from ..sentinels import is_given, not_given
from ..transport import (
    DEFAULT_CONNECTION_LIMITS,
    DEFAULT_MAX_RETRIES,
    DefaultAioHttpClient,
    DefaultAsyncHttpxClient,
    DefaultHttpxClient,
)

__all__ = [
    "AsyncAPIClient",
    "AsyncHttpxClientWrapper",
    "AsyncPaginator",
    "BaseAsyncPage",
    "BaseClient",
    "BasePage",
    "BaseSyncPage",
    "DEFAULT_CONNECTION_LIMITS",
    "DEFAULT_MAX_RETRIES",
    "DefaultAioHttpClient",
    "DefaultAsyncHttpxClient",
    "DefaultHttpxClient",
    "OVERRIDE_CAST_TO_HEADER",
    "PageInfo",
    "RAW_RESPONSE_HEADER",
    "SyncAPIClient",
    "SyncHttpxClientWrapper",
    "get_python_runtime",
    "get_python_version",
    "make_request_options",
    "platform_headers",
]

RAW_RESPONSE_HEADER = "X-Stainless-Raw-Response"
OVERRIDE_CAST_TO_HEADER = "____stainless_override_cast_to"

SyncHttpxClientWrapper = DefaultHttpxClient
AsyncHttpxClientWrapper = DefaultAsyncHttpxClient


def make_request_options(
    *,
    query: Mapping[str, object] | None = None,
    extra_headers: Mapping[str, Any] | None = None,
    extra_query: Mapping[str, object] | None = None,
    extra_body: object | None = None,
    idempotency_key: str | None = None,
    timeout: Any = not_given,
    post_parser: Any = not_given,
    synthesize_event_and_data: bool | None = None,
    **further: Any,
) -> dict[str, Any]:
    """``options`` of the raw verbs (``client.post(path, options=...)``) from what methods take."""
    options: dict[str, Any] = {
        "headers": extra_headers,
        "params": {**(query or {}), **(extra_query or {})} if query or extra_query else None,
        "extra_json": extra_body,
        "idempotency_key": idempotency_key,
        "synthesize_event_and_data": synthesize_event_and_data,
    }
    found = {name: value for name, value in options.items() if value is not None}
    if is_given(timeout):
        found["timeout"] = timeout
    if is_given(post_parser):
        found["post_parser"] = post_parser
    return {**found, **further}


def platform_headers(version: str, *, platform: object = None) -> dict[str, str]:
    """The headers that tell of language and system, with the SDK's ``version``. ``platform`` is not needed."""
    return _headers(version)


def get_python_runtime() -> str:
    """The implementation, ``CPython`` for example."""
    return platform.python_implementation()


def get_python_version() -> str:
    """Three numbers with dots."""
    return platform.python_version()
