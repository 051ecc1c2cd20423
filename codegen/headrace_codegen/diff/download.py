"""Fetching a large document over HTTP so that an interrupted fetch goes on where it ended (RFC 9110, section 14).

The part that has arrived is kept beside the document together with the server's validator; the next attempt asks for
the rest with ``If-Range``, and takes the whole when the document has changed meanwhile. What has arrived is only used
when it is whole: its length is the one that the server said.
"""

from __future__ import annotations

import json
import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from headrace_codegen.fetch import MAX_REDIRECTS, TIMEOUT, display_url
from headrace_codegen.source import MAX_BYTES, source_error

if TYPE_CHECKING:
    import httpx

__all__ = ["Download", "download"]

ATTEMPTS = 3
"""Connections that are made before the rest is left to the next pull."""


@dataclass(frozen=True, slots=True)
class Download:
    """``data`` is None when the server says that the document of ``etag`` is still the current one."""

    data: bytes | None
    etag: str | None


@dataclass(slots=True)
class _Part:
    """What has arrived so far, on disk: the bytes, and beside them whose they are."""

    path: Path
    url: str

    @property
    def about(self) -> Path:
        return self.path.with_name(self.path.name + ".json")

    def validator(self) -> str | None:
        """The strong validator of the part; None when there is no part that can be completed."""
        try:
            known: Any = json.loads(self.about.read_bytes())
            usable = known["url"] == self.url and self.path.stat().st_size > 0
            return known["etag"] if usable and isinstance(known["etag"], str) else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def begin(self, etag: str | None) -> None:
        self.path.write_bytes(b"")
        self.about.write_text(json.dumps({"url": self.url, "etag": etag}))

    def remove(self) -> None:
        for path in (self.path, self.about):
            with suppress(OSError):
                path.unlink()


def download(url: str, part: Path, etag: str | None = None) -> Download:
    """The bytes at ``url``; ``part`` is the file that holds what has arrived until they are whole.

    ``etag`` is that of the document one has. Raises ``SourceError``: what has arrived then stays in ``part``.
    """
    import httpx

    shown = display_url(url)
    state = _Part(part, url)
    try:
        part.parent.mkdir(parents=True, exist_ok=True)
        with httpx.Client(timeout=TIMEOUT, follow_redirects=True, max_redirects=MAX_REDIRECTS) as client:
            for attempt in range(ATTEMPTS):
                try:
                    return _attempt(client, url, state, etag)
                except httpx.TransportError as exc:
                    if attempt + 1 == ATTEMPTS or not (part.exists() and part.stat().st_size):
                        raise _interrupted(shown, exc, part) from None
    except (httpx.HTTPError, httpx.InvalidURL) as exc:
        raise source_error("source/unreadable", f"can't read {shown}: {exc or type(exc).__name__}") from None
    except OSError as exc:
        raise source_error("output/unwritable", f"can't write {part.as_posix()}: {exc.strerror or exc}") from None
    raise AssertionError("the last attempt returns or raises")


def _attempt(client: httpx.Client, url: str, part: _Part, etag: str | None) -> Download:
    import httpx

    shown = display_url(url)
    known = part.validator()
    start = part.path.stat().st_size if known else 0
    headers = {"accept": "application/yaml, application/json, */*;q=0.5", "accept-encoding": "identity"}
    if known:
        headers |= {"range": f"bytes={start}-", "if-range": known}
    elif etag:
        headers["if-none-match"] = etag
    with client.stream("GET", url, headers=headers) as response:
        if response.status_code == 304 and etag and not known:
            return Download(None, etag)
        if response.status_code == 416 and known:
            part.remove()
            raise httpx.ReadError("the part that has arrived doesn't fit the document any more")
        if response.status_code not in (200, 206):
            raise source_error("source/unreadable", f"can't read {shown}: the server answered {response.status_code}")
        resumed = response.status_code == 206 and _starts_at(response, start)
        if response.status_code == 206 and not resumed:
            part.remove()
            raise source_error("source/unreadable", f"can't read {shown}: the server sent another part than asked for")
        found = response.headers.get("etag")
        if not resumed:
            # A weak validator says that two documents mean the same, not that their bytes are the same.
            part.begin(found if found and not found.startswith("W/") else None)
            start = 0
        _append(response, part.path, start, shown)
    data = part.path.read_bytes()
    part.remove()
    return Download(data, found)


def _append(response: httpx.Response, path: Path, start: int, shown: str) -> None:
    import httpx

    size = start
    with open(path, "ab") as file:
        for chunk in response.iter_bytes():
            size += len(chunk)
            if size > MAX_BYTES:
                raise source_error("source/too-large", f"{shown} is larger than {MAX_BYTES // 1024 // 1024} MiB")
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    length = response.headers.get("content-length", "")
    if length.isdecimal() and "content-encoding" not in response.headers and size - start < int(length):
        raise httpx.ReadError("the connection ended before the document did")


def _starts_at(response: httpx.Response, start: int) -> bool:
    found = re.match(r"bytes (\d+)-", response.headers.get("content-range", ""))
    return found is not None and int(found.group(1)) == start


def _interrupted(shown: str, exc: Exception, part: Path) -> Exception:
    arrived = part.stat().st_size if part.exists() else 0
    message = f"can't read {shown}: {exc or type(exc).__name__}"
    hint = f"{arrived:,} bytes have arrived; pull again to go on from there" if arrived else None
    return source_error("source/unreadable", message, hint=hint)
