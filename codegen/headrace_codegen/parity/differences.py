"""The result of a comparison: counts by group, and every difference with its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from headrace_codegen.parity.facts import Place

__all__ = ["GROUPS", "Difference", "Group", "Kind", "Report"]

Kind = Literal["missing", "changed", "added"]

GROUPS = {
    "modules": "Modules that can be imported",
    "exports": "Names that can be imported from a module",
    "classes": "Classes",
    "bases": "Base classes (isinstance and except)",
    "fields": "Fields and properties of classes",
    "types": "Types of fields",
    "methods": "Methods of classes, and functions",
    "parameters": "Parameters",
    "returns": "Return types",
    "overloads": "Overloads",
    "tree": "Resources, as attributes of the client",
    "calls": "Methods of the client's resources with the same parameters and result",
}
"""Key and meaning of each group, in the order of a report."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. ``path`` is what users write: ``module:Class.method(parameter)``, for the tree
    ``Client.resource.method``. ``missing`` and ``changed`` break users, ``added`` doesn't. ``reason`` is why it is
    accepted, when an ignore rule says so.
    """

    group: str
    kind: Kind
    path: str
    old: str = ""
    new: str = ""
    old_place: Place | None = None
    new_place: Place | None = None
    reason: str | None = None

    def places(self) -> list[str]:
        """Where to look, in the old package and in the new one."""
        found = (("old", self.old_place), ("new", self.new_place))
        return [f"{which} {place}" for which, place in found if place is not None]


@dataclass(slots=True)
class Group:
    """The counts of one group: how many things the old package has, and what is different."""

    key: str
    total: int = 0
    same: int = 0
    differences: list[Difference] = field(default_factory=list[Difference])

    @property
    def breaking(self) -> list[Difference]:
        """Missing and changed things that no ignore rule accepts."""
        return [found for found in self.differences if found.kind != "added" and found.reason is None]

    @property
    def accepted(self) -> list[Difference]:
        return [found for found in self.differences if found.kind != "added" and found.reason is not None]

    @property
    def added(self) -> list[Difference]:
        return [found for found in self.differences if found.kind == "added"]


@dataclass(slots=True)
class Report:
    """Two packages side by side. ``unused`` are ignore rules that nothing needed."""

    old: str
    new: str
    groups: dict[str, Group] = field(default_factory=lambda: {key: Group(key) for key in GROUPS})
    unused: tuple[str, ...] = ()

    def count(self, group: str, *, same: bool) -> None:
        """Count one thing that the old package has."""
        self.groups[group].total += 1
        self.groups[group].same += same

    def add(self, found: Iterable[Difference]) -> None:
        """Take differences into their groups."""
        for difference in found:
            self.groups[difference.group].differences.append(difference)

    @property
    def equal(self) -> bool:
        """Whether nothing that the old package has is missing or changed, but for what is accepted."""
        return not any(group.breaking for group in self.groups.values())
