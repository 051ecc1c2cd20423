"""From a type that the caller wants to the request's format, and from text back to that type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import is_dataclass
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, TypeAdapter
from typing_extensions import TypeVar

from headrace.spi import NotGiven, Omit

from .schema import schema_name, to_strict_json_schema

__all__ = [
    "ResponseFormatT",
    "TextFormatT",
    "chat_response_format",
    "is_parseable",
    "read_text",
    "responses_text_format",
]

# What an answer is parsed into; Any where the caller gives no type.
ResponseFormatT = TypeVar("ResponseFormatT", default=Any)
TextFormatT = TypeVar("TextFormatT", default=Any)


def is_parseable(kind: Any) -> bool:
    """Whether ``kind`` is a type to parse into: a pydantic model or dataclass. Dicts and omitted values are not."""
    if kind is None or isinstance(kind, (Omit, NotGiven, Mapping)):
        return False
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return True
    if is_dataclass(kind) and hasattr(kind, "__pydantic_config__"):
        return True
    name = getattr(kind, "__name__", type(kind).__name__)
    raise TypeError(f"an output format is a pydantic model, a pydantic dataclass or a dict, not {name}")


def chat_response_format(kind: Any) -> Any:
    """The ``response_format`` that Chat is sent for a type; a dict or an omitted value as it is."""
    if not is_parseable(kind):
        return kind
    schema = {"name": schema_name(kind), "schema": to_strict_json_schema(kind), "strict": True}
    return {"type": "json_schema", "json_schema": schema}


def responses_text_format(kind: Any) -> dict[str, Any]:
    """The ``text.format`` that Responses is sent for a type."""
    return {"type": "json_schema", "name": schema_name(kind), "schema": to_strict_json_schema(kind), "strict": True}


@lru_cache(maxsize=256)
def _adapter(kind: Any) -> TypeAdapter[Any]:
    # Bounded: classes made in a loop must not pile up for ever.
    return TypeAdapter(kind)


def read_text(kind: Any, text: str) -> Any:
    """``text`` as an instance of ``kind``. Raises ``pydantic.ValidationError``; callers wrap it with what they know."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return kind.model_validate_json(text)
    return _adapter(kind).validate_json(text)
