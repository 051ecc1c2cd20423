"""The report as annotations of GitHub Actions: workflow commands on stdout, one line each.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from collections.abc import Iterator

from headrace_codegen.diff.levels import Level
from headrace_codegen.diff.report import Report
from headrace_codegen.diff.words import sdk_lines, subject, verdict

__all__ = ["to_annotations"]

MOST = 40
"""GitHub shows few annotations of one step; the worst come first."""


def to_annotations(report: Report) -> str:
    """Breaks of the document as warnings at their lines, breaks of the SDK without a place, then a notice."""
    return "".join(f"{line}\n" for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    broken = [change for change in report.changes if change.level is Level.BREAKING]
    for change in broken[:MOST]:
        document = report.new if change.new is not None else report.old
        place = document.tree.place(change.pointer)
        at = f"file={_property(place.file)},line={place.line},col={place.column},title=Breaking change"
        yield f"::warning {at}::{_data(f'{subject(change)} {change.text}')}"
    for line in sdk_lines(report.sdk or (), Level.BREAKING)[:MOST]:
        yield f"::warning title=Breaks users of the SDK::{_data(line)}"
    for found in report.unplaced[:MOST]:
        yield f"::warning title=Operation without a place::{_data(f'{found.operation}: proposed is {found.name}')}"
    yield f"::notice title=API update::{_data(verdict(report))}"


def _data(text: str) -> str:
    """The message of a command, escaped: a document must not end it and begin another."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
