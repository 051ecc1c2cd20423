"""A whole comparison as a value: both layers, new operations without a place, and what it all means for a release."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from headrace_codegen.config.load import load_config
from headrace_codegen.config.model import Config
from headrace_codegen.diagnostics import Diagnostics, DocumentError
from headrace_codegen.diff.changes import Change
from headrace_codegen.diff.document import diff_documents
from headrace_codegen.diff.fit import lower_fitted
from headrace_codegen.diff.levels import Direction, Level
from headrace_codegen.diff.places import Unplaced, unplaced_operations
from headrace_codegen.diff.sdk import SdkChange, diff_surfaces
from headrace_codegen.diff.sides import Side
from headrace_codegen.diff.surface import Surface
from headrace_codegen.diff.surface_of import surface_of
from headrace_codegen.document import Document
from headrace_codegen.document_checks import check_document
from headrace_codegen.source import Source

__all__ = ["Report", "bump", "checked", "compare"]

PARALLEL_FROM = 500_000
"""Bytes of both documents from which on the two sides are lowered in two processes."""


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
    names = (old.name, new.name)
    if not sdk:
        return Report(before, after, names, diff_documents(before, after), None)
    one, other = _both(old, new)
    return Report(
        before,
        after,
        names,
        diff_documents(before, after, _messages(new)),
        None if one.surface is None or other.surface is None else diff_surfaces(one.surface, other.surface),
        other.unplaced,
        (*one.notes, *other.notes),
        one.version,
    )


def _messages(side: Side) -> dict[str, Direction]:
    """Component schemas that the config declares as messages: what is received is a stream of them."""
    if side.inputs.config is None:
        return {}
    config = load_config(side.inputs.config, Diagnostics())
    found: dict[str, Direction] = {}
    directions: tuple[Direction, Direction] = ("request", "stream")
    for names, direction in zip((config.headrace.sent, config.headrace.received), directions, strict=True):
        for name in names:
            target = _target(config, name)
            if target is not None:
                found.setdefault(target, direction)
    return found


def _target(config: Config, model: str) -> str | None:
    """The component that a model path (``"realtime.client_event"``) names."""
    *path, name = model.split(".")
    tree = (*config.resources, *([config.shared] if config.shared else ()))
    resource = None
    for part in path:
        resource = next((found for found in tree if found.name == part), None)
        tree = resource.subresources if resource is not None else ()
    known = resource.models.get(name) if resource is not None else None
    return known.target.rpartition("/")[2] if known is not None and known.target is not None else None


@dataclass(frozen=True, slots=True)
class _Sdk:
    """What a report needs of the SDK of one side. ``surface`` is None when there is none."""

    surface: Surface | None
    version: str | None = None
    unplaced: tuple[Unplaced, ...] = ()
    notes: tuple[str, ...] = ()


def _both(old: Side, new: Side) -> tuple[_Sdk, _Sdk]:
    """The SDKs of both sides; of large documents at the same time, since each takes seconds."""
    if min(len(side.inputs.document.text) for side in (old, new)) < PARALLEL_FROM:
        return _sdk(old), _sdk(new)
    # "spawn", since the caller may have threads, which a fork would break.
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        beside = pool.submit(_sdk, old)
        other = _sdk(new)
        return beside.result(), other


def _sdk(side: Side) -> _Sdk:
    try:
        lowered, dropped = lower_fitted(side.inputs, borrowed=side.borrowed)
    except DocumentError as error:
        first = next((str(found) for found in error.diagnostics if found.severity == "error"), "unknown error")
        note = f"no SDK can be made of {side.name}, so its users are not in this report: {first}"
        return _Sdk(None, notes=(note,))
    notes = (f"{side.name} is read with a config that names {dropped} things that it doesn't have",) if dropped else ()
    unplaced = unplaced_operations(lowered.document, lowered.config)
    return _Sdk(surface_of(lowered.api), lowered.api.client.version, unplaced, notes)
