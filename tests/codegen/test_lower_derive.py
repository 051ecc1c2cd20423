"""Without a config: places for operations, and the config that ``headrace init`` writes."""

from __future__ import annotations

from textwrap import dedent

import pytest

from harness.lowering import diagnostic_lines, lower_snippet
from headrace_codegen import ir
from headrace_codegen.document import Document
from headrace_codegen.lower.derive import derived_yaml
from headrace_codegen.lower.propose import propose_tree
from headrace_codegen.source import Source


def places(*operations: str, tags: str = "") -> dict[str, str]:
    """Proposed places of ``verb /path`` operations."""
    paths: dict[str, list[str]] = {}
    for operation in operations:
        verb, _, path = operation.partition(" ")
        paths.setdefault(path, []).append(f"{verb}: {{{tags}}}")
    text = "openapi: 3.1.0\npaths:\n" + "".join(
        f"  '{path}': {{{', '.join(verbs)}}}\n" for path, verbs in paths.items()
    )
    tree = propose_tree(Document(Source("openapi.yaml", text.encode())).operations)
    return {operation: ".".join((*resource, method)) for operation, (resource, method) in tree.items()}


@pytest.mark.parametrize(
    ("operations", "wanted"),
    [
        (
            ["get /things", "post /things", "get /things/{id}", "put /things/{id}", "delete /things/{id}"],
            ["things.list", "things.create", "things.retrieve", "things.update", "things.delete"],
        ),
        (
            ["get /v1/threads/{id}/messages", "post /v1/threads/{id}/messages"],
            ["threads.messages.list", "threads.messages.create"],
        ),
        (["get /jobs/{id}", "post /jobs/{id}/cancel"], ["jobs.retrieve", "jobs.cancel"]),
        (["get /jobs", "post /jobs/validate"], ["jobs.list", "jobs.validate"]),
        (["post /audio/speech"], ["audio.speech.create"]),
        (["get /account", "post /account"], ["account.retrieve", "account.update"]),
        (["get /things/{id}", "get /things/{id}?beta=true"], ["things.retrieve", "beta.things.retrieve"]),
        (["put /things/{id}", "patch /things/{id}"], ["things.update", "things.modify"]),
        (["get /api/where/stop/{id}.json", "get /api/where/trip/{id}.json"], ["stop.retrieve", "trip.retrieve"]),
        (["get /{id}"], ["root.retrieve"]),
        (["get /files/{id}", "get /files/{id}/content"], ["files.retrieve", "files.content"]),
        (
            ["get /files/{id}/lock", "delete /files/{id}/lock", "get /files/{id}/tree", "get /files/{id}/tree/roots"],
            ["files.lock.retrieve", "files.lock.delete", "files.tree.retrieve", "files.tree.roots.list"],
        ),
        (
            ["get /files", "post /vector-io/insert", "post /vector-io/query"],
            ["files.list", "vector_io.insert", "vector_io.query"],
        ),
        (
            ["get /agencies-with-coverage", "get /stop-ids-for-agency/{id}", "get /schedule-for-stop/{id}"],
            ["agencies_with_coverage.list", "stop_ids_for_agency.list", "schedule_for_stop.retrieve"],
        ),
        (
            ["get /v1/users", "get /v1beta/users", "post /v1alpha1/rerank/{id}"],
            ["users.list", "beta.users.list", "alpha.rerank.update"],
        ),
        (["get /v1beta/users", "get /v1beta/files"], ["users.list", "files.list"]),
        (
            ["get /files", "get /threads/{id}", "post /threads/{id}/runs", "post /threads/runs"],
            ["files.list", "threads.retrieve", "threads.runs.create", "threads.runs.create_2"],
        ),
    ],
)
def test_places(operations: list[str], wanted: list[str]) -> None:
    assert list(places(*operations).values()) == wanted


def test_tags_help_where_the_path_has_no_noun() -> None:
    assert places("post /getUser", tags="tags: [Users]") == {"post /getUser": "users.get_user"}


def test_places_are_distinct_from_each_other_and_from_subresources() -> None:
    found = places("get /a", "get /a/", "post /a/run", "get /a/run/{id}", "get /a/{id}", "get /a/{other}")
    assert len(set(found.values())) == len(found)
    resources = {place.rpartition(".")[0] for place in found.values()}
    assert not resources & set(found.values())


DOCUMENT = """\
openapi: 3.1.0
info: {title: Pet Shop API, version: "1"}
servers: [{url: "https://pets.test/v1"}]
paths:
  /pets:
    get:
      responses:
        "200":
          description: ""
          content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Pet"}}}}
  /pets/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        "200": {description: "", content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}}
  /owners/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        "200": {description: "", content: {application/json: {schema: {$ref: "#/components/schemas/Owner"}}}}
components:
  schemas:
    Pet: {type: object, properties: {home: {$ref: "#/components/schemas/Home"}}}
    Owner: {type: object, properties: {home: {$ref: "#/components/schemas/Home"}}}
    Home: {type: object, properties: {street: {type: string}}}
"""


def test_the_derived_config() -> None:
    """Schemas of one resource are its models, schemas of several are shared."""
    text = derived_yaml(Document(Source("openapi.yaml", DOCUMENT.encode())))
    assert text == dedent("""\
        # The resource tree, made from the paths, verbs and tags of the document.
        # Rename, move and regroup: names in here are the names that users of the SDK see.
        organization:
          name: pet-shop
        targets:
          python:
            package_name: pet_shop
            project_name: pet-shop
        environments:
          production: https://pets.test/v1
        resources:
          $shared:
            models:
              home: '#/components/schemas/Home'
          pets:
            models:
              pet: '#/components/schemas/Pet'
            methods:
              list: get /pets
              retrieve: get /pets/{id}
          owners:
            models:
              owner: '#/components/schemas/Owner'
            methods:
              retrieve: get /owners/{id}
        """)


def test_the_derived_config_lowers_without_a_finding() -> None:
    snippet = lower_snippet(DOCUMENT, None, head=False)
    assert diagnostic_lines(snippet) == []
    assert snippet.api.client.name == "PetShop"
    assert snippet.method("pets.retrieve").result.type == ir.Named("types.pet", "Pet")
    modules = [module.module for module in snippet.api.modules]
    assert modules == ["types.owner", "types.pet", "types.pet_list_response", "types.shared.home"]


HOSTILE = """\
openapi: 3.1.0
info: {title: "???", version: "1"}
paths:
  "/": {get: {responses: {"204": {description: ""}}}}
  "/import/class": {get: {responses: {"204": {description: ""}}}}
  "/../../etc": {get: {responses: {"204": {description: ""}}}}
  "/a b/ü": {get: {responses: {"204": {description: ""}}}}
  "/close": {get: {responses: {"204": {description: ""}}}}
  "/日本": {get: {responses: {"204": {description: ""}}}}
  "/x/{}": {get: {responses: {"204": {description: ""}}}}
  "/with_raw_response/{id}": {get: {responses: {"204": {description: ""}}}}
"""


def test_hostile_paths_give_identifiers() -> None:
    snippet = lower_snippet(HOSTILE, None, head=False)

    def check(resources: tuple[ir.Resource, ...]) -> None:
        for resource in resources:
            assert resource.name.isidentifier()
            assert all(part.isidentifier() for part in resource.module.split("."))
            assert resource.class_name.isidentifier()
            assert all(method.name.isidentifier() for method in resource.methods)
            check(resource.resources)

    check(snippet.api.resources)
    assert diagnostic_lines(snippet, "error") == []
    assert "close_resource" in [resource.name for resource in snippet.api.resources]
