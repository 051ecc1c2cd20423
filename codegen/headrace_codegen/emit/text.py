"""Strings of a document as Python source: literals through ``repr``, names through a check, prose through a docstring.

Nothing else in ``emit`` may place a string that came from a document. So an enum value, a description or a path can
say what it likes: it arrives as data.
"""

from __future__ import annotations

import keyword
import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import cast

__all__ = ["EmitError", "call", "docstring", "identifier", "literal", "printable", "sequence"]

# C0 and C1 controls, characters that only str.splitlines() takes for line ends, and those that reorder text.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


class EmitError(Exception):
    """The compiler contradicts itself: a name that is no identifier, an unplanned class. Never the document's fault."""


def identifier(name: str) -> str:
    """``name``, if it is an identifier that Python lets one assign to; ``EmitError`` otherwise."""
    if not name.isidentifier() or keyword.iskeyword(name):
        raise EmitError(f"{name!r} is planned as a name but is not a usable Python identifier")
    return name


def literal(value: object) -> str:
    """The Python expression of a plain value: None, bool, number, string, or tuple, list or mapping of such."""
    if isinstance(value, Mapping):
        items = cast("Mapping[object, object]", value).items()
        return "{" + ", ".join(f"{literal(key)}: {literal(item)}" for key, item in items) + "}"
    if isinstance(value, tuple):
        return sequence([literal(item) for item in cast("tuple[object, ...]", value)])
    if isinstance(value, list):
        return "[" + ", ".join(map(literal, cast("list[object]", value))) + "]"
    if isinstance(value, str):
        return str.__repr__(value)  # a subclass may print itself otherwise
    if value is None or isinstance(value, bool | int | float):
        return repr(value)
    raise EmitError(f"{type(value).__name__} has no literal")


def sequence(texts: Sequence[str]) -> str:
    """A tuple of printed expressions. A comma behind the last would make the formatter give each a line of its own."""
    return f"({', '.join(texts)}{',' if len(texts) == 1 else ''})"


def call(function: str, arguments: Iterable[tuple[str, str | None]]) -> str:
    """A call with printed keyword arguments; those whose text is None are left out, that is at their default."""
    return f"{function}({', '.join(f'{name}={text}' for name, text in arguments if text is not None)})"


def docstring(prose: str | None, *, indent: int = 0, width: int = 100) -> str | None:
    """A docstring literal with its quotes, wrapped, and indented from its second line on; None for no prose.

    Paragraphs and lists keep their lines, longer lines are wrapped. Backslashes and quotes are escaped, so the text
    can't end the string.
    """
    lines = _clean_lines(prose, width - indent)
    if not lines:
        return None
    margin = " " * indent
    escaped = [line.replace("\\", "\\\\").replace('"""', '\\"\\"\\"') for line in lines]
    if len(escaped) == 1 and len(escaped[0]) + indent + 6 <= width:
        text = escaped[0]
        before = text[:-1]
        if text.endswith('"') and (len(before) - len(before.rstrip("\\"))) % 2 == 0:  # else it's escaped already
            text = before + '\\"'
        return f'"""{text}"""'
    body = "\n".join((margin + line).rstrip() if number else line for number, line in enumerate(escaped))
    return f'"""{body}\n{margin}"""'


def printable(text: str) -> str:
    """``text`` on one line, without what can't be seen or encoded."""
    return "".join(character for character in text if character.isprintable())


def _hang(line: str) -> int:
    """How much farther the following lines of a list item, or of an argument below ``Args:``, are indented."""
    if line.lstrip().startswith(("- ", "* ")):
        return 2
    return 4 if re.match(r" {4}\w+: ", line) else 0


def _clean_lines(prose: str | None, width: int) -> list[str]:
    text = _UNPRINTABLE.sub("\ufffd", (prose or "").replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    "))
    wrapped: list[str] = []
    for line in textwrap.dedent(text).strip().split("\n"):
        hang = len(line) - len(line.lstrip(" ")) + _hang(line)
        wrapped += textwrap.wrap(
            line, max(width, 40), subsequent_indent=" " * hang, break_long_words=False, break_on_hyphens=False
        ) or [""]
    while wrapped and not wrapped[-1]:
        wrapped.pop()
    return [line.rstrip() for line in wrapped]
