"""Sync and async are twins: the same names with the same signatures."""

from __future__ import annotations

import inspect
import re
from typing import Any

import pytest

from headrace import spi
from headrace.http_holder import AsyncHolder, SyncHolder
from headrace.response import AsyncResponseContextManager, ResponseContextManager

PAIRS: list[tuple[Any, Any]] = [
    (spi.SyncClient, spi.AsyncClient),
    (spi.SyncResource, spi.AsyncResource),
    (spi.SyncPage, spi.AsyncPage),
    (spi.APIResponse, spi.AsyncAPIResponse),
    (spi.RawView, spi.AsyncRawView),
    (spi.StreamingView, spi.AsyncStreamingView),
    (SyncHolder, AsyncHolder),
    (ResponseContextManager, AsyncResponseContextManager),
    (spi.WebSocketConnection, spi.AsyncWebSocketConnection),
    (spi.WebSocketConnectionManager, spi.AsyncWebSocketConnectionManager),
    (spi.WebSocketResource, spi.AsyncWebSocketResource),
]

# How the twins have to differ: the protocols of the language, and what only one of two worlds can do.
RENAMED = {"__enter__": "__aenter__", "__exit__": "__aexit__", "__iter__": "__aiter__", "__next__": "__anext__"}
ONLY_SYNC = {"_read_until"}
ONLY_ASYNC = {"_within", "loop_ends"}


def members(cls: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        if base.__module__.startswith("headrace"):
            found.update(vars(base))
    return {name: value for name, value in found.items() if inspect.isfunction(value) or isinstance(value, property)}


@pytest.mark.parametrize(("sync", "async_"), PAIRS, ids=lambda cls: cls.__name__)
def test_same_names_and_signatures(sync: Any, async_: Any) -> None:
    ours = {RENAMED.get(name, name): value for name, value in members(sync).items() if name not in ONLY_SYNC}
    theirs = {name: value for name, value in members(async_).items() if name not in ONLY_ASYNC}
    assert sorted(ours) == sorted(theirs)
    for name, value in ours.items():
        if isinstance(value, property):
            assert isinstance(theirs[name], property), name
            continue
        assert parameters(value) == parameters(theirs[name]), name


def parameters(function: Any) -> list[tuple[str, Any, Any]]:
    return [(p.name, p.kind, p.default) for p in inspect.signature(function).parameters.values()]


def test_the_seam_lists_what_it_has() -> None:
    """``__all__`` is sorted, each name in it loads, and the type checker's list is the same."""
    assert spi.__all__ == sorted(spi.__all__)
    for name in spi.__all__:
        getattr(spi, name)
    with pytest.raises(AttributeError):
        _ = spi.nothing  # type: ignore[attr-defined]
    source = inspect.getsource(spi)
    declared = source[source.index("if TYPE_CHECKING:") : source.index("__all__ = [")]
    for name in set(spi.__all__) - {"SEAM_VERSION", "lazy_exports", "require_seam"}:
        assert re.search(rf"\b{name}\b", declared), name


def test_require_seam() -> None:
    spi.require_seam(spi.SEAM_VERSION, "acme")
    with pytest.raises(ImportError, match=r"acme was generated for seam 9999 .* pip install --upgrade headrace"):
        spi.require_seam(9999, "acme")
