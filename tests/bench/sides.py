"""The two packages that are compared. Their names and shapes are the same, so one piece of work serves both."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["TESTS", "Side"]

TESTS = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Side:
    """A package, the interpreter that has it, and folders to put in front of that interpreter's path."""

    package: str
    python: str
    path: tuple[str, ...] = field(default=())

    @property
    def environment(self) -> dict[str, str]:
        """The environment of this side's processes: no keys, addresses or proxies of the machine."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.upper().startswith(("OPENAI_", "PYTHON", "HTTP", "ALL_PROXY"))
        }
        path = os.pathsep.join([os.fspath(TESTS), *self.path])
        return {**kept, "PYTHONPATH": path, "PYTHONHASHSEED": "0", "BENCH_PYTHON": sys.executable}

    def versions(self) -> dict[str, str]:
        """The versions of Python and of what matters for the figures."""
        script = (
            "import importlib.metadata as m, json, platform\n"
            "names = 'headrace-openai openai httpx httpx2 pydantic pydantic-core'.split()\n"
            "have = {d.metadata['Name']: d.version for d in m.distributions()}\n"
            "print(json.dumps({'python': platform.python_version(), **{n: have[n] for n in names if n in have}}))\n"
        )
        import json

        return json.loads(subprocess.check_output([self.python, "-c", script], env=self.environment, text=True))
