"""The exception tree: its shape, its attributes, and that it survives copying."""

from __future__ import annotations

import copy
import pickle
import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from headrace import errors
from headrace.descriptor import Ref

REQUEST = httpx.Request("POST", "http://test/")
RESPONSE = httpx.Response(429, request=REQUEST, headers={"x-request-id": "req-1"}, json={"error": {}})
SAMPLES: list[errors.APIError] = [
    errors.APIError("m", REQUEST, body={"code": 5, "param": None, "type": "t"}),
    errors.APIConnectionError(request=REQUEST),
    errors.APITimeoutError(REQUEST),
    errors.StreamTruncatedError(message="m", request=REQUEST),
    errors.APIResponseValidationError(RESPONSE, "text"),
    errors.RateLimitError("m", response=RESPONSE, body={"code": "x"}),
    errors.EventTooLargeError("m"),
    errors.StreamContentTypeError("m", REQUEST, body="text", response=RESPONSE),
    errors.StreamDecodeError("m", REQUEST, body="text", response=RESPONSE),
]


def test_drawing() -> None:
    """The tree drawn at the top of the module is the tree."""
    drawn: dict[str, str] = {}
    path: list[tuple[int, str]] = []
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"[ │├└─]*(\w+Error)\b", line)
        if found and line.startswith("    "):
            while path and path[-1][0] >= found.start(1):
                path.pop()
            drawn[found[1]] = path[-1][1] if path else "Exception"
            path.append((found.start(1), found[1]))
    classes = [getattr(errors, name) for name in errors.__all__ if name != "ErrorNamespace"]

    assert {cls.__name__: cls.__bases__[0].__name__ for cls in classes} == drawn


@pytest.mark.parametrize("error", SAMPLES, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize(
    "duplicate",
    [copy.copy, copy.deepcopy, lambda error: pickle.loads(pickle.dumps(error))],
    ids=["copy", "deep", "pickle"],
)
def test_duplicates(error: errors.APIError, duplicate: Callable[[Any], Any]) -> None:
    """Copies and pickles keep class, message and attributes."""
    error = copy.copy(error)
    error.events_seen = 3
    again = duplicate(error)

    assert type(error) is type(again)
    assert (str(error), error.body, error.code, error.events_seen) == (
        str(again),
        again.body,
        again.code,
        again.events_seen,
    )
    assert (error.request_id, error.status_code) == (again.request_id, again.status_code)


def test_attributes() -> None:
    """The body's facts are attributes; what isn't known is None."""
    error = SAMPLES[0]

    assert ("5", None, "t") == (error.code, error.param, error.type)
    assert (None, None, None, 0) == (error.status_code, error.request_id, error.last_event_id, error.events_seen)
    assert (429, "req-1") == (SAMPLES[5].status_code, SAMPLES[5].request_id)


def test_long_message() -> None:
    """A megabyte from the server doesn't get into a log line; the attribute has it all."""
    error = errors.APIError("x" * 1_000_000, REQUEST, body=None)

    assert "x" * 1_000 + "... (999000 more characters)" == str(error)
    assert 1_000_000 == len(error.message)


class SdkError(errors.HeadraceError):
    """The root of the tree of an SDK, which this module plays."""


class RateLimitError(SdkError, errors.RateLimitError):
    """The SDK's class of that name."""


class NotFoundError(SdkError):
    """Not a subclass of the runtime's class of that name."""


class TestNamespace:
    def test_own_classes(self) -> None:
        """The SDK's classes where it has them, the runtime's else."""
        found = errors.ErrorNamespace(Ref(f"{__name__}:SdkError"))

        assert found.RateLimitError is RateLimitError is found.for_status(429)
        assert found.NotFoundError is errors.NotFoundError is found.for_status(404)
        assert found.for_status(418) is errors.APIStatusError
        assert found.for_status(500) is errors.InternalServerError is found.for_status(599)

    def test_only_exceptions(self) -> None:
        """Other names aren't looked up."""
        for name in ("SAMPLES", "Mapping", "_restore", "ErrorNamespace", "NoSuchError"):
            with pytest.raises(AttributeError):
                getattr(errors.ErrorNamespace(Ref(f"{__name__}:")), name)

    def test_runtime(self) -> None:
        """Without an SDK, the runtime's own."""
        assert errors.ErrorNamespace().APIError is errors.APIError
