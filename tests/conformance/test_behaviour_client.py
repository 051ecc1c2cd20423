"""What users of the official client know of its construction: one test per row of the first table of facts.

A test that holds something else on purpose says so; docs/differences.md lists all of them.
"""

from __future__ import annotations

import asyncio
import gc
import math
import pickle
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import httpx2
import pytest

import headrace_openai
from conformance.clients import asked, both, classes, use
from harness.scripted_server import Asked, Reply, scripted_server
from headrace_openai import AsyncOpenAI, OpenAI, OpenAIError, omit

PAGE = Reply(body={"object": "list", "data": []})


def list_models(client: Any) -> Any:
    return client.models.list()


def get_model(client: Any) -> Any:
    return client.models.retrieve("m")


def test_classes() -> None:
    """Azure's and Bedrock's classes are not there: those services have their own ways of signing and routing."""
    assert headrace_openai.Client is OpenAI
    assert headrace_openai.AsyncClient is AsyncOpenAI
    with pytest.raises(TypeError):
        OpenAI("sk-positional")  # type: ignore[misc]


@both
def test_api_key(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A str, or a function that is asked before every attempt. Its answers are never seen by another request."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-env")
    assert asked(kind, get_model, api_key=None).headers["authorization"] == "Bearer sk-env"

    given: list[str] = []

    def key() -> str:
        given.append(f"sk-{len(given)}")
        return given[-1]

    async def async_key() -> str:
        return key()

    replies = [Reply(500, headers={"retry-after-ms": "1"}), Reply(500, headers={"retry-after-ms": "1"}), Reply()]
    with scripted_server(replies) as server:
        source: Any = key if kind == "sync" else async_key
        seen = use(
            kind, server.url, lambda c: [get_model(c), c.api_key][0] if kind == "sync" else get_model(c), api_key=source
        )
        assert seen is not None
        assert [r.headers["authorization"] for r in server.requests] == ["Bearer sk-0", "Bearer sk-1", "Bearer sk-2"]
    client = (OpenAI if kind == "sync" else AsyncOpenAI)(api_key=source)
    assert client.api_key == ""


def test_api_key_is_never_shared_between_requests() -> None:
    """Each thread's key goes with that thread's request, though all of them use one client."""
    local = threading.local()

    def key() -> str:
        name: str = local.name
        time.sleep(0.005)
        return f"sk-{name}"

    def call(name: str) -> None:
        local.name = name
        client.models.retrieve(name)

    with (
        scripted_server(Reply()) as server,
        OpenAI(api_key=key, base_url=server.url) as client,
        ThreadPoolExecutor(8) as pool,
    ):
        list(pool.map(call, [str(number) for number in range(40)]))
    assert {(r.path.rpartition("/")[2], r.headers["authorization"]) for r in server.requests} == {
        (str(number), f"Bearer sk-{number}") for number in range(40)
    }
    assert client.api_key == ""


@both
def test_admin_api_key(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key that an operation asks for. Raw verbs take the API key first, then the admin key."""
    monkeypatch.setenv("OPENAI_ADMIN_KEY", "sk-admin")

    def authorization(action: Any, **options: Any) -> str:
        return asked(kind, action, PAGE, **options).headers["authorization"]

    assert authorization(lambda c: c.admin.organization.projects.list()) == "Bearer sk-admin"
    assert authorization(list_models) == "Bearer sk-user"
    raw = lambda c: c.get("/mill", cast_to=object)  # noqa: E731
    assert authorization(raw) == "Bearer sk-user"
    assert authorization(raw, api_key=None) == "Bearer sk-admin"
    chosen = lambda c: c.get("/mill", cast_to=object, options={"security": [["AdminApiKeyAuth"]]})  # noqa: E731
    assert authorization(chosen) == "Bearer sk-admin"


@both
def test_missing_creds(kind: str) -> None:
    cls = OpenAI if kind == "sync" else AsyncOpenAI
    with pytest.raises(OpenAIError, match=r"Missing credentials.*`api_key`.*OPENAI_API_KEY"):
        cls()
    assert cls(_enforce_credentials=False).api_key is None
    with scripted_server(Reply()) as server:
        with pytest.raises(TypeError, match=r"Could not resolve authentication method.*`api_key`"):
            use(kind, server.url, get_model, api_key=None, admin_api_key="sk-admin")
        assert server.requests == []
        own = {"extra_headers": {"Authorization": "Own"}}
        use(kind, server.url, lambda c: c.models.retrieve("m", **own), api_key=None, admin_api_key="a")
        assert server.last.headers["authorization"] == "Own"
        none = {"extra_headers": {"Authorization": omit}}
        use(kind, server.url, lambda c: c.models.retrieve("m", **none), api_key=None, admin_api_key="a")
        assert "authorization" not in server.last.headers


@both
def test_organization_project(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    request = asked(kind, get_model)
    assert "openai-organization" not in request.headers and "openai-project" not in request.headers
    monkeypatch.setenv("OPENAI_ORG_ID", "org-env")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "proj-env")
    headers = asked(kind, get_model, organization="org-1").headers
    assert (headers["openai-organization"], headers["openai-project"]) == ("org-1", "proj-env")


@both
def test_webhook_secret(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_WEBHOOK_SECRET", "whsec_env")
    with scripted_server(Reply()) as server:
        assert use(kind, server.url, lambda c: [c.webhook_secret, get_model(c)][0] if kind == "sync" else get_model(c))
    assert "whsec" not in repr(server.last)
    assert OpenAI(api_key="sk").webhook_secret == "whsec_env"


@both
def test_base_url(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A query in the base URL is kept, where the official client garbles it. Anything but http(s) is refused."""
    cls = OpenAI if kind == "sync" else AsyncOpenAI
    assert str(cls(api_key="sk").base_url) == "https://api.openai.com/v1/"
    monkeypatch.setenv("OPENAI_BASE_URL", "http://env.example/v2")
    client = cls(api_key="sk")
    assert str(client.base_url) == "http://env.example/v2/"
    assert isinstance(client.base_url, httpx.URL)
    client.base_url = "http://set.example"  # type: ignore[assignment]
    assert str(client.base_url) == "http://set.example/"
    assert str(cls(api_key="sk", base_url=httpx.URL("http://url.example/v1")).base_url) == "http://url.example/v1/"
    with pytest.raises(ValueError, match="http"):
        cls(api_key="sk", base_url="api.example.org")
    with scripted_server(Reply()) as server:
        use(kind, f"{server.url}/?x=1", get_model)
        assert server.last.target == "/v1/models/m?x=1"
        other = server.url.replace("/v1", "/other")
        use(kind, server.url, lambda c: c.get(f"{other}/thing", cast_to=object))
        assert (server.last.path, server.last.headers["authorization"]) == ("/other/thing", "Bearer sk-user")


@classes
def test_data_residency(cls: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://env.example")
    for region in ("us", "eu", "ae", "au", "in", "jp"):
        assert str(cls(api_key="sk", data_residency=region).base_url) == f"https://{region}.api.openai.com/v1/"
    assert str(cls(api_key="sk", data_residency="global").base_url) == "https://api.openai.com/v1/"
    with pytest.raises(ValueError, match="can't both be given"):
        cls(api_key="sk", data_residency="eu", base_url="http://x.example")
    with pytest.raises(ValueError, match="known: ae, au, eu"):
        cls(api_key="sk", data_residency="moon")


@both
def test_timeout(kind: str) -> None:
    """10 minutes, 5 seconds to connect; a custom HTTP client's timeout is adopted if its owner chose one."""
    library: Any = httpx
    made = library.Client if kind == "sync" else library.AsyncClient

    def sent(**options: Any) -> Any:
        found: list[Any] = []

        def note(request: Any) -> None:
            found.append(request.extensions["timeout"])

        async def async_note(request: Any) -> None:
            note(request)

        hooks = {"request": [note if kind == "sync" else async_note]}
        http = made(event_hooks=hooks, **options.pop("http", {}))
        asked(kind, get_model, http_client=http, **options)
        timeout = found[0]
        return timeout["connect"], timeout["read"], timeout["write"], timeout["pool"]

    assert sent() == (5.0, 600.0, 600.0, 600.0)
    assert sent(timeout=3) == (3.0, 3.0, 3.0, 3.0)
    assert sent(timeout=None) == (None, None, None, None)
    assert sent(timeout=httpx.Timeout(9, connect=1)) == (1.0, 9.0, 9.0, 9.0)
    assert sent(timeout=httpx2.Timeout(9, connect=1)) == (1.0, 9.0, 9.0, 9.0)
    assert sent(http={"timeout": 7}) == (7.0, 7.0, 7.0, 7.0)
    assert sent(http={"timeout": 7}, timeout=2) == (2.0, 2.0, 2.0, 2.0)


@classes
def test_max_retries(cls: Any) -> None:
    assert cls(api_key="sk").max_retries == headrace_openai.DEFAULT_MAX_RETRIES == 2
    for wrong, error in [(None, TypeError), (math.inf, TypeError), ("1", TypeError), (-1, ValueError)]:
        with pytest.raises(error, match="max_retries"):
            cls(api_key="sk", max_retries=wrong)


@classes
def test_limits(cls: Any) -> None:
    limits = headrace_openai.DEFAULT_CONNECTION_LIMITS
    assert (limits.max_connections, limits.max_keepalive_connections) == (1000, 100)
    client = cls(api_key="sk")
    assert client._client.follow_redirects is True


@both
def test_default_headers_default_query(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names are compared without regard to case; the nearest one wins."""
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Env: env\nno colon\nX-Both: env\nAuthorization: Own key")
    client = {"default_headers": {"x-both": "client", "X-Client": "client"}, "default_query": {"q": "client", "r": 1}}
    extras = {"extra_headers": {"x-client": "call"}, "extra_query": {"q": "call"}}
    request = asked(kind, lambda c: c.models.retrieve("m", **extras), **client)
    names = ("x-env", "x-both", "x-client", "authorization")
    assert [request.headers[name] for name in names] == ["env", "client", "call", "Own key"]
    assert sorted(request.query) == [("q", "call"), ("r", "1")]


@both
def test_http_client(kind: str) -> None:
    """httpx is what runs by default here, and httpx2 is accepted everywhere; it is the other way round officially."""
    cls = OpenAI if kind == "sync" else AsyncOpenAI
    for library in (httpx, httpx2):
        right: Any = library.Client() if kind == "sync" else library.AsyncClient()
        assert asked(kind, get_model, http_client=right).path == "/v1/models/m"
        wrong: Any = library.AsyncClient() if kind == "sync" else library.Client()
        with pytest.raises(TypeError, match="Invalid `http_client` argument"):
            cls(api_key="sk", http_client=wrong)
    with pytest.raises(TypeError, match="Invalid `http_client` argument"):
        cls(api_key="sk", http_client=object())  # type: ignore[arg-type]
    default = headrace_openai.DefaultHttpxClient if kind == "sync" else headrace_openai.DefaultAsyncHttpxClient
    made: Any = default(headers={"X-Own": "1"})
    assert made.follow_redirects is True and made.timeout.connect == 5.0
    assert asked(kind, get_model, http_client=made).headers["x-own"] == "1"


def test_http_stack() -> None:
    """httpx and certifi, where the official client has httpx2 and the system's trust store. One SSL context per
    process, so that a second client costs nothing."""
    from headrace.transport import shared_ssl_context

    first, second = OpenAI(api_key="sk"), OpenAI(api_key="sk")
    transports: list[Any] = [client._client._transport for client in (first, second)]
    assert transports[0] is not transports[1]
    assert all(isinstance(each, httpx.HTTPTransport) for each in transports)
    assert all(each._options["tls"] is shared_ssl_context for each in transports)


@both
def test_strict_response_validation(kind: str) -> None:
    """It survives ``with_options``, where it is lost officially."""
    wrong = Reply(body={"id": 5, "object": "model", "created": "yesterday", "owned_by": None})
    with scripted_server(wrong) as server:
        lenient = use(kind, server.url, get_model)
        assert (lenient.id, lenient.created) == (5, "yesterday")
        for action in (get_model, lambda c: get_model(c.with_options(timeout=3))):
            with pytest.raises(headrace_openai.APIResponseValidationError, match="id") as caught:
                use(kind, server.url, action, _strict_response_validation=True)
            assert caught.value.status_code == 200


def test_lifecycle() -> None:
    http = httpx.Client()
    with OpenAI(api_key="sk", http_client=http) as client:
        copy = client.with_options(max_retries=0)
        assert not client.is_closed()
        assert copy._client is http
    assert client.is_closed() and copy.is_closed() and http.is_closed

    async def main() -> None:
        async with AsyncOpenAI(api_key="sk") as client:
            opened = client._client
        assert client.is_closed() and opened.is_closed

    asyncio.run(main())

    dropped = OpenAI(api_key="sk")
    inner = dropped._client
    del dropped
    gc.collect()
    assert inner.is_closed


@classes
def test_copy_with_options(cls: Any) -> None:
    """Every option is kept, and each can be unset, where None means "keep" officially."""
    client = cls(
        api_key="sk-1",
        organization="org",
        project="proj",
        webhook_secret="w",
        admin_api_key="a",
        timeout=3,
        max_retries=7,
        default_headers={"X-A": "1"},
        default_query={"a": 1},
        total_timeout=30,
        idle_timeout=4,
        base_url="http://x.example",
        _strict_response_validation=True,
    )
    copy = client.copy()
    names = "api_key admin_api_key organization project webhook_secret timeout max_retries total_timeout idle_timeout "
    names += "base_url default_headers default_query _strict_response_validation"
    for name in names.split():
        assert getattr(copy, name) == getattr(client, name)
    assert copy is not client and copy.models is not client.models
    assert copy._client is client._client
    unset = client.with_options(organization=None, project=None, webhook_secret=None, timeout=None, total_timeout=None)
    assert [unset.organization, unset.project, unset.webhook_secret, unset.timeout, unset.total_timeout] == [None] * 5
    assert client.organization == "org"
    merged = client.with_options(default_headers={"X-B": "2"}, default_query={"b": 2})
    assert {"X-A", "X-B"} <= set(merged.default_headers) and dict(merged.default_query) == {"a": 1, "b": 2}
    replaced = client.with_options(set_default_headers={"X-B": "2"}, set_default_query={})
    assert "X-A" not in replaced.default_headers and dict(replaced.default_query) == {}
    with pytest.raises(ValueError, match="mutually exclusive"):
        client.with_options(default_headers={}, set_default_headers={})
    with pytest.raises(TypeError):
        client.with_options(max_retries="2")
    assert client.with_options(http_client=None)._client is client._client


@classes
def test_clients_pickle_with_a_fresh_pool(cls: Any) -> None:
    """The official ones don't pickle. Needed by whoever sends a client to worker processes."""
    client = cls(api_key="sk", organization="org", timeout=3, default_headers={"X-A": "1"})
    _ = client.models, client.chat.completions, client._client
    copy = pickle.loads(pickle.dumps(client))
    assert (copy.api_key, copy.organization, copy.timeout) == ("sk", "org", 3)
    assert copy.default_headers == client.default_headers
    assert copy._client is not client._client


@both
def test_a_pickled_client_works_in_another_process(kind: str) -> None:
    import base64
    import os
    import subprocess

    code = "import asyncio, base64, pickle, sys\nclient = pickle.loads(base64.b64decode(sys.stdin.read()))\n"
    code += "call = client.models.retrieve('m')\n"
    code += "print((asyncio.run(call) if asyncio.iscoroutine(call) else call).id)"
    with scripted_server(Reply(body={"id": "from the server"})) as server:
        client = (OpenAI if kind == "sync" else AsyncOpenAI)(
            api_key="sk-1", base_url=server.url, default_headers={"X-A": "1"}
        )
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", code],
            input=base64.b64encode(pickle.dumps(client)).decode(),
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            capture_output=True,
            text=True,
            check=True,
        )
    assert (done.stdout, done.stderr) == ("from the server\n", "")
    assert (server.last.headers["authorization"], server.last.headers["x-a"]) == ("Bearer sk-1", "1")


@classes
def test_resources(cls: Any) -> None:
    """Found when first used, the same object ever after; with views of raw and of streaming responses."""
    client = cls(api_key="sk")
    names = "completions chat embeddings files images audio moderations models fine_tuning vector_stores webhooks beta "
    names += "batches uploads admin responses realtime conversations evals containers skills videos"
    for name in names.split():
        assert getattr(client, name) is getattr(client, name)
        assert hasattr(client.with_raw_response, name)
        assert hasattr(client.with_streaming_response, name)


def test_module_level_client() -> None:
    """There is none, on purpose: settings of a module are shared by all that imports it. Asking says so at once."""
    for name in ("api_key", "chat", "responses", "base_url"):
        with pytest.raises(AttributeError, match=name):
            getattr(headrace_openai, name)


def test_removed_0_x_names() -> None:
    """They are not kept, on purpose: they only ever told users of 2023 to migrate."""
    for name in ("ChatCompletion", "Completion", "Embedding", "Engine"):
        assert not hasattr(headrace_openai, name)


@both
def test_default_headers(kind: str) -> None:
    headers = asked(kind, lambda c: c.completions.create(model="m", prompt="p")).headers
    name = "OpenAI" if kind == "sync" else "AsyncOpenAI"
    assert headers["user-agent"] == f"{name}/Python {headrace_openai.__version__}"
    assert (headers["accept"], headers["content-type"]) == ("application/json", "application/json")
    assert headers["x-stainless-lang"] == "python"
    assert headers["x-stainless-package-version"] == headrace_openai.__version__
    assert headers["x-stainless-async"] == ("false" if kind == "sync" else "async:asyncio")
    assert (headers["x-stainless-retry-count"], headers["x-stainless-read-timeout"]) == ("0", "600")
    assert headers["x-stainless-runtime-version"] == ".".join(map(str, sys.version_info[:3]))
    assert {"x-stainless-os", "x-stainless-arch", "x-stainless-runtime"} <= set(headers)
    request = asked(kind, lambda c: c.models.retrieve("m", timeout=None))
    assert "content-type" not in request.headers and "x-stainless-read-timeout" not in request.headers


def test_default_headers_of_a_request_without_a_body() -> None:
    """No content type is declared of a body that isn't there; the official client declares one for DELETE and POST."""
    assert "content-type" not in asked("sync", lambda c: c.models.delete("m")).headers


@both
def test_feature_headers(kind: str) -> None:
    """``X-Stainless-Raw-Response`` stays at home, on purpose: it is a note of the official client to itself."""

    def header(action: Any, name: str) -> str | None:
        return asked(kind, action, PAGE).headers.get(name)

    assert header(lambda c: c.vector_stores.list(), "openai-beta") == "assistants=v2"
    assert header(lambda c: c.beta.chatkit.threads.list(), "openai-beta") == "chatkit_beta=v1"
    assert header(lambda c: c.models.list(), "openai-beta") is None
    raw = "x-stainless-raw-response"
    assert header(lambda c: c.with_raw_response.models.list(), raw) is None


def test_a_request_carries_no_secret_of_another_kind() -> None:
    def answer(request: Asked) -> Reply:
        assert "whsec" not in request.target and "sk-admin" not in str(request.headers)
        return Reply()

    asked("sync", get_model, answer, webhook_secret="whsec_1", admin_api_key="sk-admin")
