"""``headrace.lib``: static signatures of derived methods, and names of resource modules."""

from __future__ import annotations

import pytest

from harness.lowering import diagnostic_lines, lower_snippet
from headrace_codegen import ir

DOCUMENT = """
paths:
  /cats:
    post:
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties: {name: {type: string}, size: {type: integer}, colour: {type: string}}
      responses: {"200": {content: {application/json: {schema: {type: object, properties: {id: {type: string}}}}}}}
"""
CONFIG = """
resources: {cats: {methods: {create: post /cats}}}
headrace:
  lib:
    names: {cats: {check: "lib.cats:check"}}
    methods:
      cats.feed:
        like: create
        call: lib.cats:feed
        without: [colour]
        with: {food: str | Omit, amount: int | Omit}
        returns: Cat
        overloads:
          - {only: [name, food], with: {food: {type: str, required: true}}}
          - {without: [food, amount], require: [name, size], returns: Dog, async_returns: Mouse}
"""


def test_a_signature_has_some_of_the_arguments() -> None:
    """``only`` names those that it has, ``without`` those that it hasn't; the method's own may be otherwise in it."""
    snippet = lower_snippet(DOCUMENT, CONFIG)
    assert not snippet.diagnostics.failed, diagnostic_lines(snippet)
    (derived,) = snippet.resource("cats").derived
    assert derived.overloads == (
        ir.DerivedOverload(
            drop=("size", "amount"),
            add=(ir.ExtraParam(name="food", annotation="str", default=None),),
            returns="Cat",
            async_returns="Cat",
        ),
        ir.DerivedOverload(drop=("food", "amount"), require=("name", "size"), returns="Dog", async_returns="Mouse"),
    )
    assert snippet.resource("cats").names == (("check", "lib.cats:check"),)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("only: [name, food]", "only: [name, colour]"), "cats.feed has no colour"),
        (("require: [name, size]", "require: [age]"), "cats.feed has no age"),
        (("names: {cats:", "names: {dogs:"), "the config has no resource 'dogs'"),
        (("{check:", "{class:"), "'class' can't be a name in a module"),
        (('"lib.cats:check"', "check"), "'check' is no place in the package"),
    ],
)
def test_what_is_not_there_is_a_located_error(change: tuple[str, str], message: str) -> None:
    assert change[0] in CONFIG
    snippet = lower_snippet(DOCUMENT, CONFIG.replace(*change))
    errors = diagnostic_lines(snippet, "error")
    assert any(message in line for line in errors), errors
