"""Query strings, for ``_qs``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from ..query import ArrayFormat, NestedFormat, encode_query, flatten
from ..sentinels import NotGiven, not_given

__all__ = ["Querystring", "parse", "stringify", "stringify_items"]


class Querystring:
    """Writes query strings in one format of arrays and of nested objects."""

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
    ) -> str:
        """The query string of ``params``, percent-encoded, without a question mark."""
        array, nested = self._formats(array_format, nested_format)
        return encode_query(params, array=array, nested=nested)

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


_default = Querystring()
parse = _default.parse
stringify = _default.stringify
stringify_items = _default.stringify_items
