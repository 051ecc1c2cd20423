"""New operations: what ``headrace check`` says of them, and its ``--write``."""

from __future__ import annotations

from pathlib import Path

from headrace_codegen.cli.terminal import Terminal
from headrace_codegen.config.load import load_config
from headrace_codegen.diagnostics import Diagnostics
from headrace_codegen.diff.config_edit import with_operations
from headrace_codegen.diff.fit import corrected
from headrace_codegen.diff.places import unplaced_operations
from headrace_codegen.inputs import read_inputs
from headrace_codegen.write_file import write_file

__all__ = ["place_operations"]


def place_operations(terminal: Terminal, spec: Path, *, write: bool) -> int:
    """Names the operations without a place, or gives them one; returns how many are left without."""
    inputs = read_inputs(spec)
    if inputs.config is None:
        return 0
    found = unplaced_operations(corrected(inputs), load_config(inputs.config, Diagnostics()))
    if not found:
        return 0
    if write:
        write_file(Path(inputs.config.name), with_operations(inputs.config, found))
        for one in found:
            terminal.say(f"{inputs.config.name}: {one.operation} is `{one.name}` now")
        return 0
    for one in found:
        place = inputs.document.place(one.pointer)
        terminal.err.print(f"{place}: {one.operation} has no place; proposed is `{one.name}`", markup=False)
    terminal.err.print(
        f"error: {len(found)} operations have no place; add them with --write, or list them under"
        " `unspecified_endpoints`",
        markup=False,
    )
    return len(found)
