"""The order of declarations and modules, on graphs of any form."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from headrace_codegen import ir
from headrace_codegen.lower.types_order import components, order
from headrace_codegen.lower.types_unit import walk

GRAPHS = st.lists(st.lists(st.integers(0, 7), max_size=4), min_size=1, max_size=8)


@given(GRAPHS)
def test_components_come_after_what_they_need(edges: list[list[int]]) -> None:
    graph = {node: [target for target in targets if target < len(edges)] for node, targets in enumerate(edges)}
    groups = components(graph)
    assert sorted(node for group in groups for node in group) == sorted(graph)
    place = {node: index for index, group in enumerate(groups) for node in group}
    assert all(place[target] <= place[node] for node, targets in graph.items() for target in targets)
    for group in groups:
        assert all(reaches(graph, start, end) for start in group for end in group if start != end)


def reaches(graph: dict[int, list[int]], start: int, end: int) -> bool:
    seen, todo = set[int](), [start]
    while todo:
        for target in graph[todo.pop()]:
            if target not in seen:
                seen.add(target)
                todo.append(target)
    return end in seen


@given(GRAPHS, st.lists(st.booleans(), min_size=8, max_size=8), st.integers(1, 8))
def test_what_is_not_forward_is_there_before_it_is_needed(
    edges: list[list[int]], aliases: list[bool], modules: int
) -> None:
    """Within a module by order; between modules because the imports that are not forward from fields make no circle of
    classes.
    """
    origin = ir.Origin("", "")

    def named(number: int) -> ir.Named:
        return ir.Named(f"types.m{number % modules}", f"T{number}")

    declared: dict[str, list[ir.Declaration]] = {}
    for number, targets in enumerate(edges):
        types = [named(target) for target in targets if target < len(edges)]
        name = f"T{number}"
        if aliases[number] and types:
            made: ir.Declaration = ir.Alias(name=name, type=ir.UnionOf((ir.Prim("str"), *types)), origin=origin)
        else:
            fields = tuple(
                ir.Field(name=f"f{index}", wire=f"f{index}", type=ir.ListOf(expr), required=True, origin=origin)
                for index, expr in enumerate(types)
            )
            made = ir.Model(name=name, kind="model", fields=fields, origin=origin)
        declared.setdefault(named(number).module, []).append(made)
    found = order(
        [ir.TypeModule(module=m, declarations=tuple(ds), exports=()) for m, ds in sorted(declared.items())],
        lambda *_: None,
    )
    for module in found:
        seen: set[str] = set()
        for declaration in module.declarations:
            for expr in expressions(declaration):
                if expr.module == module.module and not expr.forward:
                    assert expr.name in seen, f"{declaration.name} needs {expr.name} before it is there"
            seen.add(declaration.name)
    assert {d.name for m in found for d in m.declarations} == {f"T{number}" for number in range(len(edges))}


def expressions(declaration: ir.Declaration) -> list[ir.Named]:
    roots = [declaration.type] if isinstance(declaration, ir.Alias) else [field.type for field in declaration.fields]
    return [expr for root in roots for expr in walk(root) if isinstance(expr, ir.Named)]
