"""The fields of page classes, and classes for the objects in them (naming rules 5.4, 5.5): ``ThingPagePagination``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from headrace_codegen import ir
from headrace_codegen.plain import is_array, is_object

if TYPE_CHECKING:
    from headrace_codegen.lower.context import Context

__all__ = ["PageFields"]

_SCALARS = {
    "string": ir.Prim("str"),
    "integer": ir.Prim("int"),
    "number": ir.Prim("float"),
    "boolean": ir.Prim("bool"),
}


class PageFields:
    """Lowers the response properties of one scheme, from the plain schemas of the config. ``items`` is the dotted path
    of the items; ``parts`` are the classes that were needed so far.
    """

    def __init__(self, ctx: Context, page: str, items: str) -> None:
        self._ctx = ctx
        self._page = page
        self._items = items
        self.parts: list[ir.PagePart] = []

    def lower(self, path: tuple[str, ...], schema: Mapping[str, Any], required: bool = False) -> ir.PageField:
        """The property at ``path``. An object with properties gets a class of its own."""
        wire = path[-1]
        name = self._ctx.names.field(wire, "model")
        if ".".join(path) == self._items:
            return ir.PageField(name=name, wire=wire, type=None, required=required)
        held = schema.get("properties")
        if is_object(held) and any(map(is_object, held.values())):
            return ir.PageField(
                name=name, wire=wire, type=ir.Prim("any"), required=required, part=self._part(path, held)
            )
        return ir.PageField(name=name, wire=wire, type=_type(schema), required=required)

    def _part(self, path: tuple[str, ...], held: Mapping[str, Any]) -> str:
        """The class of an object; where its own name is taken, all names that lead to it are in the class's."""
        fields = tuple(self.lower((*path, wire), inner) for wire, inner in held.items() if is_object(inner))
        taken = {part.name for part in self.parts}
        name = self._ctx.names.nested(self._page, path[-1])
        if name in taken:
            name = self._ctx.names.nested(self._page, "_".join(path))
        generic = self._items.startswith(".".join(path) + ".")
        self.parts.append(ir.PagePart(name=name, fields=fields, generic=generic))
        return name


def _type(schema: Mapping[str, Any]) -> ir.TypeExpr:
    declared = schema.get("type")
    names: list[Any] = declared if is_array(declared) else [declared]
    if "array" in names and is_object(items := schema.get("items")):
        return ir.ListOf(_type(items))
    return next((_SCALARS[item] for item in names if item in _SCALARS), ir.Prim("any"))
