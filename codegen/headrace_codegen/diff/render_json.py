"""The report as JSON, for other programs. The form is kept compatible; ``format`` counts up when it can't be."""

from __future__ import annotations

import json
from typing import Any

from headrace_codegen.diff.changelog import changelog_entry
from headrace_codegen.diff.changes import Change
from headrace_codegen.diff.report import Report

__all__ = ["to_json"]


def to_json(report: Report) -> str:
    """All changes with places, classifications and reach; the same report gives the same bytes."""
    value = {
        "format": 1,
        "old": report.names[0],
        "new": report.names[1],
        "level": None if report.empty else report.level.word,
        "bump": None if report.empty else report.level.bump,
        "version": report.version,
        "next_version": report.next_version,
        "notes": list(report.notes),
        "document": [_change(report, change) for change in report.changes],
        "sdk": None
        if report.sdk is None
        else [
            {"kind": change.kind, "name": change.name, "text": change.text, "level": change.level.word}
            for change in report.sdk
        ],
        "unplaced": [
            {"operation": found.operation, "place": found.name, "models": dict(found.models)}
            for found in report.unplaced
        ],
        "changelog": changelog_entry(report),
    }
    return json.dumps(value, indent=2, ensure_ascii=False, default=str) + "\n"


def _change(report: Report, change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "level": change.level.word,
        "by_direction": {direction: level.word for direction, level in change.levels.items()},
        "text": change.text,
        "place": report.place(change),
        "old": change.old,
        "new": change.new,
        "before": change.before,
        "after": change.after,
        "operations": list(change.operations),
    }
