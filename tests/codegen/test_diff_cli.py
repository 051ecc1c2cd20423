"""``headrace diff`` and the additions to ``headrace check``, run as a user runs them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from harness.tides import CONFIG, OPENAPI, write_spec
from headrace_codegen.cli import app


def run(*args: object) -> Result:
    return CliRunner().invoke(app, [str(arg) for arg in args])


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return write_spec(tmp_path / "old")


def edited(folder: Path, *replacements: tuple[str, str]) -> Path:
    """A spec folder whose document has the replacements."""
    text = OPENAPI
    for before, after in replacements:
        assert before in text
        text = text.replace(before, after, 1)
    return write_spec(folder, text)


WORDS = ("info: {title: Tides API", "info: {description: words, title: Tides API")
ADDITION = ("stream: {type: boolean}", "stream: {type: boolean}, unit: {type: string, enum: [m, ft]}")
BREAK = ("name: {type: string}}, required: [id]", "name: {type: integer}}, required: [id]")
NEW = (
    "  /forecasts:\n",
    """\
  /forecasts/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/Forecast'}}}}
  /forecasts:
""",
)


@pytest.mark.parametrize(
    ("edits", "code"), [((), 0), ((WORDS,), 0), ((ADDITION,), 1), ((BREAK,), 2), ((ADDITION, BREAK), 2)]
)
def test_exit_codes(old: Path, tmp_path: Path, edits: tuple[tuple[str, str], ...], code: int) -> None:
    """0 nothing to notice, 1 additions, 2 a break."""
    new = edited(tmp_path / "new", *edits)
    assert run("diff", old, new).exit_code == code
    assert run("diff", old, new, "--fail-on", "breaking").exit_code == (2 if code == 2 else 0)
    assert run("diff", old, new, "--fail-on", "additions").exit_code == code
    assert run("diff", old, new, "--fail-on", "never").exit_code == 0


def test_users_read_what_it_means_for_them(old: Path, tmp_path: Path) -> None:
    new = edited(tmp_path / "new", ADDITION, BREAK)
    result = run("diff", old, new)
    assert "It breaks something: a major update, the next version is 0.2.0." in result.stdout
    assert "`client.forecasts.create` gained the argument `unit`" in result.stdout
    assert "`types.Station` gained `name=int` and lost `name=str`" in result.stdout
    # The document's layer, with the place and the reach.
    assert "! Station.name was 'string' and is 'integer'  [response: get /stations/{station_id}]" in result.stdout
    assert f"{(new / 'openapi.yaml').as_posix()}:35:" in result.stdout
    assert run("diff", old, new, "--summary").stdout.count("\n") < result.stdout.count("\n")


def test_json_has_everything(old: Path, tmp_path: Path) -> None:
    value = json.loads(run("diff", old, edited(tmp_path / "new", BREAK), "-f", "json").stdout)
    (change,) = value["document"]
    assert (change["kind"], change["level"], change["by_direction"]) == (
        "type-changed",
        "breaking",
        {"response": "breaking"},
    )
    assert change["operations"] == ["get /stations/{station_id}"]
    assert (value["bump"], value["version"], value["next_version"]) == ("major", "0.1.0", "0.2.0")
    assert [found["kind"] for found in value["sdk"]] == ["field-changed"]
    assert value["changelog"].startswith("## 0.2.0\n\n### Changed\n- **Breaking:** `types.Station` gained `name=int`")


def test_markdown_is_a_pull_requests_text(old: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.md"
    assert run("diff", old, edited(tmp_path / "new", ADDITION), "-f", "markdown", "-o", out).exit_code == 1
    text = out.read_text()
    assert text.startswith("## API update\n\nIt only adds: a minor update, the next version is 0.1.1.\n")
    assert "### New for users of the SDK\n\n- `client.forecasts.create` gained the argument `unit`\n" in text
    assert text.count("<details>") == text.count("</details>") > 0


def test_annotations_are_at_the_changed_lines(old: Path, tmp_path: Path) -> None:
    new = edited(tmp_path / "new", BREAK)
    first, *_, last = run("diff", old, new, "-f", "github").stdout.splitlines()
    assert first.startswith(f"::warning file={(new / 'openapi.yaml').as_posix()},line=35,col=")
    assert first.endswith("title=Breaking change::Station.name was 'string' and is 'integer'")
    assert last.startswith("::notice title=API update::It breaks something")


def test_text_of_a_document_can_not_steer_a_terminal_or_a_workflow(old: Path, tmp_path: Path) -> None:
    hostile = "\\x1b[2J\\n::error::x <script> | `"
    new = edited(
        tmp_path / "new",
        (
            "name: {type: string}}, required: [id]",
            f'name: {{type: string}}, "{hostile}": {{type: string}}}}, required: [id]',
        ),
    )
    for form in ("terminal", "github", "markdown"):
        text = run("diff", old, new, "-f", form, "--no-sdk").stdout
        assert "\x1b[2J" not in text
        assert not any(line.startswith("::error") for line in text.splitlines())
    assert "<script>" not in run("diff", old, new, "-f", "markdown", "--no-sdk").stdout.replace("\\<script\\>", "")


def test_revisions_of_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A document, or a spec folder with the config that it had, at a revision."""
    repository = tmp_path / "repository"
    write_spec(repository / "spec")
    git(repository, "init", "-q")
    git(repository, "add", ".")
    git(repository, "-c", "user.name=a", "-c", "user.email=a@b.test", "commit", "-q", "-m", "one")
    edited(repository / "spec", ADDITION)
    monkeypatch.chdir(repository)
    assert run("diff", "HEAD:spec/openapi.yaml", "spec/openapi.yaml").exit_code == 1
    assert run("diff", "HEAD:spec", "spec").exit_code == 1
    assert run("diff", "HEAD:spec", "--spec", "spec").exit_code == 1
    assert run("diff", "HEAD:spec", "HEAD:spec").exit_code == 0
    for wrong, message in (
        ("HEAD~7:spec", "can't read HEAD~7:spec: "),
        ("HEAD:other/openapi.yaml", "can't read HEAD:other/openapi.yaml: "),
        ("HEAD:", "there is no openapi.yaml in HEAD:"),
        ("--upload-pack=x:spec", "No such option"),
        ("nothing.yaml", "there is no nothing.yaml"),
    ):
        result = run("diff", wrong, "spec")
        assert message in result.stderr, wrong
        assert result.exit_code == (2 if wrong.startswith("--") else 3)


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("openapi: 3.1.0\npaths: {/a: {get: ", "broken.yaml:2:"),
        ("swagger: '2.0'\n", "broken.yaml:1:10: error: Swagger 2 is not supported"),
        ("openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {/a: {$ref: '#/nowhere'}}\n", "leads nowhere"),
        ("", "broken.yaml"),
    ],
)
def test_what_can_not_be_compared_is_refused_with_its_place(old: Path, tmp_path: Path, text: str, message: str) -> None:
    """Exit code 3, and no report is written."""
    broken, out = tmp_path / "broken.yaml", tmp_path / "report.md"
    broken.write_text(text)
    for sides in ((old, broken), (broken, old)):
        result = run("diff", *sides, "-f", "markdown", "-o", out)
        assert result.exit_code == 3
        assert message in result.stderr
        assert not out.exists()


def test_an_address_where_nobody_answers(old: Path) -> None:
    result = run("diff", old, "http://127.0.0.1:9/openapi.yaml")
    assert result.exit_code == 3
    assert result.stderr.startswith("error: can't read http://127.0.0.1:9/openapi.yaml: ")


def test_unknown_formats_and_thresholds_are_errors(old: Path) -> None:
    assert "one of: terminal, markdown, json, github, changelog" in run("diff", old, old, "-f", "xml").stderr
    assert "one of: breaking, additions, never" in run("diff", old, old, "--fail-on", "x").stderr


def test_a_config_of_another_version_is_fitted(old: Path, tmp_path: Path) -> None:
    """The config names a method and a model that the older document doesn't have."""
    older = tmp_path / "older.yaml"
    text = OPENAPI.replace("  /forecasts:\n    post:", "  /other:\n    post:").replace("Forecast:", "Prediction:")
    older.write_text(text.replace("schemas/Forecast'", "schemas/Prediction'"))
    result = run("diff", older, old, "--spec", old)
    assert "is read with a config that names 2 things that it doesn't have" in result.stdout
    assert "`client.forecasts` is new" in result.stdout
    assert "ForecastCreateParams" not in result.stdout


def test_messages_of_a_websocket_reach_users_too(tmp_path: Path) -> None:
    """No operation uses ``Ping``; the config says that it is received."""
    ping = "    Ping: {type: object, properties: {at: {type: string}}}\n"
    config = CONFIG.replace("models: {station: Station}", "models: {station: Station, ping: Ping}")
    config += "headrace: {messages: {received: [stations.ping]}}\n"
    old = write_spec(tmp_path / "old", OPENAPI + ping, config)
    new = write_spec(tmp_path / "new", OPENAPI + ping.replace("string", "integer"), config)
    (change,) = json.loads(run("diff", old, new, "-f", "json").stdout)["document"]
    assert (change["by_direction"], change["operations"]) == ({"stream": "breaking"}, ["messages Ping"])


def test_a_new_operation_is_reported_and_fails_the_check(old: Path, tmp_path: Path) -> None:
    new = edited(tmp_path / "new", NEW)
    for form in ("terminal", "markdown", "github"):
        text = run("diff", old, new, "-f", form).stdout
        assert "get /forecasts/{id}" in text.replace("\\", "")
        assert "client.forecasts.retrieve" in text.replace("\\", "")
    out = tmp_path / "out"
    assert run("generate", new, "-o", out, "-q").exit_code == 0
    result = run("check", new, "-o", out)
    assert result.exit_code == 1
    place = f"{(new / 'openapi.yaml').as_posix()}:"
    assert f"{place}14:5: get /forecasts/{{id}} has no place; proposed is `client.forecasts.retrieve`" in result.stderr


def test_check_writes_new_operations_into_the_config(tmp_path: Path) -> None:
    new, out = edited(tmp_path / "new", NEW), tmp_path / "out"
    result = run("check", new, "-o", out, "--write")
    assert "get /forecasts/{id} is `client.forecasts.retrieve` now" in result.stdout
    assert result.exit_code == 1  # the output is stale now
    config = (new / "stainless.yml").read_text()
    assert "      retrieve: 'get /forecasts/{id}'\n" in config
    assert config.replace("      retrieve: 'get /forecasts/{id}'\n", "") == CONFIG
    assert run("generate", new, "-o", out, "-q").exit_code == 0
    assert run("check", new, "-o", out).exit_code == 0
    assert "def retrieve" in (out / "tides/resources/forecasts.py").read_text()
    run("check", new, "-o", out, "--write")
    assert (new / "stainless.yml").read_text() == config


def test_the_manifest_knows_what_the_output_was_made_from(old: Path, tmp_path: Path) -> None:
    """Only changed files are written again; types that are gone lead to files that are gone."""
    out = tmp_path / "out"
    run("generate", old, "-o", out, "-q")
    manifest = json.loads((out / ".headrace.json").read_text())
    assert {"config", "document", "generator"} <= manifest.keys()
    times = {path: path.stat().st_mtime_ns for path in out.rglob("*.py")}
    edited(
        old,
        (
            "Station: {type: object, properties: {id: {type: string}",
            "Station: {type: object, properties: {id: {type: integer}",
        ),
    )
    run("generate", old, "-o", out, "-q")
    changed = {path.relative_to(out).as_posix() for path, time in times.items() if path.stat().st_mtime_ns != time}
    assert changed == {"tides/types/station.py"}
    again = json.loads((out / ".headrace.json").read_text())
    assert again["document"] != manifest["document"]
    assert again["config"] == manifest["config"]
    (old / "stainless.yml").write_text(
        CONFIG.replace("    models: {station: Station}\n", "    models: {place: Station}\n")
    )
    run("generate", old, "-o", out, "-q")
    assert not (out / "tides/types/station.py").exists()
    assert (out / "tides/types/place.py").exists()
