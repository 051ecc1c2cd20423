"""Reading one object of a config: typed members, the place of what is wrong, and a word on keys that nobody knows."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar, cast

from headrace_codegen.config.values import Located
from headrace_codegen.diagnostics import Diagnostics
from headrace_codegen.plain import is_array, is_object
from headrace_codegen.source import Node

__all__ = ["Table", "kind_of", "label", "nearest", "reject"]

C = TypeVar("C", bound=str)

_KINDS: tuple[tuple[type, str], ...] = (
    (bool, "true or false"),
    (int, "a number"),
    (float, "a number"),
    (str, "text"),
    (list, "a list"),
    (dict, "an object"),
)


def kind_of(value: object) -> str:
    """What a value is, for a message: ``"a list"``."""
    return (
        "null"
        if value is None
        else next((kind for type_, kind in _KINDS if isinstance(value, type_)), "another kind of value")
    )


def nearest(name: str, known: Iterable[str]) -> str | None:
    """A hint that names the closest of ``known``, or None when none is close."""
    close = difflib.get_close_matches(name, sorted(known), 1)
    return f"did you mean {close[0]!r}?" if close else None


def label(node: Node) -> str:
    """What a node is called in a message: by its key, or by its number in a list."""
    if not node.pointer:
        return "the config"
    holder = node.pointer.split("/")[-2]
    return f"item {node.key} of {holder!r}" if node.key.isdecimal() and holder else repr(node.key)


def reject(diagnostics: Diagnostics, node: Node, wanted: str) -> None:
    """Record that the value at ``node`` is of the wrong kind."""
    diagnostics.error("config/wrong-type", f"{label(node)} must be {wanted}, not {kind_of(node.value)}", node)


class Table:
    """A cursor over one object.

    A member of the wrong type is a located error and reads as absent; null reads as absent too. Call ``close`` at the
    end: keys that were neither read nor named in ``ignore`` get a warning.
    """

    def __init__(self, node: Node, diagnostics: Diagnostics) -> None:
        self.node = node
        self.diagnostics = diagnostics
        self._known: set[str] = set()
        if not is_object(node.value) and node.value is not None:
            reject(diagnostics, node, "an object")

    @property
    def pointer(self) -> str:
        return self.node.pointer

    def __contains__(self, key: str) -> bool:
        return self._get(key) is not None

    def value(self, key: str) -> Any:
        """The member as plain data, unchecked; None when absent."""
        found = self._get(key)
        return None if found is None else found.value

    def child(self, key: str) -> Node | None:
        """The member as a node; None when it is absent or null."""
        return self._get(key)

    def text(self, key: str) -> Located | None:
        """A text member. A number or a boolean is not text: YAML needs quotes there."""
        found = self._typed(key, str, "text")
        return None if found is None else Located(found.value, found.pointer)

    def plain(self, key: str) -> str | None:
        """A text member that refers to nothing, so that its place doesn't matter."""
        found = self._typed(key, str, "text")
        return None if found is None else found.value

    def flag(self, key: str, default: bool = False) -> bool:
        found = self._typed(key, bool, "true or false")
        return default if found is None else found.value

    def number(self, key: str) -> float | None:
        found = self._get(key)
        if found is None:
            return None
        if isinstance(found.value, bool) or not isinstance(found.value, (int, float)):
            reject(self.diagnostics, found, "a number")
            return None
        if found.value < 0:
            self.diagnostics.error("config/bad-value", f"{key!r} must not be negative", found)
            return None
        return found.value

    def whole(self, key: str) -> int | None:
        number = self.number(key)
        if number is not None and number != int(number):
            self.diagnostics.error("config/bad-value", f"{key!r} must be a whole number", self._get(key))
            return None
        return None if number is None else int(number)

    def choice(self, key: str, allowed: Sequence[C]) -> C | None:
        """A text member that is one of ``allowed``; anything else is an error that lists them."""
        found = self._typed(key, str, "text")
        if found is None:
            return None
        if found.value not in allowed:
            message = f"{key!r} can't be {found.value!r}"
            self.diagnostics.error("config/bad-value", message, found, hint=f"one of: {', '.join(allowed)}")
            return None
        return cast("C", found.value)

    def texts(self, key: str) -> tuple[Located, ...] | None:
        """A list of text, or one text that stands for a list of one. None when absent."""
        found = self._get(key)
        if found is None:
            return None
        if isinstance(found.value, str):
            return (Located(found.value, found.pointer),)
        if not is_array(found.value):
            reject(self.diagnostics, found, "a list of text")
            return None
        return tuple(self._items(found))

    def table(self, key: str) -> Table | None:
        found = self._get(key)
        return None if found is None else Table(found, self.diagnostics)

    def mapping(self, key: str) -> dict[str, str]:
        """An object of which all values are text; absent reads as empty."""
        found = self.table(key)
        if found is None:
            return {}
        return {name: text for name, _ in found.node.items() if (text := found.plain(name)) is not None}

    def written(self, key: str) -> dict[str, str]:
        """An object whose values go out as text: numbers and booleans count as JSON writes them, null as absent."""
        found = self.table(key)
        texts: dict[str, str] = {}
        for name, node in found.node.items() if found is not None else ():
            if isinstance(node.value, str):
                texts[name] = node.value
            elif isinstance(node.value, (bool, int, float)):
                texts[name] = json.dumps(node.value)
            elif node.value is not None:
                reject(self.diagnostics, node, "text")
        return texts

    def members(self, key: str) -> Iterator[tuple[str, Node]]:
        """The members of an object member, in the order of the file; null members too."""
        found = self.table(key)
        if found is not None:
            yield from found.node.items()

    def rows(self, key: str) -> Iterator[Node]:
        """The items of a list member; a single object stands for a list of one."""
        found = self._get(key)
        if found is None:
            return
        if is_object(found.value):
            yield found
        elif is_array(found.value):
            yield from found
        else:
            reject(self.diagnostics, found, "a list")

    def missing(self, key: str) -> None:
        """Record that a member that must be there isn't."""
        self.diagnostics.error("config/missing-key", f"{key!r} is missing", self.node)

    def ignore(self, *keys: str) -> None:
        """Keys that concern other languages or other tools."""
        self._known.update(keys)

    def unsupported(self, *keys: str) -> None:
        """Keys of the format that nothing here acts on: a warning where one is used."""
        for key in keys:
            if (found := self._get(key)) is not None:
                self.diagnostics.warning("config/unsupported-key", f"{key!r} has no effect yet", found)

    def close(self) -> None:
        for key, node in self.node.items():
            if key not in self._known:
                hint = nearest(key, self._known)
                self.diagnostics.warning(
                    "config/unknown-key", f"the key {key!r} is unknown here and has no effect", node, hint=hint
                )

    def _get(self, key: str) -> Node | None:
        self._known.add(key)
        found = self.node.get(key)
        return None if found is None or found.value is None else found

    def _typed(self, key: str, kind: type, wanted: str) -> Node | None:
        found = self._get(key)
        if found is None or isinstance(found.value, kind):
            return found
        reject(self.diagnostics, found, wanted)
        return None

    def _items(self, found: Node) -> Iterator[Located]:
        for item in found:
            if isinstance(item.value, str):
                yield Located(item.value, item.pointer)
            else:
                message = f"items of {found.key!r} must be text, not {kind_of(item.value)}"
                self.diagnostics.error("config/wrong-type", message, item)
