"""A small SDK from a few lines of document and config: generated, imported, and called against a server on loopback."""

from __future__ import annotations

import importlib
import itertools
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from types import ModuleType
from typing import Any

from headrace_codegen.diagnostics import Diagnostics
from headrace_codegen.inputs import Inputs
from headrace_codegen.pipeline import compile_sdk
from headrace_codegen.source import Source

__all__ = ["Made", "inputs_of", "made"]

_NUMBERS = itertools.count(1)
_HEAD = 'openapi: 3.1.0\ninfo: {title: Mill API, version: "1"}\n'


@dataclass(frozen=True, slots=True)
class Made:
    """An SDK: its package, its files by path below the package, and what the compiler said of the inputs."""

    package: ModuleType
    files: dict[str, str]
    diagnostics: Diagnostics

    def client(self, url: str, **options: Any) -> Any:
        """The client of the SDK, for a server at ``url``."""
        return self.package.Mill(base_url=url, max_retries=0, **options)

    def module(self, name: str) -> ModuleType:
        """A module of the package."""
        return importlib.import_module(f"{self.package.__name__}.{name}")

    def warnings(self) -> list[str]:
        """What the compiler warned of, as ``code: message``."""
        return [f"{found.code}: {found.message}" for found in self.diagnostics if found.severity == "warning"]


def inputs_of(document: str, config: str, package: str = "mill") -> Inputs:
    """Inputs of ``document`` (without ``openapi`` and ``info``) and ``config`` (without organization and targets)."""
    head = f"organization: {{name: mill}}\ntargets: {{python: {{package_name: {package}}}}}\n"
    return Inputs(
        Source("openapi.yaml", (_HEAD + dedent(document)).encode()),
        config=Source("stainless.yml", (head + dedent(config)).encode()),
    )


@contextmanager
def made(folder: Path, document: str, config: str) -> Iterator[Made]:
    """The SDK of ``document`` and ``config``, importable until the end of the block. ``folder`` is where it is put."""
    name = f"mill_{next(_NUMBERS)}"
    compilation = compile_sdk(inputs_of(document, config, name))
    for path, text in compilation.tree.files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    sys.path.insert(0, str(folder))
    try:
        package = importlib.import_module(name)
        files = {path.removeprefix(f"{name}/"): text for path, text in compilation.tree.files.items()}
        yield Made(package, files, compilation.diagnostics)
    finally:
        sys.path.remove(str(folder))
        for loaded in [module for module in sys.modules if module.partition(".")[0] == name]:
            del sys.modules[loaded]
