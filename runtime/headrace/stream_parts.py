"""The parts of a streamed answer (its choices, say), of which each has to finish before the answer is complete."""

from __future__ import annotations

from typing import Any, cast

__all__ = ["Parts", "value_of", "values_at"]


class Parts:
    """Which parts an answer has, and whether they have finished.

    ``path`` leads to the property of an event that says so, ``"[]"`` standing for each item of an array. A stream of a
    single part, number 0, is done with its first event; the others only matter by their finish.
    """

    __slots__ = ("_path", "_seen", "unclear")

    def __init__(self, path: tuple[str, ...]) -> None:
        self._path = path
        self._seen: dict[Any, bool] = {}
        self.unclear = True
        """Whether every event has to be looked at."""

    def note(self, event: Any) -> None:
        """Remember what an event says of its parts."""
        *path, name = self._path
        for place, part in enumerate(values_at(event, tuple(path))):
            index = value_of(part, "index")
            key = index if isinstance(index, int) else place
            self._seen[key] = self._seen.get(key, False) or value_of(part, name) not in (None, "")
        self.unclear = self._seen.keys() != {0}

    def go_on(self, parts: Any) -> bool:
        """Whether an event's ``parts`` say nothing new: they are all of the one that is known, and not its end."""
        if self.unclear:
            return False
        name = self._path[-1]
        for part in parts or ():
            values: dict[str, Any] = getattr(part, "__dict__", {})
            if values.get("index") != 0 or values.get(name) is not None:
                return False
        return True

    @property
    def finished(self) -> bool:
        """Whether all parts have finished."""
        return bool(self._seen) and all(self._seen.values())


def value_of(value: Any, name: str) -> Any:
    """A property of a plain or typed object; None where there is none."""
    if isinstance(value, dict):
        return cast("dict[str, Any]", value).get(name)
    return getattr(value, name, None)


def values_at(value: Any, path: tuple[str, ...]) -> list[Any]:
    """The values at a path, where ``"[]"`` stands for every item of an array."""
    found = [value]
    for key in path:
        if key == "[]":
            found = [item for each in found if isinstance(each, list) for item in cast("list[Any]", each)]
        else:
            found = [value_of(each, key) for each in found if each is not None]
    return found
