"""Packages of four vendors, generated from the unchanged document and config, and the recorded surface of the SDKs that
came of the same inputs elsewhere.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.surfaces import Tally
from headrace_codegen.inputs import read_inputs
from headrace_codegen.parity import Package, read_package
from headrace_codegen.pipeline import compile_sdk

__all__ = ["VENDORS", "Vendor", "compared", "generate"]

VENDORS = ("isaacus", "ogx", "onebusaway", "stagehand")
EXTRAS = ["extra_headers", "extra_query", "extra_body", "timeout"]
_GROUPS = ("modules", "names", "bases", "fields", "exports", "resources", "methods", "parameters", "pages", "client")


@dataclass(frozen=True, slots=True)
class Vendor:
    """One generated package. ``folder`` is what goes on the search path, ``surface`` the recorded facts."""

    name: str
    folder: Path
    package: str
    surface: dict[str, Any]

    def read(self, runtime: Path) -> Package:
        """The package's facts, as static analysis finds them."""
        return read_package(self.package, [self.folder, runtime], ["headrace"])


def generate(name: str, case: Path, folder: Path) -> Vendor:
    """Compile the SDK of ``case`` into ``folder``, as ``headrace generate`` does."""
    spec = folder / "spec"
    spec.mkdir(parents=True)
    shutil.copyfile(case / "openapi.yml", spec / "openapi.yaml")
    shutil.copyfile(case / "stainless.yml", spec / "stainless.yml")
    compile_sdk(read_inputs(spec)).tree.write(folder / "out")
    surface: dict[str, Any] = json.loads((case / "surface.json").read_text("utf-8"))
    return Vendor(name, folder / "out", surface["package"], surface)


def compared(vendor: Vendor, package: Package) -> dict[str, Tally]:
    """The recorded surface beside the printed package."""
    tallies = {name: Tally() for name in _GROUPS}
    _types(vendor.surface, package, tallies)
    for target, facts in vendor.surface["resources"].items():
        _resource(target, facts, package, tallies)
    for name in vendor.surface["pagination"]:
        tallies["pages"].check(name, f"pagination:{name}" in package.classes, True)
    for name in vendor.surface["client"]:
        tallies["client"].check(name, package.definition("", name) in package.classes, True)
    return tallies


def _types(surface: dict[str, Any], package: Package, tallies: dict[str, Tally]) -> None:
    for module, names in surface["types"].items():
        found = package.modules.get(module)
        tallies["modules"].check(module, found is not None, True)
        for name, facts in names.items():
            tallies["names"].check(f"{module}:{name}", found is not None and name in found.names, True)
            made = package.classes.get(f"{module}:{name}")
            if facts and made is not None:
                tallies["bases"].check(f"{module}:{name}", list(made.bases), facts["bases"])
                own = [field for field in made.fields if field in made.own]
                tallies["fields"].check(f"{module}:{name}", own, facts["fields"])
    for module, exports in surface["types_exports"].items():
        found = package.modules.get(module)
        tallies["exports"].check(module, sorted(found.listed) if found is not None else None, sorted(exports))


def _resource(target: str, facts: dict[str, Any], package: Package, tallies: dict[str, Tally]) -> None:
    made = package.classes.get(target)
    tallies["resources"].check(target, made is not None, True)
    if made is None:
        return
    children = [name for name, field in made.fields.items() if field.resource is not None]
    wanted = [*facts["(subresources)"], "with_raw_response", "with_streaming_response"]
    tallies["resources"].check(f"{target} below", sorted(children), sorted(set(wanted)))
    methods = {name: value for name, value in facts.items() if not name.startswith("(")}
    found = {name: method for name, method in made.methods.items() if not name.startswith("_")}
    tallies["methods"].check(target, list(found), list(methods))
    for name, method in methods.items():
        params = found[name].params if name in found else ()
        by_kind = [[p.name for p in params if p.kind == kind] for kind in ("positional", "keyword")]
        keyword = [name for name in by_kind[1] if name != "idempotency_key"]
        expected = (method["positional"], [name for name in method["keyword"] if name != "idempotency_key"])
        tallies["parameters"].check(
            f"{target}.{name}", (by_kind[0], sorted(keyword)), (expected[0], sorted(expected[1]))
        )
