"""The bytes that both packages are given. Values are made up; shapes are those of the API."""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Iterator
from typing import Any

__all__ = [
    "SSE",
    "chat_chunks",
    "chunked",
    "completion",
    "embeddings",
    "files_page",
    "joined",
    "messages",
    "response",
    "response_events",
    "structured_chunks",
]

SSE = "text/event-stream; charset=utf-8"
_MODEL = "gpt-5"


def response(output: list[Any], status: str = "completed") -> dict[str, Any]:
    """A Response object."""
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 1767312000,
        "status": status,
        "background": False,
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "max_output_tokens": None,
        "model": _MODEL,
        "output": output,
        "parallel_tool_calls": True,
        "previous_response_id": None,
        "reasoning": {"effort": "low", "summary": None},
        "store": True,
        "temperature": 1.0,
        "text": {"format": {"type": "text"}},
        "tool_choice": "auto",
        "tools": [],
        "top_p": 1.0,
        "truncation": "disabled",
        "usage": {
            "input_tokens": 10,
            "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
            "output_tokens": 20,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": 30,
        },
        "metadata": {},
    }


def output_message(number: int, text: str) -> dict[str, Any]:
    """An output item: a message of the assistant."""
    part = {"type": "output_text", "text": text, "annotations": [], "logprobs": []}
    return {"id": f"msg_{number}", "type": "message", "status": "completed", "role": "assistant", "content": [part]}


def _event(data: dict[str, Any]) -> bytes:
    return b"event: " + data["type"].encode() + b"\ndata: " + _json(data) + b"\n\n"


def _json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def response_events(count: int) -> Iterator[bytes]:
    """A stream of ``count`` events: text deltas, and the event that ends the stream."""
    delta = {
        "type": "response.output_text.delta",
        "item_id": "msg_0123456789abcdef",
        "output_index": 0,
        "content_index": 0,
        "delta": " word",
        "logprobs": [],
        "obfuscation": "a1B2c3D4e5",
    }
    for number in range(count - 1):
        yield _event({**delta, "sequence_number": number})
    end = response([output_message(0, "word")])
    yield _event({"type": "response.completed", "sequence_number": count, "response": end})


def _chunk(delta: dict[str, Any], finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    data = {
        "id": "chatcmpl-0123456789abcdef",
        "object": "chat.completion.chunk",
        "created": 1767312000,
        "model": _MODEL,
        "service_tier": "default",
        "system_fingerprint": "fp_0123456789",
        "choices": [choice],
        "usage": None,
        "obfuscation": "a1B2c3D4e5",
    }
    return b"data: " + _json(data) + b"\n\n"


def chat_chunks(count: int) -> Iterator[bytes]:
    """A chat stream of ``count`` chunks, and its end mark."""
    yield _chunk({"role": "assistant", "content": "", "refusal": None})
    for _ in range(count - 2):
        yield _chunk({"content": " word"})
    yield _chunk({}, "stop")
    yield b"data: [DONE]\n\n"


def structured_chunks(count: int) -> Iterator[bytes]:
    """A chat stream of ``count`` chunks whose text is a JSON object with one long list of strings, ``words``."""
    yield _chunk({"role": "assistant", "content": '{"words":["a"', "refusal": None})
    for _ in range(count - 2):
        yield _chunk({"content": ',"word"'})
    yield _chunk({"content": "]}"})
    yield _chunk({}, "stop")
    yield b"data: [DONE]\n\n"


def joined(events: Iterator[bytes], size: int | None) -> list[bytes]:
    """The chunks of a body: ``size`` bytes each, or one event each without it."""
    return list(events) if size is None else list(chunked(b"".join(events), size))


def chunked(body: bytes, size: int) -> Iterator[bytes]:
    """``body`` in pieces of ``size`` bytes."""
    for start in range(0, len(body), size):
        yield body[start : start + size]


def messages(count: int, part: str) -> list[dict[str, Any]]:
    """Input messages, each with two content parts of type ``part``."""
    return [
        {
            "role": "assistant" if number % 2 else "user",
            "content": [{"type": part, "text": f"Part {n} of message {number}."} for n in range(2)],
        }
        for number in range(count)
    ]


def completion() -> bytes:
    """A short chat completion."""
    message = {"role": "assistant", "content": "Hello.", "refusal": None, "annotations": []}
    return _json(
        {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1767312000,
            "model": _MODEL,
            "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 7},
        }
    )


def short_response() -> bytes:
    """A Response with one short message."""
    return _json(response([output_message(0, "Hello.")]))


def large_response(items: int, size: int) -> bytes:
    """A Response of about ``size`` bytes with ``items`` output messages."""
    text = "The water turns the wheel and the wheel turns the stone. " * (size // items // 57)
    return _json(response([output_message(number, text) for number in range(items)]))


def files_page(count: int) -> bytes:
    """A page of files."""
    items = [
        {
            "id": f"file-{number:08}",
            "object": "file",
            "bytes": 1024 + number,
            "created_at": 1767312000 + number,
            "expires_at": None,
            "filename": f"training-{number}.jsonl",
            "purpose": "fine-tune",
            "status": "processed",
            "status_details": None,
        }
        for number in range(count)
    ]
    first, last = items[0]["id"], items[-1]["id"]
    return _json({"object": "list", "data": items, "has_more": False, "first_id": first, "last_id": last})


def embeddings(count: int, dimensions: int, encoded: bool) -> bytes:
    """Embedding vectors, in base64 when ``encoded``, else as arrays of numbers."""

    def vector(number: int) -> list[float]:
        return [((number * 31 + n * 17) % 1999 - 999) / 16384 for n in range(dimensions)]

    def written(number: int) -> str | list[float]:
        values = vector(number)
        return base64.b64encode(struct.pack(f"<{dimensions}f", *values)).decode() if encoded else values

    data = [{"object": "embedding", "index": number, "embedding": written(number)} for number in range(count)]
    usage = {"prompt_tokens": 8, "total_tokens": 8}
    return _json({"object": "list", "data": data, "model": "text-embedding-3-small", "usage": usage})
