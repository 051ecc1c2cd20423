"""Targets of transforms beyond plain paths: equal schemas, steps up, keys and regular expressions; the older list."""

from __future__ import annotations

from typing import Any

import pytest

from headrace_codegen.config.load import load_config
from headrace_codegen.diagnostics import Diagnostics
from headrace_codegen.source import Source
from headrace_codegen.transforms import apply_transforms
from headrace_codegen.tree import Tree

DOCUMENT = """\
openapi: 3.1.0
info: {title: API, version: '1'}
components:
  schemas:
    Error: {type: object, properties: {code: {type: string}}}
    A: {type: object, properties: {error: {type: object, properties: {code: {type: string}}}, x_one: {}, x_two: {}}}
    B: {type: object, properties: {fault: {type: object, properties: {code: {type: string}}}, list: {oneOf: [{}, {}]}}}
"""


def schemas(transforms: str, key: str = "transforms") -> tuple[dict[str, Any], list[str]]:
    """The component schemas after the transforms, and what was found."""
    tree, diagnostics = Tree(Source("api.yaml", DOCUMENT.encode())), Diagnostics()
    source = Source("stainless.yml", f"organization: {{name: x}}\nopenapi:\n  {key}:\n{transforms}".encode())
    apply_transforms(tree, source, load_config(source, Diagnostics()).transforms, diagnostics)
    return tree.value["components"]["schemas"], [str(found) for found in diagnostics]


def test_all_schemas_that_equal_one() -> None:
    made, found = schemas("""
    - command: update
      args:
        target: [{matches_schema: $.components.schemas.Error, ignore: $.components.schemas.Error}]
        value: {$ref: '#/components/schemas/Error'}
""")
    assert found == []
    assert made["A"]["properties"]["error"] == made["B"]["properties"]["fault"]
    assert made["A"]["properties"]["error"] == {"$ref": "#/components/schemas/Error"}
    assert made["Error"]["type"] == "object"


def test_a_schema_that_nothing_equals_is_a_warning() -> None:
    _, found = schemas("    - {command: update, args: {target: {matches_schema: $.info, ignore: $.info}, value: 1}}\n")
    assert found == ["stainless.yml:4:32: warning: nothing else is equal to #/info"]


@pytest.mark.parametrize(
    ("target", "gone"),
    [
        ("$.components.schemas[?(@property === 'A')]", {"A"}),
        ("$.components.schemas[?(@property.match(/^[ab]$/i))]", {"A", "B"}),
        ("$.components.schemas.A.properties.x_one^^", {"A"}),
        ("$..properties[?(@.oneOf)]^^", {"B"}),
    ],
)
def test_keys_expressions_and_steps_up(target: str, gone: set[str]) -> None:
    """JSONPath Plus has ``@property``, ``match`` and ``^``, which the standard has not."""
    made, found = schemas(f'    - {{command: remove, args: {{target: "{target}"}}}}\n')
    assert found == []
    assert {"Error", "A", "B"} - made.keys() == gone


def test_keys_of_an_object_by_expression() -> None:
    """An expression may match anywhere in a key, as in JavaScript."""
    made, found = schemas(
        "    - {command: remove, args: {target: '$..properties[?(@property.match(/_(one|two)$/))]'}}\n"
    )
    assert found == []
    assert list(made["A"]["properties"]) == ["error"]


def test_the_older_list_has_the_older_commands_and_the_newer_ones() -> None:
    made, found = schemas(
        """
    - {command: mergeObject, reason: r, args: {target: [$.components.schemas.A], object: {description: d}}}
    - {command: oneOfToAnyOf}
    - {command: replaceProperties, args: {filter: {only: [$.components.schemas.B.properties]}, value: {fault: {}}}}
    - {command: remove, args: {target: $.components.schemas.Error, keys: [properties]}}
""",
        "transformations",
    )
    assert found == []
    assert made["A"]["description"] == "d"
    assert made["B"]["properties"] == {"fault": {}, "list": {"anyOf": [{}, {}]}}
    assert made["Error"] == {"type": "object"}
