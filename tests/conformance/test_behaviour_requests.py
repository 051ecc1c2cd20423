"""What users of the official client know of its requests: one test per row of the second table of facts."""

from __future__ import annotations

import asyncio
import datetime
import io
import logging
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

import httpx
import pydantic
import pytest

import headrace_openai
from conformance.clients import asked, both, use
from harness.scripted_server import Asked, Reply, scripted_server
from headrace_openai import NOT_GIVEN, AsyncOpenAI, NotGiven, Omit, OpenAI, not_given, omit
from headrace_openai.types import Model
from headrace_openai.types.responses import Response

AGAIN = {"retry-after-ms": "1"}


def get_model(client: Any) -> Any:
    return client.models.retrieve("m")


def raw(**kwargs: Any) -> Any:
    return lambda c: c.post("/mill", cast_to=object, **kwargs)


def respond(**kwargs: Any) -> Any:
    return lambda c: c.responses.create(**{"model": "m", "input": "x", **kwargs})


@both
def test_retry_conditions(kind: str) -> None:
    for status in (408, 409, 429, 500, 503, 599):
        with scripted_server([Reply(status, headers=AGAIN), Reply()]) as server:
            use(kind, server.url, respond())
            assert len(server.requests) == 2
    for status, verdict, attempts in [(400, None, 1), (404, None, 1), (400, "true", 2), (500, "false", 1)]:
        headers = {**AGAIN, **({"x-should-retry": verdict} if verdict else {})}
        with scripted_server([Reply(status, headers=headers), Reply(418)]) as server:
            with pytest.raises(headrace_openai.APIStatusError):
                use(kind, server.url, respond())
            assert len(server.requests) == attempts
    with scripted_server(Reply(hang_up=True)) as server:
        with pytest.raises(headrace_openai.APIConnectionError):
            use(kind, server.url, lambda c: c.models.retrieve("m"), max_retries=1)
        assert len(server.requests) == 2


@both
def test_retry_conditions_errors_of_hooks_propagate(kind: str) -> None:
    """A bug in a hook is the user's to see, at once and as it is."""
    ran: list[int] = []

    def bug(request: Any) -> None:
        ran.append(1)
        raise ZeroDivisionError

    async def async_bug(request: Any) -> None:
        bug(request)

    hooks: Any = {"request": [bug if kind == "sync" else async_bug]}
    http: Any = httpx.Client(event_hooks=hooks) if kind == "sync" else httpx.AsyncClient(event_hooks=hooks)
    with scripted_server(Reply()) as server, pytest.raises(ZeroDivisionError):
        use(kind, server.url, get_model, http_client=http)
    assert ran == [1]


@both
def test_retry_conditions_cancellation_propagates(kind: str) -> None:
    if kind == "sync":
        pytest.skip("there is no cancellation in blocking code")

    async def main(url: str) -> None:
        async with AsyncOpenAI(api_key="sk", base_url=url) as client:
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(client.models.retrieve("m"), 0.1)

    waiting = Reply(pieces=lambda: iter(lambda: __import__("time").sleep(0.5) or b"", None))
    with scripted_server(waiting) as server:
        asyncio.run(main(server.url))
        assert len(server.requests) == 1


@both
def test_delay(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """``retry-after-ms``, then ``retry-after``, up to two minutes; else 0.5 s doubled up to 8, less up to a quarter."""
    slept: list[float] = []

    async def asleep(self: Any, seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr("headrace.client.SyncClient._sleep", lambda self, seconds: slept.append(seconds))
    monkeypatch.setattr("headrace.async_client.AsyncClient._sleep", asleep)

    def delays(headers: dict[str, str], count: int = 1) -> list[float]:
        slept.clear()
        with scripted_server([*[Reply(503, headers=headers)] * count, Reply()]) as server:
            use(kind, server.url, get_model, max_retries=count)
        return list(slept)

    assert delays({"retry-after-ms": "1500", "retry-after": "7"}) == [1.5]
    assert delays({"retry-after": "7.5"}) == [7.5]
    date = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=60)
    assert 50 < delays({"retry-after": date.strftime("%a, %d %b %Y %H:%M:%S GMT")})[0] <= 60
    for useless in ("0", "-5", "soon", ""):
        assert 0.375 <= delays({"retry-after": useless})[0] <= 0.5
    backoff = delays({}, 7)
    for delay, longest in zip(backoff, [0.5, 1, 2, 4, 8, 8, 8], strict=True):
        assert longest * 0.75 <= delay <= longest
    with scripted_server(Reply(429, headers={"retry-after": "121"})) as server:
        with pytest.raises(headrace_openai.RateLimitError):
            use(kind, server.url, get_model)
        assert len(server.requests) == 1


@both
def test_bookkeeping(kind: str) -> None:
    replies = [Reply(500, headers=AGAIN), Reply(500, headers=AGAIN), Reply()]
    with scripted_server(replies) as server:
        raw_response = use(kind, server.url, lambda c: c.with_raw_response.models.retrieve("m"))
        assert raw_response.retries_taken == 2
        assert [r.headers["x-stainless-retry-count"] for r in server.requests] == ["0", "1", "2"]
    own = asked(kind, lambda c: c.models.retrieve("m", extra_headers={"x-stainless-retry-count": "9"}))
    assert own.headers["x-stainless-retry-count"] == "9"
    gone = asked(kind, lambda c: c.models.retrieve("m", extra_headers={"X-Stainless-Retry-Count": omit}))
    assert "x-stainless-retry-count" not in gone.headers


@both
def test_body_replay(kind: str, tmp_path: Path) -> None:
    """Seekable files are sent again from where they stood; a one-shot body is sent once."""
    path = tmp_path / "f"
    path.write_bytes(b"skipped-sent")
    with open(path, "rb") as file:
        file.seek(8)
        with scripted_server([Reply(500, headers=AGAIN), Reply()]) as server:
            use(kind, server.url, raw(content=file))
        assert [r.body for r in server.requests] == [b"sent", b"sent"]
    with scripted_server([Reply(500, headers=AGAIN), Reply()]) as server:
        with pytest.raises(headrace_openai.InternalServerError):
            use(kind, server.url, raw(content=(piece for piece in [b"a", b"b"])))
        assert [r.body for r in server.requests] == [b"ab"]


@both
def test_idempotency_key(kind: str) -> None:
    """No header, as the config names none. The option of raw verbs is accepted."""
    request = asked(kind, raw(body={}, options={"idempotency_key": "k"}))
    assert not any("idempotency" in name for name in request.headers)


@both
def test_timeouts(kind: str) -> None:
    def slow(request: Asked) -> Reply:
        __import__("time").sleep(0.3)
        return Reply()

    with scripted_server(slow) as server:
        for action, options in [
            (lambda c: c.models.retrieve("m", timeout=0.05), {}),
            (get_model, {"timeout": 0.05}),
            (lambda c: c.models.retrieve("m", timeout=httpx.Timeout(5, read=0.05)), {}),
            (get_model, {"total_timeout": 0.05, "timeout": 60}),
        ]:
            with pytest.raises(headrace_openai.APITimeoutError):
                use(kind, server.url, action, max_retries=0, **options)
        use(kind, server.url, lambda c: c.models.retrieve("m", timeout=None), timeout=0.05)


@both
def test_redirects(kind: str) -> None:
    def answer(request: Asked) -> Reply:
        return Reply(307, headers={"Location": "/v1/new"}) if request.path == "/v1/mill" else Reply(body={"at": "new"})

    with scripted_server(answer) as server:
        assert use(kind, server.url, raw(body={"a": 1})) == {"at": "new"}
        assert server.last.json == {"a": 1}
        with pytest.raises(headrace_openai.APIStatusError) as caught:
            use(kind, server.url, raw(body={"a": 1}, options={"follow_redirects": False}))
        assert caught.value.status_code == 307


@both
def test_per_method_extras(kind: str) -> None:
    extras: dict[str, Any] = {
        "extra_headers": {"X-A": "1", "Accept": omit},
        "extra_query": {"include": ["b"], "more": "1"},
        "extra_body": {"model": "other", "new": 1, "input": omit},
        "timeout": 4,
    }
    request = asked(kind, respond(**extras))
    assert (request.headers["x-a"], request.headers["x-stainless-read-timeout"]) == ("1", "4")
    assert request.headers.get("accept") in (None, "*/*")
    assert request.query == [("include[]", "b"), ("more", "1")]
    assert request.json == {"model": "other", "new": 1}
    with pytest.raises(TypeError, match="extra_body"):
        asked(kind, respond(extra_body=[1]))


@both
def test_raw_verbs(kind: str) -> None:
    for verb in ("get", "post", "put", "patch", "delete"):
        request = asked(kind, lambda c, verb=verb: getattr(c, verb)("/mill", cast_to=object))
        assert (request.method, request.path) == (verb.upper(), "/v1/mill")
    options = {"headers": {"X-A": "1"}, "params": {"q": [1]}, "timeout": 2, "max_retries": 0, "extra_json": {"b": 2}}
    request = asked(kind, raw(body={"a": 1}, options=options))
    assert (request.headers["x-a"], request.query, request.json) == ("1", [("q[]", "1")], {"a": 1, "b": 2})
    for wrong in ({"content": b"a", "body": {}}, {"content": b"a", "files": {}}):
        with pytest.raises(TypeError, match="not supported"):
            asked(kind, raw(**wrong))
    with pytest.raises(TypeError, match="unknown options: retries"):
        asked(kind, raw(options={"retries": 2}))
    assert asked(kind, raw(content=b"bytes")).body == b"bytes"
    assert asked(kind, raw(content=iter([b"a", b"b"]))).body == b"ab"
    assert asked(kind, raw(content=io.BytesIO(b"io"))).body == b"io"


@both
def test_raw_verbs_stream(kind: str) -> None:
    """``[DONE]`` ends a raw stream, as it ends every stream of this API."""
    body = b'data: {"id": "1"}\n\ndata: {"id": "2"}\n\ndata: [DONE]\n\n'
    reply = Reply(body=body, headers={"Content-Type": "text/event-stream"})

    def sync_items(c: Any) -> list[Any]:
        return list(c.post("/mill", cast_to=Model, stream=True, stream_cls=headrace_openai.Stream[Model]))

    async def async_items(c: Any) -> list[Any]:
        stream = await c.post("/mill", cast_to=Model, stream=True, stream_cls=headrace_openai.AsyncStream[Model])
        return [item async for item in stream]

    with scripted_server(reply) as server:
        found = use(kind, server.url, sync_items if kind == "sync" else async_items)
    assert [(type(item), item.id) for item in found] == [(Model, "1"), (Model, "2")]


class OwnModel(pydantic.BaseModel):
    id: str


@both
@pytest.mark.parametrize(
    ("cast_to", "body", "expected"),
    [
        (object, {"id": "m"}, {"id": "m"}),
        (dict, {"a": 1}, {"a": 1}),
        (list, [1], [1]),
        (list[int], [1, 2], [1, 2]),
        (dict[str, int], {"a": 1}, {"a": 1}),
        (str, b"text", "text"),
        (bytes, b"\x00\xff", b"\x00\xff"),
        (int, b"42", 42),
        (float, b"0.5", 0.5),
        (bool, b"true", True),
        (type(None), b"", None),
        (OwnModel, {"id": "m"}, OwnModel(id="m")),
    ],
    ids=str,
)
def test_cast_to(kind: str, cast_to: Any, body: Any, expected: Any) -> None:
    """As the official forms, and any pydantic model as well."""
    with scripted_server(Reply(body=body)) as server:
        found = use(kind, server.url, lambda c: c.get("/mill", cast_to=cast_to))
    assert found == expected and type(found) is type(expected)


@both
def test_cast_to_responses_and_models(kind: str) -> None:
    with scripted_server(Reply(body={"id": "m"}, headers={"x-request-id": "req_1"})) as server:
        model = use(kind, server.url, lambda c: c.get("/mill", cast_to=Model))
        assert (type(model), model.id, model._request_id) == (Model, "m", "req_1")
        assert type(use(kind, server.url, lambda c: c.get("/mill", cast_to=httpx.Response))) is httpx.Response
        binary = headrace_openai.HttpxBinaryResponseContent
        assert use(kind, server.url, lambda c: c.get("/mill", cast_to=binary)).json() == {"id": "m"}


@both
def test_query_strings(kind: str) -> None:
    params = {
        "a": [1, 2],
        "b": {"c": "x", "d": ["y"]},
        "t": True,
        "none": None,
        "empty": "",
        "space": "a b",
        "gone": omit,
    }
    request = asked(kind, lambda c: c.get("/mill?fixed=1", cast_to=object, options={"params": params}))
    assert request.target == (
        "/v1/mill?fixed=1&a%5B%5D=1&a%5B%5D=2&b%5Bc%5D=x&b%5Bd%5D%5B%5D=y&t=true&empty=&space=a+b"
    )


@both
def test_path_params(kind: str) -> None:
    assert asked(kind, lambda c: c.models.retrieve("a/b?c#d e%ü:@")).target == "/v1/models/a%2Fb%3Fc%23d%20e%25%C3%BC:@"
    with scripted_server(Reply()) as server:
        for wrong in (".", "..", "%2e", "%2E%2e", ""):
            with pytest.raises(ValueError, match="non-empty value for `model`" if not wrong else "segment"):
                use(kind, server.url, lambda c, wrong=wrong: c.models.retrieve(wrong))
        for wrong in (None, omit, b"m", ["m"]):
            with pytest.raises((TypeError, ValueError), match="model"):
                use(kind, server.url, lambda c, wrong=wrong: c.models.retrieve(wrong))
        assert server.requests == []


class Level(Enum):
    LOW = "low"


@both
def test_json_body(kind: str) -> None:
    at = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)
    body = {
        "text": "½ ü \U0001f30a",
        "at": at,
        "day": at.date(),
        "model": Model.construct(id="m", created=1),
        "level": Level.LOW,
    }
    request = asked(kind, raw(body=body))
    assert (
        request.body
        == (
            '{"text":"½ ü \U0001f30a","at":"2026-01-02T03:04:05+00:00","day":"2026-01-02",'
            '"model":{"id":"m","created":1},"level":"low"}'
        ).encode()
    )
    for number in (float("nan"), float("inf")):
        with scripted_server(Reply()) as server:
            with pytest.raises(ValueError, match=r"metadata\.a\[1\]"):
                use(kind, server.url, respond(metadata={"a": [0, number]}))
            assert server.requests == []
    with pytest.raises(TypeError):
        asked(kind, respond(metadata={"a": object()}))


@both
def test_param_transform(kind: str) -> None:
    """Types are not walked at call time: a plan made at generation time holds what has to change. Models are taken
    where mappings are, any iterable where a list is, and unknown keys pass."""
    message = {
        "type": "message",
        "id": "msg_1",
        "role": "assistant",
        "status": "completed",
        "content": [{"type": "output_text", "text": "Hi", "annotations": []}],
        "brand_new": {"kept": True},
    }
    with scripted_server(Reply(body={"id": "resp_1", "output": [message]})) as server:
        answer = use(kind, server.url, respond())
    assert type(answer) is Response and answer.output_text == "Hi"
    items: Any = (item for item in [*answer.output, {"role": "user", "content": "more", "unknown": 1}])
    sent = asked(kind, respond(input=items)).json["input"]
    assert sent[0]["content"] == [{"type": "output_text", "text": "Hi", "annotations": []}]
    assert sent[0]["brand_new"] == {"kept": True}
    assert sent[1] == {"role": "user", "content": "more", "unknown": 1}
    nested = asked(kind, respond(reasoning={"effort": "low", "summary": omit})).json
    assert nested["reasoning"] == {"effort": "low"}


@both
def test_notgiven_omit(kind: str) -> None:
    request = asked(kind, respond(instructions=omit, temperature=None, top_p=NOT_GIVEN, timeout=not_given))
    assert request.json == {"model": "m", "input": "x", "temperature": None}
    assert not omit and not not_given
    assert repr(NOT_GIVEN) == "NOT_GIVEN"
    assert isinstance(omit, Omit) and isinstance(NOT_GIVEN, NotGiven)


def _parts(request: Asked) -> list[bytes]:
    boundary = request.headers["content-type"].partition("boundary=")[2].encode()
    return [part.strip(b"\r\n") for part in request.body.split(b"--" + boundary)[1:-1]]


@both
def test_multipart(kind: str) -> None:
    request = asked(
        kind,
        lambda c: c.audio.transcriptions.create(
            file=("a.wav", b"RIFF", "audio/wav", {"X-Part": "1"}),
            model="whisper-1",
            chunking_strategy={"type": "server_vad", "threshold": 0.5},
            include=["logprobs"],
            stream=omit,
            prompt=None,
        ),
    )
    parts = _parts(request)
    names = [part.partition(b'name="')[2].partition(b'"')[0] for part in parts]
    assert names == [b"model", b"chunking_strategy[type]", b"chunking_strategy[threshold]", b"include[]", b"file"] or (
        sorted(names[:-1])
        == sorted([b"model", b"chunking_strategy[type]", b"chunking_strategy[threshold]", b"include[]"])
        and names[-1] == b"file"
    )
    assert b'filename="a.wav"' in parts[-1] and b"audio/wav" in parts[-1] and b"X-Part: 1" in parts[-1]
    images: Any = [("a.png", b"1"), ("b.png", b"2")]
    request = asked(kind, lambda c: c.images.edit(image=images, prompt="p"))
    assert [part.count(b'name="image[]"') for part in _parts(request)] == [0, 1, 1]
    own = {"Content-Type": "multipart/form-data; boundary=mill"}
    request = asked(kind, lambda c: c.files.create(file=b"x", purpose="batch", extra_headers=own))
    assert request.headers["content-type"] == "multipart/form-data; boundary=mill" and b"--mill\r\n" in request.body


@both
def test_file_inputs(kind: str, tmp_path: Path) -> None:
    """As officially, and a str is a path. Files are streamed from disk."""
    path = tmp_path / "ledger.txt"
    path.write_bytes(b"level: 0.5")

    def part(file: Any) -> bytes:
        return _parts(asked(kind, lambda c: c.files.create(file=file, purpose="batch")))[-1]

    with open(path, "rb") as opened:
        for file in (path, str(path), opened, ("ledger.txt", b"level: 0.5"), headrace_openai.file_from_path(path)):
            found = part(file)
            assert b'filename="ledger.txt"' in found and found.endswith(b"level: 0.5")
    for file in (b"level: 0.5", io.BytesIO(b"level: 0.5")):
        assert b'filename="upload"' in part(file)
        assert b"application/octet-stream" in part(file)
    with scripted_server(Reply()) as server:
        for wrong, error in [
            (tmp_path / "absent", FileNotFoundError),
            (str(tmp_path), OSError),
            (5, TypeError),
            (io.StringIO("text"), TypeError),
        ]:
            with pytest.raises(error):
                use(kind, server.url, lambda c, wrong=wrong: c.files.create(file=wrong, purpose="batch"))
        assert server.requests == []


@both
def test_required_args(kind: str) -> None:
    with scripted_server(Reply()) as server:
        with pytest.raises(TypeError, match="messages"):
            use(kind, server.url, lambda c: c.chat.completions.create(model="m"))
        with pytest.raises(TypeError, match="unexpected keyword argument 'modle'"):
            use(kind, server.url, lambda c: c.responses.create(modle="m", input="x"))
        assert server.requests == []


@both
def test_request_id(kind: str) -> None:
    headers = {"x-request-id": "req_1"}
    page = Reply(body={"object": "list", "data": [{"id": "m"}]}, headers=headers)
    with scripted_server(page) as server:

        async def first_page(c: Any) -> Any:
            return await c.models.list()

        found = use(kind, server.url, (lambda c: c.models.list()) if kind == "sync" else first_page)
        assert found._request_id == "req_1"
        assert getattr(found.data[0], "_request_id", None) is None
        assert use(kind, server.url, lambda c: c.with_raw_response.models.list()).request_id == "req_1"
    with scripted_server(Reply(400, headers=headers)) as server:
        with pytest.raises(headrace_openai.BadRequestError) as caught:
            use(kind, server.url, get_model)
        assert caught.value.request_id == "req_1"


@both
def test_logging(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    """A line for each attempt and each answer, with the time it took; never a credential, a query or a body."""
    replies = [Reply(500, headers=AGAIN), Reply(headers={"x-request-id": "req_1"})]
    with caplog.at_level(logging.DEBUG, "headrace_openai"), scripted_server(replies) as server:
        use(kind, server.url, respond(input="private", extra_query={"token": "private"}), api_key="sk-private")
    lines = [record.getMessage() for record in caplog.records if record.name == "headrace_openai"]
    text = "\n".join(lines)
    assert "POST" in lines[0] and "/v1/responses" in lines[0]
    assert "500" in lines[1] and lines[2].startswith("Retrying request in 0.001000 seconds")
    assert "200" in lines[4] and "req_1" in lines[4]
    assert "private" not in text


def test_logging_is_switched_on_by_a_variable(tmp_path: Path) -> None:
    import os
    import subprocess
    import sys

    code = "import headrace_openai, logging\nheadrace_openai.OpenAI(api_key='sk')\n"
    code += "print(logging.getLogger('headrace_openai').level, logging.getLogger('httpx').level)"
    for name, level in [("OPENAI_LOG", "debug"), ("HEADRACE_LOG", "info"), ("OPENAI_LOG", "nonsense")]:
        environment = {**os.environ, name: level, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
        assert done.stdout.split() == [{"debug": "10", "info": "20"}.get(level, "0"), "0"]


def test_subclass_hooks() -> None:
    """Those that change requests and errors; ``_build_request``, ``_validate_headers`` and ``_make_sse_decoder`` belong
    to another engine and are not there, on purpose."""

    class Mine(OpenAI):
        @property
        def auth_headers(self) -> dict[str, str]:
            return {"api-key": "mine"}

        def _prepare_options(self, options: Any) -> Any:
            options.headers.update({"X-Options": "1"})
            return options

        def _prepare_request(self, request: httpx.Request) -> None:
            request.headers["X-Request"] = "1"

    with scripted_server(Reply()) as server, Mine(base_url=server.url, _enforce_credentials=False) as client:
        client.models.retrieve("m")
    headers = server.last.headers
    assert (headers["api-key"], headers["x-options"], headers["x-request"]) == ("mine", "1", "1")
    assert "authorization" not in headers


@pytest.mark.anyio
async def test_async_specifics(anyio_backend_name: str) -> None:
    """asyncio and trio."""
    with scripted_server(Reply()) as server:
        async with AsyncOpenAI(api_key="sk", base_url=server.url) as client:
            await client.models.retrieve("m")
    assert server.last.headers["x-stainless-async"] == f"async:{anyio_backend_name}"


def test_bodies_of_async_iterables() -> None:
    async def pieces() -> Any:
        yield b"a"
        yield b"b"

    assert asked("async", raw(content=pieces())).body == b"ab"

    def blocking() -> Iterator[bytes]:
        yield b"c"

    assert asked("async", raw(content=blocking())).body == b"c"
