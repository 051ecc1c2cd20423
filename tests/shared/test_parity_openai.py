"""``headrace parity`` between the official ``openai`` package and ours.

Static analysis needs no dependencies, so the official package is only unpacked, into a folder of its own, whose path is
in ``HEADRACE_OFFICIAL``: ``pip install --no-deps --target DIR openai==3.3.1``.
"""

from __future__ import annotations

import os
import sys
from importlib.metadata import distributions
from pathlib import Path

import pytest

from headrace_codegen.parity import Package, Report, compare, read_ignore_file, read_package
from headrace_codegen.parity.facts import is_private

VERSION = "3.3.1"


@pytest.fixture(scope="module")
def official() -> Package:
    folder = os.environ.get("HEADRACE_OFFICIAL")
    if not folder:
        pytest.skip(f"needs openai=={VERSION}, unpacked in the folder that HEADRACE_OFFICIAL names")
    versions = [found.version for found in distributions(path=[folder]) if found.metadata["Name"] == "openai"]
    assert versions == [VERSION]
    return read_package("openai", [folder])


@pytest.fixture(scope="module")
def ours(root: Path) -> Package:
    return read_package("headrace_openai", [root / "generated" / "openai", root / "runtime"], ["headrace"])


@pytest.fixture(scope="module")
def report(official: Package, ours: Package, root: Path) -> Report:
    return compare(official, ours, rules=read_ignore_file(root / "tests" / "data" / "parity" / "openai.yml"))


def public_types(package: Package) -> dict[str, tuple[str, str]]:
    """Every type that a package below ``types`` exports: where, and the deep module that defines it."""
    found: dict[str, tuple[str, str]] = {}
    for name, module in package.modules.items():
        is_package = any(other.startswith(f"{name}.") for other in package.modules)
        if (name == "types" or name.startswith("types.")) and is_package and not is_private(name):
            for public, definition in module.names.items():
                home = definition.partition(":")[0]
                if home and public[0].isupper():
                    found[f"{name}:{public}"] = (home, definition.partition(":")[2])
    return found


def test_what_the_packages_of_types_hold(official: Package) -> None:
    """1,342 names that are no modules: the types, and `annotations` where a package has it from ``__future__``."""
    folder = Path(os.environ["HEADRACE_OFFICIAL"]) / "openai" / "types"
    future = [path for path in folder.rglob("__init__.py") if "import annotations" in path.read_text("utf-8")]
    assert (len(public_types(official)), len(future)) == (1306, 36)


def test_public_types_are_under_their_packages_and_in_their_deep_modules(
    official: Package, ours: Package, report: Report, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = public_types(official)
    named = [path for path in wanted if ours.definition(*path.split(":")) is not None]
    deep = [
        path
        for path, (home, name) in wanted.items()
        if not is_private(home) and ours.definition(home, name) is not None
    ]
    with capsys.disabled():
        sys.stdout.write(
            f"\ntypes     {len(named)}/{len(wanted)} under packages  {len(deep)}/{len(wanted)} in modules\n"
        )
    accepted = {item.path for group in report.groups.values() for item in group.accepted}
    missing = sorted(set(wanted) - set(named) - accepted)
    assert missing == []
    homes = {path: f"{home}:{name}" for path, (home, name) in wanted.items() if path not in deep}
    assert sorted(home for path, home in homes.items() if home not in accepted and path not in accepted) == []
    assert len(wanted) > 1300


def test_the_tree_is_equal_and_methods_take_the_same(report: Report, capsys: pytest.CaptureFixture[str]) -> None:
    tree, calls = report.groups["tree"], report.groups["calls"]
    with capsys.disabled():
        sys.stdout.write(f"\nresources {tree.same}/{tree.total}  methods {calls.same}/{calls.total}, sync and async\n")
        for item in (*tree.accepted, *calls.accepted):
            sys.stdout.write(f"  not there yet: {item.path} ({item.reason})\n")
    assert [item.path for item in tree.breaking] == []
    assert [item.path for item in calls.breaking] == []


def test_nothing_that_users_import_or_call_is_missing_without_a_reason(
    report: Report, capsys: pytest.CaptureFixture[str]
) -> None:
    with capsys.disabled():
        for key, group in report.groups.items():
            if group.total:
                counts = f"{group.same}/{group.total}, {len(group.accepted)} accepted"
                sys.stdout.write(f"\n{key:11}{counts}")
        sys.stdout.write("\n")
    breaking = [
        f"{item.group}: {item.kind} {item.path} ({item.old} -> {item.new})"
        for group in report.groups.values()
        for item in group.breaking
    ]
    assert not breaking, "\n".join(breaking)
    assert report.unused == ()
