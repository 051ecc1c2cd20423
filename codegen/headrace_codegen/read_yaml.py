"""YAML to plain data: the events of libyaml, the scalars of the YAML 1.2 core schema, limits against hostile files.

Not a general YAML reader: one document, keys are text, no tags beyond the core ones, and nothing that JSON can't
express.
"""

from __future__ import annotations

import marshal
import re
from math import isfinite
from typing import TYPE_CHECKING, Any, NoReturn

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from headrace_codegen.plain import is_array, is_object
from headrace_codegen.pointer import join
from headrace_codegen.source import MAX_DEPTH, MAX_DIGITS, Place, line_starts, source_error

if TYPE_CHECKING:
    from headrace_codegen.source import Source

__all__ = ["MAX_ALIASED", "is_plain_text", "read_yaml"]

MAX_ALIASED = 250_000
_TOO_DEEP = f"nested more than {MAX_DEPTH} levels deep"
"""Nodes that aliases may add in all. An alias is expanded to a copy; files that multiply themselves so stop here."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CONSTANTS: dict[str, Any] = {"": None, "~": None} | {
    form: value
    for word, value in (("null", None), ("true", True), ("false", False))
    for form in (word, word.title(), word.upper())
}
_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_ODD_FLOAT = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_CORE_TAG = "tag:yaml.org,2002:"


def read_yaml(source: Source, positions: dict[str, tuple[int, int]] | None) -> Any:
    """The value of ``source``; fills ``positions`` by pointer when given. Raises ``SourceError``."""
    return _Reader(source, positions).read()


def _copied(value: Any) -> Any:
    """A deep copy; marshal is the fastest exact one for plain data."""
    return marshal.loads(marshal.dumps(value))


def is_plain_text(text: str) -> bool:
    """Whether ``text`` written without quotes is read back as text, not as null, a truth value or a number."""
    return text not in _CONSTANTS and not any(form.fullmatch(text) for form in (_INT, _FLOAT, _ODD_FLOAT))


class _Frame:
    """A container that is being filled. ``size`` counts all nodes in it; ``merges`` are the values of ``<<`` keys."""

    __slots__ = ("anchor", "key", "key_mark", "merges", "size", "value")

    def __init__(self, value: Any, anchor: str | None) -> None:
        self.value: Any = value
        self.anchor = anchor
        self.key: str | None = None
        self.key_mark: Any = None
        self.merges: list[Any] | None = None
        self.size = 1


class _Reader:
    def __init__(self, source: Source, positions: dict[str, tuple[int, int]] | None) -> None:
        self.source = source
        self.positions = positions
        self.locate = line_starts(source.content if positions is not None else "")
        self.stack: list[_Frame] = []
        self.root = _Frame([], None)
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.aliased = 0

    def read(self) -> Any:
        try:
            self._run()
        except yaml.MarkedYAMLError as exc:
            mark = exc.problem_mark or exc.context_mark
            parts = " ".join(part for part in (exc.context, exc.problem) if part)
            place = self._place(mark)
            if "nesting depth" in (exc.problem or ""):  # newer libyaml has a limit too, and meets it by reading ahead
                raise source_error("source/too-deep", _TOO_DEEP, place) from None
            tab = self.source.lines[place.line - 1][place.column - 1 : place.column] == "\t"
            hint = "indent with spaces, YAML doesn't allow tabs there" if tab else None
            raise source_error("source/yaml", f"not YAML: {parts}", place, hint) from None
        except yaml.reader.ReaderError as exc:
            self._unreadable(exc)
        values = self.root.value
        return values[0] if values else None

    def _unreadable(self, exc: Any) -> NoReturn:
        # libyaml counts bytes, the pure Python reader characters; the character itself is what both report alike.
        offset = len(self.source.content.encode()[: exc.position].decode("utf-8", "ignore"))
        code = exc.character if isinstance(exc.character, int) else ord(exc.character or "\0")
        raise source_error(
            "source/yaml", f"not YAML: character U+{code:04X} is not allowed", self.source.place_at(offset)
        ) from None

    def _run(self) -> None:
        loader = _LOADER(self.source.content)
        next_event = loader.get_event
        documents = 0
        try:
            while True:
                event = next_event()
                kind = event.__class__
                if kind is ScalarEvent:
                    self._scalar(event)
                elif kind is MappingStartEvent:
                    self._open(event, {})
                elif kind is SequenceStartEvent:
                    self._open(event, [])
                elif kind is MappingEndEvent or kind is SequenceEndEvent:
                    self._close()
                elif kind is AliasEvent:
                    self._alias(event)
                elif kind is DocumentStartEvent:
                    documents += 1
                    if documents > 1:
                        self._fail(
                            "source/yaml",
                            "a second YAML document begins here; one file is one document",
                            event.start_mark,
                        )
                elif kind is StreamEndEvent:
                    return
        finally:
            loader.dispose()

    # --- nodes

    def _scalar(self, event: Any) -> None:
        frame = self.stack[-1] if self.stack else self.root
        if type(frame.value) is dict and frame.key is None:
            self._key(frame, event)
            return
        value = self._resolve(event)
        if self.positions is not None:
            self._mark(event.start_mark)
        if event.anchor is not None:
            self.anchors[event.anchor] = (value, 1)
        self._put(frame, value, 1)

    def _key(self, frame: _Frame, event: Any) -> None:
        key = event.value
        if key in frame.value:
            self._fail(
                "source/duplicate-key",
                f"the key {key!r} is already there",
                event.start_mark,
                join(self._pointer(self.stack[:-1]), key),
            )
        frame.key = key
        frame.key_mark = event.start_mark
        if key == "<<" and event.implicit[0]:
            frame.merges = frame.merges or []

    def _open(self, event: Any, value: Any) -> None:
        parent = self.stack[-1] if self.stack else self.root
        in_mapping = is_object(parent.value)
        if in_mapping and parent.key is None:
            self._fail("source/key", "a key must be text, this is a list or an object", event.start_mark)
        if len(self.stack) >= MAX_DEPTH:
            self._fail("source/too-deep", _TOO_DEEP, event.start_mark)
        if event.tag is not None and event.tag not in (_CORE_TAG + "map", _CORE_TAG + "seq", "!"):
            self._fail("source/tag", f"the YAML tag {event.tag!r} is not supported", event.start_mark)
        if self.positions is not None:
            self._mark(parent.key_mark if in_mapping else event.start_mark)
        self.stack.append(_Frame(value, event.anchor))

    def _close(self) -> None:
        frame = self.stack.pop()
        if frame.merges:
            frame.value = self._merged(frame)
        if frame.anchor is not None:
            self.anchors[frame.anchor] = (frame.value, frame.size)
        self._put(self.stack[-1] if self.stack else self.root, frame.value, frame.size)

    def _alias(self, event: Any) -> None:
        frame = self.stack[-1] if self.stack else self.root
        if type(frame.value) is dict and frame.key is None:
            self._fail("source/key", "a key must be text, this is an alias", event.start_mark)
        if event.anchor not in self.anchors:
            within = any(open_.anchor == event.anchor for open_ in self.stack)
            problem = "contains itself" if within else "is not defined before"
            self._fail("source/alias", f"the anchor {event.anchor!r} {problem}", event.start_mark)
        value, size = self.anchors[event.anchor]
        self.aliased += size
        if self.aliased > MAX_ALIASED:
            self._fail("source/alias", f"aliases expand to more than {MAX_ALIASED} nodes", event.start_mark)
        if self.positions is not None:
            self._mark(event.start_mark)
        # A copy, so that what changes one place later (an overlay) doesn't change the others.
        self._put(frame, _copied(value), size)

    def _put(self, frame: _Frame, value: Any, size: int) -> None:
        frame.size += size
        if is_array(frame.value):
            frame.value.append(value)
            return
        if frame.key == "<<" and frame.merges is not None:
            frame.merges.append(value)
        else:
            frame.value[frame.key] = value
        frame.key = None

    def _merged(self, frame: _Frame) -> dict[str, Any]:
        """The mapping with its ``<<`` members: its own keys win, then the earlier of the merged ones."""
        merged: dict[str, Any] = {}
        for value in frame.merges or ():
            for part in value if is_array(value) else [value]:
                if not is_object(part):
                    self._fail("source/alias", "'<<' merges objects only", frame.key_mark)
                merged = part | merged
        return {**merged, **frame.value}

    # --- scalars

    def _resolve(self, event: Any) -> Any:
        text, tag = event.value, event.tag
        if tag is not None and tag != "!":
            return self._tagged(event)
        if not event.implicit[0]:
            return text
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if text[0] in "-+.0123456789":
            return self._number(text, event)
        return text

    def _number(self, text: str, event: Any) -> Any:
        if _INT.fullmatch(text):
            if len(text) > MAX_DIGITS:
                self._fail("source/number", f"a number of {len(text)} digits", event.start_mark)
            return int(text, 0) if text[:2] in ("0x", "0o") else int(text)
        if _FLOAT.fullmatch(text) and isfinite(value := float(text)):
            return value
        if _ODD_FLOAT.fullmatch(text) or _FLOAT.fullmatch(text):
            self._fail("source/number", f"{text} is not a JSON number", event.start_mark)
        return text

    def _tagged(self, event: Any) -> Any:
        text, kind = event.value, event.tag.removeprefix(_CORE_TAG)
        if kind == "str":
            return text
        value = _CONSTANTS[text] if text in _CONSTANTS else self._number(text, event)
        fits: dict[str, tuple[type, ...]] = {
            "int": (int,),
            "float": (int, float),
            "bool": (bool,),
            "null": (type(None),),
        }
        if not isinstance(value, fits.get(kind, ())):
            self._fail("source/tag", f"the YAML tag {event.tag!r} is not supported here", event.start_mark)
        return float(text) if kind == "float" else value

    # --- places

    def _pointer(self, stack: list[_Frame]) -> str:
        return join("", *(str(len(f.value)) if f.key is None else f.key for f in stack))

    def _mark(self, mark: Any) -> None:
        assert self.positions is not None
        self.positions[self._pointer(self.stack)] = self.locate(mark.index)

    def _place(self, mark: Any) -> Place:
        # By the offset: YAML has more line ends than an editor, and the end of the file may be a line that isn't there.
        return self.source.place_at(min(mark.index, len(self.source.content)) if mark else 0)

    def _fail(self, code: str, message: str, mark: Any, pointer: str | None = None) -> NoReturn:
        raise source_error(code, message, self._place(mark), None, pointer)
