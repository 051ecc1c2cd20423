"""A change of a document as a value: what, where on both sides, and whom it reaches."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from headrace_codegen.diff.kinds import KINDS
from headrace_codegen.diff.levels import DIRECTIONS, Direction, Level

__all__ = ["Change", "Finding", "classify", "shown"]

LONGEST = 60
"""Characters of a value that a sentence shows."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A change at one place, before anybody knows what uses the place.

    ``old`` and ``new`` are JSON pointers in the two documents; None where the thing doesn't exist. ``only`` are the
    directions that the place itself allows (a ``readOnly`` property is in no request).
    """

    kind: str
    old: str | None
    new: str | None
    before: Any = field(default=None, hash=False)
    after: Any = field(default=None, hash=False)
    only: frozenset[Direction] = frozenset(DIRECTIONS)


@dataclass(frozen=True, slots=True)
class Change:
    """A finding with its reach.

    ``directions`` and ``operations`` are those in which the place is used in both versions (in the one version that
    has it, when it was added or removed). A place that no operation uses has none, and its level is a patch.
    """

    kind: str
    old: str | None
    new: str | None
    before: Any
    after: Any
    directions: tuple[Direction, ...]
    operations: tuple[str, ...]
    level: Level

    @property
    def pointer(self) -> str:
        """Where to look: in the new document, or for what is gone in the old one."""
        return self.new if self.new is not None else self.old or ""

    @property
    def text(self) -> str:
        """One sentence without its subject: ``"may be 'fast'"``."""
        return KINDS[self.kind].text.format(before=shown(self.before), after=shown(self.after))

    @property
    def levels(self) -> dict[Direction, Level]:
        """The classification in each direction that it reaches."""
        return {direction: KINDS[self.kind].level(direction) for direction in self.directions}


def classify(kind: str, directions: tuple[Direction, ...]) -> Level:
    """The worst level of ``kind`` in ``directions``."""
    return max((KINDS[kind].level(direction) for direction in directions), default=Level.PATCH)


def shown(value: Any) -> str:
    """A value as a sentence shows it, cut when long."""
    if isinstance(value, (list, tuple)):
        text = ", ".join(shown(item) for item in value)  # pyright: ignore[reportUnknownVariableType]
    else:
        text = str(value).lower() if isinstance(value, bool) else repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."
