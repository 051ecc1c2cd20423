"""The client class: name, servers, options, credentials, defaults."""

from __future__ import annotations

from harness.lowering import diagnostic_lines, lower_snippet
from headrace_codegen import ir

NOTHING = "paths: {}\n"
BEARER = """
paths: {}
security: [{Key: []}]
components:
  securitySchemes:
    Key: {type: http, scheme: bearer}
"""


def test_defaults_come_from_the_organization_and_the_document() -> None:
    """Class name and environment prefix are the organization's; the base URL is the document's first server."""
    client = lower_snippet(NOTHING, "").api.client
    assert (client.name, client.package, client.project, client.env_prefix) == ("Shop", "shop", "shop", "SHOP")
    assert (client.base_url, client.environments, client.environment_option) == ("https://api.shop.test/v1", (), None)
    assert (client.timeout, client.max_retries, client.query_array, client.query_nested) == (
        60.0,
        2,
        "comma",
        "brackets",
    )


def test_environments_make_an_option_when_there_are_several() -> None:
    config = """
    environments: {production: https://a.test, sandbox: https://b.test}
    """
    client = lower_snippet(NOTHING, config).api.client
    assert client.base_url == "https://a.test"
    assert client.environments == (("production", "https://a.test"), ("sandbox", "https://b.test"))
    assert client.environment_option == "environment"


def test_one_environment_is_only_a_base_url() -> None:
    client = lower_snippet(NOTHING, "environments: {production: https://a.test}\n").api.client
    assert (client.base_url, client.environments, client.environment_option) == ("https://a.test", (), None)


def test_client_settings_are_taken_over() -> None:
    config = """
    client_settings:
      default_env_prefix: MY_SHOP
      default_client_name: TheShop
      default_timeout: 90000
      default_retries: {max_retries: 5, initial_delay_seconds: 1, max_delay_seconds: 30}
      default_headers: {X-Api-Version: "7"}
      idempotency: {header: Idempotency-Key}
    query_settings: {array_format: repeat, nested_format: dots}
    """
    client = lower_snippet(NOTHING, config).api.client
    assert (client.name, client.env_prefix) == ("TheShop", "MY_SHOP")
    assert (client.timeout, client.max_retries) == (90.0, 5)
    assert (client.initial_retry_delay, client.max_retry_delay) == (1.0, 30.0)
    assert client.default_headers == (("X-Api-Version", "7"),)
    assert client.idempotency_header == "Idempotency-Key"
    assert (client.query_array, client.query_nested) == ("repeat", "dots")


def test_an_option_feeds_its_scheme_and_is_secret() -> None:
    config = """
    client_settings:
      opts:
        api_key:
          type: string
          nullable: false
          read_env: SHOP_API_KEY
          auth: {security_scheme: Key}
        tenantId: {type: string, nullable: true, send_in_header: X-Tenant}
    """
    client = lower_snippet(BEARER, config).api.client
    key, tenant = client.options
    assert (key.name, key.env, key.required, key.secret) == ("api_key", "SHOP_API_KEY", True, True)
    assert (tenant.name, tenant.header, tenant.required, tenant.secret) == ("tenant_id", "X-Tenant", False, False)
    assert client.auth == (ir.AuthScheme(id="Key", kind="bearer", option="api_key", prefix="Bearer "),)
    assert client.security == (("Key",),)


def test_what_the_scheme_sends_is_not_sent_by_the_option_again() -> None:
    document = """
    paths: {}
    components:
      securitySchemes:
        Key: {type: apiKey, in: query, name: key}
    security: [{Key: []}]
    """
    config = """
    client_settings:
      opts:
        api_key: {type: string, auth: {security_scheme: Key}, send_as_query_param: key}
    """
    client = lower_snippet(document, config).api.client
    assert client.options[0].query is None
    assert client.auth == (ir.AuthScheme(id="Key", kind="api_key_query", option="api_key", name="key"),)


def test_a_basic_scheme_takes_two_options_in_either_order() -> None:
    document = """
    paths: {}
    components: {securitySchemes: {Login: {type: http, scheme: basic}}}
    security: [{Login: []}]
    """
    config = """
    client_settings:
      opts:
        secret: {type: string, auth: {security_scheme: Login, role: password}}
        account: {type: string, auth: {security_scheme: Login, role: username}}
    """
    client = lower_snippet(document, config).api.client
    assert client.auth == (
        ir.AuthScheme(id="Login", kind="basic", option="account", password_option="secret", prefix="Basic "),
    )


def test_without_options_in_the_config_they_are_derived_from_the_schemes() -> None:
    client = lower_snippet(BEARER, "").api.client
    (option,) = client.options
    assert (option.name, option.env, option.secret, option.required) == ("api_key", "SHOP_API_KEY", True, False)
    assert client.auth == (ir.AuthScheme(id="Key", kind="bearer", option="api_key", prefix="Bearer "),)


def test_two_derived_options_have_different_names() -> None:
    document = """
    paths: {}
    components:
      securitySchemes:
        Key: {type: http, scheme: bearer}
        AdminKey: {type: apiKey, in: header, name: X-Admin}
    security: [{Key: []}, {AdminKey: []}]
    """
    client = lower_snippet(document, "").api.client
    assert [option.name for option in client.options] == ["api_key", "admin_key_api_key"]
    assert [scheme.option for scheme in client.auth] == ["api_key", "admin_key_api_key"]


def test_the_config_s_security_replaces_the_document_s() -> None:
    config = """
    security_schemes: {Token: {type: http, scheme: bearer, x-stainless-auth: {scheme_keyword: Token}}}
    security: [{}, {Token: []}]
    client_settings:
      opts: {token: {type: string, nullable: true, auth: {security_scheme: Token}}}
    """
    client = lower_snippet("paths: {}\nsecurity: [{Gone: []}]\n", config).api.client
    assert client.security == ((), ("Token",))
    assert client.auth == (ir.AuthScheme(id="Token", kind="bearer", option="token", prefix="Token "),)


def test_a_scheme_that_no_option_feeds_is_a_warning_and_not_in_effect() -> None:
    config = """
    client_settings:
      opts: {region: {type: string}}
    """
    snippet = lower_snippet(BEARER, config)
    assert (snippet.api.client.auth, snippet.api.client.security) == ((), ())
    assert diagnostic_lines(snippet, "warning") == [
        "stainless.yml:4:1: warning: no option of the client feeds the security scheme 'Key'"
    ]


def test_an_unknown_scheme_is_an_error_at_its_place() -> None:
    config = """
    client_settings:
      opts:
        api_key: {type: string, auth: {security_scheme: Kye}}
    """
    snippet = lower_snippet(BEARER, config)
    assert diagnostic_lines(snippet, "error") == ["stainless.yml:6:53: error: there is no security scheme 'Kye'"]
    (error,) = (found for found in snippet.diagnostics if found.severity == "error")
    assert error.hint == "known schemes: Key"


def test_options_with_one_name_or_a_reserved_one_are_errors() -> None:
    config = """
    client_settings:
      opts:
        apiKey: {type: string}
        api_key: {type: string}
        timeout: {type: number}
    """
    errors = diagnostic_lines(lower_snippet(NOTHING, config), "error")
    assert errors[0].startswith("stainless.yml:7:")
    assert "two options are called 'api_key'" in errors[0]
    assert "/client_settings/opts/apiKey" in errors[0]


def test_a_document_without_an_absolute_server_has_no_default_base_url() -> None:
    document = """\
    openapi: 3.1.0
    info: {title: Shop, version: "1"}
    servers: [{url: /v1}]
    paths: {}
    """
    snippet = lower_snippet(document, "", head=False)
    assert snippet.api.client.base_url == ""
    assert [found.code for found in snippet.diagnostics] == ["client/no-base-url"]


def test_server_variables_take_their_defaults() -> None:
    document = """\
    openapi: 3.1.0
    info: {title: Shop, version: "1"}
    servers: [{url: "https://{region}.shop.test", variables: {region: {default: eu}}}]
    paths: {}
    """
    assert lower_snippet(document, "", head=False).api.client.base_url == "https://eu.shop.test"


def test_a_scheme_that_is_no_header_query_or_cookie_goes_to_the_ledger() -> None:
    document = """
    paths: {}
    components: {securitySchemes: {Cert: {type: mutualTLS}}}
    """
    (line,) = lower_snippet(document, "").api.ledger
    assert (line.code, line.pointer, line.became) == (
        "security/unsupported",
        "/components/securitySchemes/Cert",
        "not sent",
    )


def test_a_requirement_that_is_no_object_is_an_error() -> None:
    snippet = lower_snippet("paths: {}\nsecurity: [Key]\n", "")
    assert diagnostic_lines(snippet, "error") == [
        "openapi.yaml:5:12: error: a security requirement must be an object of schemes"
    ]
