"""``late``: a type in an annotation whose module is imported when the first value of it arrives.

Large objects refer to hundreds of classes and mostly hold a handful. A class costs a fraction of a millisecond to make
and its validator as much again, so generated models name rare members of unions and the items of lists this way; for
type checkers the name is the type itself.
"""

from __future__ import annotations

# Values of any shape come through here; what narrowing leaves unknown of them is not an oversight.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, cast, get_args, get_origin

from pydantic import TypeAdapter
from pydantic_core import core_schema

from .property_info import PropertyInfo
from .unions import is_model, is_union

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

__all__ = ["LateType", "late", "late_lists", "late_of", "loaded"]

MANY = 256
"""Items of a late type after which it is worth building the class that holds it again."""

_KEY = "headrace_late"


class LateType(PropertyInfo):
    """The metadata of ``Annotated[object, LateType(...)]``, which stands for the type at ``place`` in ``package``.

    ``tags`` are the values that a class has for the tag of the unions that it is a member of, so that nothing need be
    loaded to tell the members apart. Equal to itself only.
    """

    __slots__ = ("_type", "_validate", "inlined", "package", "place", "tags")

    def __init__(self, package: str, place: str, tags: tuple[Any, ...] = ()) -> None:
        super().__init__()
        self.package = package
        self.place = place
        self.tags = tags
        self.inlined = False
        """Whether classes that are built from now on hold the type itself: there is a lot of it."""
        self._type: Any = None
        self._validate: Callable[[Any], Any] | None = None

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other

    def __repr__(self) -> str:
        return f"late({self.package!r}, {self.place!r})"

    @property
    def type(self) -> Any:
        """The type itself; imported at the first look."""
        if self._type is None:
            module, _, name = self.place.partition(":")
            self._type = getattr(import_module(module, self.package), name)
        return self._type

    def validate(self, value: Any) -> Any:
        """Validate one value. Raises ``pydantic.ValidationError``, which pydantic-core puts into its place."""
        validate = self._validate
        if validate is None:
            from .reading import python_validator

            validate = self._validate = python_validator(self.type)
        return validate(value)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        known = self._type
        if self.inlined or (is_model(known) and known.__pydantic_complete__):
            return handler.generate_schema(known)
        return core_schema.no_info_plain_validator_function(self.validate, metadata={_KEY: self})

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return _json_schema(self.type, handler)


class _LateList:
    """A list of a late type: validated as a whole, which is cheaper than item by item, and not at all when empty.

    The way through Python costs each item a little, so after some hundred items ``owner``, the class of the list, is
    built again with the type itself inside.
    """

    __slots__ = ("_item", "_owner", "_seen", "_validate")

    def __init__(self, item: LateType, owner: Any) -> None:
        self._item = item
        self._owner = owner
        self._seen = 0
        self._validate: Callable[[Any], Any] | None = None

    def validate(self, value: Any) -> Any:
        if type(value) is list and not value:
            return value
        validate = self._validate
        if validate is None:
            from .reading import python_validator

            validate = self._validate = python_validator(cast("Any", list)[self._item.type])
        if type(value) is list:
            self._seen += len(value)
            if self._seen >= MANY and not self._item.inlined:
                from .reading import rebuild_soon

                self._item.inlined = True
                rebuild_soon(self._owner)
        return validate(value)

    def json_schema(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return _json_schema(cast("Any", list)[self._item.type], handler)

    def schema(self) -> dict[str, Any]:
        metadata = {"pydantic_js_functions": [self.json_schema]}
        return {**core_schema.no_info_plain_validator_function(self.validate, metadata=metadata)}


def late(package: str, place: str, *tags: Any) -> Any:
    """The type at ``place`` (``".module:Name"``, relative to ``package``) for annotations, not yet imported."""
    return Annotated[object, LateType(package, place, tags)]


def late_of(tp: Any) -> LateType | None:
    """What stands behind ``tp`` if it is a late type."""
    if get_origin(tp) is Annotated:
        return next((item for item in get_args(tp)[1:] if isinstance(item, LateType)), None)
    return None


def loaded(tp: Any) -> Any:
    """``tp`` with the types themselves in the place of all late ones, for those who look into a type."""
    if (found := late_of(tp)) is not None:
        return loaded(found.type)
    origin, args = get_origin(tp), get_args(tp)
    if origin is Literal or not args:
        return tp
    kept = args[1:] if origin is Annotated else ()
    parts = [loaded(part) for part in args[: len(args) - len(kept)]]
    if all(new is old for new, old in zip(parts, args, strict=False)):
        return tp
    if origin is Annotated:
        arguments = (parts[0], *kept)
        return cast("Any", Annotated)[arguments]
    if is_union(tp):
        return Union[tuple(parts)]  # noqa: UP007 - the parts are known at run time only
    # typing's own containers keep their spelling: List[X] stays List[Y].
    return tp.copy_with(tuple(parts)) if hasattr(tp, "copy_with") else origin[tuple(parts)]


def late_lists(field: dict[str, Any], owner: Any) -> None:
    """Let lists of a late type in the schema of a field of ``owner`` be validated as a whole."""
    for name in ("schema", "choices"):
        inner = field.get(name)
        children: list[Any] = [inner] if name == "schema" else inner if isinstance(inner, list) else []
        for number, child in enumerate(children):
            if not isinstance(child, dict) or child["type"] not in ("default", "nullable", "list", "union"):
                continue
            item = (child.get("items_schema") or {}).get("metadata", {}).get(_KEY)
            if item is None:
                late_lists(child, owner)
            elif name == "schema":
                field[name] = _LateList(item, owner).schema()
            else:
                children[number] = _LateList(item, owner).schema()


def _json_schema(tp: Any, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
    # As a step of a chain it is looked up among the definitions that there are already.
    return handler(core_schema.chain_schema([TypeAdapter(tp).core_schema]))
