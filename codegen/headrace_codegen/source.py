"""Input files as trees: ``load_source`` reads YAML or JSON, ``Node`` is a value that knows its place.

The reading follows the YAML 1.2 core schema, narrowed to what JSON can express: keys are text (``on``, ``no`` and
``200`` too), dates stay text, a repeated key is an error. An input is untrusted: size, nesting and the growth by
aliases are limited.
"""

from __future__ import annotations

import builtins
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar, overload

from headrace_codegen.diagnostics import Diagnostic, Locator, SourceError
from headrace_codegen.plain import is_array, is_object
from headrace_codegen.pointer import escape, prefixes

__all__ = ["MAX_BYTES", "MAX_DEPTH", "MAX_DIGITS", "Node", "Place", "Source", "load_source"]

MAX_BYTES = 64 * 1024 * 1024
"""Larger inputs are refused. The largest public OpenAPI documents have about 12 MB."""

MAX_DEPTH = 128
"""Containers within each other. Later stages walk recursively, so this keeps them far from Python's recursion limit."""

MAX_DIGITS = 4000
"""Digits of a whole number. Python itself refuses to convert much longer ones."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Place:
    """A position in a file; line and column count from 1, in characters. ``source`` is there for the code frame."""

    file: str
    line: int
    column: int
    source: Source | None = field(default=None, repr=False, compare=False)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Source:
    """One input file: its name as the user knows it, its bytes, and its value as plain Python data."""

    def __init__(self, name: str, text: bytes) -> None:
        """Parses ``text``. Raises ``SourceError`` with the place of what is wrong."""
        self.name = name
        self.text = text
        self.content = _decode(name, text)
        self.value: Any = self._read(None)

    def __repr__(self) -> str:
        return f"Source({self.name!r})"

    @property
    def root(self) -> Node:
        return Node(self.value, "", self)

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines without their ends; only LF and CRLF end a line here, as in an editor."""
        return tuple(line.rstrip("\r") for line in self.content.split("\n"))

    def place(self, pointer: str) -> Place:
        """Where ``pointer`` was written: a container at its key, a scalar at its value.

        What isn't there takes its nearest ancestor's place.

        The first call reads the file once more, to record the positions; the good path never pays for them.
        """
        line, column = next((self._positions[p] for p in prefixes(pointer) if p in self._positions), (1, 1))
        return Place(self.name, line, column, self)

    def place_at(self, offset: int) -> Place:
        """The place of a character offset."""
        line = self.content.count("\n", 0, offset) + 1
        return Place(self.name, line, offset - self.content.rfind("\n", 0, offset), self)

    @cached_property
    def _positions(self) -> dict[str, tuple[int, int]]:
        positions: dict[str, tuple[int, int]] = {}
        self._read(positions)
        return positions

    def _read(self, positions: dict[str, tuple[int, int]] | None) -> Any:
        from headrace_codegen.read_json import looks_like_json, read_json
        from headrace_codegen.read_yaml import read_yaml

        return read_json(self, positions) if looks_like_json(self) else read_yaml(self, positions)


def line_starts(text: str) -> Callable[[int], tuple[int, int]]:
    """A function from a character offset to (line, column), for many offsets of one text."""
    starts = [0]
    at = text.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = text.find("\n", at + 1)

    def locate(offset: int) -> tuple[int, int]:
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    return locate


def load_source(origin: str | Path | bytes, name: str | None = None) -> Source:
    """Reads a file, an ``http(s)`` URL, or bytes that are at hand.

    ``name`` is what messages call it; the default is the path or URL itself, or ``<bytes>``. Raises ``SourceError``.
    """
    if isinstance(origin, bytes):
        return Source(name or "<bytes>", origin)
    text = str(origin)
    if text.startswith(("http://", "https://")):
        from headrace_codegen.fetch import display_url, fetch

        return Source(name or display_url(text), fetch(text, MAX_BYTES))
    shown = name or Path(origin).as_posix()
    try:
        with open(origin, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as exc:
        raise source_error("source/unreadable", f"can't read {shown}: {exc.strerror or exc}") from None
    except ValueError as exc:
        raise source_error("source/unreadable", f"can't read {shown!r}: {exc}") from None
    return Source(shown, data)


def source_error(
    code: str, message: str, place: Place | None = None, hint: str | None = None, pointer: str | None = None
) -> SourceError:
    """A ``SourceError`` with one diagnostic."""
    return SourceError((Diagnostic(code, "error", message, hint, pointer, fixed=place),))


def _decode(name: str, text: bytes) -> str:
    if len(text) > MAX_BYTES:
        raise source_error("source/too-large", f"{name} is larger than {MAX_BYTES // 1024 // 1024} MiB")
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        line = text.count(b"\n", 0, exc.start) + 1
        column = len(text[text.rfind(b"\n", 0, exc.start) + 1 : exc.start].decode("utf-8", "replace")) + 1
        message = f"not UTF-8: byte 0x{text[exc.start]:02x} at offset {exc.start}"
        raise source_error("source/encoding", message, Place(name, line, column), "save the file as UTF-8") from None


class Node:
    """A value together with where it is. Cheap: made when asked for, compared by place, never stored in the tree.

    ``document`` is the source or tree that the pointer belongs to. Reading never raises anything but ``KeyError`` and
    ``IndexError``.
    """

    __slots__ = ("document", "pointer", "value")

    def __init__(self, value: Any, pointer: builtins.str, document: Locator) -> None:
        self.value = value
        self.pointer = pointer
        self.document = document

    def __repr__(self) -> builtins.str:
        return f"Node({self.pointer!r})"

    def __eq__(self, other: object) -> builtins.bool:
        return isinstance(other, Node) and other.pointer == self.pointer and other.document is self.document

    def __hash__(self) -> int:
        return hash(self.pointer)

    def __bool__(self) -> builtins.bool:
        """A node is a thing that exists, also when its value is empty."""
        return True

    def __len__(self) -> int:
        """Members of an object or array, else 0."""
        return len(self.value) if (is_object(self.value) or is_array(self.value)) else 0

    def __contains__(self, key: object) -> builtins.bool:
        return is_object(self.value) and key in self.value

    def __getitem__(self, key: builtins.str | int) -> Node:
        if is_object(self.value):
            return Node(self.value[str(key)], f"{self.pointer}/{escape(str(key))}", self.document)
        if is_array(self.value) and isinstance(key, int):
            return Node(self.value[key], f"{self.pointer}/{key % len(self.value)}", self.document)
        raise KeyError(key)

    def get(self, key: builtins.str) -> Node | None:
        """The member, or None when it's absent or this is no object. A member that is null is a node."""
        return Node(self.value[key], f"{self.pointer}/{escape(key)}", self.document) if key in self else None

    def __iter__(self) -> Iterator[Node]:
        """The items of an array; nothing for any other value (``items`` is for objects)."""
        if is_array(self.value):
            for index, item in enumerate(self.value):
                yield Node(item, f"{self.pointer}/{index}", self.document)

    def items(self) -> Iterator[tuple[builtins.str, Node]]:
        """The members of an object in the order of the file; nothing for any other value."""
        if is_object(self.value):
            for key, item in self.value.items():
                yield key, Node(item, f"{self.pointer}/{escape(key)}", self.document)

    def keys(self) -> tuple[builtins.str, ...]:
        return tuple(self.value) if is_object(self.value) else ()

    @property
    def place(self) -> Place:
        return self.document.place(self.pointer)

    @property
    def key(self) -> builtins.str:
        """The last token of the pointer, unescaped; ``""`` for the root."""
        return self.pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")

    @overload
    def str(self, key: builtins.str) -> builtins.str | None: ...
    @overload
    def str(self, key: builtins.str, default: builtins.str) -> builtins.str: ...
    def str(self, key: builtins.str, default: builtins.str | None = None) -> builtins.str | None:
        """The member when it is text, else ``default``."""
        return self._typed(key, builtins.str, default)

    @overload
    def bool(self, key: builtins.str) -> builtins.bool | None: ...
    @overload
    def bool(self, key: builtins.str, default: builtins.bool) -> builtins.bool: ...
    def bool(self, key: builtins.str, default: builtins.bool | None = None) -> builtins.bool | None:
        """The member when it is true or false, else ``default``."""
        return self._typed(key, builtins.bool, default)

    def strings(self, key: builtins.str) -> tuple[builtins.str, ...]:
        """The text items of an array member; a member that is itself text counts as one item."""
        value = self.value.get(key) if is_object(self.value) else None
        if isinstance(value, builtins.str):
            return (value,)
        return tuple(item for item in value if isinstance(item, builtins.str)) if is_array(value) else ()

    def _typed(self, key: builtins.str, kind: type[T], default: T | None) -> T | None:
        value = self.value.get(key) if is_object(self.value) else None
        return value if isinstance(value, kind) else default
