"""What subclasses of a client may replace: headers, credentials, queries, and what happens around each attempt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx
import pytest

import headrace
from harness.acme import Acme, AsyncAcme
from harness.scripted_server import Reply, ScriptedServer, scripted_server
from headrace.query import Querystring


class Own:
    """Overrides that need no awaiting."""

    @property
    def default_headers(self) -> Mapping[str, Any]:
        return {**super().default_headers, "X-Mill": "upper"}  # type: ignore[misc]

    @property
    def auth_headers(self) -> dict[str, str]:
        return {"X-Signature": "signed"}

    @property
    def default_query(self) -> dict[str, object]:
        return {"version": 3, "tags": ["a", "b"]}

    @property
    def custom_auth(self) -> httpx.Auth:
        return httpx.BasicAuth("user", "password")

    @property
    def qs(self) -> Querystring:
        return Querystring(array_format="repeat")

    @property
    def user_agent(self) -> str:
        return "Mill/1"

    def _make_status_error(self, err_msg: str, *, body: object, response: httpx.Response) -> Exception:
        return LookupError(err_msg, body, response.status_code)


class OwnAcme(Own, Acme):
    calls: int = 0

    def _prepare_options(self, options: Any) -> Any:
        self.calls += 1
        options.headers.update({"X-Attempt": str(self.calls)})
        return options

    def _prepare_request(self, request: httpx.Request) -> None:
        request.headers["X-Length"] = str(len(request.content))


class OwnAsyncAcme(Own, AsyncAcme):
    calls: int = 0

    async def _prepare_options(self, options: Any) -> Any:
        self.calls += 1
        options.headers.update({"X-Attempt": str(self.calls)})
        return options

    async def _prepare_request(self, request: httpx.Request) -> None:
        request.headers["X-Length"] = str(len(request.content))


def check(server: ScriptedServer) -> None:
    first, second = server.requests
    assert (first.headers["x-attempt"], second.headers["x-attempt"]) == ("1", "2")
    assert second.headers["x-mill"] == "upper"
    assert second.headers["x-signature"] == "signed"
    assert second.headers["authorization"].startswith("Basic ")
    assert second.headers["user-agent"] == "Mill/1"
    assert second.headers["x-length"] == str(len(second.body)) != "0"
    assert second.query == [("version", "3"), ("tags", "a"), ("tags", "b"), ("beta", "true")]


REPLIES = [Reply(503, headers={"retry-after-ms": "1"}), Reply(404, body={"error": {"message": "gone"}})]


def test_sync() -> None:
    with scripted_server(REPLIES) as server, pytest.raises(LookupError) as caught:
        OwnAcme(_enforce_credentials=False, base_url=server.url).widgets.create(name="n")
    assert caught.value.args == ("Error code: 404 - gone", {"message": "gone"}, 404)
    check(server)


@pytest.mark.anyio
async def test_async() -> None:
    with scripted_server(REPLIES) as server:
        async with OwnAsyncAcme(_enforce_credentials=False, base_url=server.url) as client:
            with pytest.raises(LookupError):
                await client.widgets.create(name="n")
    check(server)


def test_without_overrides_nothing_is_different() -> None:
    with (
        scripted_server(Reply(404, body={"error": {"message": "gone"}})) as server,
        Acme(api_key="sk", base_url=server.url) as client,
        pytest.raises(headrace.NotFoundError, match="gone"),
    ):
        client.widgets.create(name="n")
    assert server.last.headers["authorization"] == "Bearer sk"
    assert client.platform_headers()["X-Stainless-Lang"] == "python"
    assert client.custom_auth is None
    assert client.qs.stringify({"a": {"b": [True, None]}}) == "a%5Bb%5D%5B%5D=true"
