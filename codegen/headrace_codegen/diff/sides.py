"""What ``headrace diff`` compares: a document and the config it is read with, from a file, a URL, or a git revision."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from headrace_codegen.inputs import Inputs, read_inputs
from headrace_codegen.source import MAX_BYTES, Source, load_source, source_error

__all__ = ["Side", "read_side"]

_STEMS = ("openapi", "overlay", "stainless", "docs")
_SUFFIXES = (".yaml", ".yml", ".json")


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison. ``borrowed``: the config is that of another version of the document."""

    name: str
    inputs: Inputs
    borrowed: bool


def read_side(origin: str, spec: Path | None = None) -> Side:
    """Reads a file, a URL, a spec folder, or ``REVISION:PATH`` of the git repository that holds the working directory.

    A document that is the ``openapi`` file of a spec folder, or such a folder, is read with what lies beside it, at the
    same revision. Any other document is read with the config and overlay of ``spec``, where that is given. Raises
    ``SourceError``.
    """
    if origin.startswith(("http://", "https://")):
        return _lone(load_source(origin), spec)
    path = Path(origin)
    if _exists(path):
        if path.is_dir():
            return Side(path.as_posix(), read_inputs(path), borrowed=False)
        source = load_source(path)
        beside = path.parent if path.stem == "openapi" and _has_config(path.parent) else None
        if beside is None:
            return _lone(source, spec)
        return Side(source.name, replace(read_inputs(beside), document=source), borrowed=False)
    revision, colon, inside = origin.partition(":")
    if not colon:
        hint = "name a file, a URL, a folder, or REVISION:PATH"
        raise source_error("source/unreadable", f"there is no {origin}", hint=hint)
    return _from_git(revision, "" if inside == "." else inside, spec)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _has_config(folder: Path) -> bool:
    return any((folder / f"stainless{suffix}").is_file() for suffix in _SUFFIXES)


def _lone(source: Source, spec: Path | None) -> Side:
    if spec is None:
        return Side(source.name, Inputs(source), borrowed=False)
    own = read_inputs(spec)
    return Side(source.name, replace(own, document=source), borrowed=own.document.text != source.text)


def _from_git(revision: str, path: str, spec: Path | None) -> Side:
    name = f"{revision}:{path}"
    kind = _git("cat-file", "-t", name, about=name).decode().strip()
    if kind == "tree":
        return Side(name, _tree(revision, path.rstrip("/")), borrowed=False)
    if kind != "blob":
        raise source_error("source/unreadable", f"{name} is neither a file nor a folder")
    source = Source(name, _blob(name))
    folder = PurePosixPath(path)
    beside = {other for other in _names(revision, folder.parent.as_posix()) if other.startswith("stainless.")}
    if folder.stem != "openapi" or not beside:
        return _lone(source, spec)
    return Side(name, replace(_tree(revision, folder.parent.as_posix()), document=source), borrowed=False)


def _tree(revision: str, folder: str) -> Inputs:
    """A spec folder at a revision."""
    names = _names(revision, folder)
    found: dict[str, Source] = {}
    for stem in _STEMS:
        for suffix in _SUFFIXES:
            if f"{stem}{suffix}" in names:
                name = f"{revision}:{_join(folder, stem + suffix)}"
                found.setdefault(stem, Source(name, _blob(name)))
    if "openapi" not in found:
        raise source_error("source/unreadable", f"there is no openapi.yaml in {revision}:{folder}")
    return Inputs(found["openapi"], found.get("overlay"), found.get("stainless"), found.get("docs"))


def _join(folder: str, name: str) -> str:
    return name if folder in ("", ".") else f"{folder}/{name}"


def _names(revision: str, folder: str) -> set[str]:
    place = f"{revision}:" if folder in ("", ".") else f"{revision}:{folder}"
    return set(_git("ls-tree", "--name-only", place, about=place).decode().splitlines())


def _blob(name: str) -> bytes:
    data = _git("cat-file", "blob", name, about=name)
    if len(data) > MAX_BYTES:
        raise source_error("source/too-large", f"{name} is larger than {MAX_BYTES // 1024 // 1024} MiB")
    return data


def _git(*arguments: str, about: str) -> bytes:
    """What git prints. ``about`` comes from the user and must not look like an option."""
    if about.startswith("-"):
        raise source_error("source/unreadable", f"{about!r} is no revision")
    try:
        done = subprocess.run(["git", *arguments], capture_output=True, check=False)
    except OSError as exc:
        raise source_error("source/unreadable", f"can't run git to read {about}: {exc.strerror or exc}") from None
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip().splitlines()
        said = reason[-1].removeprefix("fatal: ") if reason else "git failed"
        hint = "name a file, a URL, a folder, or REVISION:PATH of this repository"
        raise source_error("source/unreadable", f"can't read {about}: {said}", hint=hint)
    return done.stdout
