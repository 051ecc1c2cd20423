"""How the events of a stream are read: which are results, which are errors, and what ends it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from headrace_codegen.ir.expressions import Named, TypeExpr

__all__ = ["ErrorRule", "Stream"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorRule:
    """As ``headrace.descriptor.ErrorRule``."""

    event: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    property: str | None = None
    yielded: bool = False
    body: str | None = None
    message: str = "message"
    code: str = "code"
    type: str = "type"
    param: str = "param"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """The event stream of an operation: see ``headrace.descriptor.StreamSpec``.

    ``evidence`` are sentences for ``headrace explain``: what was inferred and from what, or which config line said so.
    """

    event: TypeExpr
    param: str | None
    media_type: str = "text/event-stream"
    format: Literal["sse", "jsonl"] = "sse"
    tag: str | None = None
    variants: tuple[tuple[str, Named], ...] = ()
    envelope: bool = False
    sentinel: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    terminal: tuple[str, ...] = ()
    finish: tuple[str, ...] = ()
    truncation: Literal["error", "flag"] = "flag"
    errors: tuple[ErrorRule, ...] = ()
    only: tuple[str, ...] = ()
    noise: tuple[str, ...] = ()
    noise_data: tuple[str, ...] = ()
    keepalive: tuple[str, ...] = ()
    usage: tuple[tuple[str, ...], ...] = ()
    sequence: str | None = None
    resume_param: str | None = None
    evidence: tuple[str, ...] = ()
