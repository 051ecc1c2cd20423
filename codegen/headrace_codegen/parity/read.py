"""Reading the facts of a package with griffe. Nothing is imported or executed."""

from __future__ import annotations

import ast
import logging
import sys
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
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
    runtime of a generated SDK. They are looked for among our own packages, too; one that is not found is left out.
    Raises ``PackageError``.
    """
    paths = [str(path) for path in search_paths]
    loader = griffe.GriffeLoader(search_paths=paths, allow_inspection=False)
    root = _load(loader, name)
    if root is None:
        raise PackageError(f"there is no package {name!r} in {', '.join(paths) or 'an empty search path'}")
    _check_files(root)
    for entry in filter(None, sys.path):
        loader.finder.append_search_path(Path(entry))
    for companion in companions:
        if companion != name:
            _load(loader, companion)
    loader.resolve_aliases(external=False)
    names = Names(root, roots=frozenset({name, *companions}))
    modules = {module.path.removeprefix(name).lstrip("."): module for module in _walk(root)}
    reader = ClassReader(names)
    facts = {key: _module(module, names, reader) for key, module in modules.items()}
    return Package(name=name, modules=facts, classes=reader.classes, functions=reader.functions)


def _load(loader: griffe.GriffeLoader, name: str) -> griffe.Module | None:
    try:
        with _quiet():
            found = loader.load(name, try_relative_path=False)
    except ImportError:
        return None
    except griffe.LoadingError as error:
        raise PackageError(f"{name!r} can't be read: {_reason(error)}") from None
    return found if isinstance(found, griffe.Module) else None


@contextmanager
def _quiet() -> Generator[None, None, None]:
    """Without griffe's own log, which prints a traceback for a file that it can't read; we say it in a line."""
    logger = logging.getLogger("griffe")
    before = logger.disabled
    logger.disabled = True
    try:
        yield
    finally:
        logger.disabled = before


def _reason(error: BaseException) -> str:
    """What is wrong with a file, with its place."""
    cause = error.__cause__
    if isinstance(cause, SyntaxError):
        return f"{cause.filename}:{cause.lineno}: {cause.msg}"
    return str(error)


def _check_files(root: griffe.Module) -> None:
    """A module that griffe passed over because Python can't read it would look like one that isn't there."""
    if not isinstance(root.filepath, Path) or not root.is_init_module:
        return
    known = {str(module.filepath) for module in _walk(root)}
    for file in sorted(root.filepath.parent.rglob("*.py")):
        if str(file) in known:
            continue
        try:
            ast.parse(file.read_bytes(), str(file))
        except SyntaxError as error:
            raise PackageError(f"{root.name!r} can't be read: {file}:{error.lineno}: {error.msg}") from None
        except (OSError, ValueError) as error:
            raise PackageError(f"{root.name!r} can't be read: {file}: {error}") from None


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
