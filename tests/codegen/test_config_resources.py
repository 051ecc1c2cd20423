"""The resource tree of a config: all the forms in which resources, methods and models can be written."""

from __future__ import annotations

import copy
import pickle

import pytest

from harness.config_reading import complaints, config
from headrace_codegen.config.model import Endpoint, Located, MethodStreaming, WebhookUnwrap


def test_a_method_is_an_endpoint_or_an_object() -> None:
    """The short form and the long form with nothing else in it are the same method, each at its own place."""
    methods = (
        config("""
        resources:
          files:
            methods:
              list: get /files
              retrieve: {endpoint: "GET  /files/{id}", type: http}
        """)
        .resources[0]
        .methods
    )

    assert Endpoint(verb="get", path="/files", pointer="/resources/files/methods/list") == methods["list"].endpoint
    assert (
        Endpoint(verb="get", path="/files/{id}", pointer="/resources/files/methods/retrieve/endpoint")
        == methods["retrieve"].endpoint
    )


def test_a_method_says_how_it_pages_unwraps_retries_and_streams() -> None:
    """Silence, a decision and a name are three different things."""
    methods = (
        config("""
        resources:
          files:
            methods:
              a:
                endpoint: get /a
                paginated: false
                unwrap_response: data
                default_request_options: {timeout: 1500, max_retries: 0}
                positional_params: [x, y]
                body_param_name: what
              b: {endpoint: get /b, paginated: by_cursor, unwrap_response: false}
              c:
                endpoint: post /c
                streaming:
                  {type: jsonl, param_discriminator: stream, stream_event_model: files.event, params_type_name: x}
              d: {endpoint: get /d, streaming: {param_discriminator: null}}
              e: get /e
        """)
        .resources[0]
        .methods
    )

    assert (methods["a"].paginated, methods["b"].paginated, methods["e"].paginated) == (False, "by_cursor", None)
    assert (methods["a"].unwrap, methods["b"].unwrap, methods["e"].unwrap) == ("data", False, None)
    assert (methods["a"].timeout, methods["a"].max_retries) == (1.5, 0)
    assert (methods["a"].positional_params, methods["a"].body_param_name) == (("x", "y"), "what")
    pointer = "/resources/files/methods"
    assert methods["c"].streaming == MethodStreaming(
        format="jsonl",
        param="stream",
        event_model="files.event",
        params_type_name="x",
        pointer=f"{pointer}/c/streaming",
    )
    assert methods["d"].streaming == MethodStreaming(pointer=f"{pointer}/d/streaming")
    assert methods["b"].paginated.pointer == f"{pointer}/b/paginated"  # type: ignore[union-attr]


def test_aliases_and_webhooks_are_methods_without_an_endpoint() -> None:
    """An alias needs its target; a webhook method may leave all of its parts to be inferred."""
    methods = (
        config("""
        resources:
          hooks:
            methods:
              old: {type: alias, to: new}
              new: post /new
              unwrap:
                type: webhook_unwrap
                discriminator: kind
                webhook_key_opt: secret
                event_types: {ping: {}, pong: {}}
              bare: {type: webhook_unwrap}
        """)
        .resources[0]
        .methods
    )

    assert (methods["old"].type, methods["old"].to, methods["old"].endpoint) == ("alias", "new", None)
    pointer = "/resources/hooks/methods"
    assert methods["unwrap"].webhook == WebhookUnwrap(
        discriminator="kind", key_option="secret", event_types=("ping", "pong"), pointer=f"{pointer}/unwrap"
    )
    assert methods["bare"].webhook == WebhookUnwrap(pointer=f"{pointer}/bare")


def test_a_model_is_a_schema_or_an_object_or_an_alias() -> None:
    """The target stays as it was written: whether it names anything is for the document to say."""
    models = config("""
        resources:
          $shared:
            models:
              card: Card
              Overlay: "#/components/schemas/Card/properties/overlay"
              spaced: An Odd Name
              forced: {openapi_uri: Card, no_params_suffix: true, force_generation: true, param_model: cards.card}
              other: {type: alias, to: $shared.card}
        """).shared_models

    assert [model.target for model in models.values()] == [
        "Card",
        "#/components/schemas/Card/properties/overlay",
        "An Odd Name",
        "Card",
        None,
    ]
    assert models["other"].alias_to == "$shared.card"
    forced = models["forced"]
    assert (forced.no_params_suffix, forced.force, forced.param_model) == (True, True, "cards.card")


def test_resources_nest_in_the_order_of_the_file() -> None:
    """``$shared`` and ``$client`` are not resources; paths are made of the keys as they are written."""
    found = config("""
        resources:
          zeta: {subresources: {b: {standalone_api: true}, a: {description: About a.}}}
          $client: {methods: {ping: get /ping}}
          $shared: {models: {card: Card}}
          alpha-beta: {}
        """)

    assert [resource.path for resource in found.resources] == ["zeta", "alpha-beta"]
    assert [(sub.path, sub.standalone, sub.description) for sub in found.resources[0].subresources] == [
        ("zeta.b", True, None),
        ("zeta.a", False, "About a."),
    ]
    assert list(found.client_methods) == ["ping"]
    assert list(found.shared_models) == ["card"]


@pytest.mark.parametrize(
    ("written", "skipped"),
    [
        ("skip: true", True),
        ("skip: false", False),
        ("skip: [go, python]", True),
        ("skip: [go]", False),
        ("only: [python, node]", False),
        ("only: [node]", True),
        ("only: python", False),
        ("description: x", False),
    ],
)
def test_skip_and_only_are_read_for_python(written: str, skipped: bool) -> None:
    """``skip`` is a decision or a list of languages; ``only`` leaves out all that it doesn't list."""
    assert config(f"resources: {{files: {{{written}}}}}").resources[0].skipped is skipped


@pytest.mark.parametrize(
    ("written", "notice"),
    [
        ("deprecated: Use cards.", "Use cards."),
        ("deprecated: {go: No., python: Use cards.}", "Use cards."),
        ("deprecated: {go: No., default: Use cards.}", "Use cards."),
        ("deprecated: {go: No.}", None),
        ("deprecated: true", "It will be removed in a later version."),
        ("deprecated: false", None),
    ],
)
def test_a_deprecation_may_differ_by_language(written: str, notice: str | None) -> None:
    assert config(f"resources: {{files: {{{written}}}}}").resources[0].deprecated == notice


def test_what_concerns_other_languages_is_passed_over() -> None:
    """No warning for keys of Terraform or of the MCP server."""
    config("""
        resources:
          files:
            terraform: {name: x}
            mcp: true
            models: {file: {openapi_uri: File, terraform: true}}
            methods: {list: {endpoint: get /files, terraform: {}, mcp: {}}}
        """)


def test_a_located_text_is_text_that_keeps_its_place() -> None:
    """It equals plain text, also as a key, and copies keep the place."""
    text = Located("card", "/resources/x")

    assert {text: 1}["card"] == 1
    assert [copy.copy(text).pointer, copy.deepcopy(text).pointer, pickle.loads(pickle.dumps(text)).pointer] == [
        text.pointer
    ] * 3


def test_every_mistake_has_its_place() -> None:
    """All of them are found in one go, each with what to do where that is known."""
    assert complaints("""
        resources:
          $other: {}
          files:
            standalone_api: 1
            metods: {}
            models:
              a: [1]
              b: {no_params_suffix: true}
              c: {type: alias}
            methods:
              list: /files
              retrieve: fetch /files
              update: {type: http}
              delete: {type: rest, endpoint: delete /files}
              get: 7
              alias: {type: alias}
              x: {endpoint: get /x, default_request_options: {timeout: soon, max_retries: 1.5}}
              y: {endpoint: get /y, positional_params: [1], default_request_options: {timeout: -1}}
        """) == [
        "config/bad-value: stainless.yml:4:3: error: there is no special resource '$other' (one of: $client, $shared)",
        "config/wrong-type: stainless.yml:9:7: error: 'a' must be a schema's name or an object, not a list",
        "config/missing-key: stainless.yml:10:7: error: 'openapi_uri' is missing",
        "config/missing-key: stainless.yml:11:7: error: 'to' is missing",
        "config/bad-endpoint: stainless.yml:13:13: error: '/files' is no endpoint "
        "(write `verb /path`, such as `get /files`)",
        "config/bad-endpoint: stainless.yml:14:17: error: 'fetch /files' is no endpoint "
        "(write `verb /path`, such as `get /files`)",
        "config/missing-key: stainless.yml:15:7: error: 'endpoint' is missing",
        "config/bad-value: stainless.yml:16:22: error: 'type' can't be 'rest' (one of: http, alias, webhook_unwrap)",
        "config/wrong-type: stainless.yml:17:12: error: 'get' must be an endpoint or an object, not a number",
        "config/missing-key: stainless.yml:18:7: error: 'to' is missing",
        "config/bad-value: stainless.yml:19:64: error: 'timeout' is no duration: 'soon' "
        "(milliseconds as a number, or ISO 8601 such as PT30S)",
        "config/bad-value: stainless.yml:19:83: error: 'max_retries' must be a whole number",
        "config/wrong-type: stainless.yml:20:49: error: items of 'positional_params' must be text, not a number",
        "config/bad-value: stainless.yml:20:88: error: 'timeout' must not be negative",
        "config/wrong-type: stainless.yml:6:21: error: 'standalone_api' must be true or false, not a number",
        "config/unknown-key: stainless.yml:7:5: warning: the key 'metods' is unknown here and has no effect "
        "(did you mean 'methods'?)",
    ]
