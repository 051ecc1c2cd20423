"""Every key of ``client_settings``, ``environments``, ``security_schemes`` and ``query_settings`` that is acted on: a
generated client is made and called, and the request that arrives is looked at.
"""

from __future__ import annotations

import inspect
import os
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from harness.made import Made, made
from harness.scripted_server import Asked, Reply, ScriptedServer, scripted_server

DOCUMENT = """
servers: [{url: "https://mill.example"}]
paths:
  /accounts/{account_id}:
    get:
      parameters: [{name: account_id, in: path, required: true, schema: {type: string}}]
      responses: {"204": {description: ""}}
  /accounts/{account_id}/wheels/{wheel_id}:
    post:
      parameters:
        - {name: account_id, in: path, required: true, schema: {type: string}}
        - {name: wheel_id, in: path, required: true, schema: {type: string}}
        - {name: tags, in: query, schema: {type: array, items: {type: string}}}
        - {name: filter, in: query, schema: {type: object, properties: {size: {type: integer}}}}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [regionName, speed]
              properties: {regionName: {type: string}, speed: {type: integer}}
      responses: {"204": {description: ""}}
components:
  securitySchemes:
    Key: {type: apiKey, in: header, name: X-Key}
"""
RESOURCES = """
resources:
  accounts: {methods: {retrieve: "get /accounts/{account_id}"}}
  wheels: {methods: {turn: "post /accounts/{account_id}/wheels/{wheel_id}"}}
"""
OPTIONS = """
client_settings:
  opts:
    account: {type: string, read_env: MILL_ACCOUNT, send_as_path_param: account_id}
    region: {type: string, send_as_body_param: regionName}
"""


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedServer]:
    with scripted_server(Reply(status=204, body=b"")) as server:
        yield server


@pytest.fixture(scope="module")
def optional(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    with made(tmp_path_factory.mktemp("sdk"), DOCUMENT, RESOURCES + OPTIONS) as sdk:
        yield sdk


def asked(folder: Path, server: ScriptedServer, config: str, **options: Any) -> Asked:
    """What arrives when ``wheels.turn`` is called with a client of this config."""
    with made(folder, DOCUMENT, RESOURCES + dedent(config)) as sdk:
        sdk.client(server.url, **options).wheels.turn("w", account_id="a", region_name="n", speed=1)
    return server.last


def test_an_option_stands_in_for_a_path_parameter(optional: Made, server: ScriptedServer) -> None:
    """The argument becomes an optional keyword, is never the positional one, and wins over the option."""
    client = optional.client(server.url, account="mine", region="north")
    client.accounts.retrieve()
    assert server.last.path == "/v1/accounts/mine"
    client.wheels.turn("w1", speed=3)
    assert (server.last.path, server.last.json) == ("/v1/accounts/mine/wheels/w1", {"speed": 3, "regionName": "north"})
    client.wheels.turn("w1", account_id="other", region_name="south", speed=3)
    assert server.last.path == "/v1/accounts/other/wheels/w1"
    assert server.last.json == {"speed": 3, "regionName": "south"}

    parameters = inspect.signature(client.wheels.turn).parameters
    assert [name for name, found in parameters.items() if found.kind is found.POSITIONAL_OR_KEYWORD] == ["wheel_id"]
    assert (parameters["account_id"].annotation, parameters["account_id"].default) == ("str | None", None)


def test_a_path_parameter_that_nobody_gives_is_an_error_before_anything_is_sent(
    optional: Made, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = len(server.requests)
    with pytest.raises(ValueError, match="`account_id` is missing: give it to the method, or `account` to the client"):
        optional.client(server.url).accounts.retrieve()
    assert len(server.requests) == count
    monkeypatch.setenv("MILL_ACCOUNT", "from-env")
    optional.client(server.url).accounts.retrieve()
    assert server.last.path == "/v1/accounts/from-env"


def test_what_stands_in_the_environment_has_the_type_of_the_option(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = """
        client_settings:
          opts:
            size: {type: integer, read_env: MILL_SIZE}
            ratio: {type: number, read_env: MILL_RATIO}
            quiet: {type: boolean, read_env: MILL_QUIET}
            name: {type: string, read_env: MILL_NAME, default: x}
    """
    with made(tmp_path, DOCUMENT, RESOURCES + dedent(config)) as sdk:
        for name, text in (("SIZE", "3"), ("RATIO", "0.5"), ("QUIET", "true"), ("NAME", "7")):
            monkeypatch.setenv(f"MILL_{name}", text)
        client = sdk.package.Mill()
        assert (client.size, client.ratio, client.quiet, client.name) == (3, 0.5, True, "7")
        assert sdk.package.Mill(size=4, quiet=False).quiet is False
        monkeypatch.setenv("MILL_SIZE", "large")
        with pytest.raises(ValueError, match="MILL_SIZE must be a whole number, got 'large'"):
            sdk.package.Mill()


def test_options_are_sent_as_headers_and_in_the_query(tmp_path: Path, server: ScriptedServer) -> None:
    config = """
        client_settings:
          opts:
            project: {type: string, send_in_header: X-Project}
            version: {type: string, default: "2", send_as_query_param: v}
            quiet: {type: boolean, default: false, send_in_header: X-Quiet}
    """
    found = asked(tmp_path, server, config, project="p")
    assert (found.headers["x-project"], found.headers["x-quiet"], found.query) == ("p", "false", [("v", "2")])


def test_headers_of_every_request(tmp_path: Path, server: ScriptedServer) -> None:
    """``default_headers`` (a number or a date counts as its text) and ``idempotency``, whose key stays the caller's."""
    config = """
        client_settings:
          idempotency: {header: Idempotency-Key}
          default_headers: {X-Version: 2024-01-31, X-Number: 3, X-Flag: true, X-None: null}
    """
    with made(tmp_path, DOCUMENT, RESOURCES + dedent(config)) as sdk:
        turn = sdk.client(server.url).wheels.turn
        turn("w", account_id="a", region_name="n", speed=1, idempotency_key="mine")
    headers = server.last.headers
    assert headers["idempotency-key"] == "mine"
    assert (headers["x-version"], headers["x-number"], headers["x-flag"]) == ("2024-01-31", "3", "true")
    assert "x-none" not in headers
    assert "x-stainless-lang" not in headers


def test_defaults_of_the_client_are_those_of_the_config(tmp_path: Path) -> None:
    config = """
        client_settings:
          default_timeout: PT1M30S
          default_retries: {max_retries: 7, initial_delay_seconds: 1, max_delay_seconds: 2}
          default_env_prefix: WATERMILL
          default_client_name: Waterwheel
    """
    with made(tmp_path, DOCUMENT, RESOURCES + dedent(config)) as sdk:
        os.environ["WATERMILL_BASE_URL"] = "http://from-env.example"
        try:
            client = sdk.package.Waterwheel()
        finally:
            del os.environ["WATERMILL_BASE_URL"]
        assert str(client.base_url) == "http://from-env.example/"
        assert (client._spec.timeout, client.max_retries) == (90.0, 7)
        assert (client._spec.initial_retry_delay, client._spec.max_retry_delay) == (1, 2)
        assert issubclass(sdk.package.NotFoundError, sdk.package.WaterwheelError)
        assert sdk.package.AsyncWaterwheel.__name__ == "AsyncWaterwheel"


def test_environments_and_their_variables(tmp_path: Path) -> None:
    """Several make the argument ``environment``, of which the first is the default; ``{var}`` is an option's value."""
    config = """
        environments: {production: "https://{zone}.mill.example", local: "http://localhost:1"}
        client_settings:
          opts: {zone_name: {type: string, default: eu, server_variable: zone}}
    """
    with made(tmp_path, DOCUMENT, RESOURCES + dedent(config)) as sdk:
        urls = [
            str(sdk.package.Mill(**options).base_url)
            for options in ({}, {"zone_name": "us"}, {"environment": "local"}, {"base_url": "http://own"})
        ]
        assert urls == ["https://eu.mill.example/", "https://us.mill.example/", "http://localhost:1/", "http://own/"]
        with pytest.raises(ValueError, match="unknown `environment` 'moon'; known: local, production"):
            sdk.package.Mill(environment="moon")


def test_one_environment_is_no_argument(tmp_path: Path) -> None:
    with made(tmp_path, DOCUMENT, RESOURCES + 'environments: {production: "https://one.example"}') as sdk:
        assert str(sdk.package.Mill().base_url) == "https://one.example/"
        assert "environment" not in inspect.signature(sdk.package.Mill).parameters


def test_a_required_option_is_asked_for_when_the_client_is_made(tmp_path: Path) -> None:
    config = """
        security: [{Key: []}]
        client_settings:
          opts:
            api_key: {type: string, nullable: false, read_env: MILL_KEY, auth: {security_scheme: Key}}
    """
    with (
        made(tmp_path, DOCUMENT, RESOURCES + dedent(config)) as sdk,
        pytest.raises(sdk.package.MillError, match="MILL_KEY"),
    ):
        sdk.package.Mill()


USER = {"secret": "u", "other": "p"}
SCHEMES = [
    ("{type: http, scheme: bearer}", {"secret": "s"}, "Bearer s"),
    ("{type: http, scheme: bearer, x-stainless-auth: {scheme_keyword: Token}}", {"secret": "s"}, "Token s"),
    ("{type: http, scheme: basic}", USER, "Basic " + b64encode(b"u:p").decode()),
    ("{type: http, scheme: basic, x-stainless-auth: {disable_base64: true}}", USER, "Basic u:p"),
    ("{type: oauth2, flows: {}}", {"secret": "s"}, "Bearer s"),
]


@pytest.mark.parametrize(("scheme", "options", "sent"), SCHEMES)
def test_schemes_are_sent(
    tmp_path: Path, server: ScriptedServer, scheme: str, options: dict[str, str], sent: str
) -> None:
    roles = ("username", "password") if "basic" in scheme else ("value",)
    opts = [
        f"    {name}: {{type: string, auth: {{security_scheme: S, role: {role}}}}}"
        for name, role in zip(("secret", "other"), roles, strict=False)
    ]
    config = f"security: [{{S: []}}]\nsecurity_schemes: {{S: {scheme}}}\nclient_settings:\n  opts:\n" + "\n".join(opts)
    assert asked(tmp_path, server, config, **options).headers["authorization"] == sent


def test_schemes_in_query_and_cookie(tmp_path: Path, server: ScriptedServer) -> None:
    config = """
        security: [{Query: [], Cookie: []}]
        security_schemes: {Query: {type: apiKey, in: query, name: key}, Cookie: {type: apiKey, in: cookie, name: sid}}
        client_settings:
          opts:
            key: {type: string, auth: {security_scheme: Query}}
            sid: {type: string, auth: {security_scheme: Cookie}}
    """
    found = asked(tmp_path, server, config, key="k", sid="c")
    assert (found.query, found.headers["cookie"]) == ([("key", "k")], "sid=c")


def test_a_scheme_that_no_header_can_carry_is_a_warning(tmp_path: Path, server: ScriptedServer) -> None:
    """The rest of the SDK is of use all the same."""
    config = """
        security: [{Digest: []}]
        security_schemes: {Digest: {type: http, scheme: digest}}
        client_settings: {opts: {user: {type: string, auth: {security_scheme: Digest, role: username}}}}
    """
    with made(tmp_path, DOCUMENT, RESOURCES + dedent(config)) as sdk:
        sdk.client(server.url, user="u").accounts.retrieve("a")
        assert sdk.warnings() == [
            "security/unsupported: the security scheme 'Digest' can't be sent as a header, query or cookie value"
        ]
    assert "authorization" not in server.last.headers


@pytest.mark.parametrize(
    ("settings", "query"),
    [
        ("{}", [("filter[size]", "1"), ("tags", "a,b")]),
        ("{array_format: repeat, nested_format: dots}", [("filter.size", "1"), ("tags", "a"), ("tags", "b")]),
        ("{array_format: brackets}", [("filter[size]", "1"), ("tags[]", "a"), ("tags[]", "b")]),
        ("{array_format: indices}", [("filter[size]", "1"), ("tags[0]", "a"), ("tags[1]", "b")]),
    ],
)
def test_query_settings(tmp_path: Path, server: ScriptedServer, settings: str, query: list[tuple[str, str]]) -> None:
    with made(tmp_path, DOCUMENT, f"{RESOURCES}query_settings: {settings}") as sdk:
        sdk.client(server.url).wheels.turn(
            "w", account_id="a", region_name="n", speed=1, tags=["a", "b"], filter={"size": 1}
        )
    assert server.last.query == query


def test_an_option_for_a_path_parameter_that_no_path_has_is_a_warning(tmp_path: Path) -> None:
    config = "client_settings: {opts: {zone: {type: string, send_as_path_param: zone_id}}}"
    with made(tmp_path, DOCUMENT, RESOURCES + config) as sdk:
        assert sdk.warnings() == ["config/unknown-parameter: no path has a parameter 'zone_id' for the option 'zone'"]
