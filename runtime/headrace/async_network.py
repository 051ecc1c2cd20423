"""A connection to a server under asyncio: TCP, and TLS over it. Errors and timeouts are httpx's."""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any, cast

import httpx

from .network import SocketOption

__all__ = ["AsyncNetwork", "Signal", "connect"]

# Beyond this many bytes that nobody has read the network has to wait.
_HIGH, _LOW = 256 * 1024, 64 * 1024
_SECONDS_BETWEEN_ADDRESSES = 0.25  # RFC 8305, section 5


class AsyncNetwork(asyncio.Protocol):
    """An open connection. One task uses it at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._received: deque[bytes] = deque()
        self._size = 0
        self._held = False
        self._full = False
        self._over = False
        self._error: Exception | None = None
        self._reader: Signal | None = None
        self._writer: Signal | None = None

    # Called by the event loop

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._received.append(data)
        self._size += len(data)
        if self._size > _HIGH and not self._held and self._transport is not None:
            self._held = True
            self._transport.pause_reading()
        _set(self._reader)

    def eof_received(self) -> None:
        self._over = True
        _set(self._reader)

    def connection_lost(self, exc: Exception | None) -> None:
        self._over = True
        self._error = exc
        _set(self._reader)
        _set(self._writer)

    def pause_writing(self) -> None:
        self._full = True

    def resume_writing(self) -> None:
        self._full = False
        _set(self._writer)

    # Called by the one who reads and writes

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """The next bytes, as many as came at once; none at the end."""
        while not self._received:
            if self._error is not None:
                raise httpx.ReadError(str(self._error)) from self._error
            if self._over:
                return b""
            self._reader = Signal()
            try:
                if not await self._reader.wait(timeout):
                    raise httpx.ReadTimeout(f"Nothing came for {timeout:g} s")
            finally:
                self._reader = None
        data = self._received.popleft()
        self._size -= len(data)
        if self._held and self._size < _LOW and self._transport is not None:
            self._held = False
            self._transport.resume_reading()
        return data

    async def write(self, data: bytes, timeout: float | None = None) -> None:
        """Send ``data``; waits while the network takes no more."""
        if self._transport is None or self._transport.is_closing():
            raise httpx.WriteError("The connection is closed") from self._error
        self._transport.write(data)
        while self._full and not self._over:
            self._writer = Signal()
            try:
                if not await self._writer.wait(timeout):
                    raise httpx.WriteTimeout(f"Nothing could be sent for {timeout:g} s")
            finally:
                self._writer = None
        if self._error is not None:
            raise httpx.WriteError(str(self._error)) from self._error

    def close(self) -> None:
        """Close it, without waiting for the other side."""
        if self._transport is not None:
            self._transport.abort()

    @property
    def readable(self) -> bool:
        """Whether there is something to read: in an idle connection the server's goodbye."""
        return self._over or bool(self._received)

    def get_extra_info(self, info: str) -> Any:
        """Facts about it, under the names that httpcore has for them."""
        if info == "is_readable":
            return self.readable
        names = {"client_addr": "sockname", "server_addr": "peername"}
        return None if self._transport is None else self._transport.get_extra_info(names.get(info, info))


async def connect(
    host: str,
    port: int,
    tls: Callable[[], ssl.SSLContext] | None,
    server_name: str,
    timeout: float | None,
    options: Iterable[SocketOption],
) -> AsyncNetwork:
    """Connect; ``tls`` gives the context of an encrypted connection."""
    loop = asyncio.get_running_loop()
    how: dict[str, Any] = {} if tls is None else {"ssl": tls(), "server_hostname": server_name}
    if ":" not in host and not host.replace(".", "").isdigit():  # a name, which may have several addresses
        how["happy_eyeballs_delay"] = _SECONDS_BETWEEN_ADDRESSES
    network = AsyncNetwork()
    making = loop.create_connection(lambda: network, host, port, **how)
    try:
        if timeout is None:
            await making
        else:
            await asyncio.wait_for(making, timeout)
        sock = network.get_extra_info("socket")
        for option in options:
            sock.setsockopt(*option)
    except (TimeoutError, asyncio.TimeoutError) as error:
        network.close()
        raise httpx.ConnectTimeout(str(error)) from error
    except (OSError, UnicodeError) as error:
        network.close()
        raise httpx.ConnectError(str(error)) from error
    except BaseException:
        network.close()
        raise
    return network


def _set(signal: Signal | None) -> None:
    if signal is not None:
        signal.set()


class Signal:
    """Something that happens once, and that one task waits for."""

    __slots__ = ("_waiting",)

    def __init__(self) -> None:
        self._waiting: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    def set(self) -> None:
        """It has happened."""
        if not self._waiting.done():
            self._waiting.set_result(True)

    def _give_up(self) -> None:
        if not self._waiting.done():
            self._waiting.set_result(False)

    async def wait(self, seconds: float | None) -> bool:
        """Wait for it, no longer than ``seconds``; whether it has happened."""
        if seconds is None:
            return await self._waiting
        alarm = asyncio.get_running_loop().call_later(seconds, self._give_up)
        try:
            return await self._waiting
        finally:
            alarm.cancel()
