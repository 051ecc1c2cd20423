"""Websocket connections in asyncio."""

from __future__ import annotations

# The parts of one client know each other's underscored names: those are hidden from users, not from here.
# pyright: reportPrivateUsage=false
import asyncio
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

from ..errors import APIError
from .core import ConnectionCore, Plan, Reconnection
from .handshake import handshake, opening_error, path_of, require_library
from .manager import ManagerCore

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self

__all__ = ["AsyncWebSocketConnection", "AsyncWebSocketConnectionManager", "AsyncWebSocketResource"]


class AsyncWebSocketConnection(ConnectionCore):
    """An open connection. Iterate it for the server's events.

    One task receives; any task may send and close. Every failure is an `APIError`.
    """

    def __init__(self, plan: Plan, opened: Any) -> None:
        super().__init__(plan, opened)
        self._sending = asyncio.Lock()  # also while what waited is sent, so that messages keep their order
        self._closing = asyncio.Event()
        self._reconnecting = False

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Any:
        """The next event. Ends when the connection is closed, and raises when that is not as it should be."""
        data = await self._receive(None, ends=True)
        if data is None:
            raise StopAsyncIteration
        return self.parse_event(data)

    async def recv(self, *, timeout: float | None = None) -> Any:
        """Wait for the next event, for at most ``timeout`` seconds. May be cancelled without losing any."""
        return self.parse_event(await self.recv_bytes(timeout=timeout))

    async def recv_bytes(self, *, timeout: float | None = None) -> bytes:
        """Wait for the next message and give it as it came; `parse_event` reads it.

        Raises ``APITimeoutError`` after ``timeout`` seconds, and ``WebSocketConnectionClosedError`` when the connection
        is closed.
        """
        data = await self._receive(timeout)
        return data.encode() if isinstance(data, str) else bytes(data)

    async def send(self, event: Any) -> None:
        """Send an event. While the connection is being opened again it waits, to be sent then."""
        await self.send_raw(self._encoded(event))

    async def send_raw(self, data: bytes | str) -> None:
        """Send a message as it is: text, or bytes as a binary one."""
        from websockets.exceptions import ConnectionClosed

        plan = self._plan
        async with self._sending:
            if self._reconnecting:
                plan.put(data)
                return
            try:
                await self._connection.send(data)
            except ConnectionClosed as closed:
                if not self._heals(closed):
                    raise self._closed_error(closed, [*plan.queue.drain(), data]) from closed
                plan.put(data)

    async def close(self, *, code: int = 1000, reason: str = "") -> None:
        """Close the connection. Any task may call it, any number of times; whoever is iterating sees the end."""
        self._close_asked = True
        self._closing.set()
        await self._connection.close(code, reason)

    async def dispatch_events(self) -> None:
        """Receive events and call their handlers with them, until the connection is closed. What a handler gives is
        awaited if it can be.

        An event that tells of an error and has no handler is raised.
        """
        async for event in self:
            for handler in self._due(event):
                result = handler(event)
                if isawaitable(result):
                    await result

    # Receiving

    async def _receive(self, timeout: float | None, *, ends: bool = False) -> Any:
        """The next message; with ``ends``, None at the end of a connection that ended well."""
        from websockets.exceptions import ConnectionClosed

        while True:
            try:
                message = await asyncio.wait_for(self._connection.recv(), timeout)
            except (TimeoutError, asyncio.TimeoutError) as error:
                raise self._recv_timeout(timeout) from error
            except ConnectionClosed as closed:
                reconnection = Reconnection(self, closed)
                if self._heals(closed) and await self._reconnect(reconnection):
                    continue
                unsent = self._plan.queue.drain()
                if ends and self._ended_well(closed, reconnection, unsent):
                    return None
                raise self._closed_error(closed, unsent) from (reconnection.failure or closed)
            self._attempts = 0
            return message

    async def _reconnect(self, reconnection: Reconnection) -> bool:
        async with self._sending:
            self._reconnecting = True
        try:
            while (delay := reconnection.next_delay()) is not None:
                if await self._closed_within(delay):
                    return False
                try:
                    opened, _ = await open_connection(self._plan)
                except APIError as error:
                    reconnection.failed(error)
                    continue
                return await self._take(opened)
            return False
        finally:
            self._reconnecting = False

    async def _closed_within(self, seconds: float) -> bool:
        with suppress(TimeoutError, asyncio.TimeoutError):
            await asyncio.wait_for(self._closing.wait(), seconds)
        return self._closing.is_set()

    async def _take(self, opened: Any) -> bool:
        """Go on with a new connection, unless this one was closed meanwhile."""
        async with self._sending:
            if not self._close_asked:
                self._connection = opened
                self._reconnecting = False
                await self._flush()
                return True
        await opened.close()
        return False

    async def _begin(self) -> None:
        """Send what the manager was given before there was a connection."""
        async with self._sending:
            await self._flush()

    async def _flush(self) -> None:
        """Send what waited. What the connection breaks on stays, for the next one."""
        from websockets.exceptions import ConnectionClosed

        queue = self._plan.queue
        with suppress(ConnectionClosed):
            while (message := queue.first()) is not None:
                await self._connection.send(message)
                queue.drop_first()


async def open_connection(plan: Plan) -> tuple[Any, Any]:
    """The library's connection, and the request that the handshake was."""
    from websockets.asyncio.client import connect

    class Direct(connect):
        """Follows no redirect: the credentials are for the server that was asked."""

        def process_redirect(self, exc: Exception) -> Exception:
            return exc

    client, call = plan.client, plan.call()
    schemes = client._needs(call)
    secrets = {name: await client._secret(name) for name in client._secrets_of(schemes)}
    prepared = await client._prepare_options(call)
    prepared.path = path_of(client, prepared)
    with ExitStack() as stack:
        request = client._build_request(prepared, schemes, secrets, client._deadline(call), 0, stack)
    await client._prepare_request(request)
    made = handshake(client, request, plan.options)
    client._log.sent("GET", request.url, 0)
    try:
        return await Direct(made.url, **made.options), request
    except Exception as error:
        failure = opening_error(client, error, request, made)
        if failure is None:
            raise
        raise failure from error


class AsyncWebSocketConnectionManager(ManagerCore):
    """Opens a connection when its ``async with`` block is entered, and closes it at the end.

    Without such a block, ``await enter()`` opens the connection, which is then yours to close.
    """

    async def __aenter__(self) -> Any:
        from ..platform_headers import running_library

        self._check_unused()
        client = self._plan.client
        require_library(client, self._plan.spec)
        if running_library() != "asyncio":
            raise client._root_error("Websocket connections of async clients need asyncio.")
        connection = self._connection_class(self._plan, await open_connection(self._plan))
        self._connection = connection
        try:
            await connection._begin()
        except BaseException:  # also when the task is cancelled: nobody else could close it
            await connection.close()
            raise
        return connection

    enter = __aenter__

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._connection is not None:
            await self._connection.close()


class AsyncWebSocketResource:
    """A group of events that can be sent."""

    _connection: Any

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def _send(self, tag: str, values: Mapping[str, Any]) -> None:
        await self._connection.send(self._connection._message(tag, values))
