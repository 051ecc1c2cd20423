"""``headrace generate``, ``check`` and ``explain``, run as a user runs them."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import NoReturn

import pytest
from typer.testing import CliRunner, Result

from headrace_codegen import __version__, emit
from headrace_codegen.cli import app

OPENAPI = """\
openapi: 3.1.0
info: {title: Tides API, version: '1'}
servers: [{url: https://tides.example/v1}]
security: [{Bearer: []}]
paths:
  /stations/{station_id}:
    get:
      operationId: getStation
      tags: [Stations]
      parameters: [{name: station_id, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/Station'}}}}
  /forecasts:
    post:
      operationId: createForecast
      tags: [Forecasts]
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              properties: {station: {type: string}, stream: {type: boolean}}
              required: [station]
      responses:
        '200':
          description: ''
          content:
            application/json: {schema: {$ref: '#/components/schemas/Forecast'}}
            text/event-stream: {schema: {$ref: '#/components/schemas/ForecastEvent'}}
components:
  schemas:
    Station: {type: object, properties: {id: {type: string}, name: {type: string}}, required: [id]}
    Forecast: {type: object, properties: {id: {type: string}}, required: [id]}
    ForecastEvent:
      oneOf: [{$ref: '#/components/schemas/Delta'}, {$ref: '#/components/schemas/Done'}]
      discriminator: {propertyName: type}
    Delta: {type: object, properties: {type: {const: delta}, level: {type: number}}, required: [type, level]}
    Done: {type: object, properties: {type: {const: done}}, required: [type]}
  securitySchemes:
    Bearer: {type: http, scheme: bearer}
"""

CONFIG = """\
organization: {name: tides}
targets: {python: {package_name: tides, project_name: tides}}
environments: {production: https://tides.example/v1}
resources:
  stations:
    models: {station: Station}
    methods: {retrieve: 'get /stations/{station_id}'}
  forecasts:
    models: {forecast: Forecast, forecast_event: ForecastEvent}
    methods:
      create:
        endpoint: post /forecasts
        streaming: {stream_event_model: forecasts.forecast_event, param_discriminator: stream}
client_settings:
  opts:
    api_key: {type: string, read_env: TIDES_API_KEY, auth: {security_scheme: Bearer}}
"""


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """A spec folder with a document and a config."""
    folder = tmp_path / "spec"
    folder.mkdir()
    (folder / "openapi.yaml").write_text(OPENAPI)
    (folder / "stainless.yml").write_text(CONFIG)
    return folder


def run(*args: object) -> Result:
    return CliRunner().invoke(app, [str(arg) for arg in args])


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def runs_foreign_code(source: str) -> bool:
    """Whether a module imports ``os`` or has a function that only passes, which the hostile texts here try."""
    found = list(ast.walk(ast.parse(source)))
    imports = any(alias.name == "os" for node in found if isinstance(node, ast.Import) for alias in node.names)
    return imports or any(isinstance(node, ast.FunctionDef) and isinstance(node.body[0], ast.Pass) for node in found)


def test_generate_writes_a_client_and_reports_what_it_did(spec: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = run("generate", spec, "-o", out)
    assert first.exit_code == 0, first.output
    assert "Read 2 operations, 5 schemas, 0 webhooks" in first.stdout
    assert "2 resources with 2 methods" in first.stdout
    assert "1 streams of 1 event unions; ledger: 0 lines" in first.stdout
    assert (out / "tides/resources/stations.py").is_file()
    again = run("generate", spec, "-o", out)
    assert "0 files written" in again.stdout and "0 deleted" in again.stdout


def test_two_runs_in_two_folders_are_the_same_to_the_byte(spec: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "deeper" / "two"
    assert run("generate", spec, "-o", one, "-q").stdout == ""
    run("generate", spec, "-o", two, "-q")
    trees = [
        {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}
        for root in (one, two)
    ]
    assert trees[0] == trees[1]
    assert str(tmp_path).encode() not in b"".join(trees[0].values())


def test_check_with_nothing_changed_does_not_compile(
    spec: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was made of the same inputs is remembered; any change of an input or of the output is seen nonetheless."""
    out = tmp_path / "out"
    run("generate", spec, "-o", out)

    def compiles(*args: object) -> NoReturn:
        raise AssertionError("compiled")

    with monkeypatch.context() as patch:
        patch.setattr("headrace_codegen.cli.generate.compile_sdk", compiles)
        for _ in range(2):
            known = run("check", spec, "-o", out)
            assert known.exit_code == 0 and "is up to date" in known.stdout and "Read 2 operations" in known.stdout
        replaced(spec / "openapi.yaml", "Tides", "Tide")
        assert "compiled" in str(run("check", spec, "-o", out).exception)
        replaced(spec / "openapi.yaml", "Tide", "Tides")
        replaced(out / "tides/_client.py", "class Tides", "class Edited")
        assert "compiled" in str(run("check", spec, "-o", out).exception)
    assert run("check", spec, "-o", out).exit_code == 1


def test_a_damaged_cache_is_no_cache(spec: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    out = tmp_path / "out"
    run("generate", spec, "-o", out)
    (kept,) = (tmp_path / "cache/headrace").iterdir()
    for damage in ("", "[]", "{}", '{"files": 3, "summary": [], "placed": true}'):
        kept.write_text(damage)
        assert run("check", spec, "-o", out).exit_code == 0


def test_check_tells_which_files_are_stale(spec: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("generate", spec, "-o", out)
    assert run("check", spec, "-o", out).exit_code == 0
    (out / "tides/resources/stations.py").write_text("# edited\n")
    (out / "tides/py.typed").unlink()
    stale = run("check", spec, "-o", out)
    assert stale.exit_code == 1
    assert (
        f"missing: {out.as_posix()}/tides/py.typed\ndiffers: {out.as_posix()}/tides/resources/stations.py\n"
        in stale.stderr
    )
    assert "2 files differ; run: headrace generate" in stale.stderr
    assert (out / "tides/resources/stations.py").read_text() == "# edited\n"
    replaced(spec / "stainless.yml", "{retrieve:", "{fetch:")
    assert run("check", spec, "-o", out).exit_code == 1


def test_hand_written_files_are_copied_and_forgotten_ones_deleted(spec: Path, tmp_path: Path) -> None:
    (spec / "lib").mkdir()
    (spec / "lib" / "extras.py").write_text("X = 1\n")
    (spec / "lib" / "__pycache__").mkdir()
    (spec / "lib" / "__pycache__" / "extras.pyc").write_bytes(b"\x00")
    out = tmp_path / "out"
    assert run("generate", spec, "-o", out).exit_code == 0
    assert (out / "tides/lib/extras.py").read_text() == "X = 1\n"
    (spec / "lib" / "extras.py").unlink()
    assert run("generate", spec, "-o", out).exit_code == 0
    assert not (out / "tides/lib/extras.py").exists()


def test_the_licence_of_an_sdk_goes_with_it_and_counts_as_an_input(spec: Path, tmp_path: Path) -> None:
    (spec / "LICENSE").write_text("As you like.\n")
    out = tmp_path / "out"
    assert run("generate", spec, "-o", out).exit_code == 0
    assert (out / "LICENSE").read_text() == "As you like.\n"
    (spec / "LICENSE").write_text("Ask first.\n")
    assert run("generate", spec, "-o", out).exit_code == 0
    assert (out / "LICENSE").read_text() == "Ask first.\n"


def test_without_a_config_the_tree_comes_from_the_paths(spec: Path, tmp_path: Path) -> None:
    (spec / "stainless.yml").unlink()
    result = run("generate", spec, "-o", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "out/tides/resources/stations.py").is_file()
    assert run("init", spec).exit_code == 0
    refused = run("init", spec)
    assert refused.exit_code == 1
    assert "stainless.yml is there already [output/exists]\n  hint: replace it with --force\n" in refused.stderr
    assert run("check", spec, "-o", tmp_path / "out").stderr.splitlines()[:-1] == [
        f"differs: {(tmp_path / 'out/.headrace.json').as_posix()}"
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (
            "openapi.yaml",
            "schemas/Station'}}}}",
            "schemas/Statoin'}}}}",
            "{spec}/openapi.yaml:12:78: error: the reference #/components/schemas/Statoin leads nowhere "
            "[document/unknown-ref]\n"
            "  at #/paths/~1stations~1{{station_id}}/get/responses/200/content/application~1json/schema/$ref\n",
        ),
        (
            "openapi.yaml",
            "openapi: 3.1.0",
            "\topenapi: 3.1.0",
            "{spec}/openapi.yaml:1:1: error: not YAML: while scanning for the next token found character that "
            "cannot start any token [source/yaml]\n",
        ),
        (
            "stainless.yml",
            "organization: {name: tides}",
            "organization: {name: tides}\norganization: {name: tides}",
            "{spec}/stainless.yml:2:1: error: the key 'organization' is already there [source/duplicate-key]\n",
        ),
    ],
)
def test_bad_input_ends_with_a_located_message_and_nothing_written(
    spec: Path, tmp_path: Path, file: str, old: str, new: str, expected: str
) -> None:
    replaced(spec / file, old, new)
    result = run("generate", spec, "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert expected.format(spec=spec.as_posix()) in result.stderr
    assert " | " in result.stderr and "^" in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("old", "new", "line", "strict"),
    [
        ("{station: Station}", "{station: Statoin}", 6, True),
        ("get /stations/{station_id}", "get /station/{station_id}", 7, True),
        ("forecasts.forecast_event", "forecasts.forecast_evnt", 13, False),
    ],
)
def test_a_config_that_names_what_is_not_there_is_told_so_in_its_own_file(
    spec: Path, tmp_path: Path, old: str, new: str, line: int, strict: bool
) -> None:
    """What the document has lost is a warning, an error in strict mode; what the config itself lacks is an error."""
    replaced(spec / "stainless.yml", old, new)
    assert run("generate", spec, "-o", tmp_path / "loose").exit_code == (0 if strict else 1)
    result = run("generate", spec, "-o", tmp_path / "out", *["--strict"] * strict)
    assert result.exit_code == 1
    assert f"{spec.as_posix()}/stainless.yml:{line}:" in result.stderr
    assert not (tmp_path / "out").exists()


def test_errors_leave_the_output_of_the_run_before(spec: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("generate", spec, "-o", out)
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    replaced(spec / "openapi.yaml", "type: object", "type: objekt")
    assert run("generate", spec, "-o", out).exit_code == 1
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


def test_strict_fails_on_warnings_and_writes_nothing(spec: Path, tmp_path: Path) -> None:
    (spec / "overlay.yaml").write_text("overlay: 1.0.0\nactions: [{target: $.nope, remove: true}]\n")
    loose = run("generate", spec, "-o", tmp_path / "loose")
    assert loose.exit_code == 0
    assert "overlay.yaml:2:20: warning: the target $.nope matches nothing [overlay/no-match]" in loose.stderr
    strict = run("generate", spec, "-o", tmp_path / "strict", "--strict")
    assert strict.exit_code == 1
    assert "--strict allows no warnings" in strict.stderr
    assert not (tmp_path / "strict").exists()


def test_the_ledger_is_written_where_asked(spec: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.txt"
    assert run("generate", spec, "-o", tmp_path / "out", "--ledger", ledger).exit_code == 0
    assert ledger.read_text() == ""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("package_name: tides", "package_name: ../../evil"),
        ("package_name: tides", "package_name: 'a; import os'"),
        ("  stations:\n", "  ../../stations:\n"),
        ("{station: Station}", "{'../../x': Station}"),
        ("{retrieve:", "{'x(): pass #':"),
    ],
)
def test_a_hostile_config_can_not_write_outside_or_inject_code(spec: Path, tmp_path: Path, old: str, new: str) -> None:
    """It ends in an error, or in names made harmless; never in a file elsewhere or a traceback."""
    replaced(spec / "stainless.yml", old, new)
    out = tmp_path / "a" / "b" / "out"
    result = run("generate", spec, "-o", out)
    assert result.exit_code in (0, 1), result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert {path.name for path in tmp_path.iterdir()} <= {"spec", "a"}
    for path in out.rglob("*.py"):
        assert not runs_foreign_code(path.read_text())


def test_hostile_text_in_a_document_stays_text(spec: Path, tmp_path: Path) -> None:
    """Quotes, escapes, line ends and template syntax in names and values never become code."""
    evil = "x\\\"\\\"\\\"\\n'''\\nimport os #\\u2028{{ 7*7 }}{% raw %}\\\\"
    replaced(spec / "openapi.yaml", "name: {type: string}", f'"{evil}": {{enum: ["{evil}"]}}, name: {{type: string}}')
    result = run("generate", spec, "-o", tmp_path / "out")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    assert result.exit_code == 0, result.output
    for path in (tmp_path / "out").rglob("*.py"):
        assert not runs_foreign_code(path.read_text())


def test_explain_tells_where_a_name_comes_from(spec: Path) -> None:
    result = run("explain", "forecasts.create", "--spec", spec)
    assert result.exit_code == 0
    assert result.stdout.startswith(
        f"method forecasts.create\n  from {spec.as_posix()}/openapi.yaml:14:5 #/paths/~1forecasts/post\n  named by "
    )
    assert "  streams:\n    " in result.stdout
    by_pointer = run("explain", "#/components/schemas/Station", "--spec", spec)
    assert by_pointer.stdout.startswith("response model types.station.Station\n")
    unknown = run("explain", "forecasts.creat", "--spec", spec)
    assert unknown.exit_code == 1
    assert "nothing in the SDK is called 'forecasts.creat'; did you mean forecasts.create" in unknown.stderr


def test_an_empty_folder_says_how_to_begin(tmp_path: Path) -> None:
    result = run("generate", tmp_path)
    assert result.exit_code == 1
    assert result.stderr == (
        f"error: there is no openapi.yaml in {tmp_path.as_posix()} [source/unreadable]\n"
        f"  hint: make one with: headrace import DOCUMENT -o {tmp_path.as_posix()}/openapi.yaml\n"
    )


def test_two_documents_in_one_folder_are_refused(spec: Path) -> None:
    (spec / "openapi.json").write_text("{}")
    result = run("generate", spec)
    assert result.exit_code == 1
    assert "has openapi.yaml and openapi.json; which one counts? [source/ambiguous]" in result.stderr


def test_a_manifest_says_what_the_output_was_made_from(spec: Path, tmp_path: Path) -> None:
    run("generate", spec, "-o", tmp_path / "out")
    manifest = json.loads((tmp_path / "out/.headrace.json").read_text())
    assert sorted(manifest) == ["config", "document", "files", "generator"]
    assert "tides/__init__.py" in manifest["files"]


def test_the_version_is_that_of_the_distribution(root: Path) -> None:
    """It stands in every manifest, and the metadata reads it from the source: there is no second place for it."""
    assert run("--version").stdout == f"headrace {__version__}\n"
    metadata = (root / "codegen/pyproject.toml").read_text()
    assert f'version = "{__version__}"' in metadata or 'path = "headrace_codegen/__init__.py"' in metadata


def test_a_contradiction_of_the_compiler_is_no_traceback(
    spec: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def contradict(*args: object, **options: object) -> dict[str, str]:
        raise emit.EmitError("two plans for one name")

    monkeypatch.setattr(emit, "emit", contradict)
    result = run("generate", spec, "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert result.stderr.startswith(
        "error: two plans for one name [internal/emit]\n  hint: this is a mistake of headrace"
    )
    assert not (tmp_path / "out").exists()
