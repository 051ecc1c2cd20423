"""Adding entries to a config file, leaving every other byte as it is: comments, order, quotes, blank lines.

A YAML library that writes the whole file back moves comments that stand between two entries and breaks lines anew. So
lines are inserted into the text, at places that the parser tells, and the result is read again: it must be the old
config and the new entries, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import yaml

from headrace_codegen.diagnostics import Diagnostic, DocumentError
from headrace_codegen.diff.places import Unplaced
from headrace_codegen.plain import is_object
from headrace_codegen.source import Source

__all__ = ["with_operations"]

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN = re.compile(r"[A-Za-z_$/][A-Za-z0-9_$/ .{}?=-]*")


def with_operations(config: Source, found: Iterable[Unplaced]) -> str:
    """The text of ``config`` with a method, and models, for each operation in ``found``.

    Raises ``DocumentError`` when the file is written in a way that can't be added to safely (JSON, or a resource that
    comes from an alias); nothing is lost then, and the message says what to add.
    """
    text, wanted = config.content, _copy(config.value)
    for operation in found:
        entries = [(("methods", operation.method), operation.operation)]
        entries += [(("models", name), f"#/components/schemas/{target}") for name, target in operation.models]
        base = _path(operation.resource)
        for (kind, name), value in entries:
            path = (*base, kind, name)
            if _has(wanted, path):
                continue
            _put(wanted, path, value)
            text = _insert(text, path, value)
    if _read(text) != wanted:
        raise _refused(
            config.name,
            "the entries can't be added safely",
            "add them by hand: " + ", ".join(f"{one.operation} as {one.name}" for one in found),
        )
    return text


def _path(resource: tuple[str, ...]) -> tuple[str, ...]:
    if not resource:
        return ("resources", "$client")
    path: tuple[str, ...] = ("resources", resource[0])
    for name in resource[1:]:
        path = (*path, "subresources", name)
    return path


def _insert(text: str, path: tuple[str, ...], value: str) -> str:
    """``text`` with one more entry at ``path``; containers that aren't there are made."""
    root = yaml.compose(text, Loader=_LOADER)
    if root is None:
        return text + "".join(f"{line}\n" for line in _lines(path, value, 0))
    node, key_column, depth = root, 0, 0
    while depth < len(path) - 1:
        child = _member(node, path[depth])
        if child is None or not isinstance(child[1], yaml.MappingNode):
            break
        key_column, node = child[0].start_mark.column, child[1]
        depth += 1
    rest = path[depth:]
    if not isinstance(node, yaml.MappingNode):
        return text
    if node.flow_style:
        return _insert_flow(text, node, rest, value)
    column = node.value[0][0].start_mark.column if node.value else key_column + 2
    line = _last_line(node, text)
    lines = text.splitlines(keepends=True)
    if lines and line < len(lines) and not lines[line].endswith("\n"):
        lines[line] += "\n"
    end = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    return "".join([*lines[: line + 1], *(f"{new}{end}" for new in _lines(rest, value, column)), *lines[line + 1 :]])


def _insert_flow(text: str, node: Any, rest: tuple[str, ...], value: str) -> str:
    """Before the closing brace of ``{a: 1}``."""
    inner = _scalar(value)
    for key in reversed(rest[1:]):
        inner = f"{{{_scalar(key)}: {inner}}}"
    at = node.end_mark.index - 1
    before = text[:at].rstrip(" ")
    comma = "" if before.endswith(("{", ",")) else ", "
    return f"{before}{comma}{_scalar(rest[0])}: {inner}{text[at:]}"


def _lines(path: tuple[str, ...], value: str, column: int) -> list[str]:
    *outer, last = path
    lines = [f"{' ' * (column + 2 * depth)}{_scalar(key)}:" for depth, key in enumerate(outer)]
    return [*lines, f"{' ' * (column + 2 * len(outer))}{_scalar(last)}: {_scalar(value)}"]


def _scalar(text: str) -> str:
    """A word as it may stand in block and flow style; braces need quotes in flow style, so they get them anywhere but
    in block style, where paths with placeholders are usual.
    """
    if _PLAIN.fullmatch(text) and "{" not in text and not text.endswith(" ") and not _is_special(text):
        return text
    return "'" + text.replace("'", "''") + "'"


def _is_special(text: str) -> bool:
    return text.lower() in ("true", "false", "null", "yes", "no", "on", "off", "y", "n", "~") or "? " in text


def _last_line(node: Any, text: str) -> int:
    """The line on which the content of ``node`` ends. The parser's end mark is after comments and blank lines."""
    if isinstance(node, yaml.MappingNode) and not node.flow_style and node.value:
        return max(_last_line(part, text) for part in node.value[-1])
    if isinstance(node, yaml.SequenceNode) and not node.flow_style and node.value:
        return _last_line(node.value[-1], text)
    mark = node.end_mark
    line = mark.line if mark.column or node.start_mark.index == mark.index else mark.line - 1
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        lines = text.splitlines()
        line = min(line, len(lines) - 1)
        while line > node.start_mark.line and not lines[line].strip():
            line -= 1
    return line


def _member(node: Any, key: str) -> tuple[Any, Any] | None:
    return (
        next((pair for pair in node.value if pair[0].value == key), None)
        if isinstance(node, yaml.MappingNode)
        else None
    )


def _put(value: dict[str, Any], path: tuple[str, ...], entry: str) -> None:
    for key in path[:-1]:
        inner = value.get(key)
        value[key] = inner if is_object(inner) else {}
        value = value[key]
    value[path[-1]] = entry


def _has(value: Any, path: tuple[str, ...]) -> bool:
    for key in path:
        if not is_object(value) or key not in value:
            return False
        value = value[key]
    return True


def _copy(value: Any) -> Any:
    """A deep copy without shared parts: what YAML aliases share is edited in one place only."""
    if is_object(value):
        return {key: _copy(item) for key, item in value.items()}
    return [_copy(item) for item in value] if isinstance(value, list) else value  # pyright: ignore[reportUnknownVariableType]


def _read(text: str) -> Any:
    try:
        return Source("<edited config>", text.encode()).value
    except DocumentError:
        return None


def _refused(name: str, message: str, hint: str) -> DocumentError:
    return DocumentError((Diagnostic("config/not-edited", "error", f"{name}: {message}; nothing was written", hint),))
