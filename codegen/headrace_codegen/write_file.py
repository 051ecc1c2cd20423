"""Writing one file so that it's either the old or the new one, never half of it."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from headrace_codegen.diagnostics import Diagnostic, DocumentError

__all__ = ["write_file"]


def write_file(path: Path, text: str) -> bool:
    """Writes ``text`` as UTF-8 and makes missing folders; returns False when the file was like that already.

    Raises ``DocumentError`` when the file system refuses.
    """
    data = text.encode()
    try:
        with contextlib.suppress(FileNotFoundError):
            if path.read_bytes() == data:
                return False
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        try:
            with open(handle, "wb") as file:
                file.write(data)
            # mkstemp makes a file for the owner alone; an ordinary file follows the umask.
            os.chmod(temporary, 0o666 & ~_umask())
            os.replace(temporary, path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise
    except OSError as exc:
        message = f"can't write {path.as_posix()}: {exc.strerror or exc}"
        raise DocumentError((Diagnostic("output/unwritable", "error", message),)) from None
    return True


def _umask() -> int:
    umask = os.umask(0o022)
    os.umask(umask)
    return umask
