"""``upstream.lock``: which upstream document a spec folder was made from, so that a pull can tell what it has.

JSON with sorted keys and no times: two pulls of the same bytes write the same file.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from headrace_codegen.diagnostics import Diagnostic
from headrace_codegen.plain import is_object
from headrace_codegen.source import SourceError

__all__ = ["LOCK", "Lock", "digest", "read_lock"]

LOCK = "upstream.lock"
"""The name of the file, beside ``openapi.yaml``."""

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Lock:
    """``upstream`` is where the document came from, without what may be secret in a URL; ``sha256`` and ``bytes`` are
    those of what was fetched, ``document_sha256`` of what was written. ``facts``: without prose. ``etag`` is the
    server's, None where it gave none. ``generator`` did the import.
    """

    upstream: str
    sha256: str
    bytes: int
    document_sha256: str
    facts: bool
    generator: str
    etag: str | None = None

    def text(self) -> str:
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=2, sort_keys=True) + "\n"


def digest(data: bytes) -> str:
    """The SHA-256 of ``data`` in hexadecimal digits."""
    return sha256(data).hexdigest()


def read_lock(folder: Path) -> Lock | None:
    """The lock of a spec folder; None when there is none. Raises ``SourceError`` for one that can't be read."""
    path = folder / LOCK
    try:
        value: Any = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError) as exc:
        raise _damaged(path, str(exc)) from None
    kinds = {"upstream": str, "sha256": str, "bytes": int, "document_sha256": str, "facts": bool, "generator": str}
    if not is_object(value) or value.get("format") != FORMAT:
        raise _damaged(path, "it has another format")
    wrong = [key for key, kind in kinds.items() if not isinstance(value.get(key), kind)]
    if wrong:
        raise _damaged(path, f"{wrong[0]!r} is missing or of the wrong kind")
    etag = value.get("etag")
    return Lock(**{key: value[key] for key in kinds}, etag=etag if isinstance(etag, str) else None)


def _damaged(path: Path, why: str) -> SourceError:
    hint = "delete it; the next pull writes it anew"
    return SourceError((Diagnostic("pull/lock", "error", f"can't read {path.as_posix()}: {why}", hint),))
