"""Streams over real sockets, sync and async: connections, limits, closing, and what can go wrong on the wire."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable
from typing import Any

import anyio
import anyio.to_thread
import httpx
import pytest

from harness.streams import CHUNKS, DONE, JOB, KINDS, Outcome, client_options, consume, delta, sse
from headrace import errors
from headrace.record import replace
from headrace.stream import AsyncStream, Stream
from headrace.testing import Fault, Replay, ReplayServer

BODY = sse(*(delta(n, "text " * 10) for n in range(20)), DONE)
CHUNK = '{"id":"c","choices":[{"index":0,"text":"hi"}]}'
CHAT = sse(CHUNK, "[END]")
FRAMINGS = pytest.mark.parametrize("framing", ["chunked", "length", "close"])


def one(kind: str, replay: Replay, spec: Any = JOB, **options: Any) -> Outcome:
    """One stream from a server of its own, which must be left without an open connection."""
    with ReplayServer(replay) as server:
        outcome = consume(kind, server.url, spec, **options)[0]
        assert server.wait_for_disconnects()
    assert outcome.stream.response.is_closed
    return outcome


@KINDS
class TestDelivery:
    @FRAMINGS
    @pytest.mark.parametrize("gzip", [False, True], ids=["plain", "gzip"])
    @pytest.mark.parametrize("pieces", [None, "event", 1, 7, (3, 50, 51, 400)], ids=str)
    def test_any_way(self, kind: str, framing: Any, gzip: bool, pieces: Any) -> None:
        """However a body is framed, compressed and cut, its events are the same."""
        outcome = one(kind, Replay(BODY, pieces=pieces, framing=framing, gzip=gzip))

        assert outcome.error is None
        assert [*(["Delta"] * 20), "Done"] == outcome.names
        assert outcome.stream.complete

    def test_at_once(self, kind: str) -> None:
        """Events are given out when they arrive, not when the body ends."""
        outcome = one(kind, Replay(BODY, pieces="event", fault=Fault("stall")), take=21)

        assert 21 == len(outcome.events)

    def test_drip(self, kind: str) -> None:
        """One byte at a time, slowly."""
        assert 1 == len(one(kind, Replay(CHAT, pieces=1, delay=0.001), CHUNKS).events)

    def test_many_tiny_events(self, kind: str) -> None:
        """Ten thousand events in one go."""
        body = sse(*(delta(n) for n in range(10_000)), DONE)
        outcome = one(kind, Replay(body))

        assert 10_001 == len(outcome.events)
        assert list(range(10_000)) == [event.number for event in outcome.events[:-1]]

    def test_one_large_event(self, kind: str) -> None:
        """A large event within the limit is whole."""
        outcome = one(kind, Replay(sse(delta(1, "x" * 5_000_000), DONE)))

        assert 5_000_000 == len(outcome.events[0].text)

    def test_too_large_event(self, kind: str) -> None:
        """One beyond the limit is refused while it arrives, and the connection closed."""
        body = sse(delta(1), delta(2, "x" * 20_000_000))
        outcome = one(kind, Replay(body, fault=Fault("stall")), max_event_bytes=100_000)

        assert ["Delta"] == outcome.names
        assert isinstance(outcome.error, errors.EventTooLargeError)


@KINDS
class TestConnections:
    @FRAMINGS
    @pytest.mark.parametrize(
        ("body", "spec"), [(CHAT, CHUNKS), (BODY, JOB), (BODY + sse("[X]"), JOB)], ids=["end", "tag", "rest"]
    )
    def test_reuse(self, kind: str, framing: Any, body: bytes, spec: Any) -> None:
        """Five streams one after another use one connection, as far as the framing allows."""
        with ReplayServer(Replay(body, pieces="event", framing=framing)) as server:
            outcomes = consume(kind, server.url, spec, times=5)

            assert [None] * 5 == [outcome.error for outcome in outcomes]
            assert (5 if framing == "close" else 1) == server.connections

    def test_late_end(self, kind: str) -> None:
        """What comes a little after the end mark is waited for."""
        with ReplayServer(Replay(CHAT + b": bye\n\n", pieces="event", delay=0.02)) as server:
            consume(kind, server.url, CHUNKS, times=3, drain_seconds=20)

            assert 1 == server.connections

    def test_endless_after_end(self, kind: str) -> None:
        """A server that never ends the body costs the connection, not the caller's time or memory."""
        endless = Replay(CHAT + b": more\n\n" * 100_000, pieces="event")
        with ReplayServer(endless, Replay(CHAT, fault=Fault("stall"))) as server:
            outcomes = consume(kind, server.url, CHUNKS, times=2)

            assert [None, None] == [outcome.error for outcome in outcomes]
            assert [True, True] == [outcome.stream.complete for outcome in outcomes]
            assert 2 == server.connections
            assert server.wait_for_disconnects()

    def test_early_exit(self, kind: str) -> None:
        """Leaving the ``with`` early closes the connection at once; the next stream gets a new one."""
        with ReplayServer(Replay(BODY, pieces="event", fault=Fault("stall", at=600))) as server:
            outcomes = consume(kind, server.url, JOB, take=2, times=2)

            assert [2, 2] == [len(outcome.events) for outcome in outcomes]
            assert [False, False] == [outcome.stream.complete for outcome in outcomes]
            assert 2 == server.connections
            assert server.wait_for_disconnects()

    def test_error_closes(self, kind: str) -> None:
        """So does an error in the stream."""
        body = sse('{"error":"no"}')
        with ReplayServer(Replay(body, fault=Fault("stall"))) as server:
            outcome = consume(kind, server.url, CHUNKS)[0]

            assert "no" == str(outcome.error)
            assert server.wait_for_disconnects()

    def test_raw(self, kind: str) -> None:
        """Raw events come over the same body, and leave the connection usable too."""
        with ReplayServer(Replay(CHAT)) as server:
            outcomes = consume(kind, server.url, CHUNKS, times=3, raw=True)

            assert [CHUNK, "[END]"] == [event.data for event in outcomes[2].events]
            assert 1 == server.connections


@KINDS
class TestFaults:
    @FRAMINGS
    @pytest.mark.parametrize("at", [0, 1, 5, 60, 300, "end"])
    @pytest.mark.parametrize("fault", ["reset", "close"])
    @pytest.mark.parametrize("gzip", [False, True], ids=["plain", "gzip"])
    def test_cut(self, kind: str, framing: Any, at: Any, fault: Any, gzip: bool) -> None:
        """A connection that breaks before the end was signalled is an error of the tree, never a success."""
        body = BODY[: BODY.index(b"data: " + DONE.encode())]
        outcome = one(kind, Replay(body, pieces="event", framing=framing, gzip=gzip, fault=Fault(fault, at=at)))

        assert isinstance(outcome.error, errors.APIConnectionError)
        assert outcome.error.events_seen == len(outcome.events) <= 20
        assert 200 == outcome.error.status_code
        assert not outcome.stream.complete

    def test_broken_after_the_end(self, kind: str) -> None:
        """What breaks after the end mark is none of the stream's business."""
        outcome = one(kind, Replay(CHAT, fault=Fault("close")), CHUNKS)

        assert (None, 1, True) == (outcome.error, len(outcome.events), outcome.stream.complete)

    @pytest.mark.parametrize(
        "garbage", [b"\x00\xff" * 500, b"<html>" * 50, b"{" * 300, b"\n" * 1000, b"\x1f\x8b\x08\x00"]
    )
    def test_garbage(self, kind: str, garbage: bytes) -> None:
        """Garbage instead of a stream is an error of the tree."""
        outcome = one(kind, Replay(garbage, pieces=11))

        assert isinstance(outcome.error, errors.APIError)
        assert [] == outcome.events

    def test_garbage_after_events(self, kind: str) -> None:
        """Garbage after good events leaves these, and is not taken for the end."""
        outcome = one(kind, Replay(sse(delta(1)) + b"\x00\xff\n\n\n" * 100))

        assert ["Delta"] == outcome.names
        assert isinstance(outcome.error, errors.StreamTruncatedError)

    # httpx's decoder fails between two of its generators, which leaves the inner ones to the garbage collector.
    @pytest.mark.filterwarnings("ignore:.*async_generator:pytest.PytestUnraisableExceptionWarning")
    @pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning")
    def test_broken_compression(self, kind: str) -> None:
        """A body that isn't what Content-Encoding says."""
        outcome = one(kind, Replay(BODY, headers={"Content-Encoding": "gzip"}))

        assert type(outcome.error) is errors.StreamError
        assert isinstance(outcome.error.__cause__, httpx.DecodingError)

    def test_page(self, kind: str) -> None:
        """A page with status 200, from a server that doesn't close."""
        page = Replay(b"<html>" + b"x" * 100_000, content_type="text/html", fault=Fault("stall"))
        outcome = one(kind, page)

        assert type(outcome.error) is errors.StreamContentTypeError
        assert outcome.error.body.startswith("<html>")

    @pytest.mark.parametrize(
        ("media", "start", "cls"),
        [
            ("text/html", b"<html>busy", errors.StreamContentTypeError),
            ("application/json", b'{"error":{"message":"no","code":429}}', errors.RateLimitError),
            (None, b"<html>busy", errors.StreamContentTypeError),
        ],
    )
    def test_page_that_never_ends(self, kind: str, media: str | None, start: bytes, cls: type) -> None:
        """What is known to be no stream isn't waited for as one: no time limit is needed."""
        outcome = one(kind, Replay(start, content_type=media or "", framing="close", fault=Fault("stall", len(start))))

        assert type(outcome.error) is cls


@KINDS
class TestLimits:
    def test_idle(self, kind: str) -> None:
        """Silence longer than idle_timeout is an error that says so."""
        outcome = one(kind, Replay(BODY, pieces="event", fault=Fault("stall", at=600)), idle_timeout=0.3)

        assert isinstance(outcome.error, errors.APITimeoutError)
        assert "idle_timeout" in str(outcome.error)
        assert len(outcome.events) == outcome.error.events_seen > 0

    @pytest.mark.parametrize("filler", [b": still here\n\n", b"event: ping\ndata: {}\n\n", b"x", b"data: null\n\n"])
    def test_noise_is_no_event(self, kind: str, filler: bytes) -> None:
        """Comments, pings and half events don't reset the clock."""
        body = sse(delta(1)) + filler * 3_000
        replay = Replay(body, pieces=[len(sse(delta(1))) + len(filler) * n for n in range(3_000)], delay=0.05)
        outcome = one(kind, replay, idle_timeout=0.7)

        assert ["Delta"] == outcome.names
        assert "idle_timeout" in str(outcome.error)

    @pytest.mark.parametrize("raw", [False, True], ids=["typed", "raw"])
    def test_keepalives_are_no_events(self, kind: str, raw: bool) -> None:
        """Keep-alives are given out and don't reset the clock; an event among them does."""
        spec = replace(JOB, noise=(), keepalive=("ping",))
        ping = b'event: ping\ndata: {"type":"ping"}\n\n'
        outcome = one(kind, Replay(ping * 3_000, pieces="event", delay=0.05), spec, idle_timeout=0.7, raw=raw)

        assert outcome.events
        assert "idle_timeout" in str(outcome.error)
        body = (ping * 2 + sse(delta(1))) * 10 + sse(DONE)
        assert one(kind, Replay(body, pieces="event", delay=0.05), spec, idle_timeout=0.9, raw=raw).error is None

    def test_idle_between_events(self, kind: str) -> None:
        """Events reset the clock: many short waits are no long one."""
        outcome = one(kind, Replay(BODY, pieces="event", delay=0.05), idle_timeout=20)

        assert (None, 21) == (outcome.error, len(outcome.events))

    def test_consumer_may_be_slow(self, kind: str) -> None:
        """Time that the consumer takes for an event doesn't count as idle."""
        outcome = one(kind, Replay(CHAT, pieces="event"), CHUNKS, idle_timeout=5, during=lambda *_: time.sleep(0.05))

        assert (None, True) == (outcome.error, outcome.stream.complete)

    def test_total(self, kind: str) -> None:
        """A stream that goes on and on ends with an error that says so."""
        body = sse(*(delta(n) for n in range(2_000)))
        outcome = one(kind, Replay(body, pieces="event", delay=0.02), idle_timeout=20, total_timeout=0.7)

        assert isinstance(outcome.error, errors.APITimeoutError)
        assert "total_timeout" in str(outcome.error)
        assert outcome.events

    def test_read_timeout(self, kind: str) -> None:
        """The HTTP client's own read timeout is an APITimeoutError too, with its cause."""
        with ReplayServer(Replay(BODY, pieces="event", fault=Fault("stall", at=600))) as server:
            options = {**client_options(), "timeout": httpx.Timeout(30, read=0.3)}
            error = read_all(kind, server.url, options)

            assert isinstance(error, errors.APITimeoutError)
            assert isinstance(error.__cause__, httpx.ReadTimeout)
            assert server.wait_for_disconnects()


def read_all(kind: str, url: str, options: dict[str, Any]) -> Exception | None:
    """Consume a stream on a client of its own; the exception that it raised."""
    try:
        if kind == "sync":
            with httpx.Client(**options) as client:
                response = client.send(client.build_request("POST", url), stream=True)
                list(Stream[Any](response=response, spec=JOB))
        else:

            async def run() -> None:
                async with httpx.AsyncClient(**options) as client:
                    response = await client.send(client.build_request("POST", url), stream=True)
                    async for _ in AsyncStream[Any](response=response, spec=JOB):
                        pass

            anyio.run(run, backend=kind)
    except errors.APIError as error:
        return error
    return None


class TestClosing:
    @KINDS
    @pytest.mark.parametrize("name", ["close", "cancel"])
    def test_from_a_thread(self, kind: str, name: str) -> None:
        """Another thread ends a stream that waits; the consumer sees it end, without an exception."""
        threads: list[threading.Thread] = []

        def close_soon(stream: Any, outcome: Outcome) -> None:
            if len(outcome.events) == 1:
                # After the consumer has gone back to waiting, or before: both must work.
                target: Callable[[], Any] = getattr(stream, name if kind == "sync" else "cancel")
                threads.append(threading.Timer(0.1, target))
                threads[0].start()

        outcome = one(kind, Replay(sse(delta(1)), fault=Fault("stall")), during=close_soon)
        threads[0].join()

        assert (["Delta"], None, False) == (outcome.names, outcome.error, outcome.stream.complete)

    @KINDS
    def test_in_the_loop_body(self, kind: str) -> None:
        """The consumer itself may cancel, with events still in hand: none of them is given out."""
        outcome = one(kind, Replay(BODY, fault=Fault("stall")), during=lambda stream, _: stream.cancel())

        assert (1, None) == (len(outcome.events), outcome.error)

    @pytest.mark.parametrize("backend", ["asyncio", "trio"])
    @pytest.mark.parametrize("name", ["aclose", "close", "cancel"])
    def test_from_a_task(self, backend: str, name: str) -> None:
        """Another task ends a stream that waits."""
        seen: list[Any] = []

        async def run(url: str) -> None:
            async with httpx.AsyncClient(**client_options()) as client, anyio.create_task_group() as group:
                response = await client.send(client.build_request("POST", url), stream=True)
                stream = AsyncStream[Any](response=response, spec=JOB)

                async def consumer() -> None:
                    async for event in stream:
                        seen.append(event)
                    seen.append("end")

                group.start_soon(consumer)
                while not seen:
                    await anyio.sleep(0.01)
                done = getattr(stream, name)()
                if name != "cancel":
                    await done
                    assert response.is_closed

        with ReplayServer(Replay(sse(delta(1)), fault=Fault("stall"))) as server:
            anyio.run(run, server.url, backend=backend)
            assert server.wait_for_disconnects()

        assert ["Delta", "str"] == [type(item).__name__ for item in seen]

    @pytest.mark.parametrize("backend", ["asyncio", "trio"])
    def test_cancelled_task(self, backend: str) -> None:
        """Cancelling the consumer's own task passes through and closes the connection."""
        ends: list[str] = []

        async def run(url: str) -> None:
            async with httpx.AsyncClient(**client_options()) as client:
                response = await client.send(client.build_request("POST", url), stream=True)
                stream = AsyncStream[Any](response=response, spec=JOB)
                with anyio.move_on_after(0.2) as scope:
                    async for _ in stream:
                        pass
                    ends.append("no exception")
                assert scope.cancelled_caught
                assert response.is_closed
                await anyio.to_thread.run_sync(server.wait_for_disconnects)
                assert not server.open_connections

        with ReplayServer(Replay(sse(delta(1)), fault=Fault("stall"))) as server:
            anyio.run(run, server.url, backend=backend)

        assert [] == ends

    def test_left_alone(self) -> None:
        """A sync stream that is dropped in mid-loop closes its connection; one that wasn't begun keeps its response."""
        server = ReplayServer(Replay(BODY, pieces="event", fault=Fault("stall", at=600)))
        with server, httpx.Client(**client_options()) as client:

            def open_stream() -> Stream[Any]:
                response = client.send(client.build_request("POST", server.url), stream=True)
                return Stream[Any](response=response, spec=JOB)

            for _ in open_stream():
                break
            gc.collect()
            assert server.wait_for_disconnects()
            response = open_stream().response
            gc.collect()
            assert not response.is_closed
            response.close()

    def test_left_alone_async(self) -> None:
        """So does an async stream, by the event loop's own care for generators."""

        async def run(url: str) -> None:
            async with httpx.AsyncClient(**client_options()) as client:
                response = await client.send(client.build_request("POST", url), stream=True)
                async for _ in AsyncStream[Any](response=response, spec=JOB):
                    break
                del response
                gc.collect()
                await anyio.to_thread.run_sync(server.wait_for_disconnects)
                assert not server.open_connections

        with ReplayServer(Replay(BODY, pieces="event", fault=Fault("stall", at=600))) as server:
            anyio.run(run, server.url)


class TestManyAtOnce:
    def test_hundred_streams(self) -> None:
        """Many streams on one client don't disturb each other."""
        counts: list[int] = []

        async def run(url: str) -> None:
            limits = httpx.Limits(max_connections=200)
            async with (
                httpx.AsyncClient(**client_options(), limits=limits) as client,
                anyio.create_task_group() as group,
            ):

                async def consumer() -> None:
                    response = await client.send(client.build_request("POST", url), stream=True)
                    counts.append(len([event async for event in AsyncStream[Any](response=response, spec=JOB)]))

                for _ in range(100):
                    group.start_soon(consumer)

        with ReplayServer(Replay(BODY, pieces=100, delay=0.001)) as server:
            anyio.run(run, server.url)
            assert server.wait_for_disconnects()

        assert [21] * 100 == counts

    def test_threads_share_a_client(self) -> None:
        """Limits of one thread's stream don't reach another thread's use of the same connection."""
        with ReplayServer(Replay(CHAT, pieces="event")) as server, httpx.Client(**client_options()) as client:
            found: list[Exception | int] = []

            def work() -> None:
                try:
                    for _ in range(20):
                        response = client.send(client.build_request("POST", server.url), stream=True)
                        found.append(len(list(Stream[Any](response=response, spec=CHUNKS, idle_timeout=20))))
                except Exception as error:
                    found.append(error)

            threads = [threading.Thread(target=work) for _ in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()

            assert [1] * 160 == found


@KINDS
class TestReconnect:
    def test_goes_on(self, kind: str) -> None:
        """A stream that breaks goes on with another response; events that were seen aren't given out again."""
        first = Replay(BODY, pieces="event", fault=Fault("close", at=600))
        with ReplayServer(first, Replay(BODY, pieces="event")) as server:
            outcome, calls = reconnecting(kind, server.url, tries=3)

        assert (None, 1) == (outcome.error, len(calls))
        assert [*range(20), 99] == [event.number for event in outcome.events]
        assert outcome.stream.complete

    def test_gives_up(self, kind: str) -> None:
        """None means that the exception is raised after all."""
        with ReplayServer(Replay(BODY, pieces="event", fault=Fault("close", at=600))) as server:
            outcome, calls = reconnecting(kind, server.url, tries=2)

        assert isinstance(outcome.error, errors.APIConnectionError)
        assert (3, 3) == (len(calls), server.connections)
        assert len(outcome.events) == len({event.number for event in outcome.events})


def reconnecting(kind: str, url: str, tries: int) -> tuple[Outcome, list[Exception]]:
    """Consume a stream that asks the same server again when it breaks, ``tries`` times."""
    calls: list[Exception] = []
    outcome = Outcome()
    if kind == "sync":
        with httpx.Client(**client_options()) as client:

            def again(stream: Any, error: Exception) -> httpx.Response | None:
                calls.append(error)
                return client.send(client.build_request("POST", url), stream=True) if len(calls) <= tries else None

            response = client.send(client.build_request("POST", url), stream=True)
            outcome.stream = Stream[Any](response=response, spec=JOB, reconnect=again)
            try:
                outcome.events.extend(outcome.stream)
            except errors.APIError as error:
                outcome.error = error
        return outcome, calls

    async def run() -> None:
        async with httpx.AsyncClient(**client_options()) as client:

            async def again(stream: Any, error: Exception) -> httpx.Response | None:
                calls.append(error)
                return (
                    await client.send(client.build_request("POST", url), stream=True) if len(calls) <= tries else None
                )

            response = await client.send(client.build_request("POST", url), stream=True)
            outcome.stream = AsyncStream[Any](response=response, spec=JOB, reconnect=again)
            try:
                async for event in outcome.stream:
                    outcome.events.append(event)
            except errors.APIError as error:
                outcome.error = error

    anyio.run(run, backend=kind)
    return outcome, calls
