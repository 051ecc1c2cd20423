"""A report as Markdown and as JSON; `headrace_codegen.cli.parity` prints it on the terminal."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from headrace_codegen.parity.differences import GROUPS, Difference, Group, Report

__all__ = ["to_json", "to_markdown"]


def to_json(report: Report) -> str:
    """``{"old", "new", "equal", "unused_rules", "groups": {key: {"total", "same", "differences": [...]}}}``."""
    groups = {
        key: {"total": group.total, "same": group.same, "differences": [_plain(found) for found in group.differences]}
        for key, group in report.groups.items()
    }
    value = {
        "old": report.old,
        "new": report.new,
        "equal": report.equal,
        "unused_rules": list(report.unused),
        "groups": groups,
    }
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


def _plain(found: Difference) -> dict[str, Any]:
    value = asdict(found)
    for key in ("old_place", "new_place"):
        place = getattr(found, key)
        value[key] = None if place is None else str(place)
    return {key: item for key, item in value.items() if item not in (None, "") and key != "group"}


def to_markdown(report: Report, *, added: bool = False) -> str:
    """A table of counts, then the differences of each group as a list. ``added`` lists new names, too."""
    lines = [
        f"# `{report.old}` and `{report.new}`",
        "",
        "| Group | Same | Different | Accepted | Only new |",
        "|---|---:|---:|---:|---:|",
    ]
    for key, group in report.groups.items():
        if group.total or group.differences:
            lines.append(
                f"| {GROUPS[key]} | {group.same} of {group.total} | {len(group.breaking)} | {len(group.accepted)} "
                f"| {len(group.added)} |"
            )
    for group in report.groups.values():
        lines += _section(group, added=added)
    if report.unused:
        lines += ["", "## Ignore rules without use", "", *(f"- `{rule}`" for rule in report.unused)]
    return "\n".join(lines) + "\n"


def _section(group: Group, *, added: bool) -> list[str]:
    kinds = [("Missing or changed", group.breaking), ("Accepted", group.accepted)]
    kinds += [("Only in the new package", group.added)] if added else []
    lines: list[str] = []
    for title, found in kinds:
        if found:
            lines += ["", f"## {GROUPS[group.key]}: {title.lower()} ({len(found)})", ""]
            lines += [f"- {_line(item)}" for item in found]
    return lines


def _line(found: Difference) -> str:
    text = f"`{found.path}` {found.kind}"
    if found.old or found.new:
        text += f": `{found.old or 'nothing'}` → `{found.new or 'nothing'}`"
    places = found.places()
    text += f" ({', '.join(places)})" if places else ""
    return f"{text}: {found.reason}" if found.reason else text
