"""From what a resource passes on to a ``Call``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .descriptor import Operation
from .request import Call, bind
from .sentinels import is_given

__all__ = ["bound_call", "with_client_options"]

_BIND = ("extra_headers", "extra_query", "extra_body", "timeout", "idempotency_key")


def bound_call(op: Operation, args: Mapping[str, Any], options: dict[str, Any]) -> Call:
    """Bind ``args``; the ``options`` that `bind` doesn't know set fields of the call."""
    call = bind(op, args, **{name: options.pop(name) for name in _BIND if name in options})
    for name, value in options.items():
        setattr(call, name, value)
    return call


def with_client_options(client: Any, op: Operation, args: Mapping[str, Any]) -> Mapping[str, Any]:
    """``args`` with the client's options for arguments that are None or left out.

    Raises ``ValueError`` for a part of the path that neither gives.
    """
    if not op.options:
        return args
    filled = dict(args)
    in_path = {param.name for param in op.path_params}
    for name, option in op.options.items():
        value = filled.get(name)
        if value is not None and is_given(value):
            continue
        filled.pop(name, None)
        if (value := getattr(client, option)) is not None:
            filled[name] = value
        elif name in in_path:
            raise ValueError(f"`{name}` is missing: give it to the method, or `{option}` to the client")
    return filled
