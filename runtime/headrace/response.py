"""Responses as objects: status, headers and body beside the parsed value.

``LegacyAPIResponse`` is what ``with_raw_response`` gives (the body has been read; the same shape in sync and async
code), ``APIResponse`` and ``AsyncAPIResponse`` are what ``with_streaming_response`` gives (the body is read on
demand).
"""

from __future__ import annotations

# The parts of one client know each other's underscored names: those are hidden from users, not from here.
# pyright: reportPrivateUsage=false
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from .reading import InvalidJson, load_json

if TYPE_CHECKING:
    import httpx

    from .engine import EngineCore
    from .request import Call

__all__ = [
    "APIResponse",
    "AsyncAPIResponse",
    "AsyncResponseContextManager",
    "LegacyAPIResponse",
    "ResponseContextManager",
]

R = TypeVar("R")
T = TypeVar("T")
ResponseT = TypeVar("ResponseT", bound="APIResponse[Any]")
AsyncResponseT = TypeVar("AsyncResponseT", bound="AsyncAPIResponse[Any]")


class _BaseResponse(Generic[R]):
    """What all response objects have. ``retries_taken`` counts the attempts before the one that gave this response."""

    http_response: httpx.Response
    retries_taken: int

    def __init__(self, *, raw: httpx.Response, client: EngineCore, call: Call, retries_taken: int = 0) -> None:
        self.http_response = raw
        self.retries_taken = retries_taken
        self._client = client
        self._call = call
        self._parsed: dict[Any, Any] = {}

    @property
    def headers(self) -> httpx.Headers:
        """The response's headers."""
        return self.http_response.headers

    @property
    def http_request(self) -> httpx.Request:
        """The request that this answers; after redirects, the last one."""
        return self.http_response.request

    @property
    def status_code(self) -> int:
        """The HTTP status."""
        return self.http_response.status_code

    @property
    def url(self) -> httpx.URL:
        """The URL that was asked, after redirects."""
        return self.http_response.url

    @property
    def method(self) -> str:
        """The request's method."""
        return self.http_request.method

    @property
    def http_version(self) -> str:
        """``HTTP/1.1`` or ``HTTP/2``."""
        return self.http_response.http_version

    @property
    def elapsed(self) -> timedelta:
        """The time from sending the request to closing the response."""
        return self.http_response.elapsed

    @property
    def is_closed(self) -> bool:
        """Whether the body is closed: it has been read, or given up."""
        return self.http_response.is_closed

    @property
    def request_id(self) -> str | None:
        """The id that the server gave the request."""
        found: str | None = self.headers.get(self._client._spec.request_id_header)
        return found

    def _key(self, to: Any) -> Any:
        try:
            hash(to)
        except TypeError:
            return id(to)
        return to

    def _value(self, to: Any) -> Any:
        key = self._key(to)
        if key not in self._parsed:
            self._parsed[key] = self._client._value_of(self._call, self.http_response, to)
        return self._parsed[key]

    def __repr__(self) -> str:
        status = f"{self.status_code} {self.http_response.reason_phrase}"
        return f"<{type(self).__name__} [{status}] {self.method} {self.url.path}>"


class LegacyAPIResponse(_BaseResponse[R]):
    """A response whose body has been read (streams excepted)."""

    @overload
    def parse(self, *, to: type[T]) -> T: ...
    @overload
    def parse(self) -> R: ...
    def parse(self, *, to: Any = None) -> Any:
        """The parsed body: of the declared type, or of type ``to``. A stream for a streaming call. Parsed once per
        type."""
        return self._value(to)

    @property
    def content(self) -> bytes:
        """The body."""
        return self.http_response.content

    @property
    def text(self) -> str:
        """The body as text."""
        return self.http_response.text


class APIResponse(_BaseResponse[R]):
    """A response whose body is read on demand, in blocking code."""

    @overload
    def parse(self, *, to: type[T]) -> T: ...
    @overload
    def parse(self) -> R: ...
    def parse(self, *, to: Any = None) -> Any:
        """The parsed body: of the declared type, or of type ``to``. A stream for a streaming call."""
        if self._call.stream is None:
            self.read()
        return self._value(to)

    def read(self) -> bytes:
        """The whole body."""
        with self._client._reading(self.http_response):
            return self.http_response.read()

    def text(self) -> str:
        """The whole body as text."""
        self.read()
        return self.http_response.text

    def json(self) -> object:
        """The whole body as parsed JSON; ``ValueError`` if it isn't."""
        return _json(self._client, self.http_response, self.read())

    def close(self) -> None:
        """Give up the rest of the body."""
        self.http_response.close()

    def iter_bytes(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """The body in pieces, as it arrives, after content decoding."""
        with self._client._reading(self.http_response):
            yield from self.http_response.iter_bytes(chunk_size)

    def iter_text(self, chunk_size: int | None = None) -> Iterator[str]:
        """The body as text in pieces."""
        with self._client._reading(self.http_response):
            yield from self.http_response.iter_text(chunk_size)

    def iter_lines(self) -> Iterator[str]:
        """The body as lines of text, without their ends."""
        with self._client._reading(self.http_response):
            yield from self.http_response.iter_lines()

    def stream_to_file(self, file: str | os.PathLike[str], *, chunk_size: int | None = None) -> None:
        """Write the body to a file as it arrives."""
        with open(file, "wb") as out:
            for chunk in self.iter_bytes(chunk_size):
                out.write(chunk)


class AsyncAPIResponse(_BaseResponse[R]):
    """A response whose body is read on demand, in async code."""

    @overload
    async def parse(self, *, to: type[T]) -> T: ...
    @overload
    async def parse(self) -> R: ...
    async def parse(self, *, to: Any = None) -> Any:
        """The parsed body: of the declared type, or of type ``to``. A stream for a streaming call."""
        if self._call.stream is None:
            await self.read()
        return self._value(to)

    async def read(self) -> bytes:
        """The whole body."""
        with self._client._reading(self.http_response):
            return await self.http_response.aread()

    async def text(self) -> str:
        """The whole body as text."""
        await self.read()
        return self.http_response.text

    async def json(self) -> object:
        """The whole body as parsed JSON; ``ValueError`` if it isn't."""
        return _json(self._client, self.http_response, await self.read())

    async def close(self) -> None:
        """Give up the rest of the body."""
        await self.http_response.aclose()

    async def iter_bytes(self, chunk_size: int | None = None) -> AsyncIterator[bytes]:
        """The body in pieces, as it arrives, after content decoding."""
        with self._client._reading(self.http_response):
            async for chunk in self.http_response.aiter_bytes(chunk_size):
                yield chunk

    async def iter_text(self, chunk_size: int | None = None) -> AsyncIterator[str]:
        """The body as text in pieces."""
        with self._client._reading(self.http_response):
            async for chunk in self.http_response.aiter_text(chunk_size):
                yield chunk

    async def iter_lines(self) -> AsyncIterator[str]:
        """The body as lines of text, without their ends."""
        with self._client._reading(self.http_response):
            async for line in self.http_response.aiter_lines():
                yield line

    async def stream_to_file(self, file: str | os.PathLike[str], *, chunk_size: int | None = None) -> None:
        """Write the body to a file as it arrives."""
        import anyio

        async with await anyio.open_file(file, "wb") as out:
            async for chunk in self.iter_bytes(chunk_size):
                await out.write(chunk)


def _json(client: EngineCore, response: httpx.Response, body: bytes) -> Any:
    try:
        return load_json(body)
    except InvalidJson as error:
        made = client._errors.APIResponseValidationError(
            response, response.text, message=f"The response is not JSON: {error}"
        )
        raise made from error


class ResponseContextManager(Generic[ResponseT]):
    """Makes the request when it is entered, and closes the response when it is left."""

    def __init__(self, request: Callable[[], ResponseT]) -> None:
        self._request = request
        self._response: ResponseT | None = None

    def __enter__(self) -> ResponseT:
        self._response = self._request()
        return self._response

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._response is not None:
            self._response.close()


class AsyncResponseContextManager(Generic[AsyncResponseT]):
    """Makes the request when it is entered, and closes the response when it is left. Nothing runs before it is
    entered."""

    def __init__(self, request: Callable[[], Awaitable[AsyncResponseT]]) -> None:
        self._request = request
        self._response: AsyncResponseT | None = None

    async def __aenter__(self) -> AsyncResponseT:
        self._response = await self._request()
        return self._response

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._response is not None:
            await self._response.close()
