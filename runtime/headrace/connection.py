"""One HTTP/1.1 connection: what the blocking and the asyncio one have in common, and the two of them.

They are made without connecting; the first request does that. One request at a time, until its body is closed.
"""

from __future__ import annotations

import math
import ssl
import time
from collections.abc import AsyncIterator, Callable, Iterator
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

import httpx

from .http11 import RequestFramer, ResponseReader, request_head

if TYPE_CHECKING:
    from .async_network import AsyncNetwork
    from .network import Network, SocketOption
    from .pool import Origin

__all__ = ["AsyncHTTPConnection", "ConnectionOptions", "HTTPConnection", "timeouts_of"]

_READ_BYTES = 64 * 1024

N = TypeVar("N", "Network", "AsyncNetwork")


class ConnectionOptions:
    """How connections are made. ``tls`` gives the SSL context, asked when the first encrypted one is made."""

    def __init__(
        self,
        *,
        tls: Callable[[], ssl.SSLContext],
        keepalive_expiry: float | None = None,
        socket_options: list[SocketOption] | None = None,
    ) -> None:
        self.tls = tls
        self.keepalive_expiry = math.inf if keepalive_expiry is None else keepalive_expiry
        self.socket_options = socket_options or []


class _Connection(Generic[N]):
    def __init__(self, origin: Origin, options: ConnectionOptions) -> None:
        self._origin = origin
        self._options = options
        self._network: N | None = None
        self._idle = False
        self._sent = False
        self._expires = math.inf

    def is_idle(self) -> bool:
        """Whether another request can be sent."""
        return self._idle

    def has_expired(self) -> bool:
        """Whether it has been idle too long, or the server has closed it."""
        return time.monotonic() > self._expires or (self._network is not None and self._network.readable)

    def _where(self, request: httpx.Request) -> dict[str, Any]:
        scheme, host, port = self._origin
        name = host.decode("ascii")
        return {
            "host": name,
            "port": port,
            "tls": self._options.tls if scheme == b"https" else None,
            "server_name": request.extensions.get("sni_hostname") or name,
            "timeout": timeouts_of(request).get("connect"),
            "options": self._options.socket_options,
        }

    def _over(self, reader: ResponseReader) -> None:
        """A response is over, by its end or because nobody wants the rest of it."""
        self._idle = reader.complete and reader.reusable and self._sent
        self._expires = time.monotonic() + self._options.keepalive_expiry


def timeouts_of(request: httpx.Request) -> dict[str, float | None]:
    """The request's timeouts: connect, read, write, pool."""
    found: dict[str, float | None] = request.extensions.get("timeout", {})
    return found


def _response(reader: ResponseReader, body: Any, network: Any) -> httpx.Response:
    extensions: dict[str, Any] = {**reader.extensions, "network_stream": network}
    return httpx.Response(reader.status, headers=reader.headers, stream=body, extensions=extensions)


class HTTPConnection(_Connection["Network"]):
    """A blocking connection."""

    def send(self, request: httpx.Request, over: Callable[[], None]) -> httpx.Response:
        """Send a request; ``over`` is called once the response's body is closed."""
        from .network import connect

        self._idle = False
        network = self._network = self._network or connect(**self._where(request))
        timeouts = timeouts_of(request)
        try:
            self._write(network, request, timeouts.get("write"))
            self._sent = True
        except httpx.WriteError:
            self._sent = False  # a server may answer early and hang up: what it says is worth more than the error
        reader = ResponseReader(request.method)
        while not reader.begun:
            reader.feed(network.read(_READ_BYTES, timeouts.get("read")))
        return _response(reader, _Body(self, reader, timeouts, over), network)

    @staticmethod
    def _write(network: Network, request: httpx.Request, timeout: float | None) -> None:
        framer = RequestFramer(request)
        waiting = request_head(request)
        for piece in cast(httpx.SyncByteStream, request.stream):
            network.write(waiting + framer.frame(piece), timeout)
            waiting = b""
        if waiting := waiting + framer.end():
            network.write(waiting, timeout)

    def close(self) -> None:
        """Close it, in the middle of a response too."""
        self._idle = False
        if self._network is not None:
            self._network.close()


class _Body(httpx.SyncByteStream):
    def __init__(
        self, connection: HTTPConnection, reader: ResponseReader, timeouts: dict[str, Any], over: Callable[[], None]
    ) -> None:
        self._connection = connection
        self._reader = reader
        self._timeouts = timeouts
        self._over: Callable[[], None] | None = over

    def __iter__(self) -> Iterator[bytes]:
        reader, network = self._reader, cast("Network", self._connection._network)  # pyright: ignore[reportPrivateUsage]
        try:
            while True:
                yield from reader.take()
                if reader.complete:
                    break
                reader.feed(network.read(_READ_BYTES, self._timeouts.get("read")))
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        over, self._over = self._over, None
        if over is not None:
            self._connection._over(self._reader)  # pyright: ignore[reportPrivateUsage]
            over()


class AsyncHTTPConnection(_Connection["AsyncNetwork"]):
    """A connection under asyncio."""

    async def send(self, request: httpx.Request, over: Callable[[], None]) -> httpx.Response:
        """Send a request; ``over`` is called once the response's body is closed."""
        from .async_network import connect

        self._idle = False
        network = self._network = self._network or await connect(**self._where(request))
        timeouts = timeouts_of(request)
        try:
            await self._write(network, request, timeouts.get("write"))
            self._sent = True
        except httpx.WriteError:
            self._sent = False  # as above
        reader = ResponseReader(request.method)
        while not reader.begun:
            reader.feed(await network.read(_READ_BYTES, timeouts.get("read")))
        return _response(reader, _AsyncBody(self, reader, timeouts, over), network)

    @staticmethod
    async def _write(network: AsyncNetwork, request: httpx.Request, timeout: float | None) -> None:
        framer = RequestFramer(request)
        waiting = request_head(request)
        async for piece in cast(httpx.AsyncByteStream, request.stream):
            await network.write(waiting + framer.frame(piece), timeout)
            waiting = b""
        if waiting := waiting + framer.end():
            await network.write(waiting, timeout)

    def close(self) -> None:
        """Close it, in the middle of a response too."""
        self._idle = False
        if self._network is not None:
            self._network.close()


class _AsyncBody(httpx.AsyncByteStream):
    def __init__(
        self,
        connection: AsyncHTTPConnection,
        reader: ResponseReader,
        timeouts: dict[str, Any],
        over: Callable[[], None],
    ) -> None:
        self._connection = connection
        self._reader = reader
        self._timeouts = timeouts
        self._over: Callable[[], None] | None = over

    async def __aiter__(self) -> AsyncIterator[bytes]:
        reader, network = self._reader, cast("AsyncNetwork", self._connection._network)  # pyright: ignore[reportPrivateUsage]
        try:
            while True:
                for piece in reader.take():
                    yield piece
                if reader.complete:
                    break
                reader.feed(await network.read(_READ_BYTES, self._timeouts.get("read")))
        except BaseException:
            await self.aclose()
            raise

    async def aclose(self) -> None:
        over, self._over = self._over, None
        if over is not None:
            self._connection._over(self._reader)  # pyright: ignore[reportPrivateUsage]
            over()
