"""The report as Markdown, for a pull request or a job summary: the summary first, details folded away."""

from __future__ import annotations

from headrace_codegen.diff.changes import Change
from headrace_codegen.diff.levels import Level
from headrace_codegen.diff.report import Report
from headrace_codegen.diff.words import counts, safe, sdk_lines, subject, users, verdict

__all__ = ["to_markdown"]

MOST = 15
"""Lines of one list in the summary; the details have all."""

LIMIT = 60_000
"""Characters; a pull request's text takes 65,536."""


def to_markdown(report: Report) -> str:
    """The whole report, cut at ``LIMIT`` with a word on it."""
    text = "\n".join([*_summary(report), *_details(report)]) + "\n"
    if len(text) <= LIMIT:
        return text
    cut = text[:LIMIT].rpartition("\n")[0]
    ends = "\n</details>" * (cut.count("<details>") - cut.count("</details>"))
    return f"{cut}\n{ends}\n\nThe rest is too long to show here; `headrace diff` has it.\n"


def _summary(report: Report) -> list[str]:
    lines = ["## API update", "", verdict(report), ""]
    lines += [f"> {_text(note)}" for note in report.notes] + ([""] if report.notes else [])
    if report.empty:
        return lines + _unplaced(report)
    lines += ["| | breaking | additions | other |", "|---|--:|--:|--:|"]
    lines += [f"| {row.what} | {row.breaking} | {row.additions} | {row.patches} |" for row in counts(report)] + [""]
    lines += _unplaced(report)
    for level, title in ((Level.BREAKING, "Breaks users of the SDK"), (Level.ADDITION, "New for users of the SDK")):
        found = sdk_lines(report.sdk or (), level)
        if found:
            lines += [f"### {title}", "", *(f"- {line}" for line in found[:MOST])]
            lines += [f"- and {len(found) - MOST} more, below"] if len(found) > MOST else []
            lines.append("")
    return lines


def _unplaced(report: Report) -> list[str]:
    if not report.unplaced:
        return []
    lines = ["### Operations without a place", "", "`headrace check --write` adds them to the config like this:", ""]
    return [*lines, *(f"- `{_text(found.operation)}` as `{_text(found.name)}`" for found in report.unplaced), ""]


def _details(report: Report) -> list[str]:
    lines: list[str] = []
    for level, title in ((Level.BREAKING, "Breaking"), (Level.ADDITION, "Additions"), (Level.PATCH, "Other")):
        found = [change for change in report.changes if change.level is level]
        if found:
            lines += [f"<details><summary>Document: {title.lower()} ({len(found)})</summary>", ""]
            lines += [_line(report, change) for change in found] + ["", "</details>", ""]
        words = sdk_lines(report.sdk or (), level)
        if len(words) > MOST or (words and level is Level.PATCH):
            lines += [f"<details><summary>SDK: {title.lower()} ({len(words)})</summary>", ""]
            lines += [f"- {line}" for line in words] + ["", "</details>", ""]
    return lines


def _line(report: Report, change: Change) -> str:
    where = f" ({', '.join(change.directions)}: {_text(users(change))})" if change.operations else ""
    return f"- **{_text(subject(change))}** {_text(safe(change.text))}{where} `{report.place(change)}`"


def _text(text: str) -> str:
    """Words of a document must not become markup."""
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>|" else letter for letter in safe(text))
