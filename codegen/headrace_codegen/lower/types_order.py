"""The order of declarations and modules, so that what is needed at import is there.

An alias and the base of a class need what they name when the module runs; a field of a class doesn't, its annotation is
read later. So
only references from fields are ever deferred (``Named.forward``): within a module those to a class that stands further
down, between modules
those that are part of a cycle of modules. An alias that leads back to itself with no class between has no Python type
without such a
class; there the reference that closes the circle becomes ``object``, with a line in the ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import TypeVar

from headrace_codegen import ir
from headrace_codegen.lower.types_unit import rewrite, walk

__all__ = ["components", "order"]

T = TypeVar("T")
Lose = Callable[[str, str], None]


def order(modules: Iterable[ir.TypeModule], lose: Lose) -> tuple[ir.TypeModule, ...]:
    """The modules with ordered declarations and marked forward references. ``lose(pointer, what)`` is told of circles
    of aliases.
    """
    found = _without_circles({module.module: module for module in modules}, lose)
    cyclic = _cyclic_modules(found)
    return tuple(_ordered(module, cyclic.get(module.module, frozenset())) for module in found.values())


def components(graph: Mapping[T, Iterable[T]]) -> list[list[T]]:
    """The strongly connected components, dependencies first (Tarjan 1972, without recursion)."""
    index: dict[T, int] = {}
    low: dict[T, int] = {}
    stack: list[T] = []
    on_stack: set[T] = set()
    found: list[list[T]] = []
    for start in graph:
        if start in index:
            continue
        work = [(start, iter(tuple(graph[start])))]
        index[start] = low[start] = len(index)
        stack.append(start)
        on_stack.add(start)
        while work:
            node, targets = work[-1]
            for target in targets:
                if target not in graph:
                    continue
                if target not in index:
                    index[target] = low[target] = len(index)
                    stack.append(target)
                    on_stack.add(target)
                    work.append((target, iter(tuple(graph[target]))))
                    break
                if target in on_stack:
                    low[node] = min(low[node], index[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    group: list[T] = []
                    while not group or group[-1] != node:
                        group.append(stack.pop())
                        on_stack.discard(group[-1])
                    found.append(group[::-1])
    return found


def _named(expr: ir.TypeExpr) -> list[ir.Named]:
    return [part for part in walk(expr) if isinstance(part, ir.Named)]


def _hard(declaration: ir.Declaration) -> list[ir.Named]:
    """What a declaration needs when its module runs."""
    return _named(declaration.type) if isinstance(declaration, ir.Alias) else list(declaration.bases)


def _soft(declaration: ir.Declaration) -> list[ir.Named]:
    if isinstance(declaration, ir.Alias):
        return []
    extra = _named(declaration.extra) if declaration.extra is not None else []
    return [named for field in declaration.fields for named in _named(field.type)] + extra


# --- circles of aliases
# ------------------------------------------------------------------------------------------------


def _without_circles(modules: dict[str, ir.TypeModule], lose: Lose) -> dict[str, ir.TypeModule]:
    aliases = {
        (module.module, declaration.name): declaration
        for module in modules.values()
        for declaration in module.declarations
        if isinstance(declaration, ir.Alias)
    }
    graph = {
        key: [(n.module, n.name) for n in _named(alias.type) if (n.module, n.name) in aliases]
        for key, alias in aliases.items()
    }
    for group in components(graph):
        members = set(group)
        for key in group:
            # The group comes in the order of the search: a reference back to what was met before closes the circle.
            members.discard(key)
            closing = {target for target in graph[key] if target in set(group) and target not in members}
            if closing and (len(group) > 1 or key in graph[key]):
                alias = aliases[key]
                lose(alias.origin.pointer, f"{alias.name}, an alias that contains itself,")
                expr = rewrite(alias.type, partial(_cut, frozenset(closing)))
                modules[key[0]] = _with(modules[key[0]], replace(alias, type=expr))
    return modules


def _cut(closing: frozenset[tuple[str, str]], named: ir.Named) -> ir.TypeExpr:
    return ir.Prim("any") if (named.module, named.name) in closing else named


def _with(module: ir.TypeModule, changed: ir.Declaration) -> ir.TypeModule:
    return replace(module, declarations=tuple(changed if d.name == changed.name else d for d in module.declarations))


# --- modules
# -----------------------------------------------------------------------------------------------------------


def _cyclic_modules(modules: dict[str, ir.TypeModule]) -> dict[str, frozenset[str]]:
    """For each module the other modules of its cycle."""
    graph = {
        name: {n.module for d in module.declarations for n in (*_hard(d), *_soft(d)) if n.module != name}
        for name, module in modules.items()
    }
    found: dict[str, frozenset[str]] = {}
    for group in components({name: sorted(targets) for name, targets in graph.items()}):
        if len(group) > 1:
            found.update({name: frozenset(group) - {name} for name in group})
    return found


def _ordered(module: ir.TypeModule, cyclic: frozenset[str]) -> ir.TypeModule:
    """Dependencies first; a class whose field needs a later class refers forward."""
    by_name = {declaration.name: declaration for declaration in module.declarations}
    here = {name: _here(module, _hard(d), by_name) for name, d in by_name.items()}
    full = {name: list(dict.fromkeys((*here[name], *_here(module, _soft(d), by_name)))) for name, d in by_name.items()}
    names: list[str] = []
    for group in components(full):
        names += (
            group
            if len(group) == 1
            else [n for inner in components({n: [t for t in here[n] if t in group] for n in group}) for n in inner]
        )
    rank = {name: index for index, name in enumerate(names)}

    def mark(owner: str) -> Callable[[ir.Named], ir.TypeExpr]:
        def one(named: ir.Named) -> ir.TypeExpr:
            later = named.module == module.module and rank.get(named.name, -1) >= rank[owner]
            return replace(named, forward=True) if later or named.module in cyclic else named

        return one

    declarations = tuple(_marked(by_name[name], mark(name)) for name in names)
    return replace(module, declarations=declarations)


def _here(module: ir.TypeModule, named: list[ir.Named], known: Mapping[str, object]) -> list[str]:
    return list(dict.fromkeys(n.name for n in named if n.module == module.module and n.name in known))


def _marked(declaration: ir.Declaration, mark: Callable[[ir.Named], ir.TypeExpr]) -> ir.Declaration:
    if isinstance(declaration, ir.Alias):
        return declaration
    fields = tuple(replace(field, type=rewrite(field.type, mark)) for field in declaration.fields)
    extra = rewrite(declaration.extra, mark) if declaration.extra is not None else None
    return replace(declaration, fields=fields, extra=extra)
