"""The format pass: all Python text through ``ruff format``, in one process, with settings of its own."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from headrace_codegen.emit.text import EmitError

__all__ = ["LINE_LENGTH", "format_python"]

LINE_LENGTH = 120


def format_python(files: Mapping[str, str]) -> dict[str, str]:
    """``files`` with every ``.py`` formatted. Raises ``EmitError`` when one of them is no Python."""
    python = [path for path in files if path.endswith(".py")]
    with tempfile.TemporaryDirectory(prefix="headrace-") as name:
        folder = Path(name)
        # Flat, numbered names: no path of the SDK is ever made here.
        for number, path in enumerate(python):
            (folder / f"module{number}.py").write_bytes(files[path].encode())
        _run(folder, python)
        formatted = {path: (folder / f"module{number}.py").read_bytes().decode() for number, path in enumerate(python)}
    return {path: formatted.get(path, text) for path, text in files.items()}


def _run(folder: Path, paths: list[str]) -> None:
    options = ["--isolated", "--no-cache", f"--line-length={LINE_LENGTH}", "--target-version=py310"]
    command = [sys.executable, "-m", "ruff", "format", *options, "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        message = re.sub(r"module(\d+)\.py", lambda match: paths[int(match[1])], done.stderr.strip())
        raise EmitError(f"the printed text is no Python: {message}")
