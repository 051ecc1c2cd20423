"""Sample values made from schemas: always the same ones, and always valid.

The libraries that make data from JSON Schema were tried first: jsf fails on this document's references, and
hypothesis-jsonschema does not take recursive ones, which it is full of.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import Any, Literal

from rstr import Rstr

from harness.schemas import SchemaBook

FILE = "sample file\r\n\x00end"

_FORMATS = {
    "binary": FILE,
    "date": "2026-01-02",
    "date-time": "2026-01-02T03:04:05Z",
    "uri": "https://example.com/sample",
    "uuid": "0b24a8a6-6b5c-4ad5-8d3a-0a4c6b9d6c11",
}


class NoSample(Exception):
    """This schema leads back into itself, or has no value at all."""


@dataclass
class Sampler:
    """Makes values.

    ``minimal`` leaves out whatever is optional and is null where null is allowed. ``full`` gives every property, a
    value for what may be null, and in an array one item for each member of a union. ``form=True`` is for a
    query or a form, which can hold neither null nor an empty array. Recursion stops at the first repeat of a component.
    """

    book: SchemaBook
    size: Literal["minimal", "full"]
    form: bool = False
    _open: list[str] = field(default_factory=list)
    _turns: Any = field(default_factory=count)

    def sample(self, schema: Any) -> Any:
        """A value that is valid by ``schema``. Raises ``NoSample`` when there is none."""
        if schema is True or schema == {}:
            return "anything"
        if schema is False:
            raise NoSample("false")
        if set(schema) & {"$ref"}:
            return self._component(schema)
        merged = self.merge(schema)
        unions = merged.pop("unions", [])
        if unions:
            return self._union(merged, unions)
        return self._plain(merged)

    def _component(self, schema: dict[str, Any]) -> Any:
        name = schema["$ref"]
        if name in self._open:
            raise NoSample(name)
        self._open.append(name)
        try:
            return self.sample(self.book.resolve(schema))
        finally:
            self._open.pop()

    # --- composition

    def merge(self, schema: Any) -> dict[str, Any]:
        """``schema`` with ``allOf`` folded in; what is left of ``anyOf`` stands under ``unions``, a list of lists."""
        schema = self.book.resolve(schema)
        if schema is True:
            return {}
        if schema is False:
            raise NoSample("false")
        out: dict[str, Any] = {}
        for key, value in schema.items():
            if key == "anyOf":
                _fold(out, "unions", [value])
            elif key != "allOf":
                _fold(out, key, value)
        for part in schema.get("allOf", []):
            for key, value in self.merge(part).items():
                _fold(out, key, value)
        return out

    def _union(self, base: dict[str, Any], unions: list[list[Any]]) -> Any:
        first, *rest = unions
        order = self._preferred(first)
        for member in order:
            combined = {"allOf": [base, member, *({"anyOf": union} for union in rest)]}
            try:
                value = self.sample(member if not base and not rest else combined)
            except NoSample:
                continue
            if self.book.is_valid(combined, value):
                return value
        raise NoSample("no member of the union")

    def _preferred(self, members: list[Any]) -> list[Any]:
        """The members in the order in which to try them. ``full`` takes another one first each time."""
        null = [m for m in members if self._is_null(m)]
        rest = [m for m in members if not self._is_null(m)]
        if self.size == "minimal":
            return [*null, *rest] if not self.form else rest
        turn = next(self._turns) % max(len(rest), 1)
        return [*rest[turn:], *rest[:turn], *(null if not self.form else [])]

    def _is_null(self, schema: Any) -> bool:
        return isinstance(schema, dict) and (schema.get("type") == "null" or schema.get("enum") == [None])

    # --- kinds

    def _plain(self, schema: dict[str, Any]) -> Any:
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self._enum(schema["enum"])
        kind = schema.get("type")
        if isinstance(kind, list):
            return self._union({k: v for k, v in schema.items() if k != "type"}, [[{"type": k} for k in kind]])
        if kind == "array" or (kind is None and "items" in schema):
            return self._array(schema)
        if kind == "object" or (kind is None and ("properties" in schema or "required" in schema)):
            return self._object(schema)
        if kind in ("integer", "number"):
            return _number(schema)
        if kind == "boolean":
            return True
        if kind == "null":
            return None
        return _string(schema) if kind == "string" else "anything"

    def _enum(self, values: list[Any]) -> Any:
        if self.size == "minimal" and not self.form and None in values:
            return None
        rest = [value for value in values if value is not None]
        return rest[next(self._turns) % len(rest)] if self.size == "full" else rest[0]

    def _array(self, schema: dict[str, Any]) -> list[Any]:
        items, most = schema.get("items", {}), schema.get("maxItems", 100)
        least = max(schema.get("minItems", 0), int(self.form))
        out: list[Any] = []
        if self.size == "full" and most > 0:
            for member in self._members(items)[: max(most, 1)]:
                try:
                    out.append(self.sample(member))
                except NoSample:
                    continue
        while len(out) < least:
            out.append(self.sample(items))
        return out

    def _members(self, items: Any) -> list[Any]:
        """What to put into an array: each member of a union once, unless unions are nested deeply."""
        resolved = self.book.resolve(items)
        if len(self._open) > 4 or not isinstance(resolved, dict) or set(resolved) - {"anyOf", "description", "title"}:
            return [items]
        return [member for member in resolved["anyOf"] if not self._is_null(member)]

    def _object(self, schema: dict[str, Any]) -> dict[str, Any]:
        properties, required = schema.get("properties", {}), schema.get("required", [])
        out: dict[str, Any] = {}
        for name, value in properties.items():
            if self.size == "minimal" and name not in required:
                continue
            try:
                out[name] = self.sample(value)
            except NoSample:
                if name in required:
                    raise
        for name in required:
            out.setdefault(name, "anything")
        extra = schema.get("additionalProperties")
        if self.size == "full" and (isinstance(extra, dict) or (extra is True and not properties)):
            out["sample_key"] = self.sample(extra)
        forbidden = schema.get("not", {}).get("required", [])
        if forbidden and all(name in out for name in forbidden):
            del out[forbidden[-1]]
        return out


def _fold(out: dict[str, Any], key: str, value: Any) -> None:
    """Add one keyword to a merged schema, as ``allOf`` would have it: both hold."""
    if key not in out:
        out[key] = dict(value) if key == "properties" else list(value) if key in ("required", "unions") else value
    elif key in ("required", "unions"):
        out[key] += [item for item in value if item not in out[key]]
    elif key == "properties":
        for name, schema in value.items():
            out[key][name] = {"allOf": [out[key][name], schema]} if name in out[key] else schema
    elif key == "enum":
        out[key] = [item for item in out[key] if item in value]
    elif key in ("minimum", "minLength", "minItems"):
        out[key] = max(out[key], value)
    elif key in ("maximum", "maxLength", "maxItems"):
        out[key] = min(out[key], value)


def _number(schema: dict[str, Any]) -> float:
    low = schema.get("minimum", schema.get("exclusiveMinimum"))
    high = schema.get("maximum", schema.get("exclusiveMaximum"))
    value: float = 1 if schema.get("type") == "integer" else 0.5
    if low is not None and value <= low:
        value = low + value
    if high is not None and value > high:
        value = high
    return value


def _string(schema: dict[str, Any]) -> str:
    if "pattern" in schema:
        return Rstr(Random(0)).xeger(schema["pattern"])
    text = _FORMATS.get(schema.get("format", ""), "sample \u00e9")
    text = text.ljust(schema.get("minLength", 0), "x")
    return text[: schema.get("maxLength", len(text))]
