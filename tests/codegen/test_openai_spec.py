"""The inputs of the OpenAI SDK agree with each other: nothing is misspelt, and nothing that matters is left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from headrace_codegen.config import Config, load_config
from headrace_codegen.config.docs import Docs, load_docs
from headrace_codegen.config.model import ResourceConfig
from headrace_codegen.diagnostics import Diagnostics
from headrace_codegen.document import Document
from headrace_codegen.inputs import Inputs, read_inputs
from headrace_codegen.overlay import apply_overlay
from headrace_codegen.source import Node
from headrace_codegen.tree import Tree

SPELT_OUT = (
    "CreateResponse",
    "ModelResponseProperties",
    "ResponseProperties",
    "Response",
    "BetaResponse",
    "ResponseUsage",
    "CreateChatCompletionRequest",
    "CreateChatCompletionResponse",
    "CreateChatCompletionStreamResponse",
    "ChatCompletionStreamResponseDelta",
    "ChatCompletionResponseMessage",
    "CompletionUsage",
)
"""Schemas of which every property has a description of its own."""


@pytest.fixture(scope="module")
def inputs(root: Path) -> Inputs:
    return read_inputs(root / "spec" / "openai")


@pytest.fixture(scope="module")
def document(inputs: Inputs) -> Document:
    diagnostics = Diagnostics()
    tree = Tree(inputs.document)
    assert inputs.overlay is not None
    apply_overlay(tree, inputs.overlay, diagnostics)
    assert list(diagnostics) == []
    return Document(tree)


@pytest.fixture(scope="module")
def config(inputs: Inputs) -> Config:
    diagnostics = Diagnostics()
    assert inputs.config is not None
    found = load_config(inputs.config, diagnostics)
    assert [str(item) for item in diagnostics] == []
    return found


@pytest.fixture(scope="module")
def docs(inputs: Inputs, document: Document) -> Docs:
    diagnostics = Diagnostics()
    assert inputs.docs is not None
    found = load_docs(inputs.docs, document, diagnostics)
    assert [str(item) for item in diagnostics] == []
    return found


def all_resources(resources: tuple[ResourceConfig, ...]) -> list[ResourceConfig]:
    return [found for resource in resources for found in (resource, *all_resources(resource.subresources))]


def test_every_operation_has_a_method_or_is_left_out_on_purpose(config: Config, document: Document) -> None:
    """And no endpoint of the config is unknown to the document."""
    methods = [method for resource in all_resources(config.resources) for method in resource.methods.values()]
    placed = {str(method.endpoint) for method in methods if method.endpoint is not None}
    left_out = {str(endpoint) for endpoint in config.unspecified_endpoints}

    assert placed | left_out == {operation.name for operation in document.operations}
    assert placed & left_out == set()


def test_every_model_names_a_schema(config: Config, document: Document) -> None:
    """An alias names another model."""
    resources = all_resources(config.resources)
    models = {f"{resource.path}.{name}": model for resource in resources for name, model in resource.models.items()}
    models |= {f"$shared.{name}": model for name, model in config.shared_models.items()}

    for model in models.values():
        if model.alias_to is not None:
            assert model.alias_to in models
        elif str(model.target).startswith("#"):
            assert document.node(str(model.target)[1:])
        else:
            assert model.target in document.schemas
    assert len(models) > 700


def test_streams_name_methods_that_the_config_streams(config: Config) -> None:
    """Every method with ``streaming`` is spelt out under ``headrace.streams``, and its model is one of the config's."""
    resources = {resource.path: resource for resource in all_resources(config.resources)}
    streaming = {
        f"{path}.{name}": method.streaming
        for path, resource in resources.items()
        for name, method in resource.methods.items()
        if method.streaming is not None
    }
    streams = {path: stream for path, stream in config.headrace.streams.items() if stream.enabled}

    assert sorted(streaming) == sorted(streams)
    for path, stream in streams.items():
        event, wanted = str(stream.event), streaming[path]
        assert wanted is not None
        assert (event, stream.param) == (wanted.event_model, wanted.param)
        resource, _, model = event.rpartition(".")
        assert model in resources[resource].models


def test_every_operation_is_described(docs: Docs, document: Document) -> None:
    """In one sentence, which begins with a verb and ends with a full stop."""
    for operation in document.operations:
        found = docs.operation(operation)
        assert found is not None, operation.name
        assert found.summary is not None
        assert found.summary[0].isupper()
        assert found.summary.endswith(".")


def test_every_event_of_a_response_is_described(docs: Docs, document: Document) -> None:
    union = document.schemas["ResponseStreamEvent"]
    members = [document.resolve(member) for member in union["anyOf"]]

    assert len(members) == 58
    assert [member.key for member in members if docs.schema(member) is None] == []


@pytest.mark.parametrize("name", SPELT_OUT)
def test_properties_of_the_main_objects_are_described(name: str, docs: Docs, document: Document) -> None:
    def properties(node: Node) -> list[Node]:
        own = [child for _, child in (node.get("properties") or node).items()] if "properties" in node else []
        return own + [found for part in node.get("allOf") or () for found in properties(part)]

    found = properties(document.schemas[name])

    assert found
    assert [node.key for node in found if docs.schema(node) is None] == []


@pytest.mark.parametrize(
    ("schema", "without"),
    [
        ("RunStepObject", {"expired_at", "metadata"}),
        ("ResponseFunctionCallArgumentsDoneEvent", {"name"}),
        ("BetaResponseFunctionCallArgumentsDoneEvent", {"name"}),
    ],
)
def test_nothing_is_required_that_the_service_leaves_out(document: Document, schema: str, without: set[str]) -> None:
    """As recorded from the service; the overlay gives the reasons."""
    required = set(document.schemas[schema].strings("required"))
    assert required and not required & without


@pytest.mark.parametrize("schema", ["Response", "BetaResponse"])
def test_a_response_that_has_not_ended_has_null_for_its_usage(document: Document, schema: str) -> None:
    parts = [part for part in document.schemas[schema]["allOf"] if "usage" in (part.get("properties") or ())]
    (usage,) = [part["properties"]["usage"].value for part in parts]
    assert usage == {"anyOf": [{"$ref": f"#/components/schemas/{schema}Usage"}, {"type": "null"}]}
