"""`ReplayServer`: HTTP/1.1 on loopback, in a thread of its own, serving `Replay` after `Replay`."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import h11

from .replay import RecordedRequest, Replay

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self

__all__ = ["ReplayServer"]

_READ_BYTES = 64 * 1024
# Ask the kernel to break the connection instead of closing it: linger on, for no time.
_BREAK = struct.pack("ii", 1, 0)


class ReplayServer:
    """Serves recorded responses over real HTTP, to sync and async clients alike.

    Each request gets the next of ``replays``, the last one again and again. A replay may be a function of the request.
    The server runs between `start` and `stop`, or as a context manager, sync or async. Ports are chosen by the system.
    """

    requests: list[RecordedRequest]
    """What was received, in order."""
    connections: int
    """How many connections were made so far."""
    open_connections: int
    """How many of them are open now."""

    def __init__(self, *replays: Replay | Callable[[RecordedRequest], Replay]) -> None:
        if not replays:
            raise ValueError("a ReplayServer needs at least one Replay")
        self._replays = replays
        self.requests = []
        self.connections = 0
        self.open_connections = 0
        self._port = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """``http://127.0.0.1:port``, without a slash at the end."""
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> Self:
        """Listen, and serve in a thread."""
        if self._thread is not None:
            raise RuntimeError("the server is running already")
        listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self._port = listener.getsockname()[1]
        ready = threading.Event()
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._run(listener, ready)), name="replay-server", daemon=True
        )
        self._thread.start()
        ready.wait()
        return self

    def stop(self) -> None:
        """Stop listening and drop all connections. Safe to call twice."""
        thread, self._thread = self._thread, None
        if thread is not None and self._loop is not None:
            self._loop.call_soon_threadsafe(self._stopping.set)
            thread.join()

    def wait_for_disconnects(self, seconds: float = 5.0) -> bool:
        """Wait until every connection is closed; False if some are still open after that time."""
        deadline = time.monotonic() + seconds
        while self.open_connections and time.monotonic() < deadline:
            time.sleep(0.005)
        return not self.open_connections

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    async def __aenter__(self) -> Self:
        return self.start()

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        from anyio import to_thread

        await to_thread.run_sync(self.stop)

    # In the server's thread

    async def _run(self, listener: socket.socket, ready: threading.Event) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        server = await asyncio.start_server(self._connected, sock=listener)
        ready.set()
        await self._stopping.wait()
        server.close()
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A task that asyncio.run() finds cancelled is not a failure; start_server's own would be reported as one.
        task = asyncio.create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.open_connections += 1
        number = self.connections
        try:
            rest = b""
            while (received := await _receive(reader, rest, number)) is not None:
                request, rest = received
                index = min(len(self.requests), len(self._replays) - 1)
                self.requests.append(request)
                replay = self._replays[index]
                if not await self._respond(replay(request) if callable(replay) else replay, reader, writer):
                    return
        except OSError:
            pass  # the client left
        finally:
            writer.transport.abort()
            self.open_connections -= 1

    async def _respond(self, replay: Replay, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Send a response; whether the connection can take another request."""
        fault = replay.fault
        if fault is not None and fault.at == "head":
            return await self._fail(fault.kind, reader, writer)
        parts = list(replay.parts())
        writer.write(replay.head(sum(map(len, parts))))
        left = fault.at if fault is not None and isinstance(fault.at, int) else None
        for index, part in enumerate(parts):
            if index and replay.delay:
                await asyncio.sleep(replay.delay)
            if left is not None:
                part = part[:left]
                left -= len(part)
            if part:
                framed = b"%x\r\n%s\r\n" % (len(part), part) if replay.framing == "chunked" else part
                writer.write(framed)
                await writer.drain()
            if left == 0:
                break
        if fault is not None:
            return await self._fail(fault.kind, reader, writer)
        if replay.framing == "chunked":
            writer.write(b"0\r\n\r\n")
        await writer.drain()
        if replay.framing == "close":
            return await self._fail("close", reader, writer)
        return True

    async def _fail(self, kind: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        if kind == "reset":
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _BREAK)
            # What was written before must be on its way, or the reset would overtake it.
            await writer.drain()
            writer.transport.abort()
        elif kind == "close":
            writer.close()
            await writer.wait_closed()
        else:
            with contextlib.suppress(ConnectionError):
                while await reader.read(_READ_BYTES):
                    pass
        return False


async def _receive(reader: asyncio.StreamReader, rest: bytes, number: int) -> tuple[RecordedRequest, bytes] | None:
    """Read one request; None if the client has left. The second value is what came after it already."""
    parser = h11.Connection(h11.SERVER)
    if rest:
        parser.receive_data(rest)
    head: h11.Request | None = None
    body = bytearray()
    while True:
        event = parser.next_event()
        if event is h11.NEED_DATA:
            data = await reader.read(_READ_BYTES)
            if not data:
                return None
            parser.receive_data(data)
        elif isinstance(event, h11.Request):
            head = event
        elif isinstance(event, h11.Data):
            body += event.data
        elif isinstance(event, h11.EndOfMessage) and head is not None:
            headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in head.headers}
            request = RecordedRequest(head.method.decode(), head.target.decode(), headers, bytes(body), number)
            return request, parser.trailing_data[0]
        else:
            return None
