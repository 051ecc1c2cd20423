"""Path templates: ``/files/{file_id}/content`` and arguments to a path, by RFC 3986 section 3.3.

An argument fills one place inside one segment and can't reach beyond it: everything but the characters of a path
segment is percent-encoded, and a segment that would become ``.`` or ``..`` is refused, in its encoded forms too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from typing import Any
from urllib.parse import quote

from .sentinels import is_given

__all__ = ["PathTemplate", "split_query"]

# RFC 3986: pchar = unreserved / pct-encoded / sub-delims / ":" / "@". ``quote`` never touches the unreserved ones.
_PCHAR = "!$&'()*+,;=:@"
_PLACE = re.compile(r"\{([^{}]*)\}")
_DOT = re.compile(r"%2e", re.IGNORECASE)


def split_query(path: str) -> tuple[str, str]:
    """The path without its fixed query, and that query: ``/responses?beta=true``."""
    plain, _, query = path.partition("?")
    return plain, query


class PathTemplate:
    """A path with places for arguments. ``names`` maps the names in the template to names of arguments."""

    __slots__ = ("_literals", "_names")

    def __init__(self, template: str, names: Mapping[str, str]) -> None:
        pieces = _PLACE.split(template)
        self._literals = pieces[::2]
        self._names = [names.get(wire, wire) for wire in pieces[1::2]]

    def render(self, args: Mapping[str, Any]) -> str:
        """The path. Raises ``ValueError`` for an empty argument and for dot segments, ``TypeError`` for what isn't
        text or a number."""
        if not self._names:
            return self._literals[0]
        parts = [self._literals[0]]
        for name, literal in zip(self._names, self._literals[1:], strict=True):
            parts.append(quote(_text(name, args.get(name)), safe=_PCHAR))
            parts.append(literal)
        path = "".join(parts)
        for segment in path.split("/"):
            # "%2e" typed by the caller has become "%252e" here; servers that decode twice exist, so it is refused as
            # well.
            if _DOT.sub(".", segment.replace("%25", "%")) in (".", ".."):
                raise ValueError(
                    f"an argument would make the path segment {segment!r}, which leads out of {self._literals[0]!r}"
                )
        return path


def _text(name: str, value: Any) -> str:
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    if value is None or value == "" or not is_given(value):
        raise ValueError(f"Expected a non-empty value for `{name}` but received {value!r}")
    if not isinstance(value, str):
        raise TypeError(f"`{name}` is part of the path: expected str, got {type(value).__name__}")
    return value
