"""Helpers that make several requests, or change what one sends and gives: polling, uploads, embeddings."""

from __future__ import annotations

import base64
import struct
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import headrace_openai as openai
from harness.helper_streams import answer, call, every_kind
from headrace.testing import RecordedRequest, Replay, ReplayServer

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

NOW = {"openai-poll-after-ms": "1"}
FIRST, LATER = "in_progress", "completed"


def run(status: str) -> dict[str, Any]:
    return {"id": "run_1", "object": "thread.run", "thread_id": "t", "assistant_id": "a", "status": status}


def store_file(status: str) -> dict[str, Any]:
    return {"id": "file_1", "object": "vector_store.file", "vector_store_id": "vs", "status": status}


def batch(status: str) -> dict[str, Any]:
    counts = {"in_progress": int(status == FIRST), "completed": 1, "failed": 0, "cancelled": 0, "total": 1}
    return {
        "id": "b",
        "object": "vector_store.files_batch",
        "vector_store_id": "vs",
        "status": status,
        "file_counts": counts,
    }


def video(status: str) -> dict[str, Any]:
    return {"id": "v", "object": "video", "status": status}


Opening = Callable[[Any, dict[str, Any]], Any]
POLLS: dict[str, tuple[Opening, Callable[[str], dict[str, Any]], list[str]]] = {
    "runs.poll": (lambda c, o: c.beta.threads.runs.poll("run_1", "t", **o), run, ["GET /threads/t/runs/run_1"]),
    "runs.create_and_poll": (
        lambda c, o: c.beta.threads.runs.create_and_poll(thread_id="t", assistant_id="a", **o),
        run,
        ["POST /threads/t/runs", "GET /threads/t/runs/run_1"],
    ),
    "runs.submit_tool_outputs_and_poll": (
        lambda c, o: c.beta.threads.runs.submit_tool_outputs_and_poll(
            run_id="run_1", thread_id="t", tool_outputs=[], **o
        ),
        run,
        ["POST /threads/t/runs/run_1/submit_tool_outputs", "GET /threads/t/runs/run_1"],
    ),
    "threads.create_and_run_poll": (
        lambda c, o: c.beta.threads.create_and_run_poll(assistant_id="a", **o),
        run,
        ["POST /threads/runs", "GET /threads/t/runs/run_1"],
    ),
    "vector_stores.files.poll": (
        lambda c, o: c.vector_stores.files.poll("file_1", vector_store_id="vs", **o),
        store_file,
        ["GET /vector_stores/vs/files/file_1"],
    ),
    "vector_stores.files.create_and_poll": (
        lambda c, o: c.vector_stores.files.create_and_poll("file_1", vector_store_id="vs", **o),
        store_file,
        ["POST /vector_stores/vs/files", "GET /vector_stores/vs/files/file_1"],
    ),
    "vector_stores.files.upload_and_poll": (
        lambda c, o: c.vector_stores.files.upload_and_poll(vector_store_id="vs", file=b"x", **o),
        store_file,
        ["POST /files", "POST /vector_stores/vs/files", "GET /vector_stores/vs/files/file_1"],
    ),
    "vector_stores.file_batches.poll": (
        lambda c, o: c.vector_stores.file_batches.poll("b", vector_store_id="vs", **o),
        batch,
        ["GET /vector_stores/vs/file_batches/b"],
    ),
    "vector_stores.file_batches.create_and_poll": (
        lambda c, o: c.vector_stores.file_batches.create_and_poll("vs", file_ids=["f"], **o),
        batch,
        ["POST /vector_stores/vs/file_batches", "GET /vector_stores/vs/file_batches/b"],
    ),
    "vector_stores.file_batches.upload_and_poll": (
        lambda c, o: c.vector_stores.file_batches.upload_and_poll("vs", files=[b"x"], **o),
        batch,
        ["POST /files", "POST /vector_stores/vs/file_batches", "GET /vector_stores/vs/file_batches/b"],
    ),
    "videos.poll": (lambda c, o: c.videos.poll("v", **o), video, ["GET /videos/v"]),
    "videos.create_and_poll": (
        lambda c, o: c.videos.create_and_poll(prompt="a mill", **o),
        video,
        ["POST /videos", "GET /videos/v"],
    ),
}


def line(request: RecordedRequest) -> str:
    return f"{request.method} {request.path}"


def in_the_end(make: Callable[[str], dict[str, Any]], asked: int, headers: dict[str, str]) -> Any:
    """Answers for an object that is in progress until it has been asked for so often."""
    count = 0

    def serve(request: RecordedRequest) -> Replay:
        nonlocal count
        if request.path == "/files":
            return answer({"id": "file_1", "object": "file"})
        count += request.method == "GET"
        return answer(make(LATER if count > asked else FIRST), headers=headers)

    return serve


@every_kind
@pytest.mark.parametrize("name", POLLS)
class TestPolling:
    def test_asks_until_it_is_done(self, kind: str, name: str) -> None:
        """It asks as often as needed, as soon as the server says, and gives what it then gets."""
        opening, make, wanted = POLLS[name]
        with ReplayServer(in_the_end(make, 3, NOW)) as server:
            done = call(kind, server.url, lambda c: opening(c, {}))

        assert LATER == done.status
        assert [*wanted, *[wanted[-1]] * 3] == [line(request) for request in server.requests]
        polled = server.requests[-1].headers
        assert "true" == polled["x-stainless-poll-helper"]
        assert "x-stainless-custom-poll-interval" not in polled

    def test_interval(self, kind: str, name: str) -> None:
        """The caller's interval goes before the server's."""
        opening, make, _ = POLLS[name]
        with ReplayServer(in_the_end(make, 2, {"openai-poll-after-ms": "3600000"})) as server:
            done = call(kind, server.url, lambda c: opening(c, {"poll_interval_ms": 1}))

        assert LATER == done.status
        assert "1" == server.requests[-1].headers["x-stainless-custom-poll-interval"]


@every_kind
class TestEnds:
    @pytest.mark.parametrize("status", ["requires_action", "cancelled", "completed", "failed", "expired", "incomplete"])
    def test_runs(self, kind: str, status: str) -> None:
        """A run that has ended, or waits for the caller, is given back whatever has become of it."""
        with ReplayServer(answer(run(status))) as server:
            assert status == call(kind, server.url, lambda c: c.beta.threads.runs.poll("run_1", "t")).status

    @pytest.mark.parametrize("status", ["completed", "failed", "brand_new"])
    def test_videos(self, kind: str, status: str) -> None:
        """So is a video; a status that isn't known is the caller's to understand."""
        with ReplayServer(answer(video(status))) as server:
            assert status == call(kind, server.url, lambda c: c.videos.poll("v")).status

    def test_errors(self, kind: str) -> None:
        """An error ends the wait."""
        refusal = answer({"error": {"message": "gone"}}, status=404)
        with ReplayServer(refusal) as server, pytest.raises(openai.NotFoundError):
            call(kind, server.url, lambda c: c.videos.poll("v"))

    @pytest.mark.parametrize("name", ["runs.create_and_poll", "vector_stores.files.create_and_poll"])
    def test_extras_are_passed_on(self, kind: str, name: str) -> None:
        """Extra headers and query go with every request, an extra body only with the first."""
        opening, value, _ = POLLS[name]
        extras: dict[str, Any] = {
            "extra_headers": {"x-tenant": "mill"},
            "extra_query": {"q": "1"},
            "extra_body": {"more": 1},
        }
        with ReplayServer(in_the_end(value, 0, NOW)) as server:
            call(kind, server.url, lambda c: opening(c, extras))

        first, second = server.requests
        assert ["mill", "mill"] == [each.headers["x-tenant"] for each in server.requests]
        assert first.path.endswith("?q=1")
        assert second.path.endswith("?q=1")
        assert (1, b"") == (first.json()["more"], second.body)


@every_kind
class TestFiles:
    @pytest.mark.parametrize("status", ["processed", "error"])
    def test_processed(self, kind: str, status: str) -> None:
        """It asks until the file has been processed, well or not."""
        replays = [answer({"id": "f", "status": each}) for each in ("uploaded", "uploaded", status)]
        with ReplayServer(*replays) as server:
            file = call(kind, server.url, lambda c: c.files.wait_for_processing("f", poll_interval=0.001))

        assert (status, 3) == (file.status, len(server.requests))

    def test_gives_up(self, kind: str) -> None:
        """After the longest wait it is an error."""

        def wait(client: Any) -> Any:
            return client.files.wait_for_processing("f", poll_interval=0.001, max_wait_seconds=0)

        uploaded = answer({"id": "f", "status": "uploaded"})
        with ReplayServer(uploaded) as server, pytest.raises(RuntimeError, match="f was still being processed"):
            call(kind, server.url, wait)


def chunked(kind: str, sizes: list[int], **arguments: Any) -> tuple[Any, list[RecordedRequest]]:
    """Upload in chunks; the result and the requests. ``sizes`` takes the sizes of the parts."""

    def serve(request: RecordedRequest) -> Replay:
        if request.path.endswith("/parts"):
            sizes.append(request.body.count(b"#"))
            return answer({"id": f"part_{len(sizes)}"})
        return answer({"id": "up", "object": "upload", "status": "completed"})

    with ReplayServer(serve) as server:
        done = call(
            kind,
            server.url,
            lambda c: c.uploads.upload_file_chunked(mime_type="text/plain", purpose="assistants", **arguments),
        )
        return done, server.requests


@every_kind
class TestChunkedUploads:
    def test_path(self, kind: str, tmp_path: Path) -> None:
        """A file goes up part by part, in order, and is completed with the ids of the parts."""
        path = tmp_path / "grain.txt"
        path.write_bytes(b"#" * 25)
        sizes: list[int] = []
        done, requests = chunked(kind, sizes, file=path, part_size=10, md5="abc")

        assert "completed" == done.status
        assert [10, 10, 5] == sizes
        assert {
            "bytes": 25,
            "filename": "grain.txt",
            "mime_type": "text/plain",
            "purpose": "assistants",
        } == requests[0].json()
        assert "POST /uploads/up/complete" == line(requests[-1])
        assert {"part_ids": ["part_1", "part_2", "part_3"], "md5": "abc"} == requests[-1].json()

    def test_bytes(self, kind: str) -> None:
        """Bytes in memory need a name and a size."""
        sizes: list[int] = []
        _, requests = chunked(kind, sizes, file=b"#" * 7, filename="a.txt", bytes=7, part_size=7)

        assert [7] == sizes
        assert ("a.txt", 7) == (requests[0].json()["filename"], requests[0].json()["bytes"])
        assert {"part_ids": ["part_1"]} == requests[-1].json()

    @pytest.mark.parametrize(
        ("arguments", "error"),
        [
            ({"file": b"#"}, TypeError),
            ({"file": b"#", "filename": "a"}, TypeError),
            ({"file": "a.txt"}, TypeError),
            ({"file": Path("no/such/file")}, FileNotFoundError),
            ({"file": b"#", "filename": "a", "bytes": 1, "part_size": 0}, ValueError),
        ],
    )
    def test_mistakes(self, kind: str, arguments: dict[str, Any], error: type[Exception]) -> None:
        """They are told before anything is sent."""
        with ReplayServer(answer({})) as server:
            with pytest.raises(error):
                call(
                    kind,
                    server.url,
                    lambda c: c.uploads.upload_file_chunked(mime_type="text/plain", purpose="assistants", **arguments),
                )

            assert [] == server.requests


@every_kind
class TestBatches:
    def test_uploads_all(self, kind: str) -> None:
        """All files are uploaded, no more at once than allowed; their ids follow the given ones, in order."""
        lock = threading.Lock()
        names = [f"file-{number}.txt" for number in range(12)]

        def serve(request: RecordedRequest) -> Replay:
            if request.path == "/files":
                with lock:
                    name = next(each for each in names if f'"{each}"'.encode() in request.body)
                return answer({"id": f"id-{name}", "object": "file"})
            return answer(batch(LATER))

        with ReplayServer(serve) as server:
            call(
                kind,
                server.url,
                lambda c: c.vector_stores.file_batches.upload_and_poll(
                    "vs", files=[(name, b"x") for name in names], file_ids=["mine"], max_concurrency=3
                ),
            )
            created = next(each for each in server.requests if line(each) == "POST /vector_stores/vs/file_batches")
            connections = server.connections

        assert {"file_ids": ["mine", *(f"id-{name}" for name in names)]} == created.json()
        assert connections <= 4

    def test_first_failure(self, kind: str) -> None:
        """An upload that fails is raised as itself, and no batch is made."""

        def serve(request: RecordedRequest) -> Replay:
            return answer({"error": {"message": "too large"}}, status=400)

        with ReplayServer(serve) as server:
            with pytest.raises(openai.BadRequestError, match="too large"):
                call(
                    kind,
                    server.url,
                    lambda c: c.vector_stores.file_batches.upload_and_poll("vs", files=[b"x"] * 5),
                )

            assert {"/files"} == {request.path for request in server.requests}

    @pytest.mark.parametrize("arguments", [{"files": []}, {"files": [b"x"], "max_concurrency": 0}])
    def test_mistakes(self, kind: str, arguments: dict[str, Any]) -> None:
        """They are told before anything is sent."""
        with ReplayServer(answer({})) as server:
            with pytest.raises(ValueError, match=r"files|max_concurrency"):
                call(kind, server.url, lambda c: c.vector_stores.file_batches.upload_and_poll("vs", **arguments))

            assert [] == server.requests

    def test_upload_alone(self, kind: str) -> None:
        """``vector_stores.files.upload`` doesn't wait."""
        with ReplayServer(in_the_end(store_file, 9, NOW)) as server:
            file = call(kind, server.url, lambda c: c.vector_stores.files.upload(vector_store_id="vs", file=b"x"))

        assert FIRST == file.status
        assert ["POST /files", "POST /vector_stores/vs/files"] == [line(request) for request in server.requests]
        assert b'name="purpose"\r\n\r\nassistants' in server.requests[0].body
        assert {"file_id": "file_1"} == server.requests[1].json()


VECTOR = [0.5, -1.25, 3.0]
ENCODED = base64.b64encode(struct.pack("<3f", *VECTOR)).decode()


def embeddings(*values: Any) -> Replay:
    data = [{"object": "embedding", "index": at, "embedding": each} for at, each in enumerate(values)]
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    return answer({"object": "list", "model": "m", "data": data, "usage": usage})


def embed(kind: str, replay: Replay, use: Any = None, **arguments: Any) -> tuple[Any, Any]:
    """The values that came, and the format that was asked for."""
    with ReplayServer(replay) as server:
        options = {"_strict_response_validation": arguments.pop("strict", False)}
        response = call(kind, server.url, lambda c: c.embeddings.create(model="m", input="x", **arguments), **options)
        return [each.embedding for each in response.data], server.requests[0].json().get("encoding_format")


@every_kind
class TestEmbeddings:
    def test_base64_by_default(self, kind: str) -> None:
        """Floats come as base64 unless asked otherwise, and are floats."""
        assert ([VECTOR, VECTOR], "base64") == embed(kind, embeddings(ENCODED, ENCODED))

    def test_floats_all_the_same(self, kind: str) -> None:
        """A server that doesn't know base64 is understood."""
        assert ([VECTOR], "base64") == embed(kind, embeddings(VECTOR))

    @pytest.mark.parametrize(("format", "value"), [("float", VECTOR), ("base64", ENCODED)])
    def test_as_asked(self, kind: str, format: str, value: Any) -> None:
        """What the caller asks for is what the caller gets."""
        assert ([value], format) == embed(kind, embeddings(value), encoding_format=format)

    def test_strict(self, kind: str) -> None:
        """A strict client asks for what the document declares."""
        assert ([VECTOR], None) == embed(kind, embeddings(VECTOR), strict=True)

    def test_raw_response(self, kind: str) -> None:
        """The parsed value of a raw response has floats, too."""
        with ReplayServer(embeddings(ENCODED)) as server:
            raw = call(kind, server.url, lambda c: c.embeddings.with_raw_response.create(model="m", input="x"))

        assert VECTOR == raw.parse().data[0].embedding


@every_kind
@pytest.mark.parametrize("resource", ["transcriptions", "translations"])
class TestAudioFormats:
    CASES = pytest.mark.parametrize(
        ("format", "wanted"),
        [("json", ""), ("verbose_json", "Verbose"), ("text", None), ("srt", None), ("vtt", None)],
    )

    @CASES
    def test_class(self, kind: str, resource: str, format: str, wanted: str | None) -> None:
        """The class follows the format that was asked for; text is a str."""
        body = Replay(b"Water.", content_type="text/plain") if wanted is None else answer({"text": "Water."})
        with ReplayServer(body) as server:
            result = call(
                kind,
                server.url,
                lambda c: getattr(c.audio, resource).create(file=b"x", model="m", response_format=format),
            )

        if wanted is None:
            assert "Water." == result
        else:
            name = {"transcriptions": "Transcription", "translations": "Translation"}[resource]
            assert (f"{name}{wanted}", "Water.") == (type(result).__name__, result.text)
