"""``headrace pull``: the upstream document into the spec folder, with what it changes.

Everything is read, checked and compared before the first byte is written; the lock comes last, so that an interrupt
leaves a folder that the next pull completes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from headrace_codegen import __version__
from headrace_codegen.config.load import load_config
from headrace_codegen.diagnostics import Diagnostics
from headrace_codegen.diff.config_edit import with_operations
from headrace_codegen.diff.download import download
from headrace_codegen.diff.lock import LOCK, Lock, digest, read_lock
from headrace_codegen.diff.report import Report, checked, compare
from headrace_codegen.diff.sides import Side
from headrace_codegen.facts import HEADER, extract_facts
from headrace_codegen.fetch import display_url
from headrace_codegen.inputs import Inputs, read_inputs
from headrace_codegen.source import Source, load_source, source_error
from headrace_codegen.write_file import write_file
from headrace_codegen.write_yaml import to_yaml

__all__ = ["Pulled", "Upstream", "fetch_upstream", "pull", "read_folder", "write"]

PART = ".upstream.part"
"""Where an unfinished download is kept, in the spec folder."""


@dataclass(frozen=True, slots=True)
class Upstream:
    """What was fetched. ``data`` is None when the server says that nothing changed."""

    origin: str
    data: bytes | None
    etag: str | None


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a pull is going to write: the document, the config when operations are to be added, and the lock."""

    folder: Path
    document: Path
    text: str
    config: tuple[Path, str] | None
    lock: Lock
    report: Report


def fetch_upstream(folder: Path, inputs: Inputs | None, origin: str | None) -> Upstream:
    """Reads the upstream document from ``origin``, or from the address that the config names.

    A relative path in the config is relative to the spec folder. Raises ``SourceError``.
    """
    address = origin if origin is not None else _configured(folder, inputs)
    if not address.startswith(("http://", "https://")):
        return Upstream(Path(address).as_posix(), load_source(address).text, None)
    lock = read_lock(folder)
    shown = display_url(address)
    known = lock.etag if lock is not None and lock.upstream == shown and _is_intact(folder, lock) else None
    fetched = download(address, folder / PART, known)
    return Upstream(shown, fetched.data, fetched.etag)


def pull(
    folder: Path,
    inputs: Inputs | None,
    upstream: Upstream,
    *,
    fresh: bool = False,
    facts: bool | None = None,
    force: bool = False,
    add: bool = False,
) -> Pulled:
    """Imports and compares; writes nothing.

    ``fresh``: the folder has no document yet. ``facts``: without prose; None leaves it to the config. ``add`` gives
    operations without a place one in the config. Raises ``DocumentError``, also when the document in the folder was
    edited by hand since the last pull and ``force`` is not given.
    """
    assert upstream.data is not None
    lock = read_lock(folder)
    edited = lock is not None and inputs is not None and digest(inputs.document.text) != lock.document_sha256
    if edited and not fresh and not force and inputs is not None:
        hint = "corrections belong in overlay.yaml; --force replaces the document all the same"
        raise source_error("pull/edited", f"{inputs.document.name} was changed since the last pull", hint=hint)
    source = Source(upstream.origin, upstream.data)
    checked(source)
    if facts is None:
        config = inputs.config if inputs is not None else None
        facts = config is not None and load_config(config, Diagnostics()).headrace.upstream_facts
    text = to_yaml(extract_facts(source.root), HEADER) if facts else to_yaml(source.value)
    path = Path(inputs.document.name) if inputs is not None else folder / "openapi.yaml"
    path = path.with_suffix(".yaml") if path.suffix == ".json" else path
    written = Source(path.as_posix(), text.encode())
    after = replace(inputs, document=written) if inputs is not None else Inputs(written)
    before = None if fresh else inputs
    report = _report(before, after, upstream.origin)
    changed = None
    if add and report.unplaced and after.config is not None:
        with_places = with_operations(after.config, report.unplaced)
        changed = (Path(after.config.name), with_places)
        after = replace(after, config=Source(after.config.name, with_places.encode()))
        report = _report(before, after, upstream.origin)
    made = Lock(
        upstream=_named(inputs) or PurePath(upstream.origin).name if _is_file(upstream.origin) else upstream.origin,
        sha256=digest(upstream.data),
        bytes=len(upstream.data),
        document_sha256=digest(text.encode()),
        facts=facts,
        generator=f"headrace-codegen {__version__}",
        etag=upstream.etag,
    )
    return Pulled(folder, path, text, changed, made, report)


def write(pulled: Pulled) -> tuple[str, ...]:
    """Writes what differs, the lock last; returns the names of what was written. Raises ``DocumentError``."""
    files = [(pulled.document, pulled.text), *([pulled.config] if pulled.config else ())]
    files.append((pulled.folder / LOCK, pulled.lock.text()))
    return tuple(path.as_posix() for path, text in files if write_file(path, text))


def _report(before: Inputs | None, after: Inputs, origin: str) -> Report:
    """Compares with what the folder has. In an empty folder everything would be new: there the document is compared
    with itself, for the operations without a place.
    """
    new = Side(origin, after, borrowed=False)
    if before is None:
        return compare(new, new, sdk=after.config is not None)
    # The config may name what only one of the two documents has.
    return compare(Side(before.document.name, before, borrowed=True), replace(new, borrowed=True))


def _configured(folder: Path, inputs: Inputs | None) -> str:
    if inputs is None or inputs.config is None:
        raise source_error(
            "pull/no-upstream",
            f"{folder.as_posix()} has no config that names an upstream document",
            hint="name it: headrace pull SPEC_DIR --from URL_OR_FILE",
        )
    upstream = load_config(inputs.config, Diagnostics()).headrace.upstream
    if upstream is None:
        place = inputs.config.place("/headrace")
        hint = "add `headrace: {upstream: URL_OR_FILE}`, or use --from"
        raise source_error("pull/no-upstream", "the config names no upstream document", place, hint, "/headrace")
    text = str(upstream)
    return text if text.startswith(("http://", "https://")) else (folder / text).as_posix()


def _is_file(origin: str) -> bool:
    return not origin.startswith(("http://", "https://"))


def _named(inputs: Inputs | None) -> str | None:
    """The address in the config, which a file given by hand stands in for; paths of a machine are in no lock."""
    if inputs is None or inputs.config is None:
        return None
    upstream = load_config(inputs.config, Diagnostics()).headrace.upstream
    return None if upstream is None else display_url(upstream) if not _is_file(upstream) else str(upstream)


def _is_intact(folder: Path, lock: Lock) -> bool:
    """Whether the folder has what the last pull wrote; otherwise "not modified" would not help."""
    try:
        return digest((folder / "openapi.yaml").read_bytes()) == lock.document_sha256
    except OSError:
        return False


def read_folder(folder: Path) -> tuple[Inputs | None, bool]:
    """The inputs of a spec folder, and whether it has a document yet.

    A folder that only has a config can be pulled into; one that has neither has no inputs. Raises ``SourceError``.
    """
    if any((folder / f"openapi{suffix}").is_file() for suffix in (".yaml", ".yml", ".json")):
        return read_inputs(folder), True
    for suffix in (".yaml", ".yml", ".json"):
        path = folder / f"stainless{suffix}"
        if path.is_file():
            return Inputs(Source((folder / "openapi.yaml").as_posix(), b"{}"), config=load_source(path)), False
    return None, False
