"""``headrace diff``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from headrace_codegen.cli.terminal import Terminal
from headrace_codegen.diagnostics import Diagnostic, DocumentError
from headrace_codegen.diff.changelog import changelog_entry
from headrace_codegen.diff.levels import Level
from headrace_codegen.diff.render_github import to_annotations
from headrace_codegen.diff.render_json import to_json
from headrace_codegen.diff.render_markdown import to_markdown
from headrace_codegen.diff.render_terminal import print_report
from headrace_codegen.diff.report import Report, compare
from headrace_codegen.diff.sides import read_side
from headrace_codegen.write_file import write_file

__all__ = ["ERROR", "run_diff"]

ERROR = 3
"""The exit code when there is no report; 0 to 2 tell what the report says."""

FORMATS: dict[str, Callable[[Report], str]] = {
    "markdown": to_markdown,
    "json": to_json,
    "github": to_annotations,
    "changelog": changelog_entry,
}
_THRESHOLDS = {"breaking": Level.BREAKING, "additions": Level.ADDITION, "never": None}


def run_diff(
    old: str,
    new: str | None,
    spec: Path | None,
    *,
    format: str = "terminal",
    out: Path | None = None,
    details: bool = True,
    fail_on: str | None = None,
    sdk: bool = True,
) -> int:
    """Compares, prints, and returns the exit code. Errors are printed and give ``ERROR``; no output is written then."""
    terminal = Terminal()
    try:
        _check(format, fail_on)
        folder = spec if spec is not None else None
        target = new if new is not None else (folder or Path(".")).as_posix()
        report = compare(read_side(old, folder), read_side(target, folder), sdk=sdk)
        if format == "terminal" and out is None:
            print_report(report, terminal.out, details=details)
        else:
            text = FORMATS[format](report) if format != "terminal" else _plain(report, details)
            if out is None:
                print(text, end="")  # noqa: T201 - the format of a machine, not of a terminal
            else:
                write_file(out, text)
    except DocumentError as error:
        terminal.diagnostics(error.diagnostics)
        return ERROR
    return exit_code(report, fail_on)


def exit_code(report: Report, fail_on: str | None) -> int:
    """The report's own exit code, or 0 where it is below the threshold."""
    if fail_on is None:
        return report.exit_code
    threshold = _THRESHOLDS[fail_on]
    return report.exit_code if threshold is not None and report.level >= threshold else 0


def _check(format: str, fail_on: str | None) -> None:
    if format != "terminal" and format not in FORMATS:
        raise _unknown("format", format, ("terminal", *FORMATS))
    if fail_on is not None and fail_on not in _THRESHOLDS:
        raise _unknown("fail-on", fail_on, tuple(_THRESHOLDS))


def _unknown(option: str, value: str, known: tuple[str, ...]) -> DocumentError:
    message = f"--{option} can't be {value!r}"
    return DocumentError((Diagnostic("cli/option", "error", message, f"one of: {', '.join(known)}"),))


def _plain(report: Report, details: bool) -> str:
    """The terminal's text without colours."""
    from io import StringIO

    from rich.console import Console

    file = StringIO()
    print_report(report, Console(file=file, width=120, highlight=False, soft_wrap=True), details=details)
    return file.getvalue()
