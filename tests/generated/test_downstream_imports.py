"""The names that published packages import from the official client are here, at run time and for type checkers."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest


def wanted(root: Path) -> list[tuple[str, str]]:
    """Module and name; a module alone where nothing is named."""
    found: list[tuple[str, str]] = []
    module = ""
    for line in (root / "tests" / "data" / "downstream.txt").read_text("utf-8").splitlines():
        if line.startswith(" "):
            found += [(module, name) for name in line.split()]
        elif line and not line.startswith("#"):
            module = "headrace_openai" + (f".{line}" if line != "." else "")
            found.append((module, ""))
    return found


def test_they_can_be_imported(root: Path) -> None:
    """``from module import name`` works, also where the name is a module of the package."""
    missing: list[str] = []
    for module, name in wanted(root):
        try:
            found = importlib.import_module(module)
            if name and not hasattr(found, name):
                importlib.import_module(f"{module}.{name}")
        except ImportError as error:
            missing.append(f"{module}:{name} ({error})")
    assert missing == []
    assert len(wanted(root)) > 600


def test_type_checkers_find_them(root: Path, tmp_path: Path) -> None:
    """One file with all of the imports has no error in pyright."""
    lines = [
        f"from {module} import {name} as n{number}" if name else f"import {module}"
        for number, (module, name) in enumerate(wanted(root))
    ]
    (tmp_path / "imports.py").write_text("\n".join(lines) + "\n", encoding="utf-8")
    paths = [str(root / folder) for folder in ("runtime", "generated/openai")]
    settings = {"include": ["imports.py"], "extraPaths": paths, "reportPrivateUsage": False}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable, "-p", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    report = json.loads(done.stdout)
    if report["summary"]["filesAnalyzed"] != 1:
        pytest.fail(done.stdout)
    errors = [item for item in report["generalDiagnostics"] if item["severity"] == "error"]
    assert [f"{lines[item['range']['start']['line']]}: {item['message']}" for item in errors] == []
