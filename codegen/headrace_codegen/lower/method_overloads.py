"""The static signatures of a method: the product of its body's variants, its result's cases and the stream switch."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from headrace_codegen import ir

if TYPE_CHECKING:
    from headrace_codegen.lower.context import Context
    from headrace_codegen.lower.types import ParamsResult

__all__ = ["overloads_of", "required_sets"]


def overloads_of(
    params: tuple[ir.Param, ...],
    union: tuple[ir.Overload, ...],
    result: ir.Result,
    stream: ir.Stream | None,
) -> tuple[ir.Overload, ...]:
    """Static signatures: the product of what the body's variants, the result's cases and the stream switch give."""
    bases = _case_overloads(params, result) or union
    if stream is None or stream.param is None:
        return bases
    switched = _stream_overloads(params, stream.param)
    if not bases:
        return switched
    made: list[ir.Overload] = []
    for base in bases:
        off = replace(
            switched[0], narrowed=(*base.narrowed, *switched[0].narrowed), dropped=base.dropped, returns=base.returns
        )
        made.append(off)
    for switch in switched[1:]:
        if bases is union:
            made.extend(
                replace(switch, narrowed=(*base.narrowed, *switch.narrowed), dropped=base.dropped) for base in bases
            )
        else:
            made.append(switch)
    return tuple(made)


def _case_overloads(params: tuple[ir.Param, ...], result: ir.Result) -> tuple[ir.Overload, ...]:
    """One signature for each type that the result may have; the one of the argument's default may leave the argument
    out.
    """
    param = next((param for param in params if param.name == result.by), None)
    if param is None or not result.cases:
        return ()
    by_type: dict[ir.TypeExpr, list[str]] = {}
    for value, expr in result.cases:
        by_type.setdefault(expr, []).append(value)
    made = [
        ir.Overload(
            narrowed=(
                (
                    param.name,
                    ir.Lit(tuple(values)),
                    param.default not in values if param.default is not None else index > 0,
                ),
            ),
            returns=expr,
        )
        for index, (expr, values) in enumerate(by_type.items())
    ]
    return tuple(made)


def _stream_overloads(params: tuple[ir.Param, ...], switch: str) -> tuple[ir.Overload, ...]:
    """Off or left out: the result. On: the stream. A boolean: either (naming rule 5.8)."""
    param = next(param for param in params if param.name == switch)
    nullable = isinstance(param.type, ir.UnionOf) and ir.Prim("none") in param.type.members
    off = ir.optional(ir.Lit((False,))) if nullable else ir.Lit((False,))
    return (
        ir.Overload(narrowed=((switch, off, False),), returns="result"),
        ir.Overload(narrowed=((switch, ir.Lit((True,)), True),), returns="stream"),
        ir.Overload(narrowed=((switch, ir.Prim("bool"), True),), returns="both"),
    )


def required_sets(
    ctx: Context, path: str, found: ParamsResult, params: tuple[ir.Param, ...], overloads: tuple[ir.Overload, ...]
) -> tuple[tuple[str, ...], ...]:
    """Alternative sets of required arguments, for methods whose overloads differ in them."""
    extras = ctx.config.headrace.methods.get(path)
    if extras is not None and extras.required is not None:
        return tuple(tuple(str(name) for name in group) for group in extras.required)
    if found.required or not overloads:
        return found.required
    groups: dict[tuple[str, ...], None] = {}
    for overload in overloads:
        narrowed = {name: required for name, _, required in overload.narrowed}
        names = [
            p.name
            for p in params
            if p.name not in overload.dropped and not p.positional and narrowed.get(p.name, p.required)
        ]
        groups[tuple(names)] = None
    return tuple(groups) if () not in groups else ()
