"""Four vendors: the printed package has the modules, classes, methods and parameters of the SDK that came of the same
document and config, can be imported whole, and satisfies type checkers.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from harness.vendors import VENDORS, Vendor, compared, generate

IMPORT_ALL = """
import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
names = [module.name for module in pkgutil.walk_packages(package.__path__, package.__name__ + ".")]
for name in names:
    module = importlib.import_module(name)
    for export in getattr(module, "__all__", ()):
        getattr(module, export)
print(len(names))
"""


@pytest.fixture(scope="module", params=VENDORS)
def vendor(request: pytest.FixtureRequest, shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Vendor:
    name: str = request.param
    return generate(name, shared / "cases" / name, tmp_path_factory.mktemp(name))


def test_the_surface_is_equal(vendor: Vendor, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tallies = compared(vendor, vendor.read(root / "runtime"))
    with capsys.disabled():
        counts = "  ".join(f"{name} {tally}" for name, tally in tallies.items())
        sys.stdout.write(f"\n{vendor.name:12}{counts}\n")
    wrong = [line for tally in tallies.values() for line in tally.wrong or ()]
    assert not wrong, "\n".join(wrong)
    assert tallies["parameters"].wanted > 0


def test_every_module_imports_without_a_warning(vendor: Vendor, root: Path) -> None:
    path = os.pathsep.join([str(vendor.folder), str(root / "runtime"), *filter(None, sys.path)])
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", IMPORT_ALL, vendor.package],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= len(vendor.surface["types"])


def test_mypy_finds_no_error(vendor: Vendor, root: Path, tmp_path: Path) -> None:
    path = os.pathsep.join([str(vendor.folder), str(root / "runtime")])
    arguments = ["--strict", "--config-file=", "--python-version=3.10", f"--cache-dir={tmp_path / 'cache'}"]
    check([sys.executable, "-m", "mypy", *arguments, "-p", vendor.package], {"MYPYPATH": path}, vendor.folder)


def test_pyright_finds_no_error(vendor: Vendor, root: Path) -> None:
    config = vendor.folder / "pyrightconfig.json"
    settings = {"include": [vendor.package], "extraPaths": [str(root / "runtime")], "typeCheckingMode": "basic"}
    config.write_text(json.dumps({**settings, "pythonVersion": "3.10"}))
    check([sys.executable, "-m", "pyright", "-p", str(config), "--pythonpath", sys.executable], {}, vendor.folder)


def check(command: list[str], environment: dict[str, str], folder: Path) -> None:
    done = subprocess.run(
        command, env={**os.environ, **environment}, cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
