"""Names: identifiers, reserved words, collisions."""

from __future__ import annotations

import keyword

from hypothesis import given
from hypothesis import strategies as st

from headrace_codegen.diagnostics import Diagnostics
from headrace_codegen.lower.names import Names, Unique, identifier
from headrace_codegen.lower.words import Casing
from headrace_codegen.source import Source

NAMES = Names(Casing())


def test_fields_of_models_give_way_to_their_base_class() -> None:
    """The same property keeps its name in a typed dict, which has no base to hide."""
    assert [NAMES.field(wire, "model") for wire in ("model_id", "schema", "from", "3yr", "class")] == [
        "api_model_id",
        "schema_",
        "from_",
        "api_3yr",
        "class_",
    ]
    assert [NAMES.field(wire, "typeddict") for wire in ("model_id", "schema", "from", "3yr")] == [
        "model_id",
        "schema",
        "from_",
        "_3yr",
    ]


def test_fields_may_begin_with_model_where_the_config_says_so() -> None:
    assert Names(Casing(), model_prefix=True).field("model_id", "model") == "model_id"


def test_an_underscore_at_the_start_is_kept_where_python_allows_it() -> None:
    """A model's field can't begin with one; a key of a typed dict and an argument can."""
    wires = ("_id", "__typename", "_lastSeen", "__meta__", "_", "_3yr")
    assert [NAMES.field(wire, "model") for wire in wires] == [
        "api_id",
        "api_typename",
        "api_last_seen",
        "api_meta",
        "field",
        "api_3yr",
    ]
    assert [NAMES.argument(wire) for wire in wires] == ["_id", "_typename", "_last_seen", "_meta", "field", "_3yr"]


def test_arguments_give_way_to_those_that_every_method_has() -> None:
    assert [NAMES.argument(wire) for wire in ("extra_body", "self", "timeout", "input")] == [
        "api_extra_body",
        "api_self",
        "api_timeout",
        "input",
    ]


def test_methods_keep_an_underscore_and_may_be_called_as_an_argument_is() -> None:
    names = ("_rpc", "__raw", "timeout", "continue", "listExported")
    assert [NAMES.method(name) for name in names] == ["_rpc", "_raw", "timeout", "continue_", "list_exported"]
    assert NAMES.method_stem(("wallets",), "_rpc") == "wallet_rpc"


def test_types_of_methods_are_called_after_the_resource_in_the_singular() -> None:
    assert NAMES.method_stem(("files", "bulk"), "addTags") == "bulk_add_tags"
    assert NAMES.method_stem(("agencies_with_coverage",), "list") == "agencies_with_coverage_list"
    assert NAMES.method_stem((), "health") == "client_health"


@given(st.text(max_size=40))
def test_whatever_a_document_says_becomes_an_identifier(text: str) -> None:
    """Keys of a document are untrusted: none of them may end up in code as anything but a name."""
    for name in (
        NAMES.field(text, "model"),
        NAMES.field(text, "typeddict"),
        NAMES.argument(text),
        NAMES.class_name(text),
        NAMES.module_word(text),
    ):
        assert name.isidentifier()
        assert not keyword.iskeyword(name)


def test_an_identifier_is_left_alone() -> None:
    assert identifier("name", "field") == "name"
    assert identifier("名前", "field") == "名前"
    assert identifier("", "field") == "field"
    assert identifier("None", "Type", pascal=True) == "None_"


def test_a_name_that_two_things_want_is_an_error_with_both_places() -> None:
    root = Source("openapi.yaml", b"a: {x: 1}\nb: {x: 2}\n").root
    diagnostics = Diagnostics()
    names = Unique(diagnostics, "the package types")
    assert names.claim("Thing", root["a"], "a model")
    assert names.claim("Thing", root["a"], "a model")
    assert not diagnostics.failed
    assert not names.claim("Thing", root["b"], "a response")
    (found,) = diagnostics
    assert (found.code, found.severity, str(found.place)) == ("names/collision", "error", "openapi.yaml:2:1")
    assert "a model at #/a and a response at #/b" in found.message


def test_a_longer_name_is_taken_with_a_warning() -> None:
    root = Source("openapi.yaml", b"a: {x: 1}\nb: {x: 2}\n").root
    diagnostics = Diagnostics()
    names = Unique(diagnostics, "the module types.order")
    assert names.distinct("Item", root["a"], "a class") == "Item"
    assert names.distinct("Item", root["b"], "a class", "OrderItem") == "OrderItem"
    assert [found.code for found in diagnostics] == ["names/taken"]
