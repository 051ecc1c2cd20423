"""When to try again, and after how long. Pure: no clock, no sleep, no random numbers but those given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import random as _random
from time import time as _time

from .record import EMPTY, Record

__all__ = ["Outcome", "RetryPolicy"]


class Outcome(Record, kw_only=True):
    """How one attempt ended: with a status and headers, or (``status`` None) without any answer."""

    status: int | None = None
    headers: Mapping[str, str] = EMPTY


class RetryPolicy(Record, kw_only=True):
    """Decides about retries. Delays are in seconds.

    Tried again: no answer at all, status 408, 409, 429 and from 500 on; ``verdict_header`` (``true`` or ``false``)
    overrules the status. A delay that the server asks for is obeyed up to ``longest_wait``; a longer one is no retry
    at all, so that the caller can decide. Without one, the delay doubles from ``initial_delay`` to ``max_delay``,
    minus up to a quarter at random.
    """

    max_retries: int = 2
    initial_delay: float = 0.5
    max_delay: float = 8.0
    longest_wait: float = 120.0
    statuses: frozenset[int] = frozenset({408, 409, 429})
    verdict_header: str = "x-should-retry"
    milliseconds_header: str = "retry-after-ms"
    random: Callable[[], float] = _random
    clock: Callable[[], float] = _time

    def decide(self, retries_taken: int, outcome: Outcome) -> float | None:
        """The delay before the next attempt, or None to stop."""
        if retries_taken >= self.max_retries or not self._worth_it(outcome):
            return None
        asked = self._asked_for(outcome.headers)
        if asked is not None and asked > self.longest_wait:
            return None
        if asked is not None and asked > 0:
            return asked
        delay = min(self.initial_delay * 2.0 ** min(retries_taken, 1000), self.max_delay)
        return delay * (1 - 0.25 * self.random())

    def _worth_it(self, outcome: Outcome) -> bool:
        if outcome.status is None:
            return True
        verdict = outcome.headers.get(self.verdict_header)
        if verdict in ("true", "false"):
            return verdict == "true"
        return outcome.status in self.statuses or outcome.status >= 500

    def _asked_for(self, headers: Mapping[str, str]) -> float | None:
        milliseconds = _number(headers.get(self.milliseconds_header))
        if milliseconds is not None:
            return milliseconds / 1000
        value = headers.get("retry-after")
        seconds = _number(value)
        if seconds is not None or value is None:
            return seconds
        from email.utils import mktime_tz, parsedate_tz  # here: email takes milliseconds to import and dates are rare

        date = parsedate_tz(value)
        try:
            return None if date is None else mktime_tz(date) - self.clock()
        except (ValueError, OverflowError):
            return None


def _number(value: str | None) -> float | None:
    try:
        number = float(value) if value is not None else None
    except ValueError:
        return None
    return number if number is not None and number == number else None
