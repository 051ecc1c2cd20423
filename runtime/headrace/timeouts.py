"""Timeouts in one form, whatever they were given as, and the deadline of a whole call."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any, TypeAlias, cast

__all__ = ["NO_LIMITS", "Deadline", "Phases", "limit", "merged", "phases"]

_PHASES = ("connect", "read", "write", "pool")
_STREAM_LIMITS = ("idle", "total")

Phases: TypeAlias = tuple[float | None, float | None, float | None, float | None]
"""Seconds for connect, read, write and pool; None is no limit. httpx and httpx2 both take a timeout in this form."""

NO_LIMITS: Phases = (None, None, None, None)
"""A timeout of None."""


def phases(timeout: Any, otherwise: Phases = NO_LIMITS) -> Phases:
    """A timeout as phases: from seconds, None (no limits), a ``Timeout`` of httpx or httpx2, or a `TimeLimits`, for
    which what it doesn't name is as ``otherwise``.

    Raises ``TypeError`` for anything else and ``ValueError`` for negative seconds.
    """
    if timeout is None:
        return NO_LIMITS
    if isinstance(timeout, Mapping):
        return merged(cast("Mapping[str, Any]", timeout), otherwise)
    if isinstance(timeout, (int, float)) and not isinstance(timeout, bool):
        if not timeout >= 0:
            raise ValueError(f"timeout: expected seconds >= 0, got {timeout}")
        return float(timeout), float(timeout), float(timeout), float(timeout)
    if not all(hasattr(timeout, phase) for phase in ("connect", "read", "write", "pool")):
        raise TypeError(f"timeout: expected seconds, a Timeout or None, got {type(timeout).__name__}")
    given: Any = timeout
    return given.connect, given.read, given.write, given.pool


def merged(limits: Mapping[str, Any], phases_otherwise: Phases) -> Phases:
    """The phases that a `TimeLimits` names, and the others as they are otherwise.

    Raises ``TypeError`` for a name that is no limit, ``ValueError`` for negative seconds.
    """
    unknown = sorted(set(limits) - {*_PHASES, *_STREAM_LIMITS})
    if unknown:
        raise TypeError(f"timeout: {unknown[0]!r} is none of {', '.join((*_PHASES, *_STREAM_LIMITS))}")
    connect, read, write, pool = (
        limit(limits, name, otherwise) for name, otherwise in zip(_PHASES, phases_otherwise, strict=True)
    )
    for name in _STREAM_LIMITS:  # used later, but wrong before anything is sent
        limit(limits, name, None)
    return connect, read, write, pool


def limit(timeout: Any, name: str, otherwise: float | None) -> float | None:
    """One limit of a call's ``timeout`` where that is a `TimeLimits` which names it."""
    if not isinstance(timeout, Mapping) or name not in timeout:
        return otherwise
    seconds = cast("Mapping[str, object]", timeout)[name]
    if seconds is None:
        return None
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)):
        raise TypeError(f"timeout[{name!r}]: expected seconds or None, got {type(seconds).__name__}")
    if not seconds >= 0:
        raise ValueError(f"timeout[{name!r}]: expected seconds >= 0, got {seconds}")
    return float(seconds)


class Deadline:
    """The end of a call's total time. Without a total there is none."""

    __slots__ = ("_clock", "end", "total")

    def __init__(self, total: float | None, clock: Callable[[], float] = monotonic) -> None:
        self.total = total
        self._clock = clock
        self.end = math.inf if total is None else clock() + total

    def remaining(self) -> float | None:
        """Seconds left, at least 0; None without a deadline."""
        return None if self.total is None else max(0.0, self.end - self._clock())

    @property
    def passed(self) -> bool:
        """Whether no time is left."""
        return self._clock() >= self.end

    def would_pass(self, seconds: float) -> bool:
        """Whether waiting for ``seconds`` would reach the end."""
        left = self.remaining()
        return left is not None and seconds >= left

    def clip(self, given: Phases) -> Phases:
        """``given`` with no phase longer than the time left."""
        left = self.remaining()
        if left is None:
            return given
        connect, read, write, pool = (left if limit is None else min(limit, left) for limit in given)
        return connect, read, write, pool
