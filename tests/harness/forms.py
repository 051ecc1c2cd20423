"""Form and query text back into values: brackets into objects and arrays, text into what the schema says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from harness.schemas import SchemaBook

_KEY = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")


class BadKey(ValueError):
    """A key whose brackets don't match."""


def nest(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Read brackets.

    ``a[b]=1`` is ``{"a": {"b": 1}}``, ``a[]=1&a[]=2`` and ``a=1&a=2`` are ``{"a": [1, 2]}``, and ``a[][b]=1`` is
    ``{"a": [{"b": 1}]}``.
    """
    root: dict[str, Any] = {}
    for key, value in pairs:
        match = _KEY.fullmatch(key)
        if match is None:
            raise BadKey(key)
        path = [match[1], *re.findall(r"\[([^\[\]]*)\]", match[2])]
        _put(root, path, value)
    return root


def _put(node: dict[str, Any], path: list[str], value: Any) -> None:
    name, *rest = path
    if not rest:
        node[name] = value if name not in node else [*_as_list(node[name]), value]
    elif rest[0]:
        child = node.setdefault(name, {})
        if not isinstance(child, dict):
            raise BadKey(name)
        _put(child, rest, value)
    else:
        items = node.setdefault(name, [])
        if not isinstance(items, list):
            raise BadKey(name)
        if len(rest) == 1:
            items.append(value)
        else:
            if not items or rest[1] in items[-1]:
                items.append({})
            _put(items[-1], rest[1:], value)


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def coerce(book: SchemaBook, schema: Any, raw: Any) -> Any:
    """``raw``, made of strings, as the value that ``schema`` means. What fits nowhere comes back as it is."""
    schema = book.resolve(schema)
    if not isinstance(schema, dict):
        return raw
    for member in schema.get("anyOf", []):
        value = coerce(book, member, raw)
        if book.is_valid(member, value):
            return value
    kinds = _as_list(schema.get("type", []))
    if isinstance(raw, dict):
        known = _properties(book, schema)
        extra = schema.get("additionalProperties", {})
        return {name: coerce(book, known.get(name, extra), item) for name, item in raw.items()}
    if isinstance(raw, list) or "array" in kinds:
        return [coerce(book, schema.get("items", {}), item) for item in _as_list(raw)]
    for part in schema.get("allOf", []):
        raw = coerce(book, part, raw)
    return _scalar(kinds, raw)


def _properties(book: SchemaBook, schema: dict[str, Any]) -> dict[str, Any]:
    out = dict(schema.get("properties", {}))
    for part in schema.get("allOf", []):
        out.update(_properties(book, book.resolve(part)))
    return out


def _scalar(kinds: list[str], raw: Any) -> Any:
    if not isinstance(raw, str) or "string" in kinds:
        return raw
    if "boolean" in kinds and raw in ("true", "false"):
        return raw == "true"
    if "integer" in kinds and re.fullmatch(r"-?\d+", raw):
        return int(raw)
    if "number" in kinds and re.fullmatch(r"-?\d+(\.\d+)?([eE][-+]?\d+)?", raw):
        return json.loads(raw)
    return raw
