"""Programs that end without tidying up: nothing may be said about it, whatever they have left open."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from harness.replay import SeedServer

SYNC = """
import gc, sys, threading
from headrace_openai import OpenAI

def start():
    client = OpenAI(api_key="sk-test", base_url=sys.argv[1])
    return client, client.responses.create(model="m", input="x", stream=True)

def left_behind():
    client, stream = start()
    next(stream)

finished = start()
list(finished[1])
unread = start()
half_read = start()
for event in half_read[1]:
    break
closed = start()
closed[1].close()
left_behind()
gc.collect()
threading.Thread(target=lambda: [event for event in start()[1]], daemon=True).start()
for event in start()[1]:
    sys.exit(0)
"""

ASYNC = """
import asyncio, gc, sys
from headrace_openai import AsyncOpenAI

kept = []

async def start():
    client = AsyncOpenAI(api_key="sk-test", base_url=sys.argv[1])
    kept.append(client)
    return client, await client.responses.create(model="m", input="x", stream=True)

async def finished():
    client, stream = await start()
    async for event in stream:
        pass

async def half_read():
    client, stream = await start()
    async for event in stream:
        break

async def left_behind():
    client, stream = await start()
    await stream.__anext__()
    kept.clear()
    del client, stream
    gc.collect()

async def unread():
    kept.append((await start())[1])

async def pending():
    client, stream = await start()

    async def read():
        async for event in stream:
            await asyncio.sleep(60)

    kept.append(asyncio.create_task(read()))
    await asyncio.sleep(0.05)

for program in (finished, half_read, left_behind, unread, pending):
    asyncio.run(program())
"""


@pytest.mark.parametrize("program", [SYNC, ASYNC], ids=["sync", "async"])
def test_silence(program: str, replay: Callable[..., SeedServer]) -> None:
    """No ResourceWarning, no "Event loop is closed", no traceback, with every warning switched on."""
    path = os.pathsep.join(entry for entry in sys.path if entry)
    ended = subprocess.run(
        [sys.executable, "-W", "always", "-c", program, replay("responses-text").url],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert (0, "", "") == (ended.returncode, ended.stdout, ended.stderr)
