"""The raw verbs of async clients: calls of paths that no operation describes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast, overload

from .engine import EngineCore
from .resource import Mode

if TYPE_CHECKING:
    from .page import AsyncPage, AsyncPaginator
    from .request import Call
    from .stream import AsyncStream

__all__ = ["AsyncVerbs"]

T = TypeVar("T")
StreamT = TypeVar("StreamT", bound="AsyncStream[Any]")
AsyncPageT = TypeVar("AsyncPageT", bound="AsyncPage[Any]")


class AsyncVerbs(EngineCore):
    """What an async client has for paths that its operations don't cover. It is `AsyncClient` that runs the calls."""

    if TYPE_CHECKING:

        async def _run(self, call: Call, mode: Mode = "value") -> Any: ...

    @overload
    async def request(
        self,
        cast_to: type[T],
        options: Call,
        *,
        stream: Literal[False] = False,
    ) -> T: ...
    @overload
    async def request(
        self,
        cast_to: Any,
        options: Call,
        *,
        stream: Literal[True],
        stream_cls: type[StreamT],
    ) -> StreamT: ...
    @overload
    async def request(
        self,
        cast_to: type[T],
        options: Call,
        *,
        stream: bool,
        stream_cls: type[StreamT] | None = None,
    ) -> T | StreamT: ...
    async def request(self, cast_to: Any, options: Call, *, stream: bool = False, stream_cls: Any = None) -> Any:
        """Make a call that was put together by hand, and read the answer as ``cast_to``."""
        return await self._run(self._prepared(cast_to, options, stream, stream_cls), self._mode)

    @overload
    async def get(
        self,
        path: str,
        *,
        cast_to: type[T],
        options: Mapping[str, Any] | None = None,
        stream: Literal[False] = False,
    ) -> T: ...
    @overload
    async def get(
        self,
        path: str,
        *,
        cast_to: Any,
        options: Mapping[str, Any] | None = None,
        stream: Literal[True],
        stream_cls: type[StreamT],
    ) -> StreamT: ...
    @overload
    async def get(
        self,
        path: str,
        *,
        cast_to: type[T],
        options: Mapping[str, Any] | None = None,
        stream: bool,
        stream_cls: type[StreamT] | None = None,
    ) -> T | StreamT: ...
    async def get(
        self,
        path: str,
        *,
        cast_to: Any,
        options: Mapping[str, Any] | None = None,
        stream: bool = False,
        stream_cls: Any = None,
    ) -> Any:
        """GET a path, and read the answer as ``cast_to``."""
        return await self._run(self._raw("GET", path, cast_to, options, stream, stream_cls), self._mode)

    @overload
    async def post(
        self,
        path: str,
        *,
        cast_to: type[T],
        body: Any = None,
        content: Any = None,
        files: Any = None,
        options: Mapping[str, Any] | None = None,
        stream: Literal[False] = False,
    ) -> T: ...
    @overload
    async def post(
        self,
        path: str,
        *,
        cast_to: Any,
        body: Any = None,
        content: Any = None,
        files: Any = None,
        options: Mapping[str, Any] | None = None,
        stream: Literal[True],
        stream_cls: type[StreamT],
    ) -> StreamT: ...
    @overload
    async def post(
        self,
        path: str,
        *,
        cast_to: type[T],
        body: Any = None,
        content: Any = None,
        files: Any = None,
        options: Mapping[str, Any] | None = None,
        stream: bool,
        stream_cls: type[StreamT] | None = None,
    ) -> T | StreamT: ...
    async def post(
        self,
        path: str,
        *,
        cast_to: Any,
        body: Any = None,
        content: Any = None,
        files: Any = None,
        options: Mapping[str, Any] | None = None,
        stream: bool = False,
        stream_cls: Any = None,
    ) -> Any:
        """POST to a path: ``body`` as JSON (or form fields beside ``files``), or ``content`` as it is."""
        return await self._run(
            self._raw("POST", path, cast_to, options, stream, stream_cls, body, content, files), self._mode
        )

    async def put(
        self,
        path: str,
        *,
        cast_to: type[T],
        body: Any = None,
        content: Any = None,
        files: Any = None,
        options: Mapping[str, Any] | None = None,
    ) -> T:
        """PUT to a path; see `post`."""
        found: T = await self._run(
            self._raw("PUT", path, cast_to, options, False, None, body, content, files), self._mode
        )
        return found

    async def patch(
        self,
        path: str,
        *,
        cast_to: type[T],
        body: Any = None,
        content: Any = None,
        files: Any = None,
        options: Mapping[str, Any] | None = None,
    ) -> T:
        """PATCH a path; see `post`."""
        found: T = await self._run(
            self._raw("PATCH", path, cast_to, options, False, None, body, content, files), self._mode
        )
        return found

    async def delete(
        self,
        path: str,
        *,
        cast_to: type[T],
        body: Any = None,
        content: Any = None,
        options: Mapping[str, Any] | None = None,
    ) -> T:
        """DELETE a path."""
        found: T = await self._run(self._raw("DELETE", path, cast_to, options, False, None, body, content), self._mode)
        return found

    def get_api_list(
        self,
        path: str,
        *,
        model: type[T],
        page: type[AsyncPageT],
        body: Any = None,
        options: Mapping[str, Any] | None = None,
        method: str = "get",
    ) -> AsyncPaginator[T, AsyncPageT]:
        """Ask for a list: the first page, of class ``page`` with items of type ``model``."""
        call = self._raw_list(method, path, model, page, body, options)
        if self._mode != "value":
            other: Any = self._run(call, self._mode)
            return cast("AsyncPaginator[T, AsyncPageT]", other)  # a raw view's wrapper says what it really is
        from .page import AsyncPaginator

        return AsyncPaginator[T, AsyncPageT](cast("Any", self), call)
