"""Building the three distributions, and running commands in an environment that knows nothing of the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROJECTS = {"headrace": "runtime", "headrace_codegen": "codegen", "headrace_openai": "generated/openai"}


def run(*command: str | Path, cwd: Path, env: dict[str, str] | None = None) -> str:
    """Run a command; its output is in the error when it fails."""
    done = subprocess.run(
        [os.fspath(part) for part in command],
        cwd=cwd,
        env={**clean_environment(), **(env or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise AssertionError(f"{command} gave {done.returncode}:\n{done.stdout}")
    return done.stdout


def clean_environment() -> dict[str, str]:
    """The environment without anything that lets Python find the checkout."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}


def build(project: Path, out: Path, *options: str) -> None:
    """Build a project with the backend that is installed here; nothing is downloaded."""
    run(sys.executable, "-m", "build", "--no-isolation", *options, "--outdir", out, project, cwd=project)
