"""The tree of resources below a client, by the attributes that users write: ``client.chat.completions.create``."""

from __future__ import annotations

from collections.abc import Iterator

from headrace_codegen.parity.differences import Difference, Report
from headrace_codegen.parity.facts import ClassFacts, FunctionFacts, Package
from headrace_codegen.parity.functions import compare_functions

__all__ = ["client_classes", "compare_trees"]

_VIEWS = ("with_raw_response", "with_streaming_response")


def client_classes(package: Package) -> dict[str, str]:
    """The client classes that the package exports: name to definition. A second name of one isn't repeated."""
    root = package.modules[""]
    found: dict[str, str] = {}
    for name, definition in root.names.items():
        facts = package.classes.get(definition)
        if facts is not None and facts.name == name and {"copy", "with_options"} <= set(facts.methods):
            found[name] = definition
    return found


def compare_trees(report: Report, old: Package, new: Package) -> None:
    """Walk every client that both packages have, and compare resources and methods by path."""
    ours = client_classes(new)
    for name, definition in sorted(client_classes(old).items()):
        if name not in ours:
            continue
        theirs, tree = dict(_walk(old, definition, name)), dict(_walk(new, ours[name], name))
        for path, facts in theirs.items():
            if path == name:
                continue
            found = tree.get(path)
            report.count("tree", same=found is not None)
            if found is None:
                report.add([Difference("tree", "missing", path, facts.name, "", facts.place)])
            elif found.name != facts.name:
                report.add([Difference("tree", "changed", path, facts.name, found.name, facts.place, found.place)])
            for method in _methods(facts):
                _call(report, f"{path}.{method.name}", method, found.methods.get(method.name) if found else None)
        for path, facts in tree.items():
            if path not in theirs:
                report.add([Difference("tree", "added", path, "", facts.name, None, facts.place)])


def _walk(
    package: Package, definition: str, path: str, above: tuple[str, ...] = ()
) -> Iterator[tuple[str, ClassFacts]]:
    facts = package.classes.get(definition)
    if facts is None or definition in above:
        return
    yield path, facts
    for name, field in facts.fields.items():
        if field.resource is not None and name not in _VIEWS:
            yield from _walk(package, field.resource, f"{path}.{name}", (*above, definition))


def _methods(facts: ClassFacts) -> list[FunctionFacts]:
    return [method for name, method in facts.methods.items() if not name.startswith("_")]


def _call(report: Report, path: str, old: FunctionFacts, new: FunctionFacts | None) -> None:
    """One method. Its differences are located with its class already; here it is only counted, and listed if it is
    missing.
    """
    same = new is not None and all(found.kind == "added" for found in compare_functions(path, old, new))
    report.count("calls", same=same)
    if new is None:
        report.add([Difference("calls", "missing", path, old_place=old.place)])
