"""What a stream makes of a body, by the rules of its spec. No network: the sockets are in test_stream_faults."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

import httpx
import pytest

from harness.streams import (
    CHUNKS,
    DONE,
    JOB,
    PARTS,
    Chunk,
    Delta,
    Done,
    Failed,
    Started,
    Usage,
    delta,
    offline,
    ref,
    sse,
)
from headrace import errors
from headrace.descriptor import ErrorRule, StreamSpec
from headrace.models import BaseModel
from headrace.record import replace
from headrace.sse import ServerSentEvent
from headrace.stream import Stream
from headrace.unknown import UnknownEvent

HI = '{"id":"c","choices":[{"index":0,"text":"hi"}]}'
STOP = '{"id":"c","choices":[{"index":0,"finish_reason":"stop"}]}'


class Kinded(BaseModel):
    kind: Literal["chunk"]
    text: str | None = None


# With and without a name for each event beside its tag.
BODIES = [sse, lambda *data: sse(*(f"job.delta|{each}" for each in data), names=True)]


class Loose(BaseModel):
    type: Literal["loose"] = "loose"
    text: str | None = None


class TestPlainEvents:
    """Ordinary events are passed on after one look at the object. What means something for the stream as a whole is
    seen there as well, however the event came."""

    @pytest.mark.parametrize("body", BODIES)
    def test_usage_where_the_class_has_none(self, body: Any) -> None:
        outcome = offline(body('{"type":"job.delta","number":1,"text":"a","usage":{"tokens":3}}'), JOB)
        assert ["Delta"] == outcome.names
        assert {"tokens": 3} == outcome.stream.usage

    @pytest.mark.parametrize("body", BODIES)
    def test_an_error_in_a_property_that_the_class_does_not_have(self, body: Any) -> None:
        outcome = offline(body(delta(1), '{"type":"job.delta","number":2,"text":"","error":{"message":"no"}}'), JOB)
        assert ["Delta"] == outcome.names
        assert isinstance(outcome.error, errors.APIError) and "no" in str(outcome.error)
        empty = offline(body(delta(1), '{"type":"job.delta","number":2,"text":"","error":null}'), JOB)
        assert ["Delta", "Delta"] == empty.names

    @pytest.mark.parametrize("body", BODIES)
    def test_numbers_that_were_seen_are_left_out_after_a_new_start(self, body: Any) -> None:
        outcome = offline(body(delta(1), delta(2)), JOB)
        core = outcome.stream._core
        assert 2 == outcome.stream.sequence
        core.restart("text/event-stream")
        core.feed(body(delta(2), delta(3)))
        assert [3] == [event.number for event in iter(core.step, None)]

    def test_parts_that_have_yet_to_finish(self) -> None:
        """A second part that comes later has to finish too; an empty reason is none."""
        second = '{"id":"c","choices":[{"index":1,"text":"x","finish_reason":""}]}'
        assert not offline(sse(HI, HI, STOP, second), CHUNKS).stream.complete
        done = offline(sse(HI, HI, STOP, second, second.replace('""', '"stop"'), HI), CHUNKS)
        assert done.stream.complete and 6 == done.stream.events_seen

    def test_usage_in_the_middle(self) -> None:
        outcome = offline(sse(HI, HI, HI.replace("}]}", '}],"usage":{"tokens":4}}'), HI, STOP), CHUNKS)
        assert Usage(tokens=4) == outcome.stream.usage and outcome.stream.complete

    def test_a_tag_that_is_only_a_default_is_no_tag(self) -> None:
        spec = replace(JOB, variants={"loose": ref(Loose), "job.done": ref(Done)}, sequence=None)
        event = offline(sse('loose|{"type":"other","text":"a"}', names=True), spec).events[0]
        assert type(event) is UnknownEvent


class TestTypes:
    def test_tagged(self) -> None:
        """Each event is of the class that its tag stands for, and the stream ends after a terminal one."""
        outcome = offline(sse('{"type":"job.started","number":0}', delta(1), DONE, delta(2)), JOB)

        assert ["Started", "Delta", "Done"] == outcome.names
        assert outcome.error is None
        assert (True, 3, 99, "req-1") == (
            outcome.stream.complete,
            outcome.stream.events_seen,
            outcome.stream.sequence,
            outcome.stream.request_id,
        )
        assert Usage(tokens=7) == outcome.stream.usage

    def test_tag_in_the_data_wins(self) -> None:
        """The SSE name is only a hint; where the data says another tag, the data is right."""
        outcome = offline(sse(f"job.started|{delta(1)}", f"nonsense|{DONE}", names=True), JOB)

        assert ["Delta", "Done"] == outcome.names

    def test_tag_of_a_nested_object(self) -> None:
        """A tag inside an object that comes first in the bytes isn't taken for the event's."""
        nested = '{"job":{"type":"job.done","number":3},"number":1,"type":"job.started"}'
        outcome = offline(sse(nested, DONE), JOB)

        assert ["Started", "Done"] == outcome.names
        assert outcome.events[0].job == {"type": "job.done", "number": 3}

    def test_tag_only_in_the_name(self) -> None:
        """Data without a tag is read by the SSE name, and gets the tag."""
        outcome = offline(sse('job.delta|{"number":1,"text":"a"}', DONE, names=True), JOB)

        assert Delta(type="job.delta", number=1, text="a") == outcome.events[0]

    @pytest.mark.parametrize(
        "data",
        ['{ "number" : 1 , "type" : "job.delta" , "text" : "a" }', '{"number":1,"ty\\u0070e":"job.delta","text":"a"}'],
    )
    def test_spellings(self, data: str) -> None:
        """Blanks and escapes in JSON change nothing."""
        assert Delta(type="job.delta", number=1, text="a") == offline(sse(data, DONE), JOB).events[0]

    def test_unknown(self) -> None:
        """An unknown tag gives an UnknownEvent with everything in it, whatever else looks like."""
        raw = '{"type":"job.paused","number":4,"deep":{"a":[1]}}'
        event = offline(sse(raw, DONE), JOB).events[0]

        assert type(event) is UnknownEvent
        assert ("job.paused", 4, {"a": [1]}) == (event.type, event.number, event.deep)
        assert raw.encode() == event.raw_json
        assert {"type": "job.paused", "number": 4, "deep": {"a": [1]}} == event.to_dict()

    def test_misfit(self) -> None:
        """A known event that fails validation comes as its class, with what is there."""
        event = offline(sse('{"type":"job.delta","number":"no","more":1}', DONE), JOB).events[0]

        assert type(event) is Delta
        assert ("no", None, 1) == (event.number, event.text, event.more)
        assert "text" not in event.model_fields_set

    def test_strict(self) -> None:
        """In strict mode it is an error with the place."""
        outcome = offline(sse(delta(1), '{"type":"job.delta","number":"no","text":"a"}'), JOB, strict=True)

        assert ["Delta"] == outcome.names
        assert isinstance(outcome.error, errors.APIResponseValidationError)
        assert "number" in str(outcome.error)
        assert {"type": "job.delta", "number": "no", "text": "a"} == outcome.error.body

    def test_half_of_a_surrogate(self) -> None:
        """Text cut inside a surrogate pair, as some servers do, doesn't stop the stream."""
        outcome = offline(sse(delta(1, "\\ud83d"), DONE), JOB)

        assert ["Delta", "Done"] == outcome.names

    def test_bad_utf8(self) -> None:
        """Invalid bytes in text are replaced, as the standard has it."""
        outcome = offline(sse(delta(1, "@"), DONE).replace(b"@", b"a\xff"), JOB)

        assert "a\ufffd" == outcome.events[0].text

    def test_envelope(self) -> None:
        """Name and data together make the event, and the name is its tag."""
        body = sse('part.done|{"tokens":3}', 'part.new|{"a":1}', "message|[END]", names=True)
        outcome = offline(body, PARTS)

        assert ["Named", "UnknownEvent"] == outcome.names
        assert ("part.done", Usage(tokens=3)) == (outcome.events[0].event, outcome.events[0].data)
        assert ("part.new", {"a": 1}) == (outcome.events[1].type, outcome.events[1].data)

    def test_envelope_noise(self) -> None:
        """Filler without a name is skipped in an envelope as elsewhere; a name makes it an event."""
        outcome = offline(sse("message|null", "part.done|null", "message|[END]", names=True), PARTS)

        assert ["Named"] == outcome.names
        assert outcome.events[0].data is None

    def test_json_lines(self) -> None:
        """The same rules hold for JSON Lines; the last line may lack its end."""
        spec = replace(JOB, format="jsonl", media_type="application/jsonl")
        outcome = offline(f"{delta(1)}\n\n{delta(2)}\n{DONE}".encode(), spec, content_type="application/x-ndjson")

        assert ["Delta", "Delta", "Done"] == outcome.names
        assert outcome.stream.complete

    def test_only(self) -> None:
        """``only`` restricts what is given out; errors count all the same."""
        spec = StreamSpec(type=ref(Usage), only=("good",), errors=(ErrorRule(event=("error",)),))
        body = sse('good|{"tokens":1}', 'other|{"tokens":2}', 'error|{"message":"no"}', names=True)
        outcome = offline(body, spec)

        assert [Usage(tokens=1)] == outcome.events
        assert "no" == str(outcome.error)


class TestNoise:
    @pytest.mark.parametrize(
        "noise",
        [
            ": hello\n\n",
            "event: ping\ndata:\n\n",
            "event: ping\ndata: {}\n\n",
            "retry: 5\n\n",
            "id: 4\n\n",
            "data:\n\n",
            "data: null\n\n",
            "data: []\n\n",
            'data: ""\n\n',
            "data: {}\n\n",
        ],
    )
    @pytest.mark.parametrize("spec", [JOB, CHUNKS], ids=["tagged", "untagged"])
    def test_skipped(self, noise: str, spec: StreamSpec) -> None:
        """Keep-alives of all kinds give no event and break nothing."""
        events = (delta(1), DONE) if spec is JOB else (HI, STOP)
        body = b"".join(noise.encode() + sse(event) for event in events)
        outcome = offline(body, spec)

        assert outcome.error is None
        assert 2 == len(outcome.events) == outcome.stream.events_seen
        assert outcome.stream.complete

    @pytest.mark.parametrize("spec", [JOB, CHUNKS], ids=["tagged", "untagged"])
    @pytest.mark.parametrize("data", ["ping", "1", '"pong"', "2026-01-01T00:00:00Z"])
    def test_keepalive_without_json(self, data: str, spec: StreamSpec) -> None:
        """The data of an event that is named as a keep-alive needn't be anything."""
        spec = replace(spec, noise=(), keepalive=("ping",))
        outcome = offline(f"event: ping\ndata: {data}\n\n".encode() + sse(DONE if spec.tag else STOP), spec)

        assert (1, None, True) == (len(outcome.events), outcome.error, outcome.stream.complete)

    def test_keepalive_with_json(self) -> None:
        """A keep-alive with data is given out, as what it is: noise is what is skipped."""
        outcome = offline(sse('{"type":"ping","at":1}', DONE), replace(JOB, noise=(), keepalive=("ping",)))

        assert ["UnknownEvent", "Done"] == outcome.names
        assert ("ping", 1) == (outcome.events[0].type, outcome.events[0].at)

    def test_nothing_of_the_class(self) -> None:
        """Where all events are of one class, an object with none of its properties is no event; it isn't made one."""
        outcome = offline(sse('{"type":"ping"}', HI, "[END]"), CHUNKS)

        assert ["Chunk"] == outcome.names

    def test_another_dialect(self) -> None:
        """Data with nothing of the class is unknown, not lost; where all is so, no end can be missing."""
        spec = replace(CHUNKS, truncation="error")
        alone = offline(sse('{"value":"a"}', '{"value":"b"}'), spec)
        mixed = offline(sse('{"value":"a"}', HI), spec)

        assert [UnknownEvent, UnknownEvent] == [type(event) for event in alone.events]
        assert ["a", "b"] == [event.value for event in alone.events]
        assert (None, False) == (alone.error, alone.stream.complete)
        assert [UnknownEvent, Chunk] == [type(event) for event in mixed.events]
        assert isinstance(mixed.error, errors.StreamTruncatedError)


class TestEnd:
    def test_sentinel(self) -> None:
        """A sentinel ends the stream; what follows isn't read."""
        outcome = offline(sse(HI, "[END] bye", HI), CHUNKS)

        assert (1, True) == (len(outcome.events), outcome.stream.complete)

    def test_sentinel_without_blank_line(self) -> None:
        """A sentinel counts even if the body ends before its blank line."""
        assert offline(sse(HI) + b"data: [END]\n", CHUNKS).stream.complete

    @pytest.mark.parametrize("mark", ["data: [END]", "data:  [END] \n\n", "event: done\ndata: [END]\n\n"])
    def test_sentinel_as_others_write_it(self, mark: str) -> None:
        """Neither a missing line end nor spaces or a name make a sentinel anything else."""
        outcome = offline(sse(HI) + mark.encode(), CHUNKS)

        assert (["Chunk"], True, None) == (outcome.names, outcome.stream.complete, outcome.error)

    def test_half_a_sentinel(self) -> None:
        """A sentinel that was cut is none."""
        assert not offline(sse(HI) + b"data: [EN", CHUNKS).stream.complete

    def test_finish(self) -> None:
        """Without a sentinel, a finish reason that was seen will do."""
        outcome = offline(sse(HI, STOP), CHUNKS)

        assert (2, True, None) == (len(outcome.events), outcome.stream.complete, outcome.error)

    @pytest.mark.parametrize(
        ("parts", "complete"),
        [
            (["0 -", "1 -", "0 stop"], False),
            (["1 -", "0 -", "1 stop"], False),
            (["0 -", "1 -", "0 stop", "1 stop"], True),
            (["0 stop", "1 -"], False),
            (["1 stop"], True),
            (["0 -", "0 stop", "0 -"], True),
            (["- -", "- stop"], True),
            (['0 ""'], False),
        ],
        ids=str,
    )
    @pytest.mark.parametrize("raw", [False, True], ids=["typed", "raw"])
    def test_every_part_has_to_finish(self, parts: list[str], complete: bool, raw: bool) -> None:
        """Where one answer has several parts, the first that finishes isn't the end of all."""
        events: list[str] = []
        for part in parts:
            index, reason = part.split()
            choice = {} if index == "-" else {"index": int(index)}
            choice["finish_reason"] = None if reason == "-" else reason.strip('"')
            events.append(json.dumps({"id": "c", "choices": [choice]}))
        response = httpx.Response(
            200, headers={"content-type": "text/event-stream"}, content=sse(*events), request=httpx.Request("GET", "a:")
        )
        stream = Stream[Any](response=response, spec=CHUNKS)

        assert len(parts) == len(list(stream.events() if raw else stream))
        assert complete == stream.complete

    @pytest.mark.parametrize("body", [b"", sse(HI), sse(HI) + b"data: " + STOP.encode(), b": only a comment\n\n"])
    def test_flag(self, body: bytes) -> None:
        """Neither: the stream ends, and says that it isn't complete."""
        outcome = offline(body, CHUNKS)

        assert (False, None) == (outcome.stream.complete, outcome.error)

    def test_quoted_finish_is_none(self) -> None:
        """A finish reason inside a text isn't one."""
        body = sse(r'{"id":"c","choices":[{"index":0,"text":"\"finish_reason\": \"stop\""}]}')

        assert not offline(body, CHUNKS).stream.complete

    @pytest.mark.parametrize("body", [b"", sse(delta(1)), sse(delta(1)) + b"data: " + DONE.encode()])
    def test_error(self, body: bytes) -> None:
        """Where the spec wants it, an early end is an exception that knows how far it came."""
        outcome = offline(b"id: 7\n" + body, JOB)

        assert isinstance(outcome.error, errors.StreamTruncatedError)
        assert isinstance(outcome.error, errors.APIConnectionError)
        assert len(outcome.events) == outcome.error.events_seen
        assert ("req-1", 200) == (outcome.error.request_id, outcome.error.status_code)
        assert ("7" if outcome.events else None) == outcome.error.last_event_id

    def test_plain_end(self) -> None:
        """A spec without any end mark: the body's end is the end."""
        assert offline(sse('{"tokens":1}'), StreamSpec(type=ref(Usage))).stream.complete
        assert not offline(sse('{"tokens":1}') + b"data: {", StreamSpec(type=ref(Usage))).stream.complete

    def test_over_is_over(self) -> None:
        """After its end, an error or a close, iteration just ends."""
        stream = offline(sse(delta(1)), JOB).stream

        assert [] == list(stream)
        stream.close()
        stream.close()
        assert [] == list(stream) == list(stream.events())


class TestErrors:
    @pytest.mark.parametrize(
        ("event", "cls", "expected"),
        [
            (
                '{"error":{"message":"boom","type":"t","code":"x","param":"p"}}',
                "APIError",
                ("boom", "x", "t", "p", 200),
            ),
            ('{"error":"overloaded"}', "APIError", ("overloaded", None, None, None, 200)),
            ('{"error":{"message":"no","code":429}}', "RateLimitError", ("no", "429", None, None, 429)),
            ('{"error":{"message":"no","status":"503"}}', "InternalServerError", ("no", None, None, None, 503)),
            ('{"error":{"message":"no","status_code":418}}', "APIStatusError", ("no", None, None, None, 418)),
            ('{"error":{"why":1}}', "APIError", ('{"why": 1}', None, None, None, 200)),
            ('error|{"error":{"message":"no","status_code":400}}', "BadRequestError", ("no", None, None, None, 400)),
            ('error|{"message":"flat","code":"x"}', "APIError", ("flat", "x", None, None, 200)),
            ("error|upstream died", "APIError", ("upstream died", None, None, None, 200)),
            ("error|", "APIError", ("The stream reported an error without a message.", None, None, None, 200)),
            ('error|["a"]', "APIError", ('["a"]', None, None, None, 200)),
            ('{"error":"slow","code":429,"type":"t"}', "RateLimitError", ("slow", "429", "t", None, 429)),
            ('{"error":{"message":"no","code":"x"},"status":503}', "InternalServerError", ("no", "x", None, None, 503)),
            ('{"error":true,"message":"why"}', "APIError", ("why", None, None, None, 200)),
            ('{"type":"error","message":"flat"}', "APIError", ("flat", None, "error", None, 200)),
            ('{"message":"flat","code":401}', "AuthenticationError", ("flat", "401", None, None, 401)),
        ],
    )
    def test_raised(self, event: str, cls: str, expected: tuple[object, ...]) -> None:
        """Error events raise, as the class of their status, with all that they say."""
        outcome = offline(sse(f"message|{HI}", event if "|" in event else f"message|{event}", names=True), CHUNKS)
        error = outcome.error

        assert ["Chunk"] == outcome.names
        assert type(error) is getattr(errors, cls)
        assert expected == (error.message, error.code, error.type, error.param, error.status_code)
        assert (1, "req-1") == (error.events_seen, error.request_id)
        assert not outcome.stream.complete

    def test_other_kind_of_object(self) -> None:
        """An error that has a property of the event's class, with a constant of its own, is no event."""
        spec = replace(CHUNKS, type=ref(Kinded))
        outcome = offline(sse('{"kind":"chunk"}', '{"kind":"error","message":"no","code":400}', "[END]"), spec)

        assert ["Kinded"] == outcome.names
        assert type(outcome.error) is errors.BadRequestError

    @pytest.mark.parametrize("event", ['progress|{"message":"loading"}', 'message|{"id":"c","message":"Success"}'])
    def test_messages_of_others(self, event: str) -> None:
        """A message makes no error of an event that is named as something else, or has the class's properties."""
        assert offline(sse(event, f"message|{STOP}", names=True), CHUNKS).error is None

    def test_yielded_then_raised(self) -> None:
        """An error that is a member of the union is given out as its class; the next step raises."""
        outcome = offline(sse(delta(1), '{"type":"error","message":"boom","code":"429"}', delta(2)), JOB)

        assert ["Delta", "Failed"] == outcome.names
        assert isinstance(outcome.error, errors.RateLimitError)
        assert ("boom", 2) == (outcome.error.message, outcome.error.events_seen)
        assert isinstance(outcome.events[1], Failed)

    @pytest.mark.parametrize(
        ("data", "expected"),
        [
            ('{"message":"flat","code":"x"}', ("flat", "x")),
            ('{"error":{"message":"nested","code":"y"}}', ("nested", "y")),
            ("no JSON", ("no JSON", None)),
        ],
    )
    def test_envelope(self, data: str, expected: tuple[str, str | None]) -> None:
        """In an envelope too, the error is where the data has it."""
        spec = replace(PARTS, errors=(ErrorRule(property="error"), ErrorRule(event=("error",), body="data")))
        outcome = offline(sse('part.done|{"tokens":3}', f"error|{data}", names=True), spec)

        assert ["Named"] == outcome.names
        assert expected == (str(outcome.error), outcome.error.code)

    def test_text_in_an_envelope(self) -> None:
        """In an envelope the name is the tag, also of an error that isn't JSON."""
        spec = replace(PARTS, errors=(ErrorRule(tag=("error",), body="data", yielded=True),))
        outcome = offline(sse("error|upstream died", names=True), spec)

        assert (errors.APIError, "upstream died") == (type(outcome.error), str(outcome.error))

    def test_named_and_nested(self) -> None:
        """An event that an earlier rule knows by name only is read by the rule that knows its property."""
        spec = replace(CHUNKS, errors=(ErrorRule(event=("error",)), ErrorRule(property="error")))
        outcome = offline(sse('error|{"error":{"message":"nested","status":404}}', names=True), spec)

        assert type(outcome.error) is errors.NotFoundError
        assert "nested" == str(outcome.error)

    def test_null_error(self) -> None:
        """A null or empty error property is none."""
        outcome = offline(
            sse('{"id":"c","choices":[],"error":null}', '{"id":"c","choices":[],"error":{}}', "[END]"), CHUNKS
        )

        assert (2, None) == (len(outcome.events), outcome.error)

    def test_error_beside_valid_data(self) -> None:
        """A truthy error property counts even in an event that is a valid one."""
        outcome = offline(sse('{"id":"c","choices":[],"error":{"message":"late"}}'), CHUNKS)

        assert ([], "late") == (outcome.events, str(outcome.error))

    @pytest.mark.parametrize("data", ["upstream timeout", "{", "[" * 100_000, '{"a":NaN,', "1 2", "\x00"])
    def test_not_json(self, data: str) -> None:
        """Data that isn't JSON is an error that carries it as text."""
        outcome = offline(sse(HI, data), CHUNKS)

        assert ["Chunk"] == outcome.names
        assert isinstance(outcome.error, errors.StreamDecodeError)
        assert data == outcome.error.body
        assert len(str(outcome.error)) < 300

    @pytest.mark.parametrize("data", ["1", "true", '"text"', "[1]"])
    @pytest.mark.parametrize("spec", [JOB, CHUNKS], ids=["tagged", "untagged"])
    def test_not_an_object(self, data: str, spec: StreamSpec) -> None:
        """JSON with content that is no object is never given out as an event."""
        outcome = offline(sse(data), spec)

        assert isinstance(outcome.error, errors.StreamDecodeError)

    def test_too_large(self) -> None:
        """Events before one that is too large are given out."""
        outcome = offline(sse(HI, HI[:-1] + " " * 500 + "}"), CHUNKS, max_event_bytes=300)

        assert ["Chunk"] == outcome.names
        assert type(outcome.error) is errors.EventTooLargeError

    def test_unresolved_namespace(self) -> None:
        """Errors are raised as the classes of the SDK's own tree."""
        outcome = offline(sse('{"error":"x"}'), CHUNKS, errors=errors.ErrorNamespace(ref(OwnError)))

        assert type(outcome.error) is APIError


class OwnError(errors.HeadraceError):
    """The root of an SDK's tree, which this test module plays."""


class APIError(OwnError, errors.APIError):
    """The SDK's class."""


class TestOtherBodies:
    def test_html(self) -> None:
        """A page is an error with the page in it, not an empty stream."""
        outcome = offline(b"<html>504</html>", CHUNKS, content_type="text/html; charset=utf-8")

        assert type(outcome.error) is errors.StreamContentTypeError
        assert "<html>504</html>" == outcome.error.body
        assert "text/html" in str(outcome.error)

    def test_json_error(self) -> None:
        """A JSON error with status 200 is that error."""
        outcome = offline(b'{"error":{"message":"bad key","code":401}}', CHUNKS, content_type="application/json")

        assert type(outcome.error) is errors.AuthenticationError
        assert "bad key" == str(outcome.error)

    def test_json_answer(self) -> None:
        """A server that ignores the wish to stream gives an error with its answer."""
        outcome = offline(STOP.encode(), CHUNKS, content_type="application/json")

        assert type(outcome.error) is errors.StreamContentTypeError
        assert "c" == outcome.error.body["id"]

    @pytest.mark.parametrize("content_type", ["text/event-stream", "text/plain", None, "", "nonsense"])
    def test_wrong_name(self, content_type: str | None) -> None:
        """The body decides where the content type is vague, and where it lies."""
        for body in (b'{"error":"bad"}', b'{\n  "error": "bad"\n}\n'):
            assert "bad" == str(offline(body, CHUNKS, content_type=content_type).error)
        assert (
            type(offline(b"<html>\n\n</html>", CHUNKS, content_type=content_type).error)
            is errors.StreamContentTypeError
        )

    @pytest.mark.parametrize(
        "content_type",
        [
            "TEXT/Event-Stream;charset=utf-8",
            "text/event-stream, text/event-stream",
            "text/plain",
            None,
            "nonsense",
        ],
    )
    def test_right_body(self, content_type: str | None) -> None:
        """An event stream is read as one wherever the content type doesn't say otherwise."""
        for start in (b"", b"\xef\xbb\xbf", b"\n: hi\n\n", b"\r\nid\n\n"):
            assert ["Chunk"] == offline(start + sse(HI, "[END]"), CHUNKS, content_type=content_type).names

    def test_only_the_beginning(self) -> None:
        """Of a large foreign body only the beginning is kept."""
        outcome = offline(b"x" * 1_000_000, CHUNKS, content_type="text/html")

        assert len(outcome.error.body) == 64 * 1024
        assert len(str(outcome.error)) < 400


class TestRaw:
    def test_events(self) -> None:
        """Raw events come as they are, noise and end mark included."""
        stream = offline(b"", CHUNKS).stream
        assert [] == list(stream.events())
        body = b": hi\n\n" + sse("ping|x", f"message|{HI}", "message|[END]", f"message|{HI}", names=True)
        events, stream = raw(body, CHUNKS)

        assert [("ping", "x"), ("message", HI), ("message", "[END]")] == [(e.event, e.data) for e in events]
        assert (True, 3) == (stream.complete, stream.events_seen)

    def test_terminal(self) -> None:
        """A terminal tag ends the stream here too."""
        events, stream = raw(sse(delta(1), DONE, delta(2)), JOB)

        assert (2, True) == (len(events), stream.complete)

    def test_error(self) -> None:
        """An error event is given out, then raised."""
        for body in (sse('error|{"message":"no"}', names=True), sse('{"error":"no"}'), sse("error|no", names=True)):
            seen = []
            with pytest.raises(errors.APIError, match="no"):
                for event in unread(body, CHUNKS).events():
                    seen.append(event)

            assert 1 == len(seen)

    def test_anything(self) -> None:
        """Data needn't be JSON."""
        events, stream = raw(sse("plain text", STOP), CHUNKS)

        assert (2, True) == (len(events), stream.complete)


def unread(body: bytes, spec: StreamSpec) -> Stream[Any]:
    response = httpx.Response(
        200,
        headers={"content-type": "text/event-stream"},
        stream=httpx.ByteStream(body),
        request=httpx.Request("GET", "http://test/"),
    )
    return Stream(response=response, spec=spec)


def raw(body: bytes, spec: StreamSpec) -> tuple[list[ServerSentEvent], Stream[Any]]:
    stream = unread(body, spec)
    return list(stream.events()), stream


class TestFacts:
    def test_record(self, tmp_path: Path) -> None:
        """A recording is the body, byte for byte, drained rest excepted."""
        body = sse(HI, "[END]")
        events = list(unread(body, CHUNKS).record(tmp_path / "x.sse"))

        assert [Chunk.model_validate_json(HI)] == events
        assert body == (tmp_path / "x.sse").read_bytes()

    def test_ids_and_retry(self) -> None:
        """The last id and the retry time are known when they came."""
        stream = offline(b"id: a\nretry: 9\n" + sse(HI, "[END]"), CHUNKS).stream

        assert ("a", 9) == (stream.last_event_id, stream.retry)

    def test_repr(self) -> None:
        """The representation tells the state, and never data."""
        assert "<Stream closed, 1 events, complete=True>" == repr(offline(sse(HI, "[END]"), CHUNKS).stream)

    def test_classes(self) -> None:
        """Lists of events may be compared by class."""
        assert isinstance(offline(sse('{"type":"job.started","number":0}', DONE), JOB).events[0], Started)
        assert isinstance(offline(sse(DONE), JOB).events[0], Done)
