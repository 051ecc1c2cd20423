"""The HTTP library's request object, without its client's detour where that would change nothing.

``Client.build_request`` merges headers by looking each up in a list, which costs more than all else in a short call.
The result here is the same; a client that has more to merge than headers, or a ``build_request`` of its own, is asked.
"""

from __future__ import annotations

# Values of any shape come through here; what narrowing leaves unknown of them is not an oversight.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
import sys
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx

    from .timeouts import Phases

__all__ = ["make_request", "response_to"]

_LIBRARIES = ("httpx", "httpx2")
_PHASES = ("connect", "read", "write", "pool")


def make_request(
    http: Any, method: str, url: str, headers: Iterable[tuple[str, str]], timeout: Phases, body: dict[str, Any]
) -> httpx.Request:
    """What ``http.build_request(method, url, headers=headers, timeout=timeout, **body)`` gives. The URL is absolute."""
    headers = list(headers)
    library = _library(http)
    if library is None or "files" in body or http.params or http.cookies:
        asked: httpx.Request = http.build_request(method, url, headers=headers, timeout=timeout, **body)
        return asked
    ours = {name.lower().encode("ascii") for name, _ in headers}
    merged: list[Any] = [item for item in http.headers.raw if item[0].lower() not in ours]
    merged += headers
    extensions = {"timeout": dict(zip(_PHASES, timeout, strict=True))}
    location = _parsed(library, url)
    content = body.get("content")
    made: httpx.Request
    if type(content) is bytes and content and not _WRITTEN_BY_THE_LIBRARY.intersection(ours):
        # With a stream the library adds no headers, and doesn't copy all of them another time for it.
        merged = [("Host", location.netloc.decode("ascii")), *merged, ("Content-Length", str(len(content)))]
        stream = library.ByteStream(content)
        made = library.Request(method, location, headers=merged, stream=stream, extensions=extensions)
        made.read()
    else:
        made = library.Request(method, location, headers=merged, extensions=extensions, **body)
    return made


def response_to(
    request: httpx.Request, status: int, headers: Iterable[tuple[str, str]] = (), content: bytes = b""
) -> httpx.Response:
    """A response that didn't come through the HTTP library, of the library that made ``request``."""
    library: Any = sys.modules[type(request).__module__.partition(".")[0]]
    made: httpx.Response = library.Response(status, headers=list(headers), content=content, request=request)
    return made


_WRITTEN_BY_THE_LIBRARY = {b"host", b"content-length", b"transfer-encoding"}


@lru_cache(maxsize=256)
def _parsed(library: Any, url: str) -> Any:
    """URLs are immutable, and a program has few of them."""
    return library.URL(url)


def _library(http: Any) -> Any:
    """The module of the client's library; None if the client makes its requests in a way of its own."""
    for name in _LIBRARIES:
        module = sys.modules.get(name)
        for base in ("Client", "AsyncClient"):
            cls = getattr(module, base, None)
            if cls is not None and isinstance(http, cls):
                return module if type(http).build_request is cls.build_request else None
    return None
