"""Where a thing of the API came from."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Origin"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Why a name is what it is: the JSON pointer of its node in the document, and the rule or config key that chose the
    name.
    """

    pointer: str
    rule: str = ""
