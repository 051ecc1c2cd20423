"""What the SDK declares below ``types``: classes with fields, aliases, and the modules and packages that hold them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from headrace_codegen.ir.expressions import Named, TypeExpr
from headrace_codegen.ir.origin import Origin

__all__ = ["Alias", "Declaration", "Field", "Model", "TypeModule", "TypePackage"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One property of a model or typed dict.

    ``name`` is the Python name, ``wire`` the name in JSON. ``required`` is about presence, null is part of ``type``.
    ``format`` is the PropertyInfo format of a request field (``"iso8601"``, ``"base64"``) or None.
    """

    name: str
    wire: str
    type: TypeExpr
    required: bool
    doc: str | None = None
    deprecated: bool = False
    format: Literal["iso8601", "base64"] | None = None
    default: Any = None
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A class with fields: a response model (pydantic) or a request type (TypedDict).

    ``bases`` are SDK models it extends; empty means the runtime's base. ``extra`` is the type of additional properties
    when the document gives one. ``total`` concerns typed dicts: whether fields are required unless marked otherwise.
    ``mixin`` is a hand-written class that the class inherits first, ``"lib.models:ResponseExtras"``.
    """

    name: str
    kind: Literal["model", "typeddict"]
    fields: tuple[Field, ...]
    bases: tuple[Named, ...] = ()
    extra: TypeExpr | None = None
    total: bool = True
    mixin: str | None = None
    doc: str | None = None
    deprecated: bool = False
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """A name for a type expression: unions, literals, arrays, mappings, other declarations."""

    name: str
    type: TypeExpr
    doc: str | None = None
    origin: Origin


Declaration: TypeAlias = "Model | Alias"


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeModule:
    """One module below ``types``: its declarations in dependency order, and ``__all__`` in its own order."""

    module: str
    declarations: tuple[Declaration, ...]
    exports: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TypePackage:
    """One package of type modules and the names that it re-exports: ``(public name, module)``, sorted by module then
    name.
    """

    module: str
    exports: tuple[tuple[str, str], ...]
