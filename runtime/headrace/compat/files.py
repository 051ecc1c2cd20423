"""File inputs, for ``_files``."""

from __future__ import annotations

# Values of any shape come through here.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false
import io
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread
from typing_extensions import TypeIs

from ..arguments import Base64FileInput, FileContent

__all__ = [
    "assert_is_file_content",
    "async_read_file_content",
    "async_to_httpx_files",
    "is_base64_file_input",
    "is_file_content",
    "read_file_content",
    "to_httpx_files",
]


def is_base64_file_input(obj: object) -> TypeIs[Base64FileInput]:
    """Whether it is an open file or a path object."""
    return isinstance(obj, (io.IOBase, os.PathLike))


def is_file_content(obj: object) -> TypeIs[FileContent]:
    """Whether it is bytes, an open file, a path object, or a tuple that names one."""
    return isinstance(obj, (bytes, tuple, io.IOBase, os.PathLike))


def assert_is_file_content(obj: object, *, key: str | None = None) -> None:
    """Raises ``RuntimeError`` for anything that is no file content; ``key`` is the argument to name."""
    if not is_file_content(obj):
        name = f"`{key}`" if key is not None else "the file"
        raise RuntimeError(f"{name} must be bytes, an open file, a path or a tuple, not {type(obj).__name__}")


def read_file_content(file: Any) -> Any:
    """The bytes at a path object; anything else as it is."""
    return Path(file).read_bytes() if isinstance(file, os.PathLike) else file


async def async_read_file_content(file: Any) -> Any:
    """`read_file_content` without blocking."""
    return await anyio.Path(file).read_bytes() if isinstance(file, os.PathLike) else file


def to_httpx_files(files: Any) -> Any:
    """Files as httpx takes them: path objects are read, and named by their last part."""
    if isinstance(files, Mapping):
        return {key: _part(file) for key, file in files.items()}
    if isinstance(files, Sequence):
        return [(key, _part(file)) for key, file in files]
    if files is None:
        return None
    raise TypeError(f"files are a mapping or a sequence of pairs, not {type(files).__name__}")


async def async_to_httpx_files(files: Any) -> Any:
    """`to_httpx_files` without blocking."""
    return await anyio.to_thread.run_sync(to_httpx_files, files)


def _part(file: Any) -> Any:
    if isinstance(file, os.PathLike):
        return Path(file).name, read_file_content(file)
    if isinstance(file, tuple):
        return (file[0], read_file_content(file[1]), *file[2:])
    if not is_file_content(file):
        raise TypeError(f"a file is bytes, an open file, a path or a tuple, not {type(file).__name__}")
    return file
