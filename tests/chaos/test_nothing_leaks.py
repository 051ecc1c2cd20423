"""What a stream leaves behind, however it ended: counted in a process of its own, while its client is still open."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from headrace.testing import Fault, Replay, ReplayServer

BODY = (Path(__file__).parents[1] / "data" / "streams" / "chat-text.sse").read_bytes()
HALF = len(BODY) // 2
ROUNDS = 3

# The last two are ended by the program: left after one event, and never read.
ENDS = {
    "whole": Replay(BODY, pieces=64),
    "compressed": Replay(BODY, pieces=64, gzip=True),
    "reset before the answer": Replay(BODY, fault=Fault("reset", "head")),
    "reset after the head": Replay(BODY, fault=Fault("reset", 0)),
    "reset in the middle": Replay(BODY, fault=Fault("reset", HALF)),
    "reset at the end": Replay(BODY, fault=Fault("reset")),
    "closed in the middle": Replay(BODY, fault=Fault("close", HALF)),
    "cut in good order": Replay(BODY[:HALF]),
    "cut and compressed": Replay(BODY, gzip=True, fault=Fault("close", 100)),
    "silent in the middle": Replay(BODY, fault=Fault("stall", HALF)),
    "silent at the end": Replay(BODY, fault=Fault("stall")),
    "error event": Replay(b'data: {"error": {"message": "no", "code": 429}}\n\n', fault=Fault("stall")),
    "garbage": Replay(bytes(range(256)) * 64),
    "page": Replay(b"<html>", content_type="text/html"),
    "refusal": Replay(b"{}", status=429, content_type="application/json"),
    "left": Replay(BODY, pieces="event", fault=Fault("stall", HALF)),
    "unread": Replay(BODY, fault=Fault("stall", HALF)),
}
GOOD = {"whole", "compressed", "reset at the end", "silent at the end", "left", "unread"}

COMMON = """
import asyncio, gc, json, os, sys, threading
import headrace_openai as openai

ends = json.loads(sys.argv[2])
options = dict(api_key="k", base_url=sys.argv[1], max_retries=0, idle_timeout=0.2)

def state():
    gc.collect()
    return [len(os.listdir("/proc/self/fd")), threading.active_count()]
"""

SYNC = """
def run(client, end):
    try:
        with client.chat.completions.create(model="m", messages=[], stream=True) as stream:
            for _ in () if end == "unread" else stream:
                if end == "left":
                    break
    except openai.APIError:
        return "error"
    return "fine"

client = openai.OpenAI(**options)
before = state()
found = [run(client, end) for end in ends]
during = state()
client.close()
print(json.dumps({"found": found, "before": before, "during": during, "after": state(), "tasks": 0}))
"""

ASYNC = """
async def run(client, end):
    try:
        async with await client.chat.completions.create(model="m", messages=[], stream=True) as stream:
            if end == "unread":
                return "fine"
            async for _ in stream:
                if end == "left":
                    break
    except openai.APIError:
        return "error"
    return "fine"

async def main():
    async with openai.AsyncOpenAI(**options) as client:
        before = state()
        found = [await run(client, end) for end in ends]
        during = state()
        tasks = len(asyncio.all_tasks()) - 1
    await asyncio.sleep(0)
    print(json.dumps({"found": found, "before": before, "during": during, "after": state(), "tasks": tasks}))

asyncio.run(main())
"""


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="descriptors are counted in /proc")
@pytest.mark.parametrize("program", [SYNC, ASYNC], ids=["sync", "async"])
def test_nothing_leaks(program: str) -> None:
    """No thread, task or descriptor is left of any stream but the connection that the next one may use."""
    ends = [name for _ in range(ROUNDS) for name in ENDS]
    with ReplayServer(*(ENDS[name] for name in ends)) as server:
        run = subprocess.run(
            [sys.executable, "-W", "error", "-c", COMMON + program, server.url, json.dumps(ends)],
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert "" == run.stderr
        assert server.wait_for_disconnects()
        assert len(ends) == len(server.requests)

    found = json.loads(run.stdout)
    assert [(name, "fine" if name in GOOD else "error") for name in ends] == list(
        zip(ends, found["found"], strict=True)
    )
    assert 0 == found["tasks"]
    assert found["before"] == found["after"]
    descriptors, threads = found["before"]
    assert found["during"] in ([descriptors, threads], [descriptors + 1, threads])
