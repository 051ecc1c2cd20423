"""What overlays and transforms have in common: finding nodes by JSONPath, merging values into a tree."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Literal

from jsonpath import JSONPathEnvironment, JSONPathError

from headrace_codegen.plain import is_array, is_object
from headrace_codegen.pointer import join, parent, split
from headrace_codegen.source import MAX_DEPTH, Source
from headrace_codegen.tree import Tree

__all__ = ["PathError", "deepest_first", "from_jsonpath_plus", "merge", "select"]

_QUOTED = r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\""
_STEP = re.compile(rf"\.\.|\.|\[|(?P<quoted>{_QUOTED})|(?P<name>[^.\[\]]+)")
_SIMPLE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|\*")
_EXTENDED = re.compile(r"#|=~")
_PROPERTY = re.compile(r"@property\b")
_MATCH = re.compile(r"\.match\(/((?:[^/\\]|\\.)+)/([a-z]*)\)")
_STRICT_EQUALS = re.compile(rf"({_QUOTED})|([!=]=)=")


class PathError(ValueError):
    """A path expression that can't be read; the text says why."""


class _Environment(JSONPathEnvironment):
    max_recursion_depth = 2 * MAX_DEPTH


_ENVIRONMENT = _Environment(strict=True)
_LENIENT = _Environment(strict=False)
"""Knows the key of the current node (``#``) and regular expressions in filters, which the standard has not."""


def select(tree: Tree, path: str, translate: Callable[[str], str] = str) -> tuple[str, ...]:
    """The pointers of the nodes that the JSONPath (RFC 9535) ``path`` selects, each once. Raises ``PathError``.

    A path of another dialect may end in ``^``, once for each step up from what it finds.
    """
    plain = path.rstrip("^") if translate is not str else path
    found = _select(tree, plain, translate)
    for _ in range(len(path) - len(plain)):
        found = tuple(dict.fromkeys(parent(pointer) for pointer in found if pointer))
    return found


def _select(tree: Tree, path: str, translate: Callable[[str], str]) -> tuple[str, ...]:
    translated = translate(path)
    environment = _LENIENT if translated != path and _EXTENDED.search(translated) else _ENVIRONMENT
    try:
        matches = list(environment.finditer(translated, tree.value))
    except JSONPathError as exc:
        raise PathError(str(exc).splitlines()[0]) from None
    except RecursionError:
        raise PathError("the path is nested too deeply") from None
    return tuple(dict.fromkeys(join("", *match.parts) for match in matches))


def from_jsonpath_plus(path: str) -> str:
    """A JSONPath Plus expression as RFC 9535: bare names with any characters are quoted, ``===`` becomes ``==``.

    ``@property`` and ``.match(/.../)`` in filters are kept in the form that our library has for them. Raises
    ``PathError`` for what there is no form for: parents (``^``) on the way, property names (``~``), ``@parent`` and its
    kin.
    """
    if not path.startswith("$"):
        raise PathError("a path begins with $")
    out, at = ["$"], 1
    while at < len(path):
        if path[at] == "[":
            end = _closing_bracket(path, at)
            text = _MATCH.sub(_matches, _PROPERTY.sub("#", path[at:end]))
            out.append(_STRICT_EQUALS.sub(lambda m: m[1] or m[2], text))
            at = end
            continue
        match = _STEP.match(path, at)
        if match is None:
            raise PathError(f"unexpected {path[at]!r} at {at}")
        at = match.end()
        name = match["name"]
        if name is None:
            out.append(match[0])
        elif name.endswith(("^", "~")):
            raise PathError(f"{name[-1]!r} is not supported")
        elif _SIMPLE_NAME.fullmatch(name):
            out.append(name)
        else:
            if out[-1] == ".":
                out.pop()
            out.append("['" + name.replace("\\", "\\\\").replace("'", "\\'") + "']")
    text = "".join(out)
    if unsupported := re.search(r"@(?:parent|path|root)\b", text):
        raise PathError(f"{unsupported[0]!r} is not supported")
    return text


def _matches(match: re.Match[str]) -> str:
    """JavaScript's ``match`` finds its expression anywhere in a text, ``=~`` wants all of it to fit."""
    return f" =~ /(?s:.*?)(?:{match[1]})(?s:.*)/{match[2]}"


def _closing_bracket(path: str, start: int) -> int:
    depth = 0
    for token in re.finditer(rf"{_QUOTED}|[\[\]]", path[start:]):
        depth += {"[": 1, "]": -1}.get(token[0], 0)
        if depth == 0:
            return start + token.end()
    raise PathError("a bracket is not closed")


def deepest_first(pointers: tuple[str, ...]) -> list[str]:
    """An order in which removing one doesn't move the others: later items of an array and inner nodes come first."""

    def place(pointer: str) -> tuple[tuple[int, str], ...]:
        return tuple((int(token), "") if token.isdigit() else (0, token) for token in split(pointer))

    return sorted(pointers, key=place, reverse=True)


def merge(
    tree: Tree, pointer: str, value: Any, source: Source, origin: str, arrays: Literal["append", "replace"]
) -> None:
    """Merges ``value``, written at ``origin`` of ``source``, into the node at ``pointer``: objects member by member.

    An array is appended to or replaced, as ``arrays`` says; anything else is replaced.
    """
    present = tree.at(pointer)
    if is_object(present) and is_object(value):
        for key, item in value.items():
            if key in present:
                merge(tree, join(pointer, key), item, source, join(origin, key), arrays)
            else:
                tree.put(join(pointer, key), item, source, join(origin, key))
            present = tree.at(pointer)
    elif is_array(present) and is_array(value) and arrays == "append":
        for index, item in enumerate(value):
            tree.put(join(pointer, len(tree.at(pointer))), item, source, join(origin, index))
    else:
        tree.put(pointer, value, source, origin)
