"""Static types of a whole SDK: pyright strict and mypy strict over the package and over code that uses it as users do.

One document has it all: a body that is one of two objects, a stream switch in it, pages with objects inside, options
that stand in for path parameters, aliases, a deprecated method, bytes, and models in both directions.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from harness.made import inputs_of
from headrace_codegen.pipeline import compile_sdk

DOCUMENT = """
servers: [{url: "https://mill.example"}]
paths:
  /grind:
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema:
              oneOf:
                - title: by weight
                  type: object
                  required: [kilos]
                  properties:
                    kilos: {type: number}
                    grain: {$ref: "#/components/schemas/Grain"}
                    stream: {type: boolean, nullable: true}
                - title: by sack
                  type: object
                  required: [sacks]
                  properties:
                    sacks: {type: array, items: {$ref: "#/components/schemas/Grain"}}
                    stream: {type: boolean, nullable: true}
      responses:
        "200":
          description: ""
          content:
            application/json: {schema: {$ref: "#/components/schemas/Flour"}}
            text/event-stream: {schema: {$ref: "#/components/schemas/FlourEvent"}}
  /accounts/{account_id}/flours:
    get:
      parameters:
        - {name: account_id, in: path, required: true, schema: {type: string}}
        - {name: cursor, in: query, schema: {type: string}}
        - {name: kinds, in: query, schema: {type: array, items: {type: string, enum: [rye, oat]}}}
      responses:
        "200":
          description: ""
          content:
            application/json:
              schema:
                type: object
                properties:
                  data:
                    type: object
                    properties:
                      rows: {type: array, items: {$ref: "#/components/schemas/Flour"}}
                      next: {type: object, properties: {next_cursor: {type: string}}}
  /flours/{flour_id}/bytes:
    get:
      deprecated: true
      x-stainless-deprecation-message: Ask the miller.
      parameters: [{name: flour_id, in: path, required: true, schema: {type: string}}]
      responses:
        "200": {description: "", content: {application/octet-stream: {schema: {type: string, format: binary}}}}
  /sacks:
    post:
      requestBody:
        content:
          multipart/form-data:
            schema: {type: object, required: [file], properties: {file: {type: string, format: binary}}}
      responses: {"204": {description: ""}}
components:
  schemas:
    Grain: {type: object, required: [kind], properties: {kind: {type: string, enum: [rye, oat]}, from: {type: string}}}
    Flour: {type: object, required: [id], properties: {id: {type: string}, grain: {$ref: "#/components/schemas/Grain"}}}
    FlourEvent:
      oneOf: [{$ref: "#/components/schemas/Dust"}, {$ref: "#/components/schemas/Done"}]
      discriminator: {propertyName: type}
    Dust: {type: object, required: [type, grams], properties: {type: {const: dust}, grams: {type: number}}}
    Done:
      type: object
      required: [type, flour]
      properties: {type: {const: done}, flour: {$ref: "#/components/schemas/Flour"}}
"""
CONFIG = """
client_settings: {opts: {account: {type: string, send_as_path_param: account_id}}}
pagination:
  - name: flour_page
    type: cursor
    request: {cursor: {type: string}}
    response:
      data:
        type: object
        properties:
          rows: {type: array, items: {}}
          next: {type: object, properties: {next_cursor: {type: string}}}
resources:
  $client: {methods: {grind: post /grind, mill: {type: alias, to: grind}}}
  flours:
    models: {flour: Flour, grain: Grain, flour_event: FlourEvent}
    methods:
      create: post /grind
      list: get /accounts/{account_id}/flours
      bytes: get /flours/{flour_id}/bytes
      fill: post /sacks
      make: {type: alias, to: create}
      old_make: {type: alias, to: create, deprecated: Use make.}
"""

USE = '''
"""As users write it."""
from typing import List, Optional, Union

from typing_extensions import assert_type

from mill import AsyncMill, AsyncStream, Mill, Stream
from mill.pagination import AsyncFlourPage, FlourPageData, SyncFlourPage
from mill.types import Flour, FlourCreateParams, FlourEvent, FlourListParams, GrainParam
from mill.types.flour_create_params import BySack, ByWeight

client = Mill(account="mine")
rye: GrainParam = {"kind": "rye", "from_": "Kent"}
weight: ByWeight = {"kilos": 2, "grain": rye}
sack: BySack = {"sacks": [rye]}
either: FlourCreateParams = weight
listed: FlourListParams = {"account_id": "a", "kinds": ["rye"]}

assert_type(client.flours.create(kilos=1), Flour)
assert_type(client.flours.create(sacks=[rye], stream=False), Flour)
assert_type(client.flours.create(kilos=1, stream=True), Stream[FlourEvent])
assert_type(client.flours.create(sacks=[], stream=True), Stream[FlourEvent])


def switched(flag: bool) -> None:
    assert_type(client.flours.create(kilos=1, stream=flag), Union[Flour, Stream[FlourEvent]])


assert_type(client.flours.make(kilos=1, stream=True), Stream[FlourEvent])
assert_type(client.grind(kilos=1), Flour)
assert_type(client.mill(sacks=[], stream=True), Stream[FlourEvent])

with client.flours.create(kilos=1, stream=True) as stream:
    for event in stream:
        if event.type == "dust":
            assert_type(event.grams, float)
        elif event.type == "done":
            assert_type(event.flour.id, str)

page = client.flours.list(kinds=["rye", "oat"])
assert_type(page, SyncFlourPage[Flour])
assert_type(page.data, Optional[FlourPageData[Flour]])
if page.data is not None:
    assert_type(page.data.rows, Optional[List[Flour]])
    if page.data.next is not None:
        assert_type(page.data.next.next_cursor, Optional[str])
for flour in page:
    assert_type(flour, Flour)
    if flour.grain is not None:
        assert_type(flour.grain.from_, Optional[str])

raw = client.flours.with_raw_response.create(kilos=1)
assert_type(raw.parse(), Flour)
assert_type(client.flours.with_raw_response.list().parse(), SyncFlourPage[Flour])
with client.flours.with_streaming_response.create(kilos=1) as response:
    assert_type(response.parse(), Flour)
    assert_type(response.status_code, int)
assert_type(client.with_raw_response.grind(kilos=1).parse(), Flour)
client.flours.fill(file=b"x")
client.flours.fill(file=("a.txt", b"x", "text/plain"))


async def main(client: AsyncMill) -> None:
    assert_type(await client.flours.create(kilos=1), Flour)
    stream = await client.flours.create(sacks=[], stream=True)
    assert_type(stream, AsyncStream[FlourEvent])
    async for event in stream:
        if event.type == "dust":
            assert_type(event.grams, float)
    assert_type(await client.flours.list(), AsyncFlourPage[Flour])
    async for flour in client.flours.list(account_id="a"):
        assert_type(flour, Flour)
    assert_type((await client.flours.with_raw_response.create(kilos=1)).parse(), Flour)
    async with client.flours.with_streaming_response.create(kilos=1) as response:
        assert_type(await response.parse(), Flour)
'''

WRONG = """
from mill import Mill
from mill.types import GrainParam

client = Mill()
client.flours.create()
client.flours.create(kilos="two")
client.flours.create(kilos=1, sacks=[])
client.flours.create(kilos=1, stream="yes")
client.flours.list("a")
client.flours.list(kinds=["wheat"])
client.flours.fill()
grain: GrainParam = {"kind": "wheat"}
other: GrainParam = {"from_": "x"}
Mill(acount="x")
client.flours.create(kilos=1).di
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The SDK as type checkers see it: its files, and files of users beside it."""
    folder = tmp_path_factory.mktemp("types")
    for path, text in compile_sdk(inputs_of(DOCUMENT, CONFIG)).tree.files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    (folder / "use.py").write_text(USE.lstrip(), encoding="utf-8")
    (folder / "wrong.py").write_text(WRONG.lstrip(), encoding="utf-8")
    assert (folder / "mill" / "py.typed").is_file()
    return folder


def pyright(folder: Path, *include: str) -> list[str]:
    """What pyright strict says, as ``file:line rule message``."""
    config = {"include": include, "pythonVersion": "3.10", "typeCheckingMode": "strict"}
    (folder / "pyrightconfig.json").write_text(json.dumps(config), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(
        [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable, "--project", str(folder)],
        capture_output=True, text=True, env=environment, check=False,
    )  # fmt: skip
    found: list[str] = []
    for item in json.loads(done.stdout)["generalDiagnostics"]:
        place = f"{Path(item['file']).relative_to(folder)}:{item['range']['start']['line'] + 1}"
        found.append(f"{place} {item.get('rule')} {item['message']}")
    return found


def test_pyright_strict_finds_nothing(folder: Path) -> None:
    """In the package and in what its users write; the deprecated method is the only thing it has to say of."""
    assert pyright(folder, "mill", "use.py") == []


def test_mypy_strict_finds_nothing(folder: Path) -> None:
    options = ["--strict", "--python-version", "3.10", "--cache-dir", str(folder / "cache"), "-p", "mill", "-m", "use"]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *options], capture_output=True, text=True, cwd=folder, check=False
    )
    assert done.returncode == 0, done.stdout


def test_what_is_wrong_is_found(folder: Path) -> None:
    """Each wrong line of a user, and no other line."""
    lines = {int(found.split(":")[1].split()[0]) for found in pyright(folder, "wrong.py")}
    assert lines == set(range(5, len(WRONG.strip().splitlines()) + 1))


def test_the_deprecated_is_struck_through(folder: Path) -> None:
    text = """
    from mill import Mill

    Mill().flours.bytes("f")
    Mill().flours.old_make(kilos=1)
    """
    (folder / "old.py").write_text(textwrap.dedent(text).lstrip(), encoding="utf-8")
    found = pyright(folder, "old.py")
    assert [line.split(" ")[1] for line in found if line.startswith("old.py:3")] == ["reportDeprecated"]
    assert "Ask the miller." in " ".join(found)
