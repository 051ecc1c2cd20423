"""``streaming.on_event`` of the config, from rules in an order to what a descriptor says of all streams.

The first rule that matches an event decides. A descriptor has no order, so what an earlier rule has decided is left out
of the later ones.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from headrace_codegen import ir

if TYPE_CHECKING:
    from headrace_codegen.config.model import StreamingRule
    from headrace_codegen.lower.context import Context

__all__ = ["EventRules", "event_rules"]

_UNNAMED = "message"
"""The name of an event that the server gave none (WHATWG HTML, 9.2.6)."""


@dataclass(slots=True)
class _Found:
    """What the rules so far say of event names, and of how data starts."""

    names: dict[str, str] = field(default_factory=dict[str, str])
    data: dict[str, str] = field(default_factory=dict[str, str])
    everything: bool = False

    def all(self, handle: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The names and the data that are handled so."""
        names, data = (tuple(key for key, how in held.items() if how == handle) for held in (self.names, self.data))
        return names, data


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRules:
    """The rules, sorted by what happens; see ``ir.Stream``. ``by_property`` are errors inside other events."""

    sentinel: tuple[str, ...]
    ends: tuple[str, ...]
    only: tuple[str, ...]
    noise: tuple[str, ...]
    noise_data: tuple[str, ...]
    errors: tuple[ir.ErrorRule, ...]
    by_property: tuple[ir.ErrorRule, ...]


def event_rules(ctx: Context) -> EventRules:
    """The rules of the config. One that can't be kept is a warning at its place."""
    found = _Found()
    properties: list[str] = []
    for rule in ctx.config.streaming.on_event:
        if rule.error_property is not None:
            properties.append(str(rule.error_property))
        for name in (*map(str, rule.event_types), *((_UNNAMED,) if rule.unnamed else ())):
            found.names.setdefault(name, rule.handle)
        if rule.data_starts_with is not None:
            found.data.setdefault(rule.data_starts_with, rule.handle)
            if rule.handle == "yield":
                _warn(ctx, rule, "other events are yielded too: data alone can't choose what is")
                found.everything = True
        if rule.fallthrough:
            if rule.handle == "yield":
                found.everything = True
            elif rule.handle != "skip":
                _warn(ctx, rule, f"it is passed over: {rule.handle!r} needs an event that it is about")
            break
    (ends, sentinel), (noise, noise_data) = found.all("done"), found.all("skip")
    failing, failing_data = found.all("error")
    return EventRules(
        sentinel=sentinel,
        ends=ends,
        only=() if found.everything else found.all("yield")[0],
        noise=noise,
        noise_data=noise_data,
        errors=(
            *((ir.ErrorRule(event=failing),) if failing else ()),
            *((ir.ErrorRule(data=failing_data),) if failing_data else ()),
        ),
        by_property=tuple(ir.ErrorRule(property=name, body=name) for name in dict.fromkeys(properties)),
    )


def _warn(ctx: Context, rule: StreamingRule, message: str) -> None:
    ctx.config_warning("config/unsupported-rule", f"this rule can't be kept as it is: {message}", rule.pointer)
