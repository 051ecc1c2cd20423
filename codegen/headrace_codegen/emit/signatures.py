"""Signatures of generated methods: arguments, overloads, return types and docstrings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from headrace_codegen import ir
from headrace_codegen.emit.annotations import Annotator
from headrace_codegen.emit.imports import Imports
from headrace_codegen.emit.text import EmitError, docstring, identifier, literal

__all__ = ["MethodView", "SignaturePrinter", "SignatureView"]


@dataclass(frozen=True, slots=True)
class SignatureView:
    """``parameters`` are whole (``"limit: int | Omit = omit"``), the bare star included, ``self`` not."""

    parameters: tuple[str, ...]
    returns: str


@dataclass(frozen=True, slots=True)
class MethodView:
    """One method of one class. ``definition`` is ``def`` or ``async def``; ``statement`` the whole body."""

    name: str
    definition: str
    decorators: tuple[str, ...]
    overloads: tuple[SignatureView, ...]
    signature: SignatureView
    doc: str | None
    statement: str


class SignaturePrinter:
    """Prints the methods of one class, sync or async."""

    def __init__(self, imports: Imports, *, asynchronous: bool, idempotency: bool, shadowed: frozenset[str]) -> None:
        self._imports = imports
        self._async = asynchronous
        self._idempotency = idempotency
        self._annotator = Annotator(imports, self._reference, bar=True, shadowed=shadowed, place="typing")
        self._params_modules: set[str] = set()

    def method(self, method: ir.Method, constant: str) -> MethodView:
        """The view of ``method``, whose descriptor is the module's ``constant``."""
        if method.params_type is not None:
            self._params_modules.add(method.params_type.module)
        decorators = self._decorators(method)
        paged = method.result.kind == "page"
        return MethodView(
            name=identifier(method.name),
            definition="async def" if self._async and not paged else "def",
            decorators=decorators,
            overloads=tuple(self._overload(method, overload) for overload in method.overloads),
            signature=self._implementation(method),
            doc=docstring(_prose(method), indent=8),
            statement=self._statement(method, constant, paged),
        )

    def derived(self, derived: ir.Derived, base: ir.Method, constant: str) -> MethodView:
        """A method with the signature of ``base`` whose body is hand-written: it gets descriptor and arguments."""
        for source in derived.imports:
            module, _, name = source.partition(":")
            if self._imports.inside(module, name, "typing") != name:
                raise EmitError(f"{derived.name} imports {source}, but its module has another {name}")
        params = [
            replace(param, required=param.required and param.name not in derived.optional)
            for param in base.params
            if param.name not in derived.drop
        ]
        if derived.overloads:
            self._imports.outside("typing", "overload")
        if base.params_type is not None:
            self._params_modules.add(base.params_type.module)
        module, _, function = (derived.async_call if self._async else derived.call).partition(":")
        extras = ["extra_headers", "extra_query", "extra_body", "timeout"]
        passed = ", ".join(f"{name}={name}" for name in (*(extra.name for extra in derived.add), *extras))
        call = f"{identifier(function)}(self, {constant}, {_mapping(params)}, {passed})"
        coroutine = self._async and derived.awaited
        return MethodView(
            name=identifier(derived.name),
            definition="async def" if coroutine else "def",
            decorators=self._decorators(base),
            overloads=tuple(self._derived_overload(overload, base, params) for overload in derived.overloads),
            signature=self._derived_signature(derived, base, params),
            doc=docstring(_prose(replace(base, summary=None, doc=derived.doc)), indent=8),
            statement=f"from {self._imports.written('.' + module)} import {function}\n\n"
            f"        return {'await ' if coroutine else ''}{call}",
        )

    def _derived_signature(
        self, derived: ir.Derived | ir.DerivedOverload, base: ir.Method, params: Iterable[ir.Param]
    ) -> SignatureView:
        added = [
            f"{identifier(extra.name)}: {(self._async and extra.async_annotation) or extra.annotation}"
            + (f" = {extra.default}" if extra.default is not None else "")
            for extra in derived.add
        ]
        if any(extra.default == "omit" for extra in derived.add):
            self._imports.spi("omit")
            self._imports.spi("Omit", "typing")
        parameters = self._parameters(base, params)
        star = parameters.index("*") + 1
        return SignatureView(
            (*parameters[:star], *added, *parameters[star:]),
            derived.async_returns if self._async else derived.returns,
        )

    def _derived_overload(
        self, overload: ir.DerivedOverload, base: ir.Method, params: Iterable[ir.Param]
    ) -> SignatureView:
        own = [
            replace(param, required=param.required or param.name in overload.require)
            for param in params
            if param.name not in overload.drop
        ]
        return self._derived_signature(overload, base, own)

    def _decorators(self, method: ir.Method) -> tuple[str, ...]:
        if method.deprecated is None:
            return ()
        deprecated = self._imports.outside("typing_extensions", "deprecated")
        return (f"@{deprecated}({literal(method.deprecated)})",)

    def _overload(self, method: ir.Method, overload: ir.Overload) -> SignatureView:
        self._imports.outside("typing", "overload")
        narrowed = {name: (expr, required) for name, expr, required in overload.narrowed}
        params = [
            replace(param, type=narrowed[param.name][0], required=narrowed[param.name][1])
            if param.name in narrowed
            else param
            for param in method.params
            if param.name not in overload.dropped
        ]
        return SignatureView(self._parameters(method, params), self._returns(method, overload.returns))

    def _implementation(self, method: ir.Method) -> SignatureView:
        """The real signature takes what any overload takes."""
        if not method.overloads:
            kind = "stream" if method.stream is not None and method.stream.param is None else "result"
            return SignatureView(self._parameters(method, method.params), self._returns(method, kind))
        params: list[ir.Param] = []
        for param in method.params:
            types, required = [param.type], param.required
            for overload in method.overloads:
                for name, expr, needed in overload.narrowed:
                    if name == param.name:
                        types.append(expr)
                        required = required and needed
                required = required and param.name not in overload.dropped
            params.append(replace(param, type=_wide(types), required=required))
        returns = dict.fromkeys(self._returns(method, overload.returns) for overload in method.overloads)
        parts = dict.fromkeys(part for text in returns for part in _split(text))
        return SignatureView(self._parameters(method, params), " | ".join(parts))

    def _parameters(self, method: ir.Method, params: Iterable[ir.Param]) -> tuple[str, ...]:
        visible = [param for param in params if param.const is None]
        positional = [self._parameter(param) for param in visible if param.positional]
        keyword = [param for param in visible if not param.positional]
        ordered = sorted(keyword, key=lambda param: not (param.required or param.location == "path"))
        extras = [
            f"extra_headers: {self._type('Headers')} | None = None",
            f"extra_query: {self._type('Query')} | None = None",
            f"extra_body: {self._type('ExtraBody')} | None = None",
            f"timeout: {self._type('TimeoutTypes')} | {self._type('NotGiven')} = {self._imports.spi('not_given')}",
        ]
        if self._with_idempotency(method):
            extras.append("idempotency_key: str | None = None")
        return (*positional, "*", *(self._parameter(param) for param in ordered), *extras)

    def _parameter(self, param: ir.Param) -> str:
        annotation = self._annotator.text(param.type)
        name = identifier(param.name)
        if param.required:
            return f"{name}: {annotation}"
        if param.option is not None:
            return f"{name}: {annotation} | None = None"
        return f"{name}: {annotation} | {self._type('Omit')} = {self._imports.spi('omit')}"

    def _returns(self, method: ir.Method, kind: str | ir.TypeExpr) -> str:
        if not isinstance(kind, str):
            return self._annotator.text(kind)
        parts: list[str] = []
        if kind in ("result", "both"):
            parts += _split(self._result(method.result))
        if kind in ("stream", "both") and method.stream is not None:
            stream = self._type("AsyncStream" if self._async else "Stream")
            parts.append(f"{stream}[{self._annotator.text(method.stream.event)}]")
        return " | ".join(dict.fromkeys(parts))

    def _result(self, result: ir.Result) -> str:
        if result.kind == "none":
            return "None"
        if result.kind == "text":
            return "str"
        if result.kind == "binary":
            return self._type("HttpxBinaryResponseContent")
        if result.kind == "page":
            return self._page(result)
        texts = [self._annotator.text(result.type)]
        texts += ["str" if expr == ir.Prim("none") else self._annotator.text(expr) for _, expr in result.cases]
        return " | ".join(dict.fromkeys(texts))

    def _page(self, result: ir.Result) -> str:
        item = self._annotator.text(result.type)
        if not self._async:
            return f"{self._imports.inside('pagination', f'Sync{result.page}', 'typing')}[{item}]"
        page = self._imports.inside("pagination", f"Async{result.page}", "typing")
        return f"{self._type('AsyncPaginator')}[{item}, {page}[{item}]]"

    def _statement(self, method: ir.Method, constant: str, paged: bool) -> str:
        extras = ["extra_headers", "extra_query", "extra_body", "timeout"]
        extras += ["idempotency_key"] if self._with_idempotency(method) else []
        call = f"self._call({constant}, {_mapping(method.params)}, {', '.join(f'{name}={name}' for name in extras)})"
        if method.result.kind == "none" and method.stream is None and not self._async:
            # mypy takes no result of a call in a function that returns None, only of one that is known to be None.
            return f"_answer: None = {call}\n        return _answer"
        return f"return await {call}" if self._async and not paged else f"return {call}"

    def _with_idempotency(self, method: ir.Method) -> bool:
        return self._idempotency and method.http.upper() != "GET"

    def _type(self, name: str) -> str:
        """A name of the seam that only annotations need."""
        return self._imports.spi(name, "typing")

    def _reference(self, name: ir.Named) -> str:
        if name.module in self._params_modules:
            return f"{self._imports.inside(name.module, '', 'typing')}.{name.name}"
        return self._imports.inside(name.module, name.name, "typing")


def _mapping(params: Iterable[ir.Param]) -> str:
    """The arguments by name, as the runtime takes them."""
    return "{" + ", ".join(f"{literal(param.name)}: {param.name}" for param in params if param.const is None) + "}"


def _wide(types: list[ir.TypeExpr]) -> ir.TypeExpr:
    """The union of types, without literals of a boolean that is there as a whole."""
    members: list[ir.TypeExpr] = []
    for expr in types:
        members += expr.members if isinstance(expr, ir.UnionOf) and expr.discriminator is None else [expr]
    if ir.Prim("bool") in members:
        members = [m for m in members if not (isinstance(m, ir.Lit) and all(isinstance(v, bool) for v in m.values))]
    unique = list({repr(member): member for member in members}.values())
    return unique[0] if len(unique) == 1 else ir.UnionOf(tuple(unique))


def _split(text: str) -> list[str]:
    """The members of a union in ``A | B`` form; brackets keep theirs."""
    parts, depth = [""], 0
    for part in text.split(" | "):
        parts[-1] += part
        depth += part.count("[") - part.count("]")
        if depth:
            parts[-1] += " | "
        else:
            parts.append("")
    return [part for part in parts if part]


def _prose(method: ir.Method) -> str:
    parts = [part for part in (method.summary, method.doc) if part]
    parts = parts or [f"``{method.http.upper()} {method.path}``"]
    documented = [param for param in method.params if param.doc and param.const is None]
    if documented:
        lines = ["Args:"]
        for param in documented:
            first, *rest = (param.doc or "").strip().split("\n")
            lines += [f"    {param.name}: {first}", *(f"        {line}".rstrip() for line in rest), ""]
        parts.append("\n".join(lines[:-1]))
    return "\n\n".join(parts)
