"""The client's static types, as the two type checkers see them in a user's code, both at their strictest."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent
Checker = Callable[[Path, Path, Path], dict[int, str]]
ACCEPTED, DOWNSTREAM, REFUSED = HERE / "accepted.py", HERE / "downstream.py", HERE / "refused.py"


def pyright(file: Path, root: Path, tmp_path: Path) -> dict[int, str]:
    """Errors of pyright strict by line."""
    shutil.copy(file, tmp_path)  # pyright looks below the folder of its settings only
    config = tmp_path / "pyrightconfig.json"
    paths = [str(root / folder) for folder in ("runtime", "generated/openai")]
    settings = {"include": [file.name], "typeCheckingMode": "strict", "extraPaths": paths}
    config.write_text(json.dumps({**settings, "reportUnusedExpression": False}))
    done = subprocess.run(
        [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable, "-p", str(config)],
        capture_output=True,
        text=True,
        check=False,
    )
    report = json.loads(done.stdout)
    assert report["summary"]["filesAnalyzed"] == 1, done.stdout
    found = report["generalDiagnostics"]
    return {item["range"]["start"]["line"] + 1: item["message"] for item in found if item["severity"] == "error"}


def mypy(file: Path, root: Path, tmp_path: Path) -> dict[int, str]:
    """Errors of mypy strict by line."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "mypy",
            "--strict",
            "--config-file=",
            "--follow-imports=silent",
            "--cache-dir",
            str(tmp_path),
            str(file),
        ],
        cwd=tmp_path,
        env={"MYPYPATH": f"{root / 'runtime'}:{root / 'generated/openai'}", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.findall(rf"{re.escape(file.name)}:(\d+): error: (.*)", done.stdout)
    assert found or done.returncode == 0, done.stdout + done.stderr
    return {int(line): message for line, message in found}


checkers = pytest.mark.parametrize("check", [mypy, pyright])


@checkers
@pytest.mark.parametrize("file", [ACCEPTED, DOWNSTREAM], ids=lambda file: file.stem)
def test_right_code_is_accepted(check: Checker, file: Path, root: Path, tmp_path: Path) -> None:
    """No error, and every ``assert_type`` holds: overloads of ``stream``, narrowing, pages, raw responses, errors; the
    runtime under the names that code downstream of the official package imports.
    """
    assert {} == check(file, root, tmp_path)


@checkers
def test_wrong_code_is_refused(check: Checker, root: Path, tmp_path: Path) -> None:
    """Each mistake is found, in its line, and nothing else."""
    lines = REFUSED.read_text("utf-8").splitlines()
    wanted = [number for number, line in enumerate(lines, 1) if line.endswith("# wrong")]

    assert wanted == sorted(check(REFUSED, root, tmp_path))
