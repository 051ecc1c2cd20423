"""Waiting for what the server does in the background: ask for the object, look at it, wait, ask again.

How long to wait between two questions is the caller's ``poll_interval_ms``, or what the server asks for in the header
``openai-poll-after-ms``, or a second. There is no limit on the whole: give the client a ``total_timeout`` for each
question, or run this under a timeout of your own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from headrace.spi import is_given

if TYPE_CHECKING:
    from headrace.spi import AsyncResource, LegacyAPIResponse, Operation, SyncResource

__all__ = ["async_wait_for", "wait_for"]

_DEFAULT_MS = 1_000
_PASSED_ON = ("extra_headers", "extra_query", "timeout")


def wait_for(
    resource: SyncResource,
    operation: Operation,
    args: Mapping[str, Any],
    *,
    done: Callable[[Any], bool],
    poll_interval_ms: Any,
    call: Mapping[str, Any],
) -> Any:
    """The object that ``operation`` gives, once it is ``done``. ``call`` has the caller's extra headers and so on."""
    asking, options = resource._in_mode("raw"), _options(call, poll_interval_ms)
    while True:
        response: LegacyAPIResponse[Any] = asking._call(operation, args, **options)
        value = response.parse()
        if done(value):
            return value
        resource._client._sleep(_seconds(poll_interval_ms, response.headers))


async def async_wait_for(
    resource: AsyncResource,
    operation: Operation,
    args: Mapping[str, Any],
    *,
    done: Callable[[Any], bool],
    poll_interval_ms: Any,
    call: Mapping[str, Any],
) -> Any:
    """The async twin of ``wait_for``."""
    asking, options = resource._in_mode("raw"), _options(call, poll_interval_ms)
    while True:
        response: LegacyAPIResponse[Any] = await asking._call(operation, args, **options)
        value = response.parse()
        if done(value):
            return value
        await resource._client._sleep(_seconds(poll_interval_ms, response.headers))


def _options(call: Mapping[str, Any], poll_interval_ms: Any) -> dict[str, Any]:
    options = {name: call[name] for name in _PASSED_ON if name in call}
    headers = {"X-Stainless-Poll-Helper": "true"}
    if is_given(poll_interval_ms):
        headers["X-Stainless-Custom-Poll-Interval"] = str(poll_interval_ms)
    options["extra_headers"] = {**headers, **(options.get("extra_headers") or {})}
    return options


def _seconds(poll_interval_ms: Any, headers: Mapping[str, str]) -> float:
    if is_given(poll_interval_ms):
        return float(poll_interval_ms) / 1000
    asked = headers.get("openai-poll-after-ms", "")
    return (int(asked) if asked.isascii() and asked.isdigit() else _DEFAULT_MS) / 1000
