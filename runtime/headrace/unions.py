"""Which member of a discriminated union a tag value stands for, and the core schema that uses it.

Members may be models, other unions, or aliases of them (``Annotated[Union[...], PropertyInfo(discriminator=...)]``);
those are flattened. A model's tag is usable when its annotation is a ``Literal``.
"""

from __future__ import annotations

# Values of any shape come through here; what narrowing leaves unknown of them is not an oversight.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
import types
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeGuard, Union, cast, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import core_schema
from typing_extensions import TypeAliasType

from .property_info import PropertyInfo

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

__all__ = ["Tags", "flatten", "is_model", "is_union", "tag_values", "tagged_union_schema", "tags_of"]

Tags = dict[Any, tuple[Any, ...]]
"""The members that a tag value stands for. More than one when a document uses a tag value twice."""


def is_model(tp: Any) -> TypeGuard[type[BaseModel]]:
    """Whether ``tp`` is a model class. (In Python 3.10 ``list[int]`` is an instance of ``type`` too.)"""
    return isinstance(tp, type) and get_origin(tp) is None and issubclass(tp, BaseModel)


def is_union(tp: Any) -> bool:
    """Whether ``tp`` is written ``Union[...]`` or ``A | B``."""
    origin = get_origin(tp)
    return origin is Union or origin is types.UnionType


def flatten(tp: Any) -> Iterator[Any]:
    """The members of a union, those of nested unions and aliases included, each once in order."""
    origin = get_origin(tp)
    if origin is Annotated:
        inner = get_args(tp)[0]
        if is_union(inner) or get_origin(inner) is Annotated:
            yield from flatten(inner)
        else:
            yield tp
    elif isinstance(tp, TypeAliasType):
        yield from flatten(tp.__value__)
    elif is_union(tp):
        seen: set[int] = set()
        for arg in get_args(tp):
            for member in flatten(arg):
                if id(member) not in seen:
                    seen.add(id(member))
                    yield member
    else:
        yield tp


def tag_values(member: Any, discriminator: str) -> tuple[tuple[Any, ...], bool]:
    """The tag values of one member, and whether the tag must be there. No values means: no usable tag."""
    origin = get_origin(member)
    if origin is Annotated:
        member, *metadata = get_args(member)
        for item in metadata:
            if isinstance(item, PropertyInfo) and item.tags:
                return item.tags, True
    if not is_model(member):
        return (), False
    for name, field in member.model_fields.items():
        if discriminator == (field.alias or name):
            literal = [arg for arg in flatten(field.annotation) if arg is not type(None)]
            if literal and all(get_origin(arg) is Literal for arg in literal):
                values = tuple(value for arg in literal for value in get_args(arg))
                if all(isinstance(value, (str, int)) for value in values):
                    return values, field.is_required()
    return (), False


def tags_of(tp: Any, discriminator: str) -> tuple[Tags, list[Any]]:
    """Split a union: members by tag value, and the members that may come without a tag (``None`` excluded)."""
    tagged: dict[Any, list[Any]] = {}
    untagged: list[Any] = []
    for member in flatten(tp):
        if member is type(None):
            continue
        values, required = tag_values(member, discriminator)
        for value in values:
            tagged.setdefault(value, []).append(member)
        if not required:
            untagged.append(member)
    return {value: tuple(members) for value, members in tagged.items()}, untagged


def tagged_union_schema(source: Any, discriminator: str, handler: GetCoreSchemaHandler) -> CoreSchema:
    """The core schema of a union whose members are told apart by the wire property ``discriminator``.

    A member without a usable tag stays reachable: it is tried in a plain union after the tag did not decide.
    """
    tags, untagged = tags_of(source, discriminator)
    if not tags:
        return handler(source)
    schemas: dict[int, CoreSchema] = {}

    def schema_of(member: Any) -> CoreSchema:
        if id(member) not in schemas:
            schemas[id(member)] = handler.generate_schema(member)
        return schemas[id(member)]

    choices: dict[Any, CoreSchema] = {
        value: schema_of(members[0]) if len(members) == 1 else core_schema.union_schema([schema_of(m) for m in members])
        for value, members in tags.items()
    }
    schema: CoreSchema = core_schema.tagged_union_schema(choices, discriminator)
    if untagged:
        others = cast("list[CoreSchema | tuple[CoreSchema, str]]", [schema, *(schema_of(m) for m in untagged)])
        schema = core_schema.union_schema(others, mode="left_to_right")
    if any(member is type(None) for member in flatten(source)):
        schema = core_schema.nullable_schema(schema)
    return schema
