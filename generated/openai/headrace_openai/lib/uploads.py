"""``uploads.upload_file_chunked``: a large file as an upload of many parts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast, overload

from headrace.spi import AsyncResource, SyncResource, omit

if TYPE_CHECKING:
    from typing import BinaryIO

    from headrace.spi import Omit

    from ..resources.uploads.uploads import AsyncUploads, Uploads
    from ..types import FilePurpose, Upload

__all__ = ["AsyncChunkedUploads", "ChunkedUploads"]

DEFAULT_PART_SIZE = 64 * 1024 * 1024
"""In bytes, which is the largest that the API takes."""


class _Source:
    """What is uploaded: its name and size, and its parts as they are read. A file is never in memory as a whole."""

    def __init__(
        self, file: os.PathLike[str] | bytes, filename: str | None, size: int | None, part_size: int | None
    ) -> None:
        if isinstance(file, bytes):
            if filename is None or size is None:
                raise TypeError("a file that is given as bytes needs filename and bytes, its size")
            self.filename, self.size = filename, size
        elif isinstance(file, os.PathLike):
            path = Path(file)
            self.filename = filename or path.name
            self.size = path.stat().st_size if size is None else size
        else:
            raise TypeError(f"file: expected bytes or a path object, got {type(file).__name__}")
        if part_size is not None and part_size < 1:
            raise ValueError(f"part_size must be at least 1, got {part_size}")
        self._file = file
        self.part_size = part_size or DEFAULT_PART_SIZE

    def open(self) -> BinaryIO:
        from io import BytesIO

        return BytesIO(self._file) if isinstance(self._file, bytes) else Path(self._file).open("rb")

    def parts(self) -> Iterator[bytes]:
        with self.open() as opened:
            while part := opened.read(self.part_size):
                yield part


def _of_upload(purpose: FilePurpose) -> Any:
    """A file's purpose where an upload's is wanted: the document has fewer of them, the server decides."""
    return purpose


class ChunkedUploads(SyncResource):
    """Adds ``upload_file_chunked`` to uploads."""

    @overload
    def upload_file_chunked(
        self,
        *,
        file: os.PathLike[str],
        mime_type: str,
        purpose: FilePurpose,
        filename: str | None = None,
        bytes: int | None = None,
        part_size: int | None = None,
        md5: str | Omit = omit,
    ) -> Upload: ...
    @overload
    def upload_file_chunked(
        self,
        *,
        file: bytes,
        mime_type: str,
        purpose: FilePurpose,
        filename: str,
        bytes: int,
        part_size: int | None = None,
        md5: str | Omit = omit,
    ) -> Upload: ...
    def upload_file_chunked(
        self,
        *,
        file: os.PathLike[str] | bytes,
        mime_type: str,
        purpose: FilePurpose,
        filename: str | None = None,
        bytes: int | None = None,
        part_size: int | None = None,
        md5: str | Omit = omit,
    ) -> Upload:
        """Create an upload, send the file part after part, and complete it.

        Args:
            file: The path of a file, or bytes in memory.
            mime_type: The file's media type.
            purpose: What the file is for.
            filename: The file's name; needed for bytes, else that of the path.
            bytes: The file's size in bytes; needed for bytes, else that of the path.
            part_size: The size of a part in bytes, 64 MiB by default.
            md5: The checksum of the whole, which the server compares.
        """
        uploads = cast("Uploads", self)
        source = _Source(file, filename, bytes, part_size)
        upload = uploads.create(
            bytes=source.size, filename=source.filename, mime_type=mime_type, purpose=_of_upload(purpose)
        )
        ids = [uploads.parts.create(upload.id, data=part).id for part in source.parts()]
        return uploads.complete(upload.id, part_ids=ids, md5=md5)


class AsyncChunkedUploads(AsyncResource):
    """Adds ``upload_file_chunked`` to uploads."""

    @overload
    async def upload_file_chunked(
        self,
        *,
        file: os.PathLike[str],
        mime_type: str,
        purpose: FilePurpose,
        filename: str | None = None,
        bytes: int | None = None,
        part_size: int | None = None,
        md5: str | Omit = omit,
    ) -> Upload: ...
    @overload
    async def upload_file_chunked(
        self,
        *,
        file: bytes,
        mime_type: str,
        purpose: FilePurpose,
        filename: str,
        bytes: int,
        part_size: int | None = None,
        md5: str | Omit = omit,
    ) -> Upload: ...
    async def upload_file_chunked(
        self,
        *,
        file: os.PathLike[str] | bytes,
        mime_type: str,
        purpose: FilePurpose,
        filename: str | None = None,
        bytes: int | None = None,
        part_size: int | None = None,
        md5: str | Omit = omit,
    ) -> Upload:
        """Create an upload, send the file part after part, and complete it.

        Args:
            file: The path of a file, which is read in a thread, or bytes in memory.
            mime_type: The file's media type.
            purpose: What the file is for.
            filename: The file's name; needed for bytes, else that of the path.
            bytes: The file's size in bytes; needed for bytes, else that of the path.
            part_size: The size of a part in bytes, 64 MiB by default.
            md5: The checksum of the whole, which the server compares.
        """
        from anyio.to_thread import run_sync

        uploads = cast("AsyncUploads", self)
        source = await run_sync(_Source, file, filename, bytes, part_size)
        upload = await uploads.create(
            bytes=source.size, filename=source.filename, mime_type=mime_type, purpose=_of_upload(purpose)
        )
        ids: list[str] = []
        parts = source.parts()
        while part := await run_sync(next, parts, b""):
            ids.append((await uploads.parts.create(upload.id, data=part)).id)
        return await uploads.complete(upload.id, part_ids=ids, md5=md5)
