"""Client options: from arguments and environment, checked at construction; copies keep them all."""

from __future__ import annotations

import pickle
from typing import Any

import httpx
import httpx2
import pytest

from harness.acme import Acme, AsyncAcme
from harness.acme.exceptions import AcmeError
from harness.kinds import every_kind, run
from harness.scripted_server import Reply, scripted_server
from headrace.sentinels import omit

BOTH = pytest.mark.parametrize("client", [Acme, AsyncAcme])


@BOTH
def test_no_credentials_is_an_error_at_once(client: Any) -> None:
    with pytest.raises(AcmeError, match=r"`api_key` or `admin_key`.*ACME_API_KEY or ACME_ADMIN_KEY"):
        client()
    client(_enforce_credentials=False)
    client(default_headers={"Authorization": "Bearer own", "X-Admin-Key": "own"})


@BOTH
def test_credentials_from_the_environment(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACME_API_KEY", "from-env")
    assert client().api_key == "from-env"
    assert client(api_key="given").api_key == "given"
    monkeypatch.setenv("ACME_API_KEY", "")
    with pytest.raises(AcmeError):
        client()


@BOTH
@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"api_key": 3}, TypeError),
        ({"max_retries": None}, TypeError),
        ({"max_retries": 1.5}, TypeError),
        ({"max_retries": True}, TypeError),
        ({"max_retries": -1}, ValueError),
        ({"timeout": "1"}, TypeError),
        ({"timeout": -1}, ValueError),
        ({"total_timeout": 0}, ValueError),
        ({"idle_timeout": "1"}, TypeError),
        ({"http_client": object()}, TypeError),
        ({"base_url": "ftp://x"}, ValueError),
        ({"base_url": "/v1"}, ValueError),
        ({"residency": "west"}, ValueError),
        ({"residency": "north", "base_url": "http://x"}, ValueError),
        ({"unknown": 1}, TypeError),
    ],
)
def test_bad_options_are_refused(client: Any, options: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error) as caught:
        client(**{"api_key": "sk-secret", **options})
    assert "sk-secret" not in str(caught.value)


@BOTH
def test_http_client_of_the_other_colour_is_refused(client: Any) -> None:
    wrong: Any = httpx.AsyncClient() if client is Acme else httpx.Client()
    with pytest.raises(TypeError, match="http_client"):
        client(api_key="k", http_client=wrong)
    right: Any = httpx2.Client() if client is Acme else httpx2.AsyncClient()
    assert client(api_key="k", http_client=right)._client is right


@BOTH
def test_base_url(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert str(client(api_key="k").base_url) == "https://eu.acme.invalid/v1/"
    assert str(client(api_key="k", region="us").base_url) == "https://us.acme.invalid/v1/"
    assert str(client(api_key="k", residency="north").base_url) == "https://north.acme.invalid/v1/"
    monkeypatch.setenv("ACME_BASE_URL", "http://env.invalid")
    assert str(client(api_key="k").base_url) == "http://env.invalid/"
    assert str(client(api_key="k", base_url=httpx.URL("http://arg.invalid/a/")).base_url) == "http://arg.invalid/a/"
    made = client(api_key="k", residency="south")
    assert str(made.base_url) == "https://south.acme.invalid/v1/"
    made.base_url = "http://later.invalid/b"
    assert str(made.base_url) == "http://later.invalid/b/"


@every_kind
def test_query_of_the_base_url_is_kept(kind: str) -> None:
    with scripted_server(Reply()) as server:
        run(
            kind,
            server.url + "?x=1&include=base",
            lambda c: c.widgets.retrieve("w", include=["a"]),
            default_query={"y": 2},
        )
    assert server.last.path == "/v1/widgets/w"
    assert server.last.query == [("x", "1"), ("y", "2"), ("include[]", "a")]


@every_kind
def test_default_headers(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACME_CUSTOM_HEADERS", "X-Env: 1\nbad line\nX-Both: env\n: nameless")
    with scripted_server(Reply()) as server:
        run(
            kind,
            server.url,
            lambda c: c.widgets.retrieve("w"),
            team="t1",
            default_headers={"X-Both": "own", "user-agent": "mine"},
        )
    headers = server.last.headers
    assert headers["authorization"] == "Bearer sk-secret"
    assert headers["acme-team"] == "t1"
    assert headers["acme-version"] == "7"
    assert (headers["x-env"], headers["x-both"], headers["user-agent"]) == ("1", "own", "mine")
    assert headers["x-stainless-lang"] == "python"
    assert headers["x-stainless-package-version"] == "1.2.3"
    assert headers["x-stainless-async"] == ("false" if kind.startswith("sync") else f"async:{kind.partition('-')[0]}")
    assert headers["x-stainless-read-timeout"] in ("30", "5")
    assert "content-type" not in headers


def test_user_agent_names_the_class() -> None:
    assert Acme(api_key="k").user_agent == "Acme/Python 1.2.3"
    assert AsyncAcme(api_key="k").user_agent == "AsyncAcme/Python 1.2.3"


@every_kind
def test_auth_by_operation(kind: str) -> None:
    """An operation's own security decides which credential is sent."""
    with scripted_server(Reply()) as server:
        run(kind, server.url, lambda c: c.widgets.delete("w"), admin_key="adm")
        assert server.last.headers["x-admin-key"] == "adm" and "authorization" not in server.last.headers
        run(kind, server.url, lambda c: c.widgets.retrieve("w"), admin_key="adm")
        assert server.last.headers["authorization"] == "Bearer sk-secret" and "x-admin-key" not in server.last.headers
        with pytest.raises(TypeError, match=r"Could not resolve authentication method.*`admin_key`"):
            run(kind, server.url, lambda c: c.widgets.delete("w"))
        assert len(server.requests) == 2
        run(kind, server.url, lambda c: c.widgets.delete("w", extra_headers={"x-admin-key": omit}))
        assert "x-admin-key" not in server.last.headers


@every_kind
def test_api_key_function_is_asked_before_each_attempt(kind: str) -> None:
    keys = iter(["one", "two", "three"])

    def source() -> str:
        return next(keys)

    async def async_source() -> str:
        return next(keys)

    given = source if kind.startswith("sync") else async_source
    replies = [Reply(503, headers={"retry-after-ms": "1"}), Reply()]
    with scripted_server(replies) as server:

        def use(client: Any) -> Any:
            assert client.api_key == ""
            return client.widgets.retrieve("w")

        run(kind, server.url, use, api_key=given)
    assert [asked.headers["authorization"] for asked in server.requests] == ["Bearer one", "Bearer two"]


def test_api_key_function_must_give_text() -> None:
    with scripted_server(Reply()) as server, pytest.raises(AcmeError, match="`api_key` must give a non-empty str"):
        run("sync", server.url, lambda c: c.widgets.retrieve("w"), api_key=lambda: None)
    assert not server.requests


@every_kind
def test_copies_keep_every_option_and_share_connections(kind: str) -> None:
    options: dict[str, Any] = {
        "team": "t",
        "max_retries": 5,
        "default_headers": {"A": "1"},
        "default_query": {"q": 1},
        "_strict_response_validation": True,
        "total_timeout": 9,
    }
    with scripted_server(Reply()) as server:

        def use(client: Any) -> Any:
            copied = client.with_options(timeout=3)
            assert copied is not client and copied.widgets is not client.widgets
            assert copied._holder is client._holder
            assert (copied.api_key, copied.team, copied.max_retries, copied.total_timeout) == ("sk-secret", "t", 5, 9)
            assert (copied.timeout, copied._strict_response_validation) == (3, True)
            assert client.with_options(team=None).team is None, "None unsets"
            assert client.with_options(timeout=None).timeout is None
            assert client.with_options(api_key="other").api_key == "other" and client.api_key == "sk-secret"
            merged = client.with_options(default_headers={"B": "2"}, set_default_query={"z": 1})
            assert merged._custom_headers == {"A": "1", "B": "2"} and merged._custom_query == {"z": 1}
            assert str(client.with_options(residency="north").base_url) == "https://north.acme.invalid/v1/"
            for both in ("default_headers", "default_query"):
                with pytest.raises(ValueError, match="mutually exclusive"):
                    client.with_options(**{both: {}, f"set_{both}": {}})
            with pytest.raises(AcmeError, match="Missing credentials"):
                client.with_options(api_key=None)
            bare = client.with_options(api_key=None, _enforce_credentials=False)
            assert bare.api_key is None and bare.with_options(team="u").team == "u"
            assert client.with_options(_extra_kwargs={"tenant": "x"}).tenant == "x", "what a subclass keeps"
            return None

        run(kind, server.url, use, **options)


def test_a_copy_outlives_its_original() -> None:
    with scripted_server(Reply()) as server:
        copied = Acme(api_key="k", base_url=server.url).with_options(timeout=5)
        copied.widgets.delete("w", extra_headers={"x-admin-key": "a"})
        copied.widgets.delete("w", extra_headers={"x-admin-key": "a"})
        copied.close()


@BOTH
def test_clients_pickle(client: Any) -> None:
    made = client(api_key="k", base_url="http://x.invalid/v1", team="t", timeout=3, max_retries=7)
    _ = made.widgets, made.with_raw_response
    back = pickle.loads(pickle.dumps(made))
    assert (back.api_key, back.team, back.timeout, back.max_retries) == ("k", "t", 3, 7)
    assert back._holder is not made._holder
    with pytest.raises(TypeError, match="http_client"):
        pickle.dumps(client(api_key="k", http_client=httpx.Client() if client is Acme else httpx.AsyncClient()))


def test_an_unpickled_client_works() -> None:
    body = {"id": "w", "size": 1, "parts": []}
    with scripted_server(Reply(body=body)) as server, Acme(api_key="k", base_url=server.url) as client:
        client.widgets.retrieve("w")
        with pickle.loads(pickle.dumps(client)) as back:
            assert back.widgets.retrieve("w").id == "w"


@every_kind
def test_timeout_of_an_http_client_is_adopted(kind: str) -> None:
    async_ = not kind.startswith("sync")
    library: Any = httpx2 if kind.endswith("httpx2") else httpx
    make = library.AsyncClient if async_ else library.Client
    with scripted_server(Reply()) as server:
        run(kind, server.url, lambda c: c.widgets.retrieve("w"), http_client=make(timeout=11))
        assert server.last.headers["x-stainless-read-timeout"] == "11"
        run(kind, server.url, lambda c: c.widgets.retrieve("w"), http_client=make())
        assert server.last.headers["x-stainless-read-timeout"] == "30"
        run(
            kind,
            server.url,
            lambda c: c.widgets.retrieve("w"),
            http_client=make(timeout=11),
            timeout=library.Timeout(4),
        )
        assert server.last.headers["x-stainless-read-timeout"] == "4"
        run(kind, server.url, lambda c: c.widgets.create(name="x", timeout=None))
        assert "x-stainless-read-timeout" not in server.last.headers


@every_kind
def test_closing(kind: str) -> None:
    with scripted_server(Reply()) as server:
        clients: list[Any] = []

        def use(client: Any) -> Any:
            clients.append(client)
            assert not client.is_closed()
            return client.widgets.retrieve("w")

        run(kind, server.url, use)
        assert clients[0].is_closed()


def test_a_closed_client_says_so() -> None:
    client = Acme(api_key="k")
    client.close()
    with pytest.raises(RuntimeError, match="closed"):
        client.widgets.retrieve("w")


@BOTH
def test_repr_has_no_secrets(client: Any) -> None:
    made = client(api_key="sk-secret", base_url="http://x.invalid/v1?token=sk-secret")
    for thing in (made, made.widgets, made.with_raw_response, made.widgets.with_streaming_response):
        assert "sk-secret" not in repr(thing)
