"""The arguments of a method before their types: path, query and header parameters, and a body sent as it is."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qsl

from headrace_codegen import ir
from headrace_codegen.lower import shapes
from headrace_codegen.lower.types import BodyPlan, ParamInput, ParamsResult
from headrace_codegen.plain import is_array

if TYPE_CHECKING:
    from headrace_codegen.config.model import MethodConfig
    from headrace_codegen.document import Operation
    from headrace_codegen.lower.bodies import RequestContent
    from headrace_codegen.lower.context import Context
    from headrace_codegen.source import Node

__all__ = ["client_options", "ordered", "other_inputs", "path_inputs", "with_raw_body"]

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_OURS = frozenset({"accept", "content-type", "authorization"})
"""Header parameters that OpenAPI tells readers to ignore (3.1, section 4.8.12.2)."""


def path_inputs(ctx: Context, operation: Operation, method: MethodConfig) -> tuple[ParamInput, ...]:
    """The placeholders of the path, in its order. The last one is positional unless the config says otherwise."""
    declared = {p.str("name", ""): p for p in operation.parameters if p.str("in") == "path"}
    wires = list(dict.fromkeys(_PLACEHOLDER.findall(operation.path.partition("?")[0])))
    for wire in sorted(declared.keys() - set(wires)):
        ctx.ledger_line(
            "operation/unused-path-parameter",
            declared[wire],
            f"the path has no placeholder {{{wire}}}",
            "not an argument",
        )
    for wire in wires:
        if wire not in declared:
            message = f"the placeholder {{{wire}}} of {operation.name} is not declared as a path parameter"
            ctx.ledger_line("operation/undeclared-path-parameter", operation.node, message, "an argument of type str")
    positional = [str(name) for name in method.positional_params or ()]
    known = {name: wire for wire in wires for name in (wire, ctx.argument(wire))}
    others = {p.str("name", "") for p in operation.parameters} | _body_properties(ctx, operation)
    for name in method.positional_params or ():
        if str(name) in others - set(wires):
            ctx.config_warning(
                "config/unsupported-key",
                f"{str(name)!r} stays a keyword: only parts of the path can be positional",
                name.pointer,
            )
        elif str(name) not in known:
            ctx.config_error(
                "config/unknown-parameter",
                f"{operation.name} has no path parameter {str(name)!r}",
                name.pointer,
                hint=f"its path parameters: {', '.join(wires)}" if wires else "its path has no placeholders",
            )
    given = client_options(ctx, "path")
    options = {wire: given[name] for name, wire in known.items() if name in given}
    if method.positional_params is None and ctx.config.settings.positional_params:
        positional = [wire for wire in wires if wire not in options][-1:]
    chosen = [known[name] for name in positional if name in known]
    rest = [wire for wire in wires if wire not in chosen]
    return tuple(
        ParamInput(
            wire=wire,
            location="path",
            node=declared.get(wire),
            positional=wire in chosen,
            required=wire not in options,
            option=options.get(wire),
        )
        for wire in (*chosen, *rest)
    )


def _body_properties(ctx: Context, operation: Operation) -> set[str]:
    content = operation.request_body.get("content") if operation.request_body is not None else None
    schemas = [media.get("schema") for _, media in content.items()] if content is not None else []
    return {name for schema in schemas for name in shapes.properties(ctx, schema)}


def client_options(ctx: Context, location: Literal["path", "body"]) -> dict[str, str]:
    """The client's options that stand in for path parameters or body properties of this wire name."""
    found = [
        (option.path_param if location == "path" else option.body_param, option)
        for option in ctx.config.client_settings.opts
    ]
    return {str(wire): ctx.argument(str(option.name)) for wire, option in found if wire is not None}


def other_inputs(ctx: Context, operation: Operation) -> tuple[ParamInput, ...]:
    """Query and header parameters. Those that the path fixes, that HTTP owns, or that the document hides from Python
    are no arguments.
    """
    fixed = {name for name, _ in parse_qsl(operation.path.partition("?")[2], keep_blank_values=True)}
    found: list[ParamInput] = []
    for parameter in operation.parameters:
        place, wire = parameter.str("in"), parameter.str("name")
        if not wire:
            ctx.ledger_line("operation/nameless-parameter", parameter, "the parameter has no name", "not an argument")
        elif place == "cookie":
            ctx.ledger_line(
                "operation/cookie-parameter",
                parameter,
                f"the cookie parameter {wire!r} can't be an argument",
                "not sent",
            )
        elif place == "query" and wire not in fixed and not _skipped(parameter):
            found.append(ParamInput(wire=wire, location="query", node=parameter))
        elif place == "header" and wire.lower() not in _OURS and not _skipped(parameter):
            found.append(ParamInput(wire=wire, location="header", node=parameter))
    return tuple(found)


def _skipped(parameter: Node) -> bool:
    """``x-stainless-skip`` on the parameter or its schema: true, or a list that has Python in it."""
    schema = parameter.get("schema")
    for node in (parameter, schema):
        mark = node.get("x-stainless-skip") if node is not None else None
        if mark is not None and (mark.value is True or (is_array(mark.value) and "python" in mark.value)):
            return True
    return False


def with_raw_body(ctx: Context, found: ParamsResult, content: RequestContent, name: str) -> ParamsResult:
    """Add the one argument that is the whole body: text for a text type, else a file, which comes right after the
    positional arguments and is one of them.
    """
    param = ir.Param(
        name=ctx.argument(name),
        wire=name,
        location="body",
        type=ir.Prim("str" if content.is_text else "file"),
        required=content.required,
        positional=not content.is_text and content.required,
        origin=ir.Origin(content.schema.pointer if content.schema else "", "the whole body"),
    )
    index = len([p for p in found.params if p.positional or (content.is_text and p.required and content.required)])
    params = (*found.params[:index], param, *found.params[index:])
    return replace(found, params=params, body=BodyPlan(whole=param.name))


def ordered(ctx: Context, path: str, params: tuple[ir.Param, ...]) -> tuple[ir.Param, ...]:
    """The config's order of arguments (``headrace.methods.<path>.params``) over the usual one."""
    extras = ctx.config.headrace.methods.get(path)
    if extras is None or extras.params is None:
        return params
    ranks = {str(name): index for index, name in enumerate(extras.params)}
    for name in extras.params:
        if all(param.name != name for param in params):
            ctx.config_error("config/unknown-parameter", f"{path} has no argument {str(name)!r}", name.pointer)
    return tuple(sorted(params, key=lambda param: (not param.positional, ranks.get(param.name, len(ranks)))))
