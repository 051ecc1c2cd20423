"""``Record``: frozen data like a dataclass's, in classes that cost next to nothing to make.

A dataclass compiles its methods when its class is made, a millisecond for a large one. Every process that imports a
client makes a dozen of those classes, and most of them make a handful of instances.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

if TYPE_CHECKING:
    from typing_extensions import dataclass_transform
else:

    def dataclass_transform(**_: Any) -> Any:
        return lambda cls: cls


__all__ = ["EMPTY", "Record", "replace"]

EMPTY: Mapping[str, Any] = MappingProxyType({})
"""The default of a mapping."""

R = TypeVar("R", bound="Record")


@dataclass_transform(frozen_default=True)
class Record:
    """The base. Annotated names are fields, values in the class their defaults, shared by all instances.

    With ``kw_only=True`` in a class's header its fields are given by name. A default that is a function must be one
    that isn't written in Python: others become methods. Records of one class with equal fields are equal, and hash
    where all fields do.
    """

    _fields: ClassVar[tuple[str, ...]] = ()
    _required: ClassVar[frozenset[str]] = frozenset()
    _kw_only: ClassVar[bool] = False

    def __init_subclass__(cls, *, kw_only: bool = False) -> None:
        # With postponed annotations these are strings.
        own = (name for name, text in cls.__annotations__.items() if not str(text).startswith("ClassVar"))
        cls._fields = tuple(dict.fromkeys([*cls._fields, *own]))
        cls._required = frozenset(name for name in cls._fields if not hasattr(cls, name))
        cls._kw_only = kw_only

    def __init__(self, *args: Any, **values: Any) -> None:
        names = self._fields
        if args:
            if self._kw_only or len(args) > len(names):
                raise TypeError(f"{type(self).__name__}() takes its fields by name: {', '.join(names)}")
            values.update(zip(names, args, strict=False))
        if not self._required <= values.keys():
            missing = [name for name in names if name in self._required and name not in values]
            raise TypeError(f"{type(self).__name__}() needs {', '.join(missing)}")
        if not values.keys() <= set(names):
            raise TypeError(f"{type(self).__name__}() has no field {', '.join(values.keys() - set(names))}")
        self.__dict__.update(values)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen: {name!r} can't be assigned")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen: {name!r} can't be deleted")

    def _values(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self._fields)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._values() == other._values()

    def __hash__(self) -> int:
        return hash((type(self), self._values()))

    def __repr__(self) -> str:
        given = ", ".join(f"{name}={self.__dict__[name]!r}" for name in self._fields if name in self.__dict__)
        return f"{type(self).__name__}({given})"


def replace(record: R, **changes: Any) -> R:
    """A copy with other values."""
    kept = {name: value for name, value in vars(record).items() if name in record._fields}  # pyright: ignore[reportPrivateUsage]
    return type(record)(**{**kept, **changes})
