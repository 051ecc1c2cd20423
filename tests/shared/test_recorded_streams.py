"""Every recorded stream body of many providers, over sockets: each event is its class, nothing is lost or added.

What is expected comes from the index beside the bodies and from a reading of them that is as plain as can be.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harness import streams
from harness.generated_client import operations
from harness.helper_streams import Outcome, consume
from headrace.descriptor import ErrorRule, Ref, StreamSpec
from headrace.testing import Replay, ReplayServer
from headrace_openai import APIError, BadRequestError
from headrace_openai.types.chat import ChatCompletionChunk

SHARED = Path(os.environ.get("HEADRACE_SHARED") or Path(__file__).resolve().parents[3] / "shared")
FOLDER = SHARED / "streams"
INDEX: list[dict[str, Any]] = []
if FOLDER.is_dir():
    INDEX = json.loads((FOLDER / "index.json").read_text(encoding="utf-8"))

pytestmark = [
    pytest.mark.skipif(not INDEX, reason="needs the shared streams: a folder `shared` beside the repository"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]
kinds = pytest.mark.parametrize("kind", ["sync", "asyncio"])

Entry = dict[str, Any]
KNOWN = {"id", "object", "created", "model", "choices", "usage"}

FILE = ("a.wav", b"RIFF")
RAW: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "assistants": (
        "beta.threads.runs.create",
        lambda c: c.beta.threads.runs.create("t", assistant_id="a", stream=True),
    ),
    "audio.transcriptions": (
        "audio.transcriptions.create",
        lambda c: c.audio.transcriptions.create(file=FILE, model="m", stream=True),
    ),
    "chat.completions": (
        "chat.completions.create",
        lambda c: c.chat.completions.create(model="m", messages=[], stream=True),
    ),
    "completions": ("completions.create", lambda c: c.completions.create(model="m", prompt="x", stream=True)),
    "responses": ("responses.create", lambda c: c.responses.create(model="m", input="x", stream=True)),
}
HELPERS: dict[str, Callable[[Any], Any]] = {
    "chat.completions": lambda c: c.chat.completions.stream(model="m", messages=[]),
    "responses": lambda c: c.responses.stream(model="m", input="x"),
}

ANYTHING = Ref("builtins:object")
ERRORS = (ErrorRule(event=("error",), property="error"),)
FOREIGN = {
    "audio.speech": StreamSpec(type=ANYTHING, tag="type", terminal=("speech.audio.done",), truncation="error"),
    "cohere.v2.chat": StreamSpec(type=ANYTHING, tag="type", terminal=("message-end",), truncation="error"),
    "gemini.streamGenerateContent": StreamSpec(
        type=ANYTHING, finish=("candidates", "[]", "finishReason"), truncation="error"
    ),
    "mcp.jsonrpc": StreamSpec(type=ANYTHING),
    "messages": StreamSpec(
        type=ANYTHING,
        tag="type",
        terminal=("message_stop",),
        noise=("ping",),
        errors=ERRORS,
        usage=(("usage",),),
        truncation="error",
    ),
    "watsonx.text_generation": StreamSpec(type=ANYTHING, finish=("results", "[]", "stop_reason"), truncation="error"),
}


def entries(*endpoints: str) -> Any:
    chosen = [entry for entry in INDEX if entry["endpoint"] in endpoints]
    return pytest.mark.parametrize("entry", chosen, ids=lambda entry: entry["file"])


def served(entry: Entry, **options: Any) -> Replay:
    """A body with the content type that it was recorded with; where that was blotted out, the usual one."""
    kind = entry["content_type"]
    kind = "text/event-stream" if kind == "**REDACTED**" else kind
    return Replay(FOLDER / entry["file"], content_type=kind, **options)


def blocks(entry: Entry) -> list[tuple[str, str]]:
    """The name and the data of each event of a body."""
    found: list[tuple[str, str]] = []
    text = (FOLDER / entry["file"]).read_bytes().decode()
    for block in re.split(r"\n\n+", text.replace("\r\n", "\n")):
        fields = [line.partition(":")[::2] for line in block.split("\n")]
        data = [value.removeprefix(" ") for name, value in fields if name == "data"]
        names = [value.removeprefix(" ") for name, value in fields if name == "event"]
        if data:
            found.append((names[-1] if names else "message", "\n".join(data)))
    return found


def sent(entry: Entry) -> list[tuple[str, Any]]:
    """The JSON of each event of a body, the end mark left out."""
    return [(name, json.loads(data)) for name, data in blocks(entry) if data != "[DONE]"]


def failures(entry: Entry) -> list[Any]:
    """The errors that a body has."""
    return [data for name, data in sent(entry) if name == "error" or (isinstance(data, dict) and data.get("error"))]


def test_all_endpoints_are_known() -> None:
    """No body is left out of this module."""
    assert {entry["endpoint"] for entry in INDEX} == {*RAW, *FOREIGN, "replicate.stream"}
    assert 149 == len(INDEX)


@entries(*RAW)
def test_the_plain_reading(entry: Entry) -> None:
    """The plain reading of a body finds what the index counts."""
    assert entry["events"] == len(blocks(entry))


@kinds
@entries(*RAW)
def test_events(entry: Entry, kind: str) -> None:
    """Every event is there, in order, of the class that its tag has in the document, else unknown; all data is kept."""
    name, opening = RAW[entry["endpoint"]]
    spec = operations()[name].stream
    assert spec is not None
    with ReplayServer(served(entry, pieces="event")) as server:
        outcome = consume(kind, server.url, opening)

    wanted = [(name, data) for name, data in sent(entry) if name not in spec.noise and data not in failures(entry)]
    check_error(entry, outcome)
    assert len(wanted) == len(outcome.events)
    for (name, data), event in zip(wanted, outcome.events, strict=True):
        tag = name if spec.envelope else data.get(spec.tag) if spec.tag else None
        ref = spec.variants.get(tag) if spec.tag else spec.type
        if not spec.tag and not KNOWN.intersection(data):
            ref = None
        assert type(event).__name__ == ("UnknownEvent" if ref is None else ref.target.partition(":")[2])
        assert ref is None or type(event) is ref.resolve()
        value = event.to_dict(mode="json")
        if ref is None and "type" not in data:
            assert "" == value.pop("type")
        assert (data if not spec.envelope else {"event": name, "data": data}) == value
    check_usage(entry, outcome)


def check_error(entry: Entry, outcome: Outcome) -> None:
    """Only a recorded error raises, with its message; else the stream is complete."""
    found = failures(entry)
    if not found:
        # One server streams completions in a form of its own, in which no end is known.
        known = {"UnknownEvent"} != {type(event).__name__ for event in outcome.events}
        assert (None, known) == (outcome.error, outcome.stream.complete)
        return
    assert isinstance(outcome.error, APIError)
    assert found[0]["error"]["message"] == outcome.error.message
    assert len(outcome.events) == outcome.error.events_seen


def check_usage(entry: Entry, outcome: Outcome) -> None:
    """The usage is the last that came."""
    if entry["endpoint"] == "chat.completions":
        usages = [data["usage"] for _, data in sent(entry) if isinstance(data, dict) and data.get("usage")]
        assert (usages[-1] if usages else None) == (outcome.stream.usage and outcome.stream.usage.to_dict(mode="json"))


@kinds
@pytest.mark.parametrize("options", [{"pieces": 7}, {"gzip": True, "pieces": 101}], ids=["7 bytes", "gzip"])
@entries("responses")
def test_in_other_pieces(entry: Entry, kind: str, options: dict[str, Any]) -> None:
    """How a body is cut and coded changes nothing."""
    _, opening = RAW[entry["endpoint"]]
    with ReplayServer(served(entry, **options)) as server:
        outcome = consume(kind, server.url, opening)

    assert outcome.error is None
    assert [data for _, data in sent(entry)] == [event.to_dict(mode="json") for event in outcome.events]


@kinds
@entries("responses")
def test_text_of_responses(entry: Entry, kind: str) -> None:
    """Text that was put together from deltas is the text of the terminal event, in snapshots and the final response."""
    with ReplayServer(served(entry, pieces="event")) as server:
        outcome = consume(kind, server.url, HELPERS["responses"], final="get_final_response")

    assert outcome.error is None
    terminal = sent(entry)[-1][1]["response"]
    texts: dict[tuple[int, int], str] = {}
    for event in outcome.of("response.output_text.delta"):
        where = (event.output_index, event.content_index)
        texts[where] = texts.get(where, "") + event.delta
        assert texts[where] == event.snapshot
    for (output, content), text in texts.items():
        parts = terminal["output"][output]["content"] if output < len(terminal["output"]) else []
        assert content >= len(parts) or parts[content]["text"] == text
    written = [
        part["text"]
        for item in terminal["output"]
        if item["type"] == "message"
        for part in item["content"]
        if part["type"] == "output_text"
    ]
    assert "".join(written) == outcome.final.output_text
    assert (terminal["status"], terminal["id"]) == (outcome.final.status, outcome.final.id)
    items = [*outcome.final.output]
    assert [item["type"] for item in terminal["output"]] == [item.type for item in items]
    for event in outcome.of("response.function_call_arguments.delta"):
        whole = terminal["output"][event.output_index]["arguments"] if terminal["output"] else event.snapshot
        assert whole.startswith(event.snapshot)


@kinds
@entries("chat.completions")
def test_text_of_chats(entry: Entry, kind: str) -> None:
    """The final completion has the texts, calls, reasons and usage that the chunks have, whoever sent them."""
    with ReplayServer(served(entry, pieces="event")) as server:
        outcome = consume(kind, server.url, HELPERS["chat.completions"], final="get_final_completion")

    if failures(entry):
        assert isinstance(outcome.error, BadRequestError)
        return
    assert outcome.error is None
    chunks = [data for _, data in sent(entry) if isinstance(data, dict)]
    assert {ChatCompletionChunk} == {type(event.chunk) for event in outcome.of("chunk")}
    choices: dict[int, Any] = {}
    for choice in (each for data in chunks for each in data.get("choices") or []):
        found = choices.setdefault(choice.get("index") or 0, {"content": "", "reasons": [], "calls": set()})
        delta = choice.get("delta") or {}
        found["content"] += text_of(delta.get("content"))
        found["reasons"] += [choice["finish_reason"]] if choice.get("finish_reason") else []
        found["calls"] |= {call["id"] for call in delta.get("tool_calls") or [] if call.get("id")}
    assert sorted(choices) == [choice.index for choice in outcome.final.choices]
    for choice in outcome.final.choices:
        wanted = choices[choice.index]
        assert wanted["content"] == text_of(choice.message.content)
        assert (wanted["reasons"] or [None])[-1] == choice.finish_reason
        assert wanted["calls"] == {call.id for call in choice.message.tool_calls or []}
        for call in choice.message.tool_calls or []:
            if choice.finish_reason != "length":
                json.loads(call.function.arguments or "{}")
    for event, _ in zip(outcome.of("content.delta")[-1:], [0], strict=False):
        assert event.snapshot == choices[0]["content"]


def text_of(content: Any) -> str:
    """The text of a content, which some providers send as a list of parts."""
    return "".join(part.get("text") or "" for part in content) if isinstance(content, list) else content or ""


@kinds
@entries("assistants")
def test_text_of_assistants(entry: Entry, kind: str) -> None:
    """Deltas put together are the text of the completed message."""

    def opening(client: Any) -> Any:
        return client.beta.threads.runs.stream("t", assistant_id="a")

    with ReplayServer(served(entry, pieces="event")) as server:
        outcome = consume(kind, server.url, opening, final="get_final_messages")

    assert outcome.error is None
    text = "".join(
        part.text.value
        for event in outcome.events
        if event.event == "thread.message.delta"
        for part in event.data.delta.content or []
        if part.type == "text" and part.text and part.text.value
    )
    finals = [part.text.value for message in outcome.final for part in message.content if part.type == "text"]
    assert text == "".join(finals)


@kinds
@entries("audio.transcriptions")
def test_text_of_transcriptions(entry: Entry, kind: str) -> None:
    """Deltas put together are the text at the end."""
    with ReplayServer(served(entry, pieces="event")) as server:
        outcome = consume(kind, server.url, RAW["audio.transcriptions"][1])

    text = "".join(event.delta for event in outcome.of("transcript.text.delta"))
    assert text in ("", outcome.events[-1].text)


@kinds
@entries(*FOREIGN)
def test_foreign(entry: Entry, kind: str) -> None:
    """Streams of other APIs, by a few rules each: all events, each unknown and none lost, and the end is known."""
    spec = FOREIGN[entry["endpoint"]]
    with ReplayServer(served(entry, pieces="event")) as server:
        outcome = streams.consume(kind, server.url, spec)[0]

    wanted = [data for name, data in sent(entry) if name not in spec.noise]
    assert (None, True) == (outcome.error, outcome.stream.complete)
    values = [event.to_dict(mode="json") if spec.tag else event for event in outcome.events]
    assert wanted == values
    assert not spec.tag or {"UnknownEvent"} == set(outcome.names)
    if "id_lines" in entry["features"]:
        assert outcome.stream.last_event_id


@kinds
@entries(*FOREIGN, "replicate.stream")
def test_foreign_raw(entry: Entry, kind: str) -> None:
    """Names and data as they are, text that is no JSON included."""
    with ReplayServer(served(entry, pieces="event")) as server:
        outcome = streams.consume(kind, server.url, StreamSpec(type=ANYTHING), raw=True)[0]

    assert outcome.error is None
    assert blocks(entry) == [(event.event, event.data) for event in outcome.events]
    if "id_lines" in entry["features"]:
        assert any(event.id for event in outcome.events)
