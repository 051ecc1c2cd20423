"""The installed wheels at work, in a folder and an environment that know nothing of the checkout."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.distributions import run

pytestmark = [pytest.mark.wheels, pytest.mark.xdist_group("wheels")]

WHERE = """
import headrace, headrace_codegen, headrace_openai
for package in (headrace, headrace_codegen, headrace_openai):
    print(package.__file__)
"""

USE_OPENAI = """
import asyncio, sys
from pathlib import Path
from headrace.testing import Replay, ReplayServer
from headrace_openai import AsyncOpenAI, OpenAI

async def text(client):
    stream = await client.responses.create(model="m", input="x", stream=True)
    return "".join([event.delta async for event in stream if event.type == "response.output_text.delta"])

with ReplayServer(Replay(Path(sys.argv[1]), pieces="event")) as server:
    with OpenAI(api_key="k", base_url=server.url) as client:
        stream = client.responses.create(model="m", input="x", stream=True)
        sync = "".join(event.delta for event in stream if event.type == "response.output_text.delta")
    assert sync == asyncio.run(text(AsyncOpenAI(api_key="k", base_url=server.url)))
print(sync)
"""

USE_GENERATED = """
from headrace.testing import Replay, ReplayServer
import mill

events = b'data: {"type": "sack", "number": 1}\\n\\ndata: {"type": "done", "flour": {"kilograms": 41.5}}\\n\\n'
replays = [
    Replay(b'{"id": "s1", "diameter": 1.2}', content_type="application/json"),
    Replay(events),
    Replay(b'{"kilograms": 41.5}', content_type="application/json"),
]
with ReplayServer(*replays) as server, mill.Mill(base_url=server.url) as client:
    print(client.stones.retrieve("s1").diameter)
    for event in client.flour.grind(sacks=1, stream=True):
        print(event.type, event.number if event.type == "sack" else event.flour.kilograms)
    print(client.flour.grind(sacks=1).kilograms)
    print([request.path for request in server.requests])
"""


def test_nothing_comes_from_the_checkout(python: Path, tmp_path: Path) -> None:
    """All three packages are imported from the environment."""
    for place in run(python, "-c", WHERE, cwd=tmp_path).split():
        assert python.parents[1] in Path(place).parents


def test_the_client_streams(python: Path, root: Path, tmp_path: Path) -> None:
    """The installed client streams over a socket, sync and async, from the installed replay server."""
    recording = root / "examples" / "recordings" / "responses.sse"

    assert run(python, "-c", USE_OPENAI, recording, cwd=tmp_path).startswith("A headrace is the channel")


def test_the_generator_generates(python: Path, sources: Path, tmp_path: Path) -> None:
    """The installed command writes a client with the templates of its wheel, and the client works."""
    command = python.with_name("headrace")
    run(command, "generate", sources, "-o", "client", cwd=tmp_path)
    used = run(python, "-c", USE_GENERATED, cwd=tmp_path, env={"PYTHONPATH": str(tmp_path / "client")})

    assert ["1.2", "sack 1", "done 41.5", "41.5", "['/stones/s1', '/grind', '/grind']"] == used.splitlines()


def test_the_pytest_plugin_is_registered(python: Path, tmp_path: Path) -> None:
    """``replay_server`` is a fixture wherever the runtime is installed."""
    (tmp_path / "test_it.py").write_text("def test_it(replay_server):\n    assert callable(replay_server)\n")

    assert "1 passed" in run(python, "-m", "pytest", "-q", "-p", "no:cacheprovider", tmp_path, cwd=tmp_path)
