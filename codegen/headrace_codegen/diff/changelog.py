"""A changelog entry in the form of Keep a Changelog (https://keepachangelog.com/en/1.1.0/), ready to be pasted."""

from __future__ import annotations

from headrace_codegen.diff.levels import Level
from headrace_codegen.diff.report import Report
from headrace_codegen.diff.sdk import SdkChange
from headrace_codegen.diff.words import safe, sdk_lines, subject

__all__ = ["changelog_entry"]

_SECTIONS = ("Added", "Changed", "Deprecated", "Removed")


def changelog_entry(report: Report) -> str:
    """The entry, headed by the suggested version; empty when nothing changed.

    It speaks of the SDK; of the document only where no SDK could be made.
    """
    if report.empty:
        return ""
    lines = [f"## {report.next_version or 'Unreleased'}", ""]
    sections = _of_sdk(report.sdk) if report.sdk is not None else _of_document(report)
    for name in _SECTIONS:
        if sections[name]:
            lines += [f"### {name}", *(f"- {line}" for line in sections[name]), ""]
    if not any(sections.values()):
        lines += ["### Changed", "- Wording of the API's document.", ""]
    return "\n".join(lines)


def _of_sdk(changes: tuple[SdkChange, ...]) -> dict[str, list[str]]:
    groups: dict[str, list[SdkChange]] = {name: [] for name in _SECTIONS}
    for change in changes:
        groups[_section(change.kind)].append(change)
    return {name: _lines(name, tuple(found)) for name, found in groups.items()}


def _lines(section: str, changes: tuple[SdkChange, ...]) -> list[str]:
    lines: list[str] = []
    for level in sorted(Level, reverse=True):
        # A removal breaks by its nature; a change says so.
        note = "**Breaking:** " if level is Level.BREAKING and section != "Removed" else ""
        lines += [f"{note}{line}." for line in sdk_lines(changes, level)]
    return lines


def _of_document(report: Report) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {name: [] for name in _SECTIONS}
    for change in sorted(report.changes, key=lambda change: -change.level):
        if change.level is not Level.PATCH:
            note = "**Breaking:** " if change.level is Level.BREAKING else ""
            groups[_section(change.kind)].append(f"{note}{subject(change)} {safe(change.text)}.")
    return groups


def _section(kind: str) -> str:
    if kind.endswith(("deprecated", "undeprecated")):
        return "Deprecated" if not kind.endswith("undeprecated") else "Changed"
    if kind.endswith(("-added", "-gained")):
        return "Added"
    return "Removed" if kind.endswith(("-removed",)) else "Changed"
