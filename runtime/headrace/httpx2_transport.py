"""HTTP clients of httpx2 with this runtime's defaults. httpx2 is optional (``headrace[httpx2]``)."""

from __future__ import annotations

# Where httpx2 isn't installed its types are unknown.
# pyright: reportMissingImports=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownParameterType=false
from typing import TYPE_CHECKING, Any

from .timeouts import phases
from .transport import DEFAULT_CONNECTION_LIMITS, Timeout, with_defaults

if TYPE_CHECKING:
    import httpx2

__all__ = ["DefaultAsyncHttpx2Client", "DefaultHttpx2Client"]


def DefaultHttpx2Client(**options: Any) -> httpx2.Client:
    """An ``httpx2.Client`` with this runtime's defaults for all that isn't given. Takes the same arguments; limits and
    timeouts may be those of httpx.
    """
    library = _library()
    made: httpx2.Client = library.Client(**_completed(library, options, library.HTTPTransport))
    return made


def DefaultAsyncHttpx2Client(**options: Any) -> httpx2.AsyncClient:
    """The async twin of `DefaultHttpx2Client`."""
    library = _library()
    made: httpx2.AsyncClient = library.AsyncClient(**_completed(library, options, library.AsyncHTTPTransport))
    return made


def _library() -> Any:
    try:
        import httpx2
    except ImportError:
        raise RuntimeError("a client of httpx2 needs it: python -m pip install 'headrace[httpx2]'") from None
    return httpx2


def _completed(library: Any, options: dict[str, Any], make_transport: Any) -> dict[str, Any]:
    """``options`` with defaults, and in the types of httpx2."""
    limits = options.get("limits", DEFAULT_CONNECTION_LIMITS)
    options["limits"] = library.Limits(
        max_connections=limits.max_connections,
        max_keepalive_connections=limits.max_keepalive_connections,
        keepalive_expiry=limits.keepalive_expiry,
    )
    options["timeout"] = library.Timeout(phases(options.get("timeout", Timeout(60.0, connect=5.0))))
    return with_defaults(options, make_transport)
