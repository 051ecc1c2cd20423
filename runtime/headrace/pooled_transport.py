"""The transports of the HTTP clients that are made here: connections of our own in a `Pool`, for HTTP/1.1.

They do what httpx's transports do, in less time: nothing grows with the number of connections, and neither httpcore nor
anyio is loaded. They still are httpx's transports to those who look. Tools that put themselves in the place of a method
of httpx or httpcore (mocks, tracing) find their method called, since then a request goes the way of httpx. So do
requests under trio.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from threading import Event, Lock
from types import FunctionType
from typing import Any

import httpx

from .connection import AsyncHTTPConnection, ConnectionOptions, HTTPConnection, timeouts_of
from .pool import Origin, Pool, Waiter

__all__ = ["AsyncPooledTransport", "PooledTransport"]

_PORTS = {"http": 80, "https": 443}


def _origin_of(request: httpx.Request) -> Origin:
    url = request.url
    if url.scheme not in _PORTS:
        raise httpx.UnsupportedProtocol(f"Only http and https are supported, not {url.scheme!r}")
    return url.raw_scheme, url.raw_host, url.port or _PORTS[url.scheme]


def _pool_of(
    make: Callable[[Origin, ConnectionOptions], Any], limits: httpx.Limits, options: dict[str, Any]
) -> Pool[Any]:
    kept = ConnectionOptions(keepalive_expiry=limits.keepalive_expiry, **options)
    return Pool(lambda origin: make(origin, kept), limits.max_connections, limits.max_keepalive_connections)


def _stock_options(limits: httpx.Limits, options: dict[str, Any]) -> dict[str, Any]:
    """What httpx's own transport has to be told to be as ours."""
    return {"limits": limits, "verify": options["tls"](), "socket_options": options.get("socket_options")}


def _close(connections: list[Any]) -> None:
    for connection in connections:
        connection.close()


def _too_late(patience: float | None) -> httpx.PoolTimeout:
    return httpx.PoolTimeout(f"No connection came free within {patience:g} s")


# Whose methods others put their own in the place of: pytest plugins, mocks, tracing.
_REPLACEABLE = (
    ("httpx", "HTTPTransport", "handle_request"),
    ("httpx", "AsyncHTTPTransport", "handle_async_request"),
    ("httpcore", "ConnectionPool", "handle_request"),
    ("httpcore", "AsyncConnectionPool", "handle_async_request"),
    ("httpcore", "HTTPConnection", "handle_request"),
    ("httpcore", "AsyncHTTPConnection", "handle_async_request"),
)


def _is_own(method: object, module: str) -> bool:
    if type(method) is not FunctionType:
        return False
    return method.__module__.startswith(f"{module}._") and not hasattr(method, "__wrapped__")


def _is_replaced(is_async: bool) -> bool:
    for module, cls, name in _REPLACEABLE[is_async::2]:
        if module in sys.modules and not _is_own(getattr(sys.modules[module], cls).__dict__.get(name), module):
            return True
    return False


class PooledTransport(httpx.HTTPTransport):
    """For `httpx.Client`. Threads may share it. ``options`` are those of `ConnectionOptions`."""

    def __init__(self, *, limits: httpx.Limits, **options: Any) -> None:
        self._limits, self._options = limits, options
        self._connections: Pool[HTTPConnection] = _pool_of(HTTPConnection, limits, options)
        self._lock = Lock()
        self._is_stock = False

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request on a connection of its own for as long as the response is open."""
        if _is_replaced(False):
            self._become_stock()
            return super().handle_request(request)
        connection = self._connection(_origin_of(request), timeouts_of(request).get("pool"))
        try:
            return connection.send(request, lambda: self._give_back(connection))
        except BaseException:
            connection.close()
            self._give_back(connection)
            raise

    def _become_stock(self) -> None:
        with self._lock:
            if not self._is_stock:
                super().__init__(**_stock_options(self._limits, self._options))
                self._is_stock = True

    def _connection(self, origin: Origin, patience: float | None) -> HTTPConnection:
        arrived = Event()
        waiter: Waiter[HTTPConnection] = Waiter(origin, arrived.set)
        with self._lock:
            connection, closing = self._connections.take(origin)
            if connection is None:
                self._connections.wait(waiter)
        _close(closing)
        if connection is not None:
            return connection
        try:
            arrived.wait(patience)
        except BaseException:
            self._give_up(waiter)
            raise
        with self._lock:  # a connection may come in the very moment in which the patience ends
            if waiter.connection is not None:
                return waiter.connection
        self._give_up(waiter)
        raise _too_late(patience)

    def _give_up(self, waiter: Waiter[HTTPConnection]) -> None:
        with self._lock:
            closing = self._connections.give_up(waiter)
        _close(closing)

    def _give_back(self, connection: HTTPConnection) -> None:
        with self._lock:
            closing = self._connections.give_back(connection)
        _close(closing)

    def __enter__(self) -> PooledTransport:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections, those in use too."""
        with self._lock:
            closing = self._connections.clear()
        _close(closing)
        if self._is_stock:
            super().close()


class AsyncPooledTransport(httpx.AsyncHTTPTransport):
    """For `httpx.AsyncClient`. It belongs to one event loop. ``options`` are those of `ConnectionOptions`."""

    def __init__(self, *, limits: httpx.Limits, **options: Any) -> None:
        self._limits, self._options = limits, options
        self._connections: Pool[AsyncHTTPConnection] = _pool_of(AsyncHTTPConnection, limits, options)
        self._is_stock = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request on a connection of its own for as long as the response is open."""
        if _is_replaced(True) or not _under_asyncio():
            self._become_stock()
            return await super().handle_async_request(request)
        connection = await self._connection(_origin_of(request), timeouts_of(request).get("pool"))
        try:
            return await connection.send(request, lambda: self._give_back(connection))
        except BaseException:
            connection.close()
            self._give_back(connection)
            raise

    def _become_stock(self) -> None:
        if not self._is_stock:
            super().__init__(**_stock_options(self._limits, self._options))
            self._is_stock = True

    async def _connection(self, origin: Origin, patience: float | None) -> AsyncHTTPConnection:
        connection, closing = self._connections.take(origin)
        _close(closing)
        return await self._wait(origin, patience) if connection is None else connection

    async def _wait(self, origin: Origin, patience: float | None) -> AsyncHTTPConnection:
        from .async_network import Signal

        arrived = Signal()
        waiter: Waiter[AsyncHTTPConnection] = Waiter(origin, arrived.set)
        self._connections.wait(waiter)
        try:
            await arrived.wait(patience)
        except BaseException:
            _close(self._connections.give_up(waiter))
            raise
        if waiter.connection is None:
            _close(self._connections.give_up(waiter))
            raise _too_late(patience)
        return waiter.connection

    def _give_back(self, connection: AsyncHTTPConnection) -> None:
        _close(self._connections.give_back(connection))

    async def __aenter__(self) -> AsyncPooledTransport:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close all connections, those in use too."""
        closing = self._connections.clear()
        _close(closing)
        if closing and _under_asyncio():
            import asyncio

            await asyncio.sleep(0)  # the event loop closes the sockets in its next round
        if self._is_stock:
            await super().aclose()


def _under_asyncio() -> bool:
    asyncio = sys.modules.get("asyncio")
    if asyncio is None:
        return False
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
