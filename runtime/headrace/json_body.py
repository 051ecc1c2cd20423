"""JSON bodies: plain values, models and iterables to compact UTF-8, at the speed of ``json.dumps``.

``omit`` may stand at any depth and is left out with its key. The encoder finds out while it encodes: only a body that
has one is walked in Python.
"""

from __future__ import annotations

# Values of any shape come through here; what narrowing leaves unknown of them is not an oversight.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
import json
import math
import os
from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum
from typing import Any
from uuid import UUID

from .sentinels import is_given

__all__ = ["encode_json"]


class _FoundOmit(Exception):
    """Stops the encoder: the body holds an ``omit``."""


class _Values:
    """Turns what JSON doesn't know into what it knows. Remembers what an iterator gave, as it gives it once."""

    __slots__ = ("_drained",)

    def __init__(self) -> None:
        self._drained: dict[int, tuple[Any, list[Any]]] = {}

    def __call__(self, value: Any) -> Any:
        if not is_given(value):
            raise _FoundOmit
        if isinstance(value, date):
            return value.isoformat()
        if hasattr(value, "model_dump") and not isinstance(value, type):
            return _dump_model(value)
        if isinstance(value, Mapping):
            return dict(value)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
        if isinstance(value, Enum):
            return value.value
        if isinstance(value, UUID):
            return str(value)
        if (
            isinstance(value, Iterable)
            and not isinstance(value, (bytes, bytearray, memoryview, os.PathLike))
            and not hasattr(value, "read")
        ):
            if id(value) not in self._drained:
                self._drained[id(value)] = value, list(value)  # keeping the iterator keeps its id from being used again
            return self._drained[id(value)][1]
        raise TypeError(f"{_described(value)} can't be sent as JSON")

    def prune(self, value: Any) -> Any:
        """A copy without any ``omit``."""
        if isinstance(value, (str, int, float)) or value is None:
            return value
        if isinstance(value, dict):
            return {key: self.prune(each) for key, each in value.items() if is_given(each)}
        if isinstance(value, (list, tuple)):
            return [self.prune(each) for each in value if is_given(each)]
        return self.prune(self(value))


def _dump_model(value: Any) -> Any:
    # What the server never sent must not be sent back: unset properties stay out.
    return value.model_dump(mode="json", by_alias=True, exclude_unset=True, warnings=False)


def _described(value: Any) -> str:
    if isinstance(value, (bytes, bytearray, memoryview)):
        return "bytes"
    return f"an object of type {type(value).__name__}"


def encode_json(value: Any) -> bytes:
    """Encode a body. Raises ``ValueError`` for NaN and infinities (with the place) and ``TypeError`` for what has no
    JSON form."""
    values = _Values()
    try:
        return _dumps(value, values)
    except _FoundOmit:
        return _dumps(values.prune(value), values)


def _dumps(value: Any, default: _Values) -> bytes:
    try:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=default)
    except RecursionError as error:
        raise ValueError("the body is nested too deeply to be sent as JSON") from error
    except ValueError as error:
        place = _find_nan(value, "body")
        if place is None:
            raise
        raise ValueError(f"{place}: NaN and infinities are not valid in JSON") from error
    try:
        return text.encode()
    except UnicodeEncodeError:  # a lone surrogate: JSON can only hold it escaped
        return json.dumps(value, separators=(",", ":"), allow_nan=False, default=default).encode()


def _find_nan(value: Any, place: str, depth: int = 0) -> str | None:
    if isinstance(value, float):
        return None if math.isfinite(value) else place
    if depth > 100:
        return None
    children: Iterable[tuple[str, Any]] = ()
    if isinstance(value, Mapping):
        children = ((f"{place}.{key}", each) for key, each in value.items())
    elif isinstance(value, (list, tuple)):
        children = ((f"{place}[{index}]", each) for index, each in enumerate(value))
    return next((found for name, each in children if (found := _find_nan(each, name, depth + 1))), None)
