"""Clients that nobody closes, and clients that outlive an event loop: no noise, no leak, no stale connections."""

from __future__ import annotations

import asyncio
import gc
import os
import subprocess
import sys
import weakref
from typing import Any

from harness.acme import Acme, AsyncAcme
from harness.scripted_server import Reply, scripted_server


def run_noisily(code: str, url: str) -> str:
    """Run in an interpreter that shows every warning; what it says."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry), "URL": url}
    head = "import asyncio, gc, os\nfrom harness.acme import Acme, AsyncAcme\nurl = os.environ['URL']\n"
    done = subprocess.run(
        [sys.executable, "-W", "always", "-X", "tracemalloc", "-c", head + code],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    return done.stdout + done.stderr


def test_an_async_client_that_is_dropped_makes_no_noise() -> None:
    with scripted_server(Reply(body={"id": "w", "name": "n"})) as server:
        assert (
            run_noisily(
                """
client = AsyncAcme(api_key="sk", base_url=url)
async def main():
    await client.widgets.retrieve("w")          # a global one, never closed
    await AsyncAcme(api_key="sk", base_url=url).widgets.retrieve("w")   # one that is gone at once
    gc.collect()
    await asyncio.sleep(0)
asyncio.run(main())
del client
gc.collect()
""",
                server.url,
            )
            == ""
        )
    assert len(server.requests) == 2


def test_a_sync_client_that_is_dropped_makes_no_noise() -> None:
    with scripted_server(Reply(body={"id": "w", "name": "n"})) as server:
        said = run_noisily(
            "Acme(api_key='sk', base_url=url).widgets.retrieve('w')\ngc.collect()\n"
            "last = Acme(api_key='sk', base_url=url)\nlast.widgets.retrieve('w')\n",
            server.url,
        )
    assert said == ""


def test_one_async_client_serves_one_event_loop_after_another() -> None:
    """Connections belong to a loop; those of a loop that ended are closed with it, and the client goes on."""
    with scripted_server(Reply(body={"id": "w", "name": "n"})) as server:
        client = AsyncAcme(api_key="sk", base_url=server.url, max_retries=0)

        async def use() -> Any:
            await client.widgets.retrieve("w")
            return client._client

        first, second = asyncio.run(use()), asyncio.run(use())
        assert first is not second
        assert first.is_closed and second.is_closed
        assert not client.is_closed()


def test_a_dropped_async_client_closes_its_connections_at_once() -> None:
    async def main() -> None:
        client = AsyncAcme(api_key="sk", base_url=server.url)
        await client.widgets.retrieve("w")
        http = client._client
        del client
        gc.collect()
        for _ in range(10):
            await asyncio.sleep(0)
        assert http.is_closed

    with scripted_server(Reply(body={"id": "w", "name": "n"})) as server:
        asyncio.run(main())


def test_closing_and_then_dropping_is_fine() -> None:
    async def main() -> None:
        client = AsyncAcme(api_key="sk", base_url=server.url)
        await client.widgets.retrieve("w")
        await client.close()
        await client.close()
        assert client.is_closed()

    with scripted_server(Reply(body={"id": "w", "name": "n"})) as server:
        asyncio.run(main())
        gc.collect()


def test_clients_are_not_kept_alive() -> None:
    with scripted_server(Reply(body={"id": "w", "name": "n"})) as server:
        client = Acme(api_key="sk", base_url=server.url)
        client.widgets.retrieve("w")
        dropped = weakref.ref(client)
        del client
        gc.collect()
    assert dropped() is None
