"""A whole comparison as a value: both layers, new operations without a place, and what it all means for a release."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from headrace_codegen.diagnostics import Diagnostics, DocumentError
from headrace_codegen.diff.changes import Change
from headrace_codegen.diff.document import diff_documents
from headrace_codegen.diff.fit import lower_fitted
from headrace_codegen.diff.levels import Level
from headrace_codegen.diff.places import Unplaced, unplaced_operations
from headrace_codegen.diff.sdk import SdkChange, diff_surfaces
from headrace_codegen.diff.sides import Side
from headrace_codegen.diff.surface_of import surface_of
from headrace_codegen.document import Document
from headrace_codegen.document_checks import check_document
from headrace_codegen.pipeline import Lowered
from headrace_codegen.source import Source

__all__ = ["Report", "checked", "compare"]


@dataclass(frozen=True, slots=True)
class Report:
    """What ``headrace diff`` found.

    ``sdk`` is None when one side could not be lowered; ``notes`` say why, and whatever else limits the report.
    ``version`` is the SDK's version before, None when unknown. Pointers belong to ``old`` or ``new``.
    """

    old: Document
    new: Document
    names: tuple[str, str]
    changes: tuple[Change, ...]
    sdk: tuple[SdkChange, ...] | None
    unplaced: tuple[Unplaced, ...] = ()
    notes: tuple[str, ...] = ()
    version: str | None = None

    @property
    def level(self) -> Level:
        """The worst of both layers."""
        levels = (change.level for change in (*self.changes, *(self.sdk or ())))
        return max(levels, default=Level.PATCH)

    @property
    def empty(self) -> bool:
        return not self.changes and not self.sdk

    @property
    def exit_code(self) -> int:
        """0 nothing that anybody notices, 1 additions, 2 something breaks."""
        return int(self.level)

    @property
    def next_version(self) -> str | None:
        """The version that semantic versioning asks for; the present one when nothing changed."""
        return None if self.version is None else self.version if self.empty else bump(self.version, self.level)

    def place(self, change: Change) -> str:
        """``file:line:column`` of a change."""
        document = self.new if change.new is not None else self.old
        return str(document.tree.place(change.pointer))


def bump(version: str, level: Level) -> str:
    """The next version. Before 1.0 a break moves the second number and all else the third (semver.org, item 4)."""
    numbers = [int(part) if part.isdecimal() else 0 for part in version.partition("-")[0].split(".")[:3]]
    major, minor, patch = (*numbers, 0, 0, 0)[:3]
    if level is Level.BREAKING:
        return f"{major + 1}.0.0" if major else f"0.{minor + 1}.0"
    if level is Level.ADDITION and major:
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}"


def checked(source: Source) -> Document:
    """The document of a source. Raises ``DocumentError`` with everything that is wrong with it."""
    diagnostics = Diagnostics()
    document = Document(source)
    check_document(document, diagnostics)
    diagnostics.check()
    return document


def compare(old: Side, new: Side, *, sdk: bool = True) -> Report:
    """Compares two sides. Raises ``DocumentError`` when one of the two documents is wrong.

    When an SDK can't be made of a side, because its config and document don't fit together, the report has the
    document's layer only and says so. ``sdk`` False leaves the other layer out.
    """
    before, after = checked(old.inputs.document), checked(new.inputs.document)
    changes = diff_documents(before, after)
    names = (old.name, new.name)
    if not sdk:
        return Report(before, after, names, changes, None)
    notes: list[str] = []
    lowered = [_lower(side, notes) for side in (old, new)]
    one, other = lowered
    found = diff_surfaces(surface_of(one.api), surface_of(other.api)) if one and other else None
    unplaced = unplaced_operations(other.document, other.config) if other else ()
    version = one.api.client.version if one else None
    return Report(before, after, names, changes, found, unplaced, tuple(notes), version)


def _lower(side: Side, notes: list[str]) -> Lowered | None:
    try:
        lowered, dropped = lower_fitted(side.inputs, borrowed=side.borrowed)
    except DocumentError as error:
        first = _first_error(error.diagnostics)
        notes.append(f"no SDK can be made of {side.name}, so its users are not in this report: {first}")
        return None
    if dropped:
        notes.append(f"{side.name} is read with a config that names {dropped} things that it doesn't have")
    return lowered


def _first_error(diagnostics: Iterable[object]) -> str:
    return next((str(found) for found in diagnostics if getattr(found, "severity", "") == "error"), "unknown error")
