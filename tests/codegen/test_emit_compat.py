"""The compatibility layer: modules of well-known names, each of which can be imported and has what it lists."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from harness import small_api as small
from headrace_codegen.emit import emit

PROGRAM = """
import importlib, pkgutil, sys
import acme_sdk
before = set(sys.modules)
found = {}
for module in pkgutil.walk_packages(acme_sdk.__path__, "acme_sdk."):
    found[module.name] = importlib.import_module(module.name)
assert not {"headrace.compat.models", "headrace.compat.types"} & set(sys.modules), "a module loads what nobody used"
names = "types models streaming exceptions response legacy_response base_client client utils compat constants qs files"
for name in (*(f"_{name}" for name in names.split()), "_utils._utils", "_utils._transform", "pagination"):
    module = found[f"acme_sdk.{name}"]
    for export in module.__all__:
        assert getattr(module, export) is not None or export == "NoneType", (name, export)
        assert export in dir(module)
from acme_sdk._types import NOT_GIVEN, NotGiven, Omit, omit
from acme_sdk._models import BaseModel
from acme_sdk._base_client import SyncAPIClient
from acme_sdk._constants import DEFAULT_TIMEOUT
from acme_sdk.version import VERSION
assert acme_sdk.BaseModel is BaseModel and acme_sdk.omit is omit and acme_sdk.NotGiven is NotGiven
assert issubclass(acme_sdk.Acme, SyncAPIClient) and acme_sdk.DEFAULT_TIMEOUT == DEFAULT_TIMEOUT
assert VERSION == acme_sdk.__version__ == acme_sdk.VERSION
"""


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    api = small.api()
    return emit(replace(api, client=replace(api.client, compat=True)))


def test_every_name_of_every_module_is_there(files: dict[str, str], tmp_path: Path) -> None:
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    path = os.pathsep.join([str(tmp_path), *filter(None, sys.path)])
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_type_checkers_see_the_same_names(files: dict[str, str]) -> None:
    tree = ast.parse(files["acme_sdk/_types.py"])
    (block,) = [node for node in tree.body if isinstance(node, ast.If)]
    seen = {alias.asname for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert {"NOT_GIVEN", "NotGiven", "Omit", "omit", "FileTypes", "Timeout"} <= seen


def test_without_the_setting_there_is_no_such_module() -> None:
    names = set(emit(small.api()))
    assert "acme_sdk/_types.py" not in names
    assert "acme_sdk/version.py" not in names
    assert "acme_sdk/_constants.py" in names
