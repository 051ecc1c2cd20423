"""Query strings and form fields from nested values.

Arrays are written in one of four formats: ``brackets`` (``a[]=1&a[]=2``), ``repeat`` (``a=1&a=2``), ``comma``
(``a=1,2``) and ``indices`` (``a[0]=1&a[1]=2``); nested objects as ``a[b]=1`` or ``a.b=1``. ``None`` and ``omit`` are
left out, an empty string is kept.
"""

from __future__ import annotations

# Values of any shape come through here; what narrowing leaves unknown of them is not an oversight.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum
from typing import Any, Literal
from urllib.parse import parse_qs, urlencode

from .sentinels import NotGiven, is_given, not_given

__all__ = ["ArrayFormat", "NestedFormat", "Querystring", "encode_query", "flatten", "scalar"]

ArrayFormat = Literal["brackets", "comma", "repeat", "indices"]
NestedFormat = Literal["brackets", "dots"]


class Querystring:
    """A way of writing query strings: the formats of arrays and of nested objects."""

    __slots__ = ("array_format", "nested_format")

    def __init__(self, *, array_format: ArrayFormat = "repeat", nested_format: NestedFormat = "brackets") -> None:
        self.array_format: ArrayFormat = array_format
        self.nested_format: NestedFormat = nested_format

    def parse(self, query: str) -> Mapping[str, object]:
        """The parameters of a query string; each has a list of values."""
        return parse_qs(query)

    def stringify(
        self,
        params: Mapping[str, Any],
        *,
        array_format: ArrayFormat | NotGiven = not_given,
        nested_format: NestedFormat | NotGiven = not_given,
        formats: Mapping[str, ArrayFormat] | None = None,
    ) -> str:
        """The query string of ``params``, percent-encoded, without a question mark; ``formats`` gives single parameters
        another array format."""
        array, nested = self._formats(array_format, nested_format)
        return encode_query(params, array=array, nested=nested, formats=formats)

    def stringify_items(
        self,
        params: Mapping[str, Any],
        *,
        array_format: ArrayFormat | NotGiven = not_given,
        nested_format: NestedFormat | NotGiven = not_given,
    ) -> list[tuple[str, str]]:
        """The parameters as pairs, not encoded."""
        array, nested = self._formats(array_format, nested_format)
        pairs: list[tuple[str, str]] = []
        for name, value in params.items():
            flatten(name, value, array, nested, pairs)
        return pairs

    def _formats(
        self, array: ArrayFormat | NotGiven, nested: NestedFormat | NotGiven
    ) -> tuple[ArrayFormat, NestedFormat]:
        return (
            self.array_format if isinstance(array, NotGiven) else array,
            self.nested_format if isinstance(nested, NotGiven) else nested,
        )


def encode_query(
    params: Mapping[str, Any],
    *,
    array: ArrayFormat = "comma",
    nested: NestedFormat = "brackets",
    formats: Mapping[str, ArrayFormat] | None = None,
) -> str:
    """The query string of ``params``, without a question mark. ``formats`` gives single parameters another array
    format."""
    pairs: list[tuple[str, str]] = []
    for name, value in params.items():
        flatten(name, value, formats.get(name, array) if formats else array, nested, pairs)
    return urlencode(pairs) if pairs else ""


def flatten(name: str, value: Any, array: ArrayFormat, nested: NestedFormat, into: list[tuple[str, str]]) -> None:
    """Append the name and value pairs that ``value`` is written as."""
    if type(value) is str:
        into.append((name, value))
    elif value is None or not is_given(value):
        return
    elif isinstance(value, Mapping):
        for key, each in value.items():
            flatten(f"{name}.{key}" if nested == "dots" else f"{name}[{key}]", each, array, nested, into)
    elif hasattr(value, "model_dump"):
        flatten(name, value.model_dump(mode="json", by_alias=True, exclude_unset=True), array, nested, into)
    elif isinstance(value, Iterable) and not isinstance(value, (str, bytes, bytearray, Enum)):
        _flatten_array(name, value, array, nested, into)
    else:
        into.append((name, scalar(name, value)))


def _flatten_array(
    name: str, value: Iterable[Any], array: ArrayFormat, nested: NestedFormat, into: list[tuple[str, str]]
) -> None:
    if array == "comma":
        items = [scalar(name, item) for item in value if item is not None and is_given(item)]
        if items:
            into.append((name, ",".join(items)))
        return
    for index, item in enumerate(value):
        # Some documents write the brackets into the parameter's name.
        brackets = name if name.endswith("[]") else f"{name}[]"
        key = {"brackets": brackets, "repeat": name, "indices": f"{name}[{index}]"}[array]
        flatten(key, item, array, nested, into)


def scalar(name: str, value: Any) -> str:
    """One value as text: ``true`` and ``false``, ISO 8601 dates, numbers. ``TypeError`` for anything that has no such
    form."""
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if type(value).__name__ in ("UUID", "Decimal"):
        return str(value)
    raise TypeError(f"{name!r} can't be written as a parameter: {type(value).__name__}")
