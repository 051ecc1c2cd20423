"""Which type modules import each other in a circle, and what that means for the place of an import.

Python runs a module from top to bottom, so modules that need each other import each other at their end, after their
classes are defined, and name each other in quotes until then. A base class can't be quoted: it is imported at the
top, and whoever refers back to the class below it does so through its module, which may be half-loaded at that point.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from headrace_codegen import ir
from headrace_codegen.emit.annotations import walk

__all__ = ["TypeGraph", "type_graph"]


@dataclass(frozen=True, slots=True)
class TypeGraph:
    """Modules with one ``group`` number import each other. ``rooted`` are those with a base class in their circle."""

    group: Mapping[str, int]
    rooted: frozenset[str]

    def circular(self, module: str, other: str) -> bool:
        """Whether an import of ``other`` by ``module`` closes a circle."""
        return module != other and self.group[module] == self.group.get(other)


def type_graph(modules: Iterable[ir.TypeModule]) -> TypeGraph:
    """Find the circles of ``modules``."""
    edges: dict[str, list[str]] = {}
    bases: dict[str, set[str]] = {}
    for module in modules:
        names = [name for declaration in module.declarations for name in _references(declaration)]
        edges[module.module] = list(dict.fromkeys(name.module for name in names))
        bases[module.module] = {
            base.module for item in module.declarations if isinstance(item, ir.Model) for base in item.bases
        }
    group = _components(edges)
    rooted = {
        module
        for module, modules_of_bases in bases.items()
        if any(base != module and group.get(base) == group[module] for base in modules_of_bases)
    }
    return TypeGraph(group, frozenset(rooted))


def _references(declaration: ir.Declaration) -> list[ir.Named]:
    if isinstance(declaration, ir.Alias):
        return walk(declaration.type)
    names = list(declaration.bases)
    for field in declaration.fields:
        names += walk(field.type)
    return names + (walk(declaration.extra) if declaration.extra is not None else [])


def _components(edges: Mapping[str, list[str]]) -> dict[str, int]:
    """Tarjan's strongly connected components, without recursion: import chains are longer than Python's stack."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    component: dict[str, int] = {}
    open_nodes: list[str] = []
    for start in edges:
        if start in index:
            continue
        work = [(start, iter(edges[start]))]
        index[start] = low[start] = len(index)
        open_nodes.append(start)
        while work:
            node, successors = work[-1]
            for successor in successors:
                if successor not in edges:
                    continue
                if successor not in index:
                    index[successor] = low[successor] = len(index)
                    open_nodes.append(successor)
                    work.append((successor, iter(edges[successor])))
                    break
                if successor not in component:
                    low[node] = min(low[node], index[successor])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    while True:
                        member = open_nodes.pop()
                        component[member] = index[node]
                        if member == node:
                            break
    return component
