"""What websocket connections leave behind, however they ended: no file, no thread, no task."""

from __future__ import annotations

import asyncio
import gc
import os
import threading
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection

from harness.acme import Acme, AsyncAcme
from harness.acme.connection import AsyncNotesConnectionManager, NotesConnectionManager
from harness.sockets import both, entered, message, run, websocket_server
from headrace import APIError

ROUNDS = 5
ENDS = ("closed", "closed with a reason", "aborted", "refused", "left")


def state() -> tuple[int, int, int]:
    gc.collect()
    return len(os.listdir("/proc/self/fd")), threading.active_count(), len(asyncio.all_tasks())


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="counts open files in /proc")
@both
def test_connections_leave_nothing(kind: str) -> None:
    """After many connections there is as much as after a few."""
    ends: list[str] = []

    async def handler(socket: ServerConnection) -> None:
        end = ends[-1]
        await socket.send(message("note.added", text="a"))
        if end == "aborted":
            socket.transport.abort()
        elif end.startswith("closed"):
            await socket.close(1000 if end == "closed" else 1011)
        else:
            await socket.wait_closed()

    def refuse(socket: ServerConnection, request: Any) -> Any:
        return socket.respond(403, "no") if ends[-1] == "refused" else None

    async def once(client: Any, end: str) -> None:
        ends.append(end)
        manager: Any = NotesConnectionManager if kind == "sync" else AsyncNotesConnectionManager
        try:
            async with entered(kind, manager(client, {})) as connection:
                await connection.recv()
                if end != "left":
                    [event async for event in connection]
        except APIError:
            assert end not in ("closed", "left")

    async def test() -> None:
        async with websocket_server(handler, process_request=refuse) as url:
            client: Any = (Acme if kind == "sync" else AsyncAcme)(api_key="k", base_url=url)
            states: list[tuple[int, int, int]] = []
            for _ in range(ROUNDS):
                for end in ENDS:
                    await once(client, end)
                for _ in range(100):  # the server's side may take a moment to see the end
                    if not states or state() <= states[0]:
                        break
                    await asyncio.sleep(0.01)
                states.append(state())
            assert states[-1] <= states[0]

    run(test)
