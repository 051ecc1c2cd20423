"""From a document and a config to a stream: generated, imported and run, with bytes for a server."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import anyio
import httpx
import pytest
from typer.testing import CliRunner

from headrace_codegen.cli import app

DOCUMENT = """\
openapi: 3.1.0
info: {title: Sluice API, version: '1'}
servers: [{url: https://sluice.example}]
paths:
  /runs:
    post:
      operationId: createRun
      requestBody:
        content:
          application/json:
            schema: {type: object, properties: {stream: {type: boolean}}}
      responses:
        '200': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/Run'}}}}
  /logs:
    get:
      operationId: listLogs
      responses:
        '200': {description: '', content: {application/jsonl: {schema: {$ref: '#/components/schemas/Line'}}}}
components:
  schemas:
    Run: {type: object, properties: {id: {type: string}}, required: [id]}
    Line: {type: object, properties: {level: {type: string}, text: {type: string}}, required: [text]}
    RunEvent:
      oneOf:
        - $ref: '#/components/schemas/Opened'
        - $ref: '#/components/schemas/Closed'
        - $ref: '#/components/schemas/Finished'
      discriminator: {propertyName: type}
    Opened: {type: object, properties: {type: {const: run.opened}, width: {type: number}}, required: [type, width]}
    Closed: {type: object, properties: {type: {const: run.closed}}, required: [type]}
    Finished: {type: object, properties: {type: {const: run.finished}}, required: [type]}
"""

CONFIG = """\
organization: {name: sluice}
targets: {python: {package_name: PACKAGE, project_name: sluice}}
environments: {production: https://sluice.example}
resources:
  runs:
    models: {run: Run, run_event: RunEvent}
    methods: {create: post /runs}
  logs:
    models: {line: Line}
    methods: {list: get /logs}
headrace:
  streams: {runs.create: runs.run_event}
"""

OPENED = 'data: {"type":"run.opened","width":1.5}\n\n'
FINISHED = 'data: {"type":"run.finished"}\n\n'
PACKAGE = "sluice_end_to_end"


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("spec")
    (folder / "openapi.yaml").write_text(DOCUMENT)
    (folder / "stainless.yml").write_text(CONFIG.replace("PACKAGE", PACKAGE))
    return folder


@pytest.fixture(scope="module")
def package(spec: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    out = tmp_path_factory.mktemp("out")
    result = CliRunner().invoke(app, ["generate", str(spec), "-o", str(out)])
    assert result.exit_code == 0, result.output
    sys.path.insert(0, str(out))
    try:
        yield importlib.import_module(PACKAGE)
    finally:
        sys.path.remove(str(out))
        for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
            del sys.modules[name]


def transport(body: str, content_type: str) -> httpx.MockTransport:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"content-type": content_type}, content=body)

    return httpx.MockTransport(answer)


def sync_client(package: ModuleType, body: str, content_type: str = "text/event-stream") -> Any:
    http = httpx.Client(transport=transport(body, content_type))
    return package.Sluice(http_client=http, max_retries=0)


def test_one_line_of_config_binds_a_stream(package: ModuleType) -> None:
    """The document says nothing of a stream; classes, end and errors are inferred from the model of an event."""
    stream = sync_client(package, OPENED + 'data: {"type":"run.new"}\n\n' + FINISHED + OPENED).runs.create(stream=True)

    events = list(stream)
    assert ["run.opened", "run.new", "run.finished"] == [event.type for event in events]
    assert [False, True, False] == [isinstance(event, package.UnknownEvent) for event in events]
    assert 1.5 == events[0].width
    assert stream.complete
    with pytest.raises(package.StreamTruncatedError):
        list(sync_client(package, OPENED).runs.create(stream=True))
    with pytest.raises(package.RateLimitError, match="no"):
        list(sync_client(package, 'data: {"error":{"message":"no","code":429}}\n\n').runs.create(stream=True))
    assert "r" == sync_client(package, '{"id":"r"}', "application/json").runs.create().id


def test_the_same_async(package: ModuleType) -> None:
    async def run() -> list[str]:
        async with httpx.AsyncClient(transport=transport(OPENED + FINISHED, "text/event-stream")) as http:
            stream = await package.AsyncSluice(http_client=http).runs.create(stream=True)
            return [event.type async for event in stream]

    assert ["run.opened", "run.finished"] == anyio.run(run)


def test_json_lines(package: ModuleType) -> None:
    """A document that declares JSON Lines gives a stream of lines, the last of which needs no end."""
    body = '{"level":"info","text":"a"}\r\n\n{"text":"b","more":1}\n{"text":5}'
    stream = sync_client(package, body, "application/x-ndjson").logs.list()

    assert ["a", "b", 5] == [line.text for line in stream]
    assert stream.complete
    with pytest.raises(package.StreamDecodeError, match="not JSON"):
        list(sync_client(package, '{"text":"a"}\n{"text"', "application/jsonl").logs.list())


def test_explain_says_why(spec: Path) -> None:
    """What was inferred is printed, with the reason for it."""
    result = CliRunner().invoke(app, ["explain", "runs.create", "--spec", str(spec)])

    assert result.exit_code == 0
    for line in (
        "the config says so, at /headrace/streams/runs.create",
        "switched on by 'stream' in the body",
        "3 kinds of event, told apart by 'type'",
        "ends after 'run.finished': the final values of 'type'",
        "a body that ends before that is truncated, which is an error",
    ):
        assert line in result.stdout
