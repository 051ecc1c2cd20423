"""Making values of types from parsed JSON, for ``_models``."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar, cast

import pydantic
from typing_extensions import TypeIs

from ..models import BaseModel
from ..reading import read_value

__all__ = [
    "BaseModel",
    "GenericModel",
    "add_request_id",
    "build",
    "construct_type",
    "construct_type_unchecked",
    "is_basemodel",
    "is_basemodel_type",
    "validate_type",
]

T = TypeVar("T")
ModelT = TypeVar("ModelT", bound=pydantic.BaseModel)

GenericModel = BaseModel
"""Generic models need no class of their own."""


def construct_type(*, value: object, type_: object, metadata: list[Any] | None = None) -> object:
    """A value of ``type_`` from parsed JSON, as far as the data allows: as responses are read, nothing is raised.

    ``metadata`` is what ``Annotated`` would carry, a discriminator for example.
    """
    return read_value(_with_metadata(type_, metadata), value)


def construct_type_unchecked(*, value: object, type_: type[T]) -> T:
    """`construct_type` with a result type."""
    return cast(T, read_value(type_, value))


def validate_type(*, type_: type[T], value: object) -> T:
    """A value of ``type_``; raises ``pydantic.ValidationError`` if the data doesn't fit."""
    return pydantic.TypeAdapter(type_).validate_python(value)


def build(base_model_cls: type[ModelT], /, *args: Any, **kwargs: Any) -> ModelT:
    """Call a model class that is only known at run time. Positional arguments are refused."""
    if args:
        raise TypeError("arguments of a model are keyword arguments")
    return cast(ModelT, construct_type(type_=base_model_cls, value=kwargs))


def add_request_id(obj: BaseModel, request_id: str | None) -> None:
    """Set ``_request_id``, which is no field and is not dumped."""
    obj._request_id = request_id  # pyright: ignore[reportPrivateUsage]


def is_basemodel_type(type_: type) -> TypeIs[type[BaseModel]]:
    """Whether a type is a model of the SDK; generic ones are told by their origin."""
    origin = getattr(type_, "__origin__", None) or type_
    return isinstance(origin, type) and issubclass(origin, BaseModel)


def is_basemodel(type_: type) -> bool:
    """Whether a type is a model of the SDK, or a union that has one."""
    from .typing import get_args, is_union, strip_annotated_type

    bare = strip_annotated_type(type_)
    if is_union(getattr(bare, "__origin__", None)) or is_union(type(bare)):
        return any(is_basemodel(member) for member in get_args(bare))
    return is_basemodel_type(bare)


def _with_metadata(type_: object, metadata: list[Any] | None) -> Any:
    if not metadata:
        return type_
    parts: Any = (type_, *metadata)
    return Annotated[parts]
