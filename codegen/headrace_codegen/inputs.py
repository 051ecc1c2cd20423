"""The spec folder of one SDK: which files it has, and reading them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from headrace_codegen.source import Source, load_source, source_error

__all__ = ["Inputs", "read_inputs"]

_SUFFIXES = (".yaml", ".yml", ".json")
_LEGAL = ("LICENSE", "NOTICE")


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything that an SDK is made from.

    ``lib`` has the hand-written files by their path below ``lib/``, ``legal`` the texts that go with every copy of the
    SDK, by name.
    """

    document: Source
    overlay: Source | None = None
    config: Source | None = None
    docs: Source | None = None
    lib: Mapping[str, str] = field(default_factory=dict[str, str])
    legal: Mapping[str, str] = field(default_factory=dict[str, str])


def read_inputs(folder: Path) -> Inputs:
    """Reads a spec folder: ``openapi`` is required; ``overlay``, ``stainless``, ``docs``, ``lib/``, ``LICENSE`` and
    ``NOTICE`` are optional.

    The first four may end in ``.yaml``, ``.yml`` or ``.json``. Raises ``SourceError``.
    """
    document = _find(folder, "openapi")
    if document is None:
        hint = "make one with: headrace import DOCUMENT -o " + (folder / "openapi.yaml").as_posix()
        raise source_error("source/unreadable", f"there is no openapi.yaml in {folder.as_posix()}", hint=hint)
    overlay, config, docs = (
        load_source(path) if (path := _find(folder, stem)) else None for stem in ("overlay", "stainless", "docs")
    )
    legal = {name: _read_text(path) for name in _LEGAL if (path := folder / name).is_file()}
    return Inputs(load_source(document), overlay, config, docs, _read_library(folder / "lib"), legal)


def _find(folder: Path, stem: str) -> Path | None:
    found = [path for suffix in _SUFFIXES if (path := folder / (stem + suffix)).is_file()]
    if len(found) > 1:
        names = " and ".join(path.name for path in found)
        raise source_error("source/ambiguous", f"{folder.as_posix()} has {names}; which one counts?")
    return found[0] if found else None


def _read_library(folder: Path) -> dict[str, str]:
    files: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if "__pycache__" in relative.parts or path.is_dir() or any(part.startswith(".") for part in relative.parts):
            continue
        files[relative.as_posix()] = _read_text(path)
    return files


def _read_text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise source_error("source/unreadable", f"can't read {path.as_posix()}: {exc}") from None
