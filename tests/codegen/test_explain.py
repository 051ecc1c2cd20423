"""``headrace explain``: every kind of name that an SDK's users write, and where it is from."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from headrace_codegen.cli import app

DOCUMENT = """\
openapi: 3.1.0
info: {title: Mill API, version: "1"}
servers: [{url: "https://mill.example"}]
paths:
  /accounts/{account_id}/wheels:
    get:
      parameters:
        - {name: account_id, in: path, required: true, schema: {type: string}}
        - {name: cursor, in: query, schema: {type: string}}
        - {name: fromDate, in: query, schema: {type: string}}
      responses:
        "200":
          description: ""
          content:
            application/json:
              schema:
                type: object
                properties:
                  data: {type: array, items: {$ref: "#/components/schemas/Wheel"}}
                  paging: {type: object, properties: {next_cursor: {type: string}}}
components:
  schemas:
    Wheel: {type: object, properties: {id: {type: string}, sizeCm: {type: integer}}}
"""
CONFIG = """\
organization: {name: mill}
targets: {python: {package_name: mill}}
client_settings: {opts: {account: {type: string, read_env: MILL_ACCOUNT, send_as_path_param: account_id}}}
pagination:
  - name: wheel_page
    type: cursor
    request: {cursor: {type: string}}
    response: {data: {type: array, items: {}}, paging: {type: object, properties: {next_cursor: {type: string}}}}
resources:
  wheels:
    models: {wheel: Wheel}
    methods: {list: "get /accounts/{account_id}/wheels", all: {type: alias, to: list}}
"""


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("spec")
    (folder / "openapi.yaml").write_text(DOCUMENT)
    (folder / "stainless.yml").write_text(CONFIG)
    return folder


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Mill", ["client class Mill"]),
        ("client.wheels", ["resource wheels", "the config at /resources/wheels"]),
        ("wheels.list", ["method wheels.list", "sends GET /accounts/{account_id}/wheels"]),
        ("client.wheels.list", ["method wheels.list"]),
        ("wheels.all", ["method wheels.all", "a second name of wheels.list"]),
        ("wheels.list.from_date", ["argument wheels.list.from_date", "sent in the query as 'fromDate'"]),
        ("wheels.list.account_id", ["sent in the path as 'account_id'", "the client's option 'account' stands in"]),
        ("Wheel", ["response model types.wheel.Wheel", "openapi.yaml:23:5 #/components/schemas/Wheel"]),
        ("mill.types.wheel.Wheel", ["response model types.wheel.Wheel"]),
        ("Wheel.size_cm", ["field types.wheel.Wheel.size_cm", "in JSON: sizeCm"]),
        ("WheelListParams", ["request type types.wheel_list_params.WheelListParams"]),
        ("SyncWheelPage", ["page class SyncWheelPage", "the config at /pagination/0"]),
        ("WheelPagePaging", ["class pagination.WheelPagePaging", "an object inside the pages of 'wheel_page'"]),
        ("account", ["client option account", "from the environment: MILL_ACCOUNT"]),
        ("#/components/schemas/Wheel", ["response model types.wheel.Wheel"]),
        ("get /accounts/{account_id}/wheels", ["method wheels.list"]),
    ],
)
def test_a_name_is_explained(spec: Path, name: str, lines: list[str]) -> None:
    result = CliRunner().invoke(app, ["explain", name, "--spec", str(spec)])
    assert result.exit_code == 0, result.output
    for line in lines:
        assert line in result.output


def test_a_name_that_is_nothing_is_an_error_with_the_nearest(spec: Path) -> None:
    result = CliRunner().invoke(app, ["explain", "wheels.lst", "--spec", str(spec)])
    assert result.exit_code == 1
    assert "nothing in the SDK is called 'wheels.lst'; did you mean wheels.list" in result.output.replace("\n", " ")
