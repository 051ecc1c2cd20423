"""Configs of four real vendors are read as they are, and mean what their authors meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from headrace_codegen.config import Config, load_config
from headrace_codegen.config.model import ResourceConfig
from headrace_codegen.diagnostics import Diagnostics
from headrace_codegen.document import Document
from headrace_codegen.source import load_source

VENDORS = ("isaacus", "ogx", "onebusaway", "stagehand")


def load(shared: Path, vendor: str) -> Config:
    diagnostics = Diagnostics()
    config = load_config(load_source(shared / "cases" / vendor / "stainless.yml"), diagnostics)
    assert [str(item) for item in diagnostics] == []
    return config


def all_resources(resources: tuple[ResourceConfig, ...]) -> list[ResourceConfig]:
    return [found for resource in resources for found in (resource, *all_resources(resource.subresources))]


@pytest.mark.parametrize("vendor", VENDORS)
def test_nothing_in_it_is_complained_about(shared: Path, vendor: str) -> None:
    assert load(shared, vendor).organization.name


@pytest.mark.parametrize("vendor", VENDORS)
def test_every_endpoint_is_an_operation_of_the_document(shared: Path, vendor: str) -> None:
    """Verb and path come out exactly as the vendor's document has them."""
    config = load(shared, vendor)
    document = Document(load_source(shared / "cases" / vendor / "openapi.yml"))

    methods = [method for resource in all_resources(config.resources) for method in resource.methods.values()]
    endpoints = [method.endpoint for method in methods if method.endpoint is not None]
    unknown = [str(endpoint) for endpoint in endpoints if document.operation(endpoint.verb, endpoint.path) is None]

    assert len(endpoints) == len(methods) > 0
    assert unknown == []


def test_isaacus(shared: Path) -> None:
    """Resources with a package of their own, casings of single words, and models named by components with spaces."""
    config = load(shared, "isaacus")

    assert [resource.path for resource in all_resources(config.resources) if resource.standalone] == [
        "classifications.universal",
        "extractions.qa",
        "ilgs.v1",
    ]
    assert config.custom_casings["v1"].pascal == "v1"
    assert config.settings.sort_properties is False
    assert config.resources[-1].subresources[0].models["id_number"].target == "ILGSv1 ID Number"
    assert [(option.name, option.nullable, option.env) for option in config.client_settings.opts] == [
        ("api_key", False, "ISAACUS_API_KEY")
    ]


def test_ogx(shared: Path) -> None:
    """Streams with a sentinel and a fallthrough, an older transform, and security with an empty alternative."""
    config = load(shared, "ogx")

    assert [(rule.handle, rule.data_starts_with, rule.error_property) for rule in config.streaming.on_event] == [
        ("done", "[DONE]", None),
        ("yield", None, "error"),
    ]
    assert [(transform.command, transform.legacy) for transform in config.transforms] == [("oneOfToAnyOf", True)]
    assert config.security == ((), ("BearerAuth",))
    assert config.settings.unwrap_fields == ("data",)
    create = config.resources[0].methods["create"].streaming
    assert create is not None
    assert (create.param, create.event_model) == ("stream", "responses.response_object_stream")


def test_onebusaway(shared: Path) -> None:
    """A key that is sent in the query, shared models, and lists that are not paginated."""
    config = load(shared, "onebusaway")

    assert config.query_settings.array == "repeat"
    assert config.client_settings.opts[0].query == "key"
    assert list(config.shared_models) == ["references", "response_wrapper"]
    assert {
        method.paginated for resource in config.resources for name, method in resource.methods.items() if name == "list"
    } == {False}


def test_stagehand(shared: Path) -> None:
    """Three keys that apply together, streams by event name, transforms with JSONPath targets."""
    config = load(shared, "stagehand")

    assert config.security == (("BBApiKeyAuth", "BBProjectIdAuth", "LLMModelApiKeyAuth"),)
    assert [rule.event_types for rule in config.streaming.on_event] == [
        ("error",),
        ("starting", "connected", "running", "finished"),
    ]
    assert {transform.command for transform in config.transforms} == {"remove", "update", "merge"}
    act = config.resources[0].methods["act"].streaming
    assert act is not None
    assert (act.param, act.params_type_name) == ("streamResponse", "streamResponse")
