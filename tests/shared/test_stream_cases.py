"""Whole bodies: the project's table of what a stream should do, and the recorded streams of many providers.

Both are kept beside the repository. The classes here are the least that tells events apart; the
generated SDK has its own tests of the same bodies.
"""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from typing import Any, Literal

import pytest

from harness.streams import KINDS, Outcome, consume, offline, ref
from headrace import errors
from headrace.descriptor import ErrorRule, StreamSpec
from headrace.models import BaseModel
from headrace.testing import Replay, ReplayServer
from headrace.unknown import UnknownEvent

SHARED = Path(os.environ.get("HEADRACE_SHARED") or Path(__file__).resolve().parents[3] / "shared")
CASES = SHARED / "sse" / "stream-cases.json"
STREAMS = SHARED / "streams"

pytestmark = pytest.mark.skipif(not CASES.exists(), reason="needs the shared case files (HEADRACE_SHARED)")


class ChoiceDelta(BaseModel):
    content: str | None = None


class ChunkChoice(BaseModel):
    index: int
    delta: ChoiceDelta
    finish_reason: str | None = None


class Chunk(BaseModel):
    id: str
    object: Literal["chat.completion.chunk"]
    created: int
    model: str
    choices: list[ChunkChoice]
    usage: dict[str, Any] | None = None


class Created(BaseModel):
    type: Literal["response.created"]
    sequence_number: int
    response: dict[str, Any]


class TextDelta(BaseModel):
    type: Literal["response.output_text.delta"]
    sequence_number: int
    delta: str


class Completed(BaseModel):
    type: Literal["response.completed", "response.failed", "response.incomplete"]
    response: dict[str, Any]


CHAT = StreamSpec(
    type=ref(Chunk),
    sentinel=("[DONE]",),
    finish=("choices", "[]", "finish_reason"),
    errors=(ErrorRule(event=("error",), property="error"),),
    usage=(("usage",),),
)
TERMINAL = ("response.completed", "response.failed", "response.incomplete")
RESPONSES = StreamSpec(
    type=ref(Created),
    tag="type",
    variants={
        "response.created": ref(Created),
        "response.output_text.delta": ref(TextDelta),
        **dict.fromkeys(TERMINAL, ref(Completed)),
    },
    sentinel=("[DONE]",),
    terminal=TERMINAL,
    truncation="flag",
    errors=(ErrorRule(event=("error",), property="error"),),
    sequence="sequence_number",
)
SPECS = {"chat.completions": CHAT, "responses": RESPONSES}

# Name of the case: classes that are given out, whether the stream is complete, and the exception with its message.
WANTED: dict[str, tuple[list[type], bool, tuple[type[errors.APIError], str] | None]] = {
    "chat_normal": ([Chunk] * 2, True, None),
    "chat_meta_only_retry_block": ([Chunk] * 2, True, None),
    "chat_id_then_comment_keepalive": ([Chunk] * 2, True, None),
    "chat_event_ping_with_json": ([Chunk] * 2, True, None),
    "chat_eof_without_done_but_finished": ([Chunk] * 2, True, None),
    "chat_truncated_no_finish_no_done": ([Chunk], False, None),
    "chat_done_without_blank_line": ([Chunk] * 2, True, None),
    "chat_last_chunk_without_blank_line": ([Chunk], False, None),
    "chat_u2028": ([Chunk] * 2, True, None),
    "chat_crlf": ([Chunk] * 2, True, None),
    "chat_error_object": ([Chunk], False, (errors.APIError, "boom")),
    "chat_error_event_groq": ([Chunk], False, (errors.BadRequestError, "tool failed")),
    "chat_error_string": ([], False, (errors.APIError, "overloaded")),
    "chat_error_sse_field": ([Chunk], False, None),
    "chat_non_json": ([Chunk], False, (errors.StreamDecodeError, "upstream timeout")),
    "chat_html_200": ([], False, (errors.StreamContentTypeError, "504 Gateway Time-out")),
    "chat_json_error_200": ([], False, (errors.APIError, "bad key")),
    "chat_json_completion_200": ([], False, (errors.StreamContentTypeError, "chat.completion")),
    "chat_empty_body": ([], False, None),
    "chat_data_null": ([Chunk] * 2, True, None),
    "chat_data_list": ([Chunk] * 2, True, None),
    "chat_azure_prompt_filter_first": ([Chunk] * 3, True, None),
    "resp_normal": ([Created, TextDelta], False, None),
    "resp_keepalive_type": ([UnknownEvent], False, None),
    "resp_unknown_delta_type": ([UnknownEvent], False, None),
    "resp_event_name_missing": ([TextDelta], False, None),
    "resp_truncated_no_terminal": ([Created], False, None),
    "resp_sequence_gap": ([Created, TextDelta], False, None),
}


def cases() -> list[dict[str, Any]]:
    return json.loads(CASES.read_text("utf-8"))["cases"] if CASES.exists() else []


def check(case: dict[str, Any], outcome: Outcome) -> None:
    classes, complete, error = WANTED[case["name"]]

    assert classes == [type(event) for event in outcome.events]
    assert complete == outcome.stream.complete
    if error is None:
        assert outcome.error is None
    else:
        assert type(outcome.error) is error[0]
        assert error[1] in str(outcome.error)
        assert outcome.error.events_seen == len(classes)


def test_table_is_whole() -> None:
    """Every case has its line here."""
    assert {case["name"] for case in cases()} == set(WANTED)


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["name"])
class TestCases:
    def test_offline(self, case: dict[str, Any]) -> None:
        """The body in one piece."""
        body = base64.b64decode(case["body_b64"])

        check(case, offline(body, SPECS[case["endpoint"]], content_type=case["content_type"]))

    @KINDS
    def test_sockets(self, case: dict[str, Any], kind: str) -> None:
        """The body byte by byte over a real connection."""
        body = base64.b64decode(case["body_b64"])
        with ReplayServer(Replay(body, content_type=case["content_type"], pieces=1)) as server:
            check(case, consume(kind, server.url, SPECS[case["endpoint"]])[0])


def recordings(*endpoints: str) -> list[dict[str, Any]]:
    index = STREAMS / "index.json"
    entries = json.loads(index.read_text("utf-8")) if index.exists() else []
    return [entry for entry in entries if entry["endpoint"] in endpoints]


@pytest.mark.parametrize("entry", recordings("chat.completions"), ids=lambda entry: entry["file"])
def test_recorded_chats(entry: dict[str, Any]) -> None:
    """Every chunk of every provider is a chunk, and only a recorded error raises."""
    body = (STREAMS / entry["file"]).read_bytes()
    outcome = offline(body, CHAT, content_type=entry["content_type"])
    failures = entry["event_types"].get("event:error", 0)

    assert {Chunk} == {type(event) for event in outcome.events}
    assert entry["events"] - entry["done_sentinel"] - failures == len(outcome.events)
    assert (not failures) == (outcome.error is None) == outcome.stream.complete


@pytest.mark.parametrize("entry", recordings("responses"), ids=lambda entry: entry["file"])
def test_recorded_responses(entry: dict[str, Any]) -> None:
    """Known events have their class, others are unknown; the deltas make up the final text."""
    body = (STREAMS / entry["file"]).read_bytes()
    outcome = offline(body, RESPONSES, content_type=entry["content_type"])

    assert outcome.error is None
    assert entry["events"] == len(outcome.events)
    for event in outcome.events:
        known = RESPONSES.variants.get(event.type)
        assert type(event) is (known.resolve() if known else UnknownEvent)
    last = outcome.events[-1]
    assert outcome.stream.complete == isinstance(last, Completed)
    if outcome.stream.complete:
        items = [item for item in last.response["output"] if item["type"] == "message"]
        texts = [part["text"] for item in items for part in item["content"] if part["type"] == "output_text"]
        assert "".join(texts) == "".join(event.delta for event in outcome.events if isinstance(event, TextDelta))


@pytest.mark.parametrize("entry", recordings("chat.completions")[:6], ids=lambda entry: entry["file"])
@KINDS
def test_recorded_over_sockets(entry: dict[str, Any], kind: str) -> None:
    """The same over real connections, cut at odd places and compressed."""
    body = (STREAMS / entry["file"]).read_bytes()
    with ReplayServer(Replay(body, pieces=997, gzip=True)) as server:
        outcome = consume(kind, server.url, CHAT)[0]

    assert offline(body, CHAT).events == outcome.events
