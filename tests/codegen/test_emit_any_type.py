"""Whatever type the intermediate representation can say, the printer of classes prints as it was planned."""

from __future__ import annotations

import ast

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness import small_api as small
from headrace_codegen import ir
from headrace_codegen.emit.type_modules import type_modules

PRIMITIVES = ("str", "int", "float", "bool", "any", "bytes", "datetime", "date", "none", "file", "binary")
NAMES = ("Model", "Request", "Text", "Tagged")

values = st.one_of(st.text(max_size=8), st.integers(), st.booleans(), st.sampled_from(["K00001", "'T00000'", "a\\"]))
leaves = st.one_of(
    st.sampled_from(PRIMITIVES).map(ir.Prim),  # pyright: ignore[reportArgumentType]
    st.lists(values, min_size=1, max_size=4).map(lambda items: ir.Lit(tuple(items))),
    st.sampled_from(NAMES).map(lambda name: ir.Named("types.a", name)),
)
types = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(ir.ListOf, inner, st.sampled_from(["list", "iterable", "sequence"])),
        st.builds(ir.DictOf, inner),
        st.lists(inner, min_size=1, max_size=4).map(lambda members: ir.UnionOf(tuple(members))),
        st.lists(inner, min_size=1, max_size=3).map(lambda members: ir.UnionOf(tuple(members), "type")),
    ),
    max_leaves=8,
)
field_names = st.sampled_from(
    [
        "id",
        "type",
        "object",
        "str",
        "date",
        "list",
        "json",
        "schema",
        "copy",
        "dict",
        "model_x",
        "Optional",
        "from_",
        "p0",
        "é",
    ]
)
fields = st.builds(
    lambda name, type, required, wire: small.fld(name, type, required, wire),
    field_names,
    types,
    st.booleans(),
    st.one_of(st.none(), st.text(max_size=5)),
)


@given(st.lists(fields, max_size=6, unique_by=lambda field: field.name), st.sampled_from(["model", "typeddict"]))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_type_is_printed_as_planned(drawn: list[ir.Field], kind: str) -> None:
    """No difference to the plan (which would be an ``EmitError``), and Python comes out."""
    make = small.model if kind == "model" else small.typed_dict
    module = small.module(
        "types.a",
        small.model("Model", small.fld("id", small.STR)),
        small.typed_dict("Request", small.fld("id", small.STR)),
        small.alias("Text", small.STR),
        small.alias("Tagged", ir.UnionOf((ir.Named("types.a", "Model"), small.NONE))),
        make("Drawn", *drawn),
    )

    tree = ast.parse(type_modules([module])["types.a"])

    cls = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Drawn")
    names = [
        node.target.id for node in cls.body if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    ]
    assert [field.name for field in drawn] == names
