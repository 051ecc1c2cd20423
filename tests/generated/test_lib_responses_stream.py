"""``responses.stream``: richer events, snapshots, and the final response in whatever state it ends."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any, get_args

import pydantic
import pytest

import headrace_openai as openai
from harness.helper_streams import (
    Outcome,
    consume,
    every_kind,
    function_call,
    message,
    numbered,
    response,
    sse,
    text_events,
)
from headrace.testing import Replay, ReplayServer
from headrace_openai.lib.streaming import responses as rich
from headrace_openai.lib.streaming.responses import events as events_module
from headrace_openai.types.responses import ParsedResponse, ResponseInProgressEvent, ResponseStreamEvent


class Mill(pydantic.BaseModel):
    """A mill."""

    name: str
    wheels: int


class Grind(pydantic.BaseModel):
    """Grind something."""

    grain: str


def run(kind: str, events: list[dict[str, Any]], *, during: Any = None, **arguments: Any) -> Outcome:
    body = sse(events, named=True)
    with ReplayServer(Replay(body, pieces="event", headers={"x-request-id": "req_9"})) as server:
        return consume(
            kind,
            server.url,
            lambda c: c.responses.stream(model="m", input="x", **arguments),
            final="get_final_response",
            during=during,
        )


def ended(status: str, *output: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    """A response that begins and ends."""
    return numbered(
        {"type": "response.created", "response": response("in_progress")},
        {"type": f"response.{status}", "response": response(status, *output, **more)},
    )


@every_kind
class TestEvents:
    def test_text(self, kind: str) -> None:
        """Every event comes once, in order; those with text also have the text so far, and the last is parsed."""
        sent = text_events("Wa", "ter", ".")
        outcome = run(kind, sent)

        assert outcome.error is None
        assert [event["type"] for event in sent] == outcome.types
        deltas = outcome.of("response.output_text.delta")
        assert [("Wa", "Wa"), ("ter", "Water"), (".", "Water.")] == [(e.delta, e.snapshot) for e in deltas]
        assert {rich.ResponseTextDeltaEvent} == {type(event) for event in deltas}
        assert {ResponseInProgressEvent} == {type(event) for event in outcome.of("response.in_progress")}
        last = outcome.events[-1]
        assert isinstance(last, rich.ResponseCompletedEvent)
        assert isinstance(last.response, ParsedResponse)
        assert ("Water.", "Water.", None) == (
            last.response.output_text,
            outcome.final.output_text,
            outcome.final.output_parsed,
        )
        assert "req_9" == outcome.final._request_id

    def test_what_the_server_sent_is_kept(self, kind: str) -> None:
        """A richer event dumps as what came over the wire."""
        sent = text_events("Wa", "ter")
        outcome = run(kind, sent)

        for wire, event in zip(sent, outcome.events, strict=True):
            if event.type != "response.completed" and event.type != "response.output_text.done":
                assert wire == event.to_dict(mode="json")

    def test_structured(self, kind: str) -> None:
        """With a text format the end of the text and the response are parsed."""
        outcome = run(kind, text_events('{"name":"Old",', '"wheels":2}'), text_format=Mill)

        done = outcome.of("response.output_text.done")[0]
        assert isinstance(done, rich.ResponseTextDoneEvent)
        assert Mill(name="Old", wheels=2) == done.parsed == outcome.final.output_parsed
        assert Mill(name="Old", wheels=2) == outcome.events[-1].response.output_parsed

    def test_function_arguments(self, kind: str) -> None:
        """Arguments grow, and the final call is read with the tool's model."""
        where = {"item_id": "fc_1", "output_index": 0}
        call = function_call("Grind", '{"grain":"rye"}')
        events = numbered(
            {"type": "response.created", "response": response("in_progress")},
            {"type": "response.output_item.added", "output_index": 0, "item": {**call, "arguments": ""}},
            {"type": "response.function_call_arguments.delta", **where, "delta": '{"grain":'},
            {"type": "response.function_call_arguments.delta", **where, "delta": '"rye"}'},
            {
                "type": "response.function_call_arguments.done",
                **where,
                "name": "Grind",
                "arguments": '{"grain":"rye"}',
            },
            {"type": "response.output_item.done", "output_index": 0, "item": call},
            {"type": "response.completed", "response": response("completed", call)},
        )
        outcome = run(kind, events, tools=[openai.pydantic_function_tool(Grind)])

        deltas = outcome.of("response.function_call_arguments.delta")
        assert ['{"grain":', '{"grain":"rye"}'] == [event.snapshot for event in deltas]
        assert Grind(grain="rye") == outcome.final.output[0].parsed_arguments

    def test_snapshots(self, kind: str) -> None:
        """The response so far has the text so far."""
        seen: list[str] = []

        def during(stream: Any, event: Any) -> None:
            if event.type == "response.output_text.delta":
                seen.append(stream.current_response_snapshot.output_text)

        run(kind, text_events("Wa", "ter", "."), during=during)

        assert ["Wa", "Water", "Water."] == seen

    def test_snapshots_of_all_kinds(self, kind: str) -> None:
        """Refusals, reasoning, code, custom input and arguments grow in the snapshot too."""
        part = {"item_id": "i", "output_index": 0, "content_index": 0}
        items: list[dict[str, Any]] = [
            {**message(), "status": "in_progress"},
            {"id": "rs", "type": "reasoning", "summary": []},
            {"id": "ci", "type": "code_interpreter_call", "status": "in_progress", "code": "", "container_id": "c"},
            {"id": "ct", "type": "custom_tool_call", "call_id": "c", "name": "n", "input": ""},
        ]
        events = numbered(
            {"type": "response.created", "response": response("in_progress")},
            *({"type": "response.output_item.added", "output_index": at, "item": i} for at, i in enumerate(items)),
            {"type": "response.content_part.added", **part, "part": {"type": "refusal", "refusal": ""}},
            {"type": "response.refusal.delta", **part, "delta": "I "},
            {"type": "response.refusal.delta", **part, "delta": "can't"},
            {
                "type": "response.reasoning_summary_part.added",
                "item_id": "rs",
                "output_index": 1,
                "summary_index": 0,
                "part": {"type": "summary_text", "text": ""},
            },
            {
                "type": "response.reasoning_summary_text.delta",
                "item_id": "rs",
                "output_index": 1,
                "summary_index": 0,
                "delta": "Hm",
            },
            {"type": "response.code_interpreter_call_code.delta", "item_id": "ci", "output_index": 2, "delta": "1+1"},
            {"type": "response.custom_tool_call_input.delta", "item_id": "ct", "output_index": 3, "delta": "ls"},
            {"type": "response.in_progress", "response": response("in_progress")},
            {"type": "response.failed", "response": response("failed")},
        )
        seen: list[Any] = []

        def during(stream: Any, event: Any) -> None:
            if event.type == "response.in_progress":
                seen.append(stream.current_response_snapshot.output)

        run(kind, events, during=during)

        refused, reasoned, code, custom = seen[0]
        assert ("I can't", "Hm", "1+1", "ls") == (
            refused.content[0].refusal,
            reasoned.summary[0].text,
            code.code,
            custom.input,
        )

    def test_unknown_events(self, kind: str) -> None:
        """An event that the document doesn't know passes as what it is."""
        events = text_events("a")
        outcome = run(kind, [events[0], {"type": "response.hologram", "sequence_number": 1}, *events[2:]])

        assert "UnknownEvent" == type(outcome.events[1]).__name__
        assert "a" == outcome.final.output_text

    def test_a_beginning_in_the_middle(self, kind: str) -> None:
        """Events may begin anywhere, as they do after a resumption."""
        outcome = run(kind, text_events("Wa", "ter", ".")[6:])

        assert (None, "Water.") == (outcome.error, outcome.final.output_text)
        assert "." == outcome.of("response.output_text.delta")[-1].snapshot


@every_kind
class TestEnds:
    @pytest.mark.parametrize("status", ["completed", "incomplete", "failed"])
    def test_final_response(self, kind: str, status: str) -> None:
        """The final response is there whether it is completed, incomplete or failed."""
        details = {"incomplete_details": {"reason": "max_output_tokens"}} if status == "incomplete" else {}
        outcome = run(kind, ended(status, message("Wat"), **details))

        assert outcome.error is None
        assert (status, "Wat") == (outcome.final.status, outcome.final.output_text)
        assert isinstance(outcome.final, ParsedResponse)

    @pytest.mark.parametrize("status", ["incomplete", "failed"])
    def test_cut_text(self, kind: str, status: str) -> None:
        """The text of a response that isn't complete need not fit: it isn't parsed, and nothing is lost."""
        outcome = run(kind, ended(status, message('{"name":"O')), text_format=Mill)

        assert outcome.error is None
        assert (None, '{"name":"O') == (outcome.final.output_parsed, outcome.final.output_text)

    def test_complete_text_that_does_not_fit(self, kind: str) -> None:
        """A complete response whose text is of the wrong shape is an error that keeps it."""
        outcome = run(kind, text_events('{"name":1}'), text_format=Mill)

        assert isinstance(outcome.error, openai.StructuredOutputError)
        assert '{"name":1}' == outcome.error.text == outcome.error.response.output_text
        assert isinstance(outcome.error.__cause__, pydantic.ValidationError)

    def test_missing_output(self, kind: str) -> None:
        """Where the last event leaves the output out, it is what came before."""
        events = text_events("Wa", "ter")
        events[-1]["response"]["output"] = []
        outcome = run(kind, events)

        assert "Water" == outcome.final.output_text

    def test_no_end(self, kind: str) -> None:
        """A stream that is cut has no final response; the error says so and isn't a success."""
        outcome = run(kind, text_events("Wa", "ter")[:-1])

        assert isinstance(outcome.error, openai.StreamTruncatedError)

    def test_error_event(self, kind: str) -> None:
        """An error event is given out, and raises at the next step."""
        events = [*text_events("a")[:3], {"type": "error", "code": "x", "message": "broken", "param": None}]
        outcome = run(kind, numbered(*events))

        assert "error" == outcome.types[-1]
        assert isinstance(outcome.error, openai.APIError)
        assert "broken" == outcome.error.message


def test_every_event_is_declared() -> None:
    """What a type checker takes the helper's events for are all events of the document, four of them in richer form."""
    source = Path(events_module.__file__).read_text(encoding="utf-8")
    declared = {
        element.id if isinstance(element, ast.Name) else ast.unparse(element).partition("[")[0]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "ResponseStreamEvent"
        for tuple_ in ast.walk(node.value or node)
        if isinstance(tuple_, ast.Tuple)
        for element in tuple_.elts
    }

    assert {member.__name__ for member in get_args(get_args(ResponseStreamEvent)[0])} == declared
