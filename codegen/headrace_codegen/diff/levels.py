"""How much a change matters, and to which traffic."""

from __future__ import annotations

from enum import IntEnum
from typing import Literal, TypeAlias

__all__ = ["DIRECTIONS", "Direction", "Level"]

Direction: TypeAlias = Literal["request", "response", "stream"]
"""Who reads the data: the server (``request``), or the client, from a plain body or webhook (``response``), or from the
events of a stream (``stream``).
"""

DIRECTIONS: tuple[Direction, ...] = ("request", "response", "stream")


class Level(IntEnum):
    """The part of a semantic version that a change moves. The numbers are the exit codes of ``headrace diff``, but for
    ``PATCH``, which is 0 as well: nobody has to do anything, and nobody can do anything new.
    """

    PATCH = 0
    ADDITION = 1
    BREAKING = 2

    @property
    def bump(self) -> str:
        """``"patch"``, ``"minor"`` or ``"major"``."""
        return ("patch", "minor", "major")[self]

    @property
    def word(self) -> str:
        return self.name.lower()
