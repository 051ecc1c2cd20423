"""Of which class the events of the generated client's streams are, whatever the server sends."""

from __future__ import annotations

import json
from typing import Any

import pytest

from harness.wire import COMPLETED, DELTA, DONE, RESPONSE, chunk, data, event, named, read
from headrace_openai import UnknownEvent
from headrace_openai.types.responses import ResponseOutputMessage

INLINE = '"item_id":"i","output_index":0,"content_index":0,"logprobs":[],"sequence_number":1'

TAGS = [
    (data(DELTA.partition("data: ")[2].strip()), "ResponseTextDeltaEvent"),
    (DELTA.replace("event: response.output_text.delta", "event: response.created"), "ResponseTextDeltaEvent"),
    (
        data(
            '{"x":{"type":"response.completed"},"delta":"d",FIELDS,"type":"response.output_text.delta"}'.replace(
                "FIELDS", INLINE
            )
        ),
        "ResponseTextDeltaEvent",
    ),
    (
        data(
            '{"delta":"\\"type\\":\\"response.failed\\"",FIELDS,"type" :\t"response.output_text.delta"}'.replace(
                "FIELDS", INLINE
            )
        ),
        "ResponseTextDeltaEvent",
    ),
    (
        data('{"\\u0074ype":"response.output\\u005ftext.delta","delta":"d",FIELDS}'.replace("FIELDS", INLINE)),
        "ResponseTextDeltaEvent",
    ),
    (data('{"type":"response.completed","type":"response.output_text.delta","delta":"d"}'), "ResponseTextDeltaEvent"),
    (named("response.output_text.delta", {"delta": "d"}), "ResponseTextDeltaEvent"),
    (named("response.output_text.delta", {"type": None, "delta": "d"}), "ResponseTextDeltaEvent"),
    (data({"type": "response.output_text.delta"}), "ResponseTextDeltaEvent"),
    (
        data({"type": "response.output_text.delta", "delta": 5, "output_index": "x", "logprobs": None}),
        "ResponseTextDeltaEvent",
    ),
    (named("response.created", {"type": "response.new", "response": RESPONSE}), "UnknownEvent"),
    (named("response.new", {"x": 1}), "UnknownEvent"),
    (data({"type": "", "x": 1}), "UnknownEvent"),
    (data({"type": 5, "x": 1}), "UnknownEvent"),
    (data({"type": ["response.created"], "x": 1}), "UnknownEvent"),
]


@pytest.mark.parametrize(("sent", "name"), TAGS)
def test_tags(sent: str, name: str) -> None:
    """The data's own tag decides, wherever it stands and however it is written; else the event's name does."""
    outcome = read("responses", sent + COMPLETED)

    assert f"{name} ResponseCompletedEvent" == outcome.names
    assert (None, True) == (outcome.error, outcome.complete)


def test_unknown_events_lose_nothing() -> None:
    """Attributes, dict and bytes of an unknown event are what the server sent."""
    body = '{"type": "response.new", "a": {"b": [1, null]}, "n": 1e3}'
    (found, _) = read("responses", data(body) + COMPLETED).events

    assert isinstance(found, UnknownEvent)
    assert ("response.new", [1, None]) == (found.type, found.a["b"])  # type: ignore[attr-defined]
    assert json.loads(body) == found.to_dict()
    assert body.encode() == found.raw_json


def test_unknown_parts_of_known_events() -> None:
    """What is new inside a known event stays what it is; what is known around it is typed."""
    content = [{"type": "output_text", "text": "t", "annotations": [{"type": "new"}]}, {"type": "hologram", "h": 1}]
    message = {"type": "message", "id": "m", "role": "robot", "status": "odd", "content": content}
    response = {**RESPONSE, "status": "dreaming", "output": [message, {"type": "new", "x": 1}]}
    (found, _) = read("responses", event("response.in_progress", response=response) + COMPLETED).events

    assert "ResponseInProgressEvent" == type(found).__name__
    assert "dreaming" == found.response.status
    first, second = found.response.output
    assert type(first) is ResponseOutputMessage
    assert ("robot", "odd", "t") == (first.role, first.status, first.content[0].text)
    assert ("UnknownVariant", "new", 1) == (type(second).__name__, second.type, second.x)
    assert {"type": "hologram", "h": 1} == first.content[1].to_dict()


@pytest.mark.parametrize(
    "odd",
    [
        {"choices": None},
        {"choices": [{"delta": None}]},
        {"choices": [{"index": 0, "delta": {"content": 5, "tool_calls": [{}]}, "finish_reason": "new"}]},
        {"id": 5, "object": None, "created": 10**400, "model": []},
        {"id": "", "object": "", "created": 0, "model": "", "choices": [], "prompt_filter_results": []},
    ],
)
def test_odd_chunks(odd: dict[str, Any]) -> None:
    """A chunk that doesn't fit is a chunk all the same, with the values that were sent."""
    outcome = read("chat", data(odd) + DONE)

    assert "ChatCompletionChunk" == outcome.names
    assert odd == outcome.events[0].to_dict()


def test_text_that_is_no_unicode() -> None:
    """Broken UTF-8 and halves of surrogates are replaced."""
    body = chunk("A").encode().replace(b'"A"', b'"\xff\xc3"') + chunk("B").replace('"B"', '"\\ud83d"').encode()
    texts = [each.choices[0].delta.content for each in read("chat", body + DONE.encode()).events]

    assert ["\ufffd\ufffd", "\ufffd"] == texts
