"""What the runtime must change in a body before it is sent: renamed keys, dates, base64, and where the files are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from headrace_codegen import ir
from headrace_codegen.lower.types_inputs import BodyPlan

if TYPE_CHECKING:
    from headrace_codegen.lower.types_registry import Registry

__all__ = ["plan_body"]

_UNROLL = 3
"""How often a type may stand within itself on the way to something that must be changed."""

_OPS = {"datetime": "iso8601", "date": "date", "bytes": "base64"}


def plan_body(
    registry: Registry, args: list[tuple[str, str, ir.TypeExpr]], whole: str | None, multipart: bool
) -> BodyPlan:
    """The plan for a body of ``(argument, wire name, type)``. Changes of a value come before changes of the object that
    it is in.
    """
    walker = _Walker(registry)
    transforms: dict[ir.Transform, None] = {}
    files: dict[tuple[str, ...], None] = {}
    for name, wire, expr in args:
        start, outer = ((), ()) if whole else ((name,), (wire,))
        for path, wires, op, arg in walker.changes(expr, start, outer, ()):
            if op != "file":
                transforms[ir.Transform(path=path, op=op, arg=arg)] = None  # type: ignore[arg-type]
            elif multipart:
                files[wires] = None
    return BodyPlan(whole=whole, files=tuple(files), transforms=tuple(transforms))


class _Walker:
    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._concerned: dict[ir.Named, bool] = {}

    def changes(
        self, expr: ir.TypeExpr, path: tuple[str, ...], wires: tuple[str, ...], inside: tuple[ir.Named, ...]
    ) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], str, str]]:
        """``(argument-side path, wire path, operation, its argument)`` of all that must be changed in ``expr``."""
        if isinstance(expr, ir.Prim):
            if expr.name in _OPS or expr.name == "file":
                yield path, wires, _OPS.get(expr.name, "file"), ""
        elif isinstance(expr, ir.ListOf):
            yield from self.changes(expr.item, (*path, "[]"), (*wires, "[]"), inside)
        elif isinstance(expr, ir.DictOf):
            yield from self.changes(expr.value, (*path, "{}"), (*wires, "{}"), inside)
        elif isinstance(expr, ir.UnionOf):
            for member in expr.members:
                yield from self.changes(member, path, wires, inside)
        elif isinstance(expr, ir.Named) and inside.count(expr) < _UNROLL and self._concerns(expr, set()):
            yield from self._named(expr, path, wires, (*inside, expr))

    def _named(
        self, named: ir.Named, path: tuple[str, ...], wires: tuple[str, ...], inside: tuple[ir.Named, ...]
    ) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], str, str]]:
        declaration = self._registry.declaration(named)
        if isinstance(declaration, ir.Alias):
            yield from self.changes(declaration.type, path, wires, inside)
        elif declaration is not None and declaration.kind == "typeddict":
            for base in declaration.bases:
                yield from self._named(base, path, wires, inside)
            for field in declaration.fields:
                yield from self.changes(field.type, (*path, field.name), (*wires, field.wire), inside)
            for field in declaration.fields:
                if field.name != field.wire:
                    yield (*path, field.name), (*wires, field.wire), "alias", field.wire

    def _concerns(self, named: ir.Named, seen: set[ir.Named]) -> bool:
        """Whether anything in a declared type must be changed. Keeps what it found, so that large unions are walked
        once.
        """
        if (known := self._concerned.get(named)) is not None:
            return known
        if named in seen:
            return False
        seen.add(named)
        declaration = self._registry.declaration(named)
        found = False
        if isinstance(declaration, ir.Alias):
            found = self._any(declaration.type, seen)
        elif declaration is not None and declaration.kind == "typeddict":
            found = (
                any(field.name != field.wire for field in declaration.fields)
                or any(self._any(field.type, seen) for field in declaration.fields)
                or any(self._concerns(base, seen) for base in declaration.bases)
            )
        if found or len(seen) == 1:
            self._concerned[named] = found
        return found

    def _any(self, expr: ir.TypeExpr, seen: set[ir.Named]) -> bool:
        if isinstance(expr, ir.Prim):
            return expr.name in _OPS or expr.name == "file"
        if isinstance(expr, ir.ListOf):
            return self._any(expr.item, seen)
        if isinstance(expr, ir.DictOf):
            return self._any(expr.value, seen)
        if isinstance(expr, ir.UnionOf):
            return any(self._any(member, seen) for member in expr.members)
        return isinstance(expr, ir.Named) and self._concerns(expr, seen)
