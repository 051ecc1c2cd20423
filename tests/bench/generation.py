"""How long the compiler takes for the OpenAI SDK. Wall-clock time, as it works in two processes."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

__all__ = ["cold"]

_ROOT = Path(__file__).resolve().parents[2]
_COMMAND = "import sys; from headrace_codegen.cli import main; sys.exit(main())"


def cold(sdk: Any) -> Callable[[], dict[str, float]]:
    """Generate into an empty folder, then check that nothing has changed."""

    # The one that has the compiler, else that of the bench; the client's may be without.
    python = os.environ.get("BENCH_COMPILER") or os.environ.get("BENCH_PYTHON", sys.executable)

    def run(*arguments: str) -> float:
        started = time.perf_counter()
        subprocess.run([python, "-c", _COMMAND, *arguments], check=True, cwd=_ROOT, stdout=subprocess.DEVNULL)
        return time.perf_counter() - started

    def sample() -> dict[str, float]:
        with tempfile.TemporaryDirectory() as folder:
            out = os.path.join(folder, "out")
            return {
                "cold": run("generate", "spec/openai", "-o", out, "--quiet"),
                "check": run("check", "spec/openai", "-o", out, "--quiet"),
            }

    return sample
