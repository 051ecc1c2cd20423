"""When to try again and after how long: no clock, no network."""

from __future__ import annotations

from email.utils import formatdate
from typing import Any

import pytest

from headrace.retry import Outcome, RetryPolicy

NOW = 1_800_000_000.0


def delay(status: int | None, headers: dict[str, str] | None = None, taken: int = 0, **options: Any) -> float | None:
    policy = RetryPolicy(**{"random": lambda: 0.0, "clock": lambda: NOW, "max_retries": 9, **options})
    return policy.decide(taken, Outcome(status=status, headers=headers or {}))


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 504, 599, None])
def test_retried(status: int | None) -> None:
    assert delay(status) == 0.5


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422, 418])
def test_not_retried(status: int) -> None:
    assert delay(status) is None


def test_the_server_has_the_last_word() -> None:
    assert delay(400, {"x-should-retry": "true"}) == 0.5
    assert delay(500, {"x-should-retry": "false"}) is None
    assert delay(500, {"x-should-retry": "maybe"}) == 0.5
    assert delay(400, {"verdict": "true"}, verdict_header="verdict") == 0.5


def test_never_more_than_max_retries() -> None:
    assert delay(500, taken=2, max_retries=2) is None
    assert delay(500, max_retries=0) is None


@pytest.mark.parametrize(("taken", "seconds"), [(0, 0.5), (1, 1.0), (2, 2.0), (3, 4.0), (4, 8.0), (5, 8.0), (8, 8.0)])
def test_backoff_doubles_up_to_its_maximum(taken: int, seconds: float) -> None:
    assert delay(500, taken=taken) == seconds
    assert delay(500, taken=taken, random=lambda: 1.0) == seconds * 0.75


def test_a_huge_number_of_retries_does_not_overflow() -> None:
    assert delay(500, taken=10**6, max_retries=10**7) == 8.0


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after-ms": "250"}, 0.25),
        ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
        ({"retry-after-ms": "x", "retry-after": "9"}, 9.0),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after": "120"}, 120.0),
        ({"retry-after": formatdate(NOW + 7, usegmt=True)}, 7.0),
        ({"retry-after": "0"}, 0.5),
        ({"retry-after": "-3"}, 0.5),
        ({"retry-after": "soon"}, 0.5),
        ({"retry-after": "nan"}, 0.5),
        ({"retry-after": formatdate(NOW - 7, usegmt=True)}, 0.5),
        ({"retry-after": "Mon, 99 Foo 2026 99:99:99 GMT"}, 0.5),
    ],
)
def test_the_delay_that_the_server_asks_for(headers: dict[str, str], seconds: float) -> None:
    assert delay(429, headers) == seconds


@pytest.mark.parametrize(
    "headers",
    [
        {"retry-after": "121"},
        {"retry-after-ms": "120001"},
        {"retry-after": "inf"},
        {"retry-after": formatdate(NOW + 3600, usegmt=True)},
    ],
)
def test_a_longer_wait_is_left_to_the_caller(headers: dict[str, str]) -> None:
    assert delay(429, headers) is None
