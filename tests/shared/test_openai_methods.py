"""The OpenAI SDK: every method that makes a request has the arguments and the result of the official client's, and the
tree is equal.
"""

from __future__ import annotations

import inspect
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from harness.surfaces import Signature, Tally, lower_folder, signature, walk
from headrace_openai import OpenAI

HELPERS = ("responses.parse", "chat.completions.parse", "beta.chat.completions.parse")
"""Recorded with an HTTP operation, but written by hand on top of ``create``."""

OF_ALL = {"extra_headers", "extra_query", "extra_body", "timeout"}
"""What all methods take that make requests."""

BEYOND = {
    "admin.organization.projects.create": {"residency"},
    "beta.realtime.sessions.create": {"prompt", "truncation"},
}
"""Arguments that the document has and the official client of its day didn't yet."""


def recorded(shared: Path) -> dict[str, dict[str, Any]]:
    surface = json.loads((shared / "reference" / "openai-surface.json").read_text("utf-8"))
    return {f"{method['resource']}.{method['method']}": method for method in surface["methods"]}


def ours(root: Path) -> dict[str, tuple[str, str, Signature]]:
    """Our methods by full name: verb, path and signature."""
    spec = root / "spec" / "openai"
    api, diagnostics = lower_folder(spec / "openapi.yaml", spec / "stainless.yml", spec / "overlay.yaml")
    assert not diagnostics.failed, [str(found) for found in diagnostics]
    return {
        f"{path}.{method.name}": (method.http, method.path, signature(method))
        for path, resource in walk(api.resources, aliases=True)
        for method in resource.methods
    }


def test_methods_are_equal(root: Path, shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wanted = {name: method for name, method in recorded(shared).items() if method.get("path") and name not in HELPERS}
    found = ours(root)
    tallies = {name: Tally() for name in ("methods", "operations", "arguments", "required", "returns")}
    for name, method in wanted.items():
        tallies["methods"].check(name, name in found, True)
        if name not in found:
            continue
        http, path, made = found[name]
        tallies["operations"].check(name, (http, path), (method["http"], method["path"]))
        assert BEYOND.get(name, set()) <= set(made.keyword)
        known = [param for param in made.keyword if param not in BEYOND.get(name, ())]
        tallies["arguments"].check(
            name, (list(made.positional), known), (method.get("positional") or [], method["params"])
        )
        tallies["required"].check(name, sorted(made.required), sorted(method["required"]))
        tallies["returns"].check(name, parts(made.returns), parts(method["returns"]))
    with capsys.disabled():
        sys.stdout.write("\nopenai  " + "  ".join(f"{name} {tally}" for name, tally in tallies.items()) + "\n")
    wrong = [line for tally in tallies.values() for line in tally.wrong or ()]
    assert not wrong, "\n".join(wrong)
    assert len(wanted) == 288


def test_every_recorded_method_takes_the_same(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Helpers that are written by hand and websocket connections too, in the generated package."""
    tally = Tally()
    for name, method in recorded(shared).items():
        wanted = {*(method.get("positional") or ()), *method["params"]} - OF_ALL
        taken = arguments(OpenAI(api_key="k", admin_api_key="k"), name)
        # A helper may take more than it did: what the document has, or we add.
        extra = BEYOND.get(name, set()) if method.get("path") else taken
        tally.check(name, sorted(taken - (extra - wanted)), sorted(wanted))
    with capsys.disabled():
        sys.stdout.write(f"\nopenai  methods with the same arguments {tally}\n")
    assert not tally.wrong, "\n".join(tally.wrong or ())


def arguments(client: Any, name: str) -> set[str]:
    """What our method of that name takes, without what all of them take."""
    owner = client
    *path, last = name.split(".")
    for attribute in path:
        owner = getattr(owner, attribute)
    taken = set(inspect.signature(getattr(owner, last)).parameters)
    return taken - OF_ALL


def test_the_tree_has_no_method_beyond_the_official_one(root: Path, shared: Path) -> None:
    """The recorded methods lack one that the official client has."""
    assert sorted(set(ours(root)) - set(recorded(shared))) == ["realtime.calls.create"]


def parts(returns: str) -> list[str]:
    """The members of a union in one order; where the recorded surface writes a module, only the name counts."""
    return sorted(part.rpartition("_response.")[2] for part in returns.split(" | "))
