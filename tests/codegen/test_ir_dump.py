"""The dump of the intermediate representation: JSON, the same every time, nothing that isn't part of it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from harness.lowering import lower_snippet
from headrace_codegen import ir
from headrace_codegen.cli import app
from headrace_codegen.ir_dump import to_json, to_plain


def test_values_carry_their_class_and_leave_out_defaults() -> None:
    expr = ir.UnionOf((ir.ListOf(ir.Prim("str")), ir.Lit((1, True, "a"))))
    assert to_plain(expr) == {
        "is": "UnionOf",
        "members": [
            {"is": "ListOf", "item": {"is": "Prim", "name": "str"}},
            {"is": "Lit", "values": [1, True, "a"]},
        ],
    }


def test_false_is_not_zero() -> None:
    """A field equal to its default in value but not in class is kept."""
    origin = ir.Origin("")
    option = ir.Option(name="a", type=ir.Prim("int"), required=False, origin=origin)
    assert "required" not in to_plain(option)
    assert to_plain(replace(option, default=0))["default"] == 0


def test_a_whole_sdk_round_trips_as_json_text() -> None:
    api = lower_snippet('paths: {/a: {get: {responses: {"204": {description: ""}}}}}\n').api
    text = to_json(api)
    assert text == to_json(api)
    assert json.loads(text)["resources"][0]["methods"][0]["path"] == "/a"


@pytest.mark.parametrize("value", [object(), {1, 2}, ir.Lit])
def test_anything_else_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="not a part of the intermediate representation"):
        to_plain(value)


def test_generate_writes_it_to_a_file(tmp_path: Path) -> None:
    document = 'paths: {/a: {get: {responses: {"204": {description: ""}}}}}'
    (tmp_path / "openapi.yaml").write_text(f'openapi: 3.1.0\ninfo: {{title: A, version: "1"}}\n{document}\n')
    dump = tmp_path / "api.json"
    result = CliRunner().invoke(app, ["generate", str(tmp_path), "-o", str(tmp_path / "out"), "--dump-ir", str(dump)])
    assert result.exit_code == 0, result.output
    assert json.loads(dump.read_text("utf-8"))["client"]["name"] == "A"
