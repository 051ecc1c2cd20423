"""The OpenAI document as the client was generated from it: with the overlay applied."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from harness.contract import Contract
from headrace_codegen.diagnostics import Diagnostics
from headrace_codegen.overlay import apply_overlay
from headrace_codegen.source import load_source
from headrace_codegen.tree import Tree

SPEC = Path(__file__).resolve().parents[2] / "spec" / "openai"


@lru_cache(maxsize=1)
def openai_contract() -> Contract:
    """The contract of all operations. Read once per process."""
    tree = Tree(load_source(SPEC / "openapi.yaml"))
    diagnostics = Diagnostics()
    apply_overlay(tree, load_source(SPEC / "overlay.yaml"), diagnostics)
    if diagnostics.failed:
        raise AssertionError(f"the overlay doesn't apply: {list(diagnostics)}")
    return Contract(tree.value)
