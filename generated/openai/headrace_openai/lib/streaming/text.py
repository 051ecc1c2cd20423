"""Text that grows by pieces, in linear time and memory."""

from __future__ import annotations

from typing import Any

__all__ = ["Text", "TextSoFar", "partial_json"]


class Text:
    """An append-only string. Pieces are joined when the whole is asked for, and then kept joined."""

    __slots__ = ("_pieces", "length")

    def __init__(self, first: str = "") -> None:
        self._pieces = [first] if first else []
        self.length = len(first)

    def append(self, piece: str) -> None:
        """Add to the end."""
        self._pieces.append(piece)
        self.length += len(piece)

    def so_far(self) -> TextSoFar:
        """The text as it is now, whatever is appended later. Costs nothing until it is read."""
        return TextSoFar(self, self.length)

    def __str__(self) -> str:
        if len(self._pieces) > 1:
            self._pieces = ["".join(self._pieces)]
        return self._pieces[0] if self._pieces else ""

    def __bool__(self) -> bool:
        return self.length > 0


class TextSoFar:
    """The first ``length`` characters of a growing text, read when needed.

    An event that holds one of these instead of a copy keeps a stream of n events at n pieces of text rather than n².
    """

    __slots__ = ("_length", "_text")

    def __init__(self, text: Text, length: int) -> None:
        self._text = text
        self._length = length

    def __str__(self) -> str:
        whole = str(self._text)
        return whole if len(whole) == self._length else whole[: self._length]


def partial_json(text: str) -> Any:
    """What a JSON text says that may not be whole yet; None where nothing can be read from it."""
    from pydantic_core import from_json

    try:
        return from_json(text, allow_partial="trailing-strings")
    except ValueError:
        return None
