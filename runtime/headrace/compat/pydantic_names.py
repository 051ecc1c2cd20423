"""Pydantic by neutral names, for ``_compat``. Only version 2 of pydantic is supported."""

from __future__ import annotations

from functools import cached_property
from typing import Any, TypeVar

import pydantic
from pydantic import ConfigDict
from pydantic.fields import FieldInfo

from ..models import BaseModel as GenericModel

__all__ = [
    "GenericModel",
    "PYDANTIC_V1",
    "PYDANTIC_V2",
    "cached_property",
    "field_get_default",
    "field_is_required",
    "field_outer_type",
    "get_model_config",
    "get_model_fields",
    "model_copy",
    "model_dump",
    "model_json",
    "model_json_schema",
    "model_parse",
    "model_parse_json",
    "parse_obj",
    "typed_cached_property",
]

ModelT = TypeVar("ModelT", bound=pydantic.BaseModel)

PYDANTIC_V1 = False
PYDANTIC_V2 = True
typed_cached_property = cached_property


def parse_obj(model: type[ModelT], value: object) -> ModelT:
    """Validate a value; raises ``pydantic.ValidationError``."""
    return model.model_validate(value)


def model_parse(model: type[ModelT], data: Any) -> ModelT:
    """Validate a value; raises ``pydantic.ValidationError``."""
    return model.model_validate(data)


def model_parse_json(model: type[ModelT], data: str | bytes) -> ModelT:
    """Validate JSON; raises ``pydantic.ValidationError``."""
    return model.model_validate_json(data)


def model_copy(model: ModelT, *, deep: bool = False) -> ModelT:
    """A copy of a model."""
    return model.model_copy(deep=deep)


def model_dump(model: pydantic.BaseModel, **options: Any) -> dict[str, Any]:
    """A model as a dict; ``options`` are those of pydantic."""
    return model.model_dump(**options)


def model_json(model: pydantic.BaseModel, *, indent: int | None = None) -> str:
    """A model as JSON."""
    return model.model_dump_json(indent=indent)


def model_json_schema(model: type[pydantic.BaseModel]) -> dict[str, Any]:
    """The JSON Schema of a model."""
    return model.model_json_schema()


def get_model_config(model: type[pydantic.BaseModel]) -> ConfigDict:
    """The config of a model."""
    return model.model_config


def get_model_fields(model: type[pydantic.BaseModel]) -> dict[str, FieldInfo]:
    """The fields of a model by Python name."""
    return model.model_fields


def field_is_required(field: FieldInfo) -> bool:
    """Whether a field has no default."""
    return field.is_required()


def field_outer_type(field: FieldInfo) -> Any:
    """The annotation of a field."""
    return field.annotation


def field_get_default(field: FieldInfo) -> Any:
    """The default of a field, None if there is none."""
    found = field.get_default()
    return None if type(found).__name__ == "PydanticUndefinedType" else found
