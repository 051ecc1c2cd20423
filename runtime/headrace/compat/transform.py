"""Requests from Python names to wire names by type annotations, for ``_utils``.

Generated methods don't walk types: they follow a plan that was made with them. This is for code that transforms
arguments on its own.
"""

from __future__ import annotations

# Values and annotations of any shape come through here.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal, TypeVar, cast, get_args, get_origin

import pydantic
from typing_extensions import get_type_hints, is_typeddict

from ..property_info import PropertyInfo
from ..sentinels import is_given
from ..transforms import base64_text
from .typing import is_union, strip_annotated_type

__all__ = [
    "PropertyFormat",
    "PropertyInfo",
    "async_maybe_transform",
    "async_transform",
    "get_type_hints",
    "maybe_transform",
    "transform",
]

T = TypeVar("T")
PropertyFormat = Literal["iso8601", "base64", "custom"]


def maybe_transform(data: object, expected_type: object) -> Any | None:
    """`transform`, and None for None."""
    return None if data is None else transform(data, expected_type)


def transform(data: T, expected_type: object) -> T:
    """``data`` with wire names and wire formats where ``expected_type`` (a TypedDict, or a type with some inside) says
    so. Arguments that were not given are left out; what the type doesn't speak of is kept. ``data`` is not changed.
    """
    return cast(T, _transform(data, expected_type))


async def async_maybe_transform(data: object, expected_type: object) -> Any | None:
    """`maybe_transform` for async code. Files that become Base64 are read on the spot."""
    return maybe_transform(data, expected_type)


async def async_transform(data: T, expected_type: object) -> T:
    """`transform` for async code."""
    return transform(data, expected_type)


def _transform(data: Any, annotation: Any) -> Any:
    info = _info(annotation)
    bare: Any = strip_annotated_type(annotation)
    if isinstance(data, pydantic.BaseModel):
        return data.model_dump(mode="json", by_alias=True, exclude_unset=True)
    if is_typeddict(bare) and isinstance(data, Mapping):
        return _typed_dict(data, bare)
    arguments = get_args(bare)
    if is_union(get_origin(bare)):
        for member in arguments:
            data = _transform(data, member)
        return data if info is None else _formatted(data, info)
    if isinstance(data, Mapping) and len(arguments) == 2:
        return {key: _transform(value, arguments[1]) for key, value in data.items()}
    if len(arguments) == 1 and _is_items(data) and get_origin(bare) not in (Annotated, Literal, type):
        return [_transform(item, arguments[0]) for item in data]
    return data if info is None else _formatted(data, info)


def _typed_dict(data: Mapping[str, Any], kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind, include_extras=True)
    found: dict[str, Any] = {}
    for key, value in data.items():
        if not is_given(value):
            continue
        annotation = hints.get(key)
        info = _info(annotation)
        found[(info.alias if info is not None else None) or key] = _transform(value, annotation)
    return found


def _info(annotation: Any) -> PropertyInfo | None:
    """The `PropertyInfo` in ``Annotated``, below ``Required`` too."""
    while annotation is not None:
        if get_origin(annotation) is Annotated:
            for extra in annotation.__metadata__:
                if isinstance(extra, PropertyInfo):
                    return extra
        arguments = get_args(annotation)
        named = getattr(get_origin(annotation), "_name", None) in ("Required", "NotRequired", "ReadOnly")
        annotation = arguments[0] if named or (arguments and get_origin(annotation) is Annotated) else None
    return None


def _is_items(data: Any) -> bool:
    return (
        isinstance(data, Iterable)
        and not isinstance(data, (str, bytes, bytearray, Mapping))
        and not hasattr(data, "read")
    )


def _formatted(data: Any, info: PropertyInfo) -> Any:
    if isinstance(data, (date, datetime)):
        if info.format == "custom" and info.format_template is not None:
            return data.strftime(info.format_template)
        return data.isoformat() if info.format == "iso8601" else data
    return base64_text(data) if info.format == "base64" else data
