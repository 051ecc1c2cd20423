"""The second path: objects from JSON that doesn't fit its type, field by field.

What fits is typed as ever. What doesn't is kept as it came: unknown enum values, wrong scalars, extra properties; a
property that is missing reads as None; an object that no member of a union describes becomes an ``UnknownVariant``.
Nothing here raises because of data.

For every type a plan is made once: a function of the value and the depth, put together from the annotations.
"""

from __future__ import annotations

# Values of any shape come through here; what narrowing leaves unknown of them is not an oversight.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
import enum
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from inspect import get_annotations
from typing import Annotated, Any, ForwardRef, Literal, TypeVar, cast, get_args, get_origin, get_type_hints

import pydantic
from pydantic.fields import FieldInfo
from typing_extensions import TypeAliasType, is_typeddict

from .late import late_of
from .property_info import PropertyInfo
from .unions import flatten, is_model, is_union, tag_values, tags_of

__all__ = ["construct_lenient", "construct_model"]

ModelT = TypeVar("ModelT", bound=pydantic.BaseModel)
Plan = Callable[[Any, int], Any]

MAX_DEPTH = 64
"""Objects nested deeper than this stay plain data: a hostile document must not exhaust the stack."""

VALIDATE_DEPTH = 8
"""Items of arrays are first given to pydantic-core down to this depth, which keeps the cost of nested failures
linear."""


def construct_lenient(tp: Any, data: Any) -> Any:
    """Make a value of type ``tp`` from parsed JSON, as far as the data allows."""
    return plan_for(tp)(data, 0)


def construct_model(cls: type[ModelT], values: Mapping[str, Any]) -> ModelT:
    """Make an instance of ``cls`` from wire or Python names without validation, nested objects included."""
    return cast(ModelT, plan_for(cls)(dict(values), 0))


def plan_for(tp: Any) -> Plan:
    """The plan of a type; made once when the type can be hashed, as types are."""
    try:
        return _cached_plan(tp)
    except TypeError:
        return _make_plan(tp)


def _keep(value: Any, depth: int) -> Any:
    return value


def _to_float(value: Any, depth: int) -> Any:
    return float(value) if type(value) is int and -(2**1000) < value < 2**1000 else value


def _make_plan(tp: Any) -> Plan:
    if (
        tp is Any
        or tp is object
        or tp is None
        or tp in (str, int, bool, type(None))
        or isinstance(tp, (ForwardRef, str))
    ):
        return _keep
    if tp is float:
        return _to_float
    origin = get_origin(tp)
    if origin is Annotated:
        return _annotated(tp)
    if origin is Literal:
        return _keep
    if is_union(tp):
        return _plain_union(tp)
    if isinstance(tp, TypeAliasType):
        return plan_for(tp.__value__)
    if isinstance(tp, TypeVar):
        return plan_for(tp.__bound__) if tp.__bound__ is not None else _keep
    if origin in (list, Sequence, Iterable) or tp is list:
        return _array(tp)
    if origin in (dict, Mapping) or tp is dict:
        return _mapping(tp)
    if is_model(tp):
        return _model(tp)
    return _validated(tp)


_cached_plan = lru_cache(maxsize=None)(_make_plan)


def _validated(tp: Any) -> Plan:
    """A leaf that pydantic-core reads (datetimes, enums, typed dicts ...), or the value as it came."""
    if isinstance(tp, type) and get_origin(tp) is None and not is_typeddict(tp) and issubclass(tp, (bytes, enum.Flag)):
        return _keep
    validate = pydantic.TypeAdapter(tp).validate_python

    def read(value: Any, depth: int) -> Any:
        try:
            return validate(value)
        except Exception:
            return value

    return read


def _annotated(tp: Any) -> Plan:
    if late := late_of(tp):
        return lambda value, depth: value if value is None else plan_for(late.type)(value, depth)
    inner, *metadata = get_args(tp)
    for item in metadata:
        if isinstance(item, (PropertyInfo, FieldInfo)) and isinstance(item.discriminator, str):
            return _tagged_union(inner, item.discriminator)
    return plan_for(inner)


def _array(tp: Any) -> Plan:
    args = get_args(tp)
    if not args:
        return _keep
    item = args[0]
    construct: Plan | None = None
    validate: Callable[[Any], Any] | None = None

    def read(value: Any, depth: int) -> Any:
        nonlocal construct, validate
        if not isinstance(value, list) or depth >= MAX_DEPTH:
            return value
        if construct is None:  # not when the plan is made: the item may be the class whose plan is being made
            construct = plan_for(item)
            validate = pydantic.TypeAdapter(item).validate_python if construct is not _keep else None
        if validate is None:
            return value
        if depth >= VALIDATE_DEPTH:
            return [construct(each, depth + 1) for each in value]
        return [_either(validate, construct, each, depth + 1) for each in value]

    return read


def _either(validate: Callable[[Any], Any], construct: Plan, value: Any, depth: int) -> Any:
    try:
        return validate(value)
    except Exception:
        return construct(value, depth)


def _mapping(tp: Any) -> Plan:
    args = get_args(tp)
    if len(args) != 2:
        return _keep
    construct: Plan | None = None

    def read(value: Any, depth: int) -> Any:
        nonlocal construct
        if not isinstance(value, dict) or depth >= MAX_DEPTH:
            return value
        if construct is None:
            construct = plan_for(args[1])
        return {key: construct(each, depth + 1) for key, each in value.items()}

    return read


def _unknown(value: Any) -> Any:
    from .variants import UnknownVariant

    return plan_for(UnknownVariant)(value, MAX_DEPTH)


def _tagged_union(union: Any, discriminator: str) -> Plan:
    tags, untagged = tags_of(union, discriminator)
    if not tags:
        return _plain_union(union)
    others = _plain_union(union, tuple(untagged)) if untagged else None

    def read(value: Any, depth: int) -> Any:
        if isinstance(value, dict):
            tag = value.get(discriminator)
            members = tags.get(tag, ()) if isinstance(tag, (str, int)) else ()
            if len(members) == 1:  # the tag has spoken, whatever other constants say
                return plan_for(members[0])(value, depth)
            if members:
                return _best(members, value, depth)
            if isinstance(tag, (dict, list)):
                value = {**value, discriminator: _hashable(cast("Any", tag))}
            return others(value, depth) if others else _unknown(value)
        return others(value, depth) if others else value

    return read


class _HashableDict(dict[str, Any]):
    __hash__ = object.__hash__  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleVariableOverride]


class _HashableList(list[Any]):
    __hash__ = object.__hash__  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleVariableOverride]


def _hashable(tag: dict[str, Any] | list[Any]) -> Any:
    """A tag that is no scalar, as what it was but hashable: pydantic's serializers look a tag up in a table, and fail
    where that is impossible."""
    return _HashableDict(tag) if isinstance(tag, dict) else _HashableList(tag)


def _plain_union(union: Any, members: tuple[Any, ...] = ()) -> Plan:
    given = members or tuple(arg for arg in get_args(union) if arg is not type(None))
    if len(given) == 1:  # not flattened yet: it may be an alias of a union with a tag
        single = given[0]
        return lambda value, depth: value if value is None else plan_for(single)(value, depth)
    members = members or tuple(member for member in flatten(union) if member is not type(None))
    models = tuple(member for member in members if is_model(member))
    arrays = tuple(member for member in members if get_origin(member) in (list, Sequence, Iterable))
    maps = tuple(member for member in members if member is dict or get_origin(member) in (dict, Mapping))
    validate: Callable[[Any], Any] | None = None

    def read(value: Any, depth: int) -> Any:
        nonlocal validate
        if value is None or depth >= MAX_DEPTH:
            return value
        if validate is None:
            validate = pydantic.TypeAdapter(union).validate_python
        try:
            return validate(value)
        except Exception:
            pass
        if isinstance(value, dict):
            if models:
                return _best(models, value, depth)
            return plan_for(maps[0])(value, depth) if maps else _unknown(value)
        if isinstance(value, list) and arrays:
            return plan_for(arrays[0])(value, depth)
        return value

    return read


def _best(members: tuple[Any, ...], value: dict[str, Any], depth: int) -> Any:
    """The member that the object's constants allow and whose properties it has most of; unknown if it has none of
    them."""
    if len(members) == 1 and not is_model(members[0]):
        return plan_for(members[0])(value, depth)
    best: Any = None
    best_score = 0
    for member in members:
        score = _score(member, value)
        if score > best_score:
            best, best_score = member, score
    return plan_for(best)(value, depth) if best is not None else _unknown(value)


def _score(member: Any, value: dict[str, Any]) -> int:
    if not is_model(member):
        return 0
    score = 0
    for name, field in member.model_fields.items():
        wire = field.alias or name
        if wire not in value:
            continue
        constants, required = tag_values(member, wire)
        if required and len(constants) == 1 and value[wire] != constants[0]:
            return 0
        score += 1
    return score


def _model(cls: type[pydantic.BaseModel]) -> Plan:
    fields: list[tuple[str, str, Plan, FieldInfo]] | None = None
    known: set[str] = set()
    extra_plan: Plan = _keep

    def prepare() -> list[tuple[str, str, Plan, FieldInfo]]:
        nonlocal extra_plan, known
        cls.model_rebuild()  # resolves annotations, gives the object a serializer (see models._complete)
        made = [
            (name, field.alias or name, plan_for(_field_type(field)), field) for name, field in cls.model_fields.items()
        ]
        known = {key for name, wire, _, _ in made for key in (name, wire)}
        extra_plan = _extra_plan(cls)
        return made

    def read(value: Any, depth: int) -> Any:
        nonlocal fields
        if not isinstance(value, dict):
            return value
        if fields is None:
            fields = prepare()
        deep = depth >= MAX_DEPTH
        values: dict[str, Any] = {}
        present: set[str] = set()
        for name, wire, construct, field in fields:
            key = wire if wire in value else name
            if key in value:
                given = value[key]
                present.add(name)
                if given is None and not field.is_required():
                    given = field.get_default(call_default_factory=True)
                values[name] = given if deep or given is None else construct(given, depth + 1)
            else:
                values[name] = None if field.is_required() else field.get_default(call_default_factory=True)
        extra = {key: each if deep else extra_plan(each, depth + 1) for key, each in value.items() if key not in known}
        return _instance(cls, values, extra, present)

    return read


def _instance(
    cls: type[pydantic.BaseModel], values: dict[str, Any], extra: dict[str, Any], present: set[str]
) -> pydantic.BaseModel:
    made = cls.__new__(cls)
    present.update(extra)  # pydantic counts extras as set
    object.__setattr__(made, "__dict__", values)
    object.__setattr__(made, "__pydantic_fields_set__", present)
    object.__setattr__(made, "__pydantic_extra__", extra if cls.model_config.get("extra") == "allow" else None)
    if cls.__pydantic_post_init__:
        made.model_post_init(None)
    else:
        object.__setattr__(made, "__pydantic_private__", None)
    return made


def _field_type(field: FieldInfo) -> Any:
    """A field's annotation with the metadata that pydantic took out of its ``Annotated``."""
    tp: Any = field.annotation
    if isinstance(field.discriminator, str):
        return Annotated[tp, PropertyInfo(discriminator=field.discriminator)]
    for item in field.metadata:
        if isinstance(item, PropertyInfo):
            tp = Annotated[tp, item]
    return tp


def _extra_plan(cls: type[pydantic.BaseModel]) -> Plan:
    """The plan for additional properties, where the class declares their type (``__pydantic_extra__: Dict[str,
    X]``)."""
    for base in cls.__mro__:
        if base is not pydantic.BaseModel and "__pydantic_extra__" in get_annotations(base):
            try:
                args = get_args(get_type_hints(base, include_extras=True)["__pydantic_extra__"])
            except (NameError, KeyError):
                return _keep
            return plan_for(args[1]) if len(args) == 2 else _keep
    return _keep
