"""What users of the official client know of its responses: one test per row of the third table of facts."""

from __future__ import annotations

import asyncio
import copy
import json
import pickle
import warnings
from pathlib import Path
from typing import Any

import httpx
import pytest

import headrace_openai
from conformance.clients import both, use
from harness.scripted_server import Reply, scripted_server
from headrace_openai import AsyncOpenAI, OpenAI
from headrace_openai.types import Model
from headrace_openai.types.chat import ChatCompletion
from headrace_openai.types.responses import Response, ResponseOutputMessage

SSE = {"Content-Type": "text/event-stream"}
CHUNKS = b'data: {"id":"c","choices":[],"object":"chat.completion.chunk"}\n\ndata: [DONE]\n\n'
CHAT: dict[str, Any] = {"model": "m", "messages": [{"role": "user", "content": "x"}]}


def got(kind: str, action: Any, body: Any, headers: Any = None, status: int = 200, **options: Any) -> Any:
    """What ``action`` gives when the server answers with ``body``."""
    with scripted_server(Reply(status, body=body, headers=headers or {})) as server:
        return use(kind, server.url, action, **options)


def create(client: Any) -> Any:
    return client.responses.create(model="m", input="x")


@both
def test_lenient_construct(kind: str) -> None:
    """A field that is missing is None and not in ``model_fields_set``; what doesn't fit stays as it came."""
    found = got(
        kind,
        create,
        {
            "id": 5,
            "created_at": 3,
            "status": "dreaming",
            "error": None,
            "new_field": {"a": [1]},
            "output": {"type": "message", "id": "m"},
            "usage": "none",
        },
    )
    assert type(found) is Response
    assert (found.id, found.status, found.usage) == (5, "dreaming", "none")
    assert (found.created_at, type(found.created_at)) == (3.0, float)
    assert found.model is None and "model" not in found.model_fields_set
    assert found.new_field == {"a": [1]} and "new_field" in found.model_extra
    assert found.error is None and "error" in found.model_fields_set


@both
def test_unions(kind: str) -> None:
    """On purpose: an unknown variant is an unknown variant, where it becomes the union's first class officially."""
    items = [{"type": "hologram", "id": "h", "depth": 3}, {"type": "message", "id": "m", "role": "assistant"}]
    unknown, message = got(kind, create, {"id": "r", "output": items}).output
    assert type(message) is ResponseOutputMessage and message.content is None
    assert not isinstance(unknown, ResponseOutputMessage)
    assert (unknown.type, unknown.id, unknown.depth) == ("hologram", "h", 3)


@both
@pytest.mark.parametrize("body", [{"id": "m", "object": "model", "created": 1, "owned_by": "o"}, {"id": [1], "x": {}}])
def test_basemodel(kind: str, body: Any) -> None:
    """``to_dict``, ``to_json``, ``construct``; dumps without warnings, hashes, copies and pickles, whatever came."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = got(kind, lambda c: c.models.retrieve("m"), body)
        assert type(found) is Model
        assert found.to_dict() == found.model_dump(exclude_unset=True) == body
        assert json.loads(found.to_json()) == body == json.loads(found.model_dump_json(exclude_unset=True))
        assert "\n" in found.to_json() and "\n" not in found.to_json(indent=None)
        assert set(found.model_dump()) >= {"id", "object", "created", "owned_by"}
        assert "\n" not in str(found) and hash(found) == hash(copy.copy(found))
        for twin in (copy.copy(found), copy.deepcopy(found), pickle.loads(pickle.dumps(found))):
            assert twin == found and twin.to_dict() == body
    assert Model.construct(id="m").to_dict() == {"id": "m"}
    assert Model.model_construct(id="m", created=1).created == 1


def test_basemodel_before_any_use() -> None:
    """A class whose validator has not been built yet dumps, too."""
    import os
    import subprocess
    import sys

    code = "from headrace_openai.types.chat import ChatCompletion as C\nc = C.construct(id='c', choices=[])\n"
    code += "print(c.to_dict(), c.model_dump_json(exclude_unset=True), hash(C.construct(id='d')) is not None)"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], env=environment, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("{'id': 'c', 'choices': []} {\"id\":\"c\",\"choices\":[]} True\n", "")
    assert ChatCompletion.construct(id="c").id == "c"


@both
def test_with_raw_response_m(kind: str) -> None:
    """``.parse()`` is a plain call in async code too."""
    body = {"id": "m", "object": "model"}
    found = got(kind, lambda c: c.with_raw_response.models.retrieve("m"), body, {"x-request-id": "req_1", "X-A": "1"})
    assert (found.headers["x-a"], found.status_code, found.method, found.request_id) == ("1", 200, "GET", "req_1")
    assert json.loads(found.text) == json.loads(found.content) == body
    assert found.url.path == "/v1/models/m" and found.http_version == "HTTP/1.1" and found.is_closed
    assert found.elapsed.total_seconds() > 0 and found.retries_taken == 0
    assert isinstance(found.http_response, httpx.Response) and isinstance(found.http_request, httpx.Request)
    assert type(found.parse()) is Model and found.parse() is found.parse()
    assert found.parse(to=dict) == body
    resource = got(kind, lambda c: c.models.with_raw_response.retrieve("m"), body)
    assert resource.parse().id == "m"


def test_with_streaming_response_m(tmp_path: Path) -> None:
    """Nothing runs before the context is entered, where the async coroutine is made at once officially."""
    body = b'{"id": "m"}\n{"id": "n"}\n'
    with scripted_server(Reply(body=body)) as server, OpenAI(api_key="sk", base_url=server.url) as client:
        manager = client.with_streaming_response.models.retrieve("m")
        assert server.requests == []
        with manager as response:
            assert not response.is_closed
            assert list(response.iter_lines()) == ['{"id": "m"}', '{"id": "n"}']
        assert response.is_closed
        with client.models.with_streaming_response.retrieve("m") as response:
            assert (response.read(), response.text()) == (body, body.decode())
        with client.files.with_streaming_response.content("f") as response:
            response.stream_to_file(tmp_path / "f")
            with pytest.raises(headrace_openai.OpenAIError, match="already"):
                response.read()
    assert (tmp_path / "f").read_bytes() == body


def test_with_streaming_response_m_async(tmp_path: Path) -> None:
    body = b'{"id": "m"}'

    async def main() -> None:
        async with AsyncOpenAI(api_key="sk", base_url=server.url) as client:
            client.with_streaming_response.models.retrieve("never entered")
            async with client.with_streaming_response.models.retrieve("m") as response:
                assert (await response.parse()).id == "m"
                assert await response.json() == {"id": "m"}
            async with client.files.with_streaming_response.content("f") as response:
                assert b"".join([piece async for piece in response.iter_bytes(3)]) == body

    with scripted_server(Reply(body=body)) as server:
        asyncio.run(main())
    assert [request.path for request in server.requests] == ["/v1/models/m", "/v1/files/f/content"]


@both
def test_raw_stream_true(kind: str) -> None:
    def items(client: Any) -> Any:
        raw = client.chat.completions.with_raw_response.create(**CHAT, stream=True)

        async def read() -> Any:
            stream = (await raw).parse()
            return type(stream), [chunk.id async for chunk in stream]

        if kind == "async":
            return read()
        stream = raw.parse()
        return type(stream), [chunk.id for chunk in stream]

    cls, ids = got(kind, items, CHUNKS, SSE)
    assert ids == ["c"]
    assert issubclass(cls, headrace_openai.Stream if kind == "sync" else headrace_openai.AsyncStream)


@both
def test_binary_endpoints(kind: str, tmp_path: Path) -> None:
    """More than 1 MiB waits on disk, where the whole body is held in memory officially."""
    small, large = b"\x00\xff" * 10, bytes(range(256)) * 8192
    for content in (small, large):
        found = got(kind, lambda c: c.files.content("f"), content, {"Content-Type": "application/octet-stream"})
        assert type(found) is headrace_openai.HttpxBinaryResponseContent
        assert found.content == found.read() == b"".join(found.iter_bytes(1000)) == content
        found.write_to_file(tmp_path / "f")
        assert (tmp_path / "f").read_bytes() == content
        assert found.response.headers["content-type"] == "application/octet-stream"
    text = got(kind, lambda c: c.audio.speech.create(input="x", model="m", voice="alloy"), "½".encode())
    assert text.text == "½"
    raw = got(kind, lambda c: c.files.with_raw_response.content("f"), small)
    assert raw.content == small and raw.parse().content == small


@both
def test_non_json(kind: str) -> None:
    """On purpose: an error that carries the body, where a str stands in for the model officially."""
    for body, kind_of in [
        (b"<html>gateway</html>", "text/html"),
        (b"", "application/json"),
        (b"{", "application/json"),
    ]:
        with pytest.raises(headrace_openai.APIResponseValidationError, match=r"not JSON|no body") as caught:
            got(kind, lambda c: c.models.retrieve("m"), body, {"Content-Type": kind_of})
        assert caught.value.body == body.decode()
        assert caught.value.response.status_code == 200
    assert got(kind, lambda c: c.models.retrieve("m"), b'{"id": "m"}', {"Content-Type": "text/plain"}).id == "m"


@both
def test_delete_204(kind: str) -> None:
    assert got(kind, lambda c: c.responses.delete("r"), b"", status=204) is None
    assert got(kind, lambda c: c.containers.delete("c"), b"anything at all") is None


@both
def test_object_cast(kind: str) -> None:
    body = {"a": [1, {"b": None}], "c": 1.5}
    assert got(kind, lambda c: c.get("/mill", cast_to=object), body) == body


@both
def test_parsers(kind: str) -> None:
    """``post_parser`` sees the value; what it returns has the request id, too."""

    def parser(value: Any) -> Any:
        assert type(value) is Model
        return Model.construct(id=value.id.upper())

    options = {"post_parser": parser}
    found = got(kind, lambda c: c.get("/m", cast_to=Model, options=options), {"id": "m"}, {"x-request-id": "req_1"})
    assert (found.id, found._request_id) == ("M", "req_1")
