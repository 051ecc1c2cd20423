"""Accepted differences: a YAML list in which each entry says what is accepted and why.

- path: lib.azure*          # as the report writes it; shell wildcards; or a list of such
  group: modules            # optional
  reason: Azure is not part of this SDK.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, cast

import yaml

from headrace_codegen.parity.differences import GROUPS, Difference, Report

__all__ = ["IgnoreError", "IgnoreRule", "apply_rules", "read_ignore_file"]


class IgnoreError(Exception):
    """A file of accepted differences that can't be read; the message names the file and the entry."""


@dataclass(frozen=True, slots=True)
class IgnoreRule:
    """Accepts missing and changed things whose path matches, in one group or in all. ``reason`` is never empty."""

    path: str
    reason: str
    group: str | None = None

    def accepts(self, found: Difference) -> bool:
        return self.group in (None, found.group) and fnmatchcase(found.path, self.path)

    def __str__(self) -> str:
        return f"{self.group}: {self.path}" if self.group else self.path


def read_ignore_file(path: Path) -> tuple[IgnoreRule, ...]:
    """The rules of a file. Raises ``IgnoreError`` for anything but a list of mappings with ``path`` and ``reason``."""
    try:
        value: Any = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise IgnoreError(f"{path}: {error}") from error
    if not isinstance(value, list):
        raise IgnoreError(f"{path}: a list of entries with path and reason is expected")
    entries = enumerate(cast("list[Any]", value), 1)
    return tuple(rule for number, entry in entries for rule in _rules(path, number, entry))


def _rules(path: Path, number: int, entry: Any) -> list[IgnoreRule]:
    """A rule for each path of an entry, so that one without use is noticed."""
    where = f"{path}: entry {number}"
    if not isinstance(entry, dict):
        raise IgnoreError(f"{where}: a mapping with path and reason is expected")
    fields = cast("dict[str, Any]", entry)
    unknown = sorted(set(fields) - {"path", "group", "reason"})
    if unknown:
        raise IgnoreError(f"{where}: unknown key {unknown[0]!r}")
    listed = cast("Any", fields.get("path"))
    paths = cast("list[Any]", listed if isinstance(listed, list) else [listed])
    for key, texts in (("path", paths), ("reason", [fields.get("reason")])):
        if not texts or any(not isinstance(text, str) or not text.strip() for text in texts):
            raise IgnoreError(f"{where}: {key} is missing")
    group = fields.get("group")
    if group is not None and group not in GROUPS:
        raise IgnoreError(f"{where}: there is no group {group!r}; groups are {', '.join(GROUPS)}")
    reason = " ".join(fields["reason"].split())
    return [IgnoreRule(path=text, reason=reason, group=group) for text in paths]


def apply_rules(report: Report, rules: Iterable[IgnoreRule]) -> None:
    """Give accepted differences their reason. The first rule that fits counts; rules without use are noted."""
    known = tuple(rules)
    used: set[IgnoreRule] = set()
    for group in report.groups.values():
        for index, found in enumerate(group.differences):
            rule = next((rule for rule in known if found.kind != "added" and rule.accepts(found)), None)
            if rule is not None:
                used.add(rule)
                group.differences[index] = replace(found, reason=rule.reason)
    report.unused = tuple(str(rule) for rule in known if rule not in used)
