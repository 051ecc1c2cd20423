"""Requests that are made without the HTTP client's ``build_request`` are those that it would make."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import httpx
import httpx2
import pytest

from headrace.http_request import make_request

HEADERS = [("Authorization", "Bearer k"), ("Content-Type", "application/json"), ("user-agent", "Acme/1")]
TIMEOUT = (5.0, 60.0, None, 1.5)
URL = "https://acme.example/v1/things?after=a%20b"


@pytest.mark.parametrize("library", [httpx, httpx2])
@pytest.mark.parametrize("kind", ["Client", "AsyncClient"])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"headers": {"X-B": "kept", "User-Agent": "mine"}},
        {"params": {"p": "1"}},
        {"cookies": {"c": "1"}},
        {"base_url": "https://other.example/base"},
    ],
    ids=str,
)
@pytest.mark.parametrize("body", [{}, {"content": b"{}"}, {"files": [("f", ("a.txt", b"x"))]}], ids=str)
def test_same_request(library: ModuleType, kind: str, options: dict[str, Any], body: dict[str, Any]) -> None:
    """Method, URL, headers in their order, timeouts and body."""
    http = getattr(library, kind)(**options)

    made = make_request(http, "POST", URL, HEADERS, TIMEOUT, dict(body))
    asked = http.build_request("POST", URL, headers=HEADERS, timeout=TIMEOUT, **body)

    assert type(asked) is type(made)
    assert (asked.method, asked.url, asked.extensions) == (made.method, made.url, made.extensions)
    varying = b"content-type" if "files" in body else b""  # it holds a random boundary
    headers = [[item for item in each.headers.raw if item[0].lower() != varying] for each in (asked, made)]
    assert headers[0] == headers[1]
    if "content" in body:
        assert asked.content == made.content


def test_own_build_request() -> None:
    """A client that makes requests in its own way is asked for them."""

    class Mine(httpx.Client):
        def build_request(self, *args: Any, **kwargs: Any) -> httpx.Request:
            made = super().build_request(*args, **kwargs)
            made.headers["X-Mine"] = "1"
            return made

    assert "1" == make_request(Mine(), "GET", URL, HEADERS, TIMEOUT, {}).headers["x-mine"]
