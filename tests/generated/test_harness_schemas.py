"""The samples and the validator that the other tests of this folder lean on."""

from __future__ import annotations

import json
from typing import Any, Literal

import pytest

from harness.openai_document import openai_contract
from harness.samples import NoSample, Sampler
from harness.schemas import SchemaBook, normalise

Size = Literal["minimal", "full"]


def book(**schemas: Any) -> SchemaBook:
    return SchemaBook({"components": {"schemas": schemas}})


def sample(schema: Any, size: Size = "full", schemas: SchemaBook | None = None, **options: Any) -> Any:
    return Sampler(schemas or book(), size, **options).sample(schema)


class TestNormalise:
    def test_nullable_allows_null(self) -> None:
        """OpenAPI 3.0's ``nullable`` is honoured beside a type, and beside a reference."""
        schemas = book(A={"type": "string"})

        assert schemas.is_valid(normalise({"type": "string", "nullable": True}), None)
        assert schemas.is_valid(normalise({"$ref": "#/components/schemas/A", "nullable": True}), None)
        assert not schemas.is_valid(normalise({"type": "string"}), None)

    def test_a_property_may_be_called_nullable(self) -> None:
        """Only keywords are read; names of properties are names."""
        schema = normalise({"type": "object", "properties": {"nullable": {"type": "string"}}})

        assert not book().is_valid(schema, {"nullable": True})

    def test_recursive_reference(self) -> None:
        """``$recursiveRef`` leads to the component that it stands in."""
        schemas = book(
            Tree={"type": "object", "properties": {"of": {"type": "array", "items": {"$recursiveRef": "#"}}}}
        )
        tree = {"$ref": "#/components/schemas/Tree"}

        assert schemas.is_valid(tree, {"of": [{"of": []}]})
        assert schemas.problems(tree, {"of": [{"of": 1}]}) == ['/of/0/of: 1 is not of type "array"']

    def test_boolean_exclusive_bound(self) -> None:
        """OpenAPI 3.0's boolean ``exclusiveMinimum`` excludes ``minimum``."""
        schema = normalise({"type": "number", "minimum": 0, "exclusiveMinimum": True})

        assert [book().is_valid(schema, 0), book().is_valid(schema, 0.1)] == [False, True]


class TestSampler:
    def test_minimal_leaves_out_the_optional(self) -> None:
        schema = {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}, "b": {"type": "string"}}}

        assert list(sample(schema, "minimal")) == ["a"]
        assert list(sample(schema)) == ["a", "b"]

    def test_null_where_allowed(self) -> None:
        """``minimal`` takes null, ``full`` a value, and ``form=True`` gives neither null nor an empty array."""
        schema = {"anyOf": [{"type": "integer"}, {"type": "null"}]}

        assert None is sample(schema, "minimal")
        assert sample(schema) == 1
        assert sample(schema, "minimal", form=True) == 1
        assert sample({"type": "array", "items": schema}, "minimal", form=True) == [1]

    def test_an_array_has_each_member_of_its_union(self) -> None:
        schema = {"type": "array", "items": {"anyOf": [{"const": "a"}, {"const": "b"}, {"const": "c"}]}}

        assert sample(schema) == ["a", "b", "c"]

    def test_all_of_holds_together(self) -> None:
        """A property that stands on both sides of ``allOf`` satisfies both."""
        schema = {
            "allOf": [
                {"type": "object", "properties": {"n": {"type": "integer", "minimum": 5}}},
                {"type": "object", "properties": {"n": {"maximum": 7}}, "required": ["n"]},
            ]
        }

        assert sample(schema, "minimal") == {"n": 6}

    def test_recursion_ends(self) -> None:
        """Optional recursion is cut; a schema that needs itself has no sample."""
        ref = {"$ref": "#/components/schemas/A"}
        optional = book(A={"type": "object", "properties": {"a": ref, "b": {"type": "string"}}})
        needed = book(A={"type": "object", "properties": {"a": ref}, "required": ["a"]})

        assert list(sample(ref, schemas=optional)) == ["b"]
        with pytest.raises(NoSample):
            sample(ref, schemas=needed)

    def test_same_every_time(self) -> None:
        """Samples don't depend on chance."""
        schemas = openai_contract().book
        ref = {"$ref": "#/components/schemas/Response"}

        assert sample(ref, schemas=schemas) == sample(ref, schemas=schemas)

    @pytest.mark.parametrize("size", ["minimal", "full"])
    def test_every_component_of_the_document(self, size: Size) -> None:
        """Every component schema has a sample, and the validator finds it right."""
        schemas = openai_contract().book
        wrong = {}
        for name in schemas.components:
            ref = {"$ref": f"#/components/schemas/{name}"}
            if problems := schemas.problems(ref, sample(ref, size, schemas)):
                wrong[name] = problems

        assert wrong == {}
        assert len(schemas.components) > 1400

    def test_full_is_rich(self) -> None:
        """A full Response has an item of each kind that the document names."""
        schemas = openai_contract().book
        value = sample({"$ref": "#/components/schemas/Response"}, schemas=schemas)
        kinds = {item["type"] for item in value["output"]}

        assert {"message", "reasoning", "function_call", "web_search_call", "mcp_call"} <= kinds
        assert len(kinds) > 25
        assert json.loads(json.dumps(value)) == value
