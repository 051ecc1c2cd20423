"""Core schemas of models inside of models: inner classes are built first.

Left alone, pydantic builds the validators of all classes below a class that is built, again for each class that holds
them: an event that carries a large object costs as much as the object itself, in time and in memory, and so does the
next event. But pydantic-core takes a finished validator from a class that has one, so each class is finished here
before the one around it.
"""

from __future__ import annotations

# Values of any shape come through here; what narrowing leaves unknown of them is not an oversight.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
from threading import local
from typing import TYPE_CHECKING, Any, cast

from .late import late_lists

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

__all__ = ["schema_of"]


class _Builds(local):
    """The classes whose schemas are being made in this thread, innermost last."""

    def __init__(self) -> None:
        self.stack: list[Any] = []


_builds = _Builds()


def schema_of(source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
    """The schema of the model class ``source``, which is being built or is a part of one that is."""
    stack = _builds.stack
    inner = bool(stack) and source not in stack and not source.__dict__.get("__pydantic_complete__")
    stack.append(source)
    try:
        if inner:
            # A class that is a part of itself can't be finished before itself: it is spelled out, as ever.
            source.model_rebuild(raise_errors=False, _parent_namespace_depth=0)
        schema = handler(source)
    finally:
        stack.pop()
    for field in _fields_of(cast("Any", schema)).values():
        late_lists(field, source)
    return schema


def _fields_of(schema: dict[str, Any]) -> dict[str, Any]:
    while "fields" not in schema:
        inner = schema.get("schema")
        if not isinstance(inner, dict):
            return {}
        schema = inner
    fields: dict[str, Any] = schema["fields"]
    return fields
