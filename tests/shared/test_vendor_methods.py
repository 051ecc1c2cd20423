"""Four vendors: resources, methods, arguments and results equal those of the SDKs that came of the same document and
config.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from harness.surfaces import Tally, lower_folder, signature, walk

VENDORS = ("isaacus", "ogx", "onebusaway", "stagehand")
EXTRAS = ("extra_headers", "extra_query", "extra_body", "timeout")


def compare(case: Path) -> dict[str, Tally]:
    """What is equal, in four counts: classes with their modules, subresources, arguments, results."""
    surface: dict[str, Any] = json.loads((case / "surface.json").read_text("utf-8"))
    api, diagnostics = lower_folder(case / "openapi.yml", case / "stainless.yml")
    assert not diagnostics.failed, [str(found) for found in diagnostics]
    ours = {f"{resource.module}:{resource.class_name}": resource for _, resource in walk(api.resources)}
    tallies = {
        name: Tally() for name in ("client", "classes", "subresources", "methods", "arguments", "returns", "pages")
    }
    tallies["client"].check("client", api.client.name, surface["client"][0])
    tallies["client"].check("package", api.client.package, surface["package"])
    pages = [f"{prefix}{page.name}" for page in api.pages for prefix in ("Sync", "Async")]
    tallies["pages"].check("pages", pages, surface["pagination"])
    for target, facts in surface["resources"].items():
        if ":Async" in target:
            continue
        tallies["classes"].check(target, target in ours, True)
        if target not in ours:
            continue
        resource = ours[target]
        subresources = [name for name in facts["(subresources)"] if not name.startswith("with_")]
        tallies["subresources"].check(target, [child.name for child in resource.resources], subresources)
        methods = {name: method for name, method in facts.items() if not name.startswith("(")}
        tallies["methods"].check(target, [method.name for method in resource.methods], list(methods))
        for method in resource.methods:
            wanted = methods.get(method.name)
            if wanted is None:
                continue
            found = signature(method)
            label = f"{target}.{method.name}"
            arguments = (list(found.positional), [*found.keyword, *EXTRAS])
            tallies["arguments"].check(label, arguments, (wanted["positional"], wanted["keyword"]))
            tallies["returns"].check(label, found.returns, wanted["returns"])
    return tallies


@pytest.mark.parametrize("vendor", VENDORS)
def test_the_surface_is_equal(vendor: str, shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tallies = compare(shared / "cases" / vendor)
    with capsys.disabled():
        sys.stdout.write(f"\n{vendor:12}" + "  ".join(f"{name} {tally}" for name, tally in tallies.items()) + "\n")
    wrong = [line for tally in tallies.values() for line in tally.wrong or ()]
    assert not wrong, "\n".join(wrong)
    assert tallies["methods"].wanted > 0
