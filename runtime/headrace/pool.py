"""Which connection serves which request: the bookkeeping of a connection pool, without I/O.

httpcore's own pool looks at every connection whenever a request begins or ends, which makes many streams at once
quadratic. Here each step costs the same however many connections there are.
"""

from __future__ import annotations

import sys
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

__all__ = ["Origin", "Pool", "Waiter"]

Origin = tuple[bytes, bytes, int]
"""Scheme, host and port."""


class Connection(Protocol):
    """What the pool asks of a connection; those of httpcore have it. One request at a time."""

    def is_idle(self) -> bool: ...

    def has_expired(self) -> bool: ...


C = TypeVar("C", bound=Connection)


class Waiter(Generic[C]):
    """A request in the queue. ``wake`` is called once ``connection`` is there; it must not block."""

    __slots__ = ("connection", "origin", "wake")

    def __init__(self, origin: Origin, wake: Callable[[], object]) -> None:
        self.origin = origin
        self.wake = wake
        self.connection: C | None = None


class Pool(Generic[C]):
    """The connections of one HTTP client. Callers guard it with a lock where threads share it.

    Args:
        make: makes a connection to an origin, without connecting yet.
        most: how many connections there may be; None for any number.
        most_idle: how many of them may wait for a next request; None for any number.

    The methods that give a list of connections leave it to the caller to close these.
    """

    def __init__(self, make: Callable[[Origin], C], most: int | None, most_idle: int | None) -> None:
        self._make = make
        self._most = sys.maxsize if most is None else most
        self._most_idle = sys.maxsize if most_idle is None else most_idle
        self._all: dict[C, Origin] = {}
        self._idle: OrderedDict[C, None] = OrderedDict()  # the one that has been idle longest comes first
        self._idle_by_origin: dict[Origin, OrderedDict[C, None]] = {}
        self._queue: deque[Waiter[C]] = deque()

    def take(self, origin: Origin) -> tuple[C | None, list[C]]:
        """A connection for a request, the one that was used last if any is idle; None if the request has to `wait`."""
        closing = self._expired()
        idle = self._idle_by_origin.get(origin)
        while idle:
            connection = next(reversed(idle))
            self._not_idle(connection)
            if not connection.has_expired():
                return connection, closing
            del self._all[connection]
            closing.append(connection)
        if len(self._all) >= self._most:
            if not self._idle:
                return None, closing
            closing.append(self._drop_oldest())
        return self._new(origin), closing

    def wait(self, waiter: Waiter[C]) -> None:
        """Queue for the next connection that comes free."""
        self._queue.append(waiter)

    def give_up(self, waiter: Waiter[C]) -> list[C]:
        """Stop waiting; a connection that came in the same moment goes to the next."""
        if waiter.connection is not None:
            return self.give_back(waiter.connection)
        self._queue.remove(waiter)
        return []

    def give_back(self, connection: C) -> list[C]:
        """A request is over. The connection is kept if it is idle, for the next request or one that waits."""
        origin = self._all.get(connection)
        if origin is None:
            return [connection]  # the pool was closed meanwhile
        if self._queue:
            return self._hand_over(connection, origin, self._queue.popleft())
        if not connection.is_idle():
            del self._all[connection]
            return [connection]
        self._idle[connection] = None
        self._idle_by_origin.setdefault(origin, OrderedDict())[connection] = None
        return [self._drop_oldest()] if len(self._idle) > self._most_idle else []

    def clear(self) -> list[C]:
        """Forget all connections, those in use too."""
        closing = list(self._all)
        self._all.clear()
        self._idle.clear()
        self._idle_by_origin.clear()
        return closing

    def _hand_over(self, connection: C, origin: Origin, waiter: Waiter[C]) -> list[C]:
        closing: list[C] = []
        if connection.is_idle() and origin == waiter.origin:
            waiter.connection = connection
        else:
            del self._all[connection]
            closing.append(connection)
            waiter.connection = self._new(waiter.origin)
        waiter.wake()
        return closing

    def _new(self, origin: Origin) -> C:
        connection = self._make(origin)
        self._all[connection] = origin
        return connection

    def _expired(self) -> list[C]:
        """Connections that have been idle too long, or that the server has closed: the oldest, up to a good one."""
        found: list[C] = []
        while self._idle and next(iter(self._idle)).has_expired():
            found.append(self._drop_oldest())
        return found

    def _drop_oldest(self) -> C:
        connection = next(iter(self._idle))
        self._not_idle(connection)
        del self._all[connection]
        return connection

    def _not_idle(self, connection: C) -> None:
        origin = self._all[connection]
        del self._idle[connection]
        of_origin = self._idle_by_origin[origin]
        del of_origin[connection]
        if not of_origin:
            del self._idle_by_origin[origin]
