"""The update of the OpenAI document from 2026-07-23 to 2026-08-21, against comparisons that know nothing of ours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from harness.package_surface import read_surface
from headrace_codegen.diff.changes import Change
from headrace_codegen.diff.document import diff_documents
from headrace_codegen.diff.fit import lower_fitted
from headrace_codegen.diff.levels import Level
from headrace_codegen.diff.render_terminal import print_report
from headrace_codegen.diff.report import Report, compare
from headrace_codegen.diff.sdk import diff_surfaces
from headrace_codegen.diff.sides import read_side
from headrace_codegen.diff.surface import Surface
from headrace_codegen.diff.surface_of import surface_of
from headrace_codegen.document import Document
from headrace_codegen.emit import emit
from headrace_codegen.output import OutputTree
from headrace_codegen.source import load_source

pytestmark = pytest.mark.xdist_group("diff_openai")

VERBS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@pytest.fixture(scope="module")
def files(shared: Path) -> tuple[Path, Path]:
    found = tuple(shared / "openapi" / f"openai-2026-{day}.yaml" for day in ("07-23", "08-21"))
    if not all(path.exists() for path in found):
        pytest.skip("needs both shared OpenAI documents")
    return found[0], found[1]


@pytest.fixture(scope="module")
def documents(files: tuple[Path, Path]) -> tuple[Document, Document]:
    old, new = (Document(load_source(path)) for path in files)
    return old, new


@pytest.fixture(scope="module")
def report(files: tuple[Path, Path], root: Path) -> Report:
    spec = root / "spec/openai"
    return compare(read_side(str(files[0]), spec), read_side(str(files[1]), spec))


# --- a plain tree comparison ------------------------------------------------------------------------------------------

Fact = tuple[str, str, str]
"""What it is, where it stands (a pointer without array indexes), and its name or value."""


def facts(root: Any) -> set[Fact]:
    """All operations, schemas, properties and enum values of a document, found by walking its plain data."""
    found = {
        ("operation", f"/paths/{escaped(path)}/{verb}", "")
        for path, item in root["paths"].items()
        for verb in item
        if verb in VERBS
    }
    found |= {("schema", f"/components/schemas/{escaped(name)}", "") for name in root["components"]["schemas"]}

    def walk(value: Any, pointer: str, schema: bool) -> None:
        if isinstance(value, dict):
            properties = value.get("properties")
            if (
                schema
                and isinstance(properties, dict)
                and all(isinstance(item, (dict, bool)) for item in properties.values())
            ):
                found.update(("property", f"{pointer}/properties/{escaped(name)}", "") for name in properties)
            if schema and isinstance(value.get("enum"), list):
                found.update(("value", f"{pointer}/enum", repr(item)) for item in value["enum"] if item is not None)
            for key, item in value.items():
                if key not in ("example", "examples", "enum", "default") and not key.startswith("x-"):
                    walk(item, f"{pointer}/{escaped(key)}", True)
        elif isinstance(value, list):
            for item in value:
                walk(item, pointer, schema)

    for part in ("paths", "webhooks", "components"):
        walk(root[part], f"/{part}", True)
    return {(kind, plain(place), value) for kind, place, value in found}


def escaped(token: str) -> str:
    return token.replace("~", "~0").replace("/", "~1")


WHOLE = (
    "-added",
    "-removed",
    "-renamed",
    "-moved",
    "type-changed",
    "type-widened",
    "type-narrowed",
    "union-introduced",
    "union-collapsed",
    "restructured",
)
"""Changes that say something about all that is below their place."""


def covered(changes: Iterable[Change], side: str) -> tuple[set[str], set[str], set[tuple[str, str]]]:
    """Places that the report names, places that it names as wholes, and values that it names at their place."""
    exact: set[str] = set()
    whole: set[str] = set()
    values: set[tuple[str, str]] = set()
    for change in changes:
        pointer = change.old if side == "old" else change.new
        if pointer is None:
            continue
        place = plain(pointer)
        exact.add(place)
        if change.kind.endswith(WHOLE):
            whole.add(place)
        if change.kind.startswith("enum-value"):
            values.add((place, repr(change.before if side == "old" else change.after)))
    return exact, whole, values


def plain(pointer: str) -> str:
    return "/".join(token for token in pointer.split("/") if not token.isdecimal())


def missing(found: set[Fact], changes: Iterable[Change], side: str) -> Iterator[Fact]:
    exact, whole, values = covered(changes, side)
    for fact in sorted(found):
        kind, place, value = fact
        above = [place[: place.index("/", at)] for at in range(2, len(place)) if place[at] == "/"]
        if any(part in whole for part in above) or (kind != "value" and place in exact):
            continue
        if kind == "value" and (place in whole or (place, value) in values):
            continue
        yield fact


@pytest.mark.parametrize("backwards", [False, True])
def test_nothing_that_a_plain_comparison_finds_is_missing(
    documents: tuple[Document, Document], backwards: bool
) -> None:
    old, new = reversed(documents) if backwards else documents
    changes = diff_documents(old, new)
    before, after = facts(old.root.value), facts(new.root.value)
    gone, come = before - after, after - before
    assert len(gone | come) > 250
    assert list(missing(gone, changes, "old")) == []
    assert list(missing(come, changes, "new")) == []
    # The comparison itself can tell: without one sort of change, something is missing.
    for kind in ("schema", "property-", "enum-value-", "operation-"):
        fewer = [change for change in changes if not change.kind.startswith(kind)]
        assert [*missing(gone, fewer, "old"), *missing(come, fewer, "new")] != []


def test_the_report_is_right_about_what_is_known(report: Report) -> None:
    """Facts of this update, read from the two documents by hand."""
    found = {(change.kind, change.pointer): change for change in report.changes}
    added = found["operation-added", "/paths/~1content_provenance_checks/post"]
    assert added.level is Level.ADDITION
    assert {change.kind for change in report.changes if change.kind.startswith("operation-")} == {
        "operation-added",
        "operation-deprecated",
    }
    fast = [change for change in report.changes if change.kind == "enum-value-added" and change.after == "fast"]
    assert "/components/schemas/ServiceTierEnum/enum/2" in {change.new for change in fast}
    assert (
        found["property-removed", "/components/schemas/ProjectCreateRequest/properties/geography"].level
        is Level.BREAKING
    )
    renamed = {change.before: change.after for change in report.changes if change.kind == "schema-renamed"}
    assert renamed["Conversation-2"] == "ResponseConversation"
    assert [change.after for change in report.changes if change.kind == "webhook-added"] == ["live_call_incoming"]
    # It moved from a base into those who had it from there: nobody lost it.
    tier = found["property-moved", "/components/schemas/CreateResponse/allOf/2/properties/service_tier"]
    assert tier.level is Level.PATCH
    texts = {change.text for change in report.sdk or ()}
    assert "`client.content_provenance_checks` is new" in texts
    assert "`client.chat.completions.create` gained `service_tier='fast'`" in texts
    assert report.unplaced == ()
    assert (report.exit_code, report.next_version) == (2, "0.2.0")


def test_the_summary_fits_on_three_screens(report: Report) -> None:
    file = StringIO()
    print_report(report, Console(file=file, width=160, soft_wrap=True), details=False)
    assert 10 < len(file.getvalue().splitlines()) <= 3 * 24


def test_no_document_differs_from_itself(documents: tuple[Document, Document], files: tuple[Path, Path]) -> None:
    again = Document(load_source(files[1]))
    assert diff_documents(documents[1], again) == ()


def test_the_regenerated_package_has_the_surface_that_was_foretold(
    files: tuple[Path, Path], root: Path, tmp_path: Path
) -> None:
    """Both packages are printed, and read from their source text: the same names, types and changes."""
    read: list[Surface] = []
    foretold: list[Surface] = []
    for path in files:
        lowered, _ = lower_fitted(read_side(str(path), root / "spec/openai").inputs, borrowed=True)
        OutputTree(emit(lowered.api)).write(tmp_path / path.stem)
        said = {name: replace(item, deprecated=False) for name, item in surface_of(lowered.api).items()}
        printed = {
            name: replace(item, hidden=said[name].hidden) if name in said else item
            for name, item in read_surface(tmp_path / path.stem / lowered.api.client.package).items()
        }
        assert [name for name in said if name not in printed] == []
        assert [name for name in printed if name not in said] == []
        assert [(said[name], printed[name]) for name in said if said[name] != printed[name]] == []
        read.append(printed)
        foretold.append(said)
    changes = diff_surfaces(*foretold)
    assert len(changes) > 100
    assert set(changes) == set(diff_surfaces(*read))
