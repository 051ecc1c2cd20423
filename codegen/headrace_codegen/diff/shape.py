"""The shape of a schema: what is left of it without words and without the names of things."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from headrace_codegen.diff.view import PROSE
from headrace_codegen.plain import is_array, is_object
from headrace_codegen.source import Node

__all__ = ["alike", "renames", "shape"]

SIMILAR = 0.6
"""How much two names have in common that stand for the same simple thing (0 to 1)."""

ALIKE = 0.75
"""Which part of their properties two objects share that are the same one under a new name (0 to 1)."""


RICH = 60
"""Characters of a shape from which on it says more than a type: another name at the same position is a rename then."""


def shape(value: Any, own: str | None = None) -> str:
    """The shape as text. ``own`` is the name of the component itself: references to it are alike under any name."""
    return json.dumps(_bare(value, own), sort_keys=True, default=str)


def renames(
    gone: Mapping[str, Node], come: Mapping[str, Node], before: Sequence[str], after: Sequence[str]
) -> dict[str, str]:
    """Which of ``gone`` are which of ``come``: equal in shape, and rich enough or near enough by name that it's no
    accident. ``before`` and ``after`` are all names in order. Two candidates for one name mean that it's none.
    """
    found: dict[str, str] = {}
    shapes = {name: shape(node.value) for name, node in come.items()}
    for name, node in gone.items():
        own = shape(node.value)
        same = [other for other, text in shapes.items() if text == own and other not in found.values()]
        near = [other for other in same if _near(name, other)]
        rich = [other for other in same if len(own) > RICH and before.index(name) == after.index(other)]
        candidates = near or rich
        if len(candidates) == 1:
            found[name] = candidates[0]
    return found


def alike(one: Any, other: Any) -> bool:
    """Whether two components, of which one took the other's place, are the same thing after a rename."""
    if not is_object(one) or not is_object(other):
        return False
    before, after = (value.get("properties") for value in (one, other))
    if is_object(before) and is_object(after) and before and after:
        return len(before.keys() & after.keys()) >= ALIKE * len(before.keys() | after.keys())
    return shape(one) == shape(other)


def _near(one: str, other: str) -> bool:
    return SequenceMatcher(None, _letters(one), _letters(other)).ratio() >= SIMILAR


def _letters(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())


def _bare(value: Any, own: str | None) -> Any:
    if is_object(value):
        kept = {key: item for key, item in value.items() if not _is_prose(key, item)}
        return {key: "#" if key == "$ref" and _is_own(item, own) else _bare(item, own) for key, item in kept.items()}
    return [_bare(item, own) for item in value] if is_array(value) else value


def _is_prose(key: str, value: Any) -> bool:
    """A property may be called ``title``; then its value is a schema."""
    return key.startswith("x-") or (
        key in PROSE and not (is_object(value) and key in ("title", "description", "summary"))
    )


def _is_own(ref: Any, own: str | None) -> bool:
    return own is not None and isinstance(ref, str) and ref == f"#/components/schemas/{own}"
