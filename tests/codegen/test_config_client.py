"""What a config says of the client and the package: options, environments, security, settings, casings."""

from __future__ import annotations

import pytest

from harness.config_reading import complaints, config, read
from headrace_codegen.config.model import (
    ClientOption,
    ClientSettings,
    CustomCasing,
    Environment,
    OptionAuth,
    PythonTarget,
    QuerySettings,
    SecurityScheme,
    Settings,
)


def test_a_config_that_says_little_has_the_defaults_of_the_format() -> None:
    found = config("")

    assert found.organization.name == "acme"
    assert found.python == PythonTarget()
    assert found.client_settings == ClientSettings()
    assert found.settings == Settings()
    assert found.query_settings == QuerySettings(array="comma", nested="brackets")
    assert found.security is None
    assert (found.environments, found.resources, found.pagination, found.transforms) == ((), (), (), ())


def test_options_of_the_client() -> None:
    """Only what is written is set; ``nullable`` left out is not the same as ``nullable: true``."""
    opts = config("""
        client_settings:
          opts:
            key:
              type: string
              nullable: false
              read_env: ACME_KEY
              auth: {security_scheme: Bearer, role: value}
            region: {type: string, default: eu, server_variable: region, send_in_header: X-Region}
            number: {type: integer, send_as_query_param: n, description: How many.}
        """).client_settings.opts

    base = "/client_settings/opts"
    assert opts == (
        ClientOption(
            name="key",
            nullable=False,
            env="ACME_KEY",
            auth=OptionAuth(scheme="Bearer", pointer=f"{base}/key/auth"),
            pointer=f"{base}/key",
        ),
        ClientOption(
            name="region", default="eu", server_variable="region", header="X-Region", pointer=f"{base}/region"
        ),
        ClientOption(name="number", type="integer", query="n", description="How many.", pointer=f"{base}/number"),
    )


def test_defaults_of_the_client() -> None:
    settings = config("""
        client_settings:
          default_timeout: PT1M30S
          default_retries: {max_retries: 5, initial_delay_seconds: 0.25, max_delay_seconds: 4}
          default_headers: {X-Version: "3"}
          idempotency: {header: Idempotency-Key}
          default_env_prefix: ACME_API
          default_client_name: Acme
          omit_stainless_headers: true
        """).client_settings

    assert settings == ClientSettings(
        timeout=90.0,
        max_retries=5,
        initial_retry_delay=0.25,
        max_retry_delay=4,
        default_headers={"X-Version": "3"},
        idempotency_header="Idempotency-Key",
        env_prefix="ACME_API",
        client_name="Acme",
        omit_platform_headers=True,
    )


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("250", 0.25), ("60000", 60), ("PT1.5S", 1.5), ("PT2H", 7200), ("P1DT1M", 86_460), ("0", 0)],
)
def test_durations_are_milliseconds_or_iso_8601(written: str, seconds: float) -> None:
    assert config(f"client_settings: {{default_timeout: {written}}}").client_settings.timeout == seconds


@pytest.mark.parametrize("written", ["P", "PT", "P1Y", "1h", "''", "true", "[1]", "-5"])
def test_what_is_no_duration_is_refused(written: str) -> None:
    """Years and months have no fixed length; a designator alone says nothing."""
    found, diagnostics = read(f"client_settings: {{default_timeout: {written}}}")

    assert found.client_settings.timeout is None
    assert [item.pointer for item in diagnostics] == ["/client_settings/default_timeout"]
    assert diagnostics.failed


def test_environments_keep_their_order() -> None:
    """The first one is the default."""
    found = config("environments: {zeta: 'https://z', alpha: 'https://{region}.a'}").environments

    assert found == (
        Environment(name="zeta", url="https://z", pointer="/environments/zeta"),
        Environment(name="alpha", url="https://{region}.a", pointer="/environments/alpha"),
    )


@pytest.mark.parametrize("key", ["targets", "languages"])
def test_only_the_python_target_is_read(key: str) -> None:
    """``languages`` is the older name; what other languages need is none of our business."""
    found = config(f"""
        {key}:
          python:
            package_name: acme
            project_name: acme-sdk
            production_repo: acme/acme-python
            publish: {{pypi: {{auth_method: oidc}}}}
            edition: python.2025-11-20
            options: {{use_uv: true, websockets_extra_name: realtime, disable_pydantic_namespace_protection: true}}
          java: {{reverse_domain: com.acme, anything: [1]}}
          node: {{package_name: acme}}
        """).python

    assert found == PythonTarget(
        package_name="acme",
        project_name="acme-sdk",
        production_repo="acme/acme-python",
        publish=True,
        edition="python.2025-11-20",
        websockets_extra="realtime",
        model_prefix=True,
        pointer=f"/{key}/python",
    )


def test_security_is_alternatives_of_schemes_that_apply_together() -> None:
    """An empty one means that no credentials are needed; no ``security`` at all leaves it to the document."""
    found = config("""
        security: [{}, {Key: [], Project: []}, {Basic: []}]
        security_schemes:
          Key: {type: apiKey, in: header, name: x-key}
          Basic: {type: http, scheme: basic, x-stainless-auth: {disable_base64: true}}
          Token: {type: http, scheme: bearer, x-stainless-auth: {scheme_keyword: Token}}
        """)

    assert found.security == ((), ("Key", "Project"), ("Basic",))
    assert found.security_schemes == {
        "Key": SecurityScheme(
            name="Key", type="apiKey", location="header", parameter="x-key", pointer="/security_schemes/Key"
        ),
        "Basic": SecurityScheme(
            name="Basic", type="http", scheme="basic", raw_basic=True, pointer="/security_schemes/Basic"
        ),
        "Token": SecurityScheme(
            name="Token", type="http", scheme="bearer", keyword="Token", pointer="/security_schemes/Token"
        ),
    }


def test_settings_query_format_and_casings() -> None:
    found = config("""
        settings:
          license: {name: Proprietary, contents: All rights reserved.}
          file_header: Hello.
          unwrap_response_fields: [data, result]
          sort_schema_properties: false
        query_settings: {array_format: repeat, nested_format: dots}
        custom_casings:
          qa: {initialism: true}
          v1: {pascal: v1, camel: v1, capital: V1, snake: v1}
          datum: {singular: datum, plural: data}
        """)

    assert (found.settings.license, found.settings.license_text) == ("Proprietary", "All rights reserved.")
    assert (found.settings.file_header, found.settings.unwrap_fields) == ("Hello.", ("data", "result"))
    assert found.settings.sort_properties is False
    assert found.query_settings == QuerySettings(array="repeat", nested="dots")
    assert list(found.custom_casings.values()) == [
        CustomCasing(word="qa", initialism=True, pointer="/custom_casings/qa"),
        CustomCasing(word="v1", pascal="v1", camel="v1", capital="V1", snake="v1", pointer="/custom_casings/v1"),
        CustomCasing(word="datum", singular="datum", plural="data", pointer="/custom_casings/datum"),
    ]


def test_unspecified_endpoints_and_examples() -> None:
    found = config("""
        unspecified_endpoints: [post /a, "get /b?x=1"]
        readme:
          example_requests:
            default: {type: request, endpoint: post /a, params: {n: 1}}
            streaming: {type: request, endpoint: post /b, assign_to: flow, response_property: id}
        """)

    assert [str(endpoint) for endpoint in found.unspecified_endpoints] == ["post /a", "get /b?x=1"]
    assert found.examples["default"].params == {"n": 1}
    assert (found.examples["streaming"].assign_to, found.examples["streaming"].response_property) == ("flow", "id")


def test_keys_about_the_hosted_generator_are_passed_over() -> None:
    config("""
        edition: 2025-10-10
        codeflow: {release_environment: npm}
        diagnostics: {ignored: {Ruby/NameNotAllowed: true}}
        openapi: {code_samples: mintlify}
        package: {python: {name: mill, repo: mill-python}}
        client_settings: {opt_in_new_security_behaviour: true}
        """)


def test_every_mistake_has_its_place() -> None:
    assert complaints("""
        enviroments: {}
        errors: {union: {source: x}}
        environments: {live: 7}
        client_settings:
          opts:
            key: {type: text, nullable: maybe, auth: {role: value}}
            other: [1]
          default_retries: {max_retries: -1}
          response_headers: {x: y}
        security: [Key]
        security_schemes: {Key: {in: header}, Other: {type: magic}}
        query_settings: {array_format: pipes}
        settings: {license: 3}
        unspecified_endpoints: [/a, 7]
        """) == [
        "config/wrong-type: stainless.yml:5:22: error: 'live' must be a URL, not a number",
        "config/wrong-type: stainless.yml:15:21: error: 'license' must be text, not a number",
        "config/bad-value: stainless.yml:8:17: error: 'type' can't be 'text' "
        "(one of: string, number, integer, boolean, null)",
        "config/wrong-type: stainless.yml:8:33: error: 'nullable' must be true or false, not text",
        "config/missing-key: stainless.yml:8:40: error: 'security_scheme' is missing",
        "config/wrong-type: stainless.yml:9:5: error: 'other' must be an object, not a list",
        "config/bad-value: stainless.yml:10:34: error: 'max_retries' must not be negative",
        "config/unsupported-key: stainless.yml:11:3: warning: 'response_headers' has no effect yet",
        "config/wrong-type: stainless.yml:12:12: error: item 0 of 'security' "
        "must be an object of scheme names, not text",
        "config/missing-key: stainless.yml:13:20: error: 'type' is missing",
        "config/bad-value: stainless.yml:13:53: error: 'type' can't be 'magic' "
        "(one of: http, apiKey, oauth2, openIdConnect, mutualTLS)",
        "config/bad-value: stainless.yml:14:32: error: 'array_format' can't be 'pipes' "
        "(one of: comma, repeat, indices, brackets)",
        "config/wrong-type: stainless.yml:16:29: error: items of 'unspecified_endpoints' must be text, not a number",
        "config/bad-endpoint: stainless.yml:16:25: error: '/a' is no endpoint "
        "(write `verb /path`, such as `get /files`)",
        "config/unsupported-key: stainless.yml:4:10: warning: 'union' has no effect yet",
        "config/unknown-key: stainless.yml:3:1: warning: the key 'enviroments' is unknown here and has no effect "
        "(did you mean 'environments'?)",
    ]


def test_a_config_must_name_its_organization() -> None:
    """It is the one key without a default: the client's class is named after it."""
    from headrace_codegen.config import load_config
    from headrace_codegen.diagnostics import Diagnostics
    from headrace_codegen.source import load_source

    for text, place in ((b"resources: {}", "1:1"), (b"organization:\n  docs: x", "1:1"), (b"organization: [1]", "1:1")):
        diagnostics = Diagnostics()
        load_config(load_source(text, "stainless.yml"), diagnostics)
        assert diagnostics.failed, text
        assert {str(item.place) for item in diagnostics} == {f"stainless.yml:{place}"}


def test_a_config_that_is_no_object_is_refused() -> None:
    from headrace_codegen.config import load_config
    from headrace_codegen.diagnostics import Diagnostics
    from headrace_codegen.source import load_source

    diagnostics = Diagnostics()
    load_config(load_source(b"- 1", "stainless.yml"), diagnostics)

    assert "stainless.yml:1:1: error: the config must be an object, not a list" in [str(item) for item in diagnostics]
