"""The decoder of server-sent events, by the WHATWG HTML standard, section 9.2.6."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headrace.errors import EventTooLargeError
from headrace.jsonl import JSONLinesDecoder
from headrace.sse import ServerSentEvent, SSEDecoder


def decode(*chunks: bytes, limit: int | None = None) -> list[ServerSentEvent]:
    decoder = SSEDecoder(max_event_bytes=limit)
    return [event for chunk in chunks for event in decoder.feed(chunk)]


def reference(body: bytes) -> tuple[list[ServerSentEvent], str, int | None]:
    """The standard's algorithm, word for word: decode the whole stream, then go line by line."""
    text = body.decode("utf-8", "replace").removeprefix("\ufeff")
    lines = re.split("\r\n|\r|\n", text)[:-1]
    events: list[ServerSentEvent] = []
    data, event, last_id, id_buffer = "", "", "", ""
    retry: int | None = None
    block_retry: int | None = None
    for line in lines:
        if line == "":
            last_id = id_buffer
            if data:
                events.append(ServerSentEvent(event or "message", data[:-1], last_id, block_retry))
            data, event, block_retry = "", "", None
            continue
        name, _, value = line.partition(":")
        value = value[1:] if value.startswith(" ") else value
        if name == "event":
            event = value
        elif name == "data":
            data += value + "\n"
        elif name == "id" and "\0" not in value:
            id_buffer = value
        elif name == "retry" and re.fullmatch("[0-9]+", value):
            retry = block_retry = int(value)
    return events, last_id, retry


Event = ServerSentEvent
TABLE = {
    "one line": (b"data: a\n\n", [Event(data="a")]),
    "no space after the colon": (b"data:a\n\n", [Event(data="a")]),
    "only one space goes": (b"data:  a\n\n", [Event(data=" a")]),
    "a tab stays": (b"data:\ta\n\n", [Event(data="\ta")]),
    "lines are joined": (b"data: a\ndata\ndata: b\n\n", [Event(data="a\n\nb")]),
    "empty data is data": (b"data\n\n", [Event(data="")]),
    "no data, no event": (b"event: x\nretry: 5\n\n", []),
    "the name doesn't outlive its block": (b"event: x\n\ndata: a\n\n", [Event(data="a")]),
    "the last name wins": (b"event: x\nevent: y\ndata: a\n\n", [Event("y", "a")]),
    "an empty name is none": (b"event:\ndata: a\n\n", [Event(data="a")]),
    "CR": (b"data: a\r\rdata: b\r\r", [Event(data="a"), Event(data="b")]),
    "CRLF": (b"data: a\r\n\r\ndata: b\r\n\r\n", [Event(data="a"), Event(data="b")]),
    "mixed line ends": (b"data: a\r\n\ndata: b\n\r\ndata: c\r\n\r", [Event(data=x) for x in "abc"]),
    "blank lines in a row": (b"\n\n\ndata: a\n\n\n\ndata: b\n\n\n", [Event(data="a"), Event(data="b")]),
    "comments": (b": hi\n:\n\ndata: a\n: in between\ndata: b\n\n", [Event(data="a\nb")]),
    "unknown fields": (b"foo: x\ndata: a\nDATA: y\n data: z\n\n", [Event(data="a")]),
    "a mark at the start": (b"\xef\xbb\xbfdata: a\n\n", [Event(data="a")]),
    "only one mark": (b"\xef\xbb\xbf\xef\xbb\xbfdata: a\n\ndata: b\n\n", [Event(data="b")]),
    "a mark in data": (b"data: \xef\xbb\xbfa\n\n", [Event(data="\ufeffa")]),
    "bad UTF-8": (b"data: a\xff\xe2\x82\n\n", [Event(data="a\ufffd\ufffd")]),
    "separators of Unicode end no line": ("data: a\u2028b\x85c\n\n".encode(), [Event(data="a\u2028b\x85c")]),
    "the id persists": (b"id: 1\ndata: a\n\ndata: b\n\n", [Event(data="a", id="1"), Event(data="b", id="1")]),
    "an empty id resets": (b"id: 1\ndata: a\n\nid\ndata: b\n\n", [Event(data="a", id="1"), Event(data="b")]),
    "NUL in an id": (b"id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n", [Event(data="a", id="1"), Event(data="b", id="1")]),
    "an id without data counts": (b"id: 1\n\ndata: a\n\n", [Event(data="a", id="1")]),
    "retry": (b"retry: 0010\ndata: a\n\n", [Event(data="a", retry=10)]),
    "retry of other digits": (
        "retry: \u0661\nretry: -1\nretry: 1_0\nretry:  1\ndata: a\n\n".encode(),
        [Event(data="a")],
    ),
    "retry beyond reason": (b"retry: " + b"9" * 5000 + b"\ndata: a\n\n", [Event(data="a")]),
    "what isn't closed is dropped": (b"data: a\n\ndata: b\n", [Event(data="a")]),
    "nothing": (b"", []),
}


@pytest.mark.parametrize(("body", "expected"), TABLE.values(), ids=TABLE.keys())
class TestTable:
    def test_whole(self, body: bytes, expected: list[Event]) -> None:
        """The input in one piece."""
        assert expected == decode(body)

    def test_every_byte(self, body: bytes, expected: list[Event]) -> None:
        """The input byte by byte, with empty pieces between."""
        pieces = [piece for index in range(len(body)) for piece in (body[index : index + 1], b"")]

        assert expected == decode(*pieces)

    def test_every_cut(self, body: bytes, expected: list[Event]) -> None:
        """The input in two pieces."""
        for cut in range(0, len(body) + 1, max(1, len(body) // 200)):
            assert expected == decode(body[:cut], body[cut:])

    def test_reference(self, body: bytes, expected: list[Event]) -> None:
        """The table and the standard's own algorithm agree."""
        if b"9999" not in body:  # the one place where we are less than the standard
            assert expected == reference(body)[0]


# Bodies made of what matters to the algorithm; random bytes would hardly ever hold an event.
ATOMS = [
    b"data",
    b"event",
    b"id",
    b"retry",
    b":",
    b" ",
    b"\n",
    b"\r",
    b"\r\n",
    b"\n\n",
    b"a",
    b"12",
    b"\0",
    b"\xef\xbb\xbf",
]
BODIES = st.lists(st.sampled_from([*ATOMS, b"\xe2\x82\xac", b"\xe2\x82", b"\xff", b"data: x\n\n"]), max_size=40).map(
    b"".join
)


class TestProperties:
    @settings(max_examples=300, deadline=None)
    @given(body=BODIES)
    def test_same_as_the_standard(self, body: bytes) -> None:
        """Any body gives what the standard's algorithm gives, ids and retry included."""
        decoder = SSEDecoder()
        events = decoder.feed(body)

        assert reference(body) == (events, decoder.last_event_id, decoder.retry)

    @settings(max_examples=300, deadline=None)
    @given(body=BODIES, cuts=st.lists(st.integers(0, 200), max_size=12))
    def test_cuts_change_nothing(self, body: bytes, cuts: list[int]) -> None:
        """Any cut gives the same as the whole."""
        places = sorted({min(cut, len(body)) for cut in cuts} | {0, len(body)})

        assert decode(body) == decode(*(body[a:b] for a, b in pairwise(places)))

    @settings(max_examples=200, deadline=None)
    @given(body=BODIES, cuts=st.lists(st.integers(0, 200), max_size=12), limit=st.integers(0, 20))
    def test_cuts_change_no_limit(self, body: bytes, cuts: list[int], limit: int) -> None:
        """Whether an event is too large, and what comes before it, doesn't depend on the cuts."""
        places = sorted({min(cut, len(body)) for cut in cuts} | {0, len(body)})

        assert with_limit([body], limit) == with_limit([body[a:b] for a, b in pairwise(places)], limit)


def with_limit(chunks: list[bytes], limit: int) -> tuple[list[ServerSentEvent], bool]:
    decoder = SSEDecoder(max_event_bytes=limit)
    events: list[ServerSentEvent] = []
    try:
        for chunk in [*chunks, b""]:
            events += decoder.feed(chunk)
    except EventTooLargeError:
        return events, True
    return events, False


class TestLimit:
    def test_too_large(self) -> None:
        """An event beyond the limit is refused as soon as that is known, and nothing is kept of it."""
        decoder = SSEDecoder(max_event_bytes=1_000)
        with pytest.raises(EventTooLargeError, match="1000 bytes"):
            for _ in range(2_000):
                decoder.feed(b"x")

        assert decoder.pending_event() is None
        with pytest.raises(EventTooLargeError):
            decoder.feed(b"\n\ndata: a\n\n")

    def test_good_events_first(self) -> None:
        """Events that were whole before the large one are given out; the next call refuses."""
        decoder = SSEDecoder(max_event_bytes=10)

        assert [Event(data="a")] == decoder.feed(b"data: a\n\ndata: " + b"b" * 20)
        with pytest.raises(EventTooLargeError):
            decoder.feed(b"")

    def test_exact(self) -> None:
        """An event of exactly the limit passes, whatever its line ends."""
        assert [Event(data="abcd")] == decode(b"data: abcd\r\n", b"\r\n", limit=10)
        with pytest.raises(EventTooLargeError):
            decode(b"data: abcde\n\n", limit=10)

    def test_many_events_are_no_large_event(self) -> None:
        """The limit is for one event, not for a piece of input."""
        assert 100 == len(decode(b"data: a\n\n" * 100, limit=10))


class TestEvent:
    def test_faces(self) -> None:
        """Data is there as bytes, text and JSON."""
        event = Event("x", b'{"a": 1}', "7", 3)

        assert (b'{"a": 1}', '{"a": 1}', {"a": 1}) == (event.raw, event.data, event.json())
        assert "ServerSentEvent(event='x', data='{\"a\": 1}', id='7', retry=3)" == repr(event)
        assert hash(event) == hash(Event("x", '{"a": 1}', "7", 3))
        assert event != object()

    def test_pending(self) -> None:
        """What was lost at the end can be looked at, without changing anything."""
        decoder = SSEDecoder()
        decoder.feed(b"id: 1\ndata: a\n\nid: 2\nretry: 5\ndata: b\nda")

        assert Event(data="b", id="2", retry=5) == decoder.pending_event()
        assert ("1", 5) == (decoder.last_event_id, decoder.retry)


class TestJSONLines:
    def test_cuts(self) -> None:
        """One event for each line that isn't blank, at any cut; the last line may lack its end."""
        body = b'{"a":1}\r\n\n  \n{"b":2}\n{"c":3}'
        for size in range(1, len(body)):
            decoder = JSONLinesDecoder()
            events = [e for i in range(0, len(body), size) for e in decoder.feed(body[i : i + size])]

            assert ['{"a":1}', '{"b":2}'] == [event.data for event in events]
            assert Event(data='{"c":3}') == decoder.pending_event()

    def test_limit(self) -> None:
        """A line beyond the limit is refused, after the lines before it."""
        decoder = JSONLinesDecoder(max_event_bytes=5)

        assert [Event(data="{}")] == decoder.feed(b"{}\n123456")
        with pytest.raises(EventTooLargeError):
            decoder.feed(b"")
        with pytest.raises(EventTooLargeError):
            JSONLinesDecoder(max_event_bytes=5).feed(b"123456")
        with pytest.raises(EventTooLargeError):
            JSONLinesDecoder(max_event_bytes=5).feed(b"123456\n")
