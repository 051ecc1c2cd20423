"""``settings``, ``organization`` and ``targets.python``: what stands around the package and at the head of files."""

from __future__ import annotations

import tokenize
from io import BytesIO

import pytest

from harness.made import inputs_of
from headrace_codegen.pipeline import compile_sdk

DOCUMENT = """
servers: [{url: "https://mill.example"}]
paths:
  /wheels: {get: {responses: {"204": {description: ""}}}}
"""
RESOURCES = "resources: {wheels: {methods: {turn: get /wheels}}}\n"


def files(config: str) -> dict[str, str]:
    """The files of an SDK with this config."""
    return dict(compile_sdk(inputs_of(DOCUMENT, RESOURCES + config)).tree.files)


def test_the_file_header_stands_in_every_python_file() -> None:
    """As a comment, whatever it says, and never in the first two lines, where Python looks for an encoding."""
    made = files(
        'settings: {file_header: "Copyright (c) Mill\\n\\n-*- coding: rot13 -*-\\r\\nimport os\\u2028import os"}'
    )
    python = {path: text for path, text in made.items() if path.endswith(".py")}
    assert len(python) >= 8
    for text in python.values():
        assert text.splitlines()[1:7] == [
            "#",
            "# Copyright (c) Mill",
            "#",
            "# -*- coding: rot13 -*-",
            "# import os",
            "# import os",
        ]
        assert tokenize.detect_encoding(BytesIO(text.encode()).readline)[0] == "utf-8"


@pytest.mark.parametrize(
    ("license_", "expression", "text"),
    [
        ("MIT", "MIT", set()),
        ("apache-2.0", "Apache-2.0", set()),
        ("Mill Licence, v1", "LicenseRef-Mill-Licence-v1", set()),
        ("{name: Mill Licence, contents: Grind as you like.}", "LicenseRef-Mill-Licence", {"LICENSE"}),
        ("{name: MIT, contents: As is., extension: txt}", "MIT", {"LICENSE.txt"}),
        ("{name: MIT, contents: As is., extension: ../../x}", "MIT", {"LICENSE"}),
    ],
)
def test_the_licence_is_an_expression_that_packages_may_have(license_: str, expression: str, text: set[str]) -> None:
    made = files(f"settings: {{license: {license_ if license_[0] == '{' else repr(license_)}}}")
    assert f'\nlicense = "{expression}"\n' in made["pyproject.toml"]
    assert {name for name in made if "LICENSE" in name} == text
    for name in text:
        assert made[name] in ("Grind as you like.\n", "As is.\n")


def test_addresses_extras_and_title() -> None:
    tomllib = pytest.importorskip("tomllib")
    inputs = inputs_of(DOCUMENT, RESOURCES)
    assert inputs.config is not None
    text = inputs.config.text.decode()
    text = text.replace("{name: mill}", "{name: mill, docs: 'https://docs.mill.example', contact: x}").replace(
        "package_name: mill}",
        "package_name: mill, project_name: mill-sdk, production_repo: mill/mill-python#next, "
        "readme_title: The *Mill* for Python, options: {websockets_extra_name: realtime}}",
    )
    made = compile_sdk(type(inputs)(inputs.document, config=type(inputs.config)("stainless.yml", text.encode())))
    project = tomllib.loads(made.tree.files["pyproject.toml"])["project"]
    assert project["urls"] == {
        "Documentation": "https://docs.mill.example",
        "Repository": "https://github.com/mill/mill-python",
    }
    assert project["optional-dependencies"] == {
        "aiohttp": ["headrace[aiohttp]>=0.1.0,<1"],
        "realtime": ["websockets>=13"],
    }
    assert "\n# The \\*Mill\\* for Python\n" in made.tree.files["README.md"]
    assert project["name"] == "mill-sdk"


def test_a_place_that_is_no_address_is_left_out() -> None:
    made = files("settings: {license: MIT}")["pyproject.toml"]
    assert "[project.urls]" not in made
