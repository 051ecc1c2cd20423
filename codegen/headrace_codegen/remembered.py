"""What an earlier run made of the same inputs, so that a check with nothing changed need not compile.

The key is a hash of all that the output depends on: every byte of the inputs, the compiler's own code and templates,
and the versions of what it prints with. What is remembered are hashes, kept in the user's cache folder and not in the
output: an edit of the output, its manifest included, can't pass for what was generated. Only compilations without any
finding are remembered, as a finding has to be shown again each time. A cache that is damaged or can't be written is
as good as none.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from headrace_codegen.diagnostics import DocumentError
from headrace_codegen.emit.templates import template_folder
from headrace_codegen.inputs import Inputs
from headrace_codegen.output import MANIFEST, OutputTree
from headrace_codegen.write_file import write_file

__all__ = ["Remembered", "fingerprint", "made_of", "recall", "remember"]

_PRINTERS = ("datamodel-code-generator", "Jinja2", "pydantic", "ruff")


@dataclass(frozen=True, slots=True)
class Remembered:
    """Hashes of the files that were made, by path, the manifest among them, and what the run said of itself.

    ``placed`` says that each operation was found to have its place in the config.
    """

    files: Mapping[str, str]
    summary: tuple[str, ...]
    placed: bool = False

    def is_in(self, folder: Path) -> bool:
        """Whether ``folder`` holds exactly these files."""
        try:
            return all(_hash((folder / path).read_bytes()) == digest for path, digest in self.files.items())
        except OSError:
            return False


def fingerprint(inputs: Inputs) -> str:
    """The hash of everything that the output depends on."""
    digest = sha256()
    for name, data in (*_inputs(inputs), *_compiler()):
        digest.update(f"{name}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()


def recall(key: str) -> Remembered | None:
    """What was made of the inputs with this key, if it is known."""
    try:
        data: Any = json.loads(_place(key).read_bytes())
        return Remembered(dict(data["files"]), tuple(data["summary"]), data["placed"] is True)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def remember(key: str, made: Remembered) -> None:
    """Keep what was made of the inputs with this key."""
    with contextlib.suppress(DocumentError):  # nobody asked for it
        write_file(_place(key), json.dumps({"files": dict(made.files), "summary": made.summary, "placed": made.placed}))


def made_of(tree: OutputTree, summary: Iterable[str]) -> Remembered:
    """What there is to remember of a compilation."""
    files = {path: _hash(text.encode()) for path, text in {**tree.files, MANIFEST: tree.manifest}.items()}
    return Remembered(files, tuple(summary))


def _inputs(inputs: Inputs) -> Iterator[tuple[str, bytes]]:
    sources = {"document": inputs.document, "overlay": inputs.overlay, "config": inputs.config, "docs": inputs.docs}
    for name, source in sources.items():
        # The name stands in messages only, and what is remembered has none.
        yield name, source.text if source is not None else b"\0"
    for path, text in sorted(inputs.lib.items()):
        yield f"lib/{path}", text.encode()
    for name, text in sorted(inputs.legal.items()):
        yield name, text.encode()


def _compiler() -> Iterator[tuple[str, bytes]]:
    yield "python", sys.version.encode()
    for name in _PRINTERS:
        try:
            yield name, version(name).encode()
        except PackageNotFoundError:
            yield name, b""
    here = Path(__file__).parent
    for folder, pattern in ((here, "*.py"), (here, "*.txt"), (template_folder(), "*.jinja")):
        for path in sorted(folder.rglob(pattern)):
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def _place(key: str) -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(base) / "headrace" / f"{key}.json"


def _hash(data: bytes) -> str:
    return sha256(data).hexdigest()
