"""JSON pointers (RFC 6901) as text: ``""`` is the root, ``"/paths/~1models/get"`` a member."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["escape", "join", "parent", "prefixes", "split", "unescape"]


def escape(token: str) -> str:
    """One reference token as it stands in a pointer: ``~`` is ``~0``, ``/`` is ``~1`` (RFC 6901, section 3)."""
    return token.replace("~", "~0").replace("/", "~1") if "~" in token or "/" in token else token


def unescape(token: str) -> str:
    """The inverse of ``escape``; the order of the two replacements matters (RFC 6901, section 4)."""
    return token.replace("~1", "/").replace("~0", "~") if "~" in token else token


def join(base: str, *tokens: str | int) -> str:
    """``base`` extended by raw (not yet escaped) tokens."""
    return base + "".join("/" + escape(str(token)) for token in tokens)


def split(pointer: str) -> tuple[str, ...]:
    """The raw tokens of ``pointer``. Raises ValueError when it's neither empty nor begins with a slash."""
    if not pointer:
        return ()
    if not pointer.startswith("/"):
        raise ValueError(f"not a JSON pointer: {pointer!r}")
    return tuple(unescape(token) for token in pointer[1:].split("/"))


def parent(pointer: str) -> str:
    """The pointer of the container; the root is its own parent."""
    return pointer.rpartition("/")[0]


def prefixes(pointer: str) -> Iterable[str]:
    """``pointer`` and its ancestors, nearest first, the root last."""
    yield pointer
    while pointer:
        pointer = parent(pointer)
        yield pointer
