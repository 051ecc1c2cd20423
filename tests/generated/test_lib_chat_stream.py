"""``chat.completions.stream``: derived events, snapshots and the final completion, of this API and of those like it."""

from __future__ import annotations

import json
from typing import Any

import pydantic
import pytest

import headrace_openai as openai
from harness.helper_streams import Outcome, choice, chunk, consume, every_kind, sse, tool_delta
from headrace.testing import Replay, ReplayServer
from headrace_openai.lib.streaming import chat as events
from headrace_openai.lib.streaming.chat import ChatCompletionStreamState
from headrace_openai.types.chat import ChatCompletionChunk, ParsedChatCompletion


class Mill(pydantic.BaseModel):
    """A mill."""

    name: str
    wheels: int


class Grind(pydantic.BaseModel):
    """Grind something."""

    grain: str


TOOL = openai.pydantic_function_tool(Grind)


def run(kind: str, *chunks: dict[str, Any], done: bool = True, during: Any = None, **arguments: Any) -> Outcome:
    with ReplayServer(Replay(sse(chunks, done=done), pieces="event", headers={"x-request-id": "req_9"})) as server:
        return consume(
            kind,
            server.url,
            lambda c: c.chat.completions.stream(model="m", messages=[], **arguments),
            final="get_final_completion",
            during=during,
        )


@every_kind
class TestEvents:
    def test_content(self, kind: str) -> None:
        """A delta for each piece with the text so far, and an end with all of it; the chunk itself comes first."""
        outcome = run(
            kind,
            chunk(choice(role="assistant", content="")),
            chunk(choice(content="Wa")),
            chunk(choice(content="ter")),
            chunk(choice(finish="stop")),
            chunk(usage={"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}),
        )

        assert outcome.error is None
        assert [
            "chunk",
            "content.delta",
            "chunk",
            "content.delta",
            "chunk",
            "content.delta",
            "chunk",
            "content.done",
            "chunk",
        ] == outcome.types
        deltas = outcome.of("content.delta")
        assert [("", ""), ("Wa", "Wa"), ("ter", "Water")] == [(event.delta, event.snapshot) for event in deltas]
        done = outcome.of("content.done")[0]
        assert isinstance(done, events.ContentDoneEvent)
        assert ("Water", None) == (done.content, done.parsed)
        assert isinstance(outcome.final, ParsedChatCompletion)
        assert "chat.completion" == outcome.final.object
        assert ("Water", "assistant", "stop") == (
            outcome.final.choices[0].message.content,
            outcome.final.choices[0].message.role,
            outcome.final.choices[0].finish_reason,
        )
        assert 3 == outcome.final.usage.total_tokens
        assert "req_9" == outcome.final._request_id

    def test_snapshots(self, kind: str) -> None:
        """While an event is the newest, the snapshot is the completion up to it."""
        seen: list[Any] = []

        def during(stream: Any, event: Any) -> None:
            if event.type == "chunk":
                same = stream.current_completion_snapshot
                seen.append((event.snapshot.choices[0].message.content, same.choices[0].message.content))

        run(kind, chunk(choice(content="a")), chunk(choice(content="b")), chunk(choice(finish="stop")), during=during)

        assert [("a", "a"), ("ab", "ab"), ("ab", "ab")] == seen

    def test_refusal(self, kind: str) -> None:
        """A refusal has events of its own."""
        outcome = run(kind, chunk(choice(refusal="I ")), chunk(choice(refusal="can't")), chunk(choice(finish="stop")))

        assert [("I ", "I "), ("can't", "I can't")] == [(e.delta, e.snapshot) for e in outcome.of("refusal.delta")]
        assert ["I can't"] == [event.refusal for event in outcome.of("refusal.done")]
        assert "I can't" == outcome.final.choices[0].message.refusal

    def test_logprobs(self, kind: str) -> None:
        """Log probabilities come piece by piece and then all together, for content and refusal."""
        first, second = (
            {"token": token, "logprob": -0.5, "bytes": None, "top_logprobs": []} for token in ("Wa", "ter")
        )
        outcome = run(
            kind,
            chunk({**choice(content="Wa"), "logprobs": {"content": [first], "refusal": None}}),
            chunk({**choice(content="ter"), "logprobs": {"content": [second], "refusal": None}}),
            chunk({**choice(refusal="no"), "logprobs": {"content": None, "refusal": [first]}}),
            chunk(choice(finish="stop")),
        )

        deltas = outcome.of("logprobs.content.delta")
        assert [(["Wa"], ["Wa"]), (["ter"], ["Wa", "ter"])] == [
            ([each.token for each in event.content], [each.token for each in event.snapshot]) for event in deltas
        ]
        assert [["Wa", "ter"]] == [[each.token for each in e.content] for e in outcome.of("logprobs.content.done")]
        assert [["Wa"]] == [[each.token for each in e.refusal] for e in outcome.of("logprobs.refusal.delta")]
        assert [["Wa"]] == [[each.token for each in e.refusal] for e in outcome.of("logprobs.refusal.done")]
        assert ["Wa", "ter"] == [each.token for each in outcome.final.choices[0].logprobs.content]

    def test_tool_calls(self, kind: str) -> None:
        """Arguments grow, and are done when the next call begins or the choice ends. Content ends before them."""
        outcome = run(
            kind,
            chunk(choice(content="One moment.")),
            chunk(choice(tool_calls=[tool_delta("", index=0, id="a", type="function", name="Grind")])),
            chunk(choice(tool_calls=[tool_delta('{"grain":', index=0)])),
            chunk(choice(tool_calls=[tool_delta('"rye"}', index=0)])),
            chunk(choice(tool_calls=[tool_delta("{}", index=1, id="b", type="function", name="other")])),
            chunk(choice(finish="tool_calls")),
            tools=[TOOL],
        )

        assert outcome.error is None
        kinds = [name for name in outcome.types if name != "chunk"]
        delta, done = "tool_calls.function.arguments.delta", "tool_calls.function.arguments.done"
        assert ["content.delta", "content.done", delta, delta, delta, done, delta, done] == kinds
        deltas = outcome.of(delta)
        assert [("", ""), ('{"grain":', '{"grain":'), ('"rye"}', '{"grain":"rye"}'), ("{}", "{}")] == [
            (event.arguments_delta, event.arguments) for event in deltas
        ]
        assert [None, {}, {"grain": "rye"}, None] == [event.parsed_arguments for event in deltas]
        first, second = outcome.of(done)
        assert ("Grind", 0, Grind(grain="rye")) == (first.name, first.index, first.parsed_arguments)
        assert ("other", 1, "{}", None) == (second.name, second.index, second.arguments, second.parsed_arguments)
        calls = outcome.final.choices[0].message.tool_calls
        assert [("a", "Grind"), ("b", "other")] == [(call.id, call.function.name) for call in calls]
        assert Grind(grain="rye") == calls[0].function.parsed_arguments

    def test_many_choices(self, kind: str) -> None:
        """Choices grow side by side, whatever order their chunks come in."""
        outcome = run(
            kind,
            chunk(choice(1, content="b1")),
            chunk(choice(0, content="a1"), choice(1, content="b2")),
            chunk(choice(1, finish="stop")),
            chunk(choice(0, content="a2", finish="stop")),
        )

        assert [(0, "a1a2"), (1, "b1b2")] == [(each.index, each.message.content) for each in outcome.final.choices]
        assert ["b1b2", "a1a2"] == [event.content for event in outcome.of("content.done")]

    def test_structured(self, kind: str) -> None:
        """With a response format the content is parsed, in part as it comes and wholly at its end."""
        outcome = run(
            kind,
            chunk(choice(content='{"name":"Old')),
            chunk(choice(content=' Mill","wheels":2}')),
            chunk(choice(finish="stop")),
            response_format=Mill,
        )

        assert [{"name": "Old"}, {"name": "Old Mill", "wheels": 2}] == [e.parsed for e in outcome.of("content.delta")]
        assert [Mill(name="Old Mill", wheels=2)] == [event.parsed for event in outcome.of("content.done")]
        assert Mill(name="Old Mill", wheels=2) == outcome.final.choices[0].message.parsed

    def test_repr(self, kind: str) -> None:
        """An event shows what it holds."""
        outcome = run(kind, chunk(choice(content="a")), chunk(choice(finish="stop")))

        assert "ContentDeltaEvent(type='content.delta', delta='a')" == repr(outcome.of("content.delta")[0])


    def test_written_out(self, kind: str) -> None:
        """An event isn't a model, but it is dumped as one, with all that can be read of it."""
        outcome = run(kind, chunk(choice(content="a")), chunk(choice(content="b", finish="stop")))
        second, last = outcome.of("content.delta")[-1], outcome.of("content.done")[0]

        assert {"type": "content.delta", "delta": "b", "snapshot": "ab", "parsed": None} == second.model_dump()
        assert '{"type":"content.done","content":"ab","parsed":null}' == last.model_dump_json()
        whole = outcome.of("chunk")[0].to_dict()
        assert ["type", "chunk", "snapshot"] == list(whole)
        assert "a" == whole["chunk"]["choices"][0]["delta"]["content"]
        assert json.loads(outcome.of("chunk")[0].to_json())["chunk"] == whole["chunk"]


@every_kind
class TestCutOutput:
    """Output that was to be parsed and isn't whole is an error that keeps what there is."""

    CASES = pytest.mark.parametrize(
        ("finish", "error"),
        [
            ("length", openai.LengthFinishReasonError),
            ("content_filter", openai.ContentFilterFinishReasonError),
        ],
    )

    @CASES
    def test_with_a_format(self, kind: str, finish: str, error: Any) -> None:
        outcome = run(kind, chunk(choice(content='{"na')), chunk(choice(finish=finish)), response_format=Mill)

        assert isinstance(outcome.error, error)
        assert isinstance(outcome.error, openai.OpenAIError)
        assert '{"na' == outcome.error.completion.choices[0].message.content

    @CASES
    def test_without(self, kind: str, finish: str, error: Any) -> None:
        """Text that nobody parses is fine as far as it goes."""
        outcome = run(kind, chunk(choice(content="Wat")), chunk(choice(finish=finish)))

        assert outcome.error is None
        assert ("Wat", finish) == (outcome.final.choices[0].message.content, outcome.final.choices[0].finish_reason)

    def test_that_does_not_fit(self, kind: str) -> None:
        """Whole text of the wrong shape is an error that keeps the completion, and pydantic's reason."""
        outcome = run(kind, chunk(choice(content='{"name":1}')), chunk(choice(finish="stop")), response_format=Mill)

        assert isinstance(outcome.error, openai.StructuredOutputError)
        assert '{"name":1}' == outcome.error.text == outcome.error.response.choices[0].message.content
        assert isinstance(outcome.error.__cause__, pydantic.ValidationError)


@every_kind
class TestOthers:
    """Servers that speak nearly the same."""

    def test_no_index(self, kind: str) -> None:
        """A tool call without an index goes on with the newest one, and begins another where its id is new."""
        outcome = run(
            kind,
            chunk(choice(tool_calls=[tool_delta('{"gr', id="a", type="function", name="Grind")])),
            chunk(choice(tool_calls=[tool_delta('ain":"rye"}')])),
            chunk(choice(tool_calls=[tool_delta('{"grain":"oat"}', id="b", type="function", name="Grind")])),
            chunk(choice(finish="tool_calls")),
            tools=[TOOL],
        )

        calls = outcome.final.choices[0].message.tool_calls
        assert [("a", "rye"), ("b", "oat")] == [(call.id, call.function.parsed_arguments.grain) for call in calls]

    def test_the_same_index_for_all(self, kind: str) -> None:
        """Two calls of index 0 are two calls, if their ids differ."""
        outcome = run(
            kind,
            chunk(
                choice(
                    tool_calls=[
                        tool_delta("{}", index=0, id="a", type="function", name="f"),
                        tool_delta("[]", index=0, id="b", type="function", name="g"),
                    ]
                )
            ),
            chunk(choice(finish="tool_calls")),
        )

        calls = outcome.final.choices[0].message.tool_calls
        assert [("a", "f", "{}"), ("b", "g", "[]")] == [
            (call.id, call.function.name, call.function.arguments) for call in calls
        ]

    def test_repeated_names(self, kind: str) -> None:
        """An id, a type, a role and a name in every chunk are said once."""
        again: dict[str, Any] = {"index": 0, "id": "a", "type": "function", "name": "Grind"}
        outcome = run(
            kind,
            chunk(choice(role="assistant", tool_calls=[tool_delta("[", **again)])),
            chunk(choice(role="assistant", tool_calls=[tool_delta("]", **again)])),
            chunk(choice(finish="tool_calls")),
        )

        call = outcome.final.choices[0].message.tool_calls[0]
        assert ("a", "function", "Grind", "[]") == (call.id, call.type, call.function.name, call.function.arguments)
        assert "assistant" == outcome.final.choices[0].message.role

    def test_empty_and_absent_choices(self, kind: str) -> None:
        """Chunks without any choice, or with null where choices or a delta should be, are passed on and harmless."""
        bare = chunk()
        del bare["choices"]
        outcome = run(
            kind,
            chunk(),
            bare,
            {**chunk(), "choices": None},
            chunk({"index": 0, "delta": None}),
            chunk({"index": 0}),
            chunk({"delta": {"content": "a"}}),
            chunk(choice(finish="stop"), usage={"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}),
        )

        assert outcome.error is None
        assert 7 == len(outcome.of("chunk"))
        assert ("a", 2) == (outcome.final.choices[0].message.content, outcome.final.usage.total_tokens)

    def test_usage_in_every_chunk(self, kind: str) -> None:
        """Usage that is repeated isn't added up."""
        counts = [{"prompt_tokens": 1, "completion_tokens": n, "total_tokens": n + 1} for n in (1, 2, 3)]
        outcome = run(
            kind,
            *(chunk(choice(content="x"), usage=each) for each in counts),
            chunk(choice(finish="stop"), usage=counts[-1]),
        )

        assert 4 == outcome.final.usage.total_tokens

    def test_unknown_properties(self, kind: str) -> None:
        """What the document doesn't know is folded by the same rules, and kept."""
        outcome = run(
            kind,
            chunk(choice(reasoning_content="Hm"), provider="mill"),
            chunk(choice(reasoning_content="m.")),
            chunk({**choice(finish="stop"), "native_finish_reason": "STOP", "message": {"content": "all"}}),
        )

        assert "Hmm." == outcome.final.choices[0].message.reasoning_content
        assert "STOP" == outcome.final.choices[0].native_finish_reason
        assert "mill" == outcome.final.provider

    def test_other_frames(self, kind: str) -> None:
        """A frame that says it is no chunk isn't taken for one."""
        outcome = run(
            kind,
            {**chunk(choice(content="no")), "object": "filter.results"},
            {**chunk(choice(content="a")), "object": ""},
            {**chunk(choice(finish="stop")), "object": "chat.completion.done"},
        )

        assert ("a", "stop") == (outcome.final.choices[0].message.content, outcome.final.choices[0].finish_reason)

    def test_no_end_mark(self, kind: str) -> None:
        """A finish reason is an end, too."""
        outcome = run(kind, chunk(choice(content="a")), chunk(choice(finish="stop")), done=False)

        assert (None, "a") == (outcome.error, outcome.final.choices[0].message.content)

    def test_custom_tool_calls(self, kind: str) -> None:
        """A call of a tool that is no function stays what it is."""
        call = {"index": 0, "id": "a", "type": "custom", "custom": {"name": "sh", "input": "ls"}}
        outcome = run(kind, chunk(choice(tool_calls=[call])), chunk(choice(finish="tool_calls")))

        found = outcome.final.choices[0].message.tool_calls[0]
        assert ("ChatCompletionMessageCustomToolCall", "sh") == (type(found).__name__, found.custom.name)


@every_kind
class TestStream:
    def test_early_exit(self, kind: str) -> None:
        """Leaving the block closes the connection."""
        chunks = [chunk(choice(content="a"))] * 50
        with ReplayServer(Replay(sse(chunks), pieces="event")) as server:

            def stop(stream: Any, event: Any) -> None:
                raise KeyError("enough")

            outcome = consume(
                kind, server.url, lambda c: c.chat.completions.stream(model="m", messages=[]), during=stop
            )

        assert isinstance(outcome.error, KeyError)
        assert outcome.stream.response.is_closed

    def test_errors_close_it(self, kind: str) -> None:
        """An error of the helper closes the stream."""
        outcome = run(
            kind,
            chunk(choice(content="x")),
            chunk(choice(finish="length")),
            *[chunk(choice(content="more"))] * 50,
            response_format=Mill,
        )

        assert isinstance(outcome.error, openai.LengthFinishReasonError)
        assert outcome.stream.response.is_closed

    def test_nothing_at_all(self, kind: str) -> None:
        """A stream without chunks has no completion, and says so."""
        outcome = run(kind)

        assert isinstance(outcome.error, RuntimeError)

    def test_what_is_sent(self, kind: str) -> None:
        """The request asks for a stream, with the format's schema and the tools as they are."""
        with ReplayServer(Replay(sse([chunk(choice(finish="stop"))], done=True))) as server:
            consume(
                kind,
                server.url,
                lambda c: c.chat.completions.stream(
                    model="m", messages=[], response_format=Mill, tools=[TOOL], temperature=0.5
                ),
            )

        assert "chat.completions.stream" == server.requests[0].headers["x-stainless-helper-method"]
        sent = server.requests[0].json()
        assert (True, 0.5) == (sent["stream"], sent["temperature"])
        assert "json_schema" == sent["response_format"]["type"]
        assert "Mill" == sent["response_format"]["json_schema"]["name"]
        assert TOOL == sent["tools"][0]


def test_state_alone() -> None:
    """The state takes chunks from anywhere, without a stream."""
    state = ChatCompletionStreamState[Any]()
    for each in (chunk(choice(content="a")), chunk(choice(content="b", finish="stop"))):
        state.handle_chunk(ChatCompletionChunk.construct(**each))

    assert "ab" == state.current_completion_snapshot.choices[0].message.content
    assert "ab" == state.get_final_completion().choices[0].message.content
