"""The uses that this project was begun for, as a user writes them: streams of the Responses API."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

import headrace_openai as openai
from harness.generated_client import operations
from harness.replay import SeedServer

pytestmark = pytest.mark.anyio

TEXT = "Water turns the wheel, and the wheel turns the stone. Naïve, but it grinds — день за днём. 🌾"

STREAM = operations()["responses.create"].stream
VARIANTS = STREAM.variants if STREAM else {}

FAMILIES: dict[str, list[str]] = {
    "responses-text": [
        "response.created",
        "response.in_progress",
        "response.output_item.added",
        "response.content_part.added",
        "response.output_text.delta",
        "response.output_text.done",
        "response.content_part.done",
        "response.output_item.done",
        "response.completed",
    ],
    "responses-refusal": ["response.queued", "response.refusal.delta", "response.refusal.done"],
    "responses-function-call": ["response.function_call_arguments.delta", "response.function_call_arguments.done"],
    "responses-web-search": [
        "response.web_search_call.in_progress",
        "response.web_search_call.searching",
        "response.web_search_call.completed",
        "response.output_text.annotation.added",
    ],
    "responses-file-search": [
        "response.file_search_call.in_progress",
        "response.file_search_call.searching",
        "response.file_search_call.completed",
    ],
    "responses-code-interpreter": [
        "response.code_interpreter_call.in_progress",
        "response.code_interpreter_call_code.delta",
        "response.code_interpreter_call_code.done",
        "response.code_interpreter_call.interpreting",
        "response.code_interpreter_call.completed",
    ],
    "responses-reasoning": [
        "response.reasoning_summary_part.added",
        "response.reasoning_summary_text.delta",
        "response.reasoning_summary_text.done",
        "response.reasoning_summary_part.done",
        "response.reasoning_text.delta",
        "response.reasoning_text.done",
    ],
    "responses-tools": [
        "response.mcp_list_tools.completed",
        "response.mcp_call_arguments.delta",
        "response.mcp_call.completed",
        "response.custom_tool_call_input.delta",
        "response.image_generation_call.partial_image",
    ],
    "responses-incomplete": ["response.incomplete"],
    "responses-failed": ["response.failed"],
}

TOOL: Any = {
    "type": "function",
    "name": "get_water_level",
    "description": "The level at a gauge.",
    "strict": True,
    "parameters": {
        "type": "object",
        "properties": {"gauge": {"type": "string"}, "unit": {"type": "string", "enum": ["cm", "m"]}},
        "required": ["gauge", "unit"],
        "additionalProperties": False,
    },
}

Start = Callable[..., SeedServer]


class TestBasic:
    def test_sync(self, replay: Start) -> None:
        """Events are told apart by ``event.type``."""
        client = openai.OpenAI(api_key="sk-test", base_url=replay("responses-text").url)
        text, final = "", None
        stream = client.responses.create(model="gpt-5.2", input="How does a mill work?", stream=True)
        for event in stream:
            if event.type == "response.created":
                assert event.response.status == "in_progress"
            elif event.type == "response.output_text.delta":
                text += event.delta
            elif event.type == "response.completed":
                final = event.response

        assert text == TEXT
        assert final is not None
        assert final.output_text == TEXT
        assert final.usage is not None
        assert (final.usage.input_tokens, final.usage.output_tokens) == (14, 27)

    async def test_async(self, replay: Start) -> None:
        """Events are told apart by ``event.type``."""
        client = openai.AsyncOpenAI(api_key="sk-test", base_url=replay("responses-text").url)
        text = ""
        stream = await client.responses.create(model="gpt-5.2", input="How does a mill work?", stream=True)
        async for event in stream:
            if event.type == "response.output_text.delta":
                text += event.delta

        assert text == TEXT
        await client.close()


class TestFamilies:
    @pytest.mark.parametrize("name", FAMILIES)
    def test_sync(self, replay: Start, name: str) -> None:
        """Every family arrives in order, each event as the class for its type."""
        client = openai.OpenAI(api_key="sk-test", base_url=replay(name).url)
        events = list(client.responses.create(model="gpt-5.2", input="Go on.", stream=True))
        self.check(name, events)

    @pytest.mark.parametrize("name", FAMILIES)
    async def test_async(self, replay: Start, name: str) -> None:
        """Every family arrives in order, each event as the class for its type."""
        async with openai.AsyncOpenAI(api_key="sk-test", base_url=replay(name).url) as client:
            stream = await client.responses.create(model="gpt-5.2", input="Go on.", stream=True)
            self.check(name, [event async for event in stream])

    def check(self, name: str, events: list[Any]) -> None:
        types = [event.type for event in events]

        assert list(range(len(events))) == [event.sequence_number for event in events]
        assert [kind for kind in dict.fromkeys(types) if kind in FAMILIES[name]] == FAMILIES[name]
        for event in events:
            assert type(event) is VARIANTS[event.type].resolve()
            assert not event.model_extra


class TestFunctionCall:
    def test_sync(self, replay: Start) -> None:
        """Arguments of several calls are put together by the item they belong to."""
        server = replay("responses-function-call")
        client = openai.OpenAI(api_key="sk-test", base_url=server.url)
        arguments: dict[str, str] = {}
        names: dict[str, str] = {}
        done: dict[str, str] = {}
        with client.responses.create(model="gpt-5.2", input="Levels?", tools=[TOOL], stream=True) as stream:
            for event in stream:
                if event.type == "response.output_item.added" and event.item.type == "function_call":
                    names[event.item.id or ""] = event.item.name
                elif event.type == "response.function_call_arguments.delta":
                    arguments[event.item_id] = arguments.get(event.item_id, "") + event.delta
                elif event.type == "response.function_call_arguments.done":
                    done[event.item_id] = event.arguments

        assert list(names.values()) == ["get_water_level"] * 2
        assert done == arguments
        assert [json.loads(text)["gauge"] for text in arguments.values()] == ["Mill pond", "Tailrace"]
        assert server.sent()["tools"] == [TOOL]

    async def test_async(self, replay: Start) -> None:
        """The final response holds the calls whole."""
        server = replay("responses-function-call")
        async with openai.AsyncOpenAI(api_key="sk-test", base_url=server.url) as client:
            stream = await client.responses.create(model="gpt-5.2", input="Levels?", tools=[TOOL], stream=True)
            async with stream:
                calls = [
                    item
                    async for event in stream
                    if event.type == "response.completed"
                    for item in event.response.output
                    if item.type == "function_call"
                ]

        assert [call.call_id for call in calls] == ["call_01", "call_02"]
        assert server.sent()["tools"] == [TOOL]


class TestStreamOptions:
    def test_sync(self, replay: Start) -> None:
        """``stream_options`` goes out as it was given."""
        server = replay("responses-text")
        client = openai.OpenAI(api_key="sk-test", base_url=server.url)
        options: Any = {"include_obfuscation": False}
        list(client.responses.create(model="gpt-5.2", input="Hello", stream=True, stream_options=options))

        assert {"model": "gpt-5.2", "input": "Hello", "stream": True, "stream_options": options} == server.sent()

    async def test_async(self, replay: Start) -> None:
        """``stream_options`` goes out as it was given."""
        server = replay("responses-text")
        async with openai.AsyncOpenAI(api_key="sk-test", base_url=server.url) as client:
            options: Any = {"include_obfuscation": True}
            async for _ in await client.responses.create(
                model="gpt-5.2", input="Hello", stream=True, stream_options=options
            ):
                pass

        assert options == server.sent()["stream_options"]


class TestResults:
    """What tools found is in the items, typed."""

    def items(self, replay: Start, name: str) -> list[Any]:
        client = openai.OpenAI(api_key="sk-test", base_url=replay(name).url)
        stream = client.responses.create(model="gpt-5.2", input="Find it.", stream=True)
        return [event.item for event in stream if event.type == "response.output_item.done"]

    def test_web_search(self, replay: Start) -> None:
        call, message = self.items(replay, "responses-web-search")

        assert call.action.query == "how a breastshot wheel works"
        assert message.content[0].annotations[0].url == "https://example.com/wheels"

    def test_file_search(self, replay: Start) -> None:
        call, message = self.items(replay, "responses-file-search")

        assert (call.results[0].filename, call.results[0].score) == ("plans.pdf", 0.87)
        assert message.content[0].annotations[0].file_id == "file_01"

    def test_code_interpreter(self, replay: Start) -> None:
        call, _ = self.items(replay, "responses-code-interpreter")

        assert call.outputs[0].logs == "1.0\n"
        assert call.code.startswith("flow =")

    def test_reasoning(self, replay: Start) -> None:
        item, _ = self.items(replay, "responses-reasoning")

        assert item.summary[0].text == "Compare the head of both sites first."


class TestEnds:
    def test_failed_and_incomplete_are_events(self, replay: Start) -> None:
        """Neither is an exception: both carry the response that tells why."""
        client = openai.OpenAI(api_key="sk-test", base_url=replay("responses-failed").url)
        *_, failed = client.responses.create(model="gpt-5.2", input="x", stream=True)
        client = openai.OpenAI(api_key="sk-test", base_url=replay("responses-incomplete").url)
        *_, incomplete = client.responses.create(model="gpt-5.2", input="x", stream=True)

        assert failed.type == "response.failed"
        assert failed.response.error is not None
        assert failed.response.error.message == "The model stopped."
        assert incomplete.type == "response.incomplete"
        assert incomplete.response.incomplete_details is not None
        assert incomplete.response.incomplete_details.reason == "max_output_tokens"

    def test_error_event(self, replay: Start) -> None:
        """An error event is yielded, and the next step raises: who ignores it doesn't take the stream for a success."""
        client = openai.OpenAI(api_key="sk-test", base_url=replay("responses-error").url)
        seen: list[Any] = []
        with pytest.raises(openai.APIError) as caught:
            seen.extend(())
            for event in client.responses.create(model="gpt-5.2", input="x", stream=True):
                seen.append(event)

        assert seen[-1].type == "error"
        assert "Too many requests in this minute." == seen[-1].message == caught.value.message
        assert caught.value.code == "rate_limit_exceeded"
