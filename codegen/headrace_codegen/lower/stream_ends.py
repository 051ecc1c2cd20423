"""How a stream ends and fails: the rules for all streams, what its events tell, what the config says of this one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from headrace_codegen import ir
from headrace_codegen.lower.event_rules import event_rules
from headrace_codegen.lower.stream_rules import EventFacts

if TYPE_CHECKING:
    from headrace_codegen.config.model import ErrorRuleConfig, StreamConfig
    from headrace_codegen.lower.context import Context

__all__ = ["client_stream", "override", "with_rules"]

_OVERRIDES = (
    "tag",
    "envelope",
    "sentinel",
    "terminal",
    "finish",
    "usage",
    "only",
    "noise",
    "keepalive",
    "truncation",
    "sequence",
)
# What services and their proxies call an event that only says that the connection is alive; documents rarely do.
_KEEPALIVE = ("ping", "keepalive", "keep-alive", "heartbeat")


def with_rules(ctx: Context, stream: ir.Stream, facts: EventFacts, params: tuple[ir.Param, ...]) -> ir.Stream:
    """Add how the stream ends and fails: the config's ``streaming.on_event`` first, then what the events tell."""
    rules = event_rules(ctx)
    evidence = list(stream.evidence)
    if ctx.config.streaming.on_event:
        evidence.append(f"the rules of {ctx.config.streaming.pointer} hold")
        errors = (*rules.by_property, *facts.errors, *rules.errors)
    else:
        by_property = (ir.ErrorRule(property="error", body="error"),) if facts.error_property else ()
        errors = (*by_property, *facts.errors, ir.ErrorRule(event=("error",)))
    sentinel = tuple(dict.fromkeys((*facts.sentinel, *rules.sentinel)))
    known = bool(facts.terminal or facts.finish or sentinel or rules.ends)
    if known:
        evidence.append("a body that ends before that is truncated, which is an error")
    return replace(
        stream,
        sentinel=sentinel,
        ends=rules.ends,
        terminal=facts.terminal,
        finish=facts.finish,
        truncation="error" if known else "flag",
        errors=tuple(dict.fromkeys(errors)),
        only=rules.only,
        noise=rules.noise,
        noise_data=rules.noise_data,
        keepalive=tuple(name for name in _KEEPALIVE if name not in rules.noise),
        usage=facts.usage,
        sequence=facts.sequence,
        resume_param=_resume(params) if facts.sequence else None,
        evidence=tuple(evidence),
    )


def client_stream(ctx: Context) -> ir.Stream:
    """The rules for streams of paths that no method describes: what holds for every stream of the API.

    How such a stream ends well is not known, so its end is never an error.
    """
    rules = with_rules(ctx, ir.Stream(event=ir.Prim("any"), param=None), EventFacts(), ())
    return replace(rules, truncation="flag")


def override(stream: ir.Stream, config: StreamConfig | None, params: tuple[ir.Param, ...]) -> ir.Stream:
    """What ``headrace.streams`` says about this method, over everything inferred."""
    if config is None:
        return stream
    chosen = {name: value for name in _OVERRIDES if (value := getattr(config, name)) is not None}
    changes: dict[str, Any] = {name: _plain(value) for name, value in chosen.items()}
    if config.errors is not None:
        changes["errors"] = tuple(_error_rule(rule) for rule in config.errors)
    if config.resume_param is not None:
        changes["resume_param"] = next(
            (p.name for p in params if p.wire == config.resume_param), str(config.resume_param)
        )
    if not changes:
        return stream
    sentence = f"{config.pointer} sets {', '.join(sorted(changes))}"
    return replace(stream, **changes, evidence=(*stream.evidence, sentence))


def _error_rule(rule: ErrorRuleConfig) -> ir.ErrorRule:
    names = ("event", "tag", "property", "yielded", "body", "message", "code", "type", "param")
    return ir.ErrorRule(**{name: getattr(rule, name) for name in names})


def _resume(params: tuple[ir.Param, ...]) -> str | None:
    """The query parameter that asks for the events after a number."""
    return next(
        (
            p.name
            for p in params
            if p.location == "query" and p.wire in ("starting_after", "startingAfter", "last_event_id")
        ),
        None,
    )


def _plain(value: object) -> Any:
    """Config values without their places."""
    if isinstance(value, tuple):
        return tuple(_plain(item) for item in cast("tuple[object, ...]", value))
    return str(value) if isinstance(value, str) else value
