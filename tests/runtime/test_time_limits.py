"""``timeout`` as a mapping: every limit of one call by name."""

from __future__ import annotations

from typing import Any

import pytest

import headrace
from headrace.timeouts import limit, merged

OWN = (5.0, 600.0, 600.0, 600.0)


def test_named_phases_replace_the_clients() -> None:
    """What isn't named stays as the client has it."""
    assert (5.0, 30.0, None, 600.0) == merged({"read": 30, "write": None, "idle": 1}, OWN)


@pytest.mark.parametrize(
    ("timeout", "expected"), [({"idle": 3}, 3.0), ({"idle": None}, None), ({"read": 3}, 9.0), (3.0, 9.0), (None, 9.0)]
)
def test_limit(timeout: Any, expected: float | None) -> None:
    """A limit that the call doesn't name is the client's."""
    assert expected == limit(timeout, "idle", 9.0)


@pytest.mark.parametrize(
    ("timeout", "error", "text"),
    [
        ({"reed": 1}, TypeError, "'reed' is none of connect, read, write, pool, idle, total"),
        ({"read": "1"}, TypeError, "timeout['read']: expected seconds or None, got str"),
        ({"read": True}, TypeError, "timeout['read']: expected seconds or None, got bool"),
        ({"read": -1}, ValueError, "timeout['read']: expected seconds >= 0, got -1"),
    ],
)
def test_wrong(timeout: Any, error: type[Exception], text: str) -> None:
    """A misspelt limit is an error, not a call without limits."""
    with pytest.raises(error) as caught:
        merged(timeout, OWN)

    assert text in str(caught.value)


def test_names_are_public() -> None:
    """Callers annotate with it."""
    assert {"connect", "read", "write", "pool", "idle", "total"} == set(headrace.TimeLimits.__annotations__)
