"""Applies a body's ``Transform`` list: renames, dates and base64, along paths that were planned at generation time.

Only the places that a path leads to are looked at, and only what changes is copied. The caller's own objects are
never changed.
"""

from __future__ import annotations

# Values of any shape come through here; what narrowing leaves unknown of them is not an oversight.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
import os
from base64 import b64encode
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from .descriptor import Transform

__all__ = ["TransformPlan"]


class TransformPlan:
    """The transforms of one body as a tree, so that each value is visited once."""

    __slots__ = ("alias", "children", "convert")

    def __init__(self, transforms: tuple[Transform, ...] = ()) -> None:
        self.children: dict[str, TransformPlan] = {}
        self.alias: str | None = None
        self.convert: str | None = None
        for transform in transforms:
            node = self
            for key in transform.path:
                node = node.children.setdefault(key, TransformPlan())
            if transform.op == "alias":
                node.alias = transform.arg
            else:
                node.convert = transform.op

    def apply(self, value: Any) -> Any:
        """The value as it goes on the wire. What is already right is returned as it is, not copied."""
        if self.convert is not None:
            value = _convert(self.convert, value)
        if not self.children or value is None or isinstance(value, (str, bytes, int, float)):
            return value
        if isinstance(value, Mapping):
            return self._apply_mapping(value)
        items = self.children.get("[]")
        if items is None or not isinstance(value, Iterable) or hasattr(value, "model_dump"):
            return value  # models know their wire names themselves
        return [items.apply(item) for item in value]

    def _apply_mapping(self, value: Mapping[str, Any]) -> Mapping[str, Any]:
        every = self.children.get("{}")
        if every is not None:
            return {key: every.apply(item) for key, item in value.items()}
        changed: dict[str, tuple[str, Any]] = {}
        for key, plan in self.children.items():
            if key in value:
                new = plan.apply(value[key])
                if plan.alias is not None or new is not value[key]:
                    changed[key] = plan.alias or key, new
        if not changed:
            return value
        return dict(changed.get(key, (key, item)) for key, item in value.items())


def _convert(op: str, value: Any) -> Any:
    if op == "base64":
        return base64_text(value)
    if isinstance(value, datetime) and op == "date":
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else value


def base64_text(value: Any) -> Any:
    """Files and bytes as base64 text; text is taken to be base64 already."""
    if isinstance(value, os.PathLike):
        with open(value, "rb") as file:
            value = file.read()
    elif hasattr(value, "read"):
        value = value.read()
        if isinstance(value, str):
            raise TypeError("a file that is sent as base64 must be opened in binary mode")
    return b64encode(value).decode("ascii") if isinstance(value, (bytes, bytearray)) else value
