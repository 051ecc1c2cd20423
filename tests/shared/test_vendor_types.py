"""Types of four vendors and of OpenAI: modules, classes, bases and fields equal those of the SDKs that came of the same
inputs.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from harness.surfaces import Tally, lower_folder
from headrace_codegen import ir
from headrace_codegen.lower.types_unit import walk

VENDORS = ("isaacus", "ogx", "onebusaway", "stagehand")


def classes(api: ir.Api) -> dict[str, dict[str, dict[str, Any]]]:
    """Modules, the names in them, and of classes their bases and fields: the form of the recorded surfaces."""
    return {module.module: {d.name: _facts(d) for d in module.declarations} for module in api.modules}


def _facts(declaration: ir.Declaration) -> dict[str, Any]:
    if isinstance(declaration, ir.Alias):
        return {}
    bases = [base.name for base in declaration.bases] or [
        {"model": "BaseModel", "typeddict": "TypedDict"}[declaration.kind]
    ]
    return {"bases": bases, "fields": [field.name for field in declaration.fields]}


@pytest.mark.parametrize("vendor", VENDORS)
def test_the_types_of_a_vendor(vendor: str, shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = shared / "cases" / vendor
    surface: dict[str, Any] = json.loads((case / "surface.json").read_text("utf-8"))
    api, diagnostics = lower_folder(case / "openapi.yml", case / "stainless.yml")
    assert not diagnostics.failed, [str(found) for found in diagnostics]
    ours, wanted = classes(api), surface["types"]
    tallies = {name: Tally() for name in ("modules", "classes", "bases", "fields", "exports")}
    for module, names in wanted.items():
        tallies["modules"].check(module, module in ours, True)
        for name, facts in names.items():
            found = ours.get(module, {}).get(name)
            tallies["classes"].check(f"{module}:{name}", found is not None and bool(found) == bool(facts), True)
            if facts and found:
                tallies["bases"].check(f"{module}:{name}", found["bases"], facts["bases"])
                tallies["fields"].check(f"{module}:{name}", found["fields"], facts["fields"])
    packages = {package.module: sorted(name for name, _ in package.exports) for package in api.packages}
    for package, exports in surface["types_exports"].items():
        tallies["exports"].check(package, packages.get(package), sorted(exports))
    with capsys.disabled():
        sys.stdout.write(f"\n{vendor:12}" + "  ".join(f"{name} {tally}" for name, tally in tallies.items()) + "\n")
    wrong = [line for tally in tallies.values() for line in tally.wrong or ()]
    assert not wrong, "\n".join(wrong)
    beyond = [(module, name) for module, names in ours.items() for name in names if name not in wanted.get(module, {})]
    assert beyond == []


HAND_WRITTEN = {
    "ParsedChatCompletion",
    "ParsedChatCompletionMessage",
    "ParsedChoice",
    "ParsedContent",
    "ParsedFunction",
    "ParsedFunctionToolCall",
    "ParsedResponse",
    "ParsedResponseFunctionToolCall",
    "ParsedResponseOutputItem",
    "ParsedResponseOutputMessage",
    "ParsedResponseOutputText",
    "RealtimeConnectParams",
    "ReconnectingEvent",
    "ReconnectingOverrides",
    "WebSocketConnectionOptions",
    "WebsocketConnectionOptions",
}
"""Public types of the official SDK that stand for no schema: its helpers bring them."""


def test_the_public_types_of_openai(root: Path, shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = root / "spec" / "openai"
    api, diagnostics = lower_folder(spec / "openapi.yaml", spec / "stainless.yml", spec / "overlay.yaml")
    assert not diagnostics.failed, [str(found) for found in diagnostics]
    packages = {package.module: dict(package.exports) for package in api.packages}
    modules = {module.module: {d.name: d for d in module.declarations} for module in api.modules}
    tallies = {"names": Tally(), "fields": Tally()}
    surface = json.loads((shared / "reference" / "openai-surface.json").read_text("utf-8"))
    for package, names in surface["types"].items():
        for name, facts in names.items():
            if name in HAND_WRITTEN:
                continue
            tallies["names"].check(f"{package}.{name}", name in packages.get(package, {}), True)
            declaration = modules.get(packages.get(package, {}).get(name, ""), {}).get(name)
            if isinstance(declaration, ir.Model) and facts["kind"] in ("model", "params"):
                found = {field.name for field in _fields(modules, declaration)} | {
                    field.wire for field in _fields(modules, declaration)
                }
                missing = sorted(set(facts["fields"]) - found)
                tallies["fields"].check(f"{package}.{name}", missing, [])
    with capsys.disabled():
        sys.stdout.write("\nopenai      " + "  ".join(f"{name} {tally}" for name, tally in tallies.items()) + "\n")
    wrong = [line for tally in tallies.values() for line in tally.wrong or ()]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("vendor", VENDORS)
def test_every_type_that_is_referred_to_is_declared(vendor: str, shared: Path) -> None:
    case = shared / "cases" / vendor
    api, _ = lower_folder(case / "openapi.yml", case / "stainless.yml")
    declared = {(module.module, d.name) for module in api.modules for d in module.declarations}
    used = {(named.module, named.name) for module in api.modules for d in module.declarations for named in _named(d)}
    assert used - declared == set()
    exported = {(module, name) for package in api.packages for name, module in package.exports}
    assert exported - declared == set()


def _named(declaration: ir.Declaration) -> list[ir.Named]:
    if isinstance(declaration, ir.Alias):
        return [expr for expr in walk(declaration.type) if isinstance(expr, ir.Named)]
    inner = [expr for field in declaration.fields for expr in walk(field.type) if isinstance(expr, ir.Named)]
    return [*declaration.bases, *inner]


def _fields(modules: dict[str, dict[str, ir.Declaration]], model: ir.Model) -> list[ir.Field]:
    found = list(model.fields)
    for base in model.bases:
        declaration = modules[base.module][base.name]
        found += _fields(modules, declaration) if isinstance(declaration, ir.Model) else []
    return found
