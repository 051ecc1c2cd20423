"""``HttpxBinaryResponseContent``: the answer of an operation that gives a file."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx

__all__ = ["HttpxBinaryResponseContent"]


class HttpxBinaryResponseContent:
    """A response whose body is a file. The body has been read; ``with_streaming_response`` gives one that is read
    piece by piece.

    ``response`` is the HTTP response.
    """

    response: httpx.Response

    def __init__(self, response: httpx.Response) -> None:
        self.response = response

    @property
    def content(self) -> bytes:
        """The whole body."""
        return self.response.content

    @property
    def text(self) -> str:
        """The body as text, by the charset that the response declares (default UTF-8)."""
        return self.response.text

    @property
    def encoding(self) -> str | None:
        """The charset by which `text` is read."""
        return self.response.encoding

    @property
    def charset_encoding(self) -> str | None:
        """The charset that the response declares, if it does."""
        return self.response.charset_encoding

    def json(self, **kwargs: Any) -> Any:
        """The body as parsed JSON; ``ValueError`` if it isn't."""
        return self.response.json(**kwargs)

    def read(self) -> bytes:
        """The whole body."""
        return self.response.read()

    def iter_bytes(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """The body in pieces of ``chunk_size`` bytes."""
        return self.response.iter_bytes(chunk_size)

    def iter_text(self, chunk_size: int | None = None) -> Iterator[str]:
        """The body as text in pieces."""
        return self.response.iter_text(chunk_size)

    def iter_lines(self) -> Iterator[str]:
        """The body as lines of text, without their ends."""
        return self.response.iter_lines()

    def iter_raw(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """The bytes as they came, before content decoding. Only on a response that has not been read."""
        return self.response.iter_raw(chunk_size)

    def write_to_file(self, file: str | os.PathLike[str]) -> None:
        """Write the body to a file; an existing one is replaced."""
        with open(file, "wb") as out:
            for chunk in self.response.iter_bytes(64 * 1024):
                out.write(chunk)

    def stream_to_file(self, file: str | os.PathLike[str], *, chunk_size: int | None = None) -> None:
        """The same as `write_to_file`. To write while the body arrives, use ``with_streaming_response``."""
        self.write_to_file(file)

    def close(self) -> None:
        """Close the response."""
        self.response.close()

    async def aread(self) -> bytes:
        """The whole body."""
        return await self.response.aread()

    async def aiter_bytes(self, chunk_size: int | None = None) -> AsyncIterator[bytes]:
        """The body in pieces of ``chunk_size`` bytes."""
        async for chunk in self.response.aiter_bytes(chunk_size):
            yield chunk

    async def aiter_text(self, chunk_size: int | None = None) -> AsyncIterator[str]:
        """The body as text in pieces."""
        async for chunk in self.response.aiter_text(chunk_size):
            yield chunk

    async def aiter_lines(self) -> AsyncIterator[str]:
        """The body as lines of text, without their ends."""
        async for line in self.response.aiter_lines():
            yield line

    async def aiter_raw(self, chunk_size: int | None = None) -> AsyncIterator[bytes]:
        """The bytes as they came, before content decoding. Only on a response that has not been read."""
        async for chunk in self.response.aiter_raw(chunk_size):
            yield chunk

    async def astream_to_file(self, file: str | os.PathLike[str], *, chunk_size: int | None = None) -> None:
        """Write the body to a file; an existing one is replaced."""
        import anyio

        async with await anyio.open_file(file, "wb") as out:
            async for chunk in self.response.aiter_bytes(chunk_size or 64 * 1024):
                await out.write(chunk)

    async def aclose(self) -> None:
        """Close the response."""
        await self.response.aclose()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.response.status_code} {self.response.headers.get('content-type', '')!r}>"
