"""The uses that this project was begun for, as a user writes them: streams of Chat Completions."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

import headrace_openai as openai
from harness.replay import SeedServer

pytestmark = pytest.mark.anyio

TEXT = (
    "Spring water, summer drought, autumn flood, winter ice: the miller counts the year by the level of the pond, "
    "and keeps a spare stone. ½ full."
)
MESSAGES: Any = [{"role": "user", "content": "Tell me of the mill."}]

Start = Callable[..., SeedServer]


class TestAccumulation:
    def test_sync(self, replay: Start) -> None:
        """The pieces put together are the answer; the first chunk gives the role, the last the reason."""
        client = openai.OpenAI(api_key="sk-test", base_url=replay("chat-text").url)
        text, roles, reasons = "", [], []
        for chunk in client.chat.completions.create(model="gpt-5.2", messages=MESSAGES, stream=True):
            choice = chunk.choices[0]
            text += choice.delta.content or ""
            roles.append(choice.delta.role)
            reasons.append(choice.finish_reason)

        assert text == TEXT
        assert [roles[0], *set(roles[1:])] == ["assistant", None]
        assert reasons.pop() == "stop"
        assert {None} == set(reasons)

    async def test_async(self, replay: Start) -> None:
        """The pieces put together are the answer."""
        async with openai.AsyncOpenAI(api_key="sk-test", base_url=replay("chat-text").url) as client:
            stream = await client.chat.completions.create(model="gpt-5.2", messages=MESSAGES, stream=True)
            parts = [chunk.choices[0].delta.content or "" async for chunk in stream]

        assert "".join(parts) == TEXT


def accumulate(calls: dict[int, dict[str, str]], delta: Any) -> None:
    """As the API's guides write it: by index, the first piece names the call."""
    for piece in delta.tool_calls or []:
        call = calls.setdefault(piece.index, {"id": "", "name": "", "arguments": ""})
        call["id"] += piece.id or ""
        if piece.function:
            call["name"] += piece.function.name or ""
            call["arguments"] += piece.function.arguments or ""


def check_calls(calls: dict[int, dict[str, str]]) -> None:
    assert [call["id"] for call in calls.values()] == ["call_10", "call_11"]
    assert {"get_water_level"} == {call["name"] for call in calls.values()}
    assert [json.loads(call["arguments"])["gauge"] for call in calls.values()] == ["Mill pond", "Tailrace"]


class TestFunctionCalls:
    TOOLS: Any = (
        {
            "type": "function",
            "function": {
                "name": "get_water_level",
                "parameters": {"type": "object", "properties": {"gauge": {"type": "string"}}},
            },
        },
    )

    def test_sync(self, replay: Start) -> None:
        """Calls are accumulated by index; the finish reason says that they are to be made."""
        server = replay("chat-tools")
        client = openai.OpenAI(api_key="sk-test", base_url=server.url)
        calls: dict[int, dict[str, str]] = {}
        reason = None
        for chunk in client.chat.completions.create(model="gpt-5.2", messages=MESSAGES, tools=self.TOOLS, stream=True):
            accumulate(calls, chunk.choices[0].delta)
            reason = chunk.choices[0].finish_reason or reason

        check_calls(calls)
        assert reason == "tool_calls"
        assert list(self.TOOLS) == server.sent()["tools"]

    async def test_async(self, replay: Start) -> None:
        """Calls are accumulated by index."""
        calls: dict[int, dict[str, str]] = {}
        async with openai.AsyncOpenAI(api_key="sk-test", base_url=replay("chat-tools").url) as client:
            async for chunk in await client.chat.completions.create(
                model="gpt-5.2", messages=MESSAGES, tools=self.TOOLS, stream=True
            ):
                accumulate(calls, chunk.choices[0].delta)

        check_calls(calls)


class TestChunks:
    def test_fields(self, replay: Start) -> None:
        """Every field of a chunk is there, typed."""
        client = openai.OpenAI(api_key="sk-test", base_url=replay("chat-text").url)
        stream = client.chat.completions.create(model="gpt-5.2", messages=MESSAGES, stream=True)
        first = next(iter(stream))
        stream.close()

        assert type(first).__name__ == "ChatCompletionChunk"
        assert (first.id, first.object, first.created) == ("chatcmpl_01", "chat.completion.chunk", 1767312000)
        assert (first.model, first.service_tier, first.system_fingerprint) == ("gpt-5.2", "default", "fp_01")
        assert (first.choices[0].index, first.choices[0].logprobs, first.usage) == (0, None, None)
        assert not first.model_extra

    def test_several_choices(self, replay: Start) -> None:
        """Choices are kept apart by index."""
        client = openai.OpenAI(api_key="sk-test", base_url=replay("chat-two-choices").url)
        texts, reasons = ["", ""], {}
        for chunk in client.chat.completions.create(model="gpt-5.2", messages=MESSAGES, n=2, stream=True):
            for choice in chunk.choices:
                texts[choice.index] += choice.delta.content or ""
                if choice.finish_reason:
                    reasons[choice.index] = choice.finish_reason

        assert texts == ["The pond is full.", "The pond is low."]
        assert reasons == {0: "stop", 1: "length"}


class TestStreamOptions:
    def test_sync(self, replay: Start) -> None:
        """With ``include_usage`` the last chunk has no choices and the usage."""
        server = replay("chat-usage")
        client = openai.OpenAI(api_key="sk-test", base_url=server.url)
        stream = client.chat.completions.create(
            model="gpt-5.2", messages=MESSAGES, stream=True, stream_options={"include_usage": True}
        )
        *_, last = stream

        assert last.choices == []
        assert last.usage is not None
        assert last.usage.total_tokens == 17
        assert server.sent()["stream_options"] == {"include_usage": True}

    async def test_async(self, replay: Start) -> None:
        """With ``include_usage`` the last chunk has no choices and the usage."""
        async with openai.AsyncOpenAI(api_key="sk-test", base_url=replay("chat-usage").url) as client:
            stream = await client.chat.completions.create(
                model="gpt-5.2", messages=MESSAGES, stream=True, stream_options={"include_usage": True}
            )
            last = [chunk async for chunk in stream][-1]

        assert last.usage is not None
        assert (last.usage.prompt_tokens, last.usage.completion_tokens) == (11, 6)
