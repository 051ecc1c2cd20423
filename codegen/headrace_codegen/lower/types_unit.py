"""One module of types while it is being lowered: its names, its declarations, and what is open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from headrace_codegen import ir
from headrace_codegen.lower.names import Unique

if TYPE_CHECKING:
    from headrace_codegen.diagnostics import Diagnostics
    from headrace_codegen.source import Node

__all__ = ["Side", "Unit", "key_of", "rewrite", "walk"]

Side: TypeAlias = Literal["model", "typeddict"]
"""Responses are read into models, requests are written from typed dicts."""


def key_of(node: Node) -> tuple[str, int]:
    """What tells two schemas apart, also when one of them was put together on the way."""
    return (node.pointer, id(node.value))


@dataclass(slots=True)
class Unit:
    """A module below ``types``. ``stem`` is the text that its main name comes from; ``prefix`` stands before the names
    of nested classes.
    """

    module: str
    stem: str
    root: str
    side: Side
    unique: Unique
    prefix: str = ""
    declarations: dict[str, ir.Declaration] = field(default_factory=dict[str, ir.Declaration])
    exports: list[str] = field(default_factory=list[str])
    steps: int = 0
    within: Counter[str] = field(default_factory=Counter[str])
    reentered: set[str] = field(default_factory=set[str])
    open: dict[tuple[str, int], ir.Named] = field(default_factory=dict[tuple[str, int], ir.Named])

    @classmethod
    def new(cls, module: str, stem: str, root: str, side: Side, diagnostics: Diagnostics) -> Unit:
        return cls(module, stem, root, side, Unique(diagnostics, f"the module {module}"))

    def named(self, name: str) -> ir.Named:
        return ir.Named(self.module, name)

    def declare(self, declaration: ir.Declaration) -> ir.Named:
        self.declarations[declaration.name] = declaration
        return self.named(declaration.name)

    def rename(self, old: str, new: str, within: set[str]) -> None:
        """Let the declarations ``within`` refer to ``new`` where they meant ``old``, which turned out to be taken."""

        def change(named: ir.Named) -> ir.TypeExpr:
            return self.named(new) if named == self.named(old) else named

        for name in within:
            found = self.declarations[name]
            if isinstance(found, ir.Alias):
                self.declarations[name] = replace(found, type=rewrite(found.type, change))
            else:
                fields = tuple(replace(item, type=rewrite(item.type, change)) for item in found.fields)
                self.declarations[name] = replace(found, fields=fields)

    def finish(self) -> ir.TypeModule:
        """The module, with declarations still in the order in which they were finished."""
        exports = tuple(name for name in dict.fromkeys(self.exports) if name in self.declarations)
        return ir.TypeModule(module=self.module, declarations=tuple(self.declarations.values()), exports=exports)


def walk(expr: ir.TypeExpr) -> list[ir.TypeExpr]:
    """``expr`` and all expressions in it."""
    found: list[ir.TypeExpr] = [expr]
    if isinstance(expr, ir.ListOf):
        found += walk(expr.item)
    elif isinstance(expr, ir.DictOf):
        found += walk(expr.value)
    elif isinstance(expr, ir.UnionOf):
        for member in expr.members:
            found += walk(member)
    return found


def rewrite(expr: ir.TypeExpr, change: Callable[[ir.Named], ir.TypeExpr]) -> ir.TypeExpr:
    """``expr`` with every declared type in it changed."""
    if isinstance(expr, ir.Named):
        return change(expr)
    if isinstance(expr, ir.ListOf):
        return replace(expr, item=rewrite(expr.item, change))
    if isinstance(expr, ir.DictOf):
        return replace(expr, value=rewrite(expr.value, change))
    if isinstance(expr, ir.UnionOf):
        return replace(expr, members=tuple(rewrite(member, change) for member in expr.members))
    return expr
