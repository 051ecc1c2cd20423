"""Narrowing of plain data (what JSON can express) for the type checker."""

from __future__ import annotations

from typing import Any

from typing_extensions import TypeIs

__all__ = ["is_array", "is_object"]


def is_object(value: object) -> TypeIs[dict[str, Any]]:
    """Whether ``value`` is a JSON object; the keys of everything a ``Source`` reads are text."""
    return isinstance(value, dict)


def is_array(value: object) -> TypeIs[list[Any]]:
    """Whether ``value`` is a JSON array."""
    return isinstance(value, list)
