"""Limits of one call: ``timeout={"idle": ...}`` over a real socket, sync and async."""

from __future__ import annotations

import anyio
import pytest

import headrace_openai as openai
from headrace.testing import Fault, Replay, ReplayServer

CHUNK = b'data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[]}\n\n'
STALLS = Replay(CHUNK * 3, pieces="event", fault=Fault("stall", at=len(CHUNK)))


@pytest.mark.parametrize(("limits", "name"), [({"idle": 0.2}, "idle_timeout"), ({"total": 0.3}, "total_timeout")])
def test_sync(limits: dict[str, float], name: str) -> None:
    """A stream that stalls ends at the limit of its own call, and the error says which one it was."""
    with ReplayServer(STALLS) as server, openai.OpenAI(api_key="k", base_url=server.url) as client:
        seen = []
        with pytest.raises(openai.APITimeoutError, match=name):
            for chunk in client.chat.completions.create(model="m", messages=[], stream=True, timeout=limits):
                seen.append(chunk)

    assert 1 == len(seen)


@pytest.mark.parametrize(("limits", "name"), [({"idle": 0.2}, "idle_timeout"), ({"total": 0.3}, "total_timeout")])
def test_async(limits: dict[str, float], name: str) -> None:
    """As in blocking code."""

    async def run(url: str) -> list[object]:
        seen: list[object] = []
        async with openai.AsyncOpenAI(api_key="k", base_url=url) as client:
            with pytest.raises(openai.APITimeoutError, match=name):
                async for chunk in await client.chat.completions.create(
                    model="m", messages=[], stream=True, timeout=limits
                ):
                    seen.append(chunk)
        return seen

    with ReplayServer(STALLS) as server:
        assert 1 == len(anyio.run(run, server.url))


def test_before_the_headers() -> None:
    """The total of a call counts while its answer is awaited, retries included."""
    silent = Replay(b"", fault=Fault("stall", at="head"))
    with ReplayServer(silent) as server, openai.OpenAI(api_key="k", base_url=server.url) as client:
        with pytest.raises(openai.APITimeoutError, match="total_timeout, 0.3 s"):
            client.models.list(timeout={"total": 0.3})


def test_of_a_client() -> None:
    """A client takes them too, and a call that names none has the client's."""
    with (
        ReplayServer(STALLS) as server,
        openai.OpenAI(api_key="k", base_url=server.url, timeout={"idle": 0.2}) as client,
    ):
        with pytest.raises(openai.APITimeoutError, match="idle_timeout"):
            list(client.chat.completions.create(model="m", messages=[], stream=True, timeout={"read": 60}))


def test_misspelt() -> None:
    """A name that is no limit is an error where it stands."""
    with pytest.raises(TypeError, match="'idel' is none of"):
        openai.OpenAI(api_key="k", timeout={"idel": 1})  # type: ignore[arg-type]


def test_wrong_before_anything_is_sent() -> None:
    """A limit that is only used later is checked with the others."""
    with ReplayServer(STALLS) as server, openai.OpenAI(api_key="k", base_url=server.url) as client:
        with pytest.raises(TypeError, match="expected seconds or None, got str"):
            client.models.list(timeout={"idle": "3"})  # type: ignore[typeddict-item]

    assert [] == server.requests
