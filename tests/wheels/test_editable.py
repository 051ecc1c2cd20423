"""An editable install of the generator reads the checkout's templates, so that an edit shows at once."""

from __future__ import annotations

import os
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from harness.distributions import run

pytestmark = [pytest.mark.wheels, pytest.mark.xdist_group("wheels")]


def test_no_stale_copy(root: Path, tmp_path: Path) -> None:
    home = tmp_path / "environment"
    venv.create(home, with_pip=False, symlinks=os.name != "nt")
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pip = (sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-index", "--no-deps")
    own = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=tmp_path).strip())
    (own / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    run(*pip, "--no-build-isolation", "-e", root / "codegen", cwd=tmp_path)
    found = run(
        python, "-c", "from headrace_codegen.emit.templates import template_folder as f; print(f())", cwd=tmp_path
    )

    assert root / "templates" == Path(found.strip())
    assert not (root / "codegen" / "headrace_codegen" / "_templates").exists()
