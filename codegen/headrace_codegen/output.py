"""The files of a generated SDK on disk: all or nothing, only what changed, and gone when no longer generated.

The folder remembers in ``.headrace.json`` what was written, so that only those files are ever deleted. Files that
others put there are left alone, and overwritten only where a generated file has their name.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from headrace_codegen.diagnostics import Diagnostic, DocumentError
from headrace_codegen.plain import is_object
from headrace_codegen.safe_paths import is_safe_path

__all__ = ["MANIFEST", "Changes", "OutputError", "OutputTree"]

MANIFEST = ".headrace.json"
"""Name of the manifest: paths with the SHA-256 of their bytes, and what they were made from. No times."""


class OutputError(DocumentError):
    """The output can't be written: an unsafe path, or the file system refuses."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What writing did, or would do: relative paths, sorted. The manifest counts as a file."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.deleted)


@dataclass(frozen=True, slots=True)
class OutputTree:
    """Relative POSIX paths and their text, checked: no path leads out of the folder, and no two differ in case only.

    ``made_from`` are facts about the inputs for the manifest, such as their hashes. Raises ``OutputError``.
    """

    files: Mapping[str, str]
    made_from: Mapping[str, str] = field(default_factory=dict[str, str])

    def __post_init__(self) -> None:
        folded: dict[str, str] = {}
        for path in self.files:
            _check_path(path)
            other = folded.setdefault(path.casefold(), path)
            if other != path:
                raise _error("output/path", f"{path!r} and {other!r} are one file on some systems")

    @property
    def manifest(self) -> str:
        """The text of the manifest."""
        hashes = {path: sha256(text.encode()).hexdigest() for path, text in sorted(self.files.items())}
        return json.dumps({**dict(sorted(self.made_from.items())), "files": hashes}, indent=1) + "\n"

    def compare(self, folder: Path) -> Changes:
        """What ``write`` would do to ``folder``. Reads only."""
        added: list[str] = []
        changed: list[str] = []
        unchanged: list[str] = []
        for path, text in self._all().items():
            present = _read(folder / path)
            kind = added if present is None else unchanged if present == text.encode() else changed
            kind.append(path)
        gone = sorted(path for path in _written_before(folder) if path not in self.files and (folder / path).is_file())
        return Changes(tuple(sorted(added)), tuple(sorted(changed)), tuple(gone), tuple(sorted(unchanged)))

    def write(self, folder: Path) -> Changes:
        """Makes ``folder`` hold exactly these files, besides those of others.

        All new contents are first written in full to a folder beside it, on the same file system, and then moved into
        place one by one, the manifest last; so a full disk or an interrupt before that changes nothing. Raises
        ``OutputError``.
        """
        changes = self.compare(folder)
        if not changes:
            return changes
        try:
            folder.mkdir(parents=True, exist_ok=True)
            staged = Path(tempfile.mkdtemp(prefix=".headrace-", dir=folder))
            try:
                self._stage(staged, changes)
                self._move(staged, folder, changes)
            finally:
                shutil.rmtree(staged, ignore_errors=True)
        except OSError as exc:
            message = f"can't write to {folder}: {exc.strerror or exc}"
            raise _error("output/unwritable", message) from None
        return changes

    def _all(self) -> dict[str, str]:
        return {**self.files, MANIFEST: self.manifest}

    def _stage(self, staged: Path, changes: Changes) -> None:
        texts = self._all()
        for path in (*changes.added, *changes.changed):
            target = staged / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(texts[path].encode())

    def _move(self, staged: Path, folder: Path, changes: Changes) -> None:
        # The manifest comes last: until then the folder counts as the output of the run before, and a new run completes
        # it.
        for path in sorted((*changes.added, *changes.changed), key=lambda path: (path == MANIFEST, path)):
            target = folder / path
            _refuse_links(folder, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(staged / path, target)
        for path in changes.deleted:
            _refuse_links(folder, path)
            (folder / path).unlink(missing_ok=True)
        for parent in sorted({p for path in changes.deleted for p in PurePosixPath(path).parents}, reverse=True):
            if parent != PurePosixPath("."):
                _remove_empty(folder / parent)


def _check_path(path: str) -> None:
    if not _is_ours(path):
        raise _error("output/path", f"{path!r} is no safe path of a generated file")


def _is_ours(path: str) -> bool:
    """Whether a generated file may have this path: a safe one, and none that this module needs itself."""
    return is_safe_path(path) and path != MANIFEST and not path.startswith(".headrace-")


def _refuse_links(folder: Path, path: str) -> None:
    """A symbolic link below the output folder could lead out of it."""
    for parent in PurePosixPath(path).parents:
        if parent != PurePosixPath(".") and (folder / parent).is_symlink():
            raise _error("output/link", f"{folder / parent} is a symbolic link")


def _written_before(folder: Path) -> tuple[str, ...]:
    """The files of the last run, by its manifest. A damaged manifest counts as none: nothing is deleted on its word."""
    text = _read(folder / MANIFEST)
    if text is None:
        return ()
    try:
        manifest: Any = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    files = manifest.get("files") if is_object(manifest) else None
    return tuple(path for path in files if _is_ours(path)) if is_object(files) else ()


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as exc:
        raise _error("output/unreadable", f"can't read {path}: {exc.strerror or exc}") from None


def _remove_empty(folder: Path) -> None:
    # Python's byte code of deleted modules would keep the folder, and the package importable as a namespace.
    cache = folder / "__pycache__"
    with contextlib.suppress(OSError):
        if {entry.name for entry in folder.iterdir()} <= {"__pycache__"}:
            shutil.rmtree(cache, ignore_errors=True)
            folder.rmdir()


def _error(code: str, message: str) -> OutputError:
    return OutputError((Diagnostic(code, "error", message),))
