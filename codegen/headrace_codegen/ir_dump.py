"""The intermediate representation as JSON, for people, tests and ``headrace diff``.

The dump is a function of the value alone: fields stand in the order of their declaration, values equal to a field's
default are left out, and nothing depends on the run. Every object carries its class under ``"is"``, because fields are
often one of several classes.
"""

from __future__ import annotations

import json
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, cast

from headrace_codegen.plain import is_array, is_object

__all__ = ["to_json", "to_plain"]


def to_plain(value: Any) -> Any:
    """``value`` (a node of the IR, or a tuple of them) as dicts, lists and scalars.

    Raises ``TypeError`` for anything that is not part of an IR, so that a stray object can't get into a dump unnoticed.
    """
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    if isinstance(value, tuple):
        return [to_plain(item) for item in cast("tuple[object, ...]", value)]
    if is_array(value):
        return [to_plain(item) for item in value]
    if is_object(value):
        return {key: to_plain(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        plain: dict[str, Any] = {"is": type(value).__name__}
        for item in fields(value):
            held = getattr(value, item.name)
            if item.default is not MISSING and _same(held, item.default):
                continue
            plain[item.name] = to_plain(held)
        return plain
    raise TypeError(f"not a part of the intermediate representation: {type(value).__name__}")


def to_json(value: Any, *, indent: int | None = 2) -> str:
    """``to_plain`` as JSON text with a final newline. Not ASCII-escaped; NaN and infinity are refused
    (``ValueError``).
    """
    return json.dumps(to_plain(value), indent=indent, ensure_ascii=False, allow_nan=False) + "\n"


def _same(held: Any, default: Any) -> bool:
    """Equal, and of one class: False is not 0, and 1.0 is not 1."""
    return type(held) is type(default) and held == default
