"""The comparison itself: what the old package has is looked for in the new one, group by group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from headrace_codegen.parity.differences import Difference, Report
from headrace_codegen.parity.facts import ClassFacts, FunctionFacts, ModuleFacts, Package, Place, is_private
from headrace_codegen.parity.functions import compare_functions
from headrace_codegen.parity.ignore import IgnoreRule, apply_rules
from headrace_codegen.parity.resource_tree import compare_trees

__all__ = ["compare"]


def compare(
    old: Package, new: Package, *, private: bool = False, types: bool = False, rules: Iterable[IgnoreRule] = ()
) -> Report:
    """Everything that ``old`` has and ``new`` lacks or has otherwise, and the names that ``new`` adds.

    ``private`` also compares modules whose path has a part with a leading underscore; ``types`` also the annotations
    of fields. ``rules`` accept differences, with a reason each.
    """
    report = Report(old=old.name, new=new.name)
    done: set[str] = set()
    for name, module in sorted(old.modules.items()):
        if is_private(name) and not private:
            continue
        other = new.modules.get(name)
        report.count("modules", same=other is not None)
        if other is None:
            report.add([Difference("modules", "missing", name or old.name, old_place=module.place)])
        _names(report, old, new, name, module, done, types=types)
    for name, module in sorted(new.modules.items()):
        if name not in old.modules and not is_private(name):
            report.add([Difference("modules", "added", name, new_place=module.place)])
    compare_trees(report, old, new)
    apply_rules(report, rules)
    return report


def _names(
    report: Report, old: Package, new: Package, name: str, module: ModuleFacts, done: set[str], *, types: bool
) -> None:
    other = new.modules.get(name)
    for public, definition in sorted(module.names.items()):
        path = f"{name}:{public}"
        found = other.names.get(public) if other is not None else None
        if other is not None:
            report.count("exports", same=found is not None)
        if other is not None and found is None:
            report.add([Difference("exports", "missing", path, old_place=module.places[public], new_place=other.place)])
        # A definition is compared where it stands; one in a private module where it is first exported.
        home = definition.partition(":")[0]
        if definition in done or (home != name and not is_private(home) and home in old.modules):
            continue
        done.add(definition)
        _definition(report, old, new, path, definition, found, types=types)
    for public in sorted(set(other.names) - set(module.names) if other is not None else ()):
        report.add(
            [Difference("exports", "added", f"{name}:{public}", new_place=other.places[public] if other else None)]
        )


def _definition(
    report: Report, old: Package, new: Package, path: str, definition: str, found: str | None, *, types: bool
) -> None:
    if definition in old.classes:
        theirs = old.classes[definition]
        ours = new.classes.get(found or "")
        report.count("classes", same=ours is not None)
        if ours is None:
            now = "" if found is None else "no class that can be read"
            report.add([Difference("classes", "missing", path, old=theirs.name, new=now, old_place=theirs.place)])
        else:
            _class(report, path, theirs, ours, old, types=types)
    elif definition in old.functions:
        _function(report, path, old.functions[definition], new.functions.get(found or ""), None)


def _class(report: Report, path: str, old: ClassFacts, new: ClassFacts, package: Package, *, types: bool) -> None:
    for base in old.bases:
        if not _counts(base, package):
            continue
        same = base in new.ancestors or base == new.name
        report.count("bases", same=same)
        if not same:
            report.add([Difference("bases", "changed", path, base, ", ".join(new.bases), old.place, new.place)])
    report.add(_fields(report, path, old, new, types=types))
    for name, method in old.methods.items():
        # Users make clients, models and exceptions; what a resource or a view is made with is the SDK's own business.
        if name not in old.own or (name == "__init__" and not path.startswith(":")):
            continue
        _function(report, f"{path}.{name}", method, new.methods.get(name), new.place)


def _function(report: Report, path: str, old: FunctionFacts, new: FunctionFacts | None, where: Place | None) -> None:
    report.count("methods", same=new is not None)
    if new is None:
        report.add([Difference("methods", "missing", path, old_place=old.place, new_place=where)])
        return
    found = list(compare_functions(path, old, new))
    breaking = {
        difference.path for difference in found if difference.kind != "added" and difference.group == "parameters"
    }
    for param in old.params:
        report.count("parameters", same=f"{path}({param.name})" not in breaking)
    if old.returns:
        report.count("returns", same=all(difference.group != "returns" for difference in found))
    missing = sum(difference.group == "overloads" for difference in found)
    for index in range(len(old.overloads)):
        report.count("overloads", same=index >= missing)
    report.add(found)


def _fields(report: Report, path: str, old: ClassFacts, new: ClassFacts, *, types: bool) -> Iterator[Difference]:
    for name, field in old.fields.items():
        if name not in old.own:
            continue
        # What was a property may well be a method of a stub class, and the other way round, but not for callers.
        found = new.fields.get(name)
        report.count("fields", same=found is not None)
        if found is None:
            yield Difference("fields", "missing", f"{path}.{name}", field.type, "", field.place, new.place)
        elif types and field.type and field.resource is None:
            same = field.type == found.type
            report.count("types", same=same)
            if not same:
                yield Difference("types", "changed", f"{path}.{name}", field.type, found.type, field.place, found.place)
    if old.own and not new.own <= old.own:
        for name in sorted(set(new.fields) - set(old.fields)):
            yield Difference(
                "fields", "added", f"{path}.{name}", "", new.fields[name].type, None, new.fields[name].place
            )


def _counts(base: str, package: Package) -> bool:
    """Whether users can rely on a base: it is public, or not the package's own."""
    homes = {definition.partition(":")[0] for definition in package.classes if definition.endswith(f":{base}")}
    if not homes or any(not is_private(home) for home in homes):
        return base not in ("Generic", "Protocol", "object")
    return base in package.modules[""].names
