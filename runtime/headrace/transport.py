"""HTTP clients with this runtime's defaults: limits, timeouts, TCP keep-alive, one SSL context for the whole process.

Importing this module imports httpx. A client of httpx2 is accepted wherever one of httpx is; `httpx2_transport` makes
those.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING, Any

import httpx
from httpx import Limits, Timeout

from .pooled_transport import AsyncPooledTransport, PooledTransport

if TYPE_CHECKING:
    import ssl

    from .aiohttp_transport import DefaultAioHttpClient
    from .httpx2_transport import DefaultAsyncHttpx2Client, DefaultHttpx2Client

__all__ = [
    "DEFAULT_CONNECTION_LIMITS",
    "DEFAULT_MAX_RETRIES",
    "DefaultAioHttpClient",
    "DefaultAsyncHttpx2Client",
    "DefaultAsyncHttpxClient",
    "DefaultHttpx2Client",
    "DefaultHttpxClient",
    "Timeout",
    "shared_ssl_context",
    "with_defaults",
]

DEFAULT_MAX_RETRIES = 2
DEFAULT_CONNECTION_LIMITS = Limits(max_connections=1000, max_keepalive_connections=100)

_context_lock = Lock()
_contexts: dict[tuple[str, str | None, str | None], ssl.SSLContext] = {}


def shared_ssl_context(protocol: str = "http") -> ssl.SSLContext:
    """The SSL context of this process. Reading the certificates takes tens of milliseconds, so it is done once.

    ``SSL_CERT_FILE`` and ``SSL_CERT_DIR`` are honoured, also when they change later. Each ``protocol`` has a context of
    its own: HTTP's offers servers HTTP/2, in which there are no websockets for us.
    """
    key = protocol, os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
    with _context_lock:
        if key not in _contexts:
            _contexts[key] = httpx.create_ssl_context()
        return _contexts[key]


def _socket_options() -> list[tuple[int, int, int]]:
    """TCP keep-alive, so that a connection that died silently during a long answer is noticed within minutes."""
    options = [(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)]
    idle = "TCP_KEEPALIVE" if sys.platform == "darwin" else "TCP_KEEPIDLE"
    for name, value in ((idle, 60), ("TCP_KEEPINTVL", 60), ("TCP_KEEPCNT", 5)):
        option = getattr(socket, name, None)
        if option is not None:
            options.append((socket.IPPROTO_TCP, option, value))
    return options


def with_defaults(
    options: dict[str, Any], stock: Callable[..., Any], pooled: Callable[..., Any] | None = None
) -> dict[str, Any]:
    """The arguments of a client of httpx, or of a library with the same arguments, completed. What the caller gives is
    left alone.

    ``stock`` makes a transport of the library, ``pooled`` one of ours, which leaves proxies and HTTP/2 to the other.
    """
    options.setdefault("timeout", Timeout(60.0, connect=5.0))
    options.setdefault("limits", DEFAULT_CONNECTION_LIMITS)
    options.setdefault("follow_redirects", True)
    if "transport" in options:
        return options
    tls = _tls_of(options)
    common = {"limits": options["limits"], "socket_options": _socket_options()}
    http = {name: options.get(name, default) for name, default in (("http1", True), ("http2", False))}
    trust_env = options.get("trust_env", True)

    def make_stock(proxy: Any = None) -> Any:
        return stock(proxy=proxy, verify=tls(), trust_env=trust_env, **common, **http)

    proxy = options.pop("proxy", None)
    if proxy is not None or pooled is None or http["http2"] or not http["http1"]:
        options["transport"] = make_stock(proxy)
    else:
        options["transport"] = pooled(tls=tls, **common)
    # With a transport of its own a client ignores proxies, so they are set up here in the same way.
    if proxy is None and trust_env:
        made = {pattern: url and make_stock(url) for pattern, url in _environment_proxies().items()}
        options["mounts"] = {**made, **(options.get("mounts") or {})}
    return options


def _tls_of(options: dict[str, Any]) -> Callable[[], ssl.SSLContext]:
    """What gives the SSL context: that of the process, where the caller has no wishes."""
    verify, cert = options.get("verify", True), options.get("cert")
    if verify is True and cert is None:
        return shared_ssl_context
    context = httpx.create_ssl_context(verify=verify, cert=cert, trust_env=options.get("trust_env", True))
    return lambda: context


def _environment_proxies() -> dict[str, str | None]:
    """Proxies by URL pattern from ``HTTP_PROXY``, ``HTTPS_PROXY``, ``ALL_PROXY`` and ``NO_PROXY``; None where none is
    to be used."""
    from urllib.request import getproxies

    found = getproxies()
    mounts: dict[str, str | None] = {}
    for scheme in ("http", "https", "all"):
        if url := found.get(scheme):
            mounts[f"{scheme}://"] = url if "://" in url else f"http://{url}"
    for host in filter(None, (item.strip() for item in found.get("no", "").split(","))):
        if host == "*":
            return {}
        if "://" in host:
            mounts[host] = None
        elif host.startswith("[") or host.replace(".", "").isdigit() or host.lower() == "localhost":
            mounts[f"all://{host}"] = None
        elif host.count(":") > 1:
            mounts[f"all://[{host}]"] = None
        else:
            mounts[f"all://*{host}"] = None
    return mounts


class DefaultHttpxClient(httpx.Client):
    """An `httpx.Client` with this runtime's defaults for all that isn't given. Takes the same arguments."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**with_defaults(options, httpx.HTTPTransport, PooledTransport))


class DefaultAsyncHttpxClient(httpx.AsyncClient):
    """An `httpx.AsyncClient` with this runtime's defaults for all that isn't given. Takes the same arguments."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**with_defaults(options, httpx.AsyncHTTPTransport, AsyncPooledTransport))


def __getattr__(name: str) -> Any:
    if name == "DefaultAioHttpClient":  # importing it imports aiohttp, where that is installed
        from .aiohttp_transport import DefaultAioHttpClient

        return DefaultAioHttpClient
    if name in ("DefaultAsyncHttpx2Client", "DefaultHttpx2Client"):
        from . import httpx2_transport

        return getattr(httpx2_transport, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
