"""What a call gives: parsed values, raw and streaming responses, files, streams. Over real sockets."""

from __future__ import annotations

import inspect
import json
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from harness.acme import exceptions
from harness.acme.types import Bolt, Nut, Part, SyncCursorPage, Tick, Widget
from harness.kinds import every_kind, run
from harness.scripted_server import Asked, Reply, scripted_server
from headrace.binary import HttpxBinaryResponseContent
from headrace.models import BaseModel
from headrace.response import APIResponse, AsyncAPIResponse, LegacyAPIResponse
from headrace.stream import AsyncStream, Stream
from headrace.variants import UnknownVariant

WIDGET = {"id": "w", "size": 1, "parts": [{"type": "bolt", "length": 1}]}
OK = Reply(body=WIDGET, headers={"x-request-id": "req_9"})


async def settled(value: Any) -> Any:
    return await value if inspect.isawaitable(value) else value


@every_kind
def test_model_with_request_id(kind: str) -> None:
    with scripted_server(OK) as server:
        made = run(kind, server.url, lambda c: c.widgets.retrieve("w"))
    assert type(made) is Widget and type(made.parts[0]) is Bolt
    assert made._request_id == "req_9" and made.parts[0]._request_id is None


@every_kind
@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"<html>down</html>", "text/html"),
        (b"", "application/json"),
        (b'{"id":', "application/json"),
        (b"ok", "text/plain"),
    ],
)
def test_what_is_not_json_is_an_error_with_its_body(kind: str, body: bytes, content_type: str) -> None:
    reply = Reply(body=body, headers={"Content-Type": content_type})
    with scripted_server(reply) as server, pytest.raises(exceptions.APIResponseValidationError, match="JSON") as caught:
        run(kind, server.url, lambda c: c.widgets.retrieve("w"))
    assert caught.value.body == body.decode() and caught.value.status_code == 200


@every_kind
def test_json_under_another_content_type_is_read(kind: str) -> None:
    reply = Reply(body=WIDGET, headers={"Content-Type": "text/plain"})
    with scripted_server(reply) as server:
        assert run(kind, server.url, lambda c: c.widgets.retrieve("w")).id == "w"


@every_kind
def test_strict_validation(kind: str) -> None:
    with scripted_server(Reply(body={**WIDGET, "size": "big"})) as server:
        assert run(kind, server.url, lambda c: c.widgets.retrieve("w")).size == "big"
        with pytest.raises(exceptions.APIResponseValidationError, match="size") as caught:
            run(kind, server.url, lambda c: c.widgets.retrieve("w"), _strict_response_validation=True)
    assert caught.value.body == {**WIDGET, "size": "big"}


@every_kind
def test_result_by_argument(kind: str) -> None:
    with scripted_server(Reply(body={"type": "bolt", "length": 1})) as server:
        assert type(run(kind, server.url, lambda c: c.widgets.describe(format="bolt"))) is Bolt
        assert type(run(kind, server.url, lambda c: c.widgets.describe(format="json"))) is Widget
        assert run(kind, server.url, lambda c: c.widgets.describe(format="text")) == '{"type": "bolt", "length": 1}'


@every_kind
def test_nothing_to_read(kind: str) -> None:
    with scripted_server(Reply(204, b"")) as server:
        assert run(kind, server.url, lambda c: c.widgets.delete("w"), admin_key="a") is None
    assert server.last.headers["accept"] == "*/*"


# --- raw responses ----------------------------------------------------------------------------------------------------


@every_kind
def test_raw_response(kind: str) -> None:
    def check(raw: Any) -> None:
        assert type(raw) is LegacyAPIResponse
        assert (raw.status_code, raw.request_id, raw.retries_taken) == (200, "req_9", 1)
        assert (raw.method, raw.url.path, raw.http_version) == ("GET", "/v1/widgets/w", "HTTP/1.1")
        assert raw.headers["x-request-id"] == "req_9"
        assert json.loads(raw.text) == json.loads(raw.content) == WIDGET
        assert raw.is_closed and raw.elapsed.total_seconds() > 0
        assert raw.http_request.headers["authorization"] == "Bearer sk-secret"
        parsed = raw.parse()
        assert type(parsed) is Widget and raw.parse() is parsed and parsed._request_id == "req_9"
        assert raw.parse(to=dict) == WIDGET
        assert raw.parse(to=str) == raw.text
        assert "sk-secret" not in repr(raw)

    with scripted_server([Reply(500, headers={"retry-after-ms": "1"}), OK]) as server:
        check(run(kind, server.url, lambda c: c.widgets.with_raw_response.retrieve("w")))
    with scripted_server([Reply(500, headers={"retry-after-ms": "1"}), OK]) as server:
        check(run(kind, server.url, lambda c: c.with_raw_response.widgets.retrieve("w")))
    assert not [name for name in server.last.headers if "raw-response" in name]


@every_kind
def test_raw_response_of_an_error_raises(kind: str) -> None:
    with scripted_server(Reply(400)) as server, pytest.raises(exceptions.BadRequestError):
        run(kind, server.url, lambda c: c.widgets.with_raw_response.retrieve("w"))


@every_kind
def test_views_have_the_resources_methods_only(kind: str) -> None:
    def use(client: Any) -> None:
        view = client.widgets.with_raw_response
        assert view is client.widgets.with_raw_response and view.retrieve is view.retrieve
        assert "retrieve" in dir(view)
        for name in ("nothing", "_client"):
            with pytest.raises(AttributeError):
                getattr(view, name)
        for name in ("api_key", "timeout", "base_url"):
            with pytest.raises(AttributeError):
                getattr(client.with_raw_response, name)

    run(kind, "http://unused.invalid", use)


# --- streaming responses ----------------------------------------------------------------------------------------------


@every_kind
def test_streaming_response(kind: str, tmp_path: Path) -> None:
    """The body is read when asked for, piece by piece, and closed with the block."""
    out = tmp_path / "out"

    def pieces() -> Iterator[bytes]:
        for index in range(3):
            yield b"line %d\n" % index
            time.sleep(0.02)

    def answer(asked: Asked) -> Reply:
        return OK if "/w" in asked.path.removeprefix("/v1/widgets") else Reply(pieces=pieces)

    def use(client: Any) -> Any:
        if not kind.startswith("sync"):
            return use_async(client)
        with client.widgets.with_streaming_response.retrieve("w") as response:
            assert type(response) is APIResponse and not response.is_closed
            assert response.json() == WIDGET and response.read() and response.text()
            assert response.parse().id == "w" and response.parse(to=dict) == WIDGET
        assert response.is_closed
        with client.widgets.with_streaming_response.content() as response:
            assert list(response.iter_lines()) == ["line 0", "line 1", "line 2"]
            with pytest.raises(exceptions.AcmeError, match="can't be read again"):
                response.read()
        with client.with_streaming_response.widgets.content() as response:
            assert b"".join(response.iter_bytes(4)) == b"line 0\nline 1\nline 2\n"
        with client.widgets.with_streaming_response.content() as response:
            assert "".join(response.iter_text()) == "line 0\nline 1\nline 2\n"
        with client.widgets.with_streaming_response.content() as response:
            response.stream_to_file(out)
        with client.widgets.with_streaming_response.content() as response:
            assert next(response.iter_bytes())
        assert response.is_closed
        return None

    async def use_async(client: Any) -> None:
        async with client.widgets.with_streaming_response.retrieve("w") as response:
            assert type(response) is AsyncAPIResponse and not response.is_closed
            assert await response.json() == WIDGET and await response.read() and await response.text()
            assert (await response.parse()).id == "w" and await response.parse(to=dict) == WIDGET
        assert response.is_closed
        async with client.widgets.with_streaming_response.content() as response:
            assert [line async for line in response.iter_lines()] == ["line 0", "line 1", "line 2"]
            with pytest.raises(exceptions.AcmeError, match="can't be read again"):
                await response.read()
        async with client.with_streaming_response.widgets.content() as response:
            assert b"".join([piece async for piece in response.iter_bytes(4)]) == b"line 0\nline 1\nline 2\n"
        async with client.widgets.with_streaming_response.content() as response:
            assert "".join([piece async for piece in response.iter_text()]) == "line 0\nline 1\nline 2\n"
        async with client.widgets.with_streaming_response.content() as response:
            await response.stream_to_file(out)
        client.widgets.with_streaming_response.content()  # never entered: no coroutine is left behind

    with scripted_server(answer) as server:
        run(kind, server.url, use)
    assert out.read_bytes() == b"line 0\nline 1\nline 2\n"


@every_kind
def test_a_body_that_breaks_off_is_the_sdks_error(kind: str) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"

    reply = Reply(headers={"Content-Length": "100"}, pieces=broken)

    def use(client: Any) -> Any:
        if kind.startswith("sync"):
            with client.widgets.with_streaming_response.content() as response:
                return list(response.iter_bytes())

        async def main() -> Any:
            async with client.widgets.with_streaming_response.content() as response:
                return [piece async for piece in response.iter_bytes()]

        return main()

    with (
        scripted_server(reply) as server,
        pytest.raises(exceptions.APIConnectionError, match="broke while the body was read"),
    ):
        run(kind, server.url, use)


# --- files ------------------------------------------------------------------------------------------------------------


@every_kind
def test_binary(kind: str, tmp_path: Path) -> None:
    with scripted_server(
        Reply(body=b'{"a": "\xc3\xa9"}', headers={"Content-Type": "application/octet-stream"})
    ) as server:
        file = run(kind, server.url, lambda c: c.widgets.content())
    assert type(file) is HttpxBinaryResponseContent
    assert server.last.headers["accept"] == "application/octet-stream"
    assert file.content == file.read() == b"".join(file.iter_bytes(3)) == b'{"a": "\xc3\xa9"}'
    assert file.text == '{"a": "é"}' and file.json() == {"a": "é"}
    file.write_to_file(tmp_path / "f")
    file.stream_to_file(tmp_path / "g")
    assert (tmp_path / "f").read_bytes() == (tmp_path / "g").read_bytes() == file.content
    assert file.response.status_code == 200


@every_kind
@pytest.mark.parametrize("declared", [True, False])
def test_a_large_file_is_not_held_in_memory(kind: str, declared: bool, tmp_path: Path) -> None:
    """Neither while it arrives nor while it is written."""
    line = "½ a line of the mill's ledger\r\n".encode()
    size = len(line) * 1024
    count = 24 * 1024 * 1024 // size

    def pieces() -> Iterator[bytes]:
        for _ in range(count):
            yield line * 1024

    def peak(c: Any) -> Any:
        tracemalloc.start()
        return c.widgets.content()

    headers = {"Content-Type": "text/plain; charset=utf-8"}
    if declared:
        headers["Content-Length"] = str(count * size)
    with scripted_server(Reply(headers=headers, pieces=pieces)) as server:
        try:
            file = run(kind, server.url, peak)
            file.write_to_file(tmp_path / "f")
            assert tracemalloc.get_traced_memory()[1] < 8 * 1024 * 1024
        finally:
            tracemalloc.stop()
    assert (tmp_path / "f").stat().st_size == count * size
    assert sum(map(len, file.iter_bytes())) == count * size
    lines = file.iter_lines()
    assert {next(lines) for _ in range(5000)} == {"½ a line of the mill's ledger"}
    assert next(file.iter_bytes(10)) == line[:10]
    assert next(file.iter_text(1)) == "½"
    assert len(file.read()) == len(file.content) == count * size
    file.close()


# --- streams ----------------------------------------------------------------------------------------------------------

EVENTS = b'data: {"type":"tick","n":1}\n\ndata: {"type":"tick","n":2}\n\ndata: [END]\n\n'


@every_kind
def test_streams(kind: str) -> None:
    def use(client: Any) -> Any:
        if kind.startswith("sync"):
            with client.widgets.create(name="x", stream=True) as stream:
                assert isinstance(stream, Stream) and stream.response.status_code == 200
                return list(stream)

        async def main() -> Any:
            async with await client.widgets.create(name="x", stream=True) as stream:
                assert isinstance(stream, AsyncStream)
                return [event async for event in stream]

        return main()

    def raw(client: Any) -> Any:
        if kind.startswith("sync"):
            return list(client.widgets.with_raw_response.create(name="x", stream=True).parse())

        async def main() -> Any:
            response = await client.widgets.with_raw_response.create(name="x", stream=True)
            return [event async for event in response.parse()]

        return main()

    with scripted_server(Reply(body=EVENTS, headers={"Content-Type": "text/event-stream"})) as server:
        for consume in (use, raw):
            events = run(kind, server.url, consume)
            assert [type(event) for event in events] == [Tick, Tick]
            assert [event.n for event in events] == [1, 2]
    assert server.last.json == {"name": "x", "stream": True}


@every_kind
def test_a_refused_stream_is_a_status_error(kind: str) -> None:
    refusal = Reply(429, {"error": {"message": "slow down"}})
    with scripted_server(refusal) as server, pytest.raises(exceptions.RateLimitError, match="slow down"):
        run(kind, server.url, lambda c: c.widgets.create(name="x", stream=True), max_retries=0)


# --- raw verbs --------------------------------------------------------------------------------------------------------


@every_kind
@pytest.mark.parametrize(
    ("cast_to", "body", "expected"),
    [
        (Widget, WIDGET, Widget),
        (Part, {"type": "nut", "thread": "m4"}, Nut),
        (Bolt | Nut, {"type": "bolt", "length": 1}, Bolt),
        (Part, {"type": "x"}, UnknownVariant),
        (object, {"a": 1}, {"a": 1}),
        (dict, {"a": 1}, {"a": 1}),
        (list, [1], [1]),
        (list[int], [1], [1]),
        (dict[str, int], {"a": 1}, {"a": 1}),
        (str, b"text", "text"),
        (bytes, b"text", b"text"),
        (int, b"5", 5),
        (float, b"1.5", 1.5),
        (bool, b"true", True),
        (type(None), b"x", None),
    ],
)
def test_cast_to(kind: str, cast_to: Any, body: Any, expected: Any) -> None:
    with scripted_server(Reply(body=body)) as server:
        made = run(kind, server.url, lambda c: c.get("/x", cast_to=cast_to))
    assert type(made) is expected if isinstance(expected, type) else made == expected


@every_kind
def test_cast_to_responses(kind: str) -> None:
    library = "httpx2" if kind.endswith("httpx2") else "httpx"
    with scripted_server(OK) as server:
        module: Any = __import__(library)
        assert run(kind, server.url, lambda c: c.get("/x", cast_to=module.Response)).json() == WIDGET
        assert run(kind, server.url, lambda c: c.get("/x", cast_to=HttpxBinaryResponseContent)).json() == WIDGET
        with pytest.raises(exceptions.APIResponseValidationError):
            run(kind, server.url, lambda c: c.get("/x", cast_to=int))


@every_kind
@pytest.mark.parametrize("verb", ["post", "put", "patch", "delete"])
def test_verbs(kind: str, verb: str) -> None:
    options = {"headers": {"X": "1"}, "params": {"q": [1, 2]}, "extra_json": {"more": 2}, "timeout": 3}
    with scripted_server(OK) as server:
        made = run(
            kind, server.url, lambda c: getattr(c, verb)("/x?y=1", cast_to=Widget, body={"a": 1}, options=options)
        )
    assert made._request_id == "req_9"
    asked = server.last
    assert (asked.method, asked.path) == (verb.upper(), "/v1/x")
    assert asked.query == [("y", "1"), ("q[]", "1"), ("q[]", "2")]
    assert asked.json == {"a": 1, "more": 2}
    assert (asked.headers["x"], asked.headers["x-stainless-read-timeout"]) == ("1", "3")


@every_kind
def test_content_and_files(kind: str) -> None:
    with scripted_server(OK) as server:
        run(
            kind,
            server.url,
            lambda c: c.post("/x", cast_to=object, content=b"raw", options={"headers": {"Content-Type": "text/x"}}),
        )
        assert (server.last.body, server.last.headers["content-type"]) == (b"raw", "text/x")
        run(kind, server.url, lambda c: c.post("/x", cast_to=object, content=iter([b"a", b"b"])))
        assert server.last.body == b"ab"
        run(kind, server.url, lambda c: c.post("/x", cast_to=object, body={"k": 1}, files={"file": ("n", b"F")}))
        assert b'name="k"\r\n\r\n1' in server.last.body and b'filename="n"' in server.last.body
        run(kind, server.url, lambda c: c.get(f"{server.url}/absolute", cast_to=object))
        assert server.last.path == "/v1/absolute"


@pytest.mark.parametrize(
    "arguments",
    [
        {"body": {}, "content": b""},
        {"files": {}, "content": b""},
        {"options": {"tiemout": 1}},
        {"body": [1], "options": {"extra_json": {"a": 1}}},
    ],
)
def test_arguments_that_exclude_each_other(arguments: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        run("sync", "http://unused.invalid", lambda c: c.post("/x", cast_to=object, **arguments))


@every_kind
def test_raw_verb_streams(kind: str) -> None:
    kind_of: Any = Stream if kind.startswith("sync") else AsyncStream

    def use(client: Any) -> Any:
        if kind.startswith("sync"):
            return list(client.post("/x", cast_to=Tick, body={}, stream=True, stream_cls=kind_of[Tick]))

        async def main() -> Any:
            return [
                event
                async for event in await client.post("/x", cast_to=Tick, body={}, stream=True, stream_cls=kind_of[Tick])
            ]

        return main()

    body = EVENTS.replace(b"data: [END]\n\n", b"")
    with scripted_server(Reply(body=body, headers={"Content-Type": "text/event-stream"})) as server:
        assert [event.n for event in run(kind, server.url, use)] == [1, 2]


class Envelope(BaseModel):
    event: str
    data: Tick


@every_kind
def test_a_stream_made_by_hand_follows_the_clients_rules(kind: str) -> None:
    """``cast_to`` and ``client`` stand for a description, and errors are the SDK's."""
    stream_class: Any = Stream if kind.startswith("sync") else AsyncStream
    body = EVENTS.replace(b"data: [END]\n\n", b"")
    response = httpx.Response(200, content=body, headers={"Content-Type": "text/event-stream"})
    response.request = httpx.Request("POST", "http://unused.invalid")

    def use(client: Any) -> Any:
        made = stream_class(cast_to=Tick, response=response, client=client)
        assert made._errors.APIError is client._errors.APIError
        if kind.startswith("sync"):
            return list(made)

        async def main() -> Any:
            return [event async for event in made]

        return main()

    assert [event.n for event in run(kind, "http://unused.invalid", use)] == [1, 2]
    with pytest.raises(TypeError, match="a spec, or cast_to and client"):
        Stream(response=response)


@every_kind
def test_events_are_put_together_with_their_names_on_demand(kind: str) -> None:
    """``synthesize_event_and_data`` of the request options: the event's name and its data as one object."""

    options = {"synthesize_event_and_data": True}

    def use(client: Any) -> Any:
        call = {"cast_to": Envelope, "body": {}, "stream": True, "stream_cls": Stream[Envelope], "options": options}
        if kind.startswith("sync"):
            return list(client.post("/x", **call))

        async def main() -> Any:
            return [event async for event in await client.post("/x", **{**call, "stream_cls": AsyncStream[Envelope]})]

        return main()

    body = b'event: tick\ndata: {"type": "tick", "n": 1}\n\n'
    with scripted_server(Reply(body=body, headers={"Content-Type": "text/event-stream"})) as server:
        (event,) = run(kind, server.url, use)
    assert (type(event), event.event, event.data.n) == (Envelope, "tick", 1)


def test_get_api_list() -> None:
    with scripted_server(Reply(body={"data": [WIDGET]})) as server:
        page = run("sync", server.url, lambda c: c.get_api_list("/x", model=Widget, page=SyncCursorPage))
    assert isinstance(page, SyncCursorPage) and type(page.data[0]) is Widget


def test_a_views_methods_work_on_the_client_too() -> None:
    with scripted_server(OK) as server:
        raw = run("sync", server.url, lambda c: c.with_raw_response.get("/x", cast_to=Widget))
    assert type(raw) is LegacyAPIResponse and type(raw.parse()) is Widget


def test_hooks_of_the_users_http_client_run() -> None:
    seen: list[str] = []
    client = httpx.Client(
        event_hooks={"request": [lambda request: seen.append(request.url.path)]}, headers={"X-Client": "1"}
    )
    with scripted_server(OK) as server:
        run("sync", server.url, lambda c: c.widgets.retrieve("w"), http_client=client)
    assert seen == ["/v1/widgets/w"] and server.last.headers["x-client"] == "1"
