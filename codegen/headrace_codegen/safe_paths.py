"""Paths of generated files: which are safe on every system, and names that fit.

No look at a file system: two names that some file system takes for one are the business of whoever has all of them.
"""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256

__all__ = ["MAX_NAME", "file_name", "is_safe_path"]

MAX_NAME = 80
"""Bytes of a name that ``file_name`` leaves as it is."""

_MAX_SEGMENT, _MAX_PATH = 200, 1000
"""Bytes. File systems allow 255 for a name; a path has room for a folder before it."""

_SEGMENT = re.compile(r"[\w.][\w.\-]*")
# Names that Windows keeps for devices, whatever their suffix.
_DEVICES = frozenset(("con", "prn", "aux", "nul", *(f"{kind}{n}" for kind in ("com", "lpt") for n in range(1, 10))))


def is_safe_path(path: str) -> bool:
    """Whether the relative POSIX ``path`` stays where it's put and can be written everywhere: letters (of any script),
    digits, ``_``, ``-`` and ``.``, in the composed form that Python and most file systems keep.
    """
    return (
        len(path.encode("utf-8", "replace")) <= _MAX_PATH
        and unicodedata.normalize("NFC", path) == path
        and all(map(_is_safe_segment, path.split("/")))
    )


def file_name(name: str) -> str:
    """The file, without suffix, for the identifier ``name``: itself, if it can be one everywhere.

    What Windows keeps for a device gets ``_``; of a long name the beginning stays, with a hash of the whole.
    """
    if name.casefold() in _DEVICES:
        return f"{name}_"
    text = name.encode()
    if len(text) <= MAX_NAME:
        return name
    return f"{text[: MAX_NAME - 9].decode('utf-8', 'ignore').rstrip('_')}_{sha256(text).hexdigest()[:8]}"


def _is_safe_segment(segment: str) -> bool:
    plain = _SEGMENT.fullmatch(segment) is not None and segment not in (".", "..")
    return plain and len(segment.encode()) <= _MAX_SEGMENT and segment.partition(".")[0].casefold() not in _DEVICES
