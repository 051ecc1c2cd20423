"""``UnknownVariant``: an object of a union whose tag no member of the union has."""

from __future__ import annotations

from typing import Any

from .models import BaseModel

__all__ = ["UnknownVariant"]


class UnknownVariant(BaseModel):
    """An object that a newer server sent where this SDK knows a union, and no member of the union fits.

    All properties are kept: as attributes, in ``model_extra``, and in ``to_dict()``. It is never an instance of a
    member of the union. ``type`` is the wire's value, or None where the union is told apart by another property.
    """

    type: Any = None
