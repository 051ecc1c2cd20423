"""Annotations in one canonical form, so that ``Optional[List[X]]`` and ``list[x.X] | None`` are the same text."""

from __future__ import annotations

import ast

__all__ = ["UNSET", "canonical", "canonical_default"]

UNSET = "<not given>"
"""The canonical form of every sentinel for an argument that was not given."""

_SENTINELS = {"omit", "not_given", "NOT_GIVEN", "NotGiven()", "Omit()"}
_SENTINEL_TYPES = {"Omit", "NotGiven"}
_RENAMED = {"List": "list", "Dict": "dict", "Tuple": "tuple", "Set": "set", "FrozenSet": "frozenset", "Type": "type",
            "NoneType": "None", "Coroutine": "Awaitable"}  # fmt: skip
_TRANSPARENT = {"Annotated", "Required", "NotRequired", "ReadOnly", "ClassVar", "Final"}


def canonical(text: str | None) -> str:
    """``text`` without module prefixes and quotes; unions flat, without repeats and in one order.

    Sentinel types (``Omit``, ``NotGiven``) are left out of unions. Text that is no expression is returned as it is;
    no annotation is ``""``.
    """
    if text is None:
        return ""
    try:
        return _text(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, ValueError):
        return text


def canonical_default(text: str | None) -> str | None:
    """The text of a default value; all sentinels for "not given" are `UNSET`."""
    if text is None:
        return None
    last = text.rpartition(".")[2] if "(" not in text else text
    return UNSET if last in _SENTINELS else text.replace('"', "'")


def _text(node: ast.expr) -> str:
    members = [member for member in _members(node) if member not in _SENTINEL_TYPES]
    return " | ".join(sorted(set(members))) if members else "None"


def _members(node: ast.expr) -> list[str]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return [*_members(node.left), *_members(node.right)]
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return _quoted(node.value)
    if isinstance(node, ast.Subscript):
        return _subscript(node)
    return [_name(node)]


def _quoted(text: str) -> list[str]:
    try:
        return _members(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, ValueError):
        return [text]


def _subscript(node: ast.Subscript) -> list[str]:
    name = _name(node.value)
    inner = list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]
    if name == "Union":
        return [member for item in inner for member in _members(item)]
    if name == "Optional":
        return [*_members(inner[0]), "None"]
    if name in _TRANSPARENT:
        return _members(inner[0])
    if name == "Literal":
        return [f"Literal[{value}]" for value in sorted(ast.unparse(item) for item in inner)]
    if name == "Awaitable" and len(inner) == 3:  # a Coroutine, whose result comes last
        inner = inner[-1:]
    return [f"{_RENAMED.get(name, name)}[{', '.join(map(_text, inner))}]"]


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return _RENAMED.get(node.attr, node.attr)
    if isinstance(node, ast.Name):
        return _RENAMED.get(node.id, node.id)
    if isinstance(node, ast.List):
        return f"[{', '.join(map(_text, node.elts))}]"
    return ast.unparse(node)
