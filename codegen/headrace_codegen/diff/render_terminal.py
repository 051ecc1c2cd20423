"""The report for a terminal: a summary of a few screens, then every change with its place."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from headrace_codegen.diff.changes import Change
from headrace_codegen.diff.levels import Level
from headrace_codegen.diff.report import Report
from headrace_codegen.diff.words import counts, safe, sdk_lines, subject, users, verdict

__all__ = ["print_report"]

MOST = 12
"""Lines of one list in the summary."""

_STYLES = {Level.BREAKING: "bold red", Level.ADDITION: "green", Level.PATCH: "dim"}
_MARKS = {Level.BREAKING: "!", Level.ADDITION: "+", Level.PATCH: "~"}


def print_report(report: Report, console: Console, *, details: bool = True) -> None:
    """Prints the summary and, if wanted, all changes by level. Wording is only counted."""
    _summary(report, console)
    if not details or report.empty:
        return
    for level in sorted(Level, reverse=True):
        found = [change for change in report.changes if change.level is level and change.kind != "prose-changed"]
        if found:
            _say(console, Text(f"\n{level.word.capitalize()} in the document: {len(found)}", "bold"))
        for change in found:
            _say(console, _line(report, change))
    for level in sorted(Level, reverse=True):
        words = sdk_lines(report.sdk or (), level)
        if words:
            _say(console, Text(f"\n{level.word.capitalize()} in the SDK: {len(words)}", "bold"))
        for line in words:
            _say(console, Text(f"  {_MARKS[level]} {line}", _STYLES[level]))


def _summary(report: Report, console: Console) -> None:
    _say(console, Text(f"{report.names[0]} -> {report.names[1]}", "dim"))
    _say(console, Text(verdict(report), _STYLES[report.level] if not report.empty else ""))
    for note in report.notes:
        _say(console, Text(f"note: {safe(note)}", "yellow"))
    if not report.empty:
        _table(report, console)
    if report.unplaced:
        _say(console, Text("\nOperations without a place; headrace check --write adds them like this:", "bold"))
        for found in report.unplaced[:MOST]:
            _say(console, Text(f"  ? {safe(found.operation)} as {safe(found.name)}", "yellow"))
        _more(console, len(report.unplaced))
    for level, title in ((Level.BREAKING, "Breaks users of the SDK"), (Level.ADDITION, "New for users of the SDK")):
        found = sdk_lines(report.sdk or (), level)
        if not found:
            continue
        _say(console, Text(f"\n{title}:", "bold"))
        for line in found[:MOST]:
            _say(console, Text(f"  {_MARKS[level]} {_cut(line)}", _STYLES[level]))
        _more(console, len(found))


def _table(report: Report, console: Console) -> None:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("")
    for title in ("breaking", "additions", "other"):
        table.add_column(title, justify="right")
    for row in counts(report):
        numbers = (row.breaking, row.additions, row.patches)
        table.add_row(
            row.what,
            *(Text(str(n) if n else "", style) for n, style in zip(numbers, ("bold red", "green", "dim"), strict=True)),
        )
    console.print(table)


def _line(report: Report, change: Change) -> Text:
    text = Text(f"  {_MARKS[change.level]} ", _STYLES[change.level])
    text.append(subject(change), "bold")
    text.append(f" {safe(change.text)}")
    if change.operations:
        text.append(f"  [{', '.join(change.directions)}: {users(change)}]", "dim")
    text.append(f"\n      {safe(report.place(change))}", "dim")
    return text


def _more(console: Console, count: int) -> None:
    if count > MOST:
        _say(console, Text(f"    and {count - MOST} more, below", "dim"))


def _cut(line: str, width: int = 150) -> str:
    return line if len(line) <= width else line[: width - 3] + "..."


def _say(console: Console, text: Text) -> None:
    console.print(text, soft_wrap=True, highlight=False)
