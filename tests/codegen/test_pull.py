"""``headrace pull``: from files, and from real servers on loopback that answer well, badly and not at all."""

from __future__ import annotations

import hashlib
import http.server
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from typer.testing import CliRunner, Result

from harness.tides import CONFIG, OPENAPI, write_spec
from headrace_codegen.cli import app
from headrace_codegen.source import load_source

NEWER = OPENAPI.replace("stream: {type: boolean}", "stream: {type: boolean}, unit: {type: string}")
PROSE = NEWER.replace("operationId: getStation", "operationId: getStation\n      summary: Words of others")


def run(*args: object) -> Result:
    return CliRunner().invoke(app, ["pull", *(str(arg) for arg in args)])


@dataclass
class Upstream:
    """A server with one document. ``cut``: after so many bytes of a body the connection ends, once for each entry."""

    document: bytes = NEWER.encode()
    etag: str | None = '"1"'
    ranges: bool = True
    cut: list[int] = field(default_factory=list)
    status: int = 200
    seen: list[tuple[str | None, str | None, str | None]] = field(default_factory=list)
    url: str = ""


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    state = Upstream()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wanted, condition = self.headers["range"], self.headers["if-range"]
            state.seen.append((wanted, condition, self.headers["if-none-match"]))
            if state.status != 200:
                self.send_response(state.status)
                self.end_headers()
                return
            if state.etag and self.headers["if-none-match"] == state.etag:
                self.send_response(304)
                self.end_headers()
                return
            body = state.document
            start = int(wanted[6:-1]) if wanted and state.ranges and condition == state.etag else 0
            self.send_response(206 if start else 200)
            if start:
                self.send_header("content-range", f"bytes {start}-{len(body) - 1}/{len(body)}")
            if state.etag:
                self.send_header("etag", state.etag)
            self.send_header("content-length", str(len(body) - start))
            self.end_headers()
            end = state.cut.pop(0) if state.cut else len(body)
            self.wfile.write(body[start : start + end])

        def log_message(self, format: str, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        state.url = f"http://127.0.0.1:{server.server_address[1]}/openapi.yaml"
        yield state
        server.shutdown()


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    return write_spec(tmp_path / "spec")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_file_is_taken_without_a_network(spec: Path, tmp_path: Path) -> None:
    (tmp_path / "new.yaml").write_text(NEWER)
    result = run(spec, "--from", tmp_path / "new.yaml")
    assert result.exit_code == 0, result.output
    assert "`client.forecasts.create` gained the argument `unit`" in result.stdout
    assert load_source(spec / "openapi.yaml").value == load_source(NEWER.encode()).value
    assert "spec is up to date" in run(spec, "--from", tmp_path / "new.yaml").stdout


def test_the_lock_records_what_was_taken(spec: Path, tmp_path: Path) -> None:
    """Checksums of both ends, no times, no paths of this machine."""
    (tmp_path / "new.yaml").write_text(NEWER)
    run(spec, "--from", tmp_path / "new.yaml")
    text = (spec / "upstream.lock").read_text()
    lock = json.loads(text)
    assert lock["sha256"] == hashlib.sha256(NEWER.encode()).hexdigest()
    assert lock["document_sha256"] == hashlib.sha256((spec / "openapi.yaml").read_bytes()).hexdigest()
    assert (lock["bytes"], lock["upstream"], lock["facts"]) == (len(NEWER.encode()), "new.yaml", False)
    assert str(tmp_path) not in text


def test_the_config_names_the_upstream_and_what_to_keep(spec: Path, upstream: Upstream) -> None:
    upstream.document = PROSE.encode()
    config = f"{CONFIG}\nheadrace:\n  upstream: {upstream.url}?token=secret\n  upstream_facts: true\n"
    (spec / "stainless.yml").write_text(config)
    result = run(spec)
    assert result.exit_code == 0, result.output
    text = (spec / "openapi.yaml").read_text()
    assert text.startswith("# Interface facts") and "Words of others" not in text and "unit:" in text
    lock = (spec / "upstream.lock").read_text()
    assert json.loads(lock)["upstream"] == upstream.url
    assert "secret" not in lock + result.output
    run(spec, "--whole")
    assert json.loads((spec / "upstream.lock").read_text())["facts"] is True, "not modified: nothing to take"


def test_a_path_in_the_config_is_relative_to_the_spec_folder(spec: Path) -> None:
    (spec.parent / "upstream.yaml").write_text(NEWER)
    (spec / "stainless.yml").write_text(f"{CONFIG}\nheadrace:\n  upstream: ../upstream.yaml\n")
    assert run(spec).exit_code == 0
    assert json.loads((spec / "upstream.lock").read_text())["upstream"] == "../upstream.yaml"


def test_an_unchanged_document_is_not_sent_again(spec: Path, upstream: Upstream) -> None:
    assert run(spec, "--from", upstream.url).exit_code == 0
    before = contents(spec)
    result = run(spec, "--from", upstream.url)
    assert f"{upstream.url} has not changed since the last pull" in result.stdout
    assert [seen[2] for seen in upstream.seen] == [None, '"1"']
    assert contents(spec) == before


def test_a_connection_that_drops_is_taken_up_where_it_ended(spec: Path, upstream: Upstream) -> None:
    upstream.cut = [500, 300]
    assert run(spec, "--from", upstream.url).exit_code == 0
    assert [seen[:2] for seen in upstream.seen] == [(None, None), ("bytes=500-", '"1"'), ("bytes=800-", '"1"')]
    assert load_source(spec / "openapi.yaml").value == load_source(NEWER.encode()).value
    assert sorted(contents(spec)) == ["openapi.yaml", "stainless.yml", "upstream.lock"]


def test_an_interrupted_pull_is_resumed_by_the_next(spec: Path, upstream: Upstream) -> None:
    before = contents(spec)
    upstream.cut = [400, 300, 200]
    first = run(spec, "--from", upstream.url)
    assert first.exit_code == 1
    assert f"error: can't read {upstream.url}: " in first.stderr
    assert "900 bytes have arrived; pull again to go on from there" in first.stderr
    assert {name: data for name, data in contents(spec).items() if not name.startswith(".upstream")} == before
    assert run(spec, "--from", upstream.url).exit_code == 0
    assert upstream.seen[-1][:2] == ("bytes=900-", '"1"')
    assert load_source(spec / "openapi.yaml").value == load_source(NEWER.encode()).value


def test_a_document_that_changed_meanwhile_is_taken_as_a_whole(spec: Path, upstream: Upstream) -> None:
    upstream.cut = [400, 300, 200]
    run(spec, "--from", upstream.url)
    upstream.etag, upstream.document = '"2"', OPENAPI.encode()
    assert run(spec, "--from", upstream.url).exit_code == 0
    assert load_source(spec / "openapi.yaml").value == load_source(OPENAPI.encode()).value


@pytest.mark.parametrize("etag", [None, 'W/"1"'])
def test_without_a_strong_validator_nothing_is_pieced_together(
    spec: Path, upstream: Upstream, etag: str | None
) -> None:
    """Parts of two documents must never become one."""
    upstream.etag, upstream.cut = etag, [400]
    assert run(spec, "--from", upstream.url).exit_code == 0
    assert [seen[0] for seen in upstream.seen] == [None, None]
    assert load_source(spec / "openapi.yaml").value == load_source(NEWER.encode()).value


def test_a_server_that_ignores_ranges_sends_all_of_it(spec: Path, upstream: Upstream) -> None:
    upstream.ranges, upstream.cut = False, [400]
    assert run(spec, "--from", upstream.url).exit_code == 0
    assert load_source(spec / "openapi.yaml").value == load_source(NEWER.encode()).value


@pytest.mark.parametrize(
    ("document", "status", "message"),
    [
        (b"", 503, "the server answered 503"),
        (NEWER.encode()[:700], 200, "openapi.yaml:"),
        (b"<html>Not found</html>", 200, "this is no OpenAPI document"),
        (b"openapi: 3.1.0\npaths: 5\n", 200, "openapi.yaml:2:8: error: 'paths' must be an object"),
        (b"openapi: \xff\n", 200, "not UTF-8"),
    ],
)
def test_what_is_no_document_changes_nothing(
    spec: Path, upstream: Upstream, document: bytes, status: int, message: str
) -> None:
    before = contents(spec)
    upstream.document, upstream.status = document, status
    result = run(spec, "--from", upstream.url)
    assert result.exit_code == 1
    assert message in result.stderr
    assert contents(spec) == before


def test_an_address_where_nobody_answers(spec: Path) -> None:
    before = contents(spec)
    result = run(spec, "--from", "http://127.0.0.1:9/openapi.yaml")
    assert result.exit_code == 1
    assert result.stderr.startswith("error: can't read http://127.0.0.1:9/openapi.yaml: ")
    assert contents(spec) == before


def test_an_edited_document_is_not_overwritten(spec: Path, tmp_path: Path) -> None:
    (tmp_path / "new.yaml").write_text(NEWER)
    run(spec, "--from", tmp_path / "new.yaml")
    (spec / "openapi.yaml").write_text(OPENAPI)
    result = run(spec, "--from", tmp_path / "new.yaml")
    assert result.exit_code == 1
    assert "openapi.yaml was changed since the last pull" in result.stderr
    assert "corrections belong in overlay.yaml" in result.stderr
    assert (spec / "openapi.yaml").read_text() == OPENAPI
    assert run(spec, "--from", tmp_path / "new.yaml", "--force").exit_code == 0


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 9}', '{"format": 1, "upstream": 5}'])
def test_a_damaged_lock_is_an_error_with_a_remedy(spec: Path, tmp_path: Path, text: str) -> None:
    (tmp_path / "new.yaml").write_text(NEWER)
    (spec / "upstream.lock").write_text(text)
    before = contents(spec)
    result = run(spec, "--from", tmp_path / "new.yaml")
    assert result.exit_code == 1
    assert "upstream.lock: " in result.stderr and "delete it" in result.stderr
    assert contents(spec) == before


def test_nobody_said_where_from(spec: Path, tmp_path: Path) -> None:
    assert "the config names no upstream document" in run(spec).stderr
    assert "has no config that names an upstream document" in run(tmp_path / "nothing").stderr


def test_a_dry_run_writes_nothing(spec: Path, tmp_path: Path) -> None:
    (tmp_path / "new.yaml").write_text(NEWER)
    before = contents(spec)
    result = run(
        spec,
        "--from",
        tmp_path / "new.yaml",
        "--dry-run",
        "--markdown",
        tmp_path / "r.md",
        "--json",
        tmp_path / "r.json",
    )
    assert "Nothing was written: --dry-run" in result.stdout
    assert contents(spec) == before
    assert "gained the argument `unit`" in (tmp_path / "r.md").read_text()
    assert json.loads((tmp_path / "r.json").read_text())["bump"] == "minor"


def test_the_first_document_of_a_folder(tmp_path: Path) -> None:
    """Without a config there is nothing to compare with; the folder is made."""
    (tmp_path / "new.yaml").write_text(NEWER)
    result = run(tmp_path / "fresh", "--from", tmp_path / "new.yaml")
    assert result.exit_code == 0, result.output
    assert sorted(contents(tmp_path / "fresh")) == ["openapi.yaml", "upstream.lock"]


def test_new_operations_get_a_place(spec: Path, tmp_path: Path) -> None:
    (tmp_path / "new.yaml").write_text(
        NEWER.replace(
            "  /forecasts:\n",
            "  /forecasts/{id}/cancel:\n    post:\n"
            "      parameters: [{name: id, in: path, required: true, schema: {type: string}}]\n"
            "      responses: {'204': {description: ''}}\n  /forecasts:\n",
        )
    )
    told = run(spec, "--from", tmp_path / "new.yaml", "--dry-run")
    assert "post /forecasts/{id}/cancel as client.forecasts.cancel" in told.stdout
    result = run(spec, "--from", tmp_path / "new.yaml", "--write")
    assert "`client.forecasts.cancel` is new" in result.stdout
    assert "      cancel: 'post /forecasts/{id}/cancel'\n" in (spec / "stainless.yml").read_text()


def test_the_address_in_an_error_has_no_secrets(spec: Path, upstream: Upstream) -> None:
    upstream.status = 403
    parts = urlsplit(upstream.url)
    result = run(spec, "--from", f"http://me:password@{parts.netloc}{parts.path}?key=secret")
    assert "the server answered 403" in result.stderr
    assert "password" not in result.output and "secret" not in result.output
