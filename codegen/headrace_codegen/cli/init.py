"""``headrace init``: a first config for a document that has none."""

from __future__ import annotations

from pathlib import Path

from headrace_codegen.cli.terminal import Terminal, guarded
from headrace_codegen.diagnostics import Diagnostic, Diagnostics, DocumentError
from headrace_codegen.document import Document
from headrace_codegen.document_checks import check_document
from headrace_codegen.document_mending import mend_document
from headrace_codegen.inputs import read_inputs
from headrace_codegen.lower.derive import derived_yaml
from headrace_codegen.overlay import apply_overlay
from headrace_codegen.tree import Tree
from headrace_codegen.write_file import write_file

__all__ = ["run_init"]


def run_init(spec: Path, *, force: bool) -> int:
    """Writes ``stainless.yml``; returns the exit code. One that is there stays, unless ``force``."""
    terminal = Terminal()

    def command() -> int:
        path = spec / "stainless.yml"
        inputs = read_inputs(spec)
        if inputs.config is not None and not force:
            message = f"{inputs.config.name} is there already"
            raise DocumentError((Diagnostic("output/exists", "error", message, "replace it with --force"),))
        diagnostics = Diagnostics()
        tree = Tree(inputs.document)
        if inputs.overlay is not None:
            apply_overlay(tree, inputs.overlay, diagnostics)
        mend_document(tree, diagnostics)
        document = Document(tree)
        check_document(document, diagnostics)
        diagnostics.check()
        write_file(path, derived_yaml(document))
        terminal.diagnostics(diagnostics)
        terminal.say(f"{path.as_posix()}: written; edit the resources and names to your liking")
        return 0

    return guarded(terminal, command)
