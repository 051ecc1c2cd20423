"""JSON schemas in the strict form that structured outputs ask for.

Strict means: every object is closed (``additionalProperties: false``), every property is required, and a ``$ref``
stands alone. A property that may be left out is written as one that may be null, which is what pydantic does for ``X |
None`` already.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, TypeAdapter

__all__ = ["schema_name", "to_strict_json_schema"]

_MAPS_OF_SCHEMAS = ("$defs", "definitions", "properties")
_LISTS_OF_SCHEMAS = ("anyOf", "allOf")
_ANNOTATIONS = frozenset({"default", "deprecated", "description", "examples", "title"})


def schema_name(kind: Any) -> str:
    """The name under which the schema of ``kind`` is sent: the class's own name."""
    return str(getattr(kind, "__name__", None) or "output")


def to_strict_json_schema(kind: Any) -> dict[str, Any]:
    """The JSON schema of a pydantic model, dataclass or any type that ``TypeAdapter`` takes, made strict.

    Keywords that structured outputs don't support (``pattern``, say) are left as they are: the server tells which ones
    it refuses.

    Raises:
        TypeError: ``kind`` is no type that pydantic can describe, or its schema refers outside of itself.
    """
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        schema = kind.model_json_schema()
    elif isinstance(kind, TypeAdapter):
        schema = kind.json_schema()
    else:
        schema = TypeAdapter(kind).json_schema()
    _make_strict(schema, root=schema, inlining=())
    return schema


def _make_strict(schema: dict[str, Any], *, root: dict[str, Any], inlining: tuple[str, ...]) -> None:
    """Change ``schema`` in place, and all that stands below it. ``inlining`` are the references being replaced right
    now.
    """
    if schema.get("default", ...) is None:
        del schema["default"]
    _inline_single_all_of(schema)
    reference = schema.get("$ref")
    if reference is not None and len(schema) > 1:
        # Strict mode takes no siblings beside $ref, so what it refers to is written out, and the siblings win.
        siblings = {key: value for key, value in schema.items() if key != "$ref"}
        if reference not in inlining:
            written = {**_copy(_look_up(root, reference)), **siblings}
        elif siblings.keys() <= _ANNOTATIONS:
            written = {"$ref": reference}  # a recursive type can't be written out, so it goes without its description
        else:
            raise TypeError(f"{reference} refers to itself beside other keywords, which strict mode can't express")
        schema.clear()
        schema.update(written)
        return _make_strict(schema, root=root, inlining=(*inlining, reference))

    if schema.get("type") == "object":
        schema.setdefault("additionalProperties", False)
    properties = schema.get("properties")
    if isinstance(properties, dict):
        schema["required"] = list(properties)
    for child in _children(schema):
        _make_strict(child, root=root, inlining=inlining)


def _inline_single_all_of(schema: dict[str, Any]) -> None:
    """``allOf`` with one entry says nothing more than the entry itself."""
    entries = schema.get("allOf")
    if isinstance(entries, list) and len(entries) == 1 and isinstance(entries[0], dict):
        del schema["allOf"]
        for key, value in entries[0].items():
            schema.setdefault(key, value)


def _children(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for key in _MAPS_OF_SCHEMAS:
        value = schema.get(key)
        if isinstance(value, dict):
            yield from (child for child in value.values() if isinstance(child, dict))
    for key in _LISTS_OF_SCHEMAS:
        value = schema.get(key)
        if isinstance(value, list):
            yield from (child for child in value if isinstance(child, dict))
    items = schema.get("items")
    if isinstance(items, dict):
        yield items


def _look_up(root: dict[str, Any], reference: str) -> dict[str, Any]:
    node: Any = root
    if not reference.startswith("#/"):
        raise TypeError(f"{reference!r} points outside of the schema")
    for part in reference[2:].split("/"):
        key = part.replace("~1", "/").replace("~0", "~")
        if not isinstance(node, dict) or key not in node:
            raise TypeError(f"{reference!r} points to nothing in the schema")
        node = node[key]
    if not isinstance(node, dict):
        raise TypeError(f"{reference!r} doesn't point to a schema")
    return node


def _copy(value: Any) -> Any:
    """A deep copy of plain JSON, so that one definition used twice isn't changed twice."""
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_copy(item) for item in value]
    return value
