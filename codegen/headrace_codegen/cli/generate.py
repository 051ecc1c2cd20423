"""``headrace generate`` and ``headrace check``."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from headrace_codegen.cli.terminal import Terminal, guarded, seconds
from headrace_codegen.inputs import read_inputs
from headrace_codegen.ir_dump import to_json
from headrace_codegen.output import Changes
from headrace_codegen.pipeline import Compilation, compile_sdk
from headrace_codegen.remembered import Remembered, fingerprint, made_of, recall, remember
from headrace_codegen.write_file import write_file

__all__ = ["run_check", "run_generate"]


def run_generate(
    spec: Path, out: Path, ledger: Path | None = None, dump_ir: Path | None = None, *, strict: bool, quiet: bool
) -> int:
    """Compiles and writes; returns the exit code. After an error, or in strict mode a finding, nothing is written."""
    terminal = Terminal(quiet=quiet)
    return guarded(terminal, lambda: _generate(terminal, spec, out, ledger, dump_ir, strict))


def run_check(spec: Path, out: Path, *, write: bool = False, strict: bool, quiet: bool) -> int:
    """Compiles and compares; returns 0 when ``out`` is what would be generated and every operation has its place.

    ``write`` first gives new operations a place in the config.
    """
    terminal = Terminal(quiet=quiet)

    def command() -> int:
        from headrace_codegen.cli.new_operations import place_operations

        inputs = read_inputs(spec)
        known = recall(key := fingerprint(inputs))
        start = time.perf_counter()
        if known is not None and known.placed and known.is_in(out):
            _say_up_to_date(terminal, out, known, start)
            return 0
        unplaced = place_operations(terminal, spec, write=write)
        if known is not None and not write and known.is_in(out):
            _say_up_to_date(terminal, out, known, start)
            code = 0
        else:
            code = _check(terminal, spec, out, strict)
        if code or unplaced:
            return 1
        if not write and (made := recall(key)) is not None:
            remember(key, replace(made, placed=True))
        return 0

    return guarded(terminal, command)


def _generate(
    terminal: Terminal, spec: Path, out: Path, ledger: Path | None, dump_ir: Path | None, strict: bool
) -> int:
    start = time.perf_counter()
    with terminal.stages() as on_stage:
        compilation = _compiled(spec, on_stage)
        if ledger is not None:
            write_file(ledger, "".join(f"{line}\n" for line in _ledger(compilation)))
        if dump_ir is not None:
            write_file(dump_ir, to_json(compilation.api))
        failed = strict and _strict_findings(compilation)
        changes = None if failed else _write(compilation, out, on_stage)
    terminal.diagnostics(compilation.diagnostics)
    for line in _summary(compilation):
        terminal.say(line)
    if changes is None:
        _print_ledger(terminal, compilation)
        terminal.err.print("error: --strict allows no warnings and no ledger lines; nothing was written", markup=False)
        return 1
    if compilation.stats.ledger and ledger is None:
        terminal.say("What could not be expressed: see --ledger FILE")
    terminal.say(f"{out.as_posix()}: {_files(changes)}, {seconds(start)}")
    return 0


def _compiled(spec: Path, on_stage: Callable[[str], None]) -> Compilation:
    """Compiles a spec folder, and remembers the outcome if there is nothing to say of it."""
    inputs = read_inputs(spec)
    compilation = compile_sdk(inputs, on_stage)
    if not tuple(compilation.diagnostics) and not compilation.api.ledger:
        remember(fingerprint(inputs), made_of(compilation.tree, _summary(compilation)))
    return compilation


def _say_up_to_date(terminal: Terminal, out: Path, known: Remembered, start: float) -> None:
    for line in known.summary:
        terminal.say(line)
    terminal.say(f"{out.as_posix()} is up to date: {len(known.files)} files, {seconds(start)}")


def _write(compilation: Compilation, out: Path, on_stage: object) -> Changes:
    if callable(on_stage):
        on_stage("write what changed")
    return compilation.tree.write(out)


def _check(terminal: Terminal, spec: Path, out: Path, strict: bool) -> int:
    start = time.perf_counter()
    with terminal.stages() as on_stage:
        compilation = _compiled(spec, on_stage)
        changes = compilation.tree.compare(out)
    terminal.diagnostics(compilation.diagnostics)
    for line in _summary(compilation):
        terminal.say(line)
    for kind, paths in (("missing", changes.added), ("differs", changes.changed), ("left over", changes.deleted)):
        for path in paths:
            terminal.err.print(f"{kind}: {(out / path).as_posix()}", markup=False)
    if changes:
        count = len(changes.added) + len(changes.changed) + len(changes.deleted)
        hint = f"run: headrace generate {spec.as_posix()} -o {out.as_posix()}"
        terminal.err.print(f"error: {out.as_posix()} is stale, {count} files differ; {hint}", markup=False)
        return 1
    terminal.say(f"{out.as_posix()} is up to date: {len(changes.unchanged)} files, {seconds(start)}")
    if strict and _strict_findings(compilation):
        _print_ledger(terminal, compilation)
        return 1
    return 0


def _strict_findings(compilation: Compilation) -> bool:
    return bool(compilation.api.ledger) or compilation.diagnostics.count("warning") > 0


def _ledger(compilation: Compilation) -> list[str]:
    """One line for each thing that could not be expressed, with its place in the spec."""
    tree = compilation.document.tree
    return [
        f"{tree.place(line.pointer)}: {line.code}: {line.message}; became {line.became} (#{line.pointer})"
        for line in compilation.api.ledger
    ]


def _print_ledger(terminal: Terminal, compilation: Compilation) -> None:
    for line in _ledger(compilation):
        terminal.err.print(line, markup=False)


def _summary(compilation: Compilation) -> list[str]:
    stats = compilation.stats
    return [
        f"Read {stats.operations} operations, {stats.schemas} schemas, {stats.webhooks} webhooks",
        f"Made {stats.resources} resources with {stats.methods} methods, {stats.models} models, "
        f"{stats.request_types} request types, {stats.streams} streams of {stats.event_unions} event unions; "
        f"ledger: {stats.ledger} lines",
    ]


def _files(changes: Changes) -> str:
    written = len(changes.added) + len(changes.changed)
    return f"{written} files written, {len(changes.unchanged)} unchanged, {len(changes.deleted)} deleted"
