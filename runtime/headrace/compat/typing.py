"""Looking into annotations, for ``_utils``."""

from __future__ import annotations

import types
from collections.abc import Iterable
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin

from typing_extensions import NotRequired, Required, TypeAliasType, is_typeddict

__all__ = [
    "extract_type_arg",
    "get_args",
    "get_origin",
    "is_annotated_type",
    "is_iterable_type",
    "is_list_type",
    "is_literal_type",
    "is_required_type",
    "is_type_alias_type",
    "is_typeddict",
    "is_union",
    "is_union_type",
    "strip_annotated_type",
]


def is_union(tp: Any) -> bool:
    """Whether an origin is that of a union, in either spelling."""
    return tp is Union or tp is types.UnionType


def is_union_type(typ: Any) -> bool:
    """Whether a type is a union."""
    return is_union(get_origin(typ))


def is_annotated_type(typ: Any) -> bool:
    """Whether a type is ``Annotated``."""
    return get_origin(typ) is Annotated


def is_literal_type(typ: Any) -> bool:
    """Whether a type is a ``Literal``."""
    return get_origin(typ) is Literal


def is_list_type(typ: Any) -> bool:
    """Whether a type is a list."""
    return (get_origin(typ) or typ) is list


def is_iterable_type(typ: Any) -> bool:
    """Whether a type is ``Iterable``."""
    return (get_origin(typ) or typ) is Iterable


def is_required_type(typ: Any) -> bool:
    """Whether a type is ``Required``."""
    return get_origin(typ) is Required


def is_type_alias_type(tp: Any) -> bool:
    """Whether something is a type alias made with ``type``."""
    return isinstance(tp, TypeAliasType)


def strip_annotated_type(typ: Any) -> Any:
    """A type without ``Annotated``, ``Required`` and ``NotRequired`` around it."""
    while get_origin(typ) in (Annotated, Required, NotRequired):
        typ = get_args(typ)[0]
    return typ


def extract_type_arg(typ: Any, index: int) -> type:
    """One argument of a generic type. Raises ``RuntimeError`` if it has none there."""
    try:
        return cast(type, get_args(typ)[index])
    except IndexError as error:
        raise RuntimeError(f"{typ} has no type argument {index}") from error
