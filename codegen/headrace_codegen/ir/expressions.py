"""Type expressions: what stands in an annotation, made of declared types and of those that need no declaration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

__all__ = ["DictOf", "ListOf", "Lit", "Named", "Prim", "TypeExpr", "UnionOf", "optional"]


@dataclass(frozen=True, slots=True)
class Prim:
    """A type that is not declared by the SDK.

    ``any`` is a value of unknown shape (``object`` in Python), ``file`` a binary input (``FileTypes``), ``none`` is
    null.
    """

    name: Literal["str", "int", "float", "bool", "any", "bytes", "datetime", "date", "none", "file", "binary"]


@dataclass(frozen=True, slots=True)
class Lit:
    """One of some constant values; order is the document's."""

    values: tuple[str | int | float | bool, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A type that the SDK declares, by module and name. ``forward`` marks a reference that closes an import cycle."""

    module: str
    name: str
    forward: bool = False


@dataclass(frozen=True, slots=True)
class ListOf:
    """An array. ``style`` is ``list`` in responses; in requests ``iterable`` (objects), ``sequence`` (strings) or
    ``list`` (enums).
    """

    item: TypeExpr
    style: Literal["list", "iterable", "sequence"] = "list"


@dataclass(frozen=True, slots=True)
class DictOf:
    """A JSON object with free keys."""

    value: TypeExpr


@dataclass(frozen=True, slots=True)
class UnionOf:
    """One of several types. A null member makes it optional. ``discriminator`` is the *wire* name of the tag.

    ``tags`` gives, for a discriminated union, the tag values of each member that has any: ``(("message", 0), ("call",
    1))``.
    """

    members: tuple[TypeExpr, ...]
    discriminator: str | None = None
    tags: tuple[tuple[str, int], ...] = ()


TypeExpr: TypeAlias = "Prim | Lit | Named | ListOf | DictOf | UnionOf"


def optional(expr: TypeExpr) -> TypeExpr:
    """``expr`` or null; flat and without repeats."""
    none = Prim("none")
    if expr == none or expr == Prim("any"):
        return expr
    if isinstance(expr, UnionOf) and expr.discriminator is None:
        return expr if none in expr.members else UnionOf((*expr.members, none))
    return UnionOf((expr, none))
