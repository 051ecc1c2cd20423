"""Which pairs of schemas were compared, what was found in each, and how traffic reaches them.

A pair is compared once however often it is used: what is found in it is found once, and the graph of references tells
afterwards which operations reach it, and in which direction. So recursive schemas end, and a change in a schema that a
hundred operations share is one change with a hundred users. A pair is only reached through places that both documents
have: what changes at the place of a reference is found there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from headrace_codegen.diff.changes import Change, Finding, classify
from headrace_codegen.diff.levels import DIRECTIONS, Direction

__all__ = ["ALL", "Graph", "Pair"]

ALL: frozenset[Direction] = frozenset(DIRECTIONS)

Pair = tuple[str, str]
"""Pointers of two schemas that are compared: old, new."""

_Use = tuple[Direction, str]


@dataclass(slots=True)
class _Unit:
    findings: list[Finding] = field(default_factory=list[Finding])
    edges: dict[Pair, frozenset[Direction]] = field(default_factory=dict[Pair, "frozenset[Direction]"])


class Graph:
    """Findings by pair, references between pairs, and the uses from outside."""

    def __init__(self) -> None:
        self.units: dict[Pair, _Unit] = {}
        self._roots: dict[_Use, list[Pair]] = {}
        self._fixed: dict[Finding, dict[_Use, None]] = {}

    def open(self, pair: Pair) -> bool:
        """Whether ``pair`` is new, and must be compared now."""
        if pair in self.units:
            return False
        self.units[pair] = _Unit()
        return True

    def found(self, pair: Pair, finding: Finding) -> None:
        """Something was found inside of ``pair``."""
        self.units[pair].findings.append(finding)

    def refers(self, pair: Pair, to: Pair, only: frozenset[Direction]) -> None:
        """``pair`` refers to another, at a place that allows the directions ``only``."""
        edges = self.units[pair].edges
        edges[to] = edges.get(to, frozenset[Direction]()) | only

    def uses(self, pair: Pair, direction: Direction, operation: str) -> None:
        """An operation uses ``pair`` itself."""
        self._roots.setdefault((direction, operation), []).append(pair)

    def known(self, finding: Finding) -> None:
        """Something was found that nothing may use."""
        self._fixed.setdefault(finding, {})

    def found_at(self, finding: Finding, direction: Direction, operation: str | None) -> None:
        """Something was found outside of schemas, where the direction is known; it may be found by many operations."""
        self._fixed.setdefault(finding, {})[direction, operation or ""] = None

    def changes(self) -> list[Change]:
        """All findings with their reach, in the order in which they were found."""
        reach = self._reach()
        made = [_change(finding, uses) for finding, uses in self._fixed.items()]
        merged: dict[tuple[str, str | None, str | None], tuple[Finding, dict[_Use, None]]] = {}
        for pair, unit in self.units.items():
            for finding in unit.findings:
                known = merged.setdefault((finding.kind, finding.old, finding.new), (finding, {}))[1]
                known.update({use: None for use in reach.get(pair, {}) if use[0] in finding.only})
        made += [_change(finding, uses) for finding, uses in merged.values()]
        return made

    def _reach(self) -> dict[Pair, dict[_Use, None]]:
        reach: dict[Pair, dict[_Use, None]] = {}
        for use, roots in self._roots.items():
            queue = list(roots)
            seen = set(roots)
            while queue:
                pair = queue.pop()
                reach.setdefault(pair, {})[use] = None
                for next_, only in self.units[pair].edges.items():
                    if use[0] in only and next_ not in seen:
                        seen.add(next_)
                        queue.append(next_)
        return reach


def _change(finding: Finding, uses: Iterable[_Use]) -> Change:
    uses = list(uses)
    reached: set[str] = {direction for direction, _ in uses}
    directions: tuple[Direction, ...] = tuple(direction for direction in DIRECTIONS if direction in reached)
    operations = tuple(sorted({operation for _, operation in uses if operation}))
    level = classify(finding.kind, directions)
    return Change(finding.kind, finding.old, finding.new, finding.before, finding.after, directions, operations, level)
