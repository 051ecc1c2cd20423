"""Values that mean "nothing was given", told apart from ``None``, which is sent as JSON ``null``.

``omit`` is the default of optional arguments: the property or header is left out. ``not_given`` is the default where
``None`` has a meaning of its own (``timeout=None`` switches timeouts off). Both are falsy and single objects, also
after copying and unpickling.
"""

from __future__ import annotations

from typing import Any, Literal, TypeGuard, TypeVar, final

__all__ = ["NOT_GIVEN", "NotGiven", "Omit", "is_given", "not_given", "omit"]


T = TypeVar("T")


class _Sentinel:
    """A falsy constant: one instance per class."""

    __slots__ = ()
    _repr: str
    _instance: Any = None

    def __new__(cls) -> Any:
        if cls._instance is None:
            cls._instance = super().__new__(cls)
        return cls._instance

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return self._repr

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), ()

    def __copy__(self) -> Any:
        return self

    def __deepcopy__(self, memo: Any) -> Any:
        return self


@final
class NotGiven(_Sentinel):
    """The type of ``not_given``: use the client's own value."""

    __slots__ = ()
    _repr = "NOT_GIVEN"


@final
class Omit(_Sentinel):
    """The type of ``omit``: leave this out of the request. As a header value it also removes a default header."""

    __slots__ = ()
    _repr = "omit"


not_given = NotGiven()
NOT_GIVEN = not_given
omit = Omit()


def is_given(value: T | NotGiven | Omit) -> TypeGuard[T]:
    """Whether ``value`` is anything but ``omit`` or ``not_given``."""
    return value is not omit and value is not not_given
