"""``with_raw_response`` and ``with_streaming_response``: a client or resource whose methods give response objects.

A view finds each method when it is asked for it, so at run time it costs one small object per resource and nothing
per method. What a type checker sees is declared by generated code with the wrapper functions below, which work at run
time too.
"""

from __future__ import annotations

# The parts of one client know each other's underscored names: those are hidden from users, not from here.
# pyright: reportPrivateUsage=false
from collections.abc import Awaitable, Callable
from functools import partial, wraps
from typing import TYPE_CHECKING, Any, ClassVar, ParamSpec, TypeVar, cast

from .resource import Mode

if TYPE_CHECKING:
    from .response import (
        APIResponse,
        AsyncAPIResponse,
        AsyncResponseContextManager,
        LegacyAPIResponse,
        ResponseContextManager,
    )

__all__ = [
    "AsyncRawView",
    "AsyncStreamingView",
    "RawView",
    "StreamingView",
    "async_to_raw_response_wrapper",
    "async_to_streamed_response_wrapper",
    "to_raw_response_wrapper",
    "to_streamed_response_wrapper",
]

P = ParamSpec("P")
R = TypeVar("R")


class _View:
    """Attribute access on a client or resource in another mode. Resources become views of their own."""

    _belongs_to_client = True
    _mode: ClassVar[Mode]
    _attribute: ClassVar[str]

    def __init__(self, target: Any) -> None:
        self._target = target

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        value = getattr(self._target, name)
        owner: Any = getattr(value, "__self__", None)
        if getattr(value, "_belongs_to_client", False):
            found = getattr(value, self._attribute)
        elif callable(value) and owner is self._target:
            found = self._wrap(getattr(self._target._in_mode(self._mode), name))
        else:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        self.__dict__[name] = found
        return found

    def _wrap(self, method: Any) -> Any:
        return method

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *(name for name in dir(self._target) if not name.startswith("_"))})

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._target!r}>"


class RawView(_View):
    """``with_raw_response``: methods give a `LegacyAPIResponse`."""

    _mode = "raw"
    _attribute = "with_raw_response"


class AsyncRawView(RawView):
    """``with_raw_response`` in async code: methods give a `LegacyAPIResponse` when awaited."""


class StreamingView(_View):
    """``with_streaming_response``: methods give a context manager; the request is made when it is entered."""

    _mode = "streaming"
    _attribute = "with_streaming_response"

    def _wrap(self, method: Any) -> Any:
        return _deferred(method)


class AsyncStreamingView(StreamingView):
    """``with_streaming_response`` in async code: methods give an async context manager."""

    def _wrap(self, method: Any) -> Any:
        return _async_deferred(method)


def _deferred(method: Any) -> Any:
    from .response import ResponseContextManager

    @wraps(method)
    def call(*args: Any, **kwargs: Any) -> Any:
        return ResponseContextManager(partial(method, *args, **kwargs))

    return call


def _async_deferred(method: Any) -> Any:
    from .response import AsyncResponseContextManager

    @wraps(method)
    def call(*args: Any, **kwargs: Any) -> Any:
        return AsyncResponseContextManager(partial(method, *args, **kwargs))

    return call


def _in_mode(method: Any, mode: Mode) -> Any:
    return getattr(method.__self__._in_mode(mode), method.__name__)


def to_raw_response_wrapper(method: Callable[P, R]) -> Callable[P, LegacyAPIResponse[R]]:
    """A resource's bound method, with a response object for an answer."""
    return cast("Callable[P, LegacyAPIResponse[R]]", _in_mode(method, "raw"))


def async_to_raw_response_wrapper(method: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[LegacyAPIResponse[R]]]:
    """The async twin of `to_raw_response_wrapper`."""
    return cast("Callable[P, Awaitable[LegacyAPIResponse[R]]]", _in_mode(method, "raw"))


def to_streamed_response_wrapper(method: Callable[P, R]) -> Callable[P, ResponseContextManager[APIResponse[R]]]:
    """A resource's bound method, with a context manager of a response object for an answer."""
    return cast("Callable[P, ResponseContextManager[APIResponse[R]]]", _deferred(_in_mode(method, "streaming")))


def async_to_streamed_response_wrapper(
    method: Callable[P, Awaitable[R]],
) -> Callable[P, AsyncResponseContextManager[AsyncAPIResponse[R]]]:
    """The async twin of `to_streamed_response_wrapper`."""
    return cast(
        "Callable[P, AsyncResponseContextManager[AsyncAPIResponse[R]]]", _async_deferred(_in_mode(method, "streaming"))
    )
