"""Streams whose connection drops go on where they were cut; those that fail before they begin are asked for again."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import anyio
import pytest

import headrace_openai as openai
from harness.helper_streams import QUICK, Outcome, answer, choice, chunk, consume, every_kind, sse, text_events
from headrace.testing import Fault, RecordedRequest, Replay, ReplayServer

EVENTS = text_events("One ", "two ", "three ", "four ", "five.")
LAST = len(EVENTS) - 1
TEXT = "One two three four five."

Answer = Callable[[RecordedRequest], Replay]


def body(start: int, stop: int | None = None, hint: str = QUICK) -> bytes:
    """The events from one number up to another, after the hint to reconnect quickly."""
    return hint.encode() + sse(EVENTS[start:stop], named=True)


def cut(start: int, stop: int, hint: str = QUICK) -> Replay:
    """Some events, then the end of the connection in the middle of the next one."""
    whole = body(start, stop, hint)
    return Replay(body(start, None, hint), pieces="event", fault=Fault("close", len(whole) + 9))


def asked_after(request: RecordedRequest) -> int | None:
    """The number that a request asks for the events after."""
    found = parse_qs(urlsplit(request.path).query).get("starting_after")
    return int(found[0]) if found else None


def rest(request: RecordedRequest) -> Replay:
    """All events after the number asked for."""
    after = asked_after(request)
    return Replay(body(0 if after is None else after + 1), pieces="event")


def rest_by(count: int) -> Answer:
    """As ``rest``, but the connection drops after so many events."""

    def serve(request: RecordedRequest) -> Replay:
        after = asked_after(request)
        start = 0 if after is None else after + 1
        return cut(start, start + count) if start + count <= LAST else Replay(body(start), pieces="event")

    return serve


def in_background(client: Any) -> Any:
    return client.responses.stream(model="m", input="x", background=True, resume=True)


def retrieved(client: Any) -> Any:
    return client.responses.retrieve("resp_1", stream=True, starting_after=2)


def numbers(outcome: Outcome) -> list[int]:
    return [event.sequence_number for event in outcome.events]


@every_kind
class TestHelper:
    """``responses.stream(background=True, resume=True)``."""

    @pytest.mark.parametrize("kept", range(1, LAST + 1))
    def test_no_gap_and_no_repeat(self, kind: str, kept: int) -> None:
        """Wherever the connection drops, the client asks for what comes after, and gives each event once."""
        with ReplayServer(cut(0, kept), rest) as server:
            outcome = consume(kind, server.url, in_background, final="get_final_response", max_retries=1)

        assert outcome.error is None
        assert list(range(LAST + 1)) == numbers(outcome)
        assert TEXT == outcome.final.output_text
        first, second = server.requests
        assert ("POST", "/responses") == (first.method, first.path)
        assert {"background": True, "stream": True} == {name: first.json()[name] for name in ("background", "stream")}
        assert "GET" == second.method
        assert "/responses/resp_1" == urlsplit(second.path).path
        assert {"stream": ["true"], "starting_after": [str(kept - 1)]} == parse_qs(urlsplit(second.path).query)

    def test_reset(self, kind: str) -> None:
        """A connection that is broken by force is no different."""
        broken = Replay(body(0), pieces="event", fault=Fault("reset", len(body(0, 6)) + 9))
        with ReplayServer(broken, rest) as server:
            outcome = consume(kind, server.url, in_background, max_retries=1)

        assert (None, list(range(LAST + 1))) == (outcome.error, numbers(outcome))

    def test_snapshots_go_on(self, kind: str) -> None:
        """A snapshot has the text from before the drop, too."""
        with ReplayServer(cut(0, 6), rest) as server:
            outcome = consume(kind, server.url, in_background, max_retries=1)

        assert "One two three four five." == outcome.of("response.output_text.delta")[-1].snapshot

    def test_events_that_come_again(self, kind: str) -> None:
        """A server that begins anew is listened to, but nothing is given out twice."""
        with ReplayServer(cut(0, 6), Replay(body(0), pieces="event")) as server:
            outcome = consume(kind, server.url, in_background, max_retries=1)

        assert list(range(LAST + 1)) == numbers(outcome)

    def test_more_drops_than_retries(self, kind: str) -> None:
        """``max_retries`` bounds the reconnections of one stream; then the error tells how far it came."""
        with ReplayServer(rest_by(2)) as server:
            outcome = consume(kind, server.url, in_background, max_retries=2)

        assert isinstance(outcome.error, openai.APIConnectionError)
        assert list(range(6)) == numbers(outcome)
        assert (3, 6) == (len(server.requests), outcome.error.events_seen)

    def test_as_many_drops_as_retries(self, kind: str) -> None:
        """Each drop takes one of the retries."""
        with ReplayServer(rest_by(4)) as server:
            outcome = consume(kind, server.url, in_background, max_retries=3)

        assert (None, list(range(LAST + 1)), 4) == (outcome.error, numbers(outcome), len(server.requests))

    def test_no_progress(self, kind: str) -> None:
        """A server that always drops before anything new comes doesn't keep the client for ever."""
        with ReplayServer(cut(0, 3)) as server:
            outcome = consume(kind, server.url, in_background, max_retries=2)

        assert isinstance(outcome.error, openai.APIConnectionError)
        assert ([0, 1, 2], 3) == (numbers(outcome), len(server.requests))

    def test_refused_for_a_while(self, kind: str) -> None:
        """A status that is retried for requests is retried for the reconnection, out of the same retries."""
        refusals = [answer({"error": {"message": "busy"}}, status=503, headers={"retry-after-ms": "1"})] * 2
        with ReplayServer(cut(0, 5), *refusals, rest) as server:
            outcome = consume(kind, server.url, in_background, max_retries=3)

        assert (None, list(range(LAST + 1)), 4) == (outcome.error, numbers(outcome), len(server.requests))

    def test_refused_for_good(self, kind: str) -> None:
        """A status that is no use retrying raises, with what is known of the stream."""
        with ReplayServer(cut(0, 5), answer({"error": {"message": "gone"}}, status=404)) as server:
            outcome = consume(kind, server.url, in_background, max_retries=5)

        assert isinstance(outcome.error, openai.NotFoundError)
        assert isinstance(outcome.error.__cause__, openai.APIConnectionError)
        assert (5, 2) == (outcome.error.events_seen, len(server.requests))

    def test_not_unless_asked(self, kind: str) -> None:
        """Without ``resume`` the error is the caller's at once."""
        with ReplayServer(cut(0, 5), rest) as server:
            outcome = consume(
                kind, server.url, lambda c: c.responses.stream(model="m", input="x", background=True), max_retries=2
            )

        assert isinstance(outcome.error, openai.APIConnectionError)
        assert 1 == len(server.requests)

    def test_extra_headers_go_along(self, kind: str) -> None:
        """Headers of the call are those of the reconnection; its extra body isn't."""
        with ReplayServer(cut(0, 5), rest) as server:
            consume(
                kind,
                server.url,
                lambda c: c.responses.stream(
                    model="m",
                    input="x",
                    background=True,
                    resume=True,
                    extra_headers={"x-tenant": "mill"},
                    extra_body={"more": 1},
                ),
                max_retries=1,
            )

        first, second = server.requests
        assert ("mill", "mill") == (first.headers["x-tenant"], second.headers["x-tenant"])
        assert (1, b"") == (first.json()["more"], second.body)


@every_kind
class TestRetrieve:
    """``responses.retrieve(id, stream=True, starting_after=n)``."""

    def test_no_gap_and_no_repeat(self, kind: str) -> None:
        """The client asks again, for the events after the last one that came."""
        with ReplayServer(rest_by(3)) as server:
            outcome = consume(kind, server.url, retrieved, max_retries=5)

        assert (None, list(range(3, LAST + 1))) == (outcome.error, numbers(outcome))
        assert [2, 5, 8, 11] == [asked_after(request) for request in server.requests][:4]

    def test_bounded(self, kind: str) -> None:
        """``max_retries`` holds."""
        with ReplayServer(rest_by(1)) as server:
            outcome = consume(kind, server.url, retrieved, max_retries=1)

        assert isinstance(outcome.error, openai.APIConnectionError)
        assert ([3, 4], 2) == (numbers(outcome), len(server.requests))

    def test_through_the_helper(self, kind: str) -> None:
        """``responses.stream(response_id=...)`` is a retrieval, and goes on like one."""
        with ReplayServer(rest_by(3)) as server:
            outcome = consume(
                kind,
                server.url,
                lambda c: c.responses.stream(response_id="resp_1", starting_after=2),
                final="get_final_response",
                max_retries=5,
            )

        assert (None, list(range(3, LAST + 1))) == (outcome.error, numbers(outcome))
        assert TEXT == outcome.final.output_text
        assert {"GET"} == {request.method for request in server.requests}

    def test_raw_events_are_not_resumed(self, kind: str) -> None:
        """Who reads raw events reads no numbers, so there is nothing to resume by: the error comes at once."""
        with ReplayServer(cut(0, 5), rest) as server:
            if kind == "sync":
                read_raw(server.url)
            else:
                anyio.run(async_read_raw, server.url, backend=kind)

        assert 1 == len(server.requests)


def read_raw(url: str) -> None:
    with openai.OpenAI(api_key="k", base_url=url) as client:
        stream = client.responses.retrieve("resp_1", stream=True)
        with pytest.raises(openai.APIConnectionError):
            list(stream.events())


async def async_read_raw(url: str) -> None:
    async with openai.AsyncOpenAI(api_key="k", base_url=url) as client:
        stream = await client.responses.retrieve("resp_1", stream=True)
        with pytest.raises(openai.APIConnectionError):
            async for _ in stream.events():
                pass


CHAT = sse([chunk(choice(content="Hi")), chunk(choice(finish="stop"))], done=True)


@every_kind
class TestBeforeTheFirstEvent:
    """A stream that breaks before any event is retried like any request."""

    OPENINGS = pytest.mark.parametrize(
        ("opening", "content"),
        [
            (lambda c: c.responses.create(model="m", input="x", stream=True), body(0)),
            (lambda c: c.responses.stream(model="m", input="x"), body(0)),
            (lambda c: c.chat.completions.create(model="m", messages=[], stream=True), CHAT),
            (lambda c: c.chat.completions.stream(model="m", messages=[]), CHAT),
        ],
        ids=["responses.create", "responses.stream", "chat.create", "chat.stream"],
    )

    @OPENINGS
    @pytest.mark.parametrize("fault", ["reset", "close"])
    def test_retried(self, kind: str, opening: Any, content: bytes, fault: Any) -> None:
        """The same request once more, and all events of the second answer."""
        broken = Replay(QUICK.encode() + content, pieces="event", fault=Fault(fault, len(QUICK) + 5))
        with ReplayServer(broken, Replay(content, pieces="event")) as server:
            outcome = consume(kind, server.url, opening, max_retries=1)

        first, second = server.requests
        assert outcome.error is None
        assert outcome.events
        assert (first.method, first.path, first.body) == (second.method, second.path, second.body)
        assert ["0", "1"] == [request.headers["x-stainless-retry-count"] for request in server.requests]

    def test_bounded(self, kind: str) -> None:
        """Statuses and broken streams share the retries of the request."""
        refused = answer({"error": {"message": "busy"}}, status=503, headers={"retry-after-ms": "1"})
        broken = Replay(QUICK.encode() + CHAT, pieces="event", fault=Fault("close", len(QUICK) + 5))
        with ReplayServer(refused, broken) as server:
            outcome = consume(
                kind,
                server.url,
                lambda c: c.chat.completions.create(model="m", messages=[], stream=True),
                max_retries=2,
            )

        assert isinstance(outcome.error, openai.APIConnectionError)
        assert 3 == len(server.requests)

    def test_not_later(self, kind: str) -> None:
        """After an event it is too late: the caller has seen something that can't be taken back."""
        broken = Replay(QUICK.encode() + CHAT, pieces="event", fault=Fault("close", len(CHAT) // 2 + len(QUICK)))
        with ReplayServer(broken) as server:
            outcome = consume(
                kind,
                server.url,
                lambda c: c.chat.completions.create(model="m", messages=[], stream=True),
                max_retries=2,
            )

        assert isinstance(outcome.error, openai.APIConnectionError)
        assert (1, 1) == (len(outcome.events), len(server.requests))

    def test_idle_timeout_is_the_callers(self, kind: str) -> None:
        """A limit that the caller set is an error when it runs out, not a reason to wait for as long again."""
        silent = Replay(CHAT, pieces="event", fault=Fault("stall", 0))
        with ReplayServer(silent) as server:
            outcome = consume(
                kind,
                server.url,
                lambda c: c.chat.completions.create(model="m", messages=[], stream=True),
                max_retries=2,
                idle_timeout=0.2,
            )

        assert isinstance(outcome.error, openai.APITimeoutError)
        assert "idle_timeout" in str(outcome.error)
        assert 1 == len(server.requests)


class TestClosing:
    """Closing while the client waits to reconnect ends the stream at once, without an exception."""

    SLOW = "retry: 100000\n\n"

    def test_sync(self) -> None:
        with (
            ReplayServer(cut(0, 5, self.SLOW), rest) as server,
            openai.OpenAI(api_key="k", base_url=server.url) as client,
        ):
            stream = client.responses.retrieve("resp_1", stream=True)
            found: list[Any] = []
            thread = threading.Thread(target=lambda: found.extend([*stream, "ended"]))
            thread.start()
            while stream.events_seen < 5:
                thread.join(0.01)
            stream.close()
            thread.join(30)
            client.close()

        assert "ended" == found[-1]
        assert (6, 1) == (len(found), len(server.requests))

    @pytest.mark.parametrize("backend", ["asyncio", "trio"])
    @pytest.mark.parametrize("way", ["aclose", "cancel"])
    def test_async(self, backend: str, way: str) -> None:
        async def main() -> list[Any]:
            found: list[Any] = []

            async def read() -> None:
                async for event in stream:
                    found.append(event)
                found.append("ended")

            async with openai.AsyncOpenAI(api_key="k", base_url=server.url) as client:
                stream = await client.responses.retrieve("resp_1", stream=True)
                with anyio.fail_after(30):
                    async with anyio.create_task_group() as group:
                        group.start_soon(read)
                        while stream.events_seen < 5:
                            await anyio.sleep(0.01)
                        await anyio.sleep(0.05)
                        if way == "aclose":
                            await stream.aclose()
                        else:
                            stream.cancel()
            return found

        with ReplayServer(cut(0, 5, self.SLOW), rest) as server:
            found = anyio.run(main, backend=backend)

        assert "ended" == found[-1]
        assert (6, 1) == (len(found), len(server.requests))


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"model": "m", "input": "x", "resume": True}, "background"),
        ({"response_id": "r", "model": "m"}, "model"),
        ({"model": "m", "input": "x", "starting_after": 3}, "response_id"),
        ({"model": "m"}, "input"),
        ({}, "input and model"),
    ],
)
@pytest.mark.parametrize("client", [openai.OpenAI(api_key="k"), openai.AsyncOpenAI(api_key="k")])
def test_mixtures(client: Any, arguments: dict[str, Any], reason: str) -> None:
    """The two forms of the call don't mix, and only a background response can be resumed."""
    with pytest.raises(ValueError, match=reason):
        client.responses.stream(**arguments)
