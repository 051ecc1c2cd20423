"""A time limit on single blocking reads of a response's body, and a way to end one from another thread.

httpx fixes the read timeout of a body when its first byte is asked for, so a limit that shrinks from read to read (an
idle or total timeout) needs the layer below: the ``network_stream`` that httpcore hands out as a response extension.
Where a transport has none, limits are checked between reads only.
"""

from __future__ import annotations

import contextlib
import math
import socket
import threading
import time
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import httpx

__all__ = ["ReadLimit"]

# A timeout of zero means "don't block" to a socket, which is another thing than "time is up".
_SHORTEST = 0.001


class ReadLimit:
    """The limit of one response.

    Set ``deadline`` (monotonic clock) before a read; it holds for the thread that set it.
    """

    def __init__(self, response: httpx.Response) -> None:
        self._deadline = math.inf
        self._thread = 0
        self._network: Any = response.extensions.get("network_stream")
        self._read: Any = None
        self._shared = response.extensions.get("http_version") == b"HTTP/2"
        if self._shared:
            # Streams share the connection and its reads. httpcore looks the timeout up before each of them.
            extensions = response.request.extensions
            extensions["timeout"] = _Timeouts(self, extensions.get("timeout") or {})
        elif callable(getattr(self._network, "read", None)):
            self._install()

    @property
    def bounded(self) -> bool:
        """Whether a read really ends at the deadline."""
        return self._shared or self._read is not None

    def set(self, deadline: float) -> None:
        """Make reads of this thread end at ``deadline`` with the transport's read timeout."""
        if deadline == math.inf == self._deadline:
            return
        self._thread = threading.get_ident()
        self._deadline = deadline

    def cap(self, timeout: float | None) -> float | None:
        """The timeout of a read that begins now."""
        if self._deadline == math.inf:
            return timeout
        left = max(self._deadline - time.monotonic(), _SHORTEST)
        return left if timeout is None else min(timeout, left)

    def _install(self) -> None:
        network = self._network
        original = cast("Any", type(network)).read.__get__(network)

        def read(max_bytes: int, timeout: float | None = None) -> bytes:
            # The connection may already serve another request, on another thread: that one isn't ours to limit.
            mine = self._thread == threading.get_ident()
            data: bytes = original(max_bytes, self.cap(timeout) if mine else timeout)
            return data

        with contextlib.suppress(AttributeError):  # an object with slots: then there is no limit
            network.read = read
            self._read = read

    def remove(self) -> None:
        """Leave the connection as it was. Called before it goes back to the pool, or right after."""
        self._deadline = math.inf
        if self._read is not None and self._network.__dict__.get("read") is self._read:
            del self._network.read
        self._read = None

    def interrupt(self) -> None:
        """End a read that is blocked in another thread, by closing both directions of the socket.

        A connection that other streams share (HTTP/2) is left alone; the read then ends with the next frame or timeout.
        """
        info = getattr(self._network, "get_extra_info", None)
        found = info("socket") if callable(info) and not self._shared else None
        if isinstance(found, socket.socket):
            with contextlib.suppress(OSError):
                # The base class's method: a TLS socket's own would take the TLS state from under the blocked read.
                socket.socket.shutdown(found, socket.SHUT_RDWR)


class _Timeouts(dict[str, Any]):
    """The timeouts of a request, where the one for reads is a matter of the moment."""

    def __init__(self, limit: ReadLimit, timeouts: dict[str, Any]) -> None:
        super().__init__(timeouts)
        self._limit = limit

    def get(self, key: str, default: Any = None) -> Any:
        value = super().get(key, default)
        return self._limit.cap(value) if key == "read" else value
