"""Blocking websocket connections."""

from __future__ import annotations

# The parts of one client know each other's underscored names: those are hidden from users, not from here.
# pyright: reportPrivateUsage=false
import socket
import threading
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Any

from ..errors import APIError
from .core import ConnectionCore, Plan, Reconnection
from .handshake import Handshake, handshake, opening_error, path_of, require_library
from .manager import ManagerCore

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self

__all__ = ["WebSocketConnection", "WebSocketConnectionManager", "WebSocketResource"]


class WebSocketConnection(ConnectionCore):
    """An open connection. Iterate it for the server's events.

    One thread receives; any thread may send and close. Every failure is an `APIError`.
    """

    def __init__(self, plan: Plan, opened: Any) -> None:
        super().__init__(plan, opened)
        self._sending = threading.Lock()  # also while what waited is sent, so that messages keep their order
        self._closing = threading.Event()
        self._reconnecting = False

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Any:
        """The next event. Ends when the connection is closed, and raises when that is not as it should be."""
        data = self._receive(None, ends=True)
        if data is None:
            raise StopIteration
        return self.parse_event(data)

    def recv(self, *, timeout: float | None = None) -> Any:
        """Wait for the next event, for at most ``timeout`` seconds."""
        return self.parse_event(self.recv_bytes(timeout=timeout))

    def recv_bytes(self, *, timeout: float | None = None) -> bytes:
        """Wait for the next message and give it as it came; `parse_event` reads it.

        Raises ``APITimeoutError`` after ``timeout`` seconds, and ``WebSocketConnectionClosedError`` when the connection
        is closed.
        """
        data = self._receive(timeout)
        return data.encode() if isinstance(data, str) else bytes(data)

    def send(self, event: Any) -> None:
        """Send an event. While the connection is being opened again it waits, to be sent then."""
        self.send_raw(self._encoded(event))

    def send_raw(self, data: bytes | str) -> None:
        """Send a message as it is: text, or bytes as a binary one."""
        from websockets.exceptions import ConnectionClosed

        plan = self._plan
        with self._sending:
            if self._reconnecting:
                plan.put(data)
                return
            try:
                self._connection.send(data)
            except ConnectionClosed as closed:
                if not self._heals(closed):
                    raise self._closed_error(closed, [*plan.queue.drain(), data]) from closed
                plan.put(data)

    def close(self, *, code: int = 1000, reason: str = "") -> None:
        """Close the connection. Any thread may call it, any number of times; whoever is iterating sees the end."""
        self._close_asked = True
        self._closing.set()
        options: Any = self._plan.options
        limit: float | None = options.get("close_timeout", 10.0)
        # A send that the other side doesn't read would keep the close frame waiting for ever.
        if not self._sending.acquire(timeout=-1 if limit is None else limit):
            with suppress(OSError):
                self._connection.socket.shutdown(socket.SHUT_RDWR)
            self._sending.acquire()
        self._sending.release()
        self._connection.close(code, reason)

    def dispatch_events(self) -> None:
        """Receive events and call their handlers with them, until the connection is closed.

        An event that tells of an error and has no handler is raised.
        """
        for event in self:
            for handler in self._due(event):
                handler(event)

    # Receiving

    def _receive(self, timeout: float | None, *, ends: bool = False) -> Any:
        """The next message; with ``ends``, None at the end of a connection that ended well."""
        from websockets.exceptions import ConnectionClosed

        while True:
            try:
                message = self._connection.recv(timeout)
            except TimeoutError as error:
                raise self._recv_timeout(timeout) from error
            except ConnectionClosed as closed:
                reconnection = Reconnection(self, closed)
                if self._heals(closed) and self._reconnect(reconnection):
                    continue
                unsent = self._plan.queue.drain()
                if ends and self._ended_well(closed, reconnection, unsent):
                    return None
                raise self._closed_error(closed, unsent) from (reconnection.failure or closed)
            self._attempts = 0
            return message

    def _reconnect(self, reconnection: Reconnection) -> bool:
        with self._sending:
            self._reconnecting = True
        try:
            while (delay := reconnection.next_delay()) is not None:
                if self._closed_within(delay):
                    return False
                try:
                    opened, _ = open_connection(self._plan)
                except APIError as error:
                    reconnection.failed(error)
                    continue
                return self._take(opened)
            return False
        finally:
            with self._sending:
                self._reconnecting = False

    def _closed_within(self, seconds: float) -> bool:
        return self._closing.wait(seconds)

    def _take(self, opened: Any) -> bool:
        """Go on with a new connection, unless this one was closed meanwhile."""
        with self._sending:
            if not self._close_asked:
                self._connection = opened
                self._reconnecting = False
                self._flush()
                return True
        opened.close()
        return False

    def _begin(self) -> None:
        """Send what the manager was given before there was a connection."""
        with self._sending:
            self._flush()

    def _flush(self) -> None:
        """Send what waited. What the connection breaks on stays, for the next one."""
        from websockets.exceptions import ConnectionClosed

        queue = self._plan.queue
        with suppress(ConnectionClosed):
            while (message := queue.first()) is not None:
                self._connection.send(message)
                queue.drop_first()


def open_connection(plan: Plan) -> tuple[Any, Any]:
    """The library's connection, and the request that the handshake was."""
    client, call = plan.client, plan.call()
    schemes = client._needs(call)
    secrets = {name: client._secret(name) for name in client._secrets_of(schemes)}
    prepared = client._prepare_options(call)
    prepared.path = path_of(client, prepared)
    with ExitStack() as stack:
        request = client._build_request(prepared, schemes, secrets, client._deadline(call), 0, stack)
    client._prepare_request(request)
    made = handshake(client, request, plan.options)
    client._log.sent("GET", request.url, 0)
    try:
        return _connect(made), request
    except Exception as error:
        failure = opening_error(client, error, request, made)
        if failure is None:
            raise
        raise failure from error


def _connect(made: Handshake) -> Any:
    """Connect without following a redirect: the credentials are for the server that was asked."""
    from websockets.sync import client

    library: Any = client  # releases from 17.1 on have a class that connects, and what follows redirects is there
    if not hasattr(library, "reconnect"):
        return library.connect(made.url, **made.options)

    class Direct(library.reconnect):  # type: ignore[misc]
        def process_redirect(self, exc: Exception) -> Exception:
            return exc

    return Direct(made.url, **made.options).__enter__()


class WebSocketConnectionManager(ManagerCore):
    """Opens a connection when its ``with`` block is entered, and closes it at the end.

    Without such a block, ``enter()`` opens the connection, which is then yours to close.
    """

    def __enter__(self) -> Any:
        self._check_unused()
        require_library(self._plan.client, self._plan.spec)
        connection = self._connection_class(self._plan, open_connection(self._plan))
        self._connection = connection
        try:
            connection._begin()
        except BaseException:  # also when the program is interrupted: nobody else could close it
            connection.close()
            raise
        return connection

    enter = __enter__

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._connection is not None:
            self._connection.close()


class WebSocketResource:
    """A group of events that can be sent."""

    _connection: Any

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def _send(self, tag: str, values: Mapping[str, Any]) -> None:
        self._connection.send(self._connection._message(tag, values))
