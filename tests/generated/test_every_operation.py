"""Every operation of the client, sync and async, against a server that lets only through what the document allows.

Arguments and answers are made from the document's schemas. The server's verdict on a request comes from a JSON Schema
validator, and what it read must equal what was meant. Answers are read in strict mode, where nothing is lenient.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from anyio.from_thread import BlockingPortal

from harness.calls import Call, Size, make_call, make_payload
from harness.contract_server import TICKET, ContractServer, Reply
from harness.generated_client import check_type, dump, method_of, models_in, operations
from headrace.spi import Operation
from headrace_openai import AsyncOpenAI, OpenAI

BINARY = b"\x00\x01 binary \xff"

sizes = pytest.mark.parametrize("size", ["minimal", "full"])
every = pytest.mark.parametrize("operation", operations().values(), ids=operations())


@sizes
@every
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_sync(operation: Operation, size: Size, server: ContractServer, client: OpenAI) -> None:
    def run(arguments: dict[str, Any], headers: dict[str, str]) -> Any:
        result = method_of(client, operation)(**arguments, extra_headers=headers)
        return result.read() if operation.result.kind == "binary" else result

    check(operation, size, server, run)


@sizes
@every
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_async(
    operation: Operation, size: Size, server: ContractServer, async_client: AsyncOpenAI, portal: BlockingPortal
) -> None:
    async def call(arguments: dict[str, Any], headers: dict[str, str]) -> Any:
        pending: Awaitable[Any] = method_of(async_client, operation)(**arguments, extra_headers=headers)
        result = await pending
        return await result.aread() if operation.result.kind == "binary" else result

    check(operation, size, server, lambda arguments, headers: portal.call(call, arguments, headers))


def check(
    operation: Operation, size: Size, server: ContractServer, run: Callable[[dict[str, Any], dict[str, str]], Any]
) -> None:
    """Make the call, and hold request and result against the document."""
    call = make_call(server.contract, operation, size)
    reply, payload = answer(operation, call, server, size)
    ticket = server.expect(reply)
    result = run(call.arguments, {TICKET: ticket})
    received = server.received(ticket)

    assert received.endpoint is call.endpoint
    assert call.path == received.path
    assert call.query == received.query
    assert call.headers == {name: received.headers.get(name) for name in call.headers}
    assert call.body == received.body
    check_result(operation, payload, result)


def answer(operation: Operation, call: Call, server: ContractServer, size: Size) -> tuple[Reply, Any]:
    """What the server is to answer, as bytes and as the value they stand for."""
    declared = call.endpoint.success()
    kind = operation.result.kind
    if kind == "none":
        return Reply(declared.status, None if declared.media_type is None else declared.media_type, b"{}"), None
    if kind == "binary":
        return Reply(declared.status, declared.media_type or "application/octet-stream", BINARY), BINARY
    if kind == "text":
        return Reply(declared.status, declared.media_type, "text ½".encode()), "text ½"
    payload = make_payload(server.contract, call.endpoint, size)
    return Reply(declared.status, "application/json", json.dumps(payload).encode()), payload


def check_result(operation: Operation, payload: Any, result: Any) -> None:
    """The result is what the descriptor declares, whole, and holds every value of the answer and no other."""
    kind, declared = operation.result.kind, operation.result.type
    if kind in ("none", "binary", "text", "json"):
        assert payload == result
        return
    expected = payload[operation.result.unwrap] if operation.result.unwrap else payload
    assert declared is not None
    if kind == "page":
        assert type(result).__name__.partition("[")[0].endswith("Page")
        items, raw = result.data, expected["data"] if isinstance(expected, dict) else expected
        assert len(raw) == len(items)
        for item in items:
            check_type(declared.resolve(), item)
        assert raw == [dump(item) for item in items]
    else:
        check_type(declared.resolve(), result)
        assert expected == dump(result)
    # A page takes from its answer what paging needs; all else is in its extras, as in the official client.
    for model in models_in(result.data if kind == "page" else result):
        assert set(model.model_extra or {}) <= {"sample_key"}, f"{type(model).__name__} does not know some properties"
        assert not type(model).__name__.startswith("Unknown")
