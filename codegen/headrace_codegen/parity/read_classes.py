"""Reading classes and functions: their members, parameters and results, in canonical form."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import griffe

from headrace_codegen.parity.annotations import canonical, canonical_default
from headrace_codegen.parity.facts import ClassFacts, FieldFacts, FunctionFacts, ParamFacts, Place
from headrace_codegen.parity.type_variables import TypeVariables

__all__ = ["ClassReader", "Names"]

_KINDS = {
    griffe.ParameterKind.positional_only: "positional-only",
    griffe.ParameterKind.positional_or_keyword: "positional",
    griffe.ParameterKind.keyword_only: "keyword",
    griffe.ParameterKind.var_positional: "*args",
    griffe.ParameterKind.var_keyword: "**kwargs",
}
_ERRORS = (griffe.AliasResolutionError, griffe.CyclicAliasError)


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one package: ``root`` is its module, ``roots`` are it and its companions."""

    root: griffe.Module
    roots: frozenset[str]

    def target(self, member: griffe.Object | griffe.Alias) -> griffe.Object | None:
        """What a member finally is, also by way of a type alias; None when that is in another package."""
        try:
            found = member.final_target if isinstance(member, griffe.Alias) else member
            if isinstance(found, griffe.Attribute) and "TypeAlias" in str(found.annotation):
                found = self._aliased(found)
        except (*_ERRORS, KeyError):
            return None
        return found if found.path.split(".")[0] in self.roots else None

    def _aliased(self, found: griffe.Attribute) -> griffe.Object:
        """The class that a type alias is just another name for; the alias itself otherwise."""
        if not isinstance(found.value, griffe.ExprName | griffe.ExprAttribute):
            return found
        if found.value.canonical_path.split(".")[0] not in self.roots:
            return found
        target = self.root.modules_collection[found.value.canonical_path]
        target = target.final_target if isinstance(target, griffe.Alias) else target
        return target if isinstance(target, griffe.Class) else found

    def key(self, member: griffe.Object) -> str:
        """``module:Name``; what a companion defines has its full module path."""
        module = member.module.path
        name = member.path.removeprefix(module).lstrip(".")
        inside = module == self.root.path or module.startswith(f"{self.root.path}.")
        return f"{module.removeprefix(self.root.path).lstrip('.') if inside else module}:{name}"

    def place(self, member: griffe.Object | griffe.Alias) -> Place:
        """Where a member stands, for an alias the import."""
        line = member.alias_lineno if isinstance(member, griffe.Alias) else member.lineno
        owner = member.parent.module if isinstance(member, griffe.Alias) and member.parent else member.module
        path = owner.filepath
        if isinstance(path, list):
            path = path[0] if path else Path()
        # A module a.b stands in a/b.py or a/b/__init__.py: that many parts from the end.
        depth = owner.path.count(".") + (2 if path.name == "__init__.py" else 1)
        return Place("/".join(path.parts[-depth:]), line or 0)

    def default(self, value: object, parameter_of: griffe.Function) -> str | None:
        """The text of a default; the name of a constant of the package becomes its value."""
        if value is None:
            return None
        text = str(value)
        if isinstance(value, griffe.ExprName | griffe.ExprAttribute):
            found = self._constant(value.canonical_path)
            text = str(found) if found is not None else text
        return canonical_default(text)

    def _constant(self, path: str) -> object | None:
        root = path.split(".")[0]
        if root not in self.roots:
            return None
        try:
            found = self.root.modules_collection[path]
            found = found.final_target if isinstance(found, griffe.Alias) else found
        except (*_ERRORS, KeyError):
            return None
        value = found.value if isinstance(found, griffe.Attribute) else None
        return value if isinstance(value, str) and value.replace(".", "").isdigit() else None


@dataclass(slots=True)
class ClassReader:
    """Collects the classes and functions that are asked for, each once."""

    names: Names
    classes: dict[str, ClassFacts] = field(default_factory=dict[str, ClassFacts])
    functions: dict[str, FunctionFacts] = field(default_factory=dict[str, FunctionFacts])

    def take(self, target: griffe.Object) -> str:
        """Read ``target`` if it is a class or function. Gives its key, which finds what was read."""
        key = self.names.key(target)
        if isinstance(target, griffe.Class) and key not in self.classes:
            self.classes[key] = self._class(target)
        elif isinstance(target, griffe.Function) and key not in self.functions:
            self.functions[key] = self._function(target, bound=False)
        return key

    def _class(self, target: griffe.Class) -> ClassFacts:
        fields: dict[str, FieldFacts] = {}
        methods: dict[str, FunctionFacts] = {}
        ancestors, above = self._above(target)
        for owner in (*reversed(above), target):
            for name, member in owner.members.items():
                if name.startswith("_") and name != "__init__":
                    continue
                found = self.names.target(member) if isinstance(member, griffe.Alias) else member
                if isinstance(found, griffe.Function) and _is_property(found):
                    methods.pop(name, None)
                    fields[name] = self._property(name, found)
                elif isinstance(found, griffe.Function):
                    methods[name] = self._function(found, bound="staticmethod" not in found.labels)
                    fields.pop(name, None)
                elif isinstance(found, griffe.Attribute):
                    self._attribute(name, found, owner, fields, methods)
        return ClassFacts(
            name=target.name,
            place=self.names.place(target),
            bases=tuple(map(_base_name, target.bases)),
            ancestors=frozenset(ancestors),
            fields=fields,
            methods=methods,
            own=frozenset(target.members),
        )

    def _above(self, target: griffe.Class) -> tuple[set[str], list[griffe.Class]]:
        """The names of all classes above, and those that were read, nearest first."""
        try:
            above = target.mro()
        except (ValueError, *_ERRORS):
            above = _bases_of(target, set())
        names = {_base_name(base) for owner in (target, *above) for base in owner.bases}
        return names | {owner.name for owner in above}, list(above)

    def _attribute(
        self,
        name: str,
        found: griffe.Attribute,
        owner: griffe.Class,
        fields: dict[str, FieldFacts],
        methods: dict[str, FunctionFacts],
    ) -> None:
        """A field, or a second name of a method (``with_options = copy``)."""
        value = str(found.value) if found.value is not None else ""
        if found.annotation is None and value in methods:
            methods[name] = methods[value]
            return
        resource = self._resource(found.annotation) if "property" in found.labels else None
        fields[name] = FieldFacts(name, canonical(_text(found.annotation)), self.names.place(found), resource)
        methods.pop(name, None)

    def _property(self, name: str, found: griffe.Function) -> FieldFacts:
        resource = self._resource(found.returns)
        return FieldFacts(name, canonical(_text(found.returns)), self.names.place(found), resource)

    def _resource(self, annotation: object) -> str | None:
        if not isinstance(annotation, griffe.ExprName | griffe.ExprAttribute):
            return None
        try:
            target = self.names.root.modules_collection[annotation.canonical_path]
            target = target.final_target if isinstance(target, griffe.Alias) else target
        except (*_ERRORS, KeyError):
            return None
        return self.names.key(target) if isinstance(target, griffe.Class) else None

    def _function(self, found: griffe.Function, *, bound: bool) -> FunctionFacts:
        params = [
            ParamFacts(
                param.name,
                _KINDS[param.kind or griffe.ParameterKind.positional_or_keyword],
                self._default(param, found),
            )
            for param in found.parameters
        ]
        variables = TypeVariables(self.names.root)
        returns = canonical(
            variables.text(found.returns, own=found.parameters[0].annotation if bound and params else None)
        )
        return FunctionFacts(
            name=found.name,
            params=tuple(params[1:] if bound and params else params),
            returns=f"Awaitable[{returns}]" if "async" in found.labels else returns,
            place=self.names.place(found),
            overloads=tuple(self._function(item, bound=bound) for item in found.overloads or ()),
        )

    def _default(self, param: griffe.Parameter, found: griffe.Function) -> str | None:
        if param.kind in (griffe.ParameterKind.var_positional, griffe.ParameterKind.var_keyword):
            return None
        return self.names.default(param.default, found)


def _bases_of(target: griffe.Class, seen: set[str]) -> list[griffe.Class]:
    """All classes above, depth first: where griffe finds no order, because it can't follow one of them."""
    found: list[griffe.Class] = []
    for base in target.resolved_bases:
        base = base.final_target if isinstance(base, griffe.Alias) else base
        if isinstance(base, griffe.Class) and base.path not in seen:
            seen.add(base.path)
            found += [base, *_bases_of(base, seen)]
    return found


def _base_name(base: object) -> str:
    """The name of a base where it is defined: it may have been imported under another."""
    path = base.canonical_path if isinstance(base, griffe.Expr) else str(base)
    return _last(path)


def _is_property(found: griffe.Function) -> bool:
    """Whether a decorator makes it one. griffe knows those of the standard library by their full name only."""
    return any(_last(str(decorator.value)) in ("cached_property", "property") for decorator in found.decorators)


def _text(annotation: object) -> str | None:
    return None if annotation is None else str(annotation)


def _last(text: str) -> str:
    return text.partition("[")[0].rpartition(".")[2]
