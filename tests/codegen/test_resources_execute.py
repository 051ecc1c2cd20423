"""Every key of ``resources`` that shapes the surface: an SDK is generated, and its classes and methods looked at."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest

from harness.made import Made, inputs_of, made
from harness.scripted_server import Reply, scripted_server
from headrace_codegen.pipeline import compile_sdk
from headrace_codegen.source import Source

DOCUMENT = """
servers: [{url: "https://mill.example"}]
paths:
  /wheels:
    get:
      parameters: [{name: size, in: query, schema: {type: integer}}]
      responses:
        "200": {description: "", content: {application/json: {schema: {$ref: "#/components/schemas/Envelope"}}}}
    post:
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Wheel"}}}}
      responses:
        "200": {description: "", content: {application/json: {schema: {$ref: "#/components/schemas/Envelope"}}}}
  /wheels/{wheel_id}/spokes/{spoke_id}:
    get:
      x-stainless-deprecation-message: Spokes go with their wheel.
      parameters:
        - {name: wheel_id, in: path, required: true, schema: {type: string}}
        - {name: spoke_id, in: path, required: true, schema: {type: string}}
      responses:
        "200": {description: "", content: {application/json: {schema: {$ref: "#/components/schemas/Spoke"}}}}
  /tags:
    post:
      requestBody: {required: true, content: {application/json: {schema: {type: array, items: {type: string}}}}}
      responses: {"204": {description: ""}}
components:
  schemas:
    Envelope: {type: object, properties: {data: {$ref: "#/components/schemas/Wheel"}, meta: {type: object}}}
    Wheel: {type: object, properties: {id: {type: string}, spoke: {$ref: "#/components/schemas/Spoke"}}}
    Spoke:
      type: object
      properties:
        length: {type: number}
        width: {type: number, deprecated: true, x-stainless-deprecation-message: Measure it.}
    Lonely: {type: object, properties: {x: {type: string}}}
"""


@pytest.fixture
def sdk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Made]:
    with made(tmp_path, DOCUMENT, dedent(request.param)) as sdk:
        yield sdk


def config(text: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("sdk", [text], indirect=True)


@config("""
    resources:
      $client:
        methods:
          wheels_of: get /wheels
          all_wheels: {type: alias, to: wheels_of}
          old_wheels: {type: alias, to: wheels_of, deprecated: Ask for wheels_of.}
        models: {envelope: Envelope}
    """)
def test_methods_of_the_client_and_their_aliases(sdk: Made) -> None:
    with scripted_server(Reply(body={"data": {"id": "w"}})) as server:
        client = sdk.client(server.url)
        assert client.wheels_of(size=3).data.id == "w"
        assert client.all_wheels(size=3).data.id == "w"
        assert client.with_raw_response.all_wheels().parse().data.id == "w"
        with pytest.warns(DeprecationWarning, match=r"Ask for wheels_of\."):
            assert client.old_wheels().data.id == "w"
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            client.wheels_of()
        assert server.requests[0].target == "/v1/wheels?size=3"
    assert sdk.module("types").ClientWheelsOfParams.__module__.endswith(".types.client_wheels_of_params")


@config("""
    resources:
      $shared: {models: {spoke: Spoke}, methods: {list: get /wheels}}
      $client: {subresources: {tags: {methods: {set: post /tags}}}}
      wheels: {models: {wheel: Wheel}, methods: {list: get /wheels, create: post /wheels}}
    """)
def test_the_special_resources(sdk: Made) -> None:
    """Shared models have one name for both directions; resources of the client are resources like others."""
    assert sdk.module("types").Spoke is sdk.module("types.shared").Spoke
    assert sdk.module("types.shared_params").Spoke.__name__ == "Spoke"
    assert sdk.warnings() == [
        "config/unsupported-key: 'methods' of '$shared' has no effect",
    ]
    assert hasattr(sdk.package.Mill().tags, "set")


@config("""
    resources:
      wheels:
        models: {wheel: Wheel}
        methods:
          list: {endpoint: get /wheels, unwrap_response: data}
          list_whole: {endpoint: get /wheels, unwrap_response: false}
          list_found: get /wheels
    settings: {unwrap_response_fields: [data], unwrap_multiproperty_response_fields: true}
    """)
def test_unwrapping(sdk: Made) -> None:
    """By the method's word; and a field of the settings that stands beside others where that is switched on."""
    with scripted_server(Reply(body={"data": {"id": "w"}, "meta": {}})) as server:
        wheels = sdk.client(server.url).wheels
        assert (wheels.list().id, wheels.list_whole().data.id, wheels.list_found().id) == ("w", "w", "w")


@config("""
    resources:
      wheels:
        models: {wheel: Wheel}
        methods: {list_found: get /wheels}
    settings: {unwrap_response_fields: [data]}
    """)
def test_a_field_beside_others_is_not_unwrapped(sdk: Made) -> None:
    with scripted_server(Reply(body={"data": {"id": "w"}, "meta": {}})) as server:
        assert sdk.client(server.url).wheels.list_found().data.id == "w"


@config("""
    resources:
      tags: {methods: {set: {endpoint: post /tags, body_param_name: names}}}
      spokes:
        methods:
          last: get /wheels/{wheel_id}/spokes/{spoke_id}
          both: {endpoint: "get /wheels/{wheel_id}/spokes/{spoke_id}", positional_params: [wheel_id, spoke_id]}
          none: {endpoint: "get /wheels/{wheel_id}/spokes/{spoke_id}", positional_params: []}
          slow:
            endpoint: get /wheels/{wheel_id}/spokes/{spoke_id}
            default_request_options: {timeout: PT2M, max_retries: 5}
          old: {endpoint: "get /wheels/{wheel_id}/spokes/{spoke_id}", deprecated: {python: Not this one., go: x}}
    """)
def test_arguments_options_and_deprecation_of_methods(sdk: Made) -> None:
    """Which path parameters are positional; a body under a name; time limits; notices of config and document."""
    spokes, tags = sdk.package.Mill().spokes, sdk.package.Mill().tags
    positional = {
        name: [p.name for p in inspect.signature(getattr(spokes, name)).parameters.values() if p.kind.value == 1]
        for name in ("last", "both", "none")
    }
    assert positional == {"last": ["spoke_id"], "both": ["wheel_id", "spoke_id"], "none": []}
    assert "names" in inspect.signature(tags.set).parameters
    operation = sdk.module("resources.spokes")._SLOW
    assert (operation.timeout, operation.max_retries) == (120.0, 5)
    assert spokes.old.__deprecated__ == "Not this one."
    assert spokes.last.__deprecated__ == "Spokes go with their wheel."


@config("""
    resources:
      tags: {methods: {set: {endpoint: post /tags, body_param_name: names}}}
      wheels: {methods: {make: {endpoint: post /wheels, positional_params: [id]}}}
    """)
def test_only_parts_of_the_path_are_positional(sdk: Made) -> None:
    assert sdk.warnings() == ["config/unsupported-key: 'id' stays a keyword: only parts of the path can be positional"]


@config("""
    settings: {positional_params: false}
    resources:
      spokes:
        models: {spoke: Spoke}
        methods: {get: "get /wheels/{wheel_id}/spokes/{spoke_id}"}
    """)
def test_no_positional_parameters_at_all(sdk: Made) -> None:
    method = inspect.signature(sdk.package.Mill().spokes.get)
    assert {p.kind for p in method.parameters.values()} == {inspect.Parameter.KEYWORD_ONLY}
    text = sdk.files["types/spoke.py"]
    assert "Deprecated: Measure it." in text


@config("""
    resources:
      wheels:
        description: Wheels of all kinds.
        models:
          wheel: {openapi_uri: "#/components/schemas/Wheel", no_params_suffix: true}
          lonely: {openapi_uri: Lonely, force_generation: true}
          alone: {type: alias, to: wheels.lonely}
          single: {type: alias, to: alone, deprecated: {python: Say lonely.}}
          envelope: {type: model, openapi_uri: Envelope}
          skipped: {openapi_uri: Spoke, skip: true}
          elsewhere: {openapi_uri: Spoke, only: [go]}
        methods:
          create: post /wheels
          list: {endpoint: get /wheels, skip: [go, python]}
          hidden: {endpoint: get /wheels, only: [node]}
        subresources:
          spokes:
            deprecated: {default: No more spokes.}
            standalone_api: true
            methods: {get: "get /wheels/{wheel_id}/spokes/{spoke_id}"}
          gone: {skip: [python], methods: {list: get /wheels}}
          by_hand: {custom: true}
    """)
def test_resources_and_models_in_all_forms(sdk: Made) -> None:
    types = sdk.module("types")
    assert types.Wheel.__annotations__.keys() == {"id", "spoke"}
    assert types.Lonely is types.Alone is types.Single
    assert "Deprecated: Say lonely." in sdk.files["types/single.py"]
    assert not any(hasattr(types, name) for name in ("Skipped", "Elsewhere", "WheelParam"))
    wheels = sdk.package.Mill().wheels
    assert not any(hasattr(wheels, name) for name in ("list", "hidden", "gone", "by_hand"))
    with pytest.warns(DeprecationWarning, match=r"No more spokes\."):
        assert type(wheels.spokes).__module__.endswith(".resources.wheels.spokes.spokes")
    assert hasattr(sdk.module("types.wheels.spokes"), "SpokeGetResponse")
    assert "Wheels of all kinds." in sdk.files["resources/wheels/wheels.py"]


@config("""
    resources:
      wheels:
        methods: {create: post /wheels, list: get /wheels}
        models:
          by_name: Envelope
          by_pointer: "#/components/schemas/Envelope/properties/data"
          spoke_size: paths."/wheels".get.parameters[?name=='size'] | [0].schema
          whole_wheel: {openapi_uri: components.schemas.Wheel, force_generation: true}
          spoke: {openapi_uri: "$.components.schemas.Spoke", force_generation: true}
    """)
def test_models_by_queries(sdk: Made) -> None:
    """By a component's name, a JSON pointer, a JMESPath query and a JSONPath."""
    types = sdk.module("types")
    assert types.ByName.model_fields.keys() == {"data", "meta"}
    assert types.WholeWheel.model_fields.keys() == {"id", "spoke"}
    assert types.Spoke.model_fields.keys() == {"length", "width"}


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("components.schemas.Nothing", "'components.schemas.Nothing' finds no schema in the document"),
        ("components.schemas.{a: Wheel}", "'components.schemas.{a: Wheel}' makes a new value; it must find a schema"),
        ("components.schemas[", "'components.schemas[' is no JMESPath query"),
    ],
)
def test_a_query_that_finds_nothing_is_an_error_at_its_place(tmp_path: Path, query: str, message: str) -> None:
    text = f'resources: {{wheels: {{methods: {{list: get /wheels}}, models: {{wheel: "{query}"}}}}}}'
    with pytest.raises(Exception, match=r"stainless\.yml:3:") as caught, made(tmp_path, DOCUMENT, text):
        pass
    assert message in str(caught.value)


@pytest.mark.parametrize(("options", "kept"), [("", False), ("{disable_pydantic_namespace_protection: true}", True)])
def test_fields_that_begin_with_model(tmp_path: Path, options: str, kept: bool) -> None:
    """They get a prefix unless the target says otherwise; what pydantic has itself always does."""
    document = DOCUMENT.replace("{x: {type: string}}", "{model_id: {type: string}, model_dump: {type: string}}")
    models = "{lonely: {openapi_uri: Lonely, force_generation: true}}"
    text = f"resources: {{wheels: {{methods: {{list: get /wheels}}, models: {models}}}}}"
    inputs = inputs_of(document, text)
    assert inputs.config is not None
    source = inputs.config.text.decode().replace(
        "package_name: mill}", f"package_name: mill, options: {options or '{}'}}}"
    )
    files = compile_sdk(replace(inputs, config=Source("stainless.yml", source.encode()))).tree.files
    assert (" model_id:" in files["mill/types/lonely.py"]) is kept
    assert (" api_model_id:" in files["mill/types/lonely.py"]) is not kept
    assert " api_model_dump:" in files["mill/types/lonely.py"]


def test_the_message_of_an_error_is_where_the_config_says(tmp_path: Path) -> None:
    """Custom classes of errors are not made: a warning at their place."""
    text = "resources: {wheels: {methods: {list: get /wheels}}}\n"
    text += "errors: {message_property: detail.text, union: {source: X}}"
    with (
        made(tmp_path, DOCUMENT, text) as sdk,
        scripted_server(Reply(status=404, body={"error": {}, "detail": {"text": "no wheel"}})) as server,
    ):
        with pytest.raises(sdk.package.NotFoundError, match="Error code: 404 - no wheel"):
            sdk.client(server.url).wheels.list()
        assert sdk.warnings() == ["config/unsupported-key: 'union' has no effect yet"]


@pytest.mark.parametrize(("mark", "there"), [("true", False), ("[python]", False), ("[go]", True)])
def test_an_operation_that_the_document_skips_is_no_method(tmp_path: Path, mark: str, there: bool) -> None:
    document = DOCUMENT.replace("  /tags:\n    post:\n", f"  /tags:\n    post:\n      x-stainless-skip: {mark}\n")
    text = "resources: {tags: {methods: {set: post /tags, list: get /wheels}}}"
    with made(tmp_path, document, text) as sdk:
        assert hasattr(sdk.package.Mill().tags, "set") is there
        assert hasattr(sdk.package.Mill().tags, "list")


def test_extensions_that_are_not_acted_on_are_named(tmp_path: Path) -> None:
    """Code in a document, and words that nobody knows; those of other languages are passed over."""
    document = DOCUMENT.replace(
        "Lonely: {type: object,",
        "Lonely: {type: object, x-stainless-python-extend-union: ['os.system'], x-stainless-go-type: x, "
        "x-stainless-nominal: false, x-stainless-skpi: true, example: {x-stainless-foo: 1},",
    )
    with made(tmp_path, document, "resources: {wheels: {methods: {list: get /wheels}}}") as sdk:
        assert sdk.warnings() == [
            "document/unsupported-extension: 'x-stainless-python-extend-union' has no effect: "
            "a document can't put code into the SDK",
            "document/unknown-extension: 'x-stainless-skpi' is unknown and has no effect",
        ]
