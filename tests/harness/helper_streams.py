"""The stream helpers of the OpenAI client, driven alike in sync and async code, and bodies for them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import anyio
import pytest

from headrace.testing import Replay
from headrace_openai import AsyncOpenAI, OpenAI

every_kind = pytest.mark.parametrize("kind", ["sync", "asyncio", "trio"])

QUICK = "retry: 1\n\n"
"""Has a client wait for a millisecond only before it reconnects."""


@dataclass
class Outcome:
    """What came out of one stream: its events, what the final getter gave, and the error that ended it."""

    events: list[Any] = field(default_factory=list)
    final: Any = None
    error: Exception | None = None
    stream: Any = None

    @property
    def types(self) -> list[str]:
        return [event.type for event in self.events]

    def of(self, *types: str) -> list[Any]:
        """The events of some types."""
        return [event for event in self.events if event.type in types]


def consume(
    kind: str,
    url: str,
    opening: Callable[[Any], Any],
    *,
    final: str | None = None,
    during: Callable[[Any, Any], None] | None = None,
    **options: Any,
) -> Outcome:
    """Open a stream with ``opening(client)``, read it to its end, and ask its getter ``final``.

    ``during`` is called with the stream and each event while the event is the newest. Errors are kept, not raised.
    """
    options = {"api_key": "sk-test", "base_url": url, "max_retries": 0, **options}
    outcome = Outcome()

    def note(event: Any) -> None:
        outcome.events.append(event)
        if during is not None:
            during(outcome.stream, event)

    if kind == "sync":
        with OpenAI(**options) as client:
            try:
                with opening(client) as outcome.stream:
                    for event in outcome.stream:
                        note(event)
                    outcome.final = getattr(outcome.stream, final)() if final else None
            except Exception as error:
                outcome.error = error
        return outcome

    async def main() -> None:
        async with AsyncOpenAI(**options) as client:
            try:
                manager = opening(client)
                async with await manager if hasattr(manager, "__await__") else manager as outcome.stream:
                    async for event in outcome.stream:
                        note(event)
                    outcome.final = await getattr(outcome.stream, final)() if final else None
            except Exception as error:
                outcome.error = error

    anyio.run(main, backend=kind)
    return outcome


def call(kind: str, url: str, calling: Callable[[Any], Any], **options: Any) -> Any:
    """Call a method of a client of a kind and give its result, or raise its error."""
    options = {"api_key": "sk-test", "base_url": url, "max_retries": 0, **options}
    if kind == "sync":
        with OpenAI(**options) as client:
            return calling(client)

    async def main() -> Any:
        async with AsyncOpenAI(**options) as client:
            return await calling(client)

    return anyio.run(main, backend=kind)


def sse(events: Iterable[dict[str, Any]], *, done: bool = False, named: bool = False) -> bytes:
    """Events as a body; ``named`` puts each one's type or event name beside its data."""
    text = ""
    for event in events:
        if named and "event" in event:
            text += f"event: {event['event']}\ndata: {json.dumps(event['data'])}\n\n"
            continue
        text += f"event: {event['type']}\n" if named else ""
        text += f"data: {json.dumps(event)}\n\n"
    return (text + ("data: [DONE]\n\n" if done else "")).encode()


def answer(value: Any, **options: Any) -> Replay:
    """A JSON body as an answer."""
    return Replay(json.dumps(value).encode(), content_type="application/json", **options)


# Chat


def chunk(*choices: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A chat chunk."""
    return {
        "id": "chat-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "m",
        "choices": [*choices],
        **more,
    }


def choice(index: int = 0, finish: str | None = None, **delta: Any) -> dict[str, Any]:
    """One choice of a chunk."""
    return {"index": index, "delta": delta, "finish_reason": finish}


def tool_delta(arguments: str, **more: Any) -> dict[str, Any]:
    """A piece of a tool call; ``name`` is the function's."""
    function = {"arguments": arguments, **({"name": more.pop("name")} if "name" in more else {})}
    return {"function": function, **more}


# Responses


def response(status: str, *output: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A response object with an output."""
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 1,
        "status": status,
        "model": "m",
        "output": list(output),
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "metadata": {},
        "temperature": 1.0,
        "top_p": 1.0,
        **more,
    }


def message(*texts: str, status: str = "completed") -> dict[str, Any]:
    """An output item with texts."""
    parts = [{"type": "output_text", "text": text, "annotations": [], "logprobs": []} for text in texts]
    return {"id": "msg_1", "type": "message", "role": "assistant", "status": status, "content": parts}


def function_call(name: str, arguments: str, status: str = "completed") -> dict[str, Any]:
    """An output item that calls a function."""
    base = {"id": "fc_1", "type": "function_call", "call_id": "call_1", "name": name}
    return {**base, "arguments": arguments, "status": status}


def numbered(*events: dict[str, Any]) -> list[dict[str, Any]]:
    """Events with their sequence numbers."""
    return [{**event, "sequence_number": number} for number, event in enumerate(events)]


def text_events(*pieces: str, end: str = "completed", **more: Any) -> list[dict[str, Any]]:
    """The events of a response that is one text, which comes in pieces."""
    text = "".join(pieces)
    where = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
    part = message("")["content"][0]

    def rest() -> Iterator[dict[str, Any]]:
        for piece in pieces:
            yield {"type": "response.output_text.delta", **where, "delta": piece, "logprobs": []}
        if end == "completed":
            yield {"type": "response.output_text.done", **where, "text": text, "logprobs": []}
            yield {"type": "response.content_part.done", **where, "part": {**part, "text": text}}
            yield {"type": "response.output_item.done", "output_index": 0, "item": message(text)}
        item = message(text, status="completed" if end == "completed" else "incomplete")
        yield {"type": f"response.{end}", "response": response(end, item, **more)}

    return numbered(
        {"type": "response.created", "response": response("in_progress")},
        {"type": "response.in_progress", "response": response("in_progress")},
        {"type": "response.output_item.added", "output_index": 0, "item": message(status="in_progress")},
        {"type": "response.content_part.added", **where, "part": part},
        *rest(),
    )
