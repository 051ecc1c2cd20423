"""What the runtime must change in a body before it is sent: renamed keys, dates, base64, and where the files are."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from headrace_codegen import ir
from headrace_codegen.lower.types_inputs import BodyPlan
from headrace_codegen.source import Node

if TYPE_CHECKING:
    from headrace_codegen.lower.types_registry import Registry

__all__ = ["plan_body"]

_UNROLL = 3
"""How often a type may stand within itself on the way to something that must be changed."""

_STEPS = 20_000
"""How many values of a body are looked at. Types within each other may have more; the deepest ones are left."""

_OPS = {"datetime": "iso8601", "date": "date", "bytes": "base64"}


@dataclass(frozen=True, slots=True)
class _Value:
    """A value somewhere in a body: its type, its path on the side of arguments and on the wire, the types around it."""

    type: ir.TypeExpr
    path: tuple[str, ...]
    wires: tuple[str, ...]
    inside: tuple[ir.Named, ...] = ()

    def part(self, expr: ir.TypeExpr, *key: str, wire: str = "") -> _Value:
        wires = (wire or key[0],) if key else ()
        return _Value(expr, (*self.path, *key), (*self.wires, *wires), self.inside)


def plan_body(
    registry: Registry, args: list[tuple[str, str, ir.TypeExpr]], whole: str | None, multipart: bool
) -> BodyPlan:
    """The plan for a body of ``(argument, wire name, type)``. A value is changed before what it is in."""
    walker = _Walker(registry)
    for name, wire, expr in args:
        walker.look_at(_Value(expr, () if whole else (name,), () if whole else (wire,)))
    transforms = sorted(walker.transforms, key=lambda found: (-len(found.path), found.op == "alias"))
    return BodyPlan(whole=whole, files=tuple(walker.files) if multipart else (), transforms=tuple(transforms))


class _Walker:
    def __init__(self, registry: Registry) -> None:
        self.transforms: dict[ir.Transform, None] = {}
        self.files: dict[tuple[str, ...], None] = {}
        self._registry = registry
        self._concerned: dict[ir.Named, bool] = {}
        self._steps = 0

    def look_at(self, start: _Value) -> None:
        """Collect what must be changed in a value, level by level, so that a limit cuts off the deepest ones."""
        queue = deque([start])
        while queue:
            self._steps += 1
            if self._steps > _STEPS:
                self._give_up(queue[0])
                return
            queue.extend(self._parts(queue.popleft()))

    def _give_up(self, value: _Value) -> None:
        declaration = self._registry.declaration(value.inside[-1]) if value.inside else None
        pointer = declaration.origin.pointer if declaration is not None else ""
        node = Node(None, pointer, self._registry.views.document.tree)
        what = f"a type with more than {_STEPS} values to change in a body"
        self._registry.lose(node, what, "sent as it is in the deepest ones", "body/too-deep")

    def _parts(self, value: _Value) -> list[_Value]:
        expr = value.type
        if isinstance(expr, ir.Prim):
            if expr.name == "file":
                self.files[value.wires] = None
            elif expr.name in _OPS:
                self._change(value.path, _OPS[expr.name], "")
        elif isinstance(expr, ir.ListOf):
            return [value.part(expr.item, "[]")]
        elif isinstance(expr, ir.DictOf):
            return [value.part(expr.value, "{}")]
        elif isinstance(expr, ir.UnionOf):
            return [value.part(member) for member in expr.members]
        elif isinstance(expr, ir.Named) and value.inside.count(expr) < _UNROLL and self._concerns(expr, set()):
            return self._named(expr, replace(value, inside=(*value.inside, expr)))
        return []

    def _named(self, named: ir.Named, value: _Value) -> list[_Value]:
        declaration = self._registry.declaration(named)
        if isinstance(declaration, ir.Alias):
            return [value.part(declaration.type)]
        if declaration is None or declaration.kind != "typeddict":
            return []
        found = [part for base in declaration.bases for part in self._named(base, value)]
        for field in declaration.fields:
            found.append(value.part(field.type, field.name, wire=field.wire))
            if field.name != field.wire:
                self._change((*value.path, field.name), "alias", field.wire)
        return found

    def _change(self, path: tuple[str, ...], op: str, arg: str) -> None:
        self.transforms[ir.Transform(path=path, op=op, arg=arg)] = None  # type: ignore[arg-type]

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
