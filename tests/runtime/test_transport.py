"""The HTTP clients that are made here: shared SSL context, keep-alive, limits, proxies."""

from __future__ import annotations

import pickle
import socket
import sys
from typing import Any

import httpx
import httpx2
import pytest

from harness.acme import Acme
from harness.scripted_server import Reply, scripted_server
from headrace import transport
from headrace.http_holder import SyncHolder
from headrace.timeouts import Deadline, phases


def test_one_ssl_context_per_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Made when the first encrypted connection is, so that it costs nobody else anything."""
    made: list[object] = []
    original = httpx.create_ssl_context
    monkeypatch.setattr(httpx, "create_ssl_context", lambda: made.append(1) or original())
    monkeypatch.setattr(transport, "_contexts", {})
    for _ in range(3):
        transport.DefaultHttpxClient().close()
    assert made == []
    assert transport.shared_ssl_context() is transport.shared_ssl_context()
    assert len(made) == 1


def test_defaults_can_be_replaced() -> None:
    with transport.DefaultHttpxClient() as client:
        assert client.follow_redirects
        assert client.timeout == httpx.Timeout(60.0, connect=5.0)
    with transport.DefaultHttpxClient(
        timeout=3, follow_redirects=False, transport=httpx.MockTransport(lambda r: httpx.Response(200))
    ) as client:
        assert not client.follow_redirects and client.timeout == httpx.Timeout(3)
        assert client.get("http://x.invalid").status_code == 200


@pytest.mark.parametrize("name", ["DefaultHttpx2Client", "DefaultAsyncHttpx2Client"])
def test_clients_of_httpx2_have_the_same_defaults(name: str) -> None:
    """Limits and timeouts may be those of either library."""
    make = getattr(transport, name)
    for given in (httpx.Timeout(9, connect=1), httpx2.Timeout(9, connect=1), 9):
        connect = 9 if given == 9 else 1
        assert make(timeout=given).timeout == httpx2.Timeout(9, connect=connect)
    client = make(limits=httpx.Limits(max_connections=3))
    assert client.follow_redirects and client.timeout == httpx2.Timeout(60.0, connect=5.0)
    assert client._transport._pool._max_connections == 3
    assert make()._transport._pool._max_keepalive_connections == 100


def test_a_client_of_httpx2_says_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "httpx2", None)
    with pytest.raises(RuntimeError, match=r"pip install 'headrace\[httpx2\]'"):
        transport.DefaultHttpx2Client()


def test_connections_have_tcp_keep_alive() -> None:
    seen: list[int] = []

    def look(response: httpx.Response) -> None:
        sock: socket.socket = response.extensions["network_stream"].get_extra_info("socket")
        seen.append(sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE))

    client = transport.DefaultHttpxClient(event_hooks={"response": [look]})
    with scripted_server(Reply()) as server, Acme(api_key="k", base_url=server.url, http_client=client) as acme:
        acme.widgets.retrieve("w")
    assert seen and all(seen)


def test_connections_are_kept_across_retries_and_errors() -> None:
    ports: set[Any] = set()

    def look(response: httpx.Response) -> None:
        ports.add(response.extensions["network_stream"].get_extra_info("client_addr"))

    client = transport.DefaultHttpxClient(event_hooks={"response": [look]})
    replies = [Reply(500, headers={"retry-after-ms": "1"}), Reply(400), Reply(), Reply()]
    with scripted_server(replies) as server, Acme(api_key="k", base_url=server.url, http_client=client) as acme:
        with pytest.raises(acme._errors.BadRequestError):
            acme.widgets.retrieve("w")
        acme.widgets.retrieve("w")
        acme.widgets.retrieve("w")
    assert len(ports) == 1


@pytest.mark.parametrize("given", [None, transport.DefaultHttpxClient, httpx.Client])
def test_cookies_of_a_server_come_back_to_it(given: type[httpx.Client] | None) -> None:
    """The jar isn't asked for responses without any, and once for the others however many clients share it."""
    replies = [Reply(), Reply(headers={"Set-Cookie": "c=1; Path=/"}), Reply(), Reply(headers={"Set-Cookie": "c=2"})]
    http = None if given is None else given()
    with scripted_server(replies) as server, Acme(api_key="k", base_url=server.url, http_client=http) as acme:
        for _ in range(2):
            acme.widgets.retrieve("w")
        again = Acme(api_key="k", base_url=server.url, http_client=acme._client)
        for _ in range(3):
            again.widgets.retrieve("w")
    sent = [sorted(asked.headers.get("cookie", "").split("; ")) for asked in server.requests]
    assert sent == [[""], [""], ["c=1"], ["c=1"], ["c=1", "c=2"]]


def test_proxies_of_the_environment_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client with a transport of its own would ignore them in httpx."""
    with scripted_server(Reply(body={"id": "proxied"})) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url.removesuffix("/v1"))
        monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost,.direct.invalid")
        with Acme(api_key="k", base_url="http://far.invalid/v1") as acme:
            assert acme.widgets.retrieve("w").id == "proxied"
        assert proxy.last.target == "http://far.invalid/v1/widgets/w"
        with scripted_server(Reply(body={"id": "direct"})) as server, Acme(api_key="k", base_url=server.url) as acme:
            assert acme.widgets.retrieve("w").id == "direct"
        assert len(proxy.requests) == 1
        monkeypatch.setenv("NO_PROXY", "*")
        assert transport._environment_proxies() == {}


def test_no_proxy_patterns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "proxy.invalid:3128")
    monkeypatch.setenv("NO_PROXY", "localhost, ::1,10.0.0.1,example.com,[::2],https://one.invalid")
    assert transport._environment_proxies() == {
        "all://": "http://proxy.invalid:3128",
        "all://localhost": None,
        "all://[::1]": None,
        "all://10.0.0.1": None,
        "all://*example.com": None,
        "all://[::2]": None,
        "https://one.invalid": None,
    }


def test_holders_pickle_without_their_connections() -> None:
    holder = SyncHolder()
    holder.get()
    assert pickle.loads(pickle.dumps(holder))._client is None
    holder.close()
    assert holder.is_closed


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (None, (None, None, None, None)),
        (3, (3.0, 3.0, 3.0, 3.0)),
        (0, (0.0, 0.0, 0.0, 0.0)),
        (httpx.Timeout(9, connect=1), (1, 9, 9, 9)),
    ],
)
def test_timeouts_in_one_form(given: Any, expected: Any) -> None:
    assert phases(given) == expected


@pytest.mark.parametrize(
    ("given", "error"),
    [("3", TypeError), (True, TypeError), ([], TypeError), (-1, ValueError), (float("nan"), ValueError)],
)
def test_bad_timeouts(given: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        phases(given)


def test_deadline() -> None:
    now = [100.0]
    deadline = Deadline(5.0, clock=lambda: now[0])
    assert deadline.remaining() == 5.0 and not deadline.passed
    assert deadline.clip((1, None, 9, 5)) == (1, 5.0, 5.0, 5)
    assert deadline.would_pass(5.0) and not deadline.would_pass(4.9)
    now[0] = 106.0
    assert deadline.remaining() == 0.0 and deadline.passed
    never = Deadline(None)
    assert never.remaining() is None and not never.passed and not never.would_pass(1e9)
    assert never.clip((1, None, 2, 3)) == (1, None, 2, 3)
