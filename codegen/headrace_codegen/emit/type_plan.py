"""The plan of all model classes: a key for every declaration and the flat schema of every field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from headrace_codegen import ir
from headrace_codegen.emit.models_dcg import KEY, ClassPlan, FieldPlan
from headrace_codegen.emit.text import EmitError

__all__ = ["Info", "TypePlan"]

_SCHEMA_TYPES = {"str": "string", "int": "integer", "float": "number", "bool": "boolean"}


@dataclass(frozen=True, slots=True)
class Info:
    """The type of a request field with what the runtime must know about it: wire name or format."""

    type: ir.TypeExpr
    alias: str | None
    format: str | None


@dataclass
class TypePlan:
    """Keys: ``K`` for a class, ``A`` for an alias, ``T`` for a type that is no JSON schema (``tokens`` has what it
    stands for).
    """

    declared: dict[tuple[str, str], ir.Declaration] = field(default_factory=dict[tuple[str, str], "ir.Declaration"])
    keys: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    names: dict[str, ir.Named] = field(default_factory=dict[str, ir.Named])
    tokens: dict[str, ir.TypeExpr | Info] = field(default_factory=dict[str, "ir.TypeExpr | Info"])
    classes: list[ClassPlan] = field(default_factory=list[ClassPlan])
    _tokens: dict[str, str] = field(default_factory=dict[str, str])

    @staticmethod
    def of(modules: Iterable[ir.TypeModule]) -> TypePlan:
        """Plan every declaration of ``modules``."""
        plan, modules = TypePlan(), tuple(modules)
        for module in modules:
            for declaration in module.declarations:
                plan._add(module.module, declaration)
        for module in modules:
            for declaration in module.declarations:
                if isinstance(declaration, ir.Model):
                    plan.classes.append(plan._class(module.module, declaration))
        return plan

    def imports(self) -> list[str]:
        """The keys that stand for imports when classes are printed."""
        return sorted([*self.tokens, *(key for key in self.names if key.startswith("A"))])

    def key(self, name: ir.Named) -> str:
        """The key of a declared type. Raises ``EmitError`` if nothing declares it."""
        try:
            return self.keys[name.module, name.name]
        except KeyError:
            raise EmitError(f"{name.module}.{name.name} is referred to but not declared") from None

    def of_requests(self, expr: ir.TypeExpr, seen: frozenset[str] = frozenset()) -> bool:
        """Whether ``expr`` is a typed dict, or a union with one, directly or through aliases."""
        if isinstance(expr, ir.UnionOf):
            return any(self.of_requests(member, seen) for member in expr.members)
        if not isinstance(expr, ir.Named) or (key := self.key(expr)) in seen:
            return False
        declaration = self.declared[expr.module, expr.name]
        if isinstance(declaration, ir.Model):
            return declaration.kind == "typeddict"
        return self.of_requests(declaration.type, seen | {key})

    def _add(self, module: str, declaration: ir.Declaration) -> None:
        letter = "K" if isinstance(declaration, ir.Model) else "A"
        key = f"{letter}{len(self.keys):05d}"
        self.keys[module, declaration.name] = key
        self.names[key] = ir.Named(module, declaration.name)
        self.declared[module, declaration.name] = declaration

    def _class(self, module: str, model: ir.Model) -> ClassPlan:
        shadowed = frozenset(field.name for field in model.fields)
        fields = tuple(
            FieldPlan(f"p{number}", self._field(item, model.kind, shadowed), item.required)
            for number, item in enumerate(model.fields)
        )
        bases = tuple(self.key(base) for base in model.bases)
        return ClassPlan(self.keys[module, model.name], model.kind, bases, fields)

    def _field(self, item: ir.Field, kind: str, shadowed: frozenset[str]) -> Mapping[str, Any]:
        alias = item.wire if item.wire != item.name else None
        if kind == "typeddict" and (alias is not None or item.format is not None):
            return self._token(Info(item.type, alias, item.format))
        return self._schema(item.type, kind, shadowed)

    def _schema(self, expr: ir.TypeExpr, kind: str, shadowed: frozenset[str]) -> dict[str, Any]:
        """``expr`` as a flat schema that prints as ``expr``; what would print otherwise becomes a token."""
        if isinstance(expr, ir.Prim) and expr.name in _SCHEMA_TYPES and expr.name not in shadowed:
            return {"type": _SCHEMA_TYPES[expr.name]}
        if isinstance(expr, ir.Lit) and _plain(expr):
            return {"enum": list(expr.values)}
        if isinstance(expr, ir.Named):
            return _reference(self.key(expr))
        if isinstance(expr, ir.ListOf) and expr.style == "list":
            return {"type": "array", "items": self._schema(expr.item, kind, shadowed)}
        if isinstance(expr, ir.DictOf) and "str" not in shadowed:
            return {"type": "object", "additionalProperties": self._schema(expr.value, kind, shadowed)}
        if isinstance(expr, ir.UnionOf) and expr.discriminator is None:
            return self._union(expr, kind, shadowed)
        return self._token(expr)

    def _union(self, expr: ir.UnionOf, kind: str, shadowed: frozenset[str]) -> dict[str, Any]:
        none = ir.Prim("none")
        members = [member for member in expr.members if member != none]
        nested = any(isinstance(member, ir.UnionOf) for member in members)
        literals = sum(isinstance(member, ir.Lit) for member in members)
        if nested or literals > 1 or not members or len({repr(member) for member in members}) < len(members):
            return self._token(expr)
        schemas = [self._schema(member, kind, shadowed) for member in members]
        return {"anyOf": schemas + ([{"type": "null"}] if none in expr.members else [])}

    def _token(self, meaning: ir.TypeExpr | Info) -> dict[str, Any]:
        # Not by equality: Literal[1] and Literal[True] are equal.
        key = self._tokens.setdefault(repr(meaning), f"T{len(self._tokens):05d}")
        self.tokens[key] = meaning
        return _reference(key)


def _reference(key: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{key}"}


def _plain(expr: ir.Lit) -> bool:
    """Whether a schema's ``enum`` prints as these values: no floats, no 1 beside True, no text that looks like a
    planned key.
    """
    kinds = {type(value) for value in expr.values}
    return (
        kinds <= {str, int, bool}
        and not {int, bool} <= kinds
        and len(set(expr.values)) == len(expr.values) > 0
        and not any(isinstance(value, str) and KEY.search(value) for value in expr.values)
    )
