"""Small helpers, for ``_utils``. The SDK itself has no use for them."""

from __future__ import annotations

# Values of any shape come through here.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
import asyncio
import inspect
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache, wraps
from typing import Any, Generic, TypeVar

import anyio.to_thread
from typing_extensions import ParamSpec, TypeIs

from ..sentinels import is_given, not_given

__all__ = [
    "LazyProxy",
    "asyncify",
    "coerce_boolean",
    "coerce_float",
    "coerce_integer",
    "extract_files",
    "flatten",
    "get_async_library",
    "is_dict",
    "is_given",
    "is_iterable",
    "is_list",
    "is_mapping",
    "is_mapping_t",
    "is_sequence",
    "is_sequence_t",
    "is_tuple",
    "is_tuple_t",
    "json_safe",
    "lru_cache",
    "maybe_coerce_boolean",
    "maybe_coerce_float",
    "maybe_coerce_integer",
    "removeprefix",
    "removesuffix",
    "required_args",
    "strip_not_given",
]

T = TypeVar("T")
P = ParamSpec("P")


class LazyProxy(ABC, Generic[T]):
    """Stands for an object that is made anew at each use; subclasses say how by ``__load__``."""

    @abstractmethod
    def __load__(self) -> T: ...

    def __get_proxied__(self) -> T:
        return self.__load__()

    def __as_proxied__(self) -> T:
        """The proxy itself, with the type of what it stands for."""
        return self  # type: ignore[return-value]  # pyright: ignore[reportReturnType]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__get_proxied__(), name)

    def __repr__(self) -> str:
        return repr(self.__get_proxied__())


def asyncify(function: Callable[P, T]) -> Callable[P, Any]:
    """A blocking function as a coroutine function that runs it in a worker thread."""

    @wraps(function)
    async def call(*args: P.args, **kwargs: P.kwargs) -> T:
        return await anyio.to_thread.run_sync(lambda: function(*args, **kwargs))

    return call


def required_args(*variants: Sequence[str]) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """A decorator that refuses a call in which none of ``variants`` is given whole, with ``TypeError``."""

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        names = [*inspect.signature(function).parameters]

        @wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> T:
            given = {*names[: len(args)], *(name for name, value in kwargs.items() if is_given(value))}
            if not any(given.issuperset(variant) for variant in variants):
                wanted = " or ".join("(" + ", ".join(f"`{name}`" for name in variant) + ")" for variant in variants)
                raise TypeError(f"{function.__name__}() needs the arguments {wanted}")
            return function(*args, **kwargs)

        return call

    return decorate


def extract_files(query: Mapping[str, Any], *, paths: Sequence[Sequence[str]]) -> list[tuple[str, Any]]:
    """Take the values at ``paths`` out of ``query``, as ``(field name, file)``; ``"<array>"`` stands for every item.

    ``query`` is changed. Names of nested fields are written with brackets.
    """
    found: list[tuple[str, Any]] = []
    for path in paths:
        found += _extracted(query, tuple(path), "")
    return found


def _extracted(value: Any, path: tuple[str, ...], name: str) -> list[tuple[str, Any]]:
    if not path:
        return [(name, value)] if is_given(value) else []
    key, *rest = path
    if key == "<array>":
        items = value if isinstance(value, list) else []
        return [pair for item in items for pair in _extracted(item, tuple(rest), f"{name}[]")]
    if not isinstance(value, dict) or key not in value:
        return []
    inner = value[key] if rest else value.pop(key)
    found = _extracted(inner, tuple(rest), f"{name}[{key}]" if name else key)
    if rest == ["<array>"]:
        value.pop(key)
    return found


def flatten(items: Iterable[Iterable[T]]) -> list[T]:
    """The items of all iterables, one after another."""
    return [item for inner in items for item in inner]


def strip_not_given(obj: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """A mapping without the values that were not given; None stays None. ``omit`` is a value, it removes a default."""
    return None if obj is None else {key: value for key, value in obj.items() if value is not not_given}


def json_safe(data: object) -> object:
    """``data`` with dates as ISO 8601 text, and iterables as lists."""
    if isinstance(data, Mapping):
        return {json_safe(key): json_safe(value) for key, value in data.items()}
    if isinstance(data, Iterable) and not isinstance(data, (str, bytes, bytearray)):
        return [json_safe(item) for item in data]
    return data.isoformat() if isinstance(data, (date, datetime)) else data


def get_async_library() -> str:
    """``asyncio``, ``trio``, or ``false`` outside of async code."""
    from ..platform_headers import running_library

    library = running_library()
    if library == "asyncio":
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return "false"
    return library


def coerce_integer(val: str) -> int:
    """A decimal integer from text."""
    return int(val, base=10)


def coerce_float(val: str) -> float:
    """A number from text."""
    return float(val)


def coerce_boolean(val: str) -> bool:
    """Whether text says ``true``, ``1`` or ``on``."""
    return val in ("true", "1", "on")


def maybe_coerce_integer(val: str | None) -> int | None:
    """`coerce_integer`, and None for None."""
    return None if val is None else coerce_integer(val)


def maybe_coerce_float(val: str | None) -> float | None:
    """`coerce_float`, and None for None."""
    return None if val is None else coerce_float(val)


def maybe_coerce_boolean(val: str | None) -> bool | None:
    """`coerce_boolean`, and None for None."""
    return None if val is None else coerce_boolean(val)


def removeprefix(string: str, prefix: str) -> str:
    """``str.removeprefix``."""
    return string.removeprefix(prefix)


def removesuffix(string: str, suffix: str) -> str:
    """``str.removesuffix``."""
    return string.removesuffix(suffix)


def is_tuple(obj: object) -> TypeIs[tuple[object, ...]]:
    """Whether it is a tuple."""
    return isinstance(obj, tuple)


def is_sequence(obj: object) -> TypeIs[Sequence[object]]:
    """Whether it is a sequence; text is one."""
    return isinstance(obj, Sequence)


def is_mapping(obj: object) -> TypeIs[Mapping[str, object]]:
    """Whether it is a mapping."""
    return isinstance(obj, Mapping)


def is_dict(obj: object) -> TypeIs[dict[object, object]]:
    """Whether it is a dict."""
    return isinstance(obj, dict)


def is_list(obj: object) -> TypeIs[list[object]]:
    """Whether it is a list."""
    return isinstance(obj, list)


def is_iterable(obj: object) -> TypeIs[Iterable[object]]:
    """Whether it is iterable; text is."""
    return isinstance(obj, Iterable)


def is_tuple_t(obj: Any) -> bool:
    """`is_tuple`."""
    return isinstance(obj, tuple)


def is_sequence_t(obj: Any) -> bool:
    """`is_sequence`."""
    return isinstance(obj, Sequence)


def is_mapping_t(obj: Any) -> bool:
    """Whether a value was given, and is a mapping."""
    return is_given(obj) and isinstance(obj, Mapping)
