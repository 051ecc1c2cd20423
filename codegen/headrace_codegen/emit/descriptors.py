"""Operation descriptors as Python source: the frozen data that a generated method hands to the runtime."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from urllib.parse import quote, urlencode

from headrace_codegen import ir
from headrace_codegen.emit.imports import Imports
from headrace_codegen.emit.text import call, literal, sequence

__all__ = ["DescriptorPrinter", "page_spec"]


class DescriptorPrinter:
    """Prints ``Operation(...)`` for the methods of one module; what is at its default is left out."""

    def __init__(self, package: str, imports: Imports, pages: Iterable[ir.Page]) -> None:
        self._package = package
        self._imports = imports
        self._pages = {page.name: page for page in pages}

    def operation(self, method: ir.Method) -> str:
        """The descriptor of ``method``."""
        page = self._pages.get(method.page or "")
        headers = {**dict(method.constant_headers), **_constants(method, "header")}
        options = {param.name: param.option for param in method.params if param.option is not None}
        security = tuple(tuple(alternative) for alternative in method.security)
        return call(
            self._imports.spi("Operation"),
            [
                ("id", literal(method.id)),
                ("method", literal(method.http.upper())),
                ("path", literal(_path(method))),
                ("path_params", self._params(method, "path")),
                ("query", self._params(method, "query")),
                ("headers", self._params(method, "header")),
                ("constant_headers", literal({k: str(v) for k, v in headers.items()}) if headers else None),
                ("accept", None if method.accept == "application/json" else literal(method.accept)),
                ("body", self._body(method)),
                ("result", self._result(method.result)),
                ("stream", self.stream(method.stream) if method.stream is not None else None),
                ("page", page_spec(page, self._imports) if page is not None else None),
                ("security", literal(security) if security else None),
                ("required", literal(method.required) if method.required else None),
                ("options", literal(options) if options else None),
                ("timeout", _set(method.timeout)),
                ("max_retries", _set(method.max_retries)),
            ],
        )

    def _params(self, method: ir.Method, location: ir.Location) -> str | None:
        params = [param for param in method.params if param.location == location and param.const is None]
        return _tuple([self._param(param) for param in params])

    def _param(self, param: ir.Param) -> str:
        texts = [literal(param.name), literal(param.wire)]
        texts += [f"format={literal(param.query_format)}"] if param.query_format else []
        texts += [f"date={literal('iso8601')}"] if param.format == "iso8601" else []
        return f"{self._imports.spi('Param')}({', '.join(texts)})"

    def _body(self, method: ir.Method) -> str | None:
        body = method.body
        if body is None:
            return None
        arguments = [param for param in method.params if param.location == "body" and param.const is None]
        names = {param.name: param.wire for param in arguments if body.whole is None}
        constants = _constants(method, "body")
        return call(
            self._imports.spi("Body"),
            [
                ("media_type", None if body.media_type == "application/json" else literal(body.media_type)),
                ("fields", literal(names) if names else None),
                ("whole", _set(body.whole)),
                ("files", literal(body.files) if body.files else None),
                ("part_types", literal(dict(body.part_types)) if body.part_types else None),
                ("constants", literal(constants) if constants else None),
                ("transforms", _tuple([self.transform(transform) for transform in body.transforms])),
                ("required", literal(True) if body.required else None),
                ("without_files", _set(body.without_files)),
            ],
        )

    def transform(self, transform: ir.Transform) -> str:
        """One change of a value before it is sent."""
        texts = [literal(transform.path), literal(transform.op), *([literal(transform.arg)] if transform.arg else [])]
        return f"{self._imports.spi('Transform')}({', '.join(texts)})"

    def _result(self, result: ir.Result) -> str:
        cases = ", ".join(f"{literal(value)}: {self._case(expr)}" for value, expr in result.cases)
        pages = {
            prefix: self._ref("pagination", f"{prefix}{result.page}") for prefix in ("Sync", "Async") if result.page
        }
        return call(
            self._imports.spi("Result"),
            [
                ("kind", literal(result.kind)),
                ("type", self.reference(result.type) if result.kind in ("model", "page") else None),
                ("page", pages.get("Sync")),
                ("async_page", pages.get("Async")),
                ("unwrap", _set(result.unwrap)),
                ("by", _set(result.by)),
                ("cases", f"{{{cases}}}" if cases else None),
            ],
        )

    def stream(self, stream: ir.Stream) -> str:
        """The rules of a stream."""
        variants = ", ".join(f"{literal(tag)}: {self.reference(variant)}" for tag, variant in stream.variants)
        return call(
            self._imports.spi("StreamSpec"),
            [
                ("type", self.reference(stream.event) or self._builtin("object")),
                ("param", None if stream.param == "stream" else literal(stream.param)),
                ("media_type", None if stream.media_type == "text/event-stream" else literal(stream.media_type)),
                ("format", None if stream.format == "sse" else literal(stream.format)),
                ("tag", _set(stream.tag)),
                ("variants", f"{{{variants}}}" if variants else None),
                ("envelope", literal(True) if stream.envelope else None),
                *((name, _filled(getattr(stream, name))) for name in ("sentinel", "ends", "terminal", "finish")),
                ("truncation", None if stream.truncation == "flag" else literal(stream.truncation)),
                ("errors", _tuple([self._error(rule) for rule in stream.errors])),
                *(
                    (name, _filled(getattr(stream, name)))
                    for name in ("only", "noise", "noise_data", "keepalive", "usage")
                ),
                ("sequence", _set(stream.sequence)),
                ("resume_param", _set(stream.resume_param)),
            ],
        )

    def _error(self, rule: ir.ErrorRule) -> str:
        default = ir.ErrorRule()
        names = [item.name for item in fields(rule)]
        changed = [name for name in names if getattr(rule, name) != getattr(default, name)]
        return call(self._imports.spi("ErrorRule"), [(name, literal(getattr(rule, name))) for name in changed])

    def _case(self, expr: ir.TypeExpr) -> str:
        """The type of one case: None is the body as text, which is no JSON string."""
        return "None" if expr == ir.Prim("str") else self.reference(expr) or "None"

    def reference(self, expr: ir.TypeExpr) -> str | None:
        """``Ref(...)`` to a declared or builtin type; None for text and for what has no name."""
        if isinstance(expr, ir.Named):
            return self._ref(expr.module, expr.name)
        if isinstance(expr, ir.Prim) and expr.name in ("str", "int", "float", "bool"):
            return self._builtin(expr.name)
        return self._builtin("object") if expr == ir.Prim("any") else None

    def _builtin(self, name: str) -> str:
        return f"{self._imports.spi('Ref')}({literal(f'builtins:{name}')})"

    def _ref(self, module: str, name: str) -> str:
        return f"{self._imports.spi('Ref')}({literal(f'{self._package}.{module}:{name}')})"


def page_spec(page: ir.Page, imports: Imports) -> str:
    """``PageSpec(...)`` of a page class."""
    rules = [(name, literal(value)) for name, value in page.rules if name != "type"]
    return call(imports.spi("PageSpec"), [("type", literal(page.type)), *rules])


def _path(method: ir.Method) -> str:
    """The path template with constant path and query parameters written into it."""
    path = method.path
    for wire, value in _constants(method, "path").items():
        path = path.replace(f"{{{wire}}}", quote(_wire(value), safe=""))
    constants = {wire: _wire(value) for wire, value in _constants(method, "query").items()}
    return path + ("&" if "?" in path else "?") + urlencode(constants) if constants else path


def _constants(method: ir.Method, location: ir.Location) -> dict[str, str | int | float | bool]:
    return {
        param.wire: param.const for param in method.params if param.location == location and param.const is not None
    }


def _wire(value: str | int | float | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _set(value: str | int | float | None) -> str | None:
    return None if value is None else literal(value)


def _filled(value: tuple[object, ...]) -> str | None:
    return literal(value) if value else None


def _tuple(texts: list[str]) -> str | None:
    return sequence(texts) if texts else None
