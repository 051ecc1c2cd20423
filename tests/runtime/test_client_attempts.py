"""Attempts: what is tried again, what isn't, and which exception tells of it. Over real sockets."""

from __future__ import annotations

import io
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

import headrace
from harness.acme import exceptions
from harness.kinds import every_kind, run
from harness.scripted_server import Asked, Reply, scripted_server
from headrace.sentinels import omit

SOON = {"retry-after-ms": "1"}
WIDGET = {"id": "w", "size": 1, "parts": []}


def retrieve(client: Any) -> Any:
    return client.widgets.retrieve("w")


@every_kind
@pytest.mark.parametrize("status", [408, 409, 429, 500, 503])
def test_retried_until_it_works(kind: str, status: int) -> None:
    with scripted_server([Reply(status, headers=SOON), Reply(status, headers=SOON), Reply(body=WIDGET)]) as server:
        assert run(kind, server.url, retrieve).id == "w"
    assert [asked.headers["x-stainless-retry-count"] for asked in server.requests] == ["0", "1", "2"]


@every_kind
def test_a_post_is_retried_with_the_same_body(kind: str) -> None:
    with scripted_server([Reply(500, headers=SOON), Reply(body=WIDGET)]) as server:
        run(kind, server.url, lambda c: c.widgets.create(name="x"))
    first, second = server.requests
    assert first.body == second.body == b'{"name":"x"}'


@every_kind
@pytest.mark.parametrize(
    ("status", "name", "root"),
    [
        (400, "BadRequestError", headrace.BadRequestError),
        (401, "AuthenticationError", headrace.AuthenticationError),
        (403, "PermissionDeniedError", headrace.PermissionDeniedError),
        (404, "NotFoundError", headrace.NotFoundError),
        (409, "ConflictError", headrace.ConflictError),
        (422, "UnprocessableEntityError", headrace.UnprocessableEntityError),
        (429, "RateLimitError", headrace.RateLimitError),
        (418, "APIStatusError", headrace.APIStatusError),
        (500, "InternalServerError", headrace.InternalServerError),
        (529, "InternalServerError", headrace.InternalServerError),
    ],
)
def test_errors_by_status(kind: str, status: int, name: str, root: type[headrace.APIStatusError]) -> None:
    error = {"message": "no good", "code": 7, "param": "size", "type": "bad"}
    with (
        scripted_server(Reply(status, {"error": error}, {"x-request-id": "req_1"})) as server,
        pytest.raises(root) as caught,
    ):
        run(kind, server.url, retrieve, max_retries=0)
    raised = caught.value
    assert type(raised).__name__ == name
    assert isinstance(raised, getattr(exceptions, name, root))
    assert (raised.status_code, raised.request_id, raised.body) == (status, "req_1", error)
    assert (raised.code, raised.param, raised.type) == ("7", "size", "bad")
    assert str(raised) == f"Error code: {status} - no good"
    assert raised.response.status_code == status and raised.__cause__ is None


@every_kind
@pytest.mark.parametrize(
    ("body", "kept", "text"),
    [
        (b"<html>Oh  no</html>", "<html>Oh  no</html>", "Error code: 502 - <html>Oh no</html>"),
        (b"", None, "Error code: 502 Bad Gateway"),
        (b'{"detail": "x"}', {"detail": "x"}, "Error code: 502 Bad Gateway"),
        (b'{"error": "text"}', "text", "Error code: 502 - text"),
        (b'["x"]', ["x"], "Error code: 502 Bad Gateway"),
    ],
)
def test_error_bodies_of_any_shape(kind: str, body: bytes, kept: Any, text: str) -> None:
    with scripted_server(Reply(502, body)) as server, pytest.raises(exceptions.InternalServerError) as caught:
        run(kind, server.url, retrieve, max_retries=0)
    assert caught.value.body == kept
    assert str(caught.value) == text


@every_kind
def test_should_retry_header(kind: str) -> None:
    with scripted_server([Reply(400, headers={"x-should-retry": "true", **SOON}), Reply(body=WIDGET)]) as server:
        run(kind, server.url, retrieve)
    with (
        scripted_server(Reply(500, headers={"x-should-retry": "false"})) as server,
        pytest.raises(exceptions.APIStatusError),
    ):
        run(kind, server.url, retrieve)
    assert len(server.requests) == 1


@every_kind
def test_a_long_wait_is_not_waited(kind: str) -> None:
    with (
        scripted_server(Reply(429, headers={"retry-after": "3600"})) as server,
        pytest.raises(exceptions.RateLimitError),
    ):
        run(kind, server.url, retrieve)
    assert len(server.requests) == 1


@every_kind
def test_hang_up_is_retried_then_a_connection_error(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headrace.retry.RetryPolicy.decide", quick)
    with scripted_server([Reply(hang_up=True), Reply(body=WIDGET)]) as server:
        assert run(kind, server.url, retrieve).id == "w"
    with scripted_server(Reply(hang_up=True)) as server, pytest.raises(exceptions.APIConnectionError) as caught:
        run(kind, server.url, retrieve, max_retries=1)
    assert len(server.requests) == 2
    assert caught.value.__cause__ is not None
    assert not isinstance(caught.value, exceptions.APITimeoutError)


def quick(self: Any, retries_taken: int, outcome: Any) -> float | None:
    return 0.0 if retries_taken < self.max_retries else None


@every_kind
def test_timeouts_are_retried_then_a_timeout_error(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headrace.retry.RetryPolicy.decide", quick)

    def slow(asked: Asked) -> Reply:
        time.sleep(0.3)
        return Reply()

    with scripted_server(slow) as server, pytest.raises(exceptions.APITimeoutError) as caught:
        run(kind, server.url, retrieve, timeout=0.05, max_retries=1)
    assert str(caught.value) == "Request timed out."
    assert caught.value.request.url.path == "/v1/widgets/w"


@every_kind
def test_total_timeout(kind: str) -> None:
    """The whole call ends in time: waiting between attempts, for the head, and for a body that drips."""

    def drip() -> Iterator[bytes]:
        yield b"{"
        for _ in range(500):
            time.sleep(0.01)
            yield b" "

    with (
        scripted_server(Reply(pieces=drip)) as server,
        pytest.raises(exceptions.APITimeoutError, match=r"total_timeout, 0\.2 s"),
    ):
        run(kind, server.url, retrieve, total_timeout=0.2)
    with (
        scripted_server(Reply(503, headers={"retry-after": "60"})) as server,
        pytest.raises(exceptions.InternalServerError),
    ):
        run(kind, server.url, retrieve, total_timeout=0.2)
    assert len(server.requests) == 1

    def slow(asked: Asked) -> Reply:
        time.sleep(0.5)
        return Reply()

    with scripted_server(slow) as server, pytest.raises(exceptions.APITimeoutError, match="total_timeout"):
        run(kind, server.url, retrieve, total_timeout=0.1, max_retries=50)


@every_kind
def test_total_timeout_ends_headers_that_drip(kind: str) -> None:
    """No single read waits long here, so that no phase of the HTTP library's ever times out."""
    enough = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def drip() -> None:
            connection, _ = listener.accept()
            with connection, suppress(OSError):
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
                while not enough.wait(0.02):
                    connection.sendall(b"a")

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        try:
            with pytest.raises(exceptions.APITimeoutError, match=r"total_timeout, 0\.3 s"):
                run(kind, url, retrieve, total_timeout=0.3, timeout=5)
        finally:
            enough.set()
            thread.join()


@every_kind
def test_nothing_is_retried_once_the_answer_has_begun(kind: str) -> None:
    def broken() -> Iterator[bytes]:
        yield b'{"id"'

    reply = Reply(headers={"Content-Length": "100"}, pieces=broken)
    with (
        scripted_server(reply) as server,
        pytest.raises(exceptions.APIConnectionError, match="while the body was read"),
    ):
        run(kind, server.url, retrieve)
    assert len(server.requests) == 1


def test_errors_of_hooks_are_not_the_transports() -> None:
    def hook(request: httpx.Request) -> None:
        raise ZeroDivisionError

    with scripted_server(Reply()) as server, pytest.raises(ZeroDivisionError):
        run("sync", server.url, retrieve, http_client=httpx.Client(event_hooks={"request": [hook]}))
    assert not server.requests


@every_kind
def test_files_are_sent_whole_in_each_attempt(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "big.bin"
    path.write_bytes(bytes(range(256)) * 1000)
    replies = [Reply(500, headers=SOON), Reply(body=WIDGET)]
    for given in (path, str(path), path.read_bytes(), io.BytesIO(path.read_bytes())):
        with scripted_server(replies) as server:
            run(kind, server.url, lambda c, given=given: c.widgets.send(given))
        assert [asked.body for asked in server.requests] == [path.read_bytes()] * 2
        assert server.last.headers["content-length"] == "256000"
        with scripted_server(replies) as server:
            run(kind, server.url, lambda c, given=given: c.widgets.upload(file=given))
        assert all(path.read_bytes() in asked.body for asked in server.requests) and len(server.requests) == 2


@every_kind
def test_one_shot_bodies_are_not_sent_twice(kind: str) -> None:
    class OneShot(io.RawIOBase):
        def __init__(self) -> None:
            self._rest = b"once"

        def read(self, size: int = -1) -> bytes:
            rest, self._rest = self._rest, b""
            return rest

        def seekable(self) -> bool:
            return False

    for give in (lambda: OneShot(), lambda: iter([b"on", b"ce"])):
        with scripted_server(Reply(500, headers=SOON)) as server, pytest.raises(exceptions.InternalServerError):
            run(kind, server.url, lambda c, give=give: c.widgets.send(give()))
        assert [asked.body for asked in server.requests] == [b"once"]


@every_kind
def test_an_open_file_is_sent_from_where_it_stands(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"skip this")
    with path.open("rb") as file, scripted_server([Reply(500, headers=SOON), Reply(body=WIDGET)]) as server:
        file.seek(5)
        run(kind, server.url, lambda c: c.widgets.send(file))
    assert [asked.body for asked in server.requests] == [b"this", b"this"]


@every_kind
@pytest.mark.parametrize(
    ("use", "error"),
    [
        (lambda c: c.widgets.retrieve(""), ValueError),
        (lambda c: c.widgets.retrieve(".."), ValueError),
        (lambda c: c.widgets.create(), TypeError),
        (lambda c: c.widgets.create(nmae="x"), TypeError),
        (lambda c: c.widgets.create(name=float("nan")), ValueError),
        (lambda c: c.widgets.create(name=b"x"), TypeError),
        (lambda c: c.widgets.create(name="x", extra_body=[1]), TypeError),
        (lambda c: c.widgets.create(name="x", extra_headers={"X": "a\nb"}), ValueError),
        (lambda c: c.widgets.create(name="x", timeout="1"), TypeError),
        (lambda c: c.widgets.upload(file=Path("does/not/exist")), FileNotFoundError),
        (lambda c: c.widgets.upload(file=5), TypeError),
        (lambda c: c.widgets.upload(file=io.StringIO("x")), TypeError),
    ],
)
def test_bad_arguments_fail_before_anything_is_sent(kind: str, use: Any, error: type[Exception]) -> None:
    with scripted_server(Reply()) as server, pytest.raises(error):
        run(kind, server.url, use)
    assert not server.requests


def test_missing_arguments_are_named() -> None:
    with scripted_server(Reply()) as server, pytest.raises(TypeError) as caught:
        run("sync", server.url, lambda c: c.widgets.create())
    assert str(caught.value) == (
        "Missing required arguments; Expected either ('name') or ('name' and 'stream') arguments to be given"
    )


@pytest.mark.parametrize("kind", ["sync", "asyncio", "trio"])
def test_redirects_are_followed(kind: str) -> None:
    """By the clients that are made here; a user's own HTTP client follows them if it was told to."""
    replies = [Reply(307, headers={"Location": "/v1/moved"}), Reply(body=WIDGET)]
    with scripted_server(replies) as server:
        assert run(kind, server.url, lambda c: c.widgets.create(name="x")).id == "w"
    assert (server.last.method, server.last.path, server.last.body) == ("POST", "/v1/moved", b'{"name":"x"}')


@every_kind
def test_extras_are_merged(kind: str) -> None:
    def use(client: Any) -> Any:
        return client.widgets.create(
            name="x",
            parts=[{"type": "nut", "thread_": "m4", "gone": omit}],
            extra_body={"more": 1, "name": omit},
            extra_query={"q": ["a", "b"], "beta": omit},
            extra_headers={"Acme-Version": omit, "X-Own": "1", "content-type": "application/x-own+json"},
        )

    with scripted_server(Reply(body=WIDGET)) as server:
        run(kind, server.url, use)
    assert server.last.json == {"parts": [{"type": "nut", "thread": "m4"}], "more": 1}
    assert server.last.query == [("q[]", "a"), ("q[]", "b")]
    assert "acme-version" not in server.last.headers
    assert (server.last.headers["x-own"], server.last.headers["content-type"]) == ("1", "application/x-own+json")


@every_kind
def test_multipart(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(b"PNG!")

    def use(client: Any) -> Any:
        return client.widgets.upload(
            file=("a.wav", b"RIFF", "audio/wav"),
            images=[path, b"raw"],
            meta={"k": [1, None]},
            notes={"a": ["x", True], "b": None},
        )

    with scripted_server(Reply(body=WIDGET)) as server:
        run(kind, server.url, use)
    body = server.last.body
    assert server.last.headers["content-type"].startswith("multipart/form-data; boundary=")
    for part in (
        b'name="notes[a][]"\r\n\r\nx\r\n',
        b'name="notes[a][]"\r\n\r\ntrue\r\n',
        b'name="meta"\r\nContent-Type: application/json\r\n\r\n{"k":[1,null]}\r\n',
        b'name="file"; filename="a.wav"\r\nContent-Type: audio/wav\r\n\r\nRIFF\r\n',
        b'name="image[]"; filename="photo.png"\r\nContent-Type: image/png\r\n\r\nPNG!\r\n',
        b'name="image[]"; filename="upload"\r\nContent-Type: application/octet-stream\r\n\r\nraw\r\n',
    ):
        assert part in body
    assert b"[b]" not in body and body.index(b"notes") < body.index(b"filename")


@every_kind
def test_an_empty_form_is_a_form(kind: str) -> None:
    with scripted_server(Reply(body=WIDGET)) as server:
        run(kind, server.url, lambda c: c.widgets.upload())
    assert server.last.headers["content-type"].startswith("multipart/form-data; boundary=")
