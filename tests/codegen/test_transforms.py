"""The transforms of a Stainless config."""

from __future__ import annotations

from typing import Any

import pytest

from headrace_codegen.config.load import load_config
from headrace_codegen.diagnostics import Diagnostics
from headrace_codegen.edits import PathError, from_jsonpath_plus
from headrace_codegen.source import Source
from headrace_codegen.transforms import apply_transforms
from headrace_codegen.tree import Tree

DOCUMENT = """\
openapi: 3.1.0
info: {title: API, version: '1'}
paths:
  /v1/users/{id}:
    get:
      summary: Get
      parameters: [{name: id, in: path, schema: {type: integer}}]
components:
  schemas:
    A: {oneOf: [{type: string}, {type: array}], properties: {oneOf: {type: string}}}
    B: {type: object, properties: {a: {type: string, format: x}}, propertyNames: {type: string}}
    C: {properties: {deep: {type: string, format: x}}}
"""


def transformed(transforms: str) -> tuple[Tree, list[str]]:
    """The tree after the transforms (YAML list items, indented by four), and what was found."""
    tree, diagnostics = Tree(Source("api.yaml", DOCUMENT.encode())), Diagnostics()
    source = Source("stainless.yml", f"organization: {{name: x}}\nopenapi:\n  transforms:\n{transforms}".encode())
    config = load_config(source, Diagnostics())
    apply_transforms(tree, source, config.transforms, diagnostics)
    return tree, [str(found) for found in diagnostics]


def command(name: str, args: str) -> str:
    return f"    - command: {name}\n      reason: because\n      args: {args}\n"


def schemas(tree: Tree) -> dict[str, Any]:
    return tree.value["components"]["schemas"]


def test_update_replaces_and_fills_templates() -> None:
    tree, found = transformed(
        command("update", "{target: '$.paths..parameters[?(@.name === \"id\")].schema.type', value: string}")
        + command("update", "{target: '$.paths./v1/users/{id}.get.summary', value: '{{value}} a user', template: true}")
    )
    get = tree.value["paths"]["/v1/users/{id}"]["get"]
    assert found == []
    assert get["parameters"][0]["schema"]["type"] == "string"
    assert get["summary"] == "Get a user"
    assert str(tree.place("/paths/~1v1~1users~1{id}/get/parameters/0/schema/type")).startswith("stainless.yml:6:")


def test_append_and_merge_add_to_what_is_there() -> None:
    tree, found = transformed(
        command("append", "{target: $.components.schemas.B.properties, value: {b: {type: integer}}}")
        + command("append", "{target: '$.components.schemas.A.oneOf', value: [{type: 'null'}]}")
        + command("merge", "{target: '$.components.schemas.A.oneOf[?(@.type == \"array\")]', value: {title: List}}")
        + command(
            "mergeObject", "{target: $.components.schemas.B, object: {title: Bee, properties: {a: {minLength: 1}}}}"
        )
    )
    assert found == []
    assert schemas(tree)["A"]["oneOf"] == [{"type": "string"}, {"type": "array", "title": "List"}, {"type": "null"}]
    assert schemas(tree)["B"]["title"] == "Bee"
    assert schemas(tree)["B"]["properties"] == {
        "a": {"type": "string", "format": "x", "minLength": 1},
        "b": {"type": "integer"},
    }


def test_remove_takes_nodes_or_some_keys_of_them() -> None:
    tree, found = transformed(
        command("remove", "{target: $..propertyNames}")
        + command(
            "remove",
            "{target: [$.components.schemas.B.properties.a, $.components.schemas.C], keys: [format, properties]}",
        )
    )
    assert found == []
    assert schemas(tree)["B"] == {"type": "object", "properties": {"a": {"type": "string"}}}
    assert schemas(tree)["C"] == {}


def test_copy_and_move_keep_the_place_of_the_original() -> None:
    tree, found = transformed(
        command("copy", "{from: $.components.schemas.B, to: $.components.schemas.D}")
        + command("move", "{from: $.components.schemas.C, to: [$.components.schemas.E]}")
    )
    assert found == []
    assert list(schemas(tree)) == ["A", "B", "D", "E"]
    assert str(tree.place("/components/schemas/D/type")) == "api.yaml:11:15"


def test_extract_to_refs_makes_one_component_of_equal_schemas() -> None:
    tree, found = transformed(
        command(
            "extractToRefs",
            "{ref: {name: Text, target: [$.components.schemas.B.properties.a, $..deep]}}",
        )
    )
    assert found == []
    assert schemas(tree)["Text"] == {"type": "string", "format": "x"}
    assert schemas(tree)["B"]["properties"]["a"] == {"$ref": "#/components/schemas/Text"}
    assert schemas(tree)["C"]["properties"]["deep"] == {"$ref": "#/components/schemas/Text"}


def test_one_of_to_any_of_renames_keywords_but_no_properties() -> None:
    tree, found = transformed("    - command: oneOfToAnyOf\n      reason: because\n")
    assert found == []
    assert list(schemas(tree)["A"]) == ["anyOf", "properties"]
    assert list(schemas(tree)["A"]["properties"]) == ["oneOf"]
    assert str(tree.place("/components/schemas/A/anyOf/1")) == "api.yaml:10:33"


def test_replace_properties_sets_keys_of_the_listed_nodes() -> None:
    tree, found = transformed(
        command("replaceProperties", "{filter: {only: [$.components.schemas.C]}, value: {type: object}}")
    )
    assert found == []
    assert schemas(tree)["C"]["type"] == "object"


def test_a_target_that_finds_nothing_is_passed_over() -> None:
    """The document has moved on; the targets that are still there are changed, and each other one is a warning."""
    target = "[$.nope, $.components.schemas.C.properties.deep, $.components.nope]"
    tree, found = transformed(command("update", f"{{target: {target}, value: {{type: integer}}}}"))
    assert schemas(tree)["C"]["properties"]["deep"] == {"type": "integer"}
    assert found == [
        "stainless.yml:6:23: warning: the target $.nope matches nothing",
        "stainless.yml:6:71: warning: the target $.components.nope matches nothing",
    ]


@pytest.mark.parametrize(
    ("name", "args", "message"),
    [
        ("update", "{target: $.nope, value: 1}", ":6:22: warning: the target $.nope matches nothing"),
        ("update", "{target: $.info}", ":6:7: error: the argument 'value' is missing"),
        ("update", "{target: 5, value: 1}", ":6:22: error: a target must be a JSONPath expression"),
        (
            "remove",
            "{target: $..x~}",
            ":6:22: error: the target is no JSONPath that is supported: '~' is not supported",
        ),
        ("remove", "{target: $}", ":6:7: error: the root of the document can't be removed"),
        ("append", "{target: $.info, value: {title: X}}", ":6:45: error: #/info/title is already there"),
        ("merge", "{target: $.info.title, value: {a: 1}}", ":6:36: error: #/info/title is no object to merge into"),
        (
            "extractToRefs",
            "{ref: {target: $.info, name: B}}",
            ":6:14: error: #/info differs from the schema B that is there",
        ),
        (
            "frobnicate",
            "{}",
            ":4:16: error: the transform 'frobnicate' is not supported",
        ),
    ],
)
def test_a_transform_that_can_not_work_fails_with_its_place(name: str, args: str, message: str) -> None:
    _, found = transformed(command(name, args))
    assert found == ["stainless.yml" + message]


@pytest.mark.parametrize(
    ("plus", "standard"),
    [
        ("$.paths./v1/users/{id}.get", "$.paths['/v1/users/{id}'].get"),
        ("$..x-thing", "$..['x-thing']"),
        ("$.a[*].b[?(@.t === 'a===b' && @.u !== 1)]", "$.a[*].b[?(@.t == 'a===b' && @.u != 1)]"),
        ("$['a.b'][0]", "$['a.b'][0]"),
    ],
)
def test_jsonpath_plus_is_put_into_the_standard_form(plus: str, standard: str) -> None:
    assert from_jsonpath_plus(plus) == standard


@pytest.mark.parametrize("path", ["a.b", "$.a[?(@.b", "$.a~", "$..[?(@parent == 'x')]"])
def test_what_has_no_standard_form_is_refused(path: str) -> None:
    with pytest.raises(PathError):
        from_jsonpath_plus(path)
