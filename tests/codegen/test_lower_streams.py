"""Event streams: what is inferred from the document, what the config overrides, the overloads."""

from __future__ import annotations

import pytest

from harness.lowering import Snippet, diagnostic_lines, lower_snippet
from headrace_codegen import ir

SCHEMAS = """
components:
  schemas:
    Answer: {type: object, properties: {id: {type: string}}, required: [id]}
    Chunk:
      type: object
      properties:
        choices:
          type: array
          items:
            type: object
            properties: {delta: {type: string}, finish_reason: {type: string, nullable: true}}
        usage: {type: object, properties: {tokens: {type: integer}}}
    Created:
      type: object
      properties: {type: {type: string, const: answer.created}, sequence_number: {type: integer}}
      required: [type, sequence_number]
    Part:
      type: object
      properties: {type: {type: string, const: answer.part.done}, sequence_number: {type: integer}}
      required: [type, sequence_number]
    Completed:
      type: object
      properties:
        type: {type: string, const: answer.completed}
        sequence_number: {type: integer}
        answer: {type: object, properties: {usage: {type: object, properties: {tokens: {type: integer}}}}}
      required: [type, sequence_number]
    Failed:
      type: object
      properties: {type: {type: string, const: answer.failed}, sequence_number: {type: integer}}
      required: [type, sequence_number]
    Problem:
      type: object
      properties: {type: {type: string, const: error}, message: {type: string}, sequence_number: {type: integer}}
      required: [type, message, sequence_number]
    Event:
      oneOf:
        - $ref: "#/components/schemas/Created"
        - $ref: "#/components/schemas/Part"
        - $ref: "#/components/schemas/Completed"
        - $ref: "#/components/schemas/Failed"
        - $ref: "#/components/schemas/Problem"
      discriminator: {propertyName: type}
"""
MODELS = """
resources:
  answers:
    models: {answer: Answer, chunk: Chunk, event: Event}
    methods: {create: METHOD}
"""
JSON = 'application/json: {schema: {$ref: "#/components/schemas/Answer"}}'
SWITCH = """requestBody: {content: {application/json: {schema: {
      type: object, properties: {prompt: {type: string}, stream: {type: boolean}}, required: [prompt]}}}}"""


def sse(schema: str) -> str:
    return f'text/event-stream: {{schema: {{$ref: "#/components/schemas/{schema}"}}}}'


def create(content: str, operation: str = SWITCH, config: str = "", method: str = "post /answers") -> Snippet:
    """``answers.create`` with this success content."""
    return lower_snippet(answering(content, operation), MODELS.replace("METHOD", method) + config)


def answering(content: str, operation: str = SWITCH, more: str = "") -> str:
    """A document with one operation."""
    responses = f'responses: {{"200": {{description: "", content: {{{content}}}}}}}'
    return f"paths: {{/answers: {{post: {{{operation}, {responses}}}}}}}\n{SCHEMAS}{more}"


def stream(content: str, operation: str = SWITCH, config: str = "", method: str = "post /answers") -> ir.Stream:
    snippet = create(content, operation, config, method)
    assert not snippet.diagnostics.failed, diagnostic_lines(snippet)
    found = snippet.method("answers.create").stream
    assert found is not None
    return found


def test_an_event_stream_beside_json_and_a_boolean_stream() -> None:
    found = stream(f"{JSON}, {sse('Event')}")
    assert (found.param, found.format, found.media_type) == ("stream", "sse", "text/event-stream")
    assert found.event == ir.Named("types.event", "Event")
    assert found.tag == "type"
    assert [value for value, _ in found.variants] == [
        "answer.created",
        "answer.part.done",
        "answer.completed",
        "answer.failed",
        "error",
    ]


def test_the_end_is_the_finishing_tag_with_the_fewest_words() -> None:
    """``answer.part.done`` ends a part of the answer, ``answer.completed`` the whole of it."""
    found = stream(f"{JSON}, {sse('Event')}")
    assert found.terminal == ("answer.completed", "answer.failed")
    assert found.truncation == "error"
    assert (found.sequence, found.usage) == ("sequence_number", (("answer", "usage"),))


def test_declared_error_events_are_yielded_undeclared_ones_are_not() -> None:
    assert stream(f"{JSON}, {sse('Event')}").errors == (
        ir.ErrorRule(property="error", body="error"),
        ir.ErrorRule(tag=("error",), yielded=True),
        ir.ErrorRule(event=("error",)),
    )


def test_the_client_knows_what_holds_for_every_stream() -> None:
    """For paths that no method describes: the config's rules, without what belongs to one union of events."""
    config = 'streaming: {on_event: [{data_starts_with: "[DONE]", handle: done}]}\n'
    snippet = create(f"{JSON}, {sse('Event')}", config=config)
    assert not snippet.diagnostics.failed, diagnostic_lines(snippet)
    found = snippet.api.client.stream
    assert found is not None
    assert (found.sentinel, found.terminal, found.tag, found.truncation) == (("[DONE]",), (), None, "flag")


def test_a_client_without_streams_has_no_rules_for_them() -> None:
    assert create(JSON, operation="summary: nothing streams here").api.client.stream is None


def test_the_evidence_says_what_was_inferred() -> None:
    assert stream(f"{JSON}, {sse('Event')}").evidence == (
        "the document declares text/event-stream for the success response",
        "switched on by 'stream' in the body",
        "5 kinds of event, told apart by 'type'",
        "ends after 'answer.completed' or 'answer.failed': the final values of 'type'",
        "'error' is a declared error event: it is yielded, then raised",
        "usage is at 'answer.usage'",
        "every event is numbered by 'sequence_number'",
        "a body that ends before that is truncated, which is an error",
    )


def test_one_kind_of_event_is_complete_once_a_finish_reason_was_seen() -> None:
    found = stream(f"{JSON}, {sse('Chunk')}")
    assert (found.tag, found.variants, found.terminal) == (None, (), ())
    assert (found.finish, found.usage) == (("choices", "[]", "finish_reason"), (("usage",),))
    assert found.truncation == "error"


def test_without_any_sign_of_an_end_the_end_of_the_body_is_only_flagged() -> None:
    found = stream(f"{JSON}, {sse('Created')}")
    assert (found.terminal, found.finish, found.sentinel, found.truncation) == ((), (), (), "flag")


def test_the_same_schema_for_both_is_the_same_type() -> None:
    found = stream(f"{JSON}, {sse('Answer')}")
    assert found.event == ir.Named("types.answer", "Answer")


def test_an_event_stream_alone_always_streams() -> None:
    snippet = create(sse("Event"), "summary: a")
    method = snippet.method("answers.create")
    assert method.stream is not None
    assert (method.stream.param, method.result.kind, method.overloads) == (None, "none", ())


def test_json_lines() -> None:
    found = stream(f"{JSON}, application/x-ndjson: {{schema: {{$ref: '#/components/schemas/Chunk'}}}}")
    assert (found.format, found.media_type) == ("jsonl", "application/x-ndjson")


def test_a_switch_in_the_query() -> None:
    query = """parameters: [
      {name: stream, in: query, schema: {type: boolean}}, {name: starting_after, in: query, schema: {type: integer}}]"""
    found = stream(f"{JSON}, {sse('Event')}", query)
    assert (found.param, found.resume_param) == ("stream", "starting_after")


def test_a_stream_without_a_switch_is_a_note_with_the_remedy() -> None:
    snippet = create(f"{JSON}, {sse('Event')}", "summary: a")
    assert snippet.method("answers.create").stream is None
    (note,) = snippet.diagnostics
    assert (note.code, note.severity, note.pointer) == ("stream/no-switch", "note", "/paths/~1answers/post")
    assert note.hint == "name the switch: `headrace: {streams: {answers.create: {param: <name>}}}`"


def test_a_switch_without_a_stream_is_a_note_with_the_remedy() -> None:
    snippet = create(JSON)
    assert snippet.method("answers.create").stream is None
    (note,) = snippet.diagnostics
    assert (note.code, note.severity) == ("stream/undeclared", "note")


def test_one_line_of_config_binds_an_undeclared_stream() -> None:
    found = stream(JSON, config="headrace: {streams: {answers.create: {event: answers.event}}}\n")
    assert (found.event, found.param) == (ir.Named("types.event", "Event"), "stream")
    assert found.terminal == ("answer.completed", "answer.failed")
    assert found.evidence[0] == "the config says so, at /headrace/streams/answers.create"


def test_the_config_overrides_what_was_inferred() -> None:
    config = """
headrace:
  streams:
    answers.create:
      terminal: [answer.failed]
      sentinel: ["[END]"]
      usage: [[u]]
      noise: [ping]
      truncation: flag
      errors: [{event: [oops], message: text}]
"""
    found = stream(f"{JSON}, {sse('Event')}", config=config)
    assert (found.terminal, found.sentinel, found.usage) == (("answer.failed",), ("[END]",), (("u",),))
    assert (found.noise, found.truncation) == (("ping",), "flag")
    assert found.errors == (ir.ErrorRule(event=("oops",), message="text"),)
    assert found.evidence[-1] == (
        "/headrace/streams/answers.create sets errors, noise, sentinel, terminal, truncation, usage"
    )


def test_usual_keep_alives() -> None:
    found = stream(f"{JSON}, {sse('Event')}")
    assert "ping" in found.keepalive
    own = "headrace: {streams: {answers.create: {keepalive: [tick]}}}\n"
    assert stream(f"{JSON}, {sse('Event')}", config=own).keepalive == ("tick",)


def test_a_stream_may_be_switched_off() -> None:
    snippet = create(f"{JSON}, {sse('Event')}", config="headrace: {streams: {answers.create: false}}\n")
    assert snippet.method("answers.create").stream is None


def test_the_method_s_streaming_key() -> None:
    operation = SWITCH.replace("stream:", "streamResponse:")
    method = """
        endpoint: post /answers
        streaming: {param_discriminator: streamResponse, stream_event_model: answers.event}"""
    config = MODELS.replace("{create: METHOD}", "\n      create:" + method)
    found = lower_snippet(answering(JSON, operation), config).method("answers.create")
    assert found.stream is not None
    assert (found.stream.param, found.stream.event) == ("stream_response", ir.Named("types.event", "Event"))


RULES = """
streaming:
  on_event:
    - {data_starts_with: "[DONE]", handle: done}
    - {event_type: [oops], handle: error}
    - {event_type: [ping], handle: skip}
"""


def test_rules_for_all_streams() -> None:
    """The config's rules come first; a declared error event keeps being yielded."""
    fallthrough = RULES + "    - {kind: fallthrough, handle: yield, error_property: fault}\n"
    found = stream(f"{JSON}, {sse('Event')}", config=fallthrough)
    assert (found.sentinel, found.noise, found.only) == (("[DONE]",), ("ping",), ())
    assert found.errors == (
        ir.ErrorRule(property="fault", body="fault"),
        ir.ErrorRule(tag=("error",), yielded=True),
        ir.ErrorRule(event=("oops",)),
    )


def test_rules_without_a_fallthrough_yield_only_what_they_name() -> None:
    rules = RULES + "    - {event_type: [a, b], handle: yield}\n"
    assert stream(f"{JSON}, {sse('Chunk')}", config=rules).only == ("a", "b")


def test_envelopes() -> None:
    """Members that are ``event`` and ``data`` are the SSE event's name and its data."""
    union = """
    Beat:
      type: object
      properties: {event: {type: string, const: thread.beat}, data: {$ref: "#/components/schemas/Answer"}}
      required: [event, data]
    Done:
      type: object
      properties: {event: {type: string, const: done}, data: {type: string, const: "[DONE]"}}
      required: [event, data]
    Fault:
      type: object
      properties: {event: {type: string, const: error}, data: {type: object, properties: {message: {type: string}}}}
      required: [event, data]
    Wrapped:
      oneOf:
        - $ref: "#/components/schemas/Beat"
        - $ref: "#/components/schemas/Done"
        - $ref: "#/components/schemas/Fault"
"""
    document = answering(f"{JSON}, {sse('Wrapped')}", more=union)
    found = lower_snippet(document, MODELS.replace("METHOD", "post /answers")).method("answers.create").stream
    assert found is not None
    assert (found.envelope, found.tag, found.terminal, found.sentinel) == (True, "event", ("done",), ("[DONE]",))
    assert ir.ErrorRule(tag=("error",), yielded=True, body="data") in found.errors


@pytest.mark.parametrize(
    ("type_", "off"),
    [
        ("type: boolean", ir.Lit((False,))),
        ("type: boolean, nullable: true", ir.UnionOf((ir.Lit((False,)), ir.Prim("none")))),
        ("anyOf: [{type: boolean}, {type: 'null'}]", ir.UnionOf((ir.Lit((False,)), ir.Prim("none")))),
    ],
)
def test_overloads(type_: str, off: ir.TypeExpr) -> None:
    """Off or left out: the result. On: the stream. A boolean: either."""
    snippet = create(f"{JSON}, {sse('Event')}", SWITCH.replace("type: boolean", type_))
    method = snippet.method("answers.create")
    assert method.overloads == (
        ir.Overload(narrowed=(("stream", off, False),), returns="result"),
        ir.Overload(narrowed=(("stream", ir.Lit((True,)), True),), returns="stream"),
        ir.Overload(narrowed=(("stream", ir.Prim("bool"), True),), returns="both"),
    )
    assert method.required == (("prompt",), ("prompt", "stream"))


def test_an_unknown_model_or_switch_is_an_error_at_its_place() -> None:
    config = "headrace:\n  streams:\n    answers.create: {event: answers.evnt, param: strm}\n"
    errors = diagnostic_lines(create(JSON, config=config), "error")
    assert errors == [
        "stainless.yml:10:50: error: post /answers has no body or query parameter 'strm' to switch streaming on with",
        "stainless.yml:10:29: error: there is no model 'answers.evnt'",
    ]


def test_a_stream_of_an_unknown_method_is_an_error_with_a_proposal() -> None:
    snippet = create(JSON, config="headrace: {streams: {answer.create: {event: answers.event}}}\n")
    (error,) = (found for found in snippet.diagnostics if found.severity == "error")
    assert (error.code, error.hint) == ("config/unknown-method", "did you mean 'answers.create'?")
