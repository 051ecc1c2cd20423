"""Opening a connection: what the library is told, and what its refusals mean. Pure but for the import."""

from __future__ import annotations

# The parts of one client know each other's underscored names: those are hidden from users, not from here.
# pyright: reportPrivateUsage=false
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from ..http_request import response_to
from ..options import checked_url
from ..sentinels import is_given
from ..sse import DEFAULT_MAX_EVENT_BYTES

if TYPE_CHECKING:
    import httpx

    from ..descriptor import ConnectionSpec
    from ..engine import EngineCore
    from ..request import Call
    from ..timeouts import Phases

__all__ = ["Handshake", "handshake", "opening_error", "path_of", "require_library"]

_OPEN_TIMEOUT = 10.0
"""Seconds, where the client's own ``timeout`` says nothing."""

# Those that the library writes itself, or that would say something about a body that there isn't.
_NOT_PASSED_ON = frozenset(
    {"accept-encoding", "connection", "content-length", "content-type", "host", "upgrade", "user-agent"}
)


@dataclass(frozen=True, slots=True)
class Handshake:
    """The arguments of the library's ``connect``. Its repr shows no credential."""

    url: str
    options: dict[str, Any]

    def __repr__(self) -> str:
        return f"Handshake({self.url.partition('?')[0]!r})"

    @property
    def open_timeout(self) -> float | None:
        """Seconds that opening may take."""
        limit: float | None = self.options["open_timeout"]
        return limit


def require_library(client: EngineCore, spec: ConnectionSpec) -> None:
    """Raise the root of the SDK's exceptions, with the remedy, where the library isn't installed."""
    try:
        import websockets  # noqa: F401  # pyright: ignore[reportUnusedImport]
    except ImportError as error:
        raise client._root_error(
            f"Websocket connections need another package: python -m pip install '{spec.extra}'"
        ) from error


def path_of(client: EngineCore, call: Call) -> str:
    """The path of the handshake: a whole URL where the client has another base for websockets."""
    base = client.websocket_base_url
    if base is None:
        return call.path
    text = checked_url(str(base), "websocket_base_url", ("http", "https", "ws", "wss"))
    start, separator, query = text.partition("?")
    scheme, _, rest = start.rstrip("/").partition("://")
    http = {"ws": "http", "wss": "https"}.get(scheme.lower(), scheme)
    path, own_separator, own = call.path.lstrip("/").partition("?")
    joined = "&".join(part for part in (query, own) if part)
    return f"{http}://{rest}/{path}" + ("?" + joined if separator or own_separator else "")


def handshake(client: EngineCore, request: httpx.Request, options: Mapping[str, Any]) -> Handshake:
    """From the HTTP request that the handshake is to the arguments of ``connect``."""
    url = str(request.url)
    given = dict(options)
    if url.startswith("https:") and given.get("ssl") is None:
        from ..transport import shared_ssl_context

        given["ssl"] = shared_ssl_context("websocket")
    given.setdefault("open_timeout", _open_timeout(client))
    own_limit = client.max_event_bytes
    given.setdefault("max_size", own_limit if is_given(own_limit) else DEFAULT_MAX_EVENT_BYTES)
    headers = [(name, value) for name, value in request.headers.items() if name.lower() not in _NOT_PASSED_ON]
    given["additional_headers"] = headers
    given["user_agent_header"] = request.headers.get("user-agent")
    return Handshake("ws" + url[len("http") :], given)


def _open_timeout(client: EngineCore) -> float | None:
    """The client's time for connecting, if the client or its HTTP client was given any."""
    own = client._holder.own_timeout()
    if not is_given(client.timeout) and own is None:
        return _OPEN_TIMEOUT
    unset: Phases = (_OPEN_TIMEOUT, _OPEN_TIMEOUT, _OPEN_TIMEOUT, _OPEN_TIMEOUT)
    return client._phases(client.timeout, unset if own is None else client._phases(own, unset))[0]


def opening_error(client: EngineCore, error: Exception, request: httpx.Request, made: Handshake) -> Exception | None:
    """The SDK's exception for a connection that could not be opened; None for what is no failure of that kind."""
    from websockets.exceptions import InvalidStatus, InvalidURI, WebSocketException

    if isinstance(error, InvalidStatus):
        return _refused(client, error.response, request)
    message = "The websocket could not be opened"
    if type(error).__name__ == "TimeoutError":  # in Python 3.10 asyncio has one of its own
        limit = f" within {made.open_timeout:g} s" if made.open_timeout is not None else ""
        timeout: Exception = client._errors.APITimeoutError(request, message=f"{message}{limit}.")
        return timeout
    if isinstance(error, (OSError, EOFError, WebSocketException)):
        # The text of this one quotes the URL, which may hold a credential.
        reason = "not a URL that it takes" if isinstance(error, InvalidURI) else str(error) or type(error).__name__
        broken: Exception = client._errors.APIConnectionError(message=f"{message}: {reason}", request=request)
        return broken
    return None


def _refused(client: EngineCore, answer: Any, request: httpx.Request) -> Exception:
    """The server answered the handshake with another status than 101."""
    from ..outcome import status_error

    response = response_to(request, answer.status_code, list(answer.headers.raw_items()), bytes(answer.body or b""))
    if answer.status_code >= 400:
        return status_error(client, response)
    message = f"The server answered {answer.status_code} in the place of opening a websocket."
    return cast("Exception", client._errors.APIConnectionError(message=message, request=request))
