"""``HttpxBinaryResponseContent``: the answer of an operation that gives a file."""

from __future__ import annotations

import codecs
import json
import os
from collections.abc import AsyncIterator, Iterator
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Any, cast
from weakref import finalize

if TYPE_CHECKING:
    import httpx

__all__ = ["HttpxBinaryResponseContent", "astore", "store"]

MEMORY = 1024 * 1024
"""Bytes of a body that are kept in memory; more than that goes to a temporary file."""

_PIECE = 64 * 1024
_BODY = "headrace.body"


def _is_small(response: httpx.Response) -> bool:
    length = response.headers.get("content-length", "")
    return length.isdigit() and len(length) < 10 and int(length) <= MEMORY


def _file_for(response: httpx.Response) -> IO[bytes]:
    """A file for the body, on disk as soon as it is large. It is gone when the response is."""
    file = cast("IO[bytes]", SpooledTemporaryFile(MEMORY))  # noqa: SIM115 - lives as long as the response
    finalize(response, file.close)
    response.extensions[_BODY] = file
    return file


def store(response: httpx.Response) -> None:
    """Read the body: a small one into the response, any other one into a file beside it."""
    if _is_small(response):
        response.read()
        return
    file = _file_for(response)
    for piece in response.iter_bytes(_PIECE):
        file.write(piece)


async def astore(response: httpx.Response) -> None:
    """The async twin of `store`. Writing to disk doesn't hold up the event loop."""
    if _is_small(response):
        await response.aread()
        return
    from anyio.to_thread import run_sync

    file = _file_for(response)
    written = 0
    async for piece in response.aiter_bytes(_PIECE):
        written += len(piece)
        if written <= MEMORY:
            file.write(piece)
        else:
            await run_sync(file.write, piece)


class HttpxBinaryResponseContent:
    """A response whose body is a file, and has arrived. Of a body over 1 MiB no more than that is held in memory: the
    rest waits in a temporary file until this object is dropped. ``with_streaming_response`` gives a body while it
    arrives.

    ``response`` is the HTTP response; its own ``content`` is there if the server declared a body of at most 1 MiB.
    """

    response: httpx.Response

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._file: IO[bytes] | None = response.extensions.get(_BODY)

    def _pieces(self, size: int) -> Iterator[bytes]:
        """The stored body. Several readers don't disturb each other."""
        file, place = cast("IO[bytes]", self._file), 0
        while True:
            file.seek(place)
            piece = file.read(size)
            if not piece:
                return
            place += len(piece)
            yield piece

    @property
    def content(self) -> bytes:
        """The whole body."""
        if self._file is None:
            return self.response.content
        self._file.seek(0)
        return self._file.read()

    @property
    def text(self) -> str:
        """The body as text, by the charset that the response declares (default UTF-8)."""
        return self.response.text if self._file is None else "".join(self.iter_text())

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
        return self.response.json(**kwargs) if self._file is None else json.loads(self.content, **kwargs)

    def read(self) -> bytes:
        """The whole body."""
        return self.response.read() if self._file is None else self.content

    def iter_bytes(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """The body in pieces of ``chunk_size`` bytes."""
        return self.response.iter_bytes(chunk_size) if self._file is None else self._pieces(chunk_size or _PIECE)

    def iter_text(self, chunk_size: int | None = None) -> Iterator[str]:
        """The body as text in pieces of about ``chunk_size`` characters."""
        return self.response.iter_text(chunk_size) if self._file is None else self._text(chunk_size or _PIECE)

    def _text(self, size: int) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder(self.response.encoding or "utf-8")(errors="replace")
        for piece in self._pieces(size):
            if text := decoder.decode(piece):
                yield text
        if text := decoder.decode(b"", True):
            yield text

    def iter_lines(self) -> Iterator[str]:
        """The body as lines of text, without their ends."""
        return self.response.iter_lines() if self._file is None else self._lines()

    def _lines(self) -> Iterator[str]:
        rest = ""
        for text in self._text(_PIECE):
            lines = (rest + text).splitlines(keepends=True)
            # The end of a line may be cut in two, so the last one waits for more.
            rest = lines.pop() if lines else ""
            yield from (line.splitlines()[0] for line in lines)
        yield from rest.splitlines()

    def iter_raw(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """The bytes as they came, before content decoding. Only on a response that has not been read."""
        return self.response.iter_raw(chunk_size)

    def write_to_file(self, file: str | os.PathLike[str]) -> None:
        """Write the body to a file; an existing one is replaced."""
        with open(file, "wb") as out:
            if self._file is not None:
                self._file.seek(0)
                copyfileobj(self._file, out, _PIECE)
                return
            for chunk in self.response.iter_bytes(_PIECE):
                out.write(chunk)

    def stream_to_file(self, file: str | os.PathLike[str], *, chunk_size: int | None = None) -> None:
        """The same as `write_to_file`. To write while the body arrives, use ``with_streaming_response``."""
        self.write_to_file(file)

    def close(self) -> None:
        """Close the response, and give up what is stored of it."""
        if not self.response.is_closed:
            self.response.close()
        if self._file is not None:
            self._file.close()

    async def aread(self) -> bytes:
        """The whole body."""
        return await self.response.aread() if self._file is None else self.content

    async def aiter_bytes(self, chunk_size: int | None = None) -> AsyncIterator[bytes]:
        """The body in pieces of ``chunk_size`` bytes."""
        if self._file is not None:
            for piece in self._pieces(chunk_size or _PIECE):
                yield piece
            return
        async for chunk in self.response.aiter_bytes(chunk_size):
            yield chunk

    async def aiter_text(self, chunk_size: int | None = None) -> AsyncIterator[str]:
        """The body as text in pieces of about ``chunk_size`` characters."""
        if self._file is not None:
            for text in self._text(chunk_size or _PIECE):
                yield text
            return
        async for chunk in self.response.aiter_text(chunk_size):
            yield chunk

    async def aiter_lines(self) -> AsyncIterator[str]:
        """The body as lines of text, without their ends."""
        if self._file is not None:
            for line in self._lines():
                yield line
            return
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
            async for chunk in self.aiter_bytes(chunk_size or _PIECE):
                await out.write(chunk)

    async def aclose(self) -> None:
        """Close the response, and give up what is stored of it."""
        await self.response.aclose()
        if self._file is not None:
            self._file.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.response.status_code} {self.response.headers.get('content-type', '')!r}>"
