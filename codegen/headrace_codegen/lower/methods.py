"""Methods: one operation of the document under its name in the config, with arguments, body, result, stream, page."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from headrace_codegen import ir
from headrace_codegen.lower.bodies import RequestContent, choose_content
from headrace_codegen.lower.method_inputs import client_options, ordered, other_inputs, path_inputs, with_raw_body
from headrace_codegen.lower.method_overloads import overloads_of, required_sets
from headrace_codegen.lower.results import Answer, find_answer, is_json, result_of, unwrapped_by
from headrace_codegen.lower.shapes import properties
from headrace_codegen.lower.streams import StreamPlan, event_of, lower_stream, plan_stream
from headrace_codegen.lower.types import BodyInput, BodyPlan, ParamsResult
from headrace_codegen.lower.types_fields import skipped

if TYPE_CHECKING:
    from headrace_codegen.config.model import MethodConfig, ResponsesBy
    from headrace_codegen.document import Operation
    from headrace_codegen.lower.context import Context
    from headrace_codegen.lower.pages import Pages
    from headrace_codegen.lower.security import SecurityPlan
    from headrace_codegen.lower.types import Scope
    from headrace_codegen.source import Node

__all__ = ["MethodLowering", "PreparedMethod", "find_operation"]

_RESULT_TYPES = {"binary": ir.Prim("binary"), "text": ir.Prim("str"), "json": ir.Prim("any"), "none": ir.Prim("none")}


class MethodLowering:
    """Lowers the methods of one SDK. ``prepare`` all of them, in the order of the config, before ``finish`` of any (see
    ``types``).
    """

    def __init__(self, ctx: Context, pages: Pages, security: SecurityPlan) -> None:
        self._ctx = ctx
        self._pages = pages
        self._security = security

    def prepare(self, method: MethodConfig, path: str, resource: tuple[str, ...]) -> PreparedMethod | None:
        """Decide what ``method`` returns. None, with an error recorded, where its endpoint is not in the document; None
        where the document excludes the operation for Python.
        """
        operation = find_operation(self._ctx, method)
        if operation is None or skipped(operation.node):
            return None
        scope = self._ctx.types.scope(resource, method.name)
        content = choose_content(self._ctx, operation)
        answer = find_answer(self._ctx, operation)
        stream = plan_stream(self._ctx, method, path, operation, content.schema if content else None, answer)
        prepared = PreparedMethod(self._ctx, method, path, operation, scope, content, answer, stream)
        prepared.decide_result(self._pages)
        prepared.decide_event()
        return prepared

    def finish(self, prepared: PreparedMethod, resource: tuple[str, ...]) -> ir.Method:
        """The method, with its arguments."""
        return prepared.lower(self._security, resource)


class PreparedMethod:
    """A method whose operation is found and whose result is known."""

    def __init__(
        self,
        ctx: Context,
        config: MethodConfig,
        path: str,
        operation: Operation,
        scope: Scope,
        content: RequestContent | None,
        answer: Answer,
        stream: StreamPlan | None,
    ) -> None:
        self.ctx = ctx
        self.config = config
        self.path = path
        self.operation = operation
        self.scope = scope
        self.content = content
        self.answer = answer
        self.stream_plan = stream
        self.result = ir.Result(kind="none")
        self.event: tuple[ir.TypeExpr, Node | None] = (ir.Prim("any"), None)

    def decide_result(self, pages: Pages) -> None:
        """Settle ``result``: a page, cases by an argument, or the plain one."""
        ctx, answer = self.ctx, self.answer
        unwrap = unwrapped_by(ctx, self.config, answer.schema)
        extras = ctx.config.headrace.methods.get(self.path)
        if extras is not None and extras.result is not None:
            self.result = ir.Result(kind=extras.result, type=_RESULT_TYPES[extras.result])
            return
        page = pages.match(
            self.config,
            self._wire_names(),
            answer.schema,
            unwrapped=unwrap is not None and self.config.unwrap is not None,
        )
        if page is not None:
            self.result = ir.Result(kind="page", type=ctx.types.item_type(page.item, self.scope), page=page.page)
            return
        self.result = result_of(ctx, answer, self.scope, unwrap)
        if extras is not None and extras.responses_by is not None:
            self.result = _with_cases(ctx, self.result, extras.responses_by)

    def decide_event(self) -> None:
        """Settle the type of one event, if the method streams."""
        if self.stream_plan is not None:
            self.event = event_of(self.ctx, self.stream_plan, self.scope, self.result.type, self.answer.schema)

    def lower(self, security: SecurityPlan, resource: tuple[str, ...]) -> ir.Method:
        """Lower the arguments and put the method together."""
        ctx, operation, config = self.ctx, self.operation, self.config
        found = self._params()
        params = ordered(ctx, self.path, found.params)
        stream = None
        if self.stream_plan is not None:
            stream = lower_stream(ctx, self.stream_plan, self.event, params)
        overloads = overloads_of(params, found.overloads, self.result, stream)
        docs = ctx.docs.operation(operation) if ctx.docs is not None else None
        return ir.Method(
            name=self.scope.method,
            id=self.path,
            http=operation.verb.upper(),
            path=operation.path,
            params=params,
            body=_body(self.content, found.body),
            result=self.result,
            stream=stream,
            page=self.result.page,
            overloads=overloads,
            required=required_sets(ctx, self.path, found, params, overloads),
            params_type=found.named,
            constant_headers=_headers(ctx, resource, self.path),
            accept=_accept(self.result, self.answer),
            security=security.of_operation(ctx, operation),
            timeout=config.timeout,
            max_retries=config.max_retries,
            summary=docs.summary if docs else operation.node.str("summary"),
            doc=docs.description if docs else operation.node.str("description"),
            deprecated=_deprecated(config, operation),
            origin=ir.Origin(operation.node.pointer, ctx.config_origin(config.pointer).rule),
        )

    def _wire_names(self) -> frozenset[str]:
        """The wire names of all query parameters and body properties."""
        names = {p.str("name", "") for p in self.operation.parameters if p.str("in") == "query"}
        return frozenset(names | set(properties(self.ctx, self.content.schema if self.content else None)))

    def _file(self, content: RequestContent) -> BodyInput | None:
        """A file that is the whole body, for the ``Params`` type; None where the body is a text."""
        node = content.schema or self.operation.request_body
        if node is None or content.is_text:
            return None
        return BodyInput(schema=node, media_type=content.media, required=content.required, raw=True)

    def _params(self) -> ParamsResult:
        ctx, content = self.ctx, self.content
        inputs = (*path_inputs(ctx, self.operation, self.config), *other_inputs(ctx, self.operation))
        switch = self.stream_plan.switch if self.stream_plan else None
        name = str(self.config.body_param_name) if self.config.body_param_name else None
        if content is not None and content.raw:
            found = ctx.types.params_type(self.scope, inputs, self._file(content), switch)
            return with_raw_body(ctx, found, content, name or "body")
        if content is None or content.schema is None:
            return ctx.types.params_type(self.scope, inputs, None, switch)
        body = BodyInput(
            schema=content.schema,
            media_type=content.media,
            required=content.required,
            param_name=name,
            options=client_options(ctx, "body"),
        )
        return ctx.types.params_type(self.scope, inputs, body, switch)


def find_operation(ctx: Context, method: MethodConfig) -> Operation | None:
    """The operation of a method. One that the document doesn't have is left out, with a warning at the endpoint in the
    config: a config outlives the operations that it was written for.
    """
    endpoint = method.endpoint
    if endpoint is None:
        ctx.config_error(
            "config/no-endpoint",
            f"the method {method.name!r} has no endpoint",
            method.pointer,
            hint="write `verb /path`",
        )
        return None
    operation = ctx.document.operation(endpoint.verb, endpoint.path)
    if operation is None:
        names = [operation.name for operation in ctx.document.operations]
        close = get_close_matches(str(endpoint), names, n=1)
        ctx.config_warning(
            "config/unknown-operation",
            f"the document has no operation {str(endpoint)!r}, so {method.name!r} is left out",
            endpoint.pointer,
            hint=f"did you mean {close[0]!r}?" if close else "write the path exactly as the document does",
        )
    return operation


def _body(content: RequestContent | None, plan: BodyPlan) -> ir.Body | None:
    if content is None or content.schema is None:
        return None
    return ir.Body(
        media_type=content.media,
        whole=plan.whole,
        files=plan.files,
        part_types=content.part_types,
        transforms=plan.transforms,
        required=content.required,
        without_files=content.without_files,
    )


def _with_cases(ctx: Context, result: ir.Result, by: ResponsesBy) -> ir.Result:
    """Other types by the value of an argument (``responses_by``)."""
    cases: list[tuple[str, ir.TypeExpr]] = []
    for value, model in by.cases.items():
        if model is None:
            cases.append((value, ir.Prim("str")))
        elif (expr := ctx.types.model_type(str(model))) is not None:
            cases.append((value, expr))
        else:
            ctx.config_error("config/unknown-model", f"there is no model {str(model)!r}", model.pointer)
    return replace(result, by=str(by.param), cases=tuple(cases))


def _headers(ctx: Context, resource: tuple[str, ...], path: str) -> tuple[tuple[str, str], ...]:
    """Headers that the config fixes for the resource, for those above it, and for the method; the nearest wins."""
    found: dict[str, str] = {}
    for depth in range(len(resource) + 1):
        found.update(ctx.config.headrace.headers.get(".".join(resource[:depth]), {}))
    extras = ctx.config.headrace.methods.get(path)
    if extras is not None:
        found.update(extras.headers)
    return tuple(found.items())


def _accept(result: ir.Result, answer: Answer) -> str | None:
    if result.kind == "none":
        return "*/*"
    if result.kind not in ("binary", "text"):
        return "application/json"
    media = [media for media in (answer.media, *answer.beside) if media is not None and not is_json(media)]
    return ", ".join(media) or ("application/octet-stream" if result.kind == "binary" else "application/json")


def _deprecated(config: MethodConfig, operation: Operation) -> str | None:
    if config.deprecated is not None:
        return config.deprecated
    message = operation.node.str("x-stainless-deprecation-message")
    if message:
        return message
    return "deprecated" if operation.node.bool("deprecated", False) else None
