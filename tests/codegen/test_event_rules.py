"""``streaming.on_event``: every matcher with every handle, from the config to a stream on the wire."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harness.lowering import diagnostic_lines, lower_snippet
from harness.made import Made, made
from harness.scripted_server import Reply, scripted_server
from headrace_codegen import ir

DOCUMENT = """
paths:
  /ticks:
    get:
      responses:
        "200":
          description: ""
          content: {text/event-stream: {schema: {$ref: "#/components/schemas/Tick"}}}
components:
  schemas:
    Tick: {type: object, required: [n], properties: {n: {type: integer}}}
"""
CONFIG = """
resources: {ticks: {models: {tick: Tick}, methods: {watch: get /ticks}}}
streaming:
  on_event:
"""


def rules(lines: str) -> tuple[ir.Stream, list[str]]:
    """The stream of ``ticks.watch`` under these rules, and what was warned of."""
    snippet = lower_snippet(DOCUMENT, CONFIG + "".join(f"    - {line}\n" for line in lines.strip().splitlines()))
    found = snippet.method("ticks.watch").stream
    assert found is not None
    return found, diagnostic_lines(snippet, "warning", "error")


def test_each_matcher_with_each_handle() -> None:
    found, said = rules(
        """
{data_starts_with: "[DONE]", handle: done}
{event_type: [bye, finis], handle: done}
{event_type: oops, handle: error}
{data_starts_with: "fault:", handle: error}
{event_type: ping, handle: skip}
{data_starts_with: "#", handle: continue}
{event_type: [null, tick], handle: yield}
"""
    )
    assert said == []
    assert (found.sentinel, found.ends, found.truncation) == (("[DONE]",), ("bye", "finis"), "error")
    assert found.errors == (ir.ErrorRule(event=("oops",)), ir.ErrorRule(data=("fault:",)))
    assert (found.noise, found.noise_data, found.only) == (("ping",), ("#",), ("tick", "message"))


def test_the_first_rule_that_matches_decides() -> None:
    """What stands below a rule for the same event, or below the rule for all of them, counts for nothing."""
    found, said = rules(
        """
{event_type: [a, b], handle: yield}
{event_type: [b, c], handle: skip}
{kind: fallthrough, handle: skip}
{event_type: c, handle: error}
"""
    )
    assert said == []
    assert (found.only, found.noise, found.errors) == (("a", "b"), ("c",), ())


def test_a_rule_that_cannot_be_kept_is_a_warning_at_its_place() -> None:
    _, said = rules('{data_starts_with: "{", handle: yield}\n{kind: fallthrough, handle: error}')
    assert said == [
        "stainless.yml:7:7: warning: this rule can't be kept as it is: other events are yielded too: "
        "data alone can't choose what is",
        "stainless.yml:8:7: warning: this rule can't be kept as it is: it is passed over: "
        "'error' needs an event that it is about",
    ]


WIRED = """
streaming:
  on_event:
    - {event_type: [bye], handle: done}
    - {data_starts_with: "fault:", handle: error}
    - {data_starts_with: "[1", handle: error}
    - {event_type: oops, handle: error}
    - {data_starts_with: "#", handle: skip}
    - {event_type: ping, handle: skip}
    - {event_type: [null, tick], handle: yield}
"""


@pytest.fixture(scope="module")
def sdk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    config = "resources: {ticks: {models: {tick: Tick}, methods: {watch: get /ticks}}}" + WIRED
    with made(tmp_path_factory.mktemp("sdk"), DOCUMENT, config) as sdk:
        yield sdk


def watch(sdk: Made, body: str) -> Any:
    """What comes of a stream with this body: the numbers, and the error that ended it or None."""
    with scripted_server(
        lambda asked: Reply(headers={"Content-Type": "text/event-stream"}, body=body.encode())
    ) as server:
        seen: list[int] = []
        try:
            with sdk.client(server.url).ticks.watch() as stream:
                seen.extend(event.n for event in stream)
        except sdk.package.APIError as error:
            return seen, type(error).__name__, error.message
        return seen, None, None


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        ('data: {"n":1}\n\nevent: bye\ndata: x\n\ndata: {"n":2}\n\n', ([1], None, None)),
        ('event: bye\ndata: {"n":2}\n\n', ([], None, None)),
        ('data: {"n":1}\n\nevent: bye\ndata: {}\n', ([1], None, None)),
        ('data: {"n":1}\n\n', ([1], "StreamTruncatedError", None)),
        ('data: {"n":1}\n\ndata: fault: no water\n\n', ([1], "APIError", "fault: no water")),
        ('data: [1, "no water"]\n\n', ([], "APIError", None)),
        ('event: oops\ndata: {"message": "dry"}\n\n', ([], "APIError", "dry")),
        ("data: # a comment\n\n" + 'event: tick\ndata: {"n":3}\n\nevent: bye\ndata: x\n\n', ([3], None, None)),
        ("event: ping\ndata: x\n\n" + 'event: tick\ndata: {"n":3}\n\nevent: bye\ndata: x\n\n', ([3], None, None)),
        ('event: other\ndata: {"n":4}\n\nevent: bye\ndata: x\n\n', ([], None, None)),
    ],
)  # fmt: skip
def test_the_rules_hold_on_the_wire(sdk: Made, body: str, seen: tuple[list[int], str | None, str | None]) -> None:
    """An end, an error, what is skipped and what isn't named, in streams that a server sends."""
    numbers, kind, message = watch(sdk, body)

    assert (numbers, kind) == seen[:2]
    if seen[2] is not None:
        assert message == seen[2]


def test_an_event_that_ends_a_stream_is_not_given_out_though_it_could_be_read(tmp_path: Path) -> None:
    """Where everything else is yielded, and the end's data is as good as any event's."""
    config = """
resources: {ticks: {models: {tick: Tick}, methods: {watch: get /ticks}}}
streaming:
  on_event:
    - {event_type: bye, handle: done}
    - {data_starts_with: '{"n":7', handle: skip}
    - {data_starts_with: '{"n":9', handle: error}
    - {kind: fallthrough, handle: yield}
"""
    with made(tmp_path, DOCUMENT, config) as sdk:
        good = 'data: {"n":1}\n\ndata: {"n":7}\n\n'
        assert watch(sdk, good + 'event: bye\ndata: {"n":2}\n\ndata: {"n":3}\n\n') == ([1], None, None)
        assert watch(sdk, good + 'data: {"n":9}\n\n')[:2] == ([1], "APIError")


def test_raw_events_end_and_fail_by_the_same_rules(sdk: Made) -> None:
    """``stream.events()`` gives out what came, end and error included."""
    answers = iter(['data: {"n":1}\n\nevent: bye\ndata: x\n\ndata: more\n\n', "data: fault: dry\n\ndata: more\n\n"])

    def answer(asked: object) -> Reply:
        return Reply(headers={"Content-Type": "text/event-stream"}, body=next(answers).encode())

    with scripted_server(answer) as server:
        client = sdk.client(server.url)
        assert [sse.event for sse in client.ticks.watch().events()] == ["message", "bye"]
        with pytest.raises(sdk.package.APIError, match="fault: dry"):
            list(client.ticks.watch().events())
