"""Strings of the config that refer to something elsewhere, with their place."""

from __future__ import annotations

__all__ = ["Located"]


class Located(str):
    """A string that remembers where in the config it stands, so that a message about it can point there.

    It is a ``str`` in every respect (equality and hash ignore the place); ``pointer`` is a JSON pointer into the
    config's source.
    """

    __slots__ = ("pointer",)

    pointer: str

    def __new__(cls, text: str, pointer: str) -> Located:
        """Make ``text`` known to stand at ``pointer``."""
        self = super().__new__(cls, text)
        self.pointer = pointer
        return self

    def __reduce__(self) -> tuple[type[Located], tuple[str, str]]:
        """What copies and pickles are made from; without it they would lack the place."""
        return Located, (str(self), self.pointer)
