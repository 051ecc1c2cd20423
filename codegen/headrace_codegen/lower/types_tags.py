"""Which class stands for which tag in a union of events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace_codegen import ir

if TYPE_CHECKING:
    from headrace_codegen.lower.types_registry import Registry

__all__ = ["tag_variants", "variants_by"]


def tag_variants(registry: Registry, event: ir.TypeExpr) -> tuple[str | None, tuple[tuple[str, ir.Named], ...]]:
    """The wire name of the tag and the class of each of its values; ``(None, ())`` where nothing tells them apart."""
    union = _union(registry, event)
    if union is None:
        return None, ()
    tag = union.discriminator or _common_tag(registry, union)
    if tag is None:
        return None, ()
    found: dict[str, ir.Named] = {}
    _collect(registry, union, tag, found, set())
    return tag, tuple(found.items())


def variants_by(registry: Registry, expr: ir.TypeExpr, tag: str) -> tuple[tuple[str, ir.Named], ...]:
    """The class of each value of a known tag, also where ``expr`` is a single class."""
    found: dict[str, ir.Named] = {}
    _collect(registry, expr, tag, found, set())
    return tuple(found.items())


def _union(registry: Registry, expr: ir.TypeExpr) -> ir.UnionOf | None:
    while isinstance(expr, ir.Named):
        declaration = registry.declaration(expr)
        if not isinstance(declaration, ir.Alias):
            return None
        expr = declaration.type
    return expr if isinstance(expr, ir.UnionOf) else None


def _collect(registry: Registry, expr: ir.TypeExpr, tag: str, found: dict[str, ir.Named], seen: set[ir.Named]) -> None:
    if isinstance(expr, ir.UnionOf):
        for member in expr.members:
            _collect(registry, member, tag, found, seen)
        for value, index in expr.tags if expr.discriminator == tag else ():
            member = expr.members[index]
            if isinstance(member, ir.Named) and isinstance(registry.declaration(member), ir.Model):
                found.setdefault(value, member)
    elif isinstance(expr, ir.Named) and expr not in seen:
        seen.add(expr)
        declaration = registry.declaration(expr)
        if isinstance(declaration, ir.Alias):
            _collect(registry, declaration.type, tag, found, seen)
        elif declaration is not None:
            for value in _constants(registry, declaration, tag):
                found.setdefault(value, expr)


def _constants(registry: Registry, model: ir.Model, tag: str) -> tuple[str, ...]:
    for field in model.fields:
        if field.wire == tag:
            literals = field.type.members if isinstance(field.type, ir.UnionOf) else (field.type,)
            return tuple(
                value for lit in literals if isinstance(lit, ir.Lit) for value in lit.values if isinstance(value, str)
            )
    for base in model.bases:
        declaration = registry.declaration(base)
        if isinstance(declaration, ir.Model) and (found := _constants(registry, declaration, tag)):
            return found
    return ()


def _common_tag(registry: Registry, union: ir.UnionOf) -> str | None:
    """A field that is constant in all classes of a union whose members are not all classes themselves."""
    classes = [declaration for member in union.members for declaration in _classes(registry, member, set())]
    if not classes:
        return None
    for name in ("type", "event", "object"):
        if all(_constants(registry, model, name) for model in classes):
            return name
    return None


def _classes(registry: Registry, expr: ir.TypeExpr, seen: set[ir.Named]) -> list[ir.Model]:
    if isinstance(expr, ir.UnionOf):
        return [model for member in expr.members for model in _classes(registry, member, seen)]
    if not isinstance(expr, ir.Named) or expr in seen:
        return []
    seen.add(expr)
    declaration = registry.declaration(expr)
    if isinstance(declaration, ir.Alias):
        return _classes(registry, declaration.type, seen)
    return [declaration] if declaration is not None else []
