"""Type expressions of the intermediate representation as Python annotations.

Two spellings: ``typing`` (``Optional[Union[A, "B"]]``) where Python evaluates annotations, that is in models and typed
dicts, and ``bar`` (``A | B | None``) where it doesn't, that is in signatures below ``from __future__ import
annotations``.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass

from headrace_codegen import ir
from headrace_codegen.emit.imports import Imports, Place
from headrace_codegen.emit.text import literal

__all__ = ["Annotator", "same_type", "walk"]

NONE = ir.Prim("none")
_BUILTIN = {"str": "str", "int": "int", "float": "float", "bool": "bool", "any": "object", "bytes": "bytes"}


@dataclass(frozen=True)
class Annotator:
    """Prints type expressions for one module, and records in ``imports`` what they need.

    ``reference`` gives the text of a declared type. ``shadowed`` are names that the class defines as fields: a builtin
    of that name is written ``builtins.str``, since the class body would find the field first. ``tagged`` tells whether
    a discriminator is written (responses only: nothing reads it in requests).
    """

    imports: Imports
    reference: Callable[[ir.Named], str]
    bar: bool = False
    tagged: bool = True
    shadowed: frozenset[str] = frozenset()
    place: Place = "top"

    def text(self, expr: ir.TypeExpr) -> str:
        """The annotation of ``expr``."""
        if isinstance(expr, ir.Prim):
            return self._prim(expr)
        if isinstance(expr, ir.Lit):
            return f"{self._name('typing', 'Literal')}[{', '.join(literal(value) for value in expr.values)}]"
        if isinstance(expr, ir.Named):
            return self.reference(expr)
        if isinstance(expr, ir.ListOf):
            return self._list(expr)
        if isinstance(expr, ir.DictOf):
            return f"{self._name('typing', 'Dict')}[{self._builtin('str')}, {self.text(expr.value)}]"
        return self._union(expr)

    def optional(self, expr: ir.TypeExpr) -> str:
        """The annotation of ``expr`` or null."""
        return self.text(ir.optional(expr)) if expr != ir.Prim("any") else self._nullable([self.text(expr)])

    def _prim(self, prim: ir.Prim) -> str:
        if prim.name in _BUILTIN:
            return self._builtin(_BUILTIN[prim.name])
        if prim.name == "none":
            return "None"
        if prim.name in ("datetime", "date"):
            return self._name("datetime", prim.name)
        if prim.name == "file":
            return self.imports.spi("FileTypes", self.place)
        return self.imports.spi("HttpxBinaryResponseContent", self.place)

    def _builtin(self, name: str) -> str:
        if name not in self.shadowed:
            return name
        return f"{self.imports.whole('builtins')}.{name}"

    def _name(self, module: str, name: str) -> str:
        return self.imports.outside(module, name, self.place)

    def _list(self, expr: ir.ListOf) -> str:
        item = self.text(expr.item)
        if expr.style == "iterable":
            return f"{self._name('typing', 'Iterable')}[{item}]"
        if expr.style == "sequence":
            return f"{self.imports.spi('SequenceNotStr', self.place)}[{item}]"
        return f"{self._name('typing', 'List')}[{item}]"

    def _union(self, expr: ir.UnionOf) -> str:
        texts: list[str] = []
        nullable = False
        for member in _flat(expr):
            if member == NONE:
                nullable = True
            elif (text := self.text(member)) not in texts:
                texts.append(text)
        if not texts:
            return "None"
        if expr.discriminator is None or not self.tagged or self.bar or len(texts) < 2:
            return self._nullable(texts) if nullable else self._either(texts)
        union = self._either(texts)
        info = f"{self.imports.spi('PropertyInfo', self.place)}(discriminator={literal(expr.discriminator)})"
        tagged = f"{self._name('typing', 'Annotated')}[{union}, {info}]"
        return f"{self._name('typing', 'Optional')}[{tagged}]" if nullable else tagged

    def _either(self, texts: list[str]) -> str:
        if len(texts) == 1:
            return texts[0]
        return " | ".join(texts) if self.bar else f"{self._name('typing', 'Union')}[{', '.join(texts)}]"

    def _nullable(self, texts: list[str]) -> str:
        if self.bar:
            return " | ".join([*texts, "None"])
        return f"{self._name('typing', 'Optional')}[{self._either(texts)}]"


def _flat(expr: ir.UnionOf) -> list[ir.TypeExpr]:
    members: list[ir.TypeExpr] = []
    for member in expr.members:
        plain = isinstance(member, ir.UnionOf) and member.discriminator is None
        members += _flat(member) if plain and isinstance(member, ir.UnionOf) else [member]
    return members


def same_type(one: str, other: str) -> bool:
    """Whether two annotations say the same: ``Optional[X]`` is ``Union[X, None]``, unions are flat and unordered."""
    return one == other or _members(ast.parse(one, mode="eval").body) == _members(ast.parse(other, mode="eval").body)


def _members(node: ast.expr) -> frozenset[object]:
    """The members of a union; of any other type, itself."""
    if not isinstance(node, ast.Subscript) or (name := ast.unparse(node.value)) == "Literal":
        return frozenset({ast.dump(node)})
    arguments = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    if name == "Optional":
        return _members(node.slice) | {ast.dump(ast.Constant(None))}
    if name == "Union":
        return frozenset[object]().union(*map(_members, arguments))
    return frozenset({(name, tuple(map(_members, arguments)))})


def walk(expr: ir.TypeExpr) -> list[ir.Named]:
    """The declared types that ``expr`` refers to, in reading order."""
    if isinstance(expr, ir.Named):
        return [expr]
    if isinstance(expr, ir.ListOf):
        return walk(expr.item)
    if isinstance(expr, ir.DictOf):
        return walk(expr.value)
    if isinstance(expr, ir.UnionOf):
        return [name for member in expr.members for name in walk(member)]
    return []
