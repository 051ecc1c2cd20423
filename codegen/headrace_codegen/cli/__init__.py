"""The command ``headrace``. Bad input ends with exit code 1 and located messages, never with a traceback."""

from __future__ import annotations

from headrace_codegen.cli.app import app

__all__ = ["app", "main"]


def main() -> None:
    """The entry point of the console script."""
    app(prog_name="headrace")
