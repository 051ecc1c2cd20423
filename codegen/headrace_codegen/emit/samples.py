"""Example calls for the README: the arguments that a method can't do without, with values that fit their types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from headrace_codegen import ir
from headrace_codegen.emit import text

__all__ = ["Sampler", "sample_call"]

_PRIMITIVES = {
    "str": '"..."', "int": "1", "float": "1.0", "bool": "True", "any": "{}", "bytes": 'b"..."', "date": "date.today()",
    "datetime": "datetime.now()", "none": "None", "file": 'Path("file.bin")', "binary": 'Path("file.bin")',
}  # fmt: skip
_DEEP = 6


class Sampler:
    """Makes expressions for request types. ``modules`` are all type modules."""

    def __init__(self, modules: Iterable[ir.TypeModule]) -> None:
        self._declared = {(module.module, item.name): item for module in modules for item in module.declarations}

    def can_call(self, method: ir.Method) -> bool:
        """Whether the required arguments of ``method`` have simple examples."""
        return all(self.value(param.type, param.name) is not None for param in method.params if _needed(param))

    def value(self, expr: ir.TypeExpr, name: str = "", depth: int = 0) -> str | None:
        """An expression of type ``expr``; None when it would be too deep."""
        if depth > _DEEP:
            return None
        if isinstance(expr, ir.Prim):
            return _quoted(name) if expr.name == "str" and name.endswith("_id") else _PRIMITIVES[expr.name]
        if isinstance(expr, ir.Lit):
            return _quoted(expr.values[0])
        if isinstance(expr, ir.ListOf):
            item = self.value(expr.item, name, depth + 1)
            return f"[{item}]" if item is not None else "[]"
        if isinstance(expr, ir.DictOf):
            return "{}"
        if isinstance(expr, ir.UnionOf):
            values = [self.value(member, name, depth + 1) for member in expr.members]
            return next((value for value in values if value is not None), None)
        declaration = self._declared.get((expr.module, expr.name))
        if isinstance(declaration, ir.Alias):
            return self.value(declaration.type, name, depth + 1)
        return self._typed_dict(declaration, depth) if declaration is not None else None

    def _typed_dict(self, model: ir.Model, depth: int) -> str | None:
        items: list[str] = []
        for field in model.fields:
            if field.required:
                value = self.value(field.type, field.name, depth + 1)
                if value is None:
                    return None
                items.append(f"{_quoted(field.name)}: {value}")
        return "{" + ", ".join(items) + "}"


def _quoted(value: object) -> str:
    """A literal in double quotes where that needs no escapes."""
    printed = text.literal(value)
    return f'"{printed[1:-1]}"' if printed.startswith("'") and '"' not in printed and "\\" not in printed else printed


def _needed(param: ir.Param) -> bool:
    return param.required and param.const is None


def sample_call(
    sampler: Sampler, resource: ir.Resource, method: ir.Method, given: Mapping[str, object], *more: str
) -> str:
    """``client.files.create(file=...)``: required arguments and those ``given`` (by wire name), and ``more``."""
    texts: list[str] = []
    for param in sorted(method.params, key=lambda param: not param.positional):
        if param.wire in given:
            value = _quoted(given[param.wire])
        elif _needed(param):
            value = sampler.value(param.type, param.name) or "..."
        else:
            continue
        texts.append(value if param.positional else f"{param.name}={value}")
    return f"client.{resource.path}.{method.name}({', '.join([*texts, *more])})"
