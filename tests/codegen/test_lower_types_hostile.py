"""Any schema is lowered: to types, or to ``object`` with a line in the ledger; never to an exception."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from harness.lowering import lower_snippet
from headrace_codegen import ir
from headrace_codegen.lower.types_unit import walk

NAMES = st.sampled_from(["A", "B", "C", "a-b", "x y", "", "1", "class", "__class__", "model_x", "B\u0000"])
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-3, 3), st.just(0.5), st.just("text"))
REFS = st.sampled_from(["#/components/schemas/A", "#/components/schemas/B", "#/components/schemas/C"])
TYPES = st.sampled_from(["string", "integer", "number", "boolean", "null", "array", "object", "odd"])


def keywords(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """Schemas with any mixture of keywords, right and wrong."""
    members = st.lists(inner, max_size=3)
    return st.fixed_dictionaries(
        {},
        optional={
            "type": st.one_of(TYPES, st.lists(TYPES, max_size=3), SCALARS),
            "format": st.sampled_from(["date-time", "date", "binary", "byte", "odd"]),
            "nullable": st.booleans(),
            "enum": st.lists(SCALARS, max_size=3),
            "const": SCALARS,
            "properties": st.dictionaries(NAMES, inner, max_size=3),
            "required": st.one_of(st.lists(NAMES, max_size=3), st.booleans()),
            "additionalProperties": st.one_of(st.booleans(), inner),
            "items": inner,
            "prefixItems": members,
            "allOf": members,
            "anyOf": members,
            "oneOf": members,
            "discriminator": st.fixed_dictionaries({"propertyName": NAMES}),
            "title": NAMES,
            "x-stainless-any": st.booleans(),
            "$recursiveRef": st.just("#"),
        },
    )


SCHEMAS = st.recursive(
    st.one_of(st.booleans(), st.just({}), st.builds(lambda ref: {"$ref": ref}, REFS), TYPES.map(lambda t: {"type": t})),
    keywords,
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(st.fixed_dictionaries({"A": SCHEMAS, "B": SCHEMAS, "C": SCHEMAS}), st.booleans())
def test_any_schema_is_lowered(schemas: dict[str, object], named: bool) -> None:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {
            "/things": {
                "post": {
                    "requestBody": {"content": content},
                    "responses": {"200": {"description": "", "content": content}},
                }
            }
        },
        "components": {"schemas": schemas},
    }
    models = "{b: B, c: C}" if named else "{}"
    config = f"resources: {{things: {{models: {models}, methods: {{make: post /things}}}}}}"
    # A reference that only leads to itself has no schema behind it; that is an error, and nothing but that.
    if any(_circular(schemas, name) for name in schemas):
        return
    api = lower_snippet(json.dumps(document), config, head=False).api
    declared = {(module.module, d.name) for module in api.modules for d in module.declarations}
    for module in api.modules:
        assert all(d.name.isidentifier() for d in module.declarations)
        for declaration in module.declarations:
            exprs = [declaration.type] if isinstance(declaration, ir.Alias) else [f.type for f in declaration.fields]
            used = {(e.module, e.name) for expr in exprs for e in walk(expr) if isinstance(e, ir.Named)}
            assert used <= declared


def _circular(schemas: dict[str, object], name: str) -> bool:
    seen: set[str] = set()
    while name not in seen:
        seen.add(name)
        schema = schemas[name]
        if not isinstance(schema, dict) or "$ref" not in schema:
            return False
        name = str(schema["$ref"]).rpartition("/")[2]
    return True
