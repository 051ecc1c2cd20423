"""What one event costs doesn't depend on how many came before it: calls and memory are counted, nothing is timed."""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Callable
from typing import Any

import pydantic
import pytest

from harness.helper_streams import choice, chunk, text_events, tool_delta
from headrace_openai.lib.streaming.chat import ChatCompletionStreamState
from headrace_openai.lib.streaming.responses import ResponseStreamState
from headrace_openai.types.chat import ChatCompletionChunk
from headrace_openai.types.responses import ResponseTextDeltaEvent

SMALL = 1_000
TIMES = 4
SLACK = 1.5  # lists grow by leaps; what grows with the square would be four times over
PIECE = "forty characters of text, again and over"

Run = Callable[[], object]


class Mill(pydantic.BaseModel):
    """A mill."""

    name: str


TOKEN = {"token": "w", "logprob": 0.0, "bytes": None, "top_logprobs": []}
CALL = tool_delta(PIECE, index=0, id="a", type="function", name="f")
PIECES: dict[str, dict[str, Any]] = {
    "content": choice(content=PIECE),
    "refusal": choice(refusal=PIECE),
    "unknown": choice(reasoning_content=PIECE),
    "arguments": choice(tool_calls=[CALL]),
    "logprobs": {**choice(content="w"), "logprobs": {"content": [TOKEN], "refusal": None}},
}


def chat(name: str, count: int, **options: Any) -> Run:
    chunks = [ChatCompletionChunk.construct(**chunk(PIECES[name])) for _ in range(count)]

    def run() -> object:
        state = ChatCompletionStreamState[Any](**options)
        return state, [state.handle_chunk(each) for each in chunks]

    return run


def responses(name: str, count: int, **options: Any) -> Run:
    sent = text_events(*[PIECE] * count)
    deltas: Any = [ResponseTextDeltaEvent.construct(**each) for each in sent if each["type"].endswith("text.delta")]

    def run() -> object:
        state = ResponseStreamState[Any](**options)
        return state, [state.handle_event(each) for each in deltas]

    return run


EVERY = pytest.mark.parametrize(
    ("make", "name", "options"),
    [
        *((chat, name, options) for name in PIECES for options in ({}, {"response_format": Mill})),
        *((responses, "text", options) for options in ({}, {"text_format": Mill})),
    ],
)


def calls(run: Run) -> int:
    """How many functions, of Python and of C, a piece of code calls. A loop over what came before calls some."""
    found = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal found
        found += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        run()
    finally:
        sys.setprofile(None)
    return found


def memory(run: Run) -> int:
    """The most bytes that a piece of code held at one time, its result, all events, included."""
    tracemalloc.start()
    try:
        kept = run()
        return tracemalloc.get_traced_memory()[1] if kept else 0
    finally:
        tracemalloc.stop()


@EVERY
def test_calls(make: Callable[..., Run], name: str, options: dict[str, Any]) -> None:
    """Four times the events make four times the calls."""
    make(name, 10, **options)()  # for what is done once in a process

    assert calls(make(name, SMALL * TIMES, **options)) <= calls(make(name, SMALL, **options)) * TIMES * SLACK


@EVERY
def test_memory(make: Callable[..., Run], name: str, options: dict[str, Any]) -> None:
    """Four times the events, all of them kept, take four times the memory: no event holds a copy of the whole."""
    make(name, 10, **options)()

    assert memory(make(name, SMALL * TIMES, **options)) <= memory(make(name, SMALL, **options)) * TIMES * SLACK


@pytest.mark.parametrize("count", [SMALL, SMALL * TIMES])
def test_snapshots_join_once(count: int) -> None:
    """Pieces that were joined for a snapshot stay joined: reading the text at the end finds one piece."""
    state = ChatCompletionStreamState[Any]()
    events = [state.handle_chunk(ChatCompletionChunk.construct(**chunk(PIECES["content"])))[1] for _ in range(count)]

    whole: Any = events[-1]
    assert PIECE * count == whole.snapshot
    first: Any = events[0]
    assert PIECE == first.snapshot
    assert 1 == len(whole._text._text._pieces)
