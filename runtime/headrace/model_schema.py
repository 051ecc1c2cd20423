"""Core schemas of models inside of models: each class builds its validator once, and others refer to it.

Left alone, pydantic builds the validators of all classes below a class again, for each class that holds them: an event
that carries a large object costs as much as the object itself, in time and in memory, and so does the next event.
pydantic-core takes a finished validator from a class instead, if the schema says no more than which class it is. So
that is what a finished class answers here, unless it is asked for by a class that isn't one of ours.
"""

from __future__ import annotations

# Values of any shape come through here; what narrowing leaves unknown of them is not an oversight.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
from threading import local
from typing import TYPE_CHECKING, Any, cast
from weakref import WeakSet

import pydantic
from pydantic_core import core_schema

from .late import late_lists

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

__all__ = ["json_schema_of", "schema_of"]

_REUSES = tuple(int(part) for part in pydantic.VERSION.split(".")[:2]) >= (2, 12)
"""Whether pydantic-core takes finished validators and serializers from classes, and does it well."""

_KEY = "headrace_model"

_cyclic: WeakSet[Any] = WeakSet()
"""Classes that are parts of themselves. They are spelled out wherever they are used, as pydantic does it."""


class _Builds(local):
    """The classes whose schemas are being made in this thread, innermost last."""

    def __init__(self) -> None:
        self.stack: list[Any] = []
        self.requested: Any = None
        """A class whose own schema is asked for next, not a reference to it."""


_builds = _Builds()


def schema_of(source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
    """The schema of the model class ``source``: whole when it is built itself, a reference inside of others."""
    builds = _builds
    if builds.stack and builds.requested is not source and _reusable(source):
        return _reference(source)
    builds.requested = None
    builds.stack.append(source)
    try:
        schema = handler(source)
    finally:
        builds.stack.pop()
    for field in _fields_of(cast("Any", schema)).values():
        late_lists(field)
    return schema


def _reusable(source: Any) -> bool:
    """Whether ``source`` has a validator of its own, now at the latest, that others can use."""
    if not _REUSES or source.__pydantic_generic_metadata__["origin"] is not None or source in _cyclic:
        return False
    if not source.__dict__.get("__pydantic_complete__"):
        stack = _builds.stack
        if source in stack:
            _cyclic.update(stack[stack.index(source) :])
            return False
        _builds.requested = source
        try:
            source.model_rebuild(raise_errors=False, _parent_namespace_depth=0)
        finally:
            _builds.requested = None
    return bool(source.__dict__.get("__pydantic_complete__")) and source not in _cyclic


def _reference(source: Any) -> CoreSchema:
    # What is inside is never used to validate, but pydantic looks for the constants that tell the members of a union
    # apart.
    whole = cast("dict[str, Any]", source.__pydantic_core_schema__)
    inner = _fields_of(whole)
    constants = {name: field for name, field in inner.items() if field.get("schema", {}).get("type") == "literal"}
    return core_schema.model_schema(
        source,
        core_schema.model_fields_schema(cast("Any", constants)),
        ref=f"{source.__module__}.{source.__qualname__}:{id(source)}",
        metadata={_KEY: source},
    )


def _fields_of(schema: dict[str, Any]) -> dict[str, Any]:
    while "fields" not in schema:
        inner = schema.get("schema")
        if not isinstance(inner, dict):
            return {}
        schema = inner
    fields: dict[str, Any] = schema["fields"]
    return fields


def json_schema_of(schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
    """The JSON schema of a model class; for a reference, that of the whole class."""
    source = (schema.get("metadata") or {}).get(_KEY)
    return handler(schema if source is None else source.__pydantic_core_schema__)
