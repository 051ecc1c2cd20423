"""aiohttp as the transport of async clients, through the adapter package; and what is said where it is missing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest

from harness.acme import AsyncAcme
from harness.acme.exceptions import APIConnectionError, RateLimitError
from harness.scripted_server import Asked, Reply, scripted_server

EVENTS = [b'data: {"type":"tick","n":1}\n\n', b'data: {"type":"tick","n":2}\n\n', b"data: [END]\n\n"]


@pytest.fixture
def http_client() -> Any:
    pytest.importorskip("httpx_aiohttp", reason="needs httpx-aiohttp, the extra `aiohttp` of headrace")
    from headrace.spi import DefaultAioHttpClient

    return DefaultAioHttpClient


def test_it_posts_streams_uploads_and_fails(http_client: Any, tmp_path: Path) -> None:
    (tmp_path / "part.bin").write_bytes(b"0123456789" * 100_000)

    def answer(asked: Asked) -> Reply:
        if asked.headers.get("content-type", "").startswith("multipart/"):
            return Reply(body={"id": "up", "name": str(asked.body.count(b"0123456789"))})
        if asked.headers.get("x-fail"):
            return Reply(429, body={"error": {"message": "slow down"}}, headers={"x-request-id": "req_1"})
        if b'"stream":true' in asked.body:

            def pieces() -> Iterator[bytes]:
                yield from EVENTS

            return Reply(headers={"Content-Type": "text/event-stream"}, pieces=pieces)
        return Reply(body={"id": "w", "name": "n"})

    async def main() -> None:
        async with AsyncAcme(api_key="sk", base_url=server.url, http_client=http_client(), max_retries=0) as client:
            made = await client.widgets.create(name="n")
            assert made.name == "n"
            assert [event.n async for event in await client.widgets.create(name="n", stream=True)] == [1, 2]
            uploaded = await client.post(
                "/up", cast_to=dict, files={"file": tmp_path / "part.bin"}, options={"headers": {"X-A": "1"}}
            )
            assert uploaded["name"] == "100000"
            with pytest.raises(RateLimitError, match="slow down") as caught:
                await client.widgets.create(name="n", extra_headers={"X-Fail": "1"})
            assert caught.value.request_id == "req_1"

    with scripted_server(answer) as server:
        anyio.run(main, backend="asyncio")


def test_its_failures_are_the_sdks(http_client: Any) -> None:
    async def main() -> None:
        async with AsyncAcme(api_key="sk", base_url=url, http_client=http_client(), max_retries=0) as client:
            with pytest.raises(APIConnectionError):
                await client.widgets.retrieve("w")

    with scripted_server(Reply(hang_up=True)) as server:
        url = server.url
        anyio.run(main, backend="asyncio")


def run_code(code: str) -> str:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    return done.stdout


def test_without_the_adapter_it_says_what_it_needs() -> None:
    assert "headrace[aiohttp]" in run_code("""
import sys
sys.modules["httpx_aiohttp"] = None
from headrace.spi import DefaultAioHttpClient
try:
    DefaultAioHttpClient()
except RuntimeError as error:
    print(error)
""")


def test_who_does_not_ask_for_it_does_not_import_it() -> None:
    assert run_code("import headrace.transport, sys; print('aiohttp' in sys.modules)") == "False\n"
