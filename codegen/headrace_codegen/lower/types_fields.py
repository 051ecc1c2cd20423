"""The fields of a class: names, order, types (naming rules 5.10 and 5.11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from headrace_codegen import ir
from headrace_codegen.lower.names import Unique
from headrace_codegen.lower.schema_read import listed, mapping
from headrace_codegen.lower.types_unit import Side, Unit, walk

if TYPE_CHECKING:
    from headrace_codegen.lower.schema_view import Property, View
    from headrace_codegen.lower.types_build import Builder
    from headrace_codegen.source import Node

__all__ = ["Fields", "field_format", "skipped", "sort_key"]


_SIGNS = " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$"
_COLLATION = str.maketrans({sign: chr(rank) for rank, sign in enumerate(_SIGNS)})
"""The order of signs in the Unicode collation (UTS 10, the root table): ``due_date_window`` before ``due_date[gt]``."""


class Fields:
    """Lowers the properties of an object."""

    def __init__(self, builder: Builder) -> None:
        self._builder = builder

    def lower(self, unit: Unit, view: View, prefix: str, only: frozenset[str] | None) -> tuple[ir.Field, ...]:
        """The fields of a class in their order; ``only`` leaves out what a base has."""
        registry = self._builder.registry
        unique = Unique(registry.diagnostics, f"a class of {unit.module}")
        chosen: list[tuple[str, str, Property]] = []
        rows = [
            (self.name(wire, item.node, unit.side), wire, item)
            for wire, item in view.properties.items()
            if (only is None or wire in only) and not skipped(item.node)
        ]
        for name, wire, item in sorted(rows, key=lambda row: row[0] != row[1]):  # what needs no change keeps its name
            others = (f"{name}_{number}" for number in range(2, len(rows) + 2))
            chosen.append((unique.distinct(name, item.node, f"the property {wire!r}", *others), wire, item))
        if registry.sorted_properties:
            chosen.sort(key=lambda row: sort_key(row[1], row[2].required))
        else:
            order = {wire: index for index, wire in enumerate(view.properties)}
            chosen.sort(key=lambda row: (not row[2].required, order[row[1]]))
        return tuple(self._field(unit, prefix, name, wire, item) for name, wire, item in chosen)

    def name(self, wire: str, node: Node, side: Side) -> str:
        from headrace_codegen.lower.types_build import naming

        return self._builder.names.field(naming(node, "property_name") or wire, side)

    def _field(self, unit: Unit, prefix: str, name: str, wire: str, item: Property) -> ir.Field:
        registry = self._builder.registry
        expr = self._builder.type(unit, item.node, prefix, wire)
        return ir.Field(
            name=name,
            wire=wire,
            type=expr,
            required=item.required,
            doc=registry.describe(item.node),
            deprecated=registry.flag(item.node, "deprecated"),
            format=field_format(expr) if unit.side == "typeddict" else None,
            origin=ir.Origin(item.node.pointer, "property"),
        )


def sort_key(wire: str, required: bool) -> tuple[bool, int, str, str]:
    """Required fields first, ``id`` and ``token`` before the others, then by name in JSON as a dictionary has it: signs
    before digits before letters, and the case only decides between names that are equal without it.
    """
    return (not required, {"id": 0, "token": 1}.get(wire, 2), wire.lower().translate(_COLLATION), wire.swapcase())


def field_format(expr: ir.TypeExpr) -> Literal["iso8601", "base64"] | None:
    """How a request field is written as JSON, where it isn't as it is."""
    prims = {part.name for part in walk(expr) if isinstance(part, ir.Prim)}
    if prims & {"datetime", "date"}:
        return "iso8601"
    return "base64" if "bytes" in prims else None


def skipped(node: Node) -> bool:
    """Whether ``x-stainless-skip`` excludes this for Python."""
    value = mapping(node.value).get("x-stainless-skip")
    return value is True or "python" in listed(value)
