"""Durations as the Stainless format writes them: a number of milliseconds, or ISO 8601."""

from __future__ import annotations

import re

from headrace_codegen.config.table import Table, reject

__all__ = ["seconds"]

_ISO = re.compile(
    r"P(?:(?P<days>\d+(?:\.\d+)?)D)?(?:T(?:(?P<hours>\d+(?:\.\d+)?)H)?(?:(?P<minutes>\d+(?:\.\d+)?)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?"
)
_UNITS = {"days": 86_400, "hours": 3_600, "minutes": 60, "seconds": 1}


def seconds(table: Table, key: str) -> float | None:
    """The duration at ``key`` in seconds; None when absent.

    Years and months have no fixed length, so they are refused.
    """
    node = table.child(key)
    if node is None:
        return None
    if isinstance(node.value, str):
        match = _ISO.fullmatch(node.value)
        parts = {unit: float(text) for unit, text in match.groupdict().items() if text} if match else {}
        if not parts:
            message = f"{key!r} is no duration: {node.value!r}"
            table.diagnostics.error(
                "config/bad-value", message, node, hint="milliseconds as a number, or ISO 8601 such as PT30S"
            )
            return None
        return sum(_UNITS[unit] * amount for unit, amount in parts.items())
    if isinstance(node.value, bool) or not isinstance(node.value, (int, float)):
        reject(table.diagnostics, node, "a number of milliseconds or an ISO 8601 duration")
        return None
    milliseconds = table.number(key)
    return None if milliseconds is None else milliseconds / 1000
