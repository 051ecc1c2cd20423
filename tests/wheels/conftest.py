"""The three distributions, built once, and an environment that has nothing of the checkout."""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
import venv
from pathlib import Path

import pytest
from filelock import FileLock

from harness.distributions import PROJECTS, build, run


@pytest.fixture(scope="session")
def dist(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with sdist and wheel of each distribution: ``HEADRACE_DIST``, or built here without a network.

    Each wheel is built from the sdist, which is what an index would get.
    """
    if given := os.environ.get("HEADRACE_DIST"):
        return Path(given)
    out = tmp_path_factory.getbasetemp().parent / "dist"
    with FileLock(out.with_suffix(".lock")):
        if not (out / "done").exists():
            for project in PROJECTS.values():
                build(root / project, out)
            (out / "done").touch()
    return out


@pytest.fixture(scope="session")
def python(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an empty environment, with the three wheels in it.

    Where the wheels were given, their dependencies come from the index, as for a user. Else they are lent by the
    environment that runs the tests: by a path file. The path files of *that* environment don't count then, so that its
    editable installs of the checkout stay out.
    """
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=False, symlinks=os.name != "nt")
    interpreter = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    install = (sys.executable, "-m", "pip", "--python", interpreter, "install", "--quiet")
    wheels = sorted(dist.glob("*.whl"))
    if "HEADRACE_DIST" in os.environ:
        runtime = [f"{wheel}[testing]" for wheel in wheels if wheel.name.startswith("headrace-")]
        run(*install, *runtime, *wheels, cwd=home)
        return interpreter
    run(*install, "--no-index", "--no-deps", *wheels, cwd=home)
    own = Path(run(interpreter, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=home).strip())
    lent = dict.fromkeys(sysconfig.get_path(kind) for kind in ("purelib", "platlib"))
    (own / "lent.pth").write_text("".join(f"{path}\n" for path in lent))
    return interpreter


@pytest.fixture(scope="session")
def sources(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny spec, copied out of the checkout."""
    folder = tmp_path_factory.mktemp("sources") / "spec"
    shutil.copytree(root / "tests" / "wheels" / "spec", folder)
    return folder
