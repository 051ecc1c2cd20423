"""What ``headrace init`` makes of vendors' documents alone: places as their configs have them, and a sound package."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from harness.vendors import VENDORS
from headrace_codegen.cli import app
from headrace_codegen.config import load_config
from headrace_codegen.config.model import ResourceConfig
from headrace_codegen.diagnostics import Diagnostics
from headrace_codegen.document import Document
from headrace_codegen.lower.propose import propose_tree
from headrace_codegen.lower.words import Casing
from headrace_codegen.source import load_source

# How many operations have a place in the config, and how many of them get that very place without it. The rest are the
# authors' choices, which no document tells: another verb, a group of their own.
PLACES = {"isaacus": (5, 5), "ogx": (62, 73), "onebusaway": (26, 30), "stagehand": (7, 8)}
_SNAKE = Casing().snake


def places(resource: ResourceConfig, above: tuple[str, ...] = ()) -> Iterator[tuple[str, tuple[tuple[str, ...], str]]]:
    """Operations by name, with their resource and method."""
    path = (*above, _SNAKE(resource.name))
    for name, method in resource.methods.items():
        if method.endpoint is not None:
            yield str(method.endpoint), (path, _SNAKE(name))
    for child in resource.subresources:
        yield from places(child, path)


@pytest.mark.parametrize("vendor", VENDORS)
def test_most_operations_get_the_place_that_their_authors_gave_them(shared: Path, vendor: str) -> None:
    case = shared / "cases" / vendor
    config = load_config(load_source(case / "stainless.yml"), Diagnostics())
    given: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for resource in config.resources:
        for operation, place in places(resource):
            given.setdefault(operation, []).append(place)
    proposed = propose_tree(Document(load_source(case / "openapi.yml")).operations)
    same = [name for name, wanted in given.items() if proposed[name] in wanted]
    assert (len(same), len(given)) == PLACES[vendor]


@pytest.mark.parametrize("vendor", VENDORS)
def test_the_first_config_makes_a_sound_package(shared: Path, vendor: str, tmp_path: Path) -> None:
    """``init``, then ``generate``; pyright finds nothing in the package, and every module can be imported."""
    spec, out = tmp_path / "spec", tmp_path / "out"
    spec.mkdir()
    shutil.copyfile(shared / "cases" / vendor / "openapi.yml", spec / "openapi.yaml")
    for arguments in (["init", str(spec)], ["generate", str(spec), "-o", str(out)]):
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == 0, result.output
    (package,) = (path.name for path in out.iterdir() if (path / "py.typed").is_file())
    (out / "pyrightconfig.json").write_text(json.dumps({"include": [package], "typeCheckingMode": "standard"}), "utf-8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(out), *filter(None, sys.path)])}
    checked = subprocess.run(
        [sys.executable, "-m", "pyright", "--pythonpath", sys.executable, "--project", str(out)],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout
    program = (
        f"import importlib, pkgutil, {package} as found\n"
        "for module in pkgutil.walk_packages(found.__path__, found.__name__ + '.'):\n"
        "    importlib.import_module(module.name)"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
