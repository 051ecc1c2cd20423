"""The printed SDK is imported and used, over a mock transport, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from harness import small_api as small
from headrace_codegen.emit import emit

FIRST_LINES = """
import json, sys
import httpx

def handle(request):
    seen.append(request)
    return answer(request)

seen = []
CONTENT = [{"type": "image", "image-url": "u"}]
MESSAGE = {"id": "m1", "content": CONTENT, "created_at": 0, "object": "message", "score": None}

def client(**options):
    from acme_sdk import Acme
    return Acme(api_key="k", http_client=httpx.Client(transport=httpx.MockTransport(handle)), **options)
"""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small API's SDK on disk."""
    folder = tmp_path_factory.mktemp("sdk")
    for name, text in emit(small.api()).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def run(tree: Path, program: str, *, mock: bool = True) -> dict[str, object]:
    """Run ``program`` with the SDK on the path and warnings as errors; what it prints is JSON."""
    source = (FIRST_LINES if mock else "import json, sys\n") + textwrap.dedent(program)
    path = os.pathsep.join([str(tree), *filter(None, sys.path)])
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", source],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    result: dict[str, object] = json.loads(done.stdout)
    return result


def test_importing_the_client_loads_nothing_that_is_not_used(tree: Path) -> None:
    """Neither httpx nor pydantic, and no module of a resource or type before it is touched."""
    result = run(
        tree,
        """
        from acme_sdk import Acme, AcmeError
        watched = ("httpx", "httpx2", "pydantic", "acme_sdk")
        first = sorted(name for name in sys.modules if name.partition(".")[0] in watched)
        client = Acme(api_key="k")
        client.messages.files
        second = sorted(name for name in sys.modules if name.startswith("acme_sdk."))
        print(json.dumps({"first": first, "second": second}))
        """,
        mock=False,
    )

    assert ["acme_sdk", "acme_sdk._client", "acme_sdk._exceptions", "acme_sdk._version"] == result["first"]
    assert isinstance(result["second"], list)
    assert {name for name in result["second"] if ".types" in name} == set()
    assert "acme_sdk.resources.messages.files" in result["second"]


def test_every_module_can_be_the_first(tree: Path) -> None:
    """Circles of imports hold, wherever one enters them."""
    modules = [
        ".".join(path.relative_to(tree).with_suffix("").parts)
        for path in sorted(tree.rglob("*.py"))
        if path.name != "__init__.py"
    ]
    result = run(
        tree,
        f"""
        import importlib
        for name in {modules!r}:
            importlib.import_module(name)
            for loaded in [name for name in sys.modules if name.partition(".")[0] == "acme_sdk"]:
                del sys.modules[loaded]
        print(json.dumps({{"modules": len({modules!r})}}))
        """,
        mock=False,
    )

    assert {"modules": len(modules)} == result


def test_a_call_sends_what_the_descriptor_says_and_reads_the_declared_type(tree: Path) -> None:
    result = run(
        tree,
        """
        def answer(request):
            return httpx.Response(200, json=MESSAGE)

        message = client(organization="o").messages.create(
            text="hi", tools=[{"name": "t", "from_": "x"}], x_trace="tr", timeout=3
        )
        request = seen[0]
        print(json.dumps({
            "line": f"{request.method} {request.url}",
            "body": json.loads(request.content),
            "headers": {name: request.headers.get(name) for name in ("authorization", "x-trace", "acme-organization")},
            "type": type(message).__name__,
            "content": type(message.content[0]).__name__,
            "url": message.content[0].url,
            "parent": message.parent,
        }))
        """,
    )

    assert {
        "line": "POST https://api.acme.test/v1/messages",
        "body": {"text": "hi", "tools": [{"name": "t", "from": "x"}]},
        "headers": {"authorization": "Bearer k", "x-trace": "tr", "acme-organization": "o"},
        "type": "Message",
        "content": "ContentImage",
        "url": "u",
        "parent": None,
    } == result


def test_a_stream_gives_the_declared_events(tree: Path) -> None:
    result = run(
        tree,
        """
        def answer(request):
            events = [{"type": "delta", "delta": "a"}, {"type": "new"}, {"type": "done", "message": MESSAGE}]
            body = "".join(f"data: {json.dumps(event)}\\n\\n" for event in events)
            return httpx.Response(200, headers={"content-type": "text/event-stream"}, text=body)

        with client().messages.create(text="hi", stream=True) as stream:
            names = [type(event).__name__ for event in stream]
        print(json.dumps({"names": names, "body": json.loads(seen[0].content)}))
        """,
    )

    assert ["MessageDeltaEvent", "UnknownEvent", "MessageDoneEvent"] == result["names"]
    assert {"text": "hi", "stream": True} == result["body"]


def test_pages_files_bytes_and_nothing(tree: Path) -> None:
    result = run(
        tree,
        """
        def answer(request):
            if request.url.path.endswith("/content"):
                return httpx.Response(200, content=b"bytes", headers={"content-type": "application/octet-stream"})
            if request.method == "DELETE":
                return httpx.Response(204)
            if request.method == "POST":
                return httpx.Response(200, json={"id": "f", "bytes": 3})
            more = "after" not in request.url.params
            return httpx.Response(200, json={"data": [{"id": "f1" if more else "f2", "bytes": 1}], "has_more": more})

        import warnings
        files = client().messages.files
        items = [item.id for item in files.list("m", limit=1)]
        uploaded = files.upload("m", file=("a.txt", b"abc"), purpose="input")
        content = files.content("f", message_id="m").read()
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            nothing = files.delete("f", message_id="m")
        raw = files.with_raw_response.list("m")
        print(json.dumps({
            "items": items,
            "queries": [str(request.url.query, "ascii") for request in seen[:2]],
            "uploaded": uploaded.to_dict(),
            "multipart": seen[2].headers["content-type"].split(";")[0],
            "has_name": b'filename="a.txt"' in seen[2].content,
            "content": content.decode(),
            "nothing": nothing,
            "warned": [str(item.message) for item in caught],
            "raw": [raw.status_code, type(raw.parse()).__name__],
        }))
        """,
    )

    assert {
        "items": ["f1", "f2"],
        "queries": ["limit=1", "limit=1&after=f1"],
        "uploaded": {"id": "f", "bytes": 3},
        "multipart": "multipart/form-data",
        "has_name": True,
        "content": "bytes",
        "nothing": None,
        "warned": ["Files expire by themselves."],
        "raw": [200, "SyncCursorPage[File]"],
    } == result


def test_the_async_client_does_the_same(tree: Path) -> None:
    result = run(
        tree,
        """
        import asyncio
        from acme_sdk import AsyncAcme

        def answer(request):
            if request.method == "GET":
                return httpx.Response(200, json={"data": [{"id": "f1", "bytes": 1}], "has_more": False})
            return httpx.Response(200, json=MESSAGE)

        async def main():
            transport = httpx.MockTransport(handle)
            async with AsyncAcme(api_key="k", http_client=httpx.AsyncClient(transport=transport)) as client:
                message = await client.messages.say(text="hi")
                page = await client.messages.files.list("m")
                items = [item.id async for item in client.messages.files.list("m")]
                raw = await client.messages.with_raw_response.create(text="hi")
                return [type(message).__name__, type(page).__name__, items, type(raw.parse()).__name__]

        print(json.dumps({"got": asyncio.run(main())}))
        """,
    )

    assert ["Message", "AsyncCursorPage[File]", ["f1"], "Message"] == result["got"]


def test_errors_are_the_sdks_own(tree: Path) -> None:
    result = run(
        tree,
        """
        import acme_sdk, headrace

        def answer(request):
            return httpx.Response(404, json={"error": {"message": "gone", "code": "x"}})

        try:
            client().messages.create(text="hi")
        except acme_sdk.NotFoundError as error:
            found = error
        print(json.dumps({
            "own": [isinstance(found, acme_sdk.AcmeError), isinstance(found, headrace.NotFoundError)],
            "status": found.status_code,
        }))
        """,
    )

    assert {"own": [True, True], "status": 404} == result


def test_type_checkers_find_nothing(tree: Path) -> None:
    """The printed package, in mypy's strict mode as well, and code that uses it as a user would."""
    use = tree / "use.py"
    use.write_text(
        textwrap.dedent(
            """
            from typing_extensions import assert_type

            from acme_sdk import Acme, AsyncAcme, Stream
            from acme_sdk.types import Message, MessageEvent
            from acme_sdk.pagination import SyncCursorPage
            from acme_sdk.types.messages import File

            client = Acme(api_key="k")
            assert_type(client.latest(), Message)
            assert_type(client.messages.create(text="a"), Message)
            assert_type(client.messages.create(text="a", stream=True), Stream[MessageEvent])
            assert_type(client.messages.files.list("m"), SyncCursorPage[File])
            assert_type(client.messages.with_raw_response.create(text="a").parse(), Message)

            for event in client.messages.create(text="a", stream=True):
                if event.type == "delta":
                    assert_type(event.delta, str)


            async def main(client: AsyncAcme) -> None:
                assert_type(await client.latest(), Message)
                assert_type(await client.messages.create(text="a"), Message)
                async for item in client.messages.files.list("m"):
                    assert_type(item, File)
            """
        ),
        encoding="utf-8",
    )
    config = {"include": ["acme_sdk", "use.py"], "pythonVersion": "3.10", "typeCheckingMode": "standard"}
    (tree / "pyrightconfig.json").write_text(json.dumps(config), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    pyright = subprocess.run(
        [sys.executable, "-m", "pyright", "--pythonpath", sys.executable, "--project", str(tree)],
        capture_output=True, text=True, env=environment, check=False,
    )  # fmt: skip
    options = ["--strict", "--python-version=3.10", f"--cache-dir={tree / 'cache'}", "-p", "acme_sdk", "-m", "use"]
    mypy = subprocess.run(
        [sys.executable, "-m", "mypy", *options], capture_output=True, text=True, cwd=tree, check=False
    )

    assert pyright.returncode == 0, pyright.stdout
    assert mypy.returncode == 0, mypy.stdout
