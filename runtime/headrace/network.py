"""A blocking connection to a server: TCP, and TLS over it. Errors and timeouts are httpx's."""

from __future__ import annotations

import select
import socket
import ssl
from collections.abc import Callable, Iterable
from typing import Any

import httpx

__all__ = ["Network", "SocketOption", "connect"]

SocketOption = tuple[int, int, int]


class Network:
    """An open connection. One thread uses it at a time."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """The next bytes; none at the end."""
        try:
            self._socket.settimeout(timeout)
            return self._socket.recv(max_bytes)
        except TimeoutError as error:
            raise httpx.ReadTimeout(str(error)) from error
        except OSError as error:
            raise httpx.ReadError(str(error)) from error

    def write(self, data: bytes, timeout: float | None = None) -> None:
        """Send all of ``data``; the timeout is for each time that the network has to be waited for."""
        try:
            self._socket.settimeout(timeout)
            view = memoryview(data)
            while view:
                view = view[self._socket.send(view) :]
        except TimeoutError as error:
            raise httpx.WriteTimeout(str(error)) from error
        except OSError as error:
            raise httpx.WriteError(str(error)) from error

    def close(self) -> None:
        """Close it."""
        self._socket.close()

    @property
    def readable(self) -> bool:
        """Whether there is something to read: in an idle connection the server's goodbye."""
        try:
            if hasattr(select, "poll"):
                poll = select.poll()
                poll.register(self._socket, select.POLLIN)
                return bool(poll.poll(0))
            return bool(select.select([self._socket], [], [], 0)[0])
        except (OSError, ValueError):
            return True  # it is closed

    def get_extra_info(self, info: str) -> Any:
        """Facts about it, under the names that httpcore has for them."""
        if info == "socket":
            return self._socket
        if info == "ssl_object":
            return self._socket if isinstance(self._socket, ssl.SSLSocket) else None
        if info == "client_addr":
            return self._socket.getsockname()
        if info == "server_addr":
            return self._socket.getpeername()
        return self.readable if info == "is_readable" else None


def connect(
    host: str,
    port: int,
    tls: Callable[[], ssl.SSLContext] | None,
    server_name: str,
    timeout: float | None,
    options: Iterable[SocketOption],
) -> Network:
    """Connect; ``tls`` gives the context of an encrypted connection."""
    sock: socket.socket | None = None
    try:
        sock = socket.create_connection((host, port), timeout)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for option in options:
            sock.setsockopt(*option)
        if tls is not None:
            sock = tls().wrap_socket(sock, server_hostname=server_name)
    except TimeoutError as error:
        _close(sock)
        raise httpx.ConnectTimeout(str(error)) from error
    except (OSError, UnicodeError) as error:
        _close(sock)
        raise httpx.ConnectError(str(error)) from error
    except BaseException:
        _close(sock)
        raise
    return Network(sock)


def _close(sock: socket.socket | None) -> None:
    if sock is not None:
        sock.close()
