"""From response bytes to typed values: pydantic-core straight from the bytes, else field by field.

``read_json`` is the whole of it. The first call for a type builds its validator; later calls look it up.
"""

from __future__ import annotations

# Values of any shape come through here; what narrowing leaves unknown of them is not an oversight.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
import json
from collections.abc import Callable
from functools import lru_cache
from threading import RLock
from typing import Any

import pydantic
import pydantic_core

from .lenient import construct_lenient
from .unions import is_model

__all__ = ["InvalidJson", "Mismatch", "json_validator", "load_json", "python_validator", "read_json", "read_value"]

_building = RLock()


class InvalidJson(ValueError):
    """The bytes are not JSON (or nested deeper than any parser here goes)."""


class Mismatch(ValueError):
    """In strict mode: the data doesn't fit its type. ``path`` leads to the first place (``output[0].id``)."""

    def __init__(self, path: str, message: str, data: Any) -> None:
        super().__init__(f"{path}: {message}" if path else message)
        self.path = path
        self.data = data


def read_json(tp: Any, body: bytes | bytearray | str, *, strict: bool = False) -> Any:
    """Read JSON as ``tp``.

    Raises ``InvalidJson`` for what isn't JSON and, only when ``strict``, ``Mismatch`` for what doesn't fit the type.
    """
    if tp is object or tp is Any:
        return load_json(body)
    try:
        return _validators(tp)[0](body)
    except pydantic.ValidationError as error:
        problem = error
    data = load_json(body)
    if strict:
        raise _mismatch(problem, data) from problem
    return construct_lenient(tp, data)


def read_value(tp: Any, data: Any, *, strict: bool = False) -> Any:
    """As ``read_json``, from JSON that is parsed already."""
    if tp is object or tp is Any:
        return data
    try:
        return _validators(tp)[1](data)
    except pydantic.ValidationError as error:
        if strict:
            raise _mismatch(error, data) from error
    return construct_lenient(tp, data)


def load_json(body: bytes | bytearray | str) -> Any:
    """Parse JSON. Invalid UTF-8 and lone surrogates are replaced; ``InvalidJson`` for anything that isn't JSON."""
    try:
        return pydantic_core.from_json(body)
    except ValueError as error:
        problem = error
    if "recursion" in str(problem):
        raise InvalidJson(str(problem)) from problem
    try:
        text = body if isinstance(body, str) else bytes(body).decode("utf-8-sig", "replace")
        return _clean(json.loads(text.removeprefix("\ufeff")))
    except (ValueError, RecursionError) as error:
        raise InvalidJson(str(error)) from error


def _clean(value: Any) -> Any:
    """The value with lone surrogates replaced: they are legal in JSON's escapes but can't be encoded again."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {_clean(key): _clean(item) for key, item in value.items()}
    return value


def json_validator(tp: Any) -> Callable[[bytes], Any]:
    """The fast path by itself: bytes to ``tp``, raising ``pydantic.ValidationError`` for anything that doesn't fit."""
    return _validators(tp)[0]


def python_validator(tp: Any) -> Callable[[Any], Any]:
    """As ``json_validator``, for JSON that is parsed already."""
    return _validators(tp)[1]


def _validators(tp: Any) -> tuple[Callable[[Any], Any], Callable[[Any], Any]]:
    if _outdated:
        _rebuild()
    try:
        return _cached_validators(tp)
    except TypeError:
        return _build(tp)


def _build(tp: Any) -> tuple[Callable[[Any], Any], Callable[[Any], Any]]:
    with _building:
        if is_model(tp):
            tp.model_rebuild()
            validator = tp.__pydantic_validator__
            return validator.validate_json, validator.validate_python
        adapter = pydantic.TypeAdapter(tp)
        return adapter.validator.validate_json, adapter.validator.validate_python


_cached_validators = lru_cache(maxsize=None)(_build)
_outdated: set[type[pydantic.BaseModel]] = set()


def rebuild_soon(cls: type[pydantic.BaseModel]) -> None:
    """Build the validator of ``cls`` again before it is looked up next. Those that are in use go on as they are."""
    _outdated.add(cls)


def _rebuild() -> None:
    with _building:
        while _outdated:
            _outdated.pop().model_rebuild(force=True)
        _cached_validators.cache_clear()


def _mismatch(error: pydantic.ValidationError, data: Any) -> Mismatch:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in first["loc"]).lstrip(".")
    return Mismatch(path, first["msg"], data)
