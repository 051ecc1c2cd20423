"""Which types a type module names without importing them when it is loaded.

A response object may refer to hundreds of classes and mostly holds a handful, so what is met rarely is loaded when it
is met: the members of a tagged union, except for the first, which documents give to the usual case; and large types
that stand in lists, or where there may be nothing. At run time such a name is a ``late`` type, for type checkers an
import.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from headrace_codegen import ir
from headrace_codegen.emit.annotations import walk

__all__ = ["LateTypes"]

_LARGE = 4
"""Classes that a type must bring with it to be worth loading late on its own."""

_FEW = 3
"""A tagged union of fewer members is loaded at once."""

Tags = tuple[str, ...]
Use = tuple[ir.Named, "Tags | None"]
"""A reference, and whether it can be late: its tags, ``()`` if it is late by its place, None if it can't be."""


@dataclass(frozen=True)
class LateTypes:
    """For each module, the declarations of others that it names late, with their tags."""

    names: Mapping[str, Mapping[tuple[str, str], Tags]]

    @staticmethod
    def of(modules: Iterable[ir.TypeModule]) -> LateTypes:
        """Decide for all modules."""
        modules = tuple(modules)
        weights = _Weights({module.module: module for module in modules})
        declared = {(m.module, d.name): d for m in modules for d in m.declarations}
        return LateTypes({module.module: _of_module(module, declared, weights) for module in modules})


def _of_module(
    module: ir.TypeModule, declared: Mapping[tuple[str, str], ir.Declaration], weights: _Weights
) -> dict[tuple[str, str], Tags]:
    found: dict[tuple[str, str], set[Tags | None]] = {}
    for declaration in module.declarations:
        for name, tags in _uses(declaration, declared):
            if name.module != module.module:
                found.setdefault((name.module, name.name), set()).add(tags)
    late: dict[tuple[str, str], Tags] = {}
    for key, uses in found.items():
        tagged = uses - {()}
        if None in uses or len(tagged) > 1 or not _of_responses(declared.get(key), declared):
            continue
        if tagged or weights.classes(key[0]) >= _LARGE:
            late[key] = next((each for each in tagged if each is not None), ())
    return late


def _of_responses(
    declaration: ir.Declaration | None,
    declared: Mapping[tuple[str, str], ir.Declaration],
    seen: frozenset[int] = frozenset(),
) -> bool:
    """Whether this is a response class, or a union of such."""
    if isinstance(declaration, ir.Model):
        return declaration.kind == "model"
    if declaration is None or id(declaration) in seen:
        return False
    names = walk(declaration.type)
    return bool(names) and all(
        _of_responses(declared.get((name.module, name.name)), declared, seen | {id(declaration)}) for name in names
    )


def _uses(declaration: ir.Declaration, declared: Mapping[tuple[str, str], ir.Declaration]) -> Iterator[Use]:
    if isinstance(declaration, ir.Alias):
        yield from _places(declaration.type, declared, rare=False)
        return
    yield from ((base, None) for base in declaration.bases)
    if declaration.extra is not None:
        yield from ((name, None) for name in walk(declaration.extra))
    for item in declaration.fields:
        if declaration.kind == "model":
            yield from _places(item.type, declared, rare=not item.required)
        else:
            yield from ((name, None) for name in walk(item.type))


def _places(expr: ir.TypeExpr, declared: Mapping[tuple[str, str], ir.Declaration], *, rare: bool) -> Iterator[Use]:
    """The references of a type. ``rare`` says that a value may well be absent or empty here."""
    if isinstance(expr, ir.Named):
        yield expr, () if rare else None
    elif isinstance(expr, ir.ListOf):
        yield from _places(expr.item, declared, rare=True)
    elif isinstance(expr, ir.DictOf):
        yield from _places(expr.value, declared, rare=False)
    elif isinstance(expr, ir.UnionOf) and expr.discriminator is not None and len(expr.members) >= _FEW:
        for number, member in enumerate(expr.members):
            tags = tuple(value for value, index in expr.tags if index == number)
            if number and isinstance(member, ir.Named) and _tagged(member, expr.discriminator, tags, declared):
                yield member, tags
            else:
                yield from ((name, None) for name in walk(member))
    elif isinstance(expr, ir.UnionOf):
        others = [member for member in expr.members if not isinstance(member, (ir.Prim, ir.Lit))]
        # Of several classes without a tag pydantic takes the one that fits best, and must know them for it.
        alone = len(others) == 1 and expr.discriminator is None
        for member in others:
            yield from _places(member, declared, rare=True) if alone else ((name, None) for name in walk(member))


def _tagged(name: ir.Named, discriminator: str, tags: Tags, declared: Mapping[tuple[str, str], ir.Declaration]) -> bool:
    """Whether ``tags`` are all that the class has as its tag, and the tag must be there."""
    model = declared.get((name.module, name.name))
    if not isinstance(model, ir.Model) or not tags:
        return False
    own = next((item for item in model.fields if item.wire == discriminator), None)
    if own is None:
        return any(_tagged(base, discriminator, tags, declared) for base in model.bases)
    return own.required and isinstance(own.type, ir.Lit) and own.type.values == tags


@dataclass
class _Weights:
    """How many classes the import of a module makes, if nothing is late."""

    modules: Mapping[str, ir.TypeModule]
    _edges: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    _classes: dict[str, int] = field(default_factory=dict[str, int])

    def classes(self, module: str) -> int:
        """The number for one module."""
        if module not in self._classes:
            reached, pending = {module}, [module]
            while pending:
                new = self._imports(pending.pop()) - reached
                reached |= new
                pending += new
            self._classes[module] = sum(
                isinstance(each, ir.Model) for name in reached for each in self.modules[name].declarations
            )
        return self._classes[module]

    def _imports(self, module: str) -> frozenset[str]:
        if module not in self._edges:
            uses = (name for each in self.modules[module].declarations for name in _references(each))
            self._edges[module] = frozenset(name.module for name in uses if name.module in self.modules)
        return self._edges[module]


def _references(declaration: ir.Declaration) -> list[ir.Named]:
    if isinstance(declaration, ir.Alias):
        return walk(declaration.type)
    names = [*declaration.bases, *(name for item in declaration.fields for name in walk(item.type))]
    return names + (walk(declaration.extra) if declaration.extra is not None else [])
