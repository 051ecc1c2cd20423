"""Reading the facts of a package with griffe. Nothing is imported or executed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import griffe

from headrace_codegen.parity.facts import ModuleFacts, Package, Place, is_private
from headrace_codegen.parity.read_classes import ClassReader, Names

__all__ = ["PackageError", "read_package"]


class PackageError(Exception):
    """A package that can't be found or read; the message says where was searched."""


def read_package(name: str, search_paths: Sequence[Path | str], companions: Sequence[str] = ()) -> Package:
    """The facts of the package ``name``, found in ``search_paths`` (as ``sys.path``; ``.pth`` files are followed).

    ``companions`` are packages whose classes count as the package's own when it inherits or re-exports them: the
    runtime of a generated SDK. One that is not found is left out. Raises ``PackageError``.
    """
    paths = [str(path) for path in search_paths]
    loader = griffe.GriffeLoader(search_paths=paths, allow_inspection=False)
    for companion in companions:
        if companion != name:
            _load(loader, companion)
    root = _load(loader, name)
    if root is None:
        raise PackageError(f"there is no package {name!r} in {', '.join(paths) or 'an empty search path'}")
    loader.resolve_aliases(external=False)
    names = Names(root, roots=frozenset({name, *companions}))
    modules = {module.path.removeprefix(name).lstrip("."): module for module in _walk(root)}
    reader = ClassReader(names)
    facts = {key: _module(module, names, reader) for key, module in modules.items()}
    return Package(name=name, modules=facts, classes=reader.classes, functions=reader.functions)


def _load(loader: griffe.GriffeLoader, name: str) -> griffe.Module | None:
    try:
        found = loader.load(name, try_relative_path=False)
    except ImportError:
        return None
    return found if isinstance(found, griffe.Module) else None


def _walk(module: griffe.Module) -> Iterator[griffe.Module]:
    yield module
    for member in module.members.values():
        if isinstance(member, griffe.Module) and member.name != "__main__":
            yield from _walk(member)


def _module(module: griffe.Module, names: Names, reader: ClassReader) -> ModuleFacts:
    listed = {str(name) for name in module.exports or ()}
    found: dict[str, str] = {}
    places: dict[str, Place] = {}
    for name, member in module.members.items():
        if not _is_public(module, name, member, listed, names):
            continue
        target = names.target(member)
        found[name] = "" if target is None else reader.take(target)
        places[name] = names.place(member)
    for name in listed - set(found):
        found[name], places[name] = "", Place(names.place(module).file)
    return ModuleFacts(
        name=module.path, place=Place(names.place(module).file), names=found, places=places, listed=frozenset(listed)
    )


def _is_public(
    module: griffe.Module, name: str, member: griffe.Object | griffe.Alias, listed: set[str], names: Names
) -> bool:
    if name in listed:
        return True
    if name.startswith("_") or isinstance(member, griffe.Module):
        return False
    if not isinstance(member, griffe.Alias):
        # Loop and type variables are nobody's interface where a module lists its names; a type alias is.
        plain = isinstance(member, griffe.Attribute) and "TypeAlias" not in str(member.annotation)
        return not (listed and plain and not is_private(module.path))
    inside = member.target_path.split(".")[0] == names.root.path
    return inside and module.is_init_module and not _is_module(member)


def _is_module(member: griffe.Alias) -> bool:
    try:
        return member.final_target.is_module
    except griffe.AliasResolutionError:
        return False
    except griffe.CyclicAliasError:
        return False
