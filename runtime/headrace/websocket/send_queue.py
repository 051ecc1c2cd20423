"""Messages that wait for a connection."""

from __future__ import annotations

from collections import deque
from threading import Lock

__all__ = ["SendQueue"]


class SendQueue:
    """Encoded messages in order, of together at most ``max_bytes``. Threads may share one."""

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self._waiting: deque[str | bytes] = deque()
        self._size = 0
        self._lock = Lock()

    def put(self, message: str | bytes) -> bool:
        """Add a message; gives whether there was room for it."""
        size = _size(message)
        with self._lock:
            if self._size + size > self.max_bytes:
                return False
            self._waiting.append(message)
            self._size += size
            return True

    def first(self) -> str | bytes | None:
        """The message that has waited longest, which stays here."""
        with self._lock:
            return self._waiting[0] if self._waiting else None

    def drop_first(self) -> None:
        """Forget that message: it was sent."""
        with self._lock:
            self._size -= _size(self._waiting.popleft())

    def drain(self) -> list[str | bytes]:
        """Take all messages out."""
        with self._lock:
            found = list(self._waiting)
            self._waiting.clear()
            self._size = 0
            return found


def _size(message: str | bytes) -> int:
    return len(message.encode()) if isinstance(message, str) else len(message)
