"""Every event stream of the client, sync and async: each event of its union arrives as its class."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from anyio.from_thread import BlockingPortal

from harness.calls import Size, make_call
from harness.contract_server import TICKET, ContractServer, Reply
from harness.generated_client import check_type, dump, method_of, models_in, operations
from harness.samples import Sampler
from harness.schemas import SchemaBook
from headrace.spi import Operation, StreamSpec
from headrace_openai import AsyncOpenAI, OpenAI

STREAMS = {name: operation for name, operation in operations().items() if operation.stream is not None}

every = pytest.mark.parametrize("operation", STREAMS.values(), ids=STREAMS)
sizes = pytest.mark.parametrize("size", ["minimal", "full"])
Run = Callable[[dict[str, Any], dict[str, str]], list[Any]]


@sizes
@every
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_sync(operation: Operation, size: Size, server: ContractServer, client: OpenAI) -> None:
    def run(arguments: dict[str, Any], headers: dict[str, str]) -> list[Any]:
        with method_of(client, operation)(**arguments, extra_headers=headers) as stream:
            return until_error(iter(stream))

    check(operation, size, server, run)


@sizes
@every
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_async(
    operation: Operation, size: Size, server: ContractServer, async_client: AsyncOpenAI, portal: BlockingPortal
) -> None:
    async def call(arguments: dict[str, Any], headers: dict[str, str]) -> list[Any]:
        found: list[Any] = []
        async with await method_of(async_client, operation)(**arguments, extra_headers=headers) as stream:
            try:
                async for event in stream:
                    found.append(event)
            except Exception as error:
                found.append(error)
        return found

    check(operation, size, server, lambda arguments, headers: portal.call(call, arguments, headers))


def until_error(events: Iterator[Any]) -> list[Any]:
    """All events, and the error that ended them if one did."""
    found: list[Any] = []
    try:
        for event in events:
            found.append(event)
    except Exception as error:
        found.append(error)
    return found


def check(operation: Operation, size: Size, server: ContractServer, run: Run) -> None:
    """One stream with all events that go on, and one for each that ends it."""
    spec = operation.stream
    assert spec is not None
    call = make_call(server.contract, operation, size, stream=True)
    events = make_events(server.contract.book, call.endpoint.success(stream=True).schema, size)
    if spec.envelope:  # an event on the wire has a name and data, whatever else the schema speaks of
        events = [{"event": event["event"], "data": event["data"]} for event in events]
    assert spec.tag is None or {tag_of(spec, event) for event in events} == set(spec.variants)
    for batch in batches(spec, events):
        ticket = server.expect(Reply(200, "text/event-stream", encode(spec, batch)))
        found = run(call.arguments, {TICKET: ticket})
        received = server.received(ticket)

        assert [] == received.problems
        assert (call.query, call.body) == (received.query, received.body)
        check_events(spec, batch, found)


def make_events(book: SchemaBook, schema: Any, size: Size) -> list[Any]:
    """One event for each member of the union."""
    resolved = book.resolve(schema)
    if isinstance(resolved, dict) and "anyOf" in resolved:
        return [event for member in resolved["anyOf"] for event in make_events(book, member, size)]
    return [Sampler(book, size).sample(schema)]


def tag_of(spec: StreamSpec, event: Any) -> Any:
    return event[spec.tag] if spec.tag else None


def is_error(spec: StreamSpec, event: Any) -> bool:
    return any(tag_of(spec, event) in rule.tag for rule in spec.errors)


def batches(spec: StreamSpec, events: list[Any]) -> Iterator[list[Any]]:
    ends = [event for event in events if tag_of(spec, event) in spec.terminal or is_error(spec, event)]
    yield [event for event in events if event not in ends]
    yield from ([event] for event in ends)


def encode(spec: StreamSpec, events: list[Any]) -> bytes:
    """Events as the service writes them: with a name where the name is part of the event, and a sentinel at the end."""
    text = ""
    for event in events:
        name, data = (event["event"], event["data"]) if spec.envelope else (tag_of(spec, event), event)
        text += f"event: {name}\n" if name else ""
        text += f"data: {data if data in spec.sentinel else json.dumps(data)}\n\n"
    return (text + "".join(f"data: {sentinel}\n\n" for sentinel in spec.sentinel)).encode()


def check_events(spec: StreamSpec, sent: list[Any], found: list[Any]) -> None:
    """Each event is its class, whole. A declared error is yielded, and then it is raised."""
    wanted = [event for event in sent if not (spec.envelope and event["data"] in spec.sentinel)]
    if any(is_error(spec, event) for event in wanted):
        assert isinstance(found.pop(), Exception)
    for event in found:
        if isinstance(event, Exception):
            raise event
    assert len(wanted) == len(found)
    for event, value in zip(wanted, found, strict=True):
        check_type((spec.variants[tag_of(spec, event)] if spec.tag else spec.type).resolve(), value)
        assert event == dump(value)
        for model in models_in(value):
            assert set(model.model_extra or {}) <= {"sample_key"}
            assert not type(model).__name__.startswith("Unknown")
