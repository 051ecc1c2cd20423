"""The modules below ``types``: printed class bodies under their final names, aliases, and computed imports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from headrace_codegen import ir
from headrace_codegen.emit.annotations import Annotator, same_type
from headrace_codegen.emit.imports import Imports
from headrace_codegen.emit.late_types import LateTypes
from headrace_codegen.emit.models_dcg import ClassBody, print_classes, rename
from headrace_codegen.emit.templates import render
from headrace_codegen.emit.text import EmitError, call, docstring, identifier, literal
from headrace_codegen.emit.type_graph import TypeGraph, type_graph
from headrace_codegen.emit.type_plan import Info, TypePlan

__all__ = ["type_modules"]

_TYPING = frozenset({"Dict", "List", "Literal", "Optional", "Required", "Union"})


@dataclass(frozen=True, slots=True)
class FieldView:
    """``text`` is the whole statement."""

    text: str
    doc: str | None


@dataclass(frozen=True, slots=True)
class DeclarationView:
    """A class (``fields``, and ``extras`` below them) or, with ``value``, an alias."""

    name: str
    doc: str | None
    value: str | None = None
    arguments: str = ""
    fields: tuple[FieldView, ...] = ()
    extras: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TypeModuleView:
    """One module."""

    imports: tuple[str, ...]
    typing_imports: tuple[str, ...]
    late_names: tuple[str, ...]
    late_imports: tuple[str, ...]
    exports: str
    declarations: tuple[DeclarationView, ...]


def type_modules(modules: Iterable[ir.TypeModule]) -> dict[str, str]:
    """The text of every type module, by module name."""
    modules = tuple(modules)
    plan = TypePlan.of(modules)
    bodies = print_classes(plan.classes, plan.imports())
    graph, late = type_graph(modules), LateTypes.of(modules)
    return {m.module: render("type_module.py", _Module(m, plan, bodies, graph, late).view()) for m in modules}


@dataclass
class _Module:
    """Work on one module: what is defined so far decides which references need quotes."""

    module: ir.TypeModule
    plan: TypePlan
    bodies: Mapping[str, ClassBody]
    graph: TypeGraph
    late: LateTypes
    imports: Imports = field(init=False)
    defined: set[str] = field(default_factory=set[str])
    late_names: dict[str, str] = field(default_factory=dict[str, str])
    quoted: bool = False

    def __post_init__(self) -> None:
        taken = {declaration.name for declaration in self.module.declarations}
        for declaration in self.module.declarations:
            if isinstance(declaration, ir.Model):
                taken |= {item.name for item in declaration.fields}
        self.imports = Imports(self.module.module, taken=taken)

    def view(self) -> TypeModuleView:
        declarations = tuple(self._declaration(declaration) for declaration in self.module.declarations)
        late_names = tuple(f"{name} = {value}" for name, value in sorted(self.late_names.items()))
        return TypeModuleView(
            imports=tuple(self.imports.lines("top")),
            typing_imports=tuple(self.imports.lines("typing")),
            late_names=late_names,
            late_imports=tuple(self.imports.lines("late")),
            exports=literal(list(self.module.exports)),
            declarations=declarations,
        )

    def _declaration(self, declaration: ir.Declaration) -> DeclarationView:
        identifier(declaration.name)
        view = self._class(declaration) if isinstance(declaration, ir.Model) else self._alias(declaration)
        self.defined.add(declaration.name)
        return view

    def _alias(self, alias: ir.Alias) -> DeclarationView:
        self.quoted = False
        annotator = self._annotator(frozenset(), tagged=not self.plan.of_requests(alias.type))
        text = annotator.text(alias.type)
        doc = docstring(alias.doc)
        if not self.quoted:
            return DeclarationView(alias.name, doc, f": {self.imports.outside('typing', 'TypeAlias')} = {text}")
        # Quoted names inside of an alias are looked up where the alias is used, unless it knows its own module, as
        # this form does.
        kind = self.imports.outside("typing_extensions", "TypeAliasType")
        return DeclarationView(alias.name, doc, f" = {kind}({literal(alias.name)}, {text})")

    def _class(self, model: ir.Model) -> DeclarationView:
        shadowed = frozenset(item.name for item in model.fields)
        body = self.bodies[self.plan.keys[self.module.module, model.name]]
        annotator = self._annotator(shadowed, tagged=model.kind == "model")
        fields = tuple(
            self._field(model, item, f"p{number}", body, annotator) for number, item in enumerate(model.fields)
        )
        return DeclarationView(
            name=model.name,
            doc=docstring(_prose(model.doc, "This type is deprecated." if model.deprecated else None), indent=4),
            arguments=self._arguments(model, body),
            fields=fields,
            extras=self._extras(model, annotator),
        )

    def _arguments(self, model: ir.Model, body: ClassBody) -> str:
        if model.mixin is not None:
            module, _, name = model.mixin.partition(":")
            return f"{self.imports.inside(module, name)}, {self._bases(model, body)}"
        return self._bases(model, body)

    def _bases(self, model: ir.Model, body: ClassBody) -> str:
        if not model.bases:
            base = (
                self.imports.spi("BaseModel")
                if model.kind == "model"
                else self.imports.outside("typing_extensions", "TypedDict")
            )
            return body.arguments.replace("BaseModel" if model.kind == "model" else "TypedDict", base, 1)
        return rename(body.arguments, lambda key: self._base(self.plan.names[key]))

    def _base(self, name: ir.Named) -> str:
        if name.module == self.module.module:
            if name.name not in self.defined:
                raise EmitError(f"{name.module}.{name.name} is a base class and must be declared before its subclass")
            return name.name
        return self.imports.inside(name.module, name.name)

    def _field(self, model: ir.Model, item: ir.Field, key: str, body: ClassBody, annotator: Annotator) -> FieldView:
        name = identifier(item.name)
        printed = body.fields[key]
        planned = self._planned(model, item, body, annotator)
        annotation = rename(printed.annotation, lambda key: self._final(key, annotator))
        if not (same_type(annotation, planned) or _TYPING & self.imports.taken):
            raise EmitError(
                f"{self.module.module}.{model.name}.{name} was printed as {annotation}, planned was {planned}"
            )
        if model.kind == "typeddict":
            text = f"{name}: {planned}"
        elif item.wire != item.name:
            arguments = [("default", None if item.required else "None"), ("alias", literal(item.wire))]
            text = f"{name}: {planned} = {call(self.imports.spi('Field'), arguments)}"
        elif item.required and self._has_default(model, name):
            # Without a value of its own the field would seem to keep the base's default.
            text = f"{name}: {planned} = {self.imports.spi('Field')}()"
        else:
            text = f"{name}: {planned}" + (f" = {printed.default}" if printed.default is not None else "")
        doc = _prose(item.doc, "This field is deprecated." if item.deprecated else None)
        return FieldView(text, docstring(doc, indent=4))

    def _has_default(self, model: ir.Model, name: str) -> bool:
        """Whether a base of ``model`` declares the field ``name`` as one that may be absent."""
        for base in model.bases:
            parent = self.plan.declared[base.module, base.name]
            if not isinstance(parent, ir.Model):
                raise EmitError(f"{base.module}.{base.name} is a base class but no class")
            if any(item.name == name and not item.required for item in parent.fields) or self._has_default(
                parent, name
            ):
                return True
        return False

    def _planned(self, model: ir.Model, item: ir.Field, body: ClassBody, annotator: Annotator) -> str:
        if model.kind == "model":
            return annotator.text(item.type) if item.required else annotator.optional(item.type)
        alias = item.wire if item.wire != item.name else None
        info = Info(item.type, alias, item.format)
        text = annotator.text(item.type) if alias is None and item.format is None else self._info(info, annotator)
        partial = "total=False" in body.arguments
        return f"{self.imports.outside('typing_extensions', 'Required')}[{text}]" if item.required and partial else text

    def _final(self, key: str, annotator: Annotator) -> str:
        if key in self.plan.names:
            return annotator.reference(self.plan.names[key])
        meaning = self.plan.tokens[key]
        return self._info(meaning, annotator) if isinstance(meaning, Info) else annotator.text(meaning)

    def _info(self, info: Info, annotator: Annotator) -> str:
        arguments = call(
            self.imports.spi("PropertyInfo"),
            [
                (name, literal(value) if value else None)
                for name, value in (("alias", info.alias), ("format", info.format))
            ],
        )
        return f"{self.imports.outside('typing', 'Annotated')}[{annotator.text(info.type)}, {arguments}]"

    def _extras(self, model: ir.Model, annotator: Annotator) -> tuple[str, ...]:
        """Typed additional properties of a model: pydantic checks them, type checkers know them as attributes."""
        if model.kind != "model" or model.extra in (None, ir.Prim("any")):
            return ()
        extra = annotator.text(model.extra)
        checking = self.imports.outside("typing", "TYPE_CHECKING")
        mapping = self.imports.outside("typing", "Dict")
        return (
            f"__pydantic_extra__: {mapping}[str, {extra}]",
            "",
            f"if {checking}:",
            "",
            f"    def __getattr__(self, name: str) -> {extra}: ...",
        )

    def _annotator(self, shadowed: frozenset[str], *, tagged: bool) -> Annotator:
        return Annotator(self.imports, self._reference, tagged=tagged, shadowed=shadowed)

    def _reference(self, name: ir.Named) -> str:
        here = self.module.module
        if name.module == here:
            if name.name in self.defined:
                return name.name
            self.quoted = True
            return f'"{name.name}"'
        self.plan.key(name)
        if not self.graph.circular(here, name.module):
            tags = self.late.names[here].get((name.module, name.name))
            return self.imports.inside(name.module, name.name) if tags is None else self._late(name, tags)
        self.quoted = True
        if name.module in self.graph.rooted:
            return f'"{self.imports.inside(name.module, "", "late")}.{name.name}"'
        return f'"{self.imports.inside(name.module, name.name, "late")}"'

    def _late(self, name: ir.Named, tags: tuple[str, ...]) -> str:
        """Import ``name`` for type checkers, and let it stand for a type that is loaded later."""
        self.imports.outside("typing", "TYPE_CHECKING")
        local = self.imports.inside(name.module, name.name, "typing")
        place = literal(f"{self.imports.written(f'.{name.module}')}:{name.name}")
        arguments = ["__package__", place, *(literal(tag) for tag in tags)]
        self.late_names[local] = f"{self.imports.spi('late')}({', '.join(arguments)})"
        return local


def _prose(doc: str | None, note: str | None) -> str | None:
    return "\n\n".join(part for part in (doc, note) if part) or None
