"""``headrace import``: a document from anywhere into a spec folder."""

from __future__ import annotations

import time
from pathlib import Path

from headrace_codegen.cli.terminal import Terminal, guarded, seconds
from headrace_codegen.diagnostics import Diagnostics
from headrace_codegen.document import Document
from headrace_codegen.document_checks import check_document
from headrace_codegen.document_mending import mend_document
from headrace_codegen.facts import HEADER, extract_facts
from headrace_codegen.source import load_source
from headrace_codegen.tree import Tree
from headrace_codegen.write_file import write_file
from headrace_codegen.write_yaml import to_yaml

__all__ = ["import_document", "run_import"]


def run_import(document: str, out: Path, *, facts: bool, quiet: bool) -> int:
    """Reads, reduces and writes; returns the exit code. What isn't OpenAPI is refused and nothing is written."""
    terminal = Terminal(quiet=quiet)

    def command() -> int:
        start = time.perf_counter()
        with terminal.stages() as on_stage:
            on_stage("read the document")
            text, read, diagnostics = import_document(document, facts=facts)
            written = write_file(out, text)
        terminal.diagnostics(diagnostics)
        what = f"{len(read.operations)} operations, {len(read.schemas)} schemas, {len(read.webhooks)} webhooks"
        state = "written" if written else "unchanged"
        terminal.say(f"{out.as_posix()}: {what}, {len(text.encode()):,} bytes {state}, {seconds(start)}")
        return 0

    return guarded(terminal, command)


def import_document(origin: str, *, facts: bool) -> tuple[str, Document, Diagnostics]:
    """The imported text, the document it was made from, and what was found. Raises ``DocumentError``."""
    source = load_source(origin)
    diagnostics = Diagnostics()
    tree = Tree(source)
    mend_document(tree, diagnostics)
    document = Document(tree)
    check_document(document, diagnostics)
    diagnostics.check()
    text = to_yaml(extract_facts(tree.root, diagnostics), HEADER) if facts else to_yaml(source.value)
    return text, document, diagnostics
