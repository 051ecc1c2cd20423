"""From what a resource passes on to a ``Call``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .descriptor import Operation
from .request import Call, bind

__all__ = ["bound_call"]

_BIND = ("extra_headers", "extra_query", "extra_body", "timeout", "idempotency_key")


def bound_call(op: Operation, args: Mapping[str, Any], options: dict[str, Any]) -> Call:
    """Bind ``args``; the ``options`` that `bind` doesn't know set fields of the call."""
    call = bind(op, args, **{name: options.pop(name) for name in _BIND if name in options})
    for name, value in options.items():
        setattr(call, name, value)
    return call
