"""``headrace parity``: whether one package can take another's place."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.table import Table

from headrace_codegen.cli.terminal import Terminal
from headrace_codegen.diagnostics import DocumentError
from headrace_codegen.parity import (
    Difference,
    IgnoreError,
    Package,
    PackageError,
    Report,
    compare,
    read_ignore_file,
    read_package,
    to_json,
    to_markdown,
)
from headrace_codegen.parity.differences import GROUPS
from headrace_codegen.write_file import write_file

__all__ = ["run_parity", "search_path"]


def search_path(places: Sequence[Path]) -> list[str]:
    """Where packages are looked for. An interpreter stands for its ``sys.path``; no place means our own.

    Raises ``PackageError`` for an interpreter that can't be asked.
    """
    found: list[str] = []
    for place in places:
        if place.is_dir():
            found.append(str(place))
            continue
        if not place.exists():
            raise PackageError(f"there is no folder and no Python interpreter {place}")
        command = [str(place), "-c", "import json, sys; print(json.dumps(sys.path))"]
        try:
            answer = subprocess.run(command, capture_output=True, check=True, timeout=60)
            found += [entry for entry in json.loads(answer.stdout) if isinstance(entry, str) and entry]
        except (OSError, subprocess.SubprocessError, ValueError) as error:
            raise PackageError(f"{place} is neither a folder nor a Python interpreter: {error}") from error
    return found or [entry for entry in sys.path if entry]


def run_parity(
    old: tuple[str, Sequence[Path]],
    new: tuple[str, Sequence[Path]],
    *,
    companions: Sequence[str],
    ignore: Path | None,
    markdown: Path | None,
    json_file: Path | None,
    private: bool,
    types: bool,
    added: bool,
    limit: int,
) -> int:
    """Compare and print; the exit code is 0 when nothing breaks users, 1 when something does, 2 when a package or file
    can't be read.
    """
    terminal = Terminal()
    try:
        rules = read_ignore_file(ignore) if ignore is not None else ()
        packages = [_read(name, places, companions) for name, places in (old, new)]
    except (PackageError, IgnoreError) as error:
        terminal.err.print(f"error: {error}", markup=False)
        return 2
    report = compare(*packages, private=private, types=types, rules=rules)
    try:
        if markdown is not None:
            write_file(markdown, to_markdown(report, added=added))
        if json_file is not None:
            write_file(json_file, to_json(report))
    except DocumentError as error:
        terminal.err.print(str(error), markup=False)
        return 2
    _print(terminal, report, limit, added=added)
    return 0 if report.equal else 1


def _read(name: str, places: Sequence[Path], companions: Sequence[str]) -> Package:
    return read_package(name, search_path(places), companions)


def _print(terminal: Terminal, report: Report, limit: int, *, added: bool) -> None:
    for key, group in report.groups.items():
        _list(terminal, GROUPS[key], group.breaking, limit)
        if added:
            _list(terminal, f"{GROUPS[key]}: only in {report.new}", group.added, limit)
    table = Table("group", "same", "of", "different", "accepted", "only new", title=f"{report.old} and {report.new}")
    for column in table.columns[1:]:
        column.justify = "right"
    for key, group in report.groups.items():
        if group.total or group.differences:
            counts = (group.same, group.total, len(group.breaking), len(group.accepted), len(group.added))
            table.add_row(key, *map(str, counts))
    terminal.out.print(table)
    for rule in report.unused:
        terminal.err.print(f"warning: the ignore rule {rule!r} accepts nothing", markup=False)
    breaking = sum(len(group.breaking) for group in report.groups.values())
    accepted = sum(len(group.accepted) for group in report.groups.values())
    # Both packages may have one name: the old distribution of an SDK, and the new one.
    old, new = (
        (f"the old {report.old}", f"the new {report.new}") if report.old == report.new else (report.old, report.new)
    )
    if breaking:
        count = "1 difference breaks" if breaking == 1 else f"{breaking} differences break"
        terminal.say(f"{count} users of {old}")
    else:
        but = f", but for {accepted} accepted differences" if accepted else ""
        terminal.say(f"{new} has everything that users of {old} import, call and read{but}")


def _list(terminal: Terminal, title: str, found: Iterable[Difference], limit: int) -> None:
    items = list(found)
    if not items:
        return
    terminal.say(f"{title} ({len(items)})")
    for item in items[: limit or None]:
        change = f": {item.old or 'nothing'} -> {item.new or 'nothing'}" if item.old or item.new else ""
        terminal.say(f"  {item.kind} {item.path}{change}")
        if places := item.places():
            terminal.say(f"    {' | '.join(places)}")
    if limit and len(items) > limit:
        terminal.say(f"  and {len(items) - limit} more: --limit 0 prints all, --markdown and --json write all")
