"""A thousand streams at once on one client, in a process of their own so that its memory can be measured."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from headrace.testing import Replay, ReplayServer

STREAMS = Path(__file__).parents[1] / "data" / "streams"

CLIENT = """
import asyncio, json, os, resource, sys
import headrace_openai as openai

async def read(client):
    text = []
    async for chunk in await client.chat.completions.create(model="m", messages=[], stream=True):
        text.append(chunk.choices[0].delta.content or "" if chunk.choices else "")
    return "".join(text)

def descriptors():
    return len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0

async def main():
    async with openai.AsyncOpenAI(api_key="k", base_url=sys.argv[1]) as client:
        await read(client)  # what is built once is not what this test is about
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        texts = await asyncio.gather(*(read(client) for _ in range(1000)))
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    await asyncio.sleep(0)
    tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    unit = 1 if sys.platform == "darwin" else 1024
    print(json.dumps({
        "texts": sorted(set(texts)), "count": len(texts), "bytes": (after - before) * unit,
        "tasks": len(tasks), "descriptors": descriptors(),
    }))

asyncio.run(main())
"""


def text_of(body: bytes) -> str:
    """The content of a chat stream, read without our decoder."""
    chunks = [json.loads(line[6:]) for line in body.decode().splitlines() if line.startswith("data: {")]
    return "".join(choice["delta"].get("content") or "" for chunk in chunks for choice in chunk["choices"])


def test_thousand_streams() -> None:
    """All of them arrive whole; a stream takes less than 200 KiB; no connection, task or descriptor is left over."""
    body = (STREAMS / "chat-text.sse").read_bytes()
    with ReplayServer(Replay(body, pieces=1024, delay=0.001)) as server:
        run = subprocess.run(
            [sys.executable, "-W", "error", "-c", CLIENT, server.url], capture_output=True, text=True, timeout=300
        )
        assert "" == run.stderr
        assert server.wait_for_disconnects()

    found = json.loads(run.stdout)
    assert [text_of(body)] == found["texts"]
    assert 1000 == found["count"]
    assert found["bytes"] < 1000 * 200 * 1024
    assert 0 == found["tasks"]
    assert found["descriptors"] < 40
