"""Subclasses in a circle of imports say again what they inherit.

A model's annotations are resolved in the module of the class that declares them, when that class is made. In a circle
they name things that only come at the module's end, and pydantic then resolves what a subclass has inherited in the
subclass's module, where those names mean nothing. Written out there, they do.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from headrace_codegen import ir
from headrace_codegen.emit.type_graph import type_graph

__all__ = ["restated"]


def restated(modules: Iterable[ir.TypeModule]) -> tuple[ir.TypeModule, ...]:
    """``modules``, with the inherited fields added to each model whose base is in another module of its circle."""
    modules = tuple(modules)
    graph = type_graph(modules)
    models = {
        (module.module, item.name): item
        for module in modules
        for item in module.declarations
        if isinstance(item, ir.Model) and item.kind == "model"
    }

    def inherited(model: ir.Model) -> dict[str, ir.Field]:
        found: dict[str, ir.Field] = {}
        for base in reversed(model.bases):
            if (parent := models.get((base.module, base.name))) is not None:
                found |= inherited(parent) | {item.name: item for item in parent.fields}
        return found

    def restate(module: str, item: ir.Declaration) -> ir.Declaration:
        if not isinstance(item, ir.Model) or not any(graph.circular(module, base.module) for base in item.bases):
            return item
        own = {declared.name: declared for declared in item.fields}
        return replace(item, fields=tuple({**inherited(item), **own}.values())) if item.kind == "model" else item

    return tuple(
        replace(module, declarations=tuple(restate(module.module, item) for item in module.declarations))
        for module in modules
    )
