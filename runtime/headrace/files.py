"""File inputs: bytes, open binary files, paths, and tuples that name them."""

from __future__ import annotations

# Values of any shape come through here; what narrowing leaves unknown of them is not an oversight.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
import io
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from typing import IO, Any, cast

from .arguments import FileTypes

__all__ = ["FilePart", "check_readable", "file_from_path", "is_file", "open_part", "read_chunks", "size_of"]

CHUNK = 64 * 1024

FilePart = tuple[str, "IO[bytes] | bytes", "str | None", Mapping[str, str]]
"""Filename, content, content type (None: guessed from the name), and further headers of the part."""


def is_file(value: Any) -> bool:
    """Whether ``value`` can be sent as a file. A ``str`` can: it is a path."""
    if isinstance(value, tuple):
        items = cast("tuple[Any, ...]", value)
        return 2 <= len(items) <= 4 and (items[0] is None or isinstance(items[0], str)) and is_file(items[1])
    return isinstance(value, (bytes, bytearray, str, os.PathLike)) or hasattr(value, "read")


def open_part(name: str, value: Any, stack: ExitStack) -> FilePart:
    """Open a file input for one attempt; files that are opened here are closed by ``stack``.

    Raises ``OSError`` for a path that can't be read and ``TypeError`` for anything that is no file.
    """
    if not is_file(value):
        wanted = "bytes, an open binary file, a path or a (filename, content) tuple"
        raise TypeError(f"`{name}`: expected {wanted}, got {type(value).__name__}")
    filename: str | None = None
    content_type: str | None = None
    headers: Mapping[str, str] = {}
    content = value
    if isinstance(value, tuple):
        filename, content, *rest = cast("tuple[Any, ...]", value)
        content_type = rest[0] if rest else None
        headers = rest[1] if len(rest) > 1 else {}
    if isinstance(content, (str, os.PathLike)):
        path = os.fspath(cast("str | os.PathLike[str]", content))
        return filename or os.path.basename(path), stack.enter_context(open(path, "rb")), content_type, headers
    if isinstance(content, (bytes, bytearray)):
        return filename or "upload", bytes(content), content_type, headers
    if isinstance(content, io.TextIOBase):
        raise TypeError(f"`{name}`: the file is opened in text mode; open it with mode 'rb'")
    check_readable(name, content)
    own_name = getattr(content, "name", None)  # an int for files made from a descriptor
    return (
        filename or (os.path.basename(own_name) if isinstance(own_name, str) and own_name else "upload"),
        content,
        content_type,
        headers,
    )


def check_readable(name: str, file: Any) -> None:
    """Raises ``ValueError`` for a file that is closed or only open for writing: half a request would be sent with
    it."""
    if getattr(file, "closed", False) is True:
        raise ValueError(f"`{name}`: the file is closed")
    # Others that say so may only have forgotten to say otherwise: it is what their base class says.
    if isinstance(file, (io.BufferedWriter, io.FileIO)) and not file.readable():
        raise ValueError(f"`{name}`: the file is not open for reading")


def replayable(value: Any) -> bool:
    """Whether the file can be sent a second time."""
    if isinstance(value, tuple):
        value = cast("tuple[Any, ...]", value)[1]
    if isinstance(value, (bytes, bytearray, str, os.PathLike)):
        return True
    seekable = getattr(value, "seekable", None)
    return bool(seekable()) if callable(seekable) else hasattr(value, "seek")


def size_of(content: IO[bytes] | bytes) -> int | None:
    """The number of bytes from the current position, where that can be known."""
    if isinstance(content, bytes):
        return len(content)
    try:
        here = content.tell()
        end = content.seek(0, os.SEEK_END)
        content.seek(here)
    except (AttributeError, OSError):
        return None
    return end - here


def read_chunks(file: IO[bytes]) -> Iterator[bytes]:
    """The rest of a file in pieces of 64 KiB."""
    while chunk := file.read(CHUNK):
        yield chunk


def file_from_path(path: str | os.PathLike[str]) -> FileTypes:
    """``(filename, content)`` of a file, read whole. A path can be given as it is instead; it is then read while it
    is sent."""
    with open(path, "rb") as file:
        return os.path.basename(os.fspath(path)), file.read()
