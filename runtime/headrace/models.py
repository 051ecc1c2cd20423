"""``BaseModel``: the base class of all response models.

A response model is what the server sent, typed as far as it is true. Unknown properties are kept as attributes and in
``model_extra``. A property that the document requires and the server left out reads as ``None`` and is not in
``model_fields_set``. Constraints that a document declares (lengths, ranges, patterns) are never checked.
"""

from __future__ import annotations

# Values of any shape come through here; what narrowing leaves unknown of them is not an oversight.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

import pydantic
from pydantic import ConfigDict
from typing_extensions import Self, override

from .model_schema import schema_of

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

__all__ = ["BaseModel"]


class BaseModel(pydantic.BaseModel):
    """The base of response models: pydantic v2, validators built when first used, extras allowed."""

    model_config = ConfigDict(extra="allow", defer_build=True, protected_namespaces=(), populate_by_name=True)

    if TYPE_CHECKING:
        # The default keeps it from being a required argument of every constructor.
        _request_id: str | None = None
        """The request id of the response that this object came from; None for what is inside of one."""

    def to_dict(
        self,
        *,
        mode: Literal["json", "python"] = "python",
        use_api_names: bool = True,
        exclude_unset: bool = True,
        exclude_defaults: bool = False,
        exclude_none: bool = False,
        warnings: bool = False,
    ) -> dict[str, Any]:
        """What the server sent, as a dict: wire names and only the properties that were there, unless told otherwise.

        ``mode="json"`` gives JSON values only (a datetime becomes a string).
        """
        return self.model_dump(
            mode=mode,
            by_alias=use_api_names,
            exclude_unset=exclude_unset,
            exclude_defaults=exclude_defaults,
            exclude_none=exclude_none,
            warnings=warnings,
        )

    def to_json(
        self,
        *,
        indent: int | None = 2,
        use_api_names: bool = True,
        exclude_unset: bool = True,
        exclude_defaults: bool = False,
        exclude_none: bool = False,
        warnings: bool = False,
    ) -> str:
        """As ``to_dict``, as JSON text. ``indent=None`` gives one line."""
        return self.model_dump_json(
            indent=indent,
            by_alias=use_api_names,
            exclude_unset=exclude_unset,
            exclude_defaults=exclude_defaults,
            exclude_none=exclude_none,
            warnings=warnings,
        )

    if not TYPE_CHECKING:
        # Serializer warnings say that a value isn't what the annotation declares. Data of a server may be so at any
        # time, and the caller can't do anything about it: off unless asked for. The signatures stay pydantic's own
        # for type checkers.
        def model_dump(self, **kwargs: Any) -> dict[str, Any]:
            kwargs.setdefault("warnings", False)
            return _with_complete_classes(self, lambda: pydantic.BaseModel.model_dump(self, **kwargs))

        def model_dump_json(self, **kwargs: Any) -> str:
            kwargs.setdefault("warnings", False)
            return _with_complete_classes(self, lambda: pydantic.BaseModel.model_dump_json(self, **kwargs))

    @classmethod
    @override
    def model_construct(cls, _fields_set: set[str] | None = None, **values: Any) -> Self:
        """Make an instance without validation, nested objects included, from wire or Python names. Never raises."""
        from .lenient import construct_model

        made = construct_model(cls, values)
        if _fields_set is not None:
            object.__setattr__(made, "__pydantic_fields_set__", set(_fields_set))
        return made

    @classmethod
    @override
    def construct(cls, _fields_set: set[str] | None = None, **values: Any) -> Self:
        """The same as ``model_construct``."""
        return cls.model_construct(_fields_set, **values)

    @classmethod
    @override
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler, /) -> CoreSchema:
        return schema_of(source, handler)

    @override
    def __str__(self) -> str:
        own: Any = self  # mypy takes pydantic's aliases of these methods for attributes
        return f"{own.__repr_name__()}({own.__repr_str__(', ')})"

    @override
    def __hash__(self) -> int:
        """Equal objects have equal hashes. It changes when a string property is assigned to, as the object's equality
        does."""
        return hash(
            (
                type(self),
                frozenset(item for item in self.__dict__.items() if type(item[1]) is str and item[0] != "_request_id"),
            )
        )


# A plain class attribute, set where pydantic doesn't look: as a private attribute it would cost a Python call for
# every model of a response. An instance's own value lives in its __dict__, where pydantic's equality, repr and
# serializers ignore names without a field.
type.__setattr__(BaseModel, "_request_id", None)


def _with_complete_classes(model: pydantic.BaseModel, dump: Callable[[], Any]) -> Any:
    """Run ``dump``; if a class in the tree had never been used, build its serializer and run again.

    A class whose build is deferred has a placeholder for a serializer. Pydantic builds it on use, except for an
    object that stands where its annotation doesn't expect it (an unknown variant, an extra): there it fails with a
    TypeError that names ``MockValSer``.
    """
    try:
        return dump()
    except TypeError as error:
        if "MockValSer" not in str(error):
            raise
    _complete(model, set())
    return dump()


def _complete(value: Any, seen: set[int]) -> None:
    if id(value) in seen:
        return
    if isinstance(value, pydantic.BaseModel):
        seen.add(id(value))
        type(value).model_rebuild()
        children = [*value.__dict__.values(), *(value.__pydantic_extra__ or {}).values()]
    elif isinstance(value, dict):
        seen.add(id(value))
        children = list(value.values())
    elif isinstance(value, (list, tuple)):
        seen.add(id(value))
        children = list(value)
    else:
        return
    for child in children:
        _complete(child, seen)
