"""The committed client is what the generator writes, byte for byte, wherever it runs."""

from __future__ import annotations

import filecmp
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


def generate(spec: Path, out: Path, seed: str) -> None:
    """Run the command as a user does, in a process of its own, with its own order of sets."""
    command = [sys.executable, "-c", "from headrace_codegen.cli import main; main()"]
    done = subprocess.run(
        [*command, "generate", os.fspath(spec), "-o", os.fspath(out)],
        cwd=out.parent,
        env={**os.environ, "PYTHONHASHSEED": seed},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def files(folder: Path) -> list[str]:
    """The files below a folder, without what running Python leaves there."""
    found = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return sorted(path.relative_to(folder).as_posix() for path in found)


@pytest.mark.parametrize(("place", "seed"), [("a", "1"), ("some where/else", "2")])
def test_generation_gives_the_committed_tree(root: Path, tmp_path: Path, place: str, seed: str) -> None:
    """From nothing, in folders with different names, from a copy of the spec: always the same tree."""
    here = tmp_path / place
    here.mkdir(parents=True)
    shutil.copytree(root / "spec" / "openai", here / "openai")
    generate(here / "openai", here / "client", seed)
    committed = root / "generated" / "openai"
    names = files(committed)

    assert names == files(here / "client")
    assert filecmp.cmpfiles(committed, here / "client", names, shallow=False)[1:] == ([], [])
    assert len(names) > 1000
