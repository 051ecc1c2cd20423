"""JSON to plain data, with a located error for whatever is wrong."""

from __future__ import annotations

import json
import re
from math import isfinite
from typing import TYPE_CHECKING, Any, cast

from headrace_codegen.diagnostics import SourceError
from headrace_codegen.plain import is_array, is_object
from headrace_codegen.pointer import escape
from headrace_codegen.source import MAX_DEPTH, MAX_DIGITS, line_starts, source_error

if TYPE_CHECKING:
    from headrace_codegen.source import Source

__all__ = ["looks_like_json", "read_json"]

_TOKEN = re.compile(r'[\s:,]*([{}\[\]"]|[^\s:,{}\[\]"]+)')


def looks_like_json(source: Source) -> bool:
    """Whether to read it as JSON: a ``.json`` name, or text that begins like JSON and that the JSON decoder accepts.

    JSON is nearly YAML, but not quite (tabs, surrogate pairs in escapes), so it has its own reader.
    """
    path = source.name.partition("?")[0].lower()
    if path.endswith(".json"):
        return True
    if path.endswith((".yaml", ".yml")) or not source.content.lstrip().startswith(("{", "[")):
        return False
    try:
        json.loads(source.content)
    except (ValueError, RecursionError):
        return False
    return True


def read_json(source: Source, positions: dict[str, tuple[int, int]] | None) -> Any:
    """The value of ``source``; fills ``positions`` by pointer when given. Raises ``SourceError``."""
    try:
        value = json.loads(
            source.content, object_pairs_hook=_unique, parse_constant=_refuse, parse_float=_finite, parse_int=_whole
        )
    except json.JSONDecodeError as exc:
        raise source_error(
            "source/json", f"not JSON: {exc.msg[:1].lower()}{exc.msg[1:]}", source.place_at(exc.pos)
        ) from None
    except _Repeated:
        _scan(source, {})
        raise AssertionError("the scan finds the repeated key") from None
    except RecursionError:
        raise _too_deep(source) from None
    except _BadNumber as exc:
        found = re.search(rf"(?<![^\s:,\[]){re.escape(exc.text)}(?![^\s,\]}}])", source.content)
        place = source.place_at(found.start() if found else 0)
        raise source_error("source/number", f"{exc.shown} is not a JSON number that is supported", place) from None
    if _depth(value) > MAX_DEPTH:
        raise _too_deep(source)
    if "\\ud" in source.content.lower():
        _refuse_lone_surrogates(source, value)
    if positions is not None:
        _scan(source, positions)
    return value


def _refuse_lone_surrogates(source: Source, value: Any) -> None:
    """Half of a surrogate pair is no character: such text can't be written as UTF-8 again."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as exc:
        escaped = f"\\u{ord(exc.object[exc.start]):04x}"
        at = source.content.lower().find(escaped)
        raise source_error("source/json", f"not JSON: {escaped} is half of a character", source.place_at(at)) from None


class _Repeated(Exception):
    pass


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise _Repeated
    return value


class _BadNumber(Exception):
    def __init__(self, text: str) -> None:
        self.text = text
        self.shown = text if len(text) <= 40 else f"{text[:20]}... ({len(text)} digits)"


def _refuse(constant: str) -> float:
    raise _BadNumber(constant)


def _whole(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise _BadNumber(text)
    return int(text)


def _finite(text: str) -> float:
    value = float(text)
    if not isfinite(value):
        raise _BadNumber(text)
    return value


def _too_deep(source: Source) -> SourceError:
    return source_error("source/too-deep", f"nested more than {MAX_DEPTH} levels deep", source.place_at(0))


def _depth(value: Any) -> int:
    depth, level = 0, [value]
    while level:
        depth += 1
        level = [child for item in level for child in _children(item)]
    return depth - 1


def _children(value: Any) -> list[Any]:
    if is_object(value):
        return list(value.values())
    return value if is_array(value) else []


class _Open:
    """A container that is being scanned: the keys seen so far, or for an array None; and what comes next."""

    def __init__(self, pointer: str, keys: set[str] | None) -> None:
        self.pointer = pointer
        self.keys = keys
        self.key: str | None = None
        self.key_start = 0
        self.index = 0

    def child(self) -> str:
        """The pointer of the next value; moves on to the one after."""
        if self.key is None:
            self.index += 1
            return f"{self.pointer}/{self.index - 1}"
        key, self.key = self.key, None
        return f"{self.pointer}/{escape(key)}"


def _scan(source: Source, positions: dict[str, tuple[int, int]]) -> None:
    """Records the place of every node of JSON that is known to be well formed; refuses a repeated key."""
    text, locate, at = source.content, line_starts(source.content), 0
    stack: list[_Open] = []
    while match := _TOKEN.match(text, at):
        token, start, at = match[1], match.start(1), match.end()
        if token in "}]":
            stack.pop()
            continue
        top = stack[-1] if stack else None
        if token == '"':
            string, at = _string(text, at)
            if top is not None and top.keys is not None and top.key is None:
                if string in top.keys:
                    raise _repeated(source, top, string, start)
                top.keys.add(string)
                top.key, top.key_start = string, start
                continue
        shown = top.key_start if top is not None and top.key is not None and token in "{[" else start
        pointer = top.child() if top is not None else ""
        positions[pointer] = locate(shown)
        if token in "{[":
            stack.append(_Open(pointer, set() if token == "{" else None))


def _string(text: str, start: int) -> tuple[str, int]:
    """The string whose opening quote is before ``start``, and the offset after its closing quote."""
    # What the decoder itself reads strings with; the stubs don't have it.
    found: tuple[str, int] = cast(Any, json.decoder).scanstring(text, start, True)
    return found


def _repeated(source: Source, top: _Open, key: str, start: int) -> SourceError:
    pointer = f"{top.pointer}/{escape(key)}"
    message = f"the key {key!r} is already there"
    return source_error("source/duplicate-key", message, source.place_at(start), None, pointer)
