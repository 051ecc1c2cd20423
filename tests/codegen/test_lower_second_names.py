"""``headrace.second_names``: a type can be imported by further names, which the config gives."""

from __future__ import annotations

import pytest

from harness.lowering import diagnostic_lines, lower_snippet
from headrace_codegen import ir
from headrace_codegen.emit.type_modules import type_modules

DOCUMENT = """
paths:
  /cats: {get: {responses: {"200": {content: {application/json: {schema: {$ref: "#/components/schemas/Cat"}}}}}}}
  /dogs: {get: {responses: {"200": {content: {application/json: {schema: {$ref: "#/components/schemas/Dog"}}}}}}}
components:
  schemas:
    Cat: {type: object, properties: {name: {type: string}}}
    Dog: {type: object, properties: {name: {type: string}, toy: {type: object, properties: {id: {type: string}}}}}
"""
CONFIG = """
resources:
  cats: {models: {cat: Cat}, methods: {retrieve: get /cats}}
  dogs: {models: {dog: Dog}, methods: {retrieve: get /dogs}}
headrace:
  second_names:
    types.cat: {Plaything: types.dog:Toy, Feline: Cat}
"""


def test_further_names_are_aliases_that_the_module_exports() -> None:
    snippet = lower_snippet(DOCUMENT, CONFIG)
    (module,) = [module for module in snippet.api.modules if module.module == "types.cat"]
    aliases = {d.name: d.type for d in module.declarations if isinstance(d, ir.Alias)}
    assert aliases == {"Plaything": ir.Named("types.dog", "Toy"), "Feline": ir.Named("types.cat", "Cat")}
    assert module.exports == ("Cat", "Plaything", "Feline")
    printed = type_modules(snippet.api.modules)["types.cat"]
    assert "from .dog import Toy" in printed
    assert "Plaything: TypeAlias = Toy" in printed
    assert "Feline: TypeAlias = Cat" in printed


def test_a_name_may_stand_for_a_union() -> None:
    config = CONFIG.replace("Plaything: types.dog:Toy", "Pet: 'Cat | types.dog:Dog'")
    snippet = lower_snippet(DOCUMENT, config)
    assert not snippet.diagnostics.failed
    printed = type_modules(snippet.api.modules)["types.cat"]
    assert "from .dog import Dog" in printed
    assert "Pet: TypeAlias = Union[Cat, Dog]" in printed


def test_a_module_of_further_names_is_made() -> None:
    config = CONFIG.partition("headrace:")[0] + "headrace: {second_names: {types.pets: {Cat: 'types.cat:Cat'}}}\n"
    snippet = lower_snippet(DOCUMENT, config)
    assert not snippet.diagnostics.failed
    printed = type_modules(snippet.api.modules)["types.pets"]
    assert "from .cat import Cat as TypesCat" in printed
    assert "Cat: TypeAlias = TypesCat" in printed


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ("types.cat: {A: types.dog:Bone}", "there is no type 'Bone' in 'types.dog'"),
        ("types.cat: {A: 'Cat | types.dog:Bone'}", "there is no type 'Bone' in 'types.dog'"),
        ("types.cat: {A: Toy}", "there is no type 'Toy' in 'types.cat'"),
        ("types.bird: {A: Cat}", "there is no type 'Cat' in 'types.bird'"),
        ("types.zoo.bird: {A: types.cat:Cat}", "there is no module 'types.zoo.bird' of types"),
        ("types: {A: types.cat:Cat}", "there is no module 'types' of types"),
        ("types.cat: {Cat: types.dog:Dog}", "'types.cat' declares 'Cat' itself"),
        ("types.cat: {'A b': Cat}", "'A b' can't be the name of a type"),
        ("types.cat: {a: Cat}", "'a' can't be the name of a type"),
    ],
)
def test_names_that_cannot_be_are_located_errors(names: str, message: str) -> None:
    config = CONFIG.partition("headrace:")[0] + f"headrace:\n  second_names:\n    {names}\n"
    snippet = lower_snippet(DOCUMENT, config)
    assert snippet.diagnostics.failed
    assert any(message in line for line in diagnostic_lines(snippet))
