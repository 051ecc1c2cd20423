"""A server on loopback that streams prepared bytes at the least cost of its own. ``python -m bench.server`` prints its
port and runs until its input closes.

The path says what is sent: ``/EVENTS/SHAPE/...``, where the first is a number or ``recorded`` for a stream from
``tests/data``, and the shape is ``16k`` (chunks of 16 KiB), ``single`` (a chunk
for each event) or ``late`` (the body's last, empty chunk comes a moment after the last event, as from most servers).
"""

from __future__ import annotations

import asyncio
import sys
from functools import lru_cache
from pathlib import Path

from bench import bodies

_HEAD = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ntransfer-encoding: chunked\r\n"
    b"x-request-id: req_1\r\n\r\n"
)
_END = b"0\r\n\r\n"
_LATE = 0.005
_RECORDED = Path(__file__).resolve().parents[1] / "data" / "streams" / "responses-text.sse"


@lru_cache(maxsize=16)
def body(events: str, shape: str, chat: bool) -> bytes:
    """The chunks of a stream, without the last, empty one."""
    if events == "recorded":
        made = iter([_RECORDED.read_bytes()])
    else:
        made = bodies.chat_chunks(int(events)) if chat else bodies.response_events(int(events))
    chunks = bodies.joined(made, None if shape == "single" else 16384)
    return b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)


class Counter:
    """How many connections there have been."""

    def __init__(self) -> None:
        self.connections = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection: answer its requests until it closes."""
        self.connections += 1
        try:
            while head := await _head(reader):
                await self._answer(head, reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _answer(self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                await reader.readexactly(int(line.partition(b":")[2]))
        parts = head.split(b" ", 2)[1].decode().split("/")
        if parts[1] == "connections":
            count = b"%d" % self.connections
            writer.write(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: %d\r\n\r\n%s" % (len(count), count))
            await writer.drain()
            return
        writer.write(_HEAD + body(parts[1], parts[2], "chat" in parts))
        await writer.drain()
        if parts[2] == "late":
            await asyncio.sleep(_LATE)
        writer.write(_END)
        await writer.drain()


async def _head(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return b""


async def main() -> None:
    """Serve until standard input closes."""
    server = await asyncio.start_server(Counter().serve, "127.0.0.1", 0, backlog=2048, limit=1 << 20)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
