"""What users of the official client know of its errors: one test per branch of their tree, by name."""

from __future__ import annotations

import pickle
from typing import Any

import httpx
import pytest

import headrace
import headrace_openai as openai
from conformance.clients import both, use
from harness.scripted_server import Reply, scripted_server

STATUS = [
    (400, "BadRequestError"),
    (401, "AuthenticationError"),
    (403, "PermissionDeniedError"),
    (404, "NotFoundError"),
    (409, "ConflictError"),
    (422, "UnprocessableEntityError"),
    (429, "RateLimitError"),
    (500, "InternalServerError"),
    (529, "InternalServerError"),
    (418, "APIStatusError"),
]
FULL = {"error": {"message": "No such pond.", "code": "no_pond", "param": "pond", "type": "invalid_request_error"}}


def caught(kind: str, reply: Reply, **options: Any) -> Any:
    """The exception that ``reply`` leads to."""
    with scripted_server(reply) as server, pytest.raises(openai.OpenAIError) as info:
        use(kind, server.url, lambda c: c.models.retrieve("m"), max_retries=0, **options)
    return info.value


@both
def test_openaierror(kind: str) -> None:
    """One root, which is also the runtime's. Nothing of the HTTP library or of pydantic comes through."""
    assert issubclass(openai.OpenAIError, headrace.HeadraceError)
    for reply in (Reply(500), Reply(hang_up=True), Reply(body=b"{"), Reply(body=b"\xff", status=400)):
        error = caught(kind, reply)
        assert isinstance(error, openai.OpenAIError) and not isinstance(error, httpx.HTTPError)
    with pytest.raises(openai.APIConnectionError):
        use(kind, "http://127.0.0.1:9", lambda c: c.models.retrieve("m"), max_retries=0)


@both
def test_apierror(kind: str) -> None:
    error = caught(kind, Reply(400, body=FULL))
    assert (error.code, error.param, error.type) == ("no_pond", "pond", "invalid_request_error")
    assert error.message == str(error) == "Error code: 400 - No such pond."
    assert error.body == FULL["error"]
    assert error.request.url.path == "/v1/models/m" and error.request.method == "GET"


@both
@pytest.mark.parametrize(("status", "name"), STATUS)
def test_apistatuserror(kind: str, status: int, name: str) -> None:
    error = caught(kind, Reply(status, body=FULL, headers={"x-request-id": "req_1"}))
    assert type(error) is getattr(openai, name)
    assert isinstance(error, getattr(headrace, name)) and isinstance(error, openai.APIStatusError)
    assert (error.status_code, error.request_id) == (status, "req_1")
    assert error.response.json() == FULL
    assert error.__cause__ is None and error.__suppress_context__


@both
def test_apiresponsevalidationerror(kind: str) -> None:
    error = caught(kind, Reply(body={"id": 5}), _strict_response_validation=True)
    assert type(error) is openai.APIResponseValidationError
    assert (error.status_code, error.body) == (200, {"id": 5})
    assert error.response.status_code == 200


@both
def test_apiconnectionerror(kind: str) -> None:
    error = caught(kind, Reply(hang_up=True))
    assert type(error) is openai.APIConnectionError
    assert str(error) == "Connection error."
    assert isinstance(error.__cause__, httpx.TransportError)


@both
def test_apitimeouterror(kind: str) -> None:
    waiting = Reply(pieces=lambda: (__import__("time").sleep(0.3) or b"" for _ in range(1)))
    error = caught(kind, waiting, timeout=0.05)
    assert type(error) is openai.APITimeoutError and isinstance(error, openai.APIConnectionError)
    assert str(error) == "Request timed out."
    assert isinstance(error.__cause__, httpx.TimeoutException)


@both
@pytest.mark.parametrize(
    ("body", "kept", "text"),
    [
        ({"error": {"message": "m"}, "more": 1}, {"message": "m"}, "Error code: 400 - m"),
        ({"detail": "d"}, {"detail": "d"}, "Error code: 400 Bad Request"),
        ([1], [1], "Error code: 400 Bad Request"),
        (b"<html> gateway </html>", "<html> gateway </html>", "Error code: 400 - <html> gateway </html>"),
        (b"", None, "Error code: 400 Bad Request"),
        ({"error": "plain"}, "plain", "Error code: 400 - plain"),
    ],
)
def test_body_and_message(kind: str, body: Any, kept: Any, text: str) -> None:
    """The text is the message alone, as of 3.52; of a body that isn't JSON its beginning, where it was empty."""
    error = caught(kind, Reply(400, body=body))
    assert (error.body, str(error)) == (kept, text)


@both
def test_code_type_and_param_are_whatever_the_server_says(kind: str) -> None:
    error = caught(kind, Reply(400, body={"error": {"code": 5, "message": None}}))
    assert error.body == {"code": 5, "message": None}
    assert str(error.code) == "5"


def test_public_names_are_the_packages() -> None:
    for name in ("OpenAIError", "APIError", "RateLimitError", "APITimeoutError"):
        assert name in openai.__all__


@both
def test_no_credential_is_in_an_error(kind: str) -> None:
    for reply in (Reply(401, body=FULL), Reply(hang_up=True)):
        error = caught(kind, reply, api_key="sk-private")
        assert "sk-private" not in f"{error!r}{error}{error.__cause__!r}{error.request!r}"


def test_errors_pickle() -> None:
    error = caught("sync", Reply(429, body=FULL, headers={"x-request-id": "req_1"}))
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is openai.RateLimitError
    assert (str(copy), copy.status_code, copy.code, copy.request_id) == (str(error), 429, "no_pond", "req_1")
