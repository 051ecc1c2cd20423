"""``headrace import``."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from headrace_codegen.cli import app
from headrace_codegen.source import load_source

JSON = """\
{"openapi": "3.0.3", "info": {"title": "A", "version": "1", "description": "prose"},
 "paths": {"/a": {"get": {"summary": "prose", "responses": {"200": {"description": "prose"}}}}}}
"""


def run(*args: object) -> Result:
    return CliRunner().invoke(app, ["import", *(str(arg) for arg in args)])


@pytest.fixture
def server() -> Iterator[str]:
    """A real server on loopback that has one document, and one that isn't there."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path.startswith("/api.json")
            self.send_response(200 if found else 404)
            self.end_headers()
            if found:
                self.wfile.write(JSON.encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as httpd:
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{httpd.server_address[1]}"
        httpd.shutdown()


def test_a_document_becomes_yaml_in_the_spec_folder(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(JSON)
    out = tmp_path / "spec" / "openapi.yaml"
    result = run(tmp_path / "a.json", "-o", out)
    assert result.exit_code == 0, result.output
    assert f"{out.as_posix()}: 1 operations, 0 schemas, 0 webhooks" in result.stdout
    assert load_source(out).value == load_source(tmp_path / "a.json").value
    assert "unchanged" in run(tmp_path / "a.json", "-o", out).stdout


def test_facts_leave_the_prose_behind(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(JSON)
    assert run(tmp_path / "a.json", "-o", tmp_path / "f.yaml", "--facts").exit_code == 0
    text = (tmp_path / "f.yaml").read_text()
    assert "prose" not in text
    assert text.startswith("# Interface facts, made by `headrace import --facts`.")


def test_a_document_comes_from_a_url(server: str, tmp_path: Path) -> None:
    result = run(f"{server}/api.json?key=secret", "-o", tmp_path / "f.yaml")
    assert result.exit_code == 0, result.output
    assert load_source(tmp_path / "f.yaml").value["info"]["title"] == "A"
    missing = run(f"{server}/other.json?key=secret", "-o", tmp_path / "g.yaml")
    assert missing.exit_code == 1
    assert missing.stderr == f"error: can't read {server}/other.json: the server answered 404 [source/unreadable]\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("swagger: '2.0'\n", "a.yaml:1:10: error: Swagger 2 is not supported [document/no-openapi]"),
        (
            "openapi: 3.1.0\npaths: 5\n",
            "a.yaml:2:8: error: 'paths' must be an object, not a number [document/structure]",
        ),
        (
            "<html></html>",
            "a.yaml:1:1: error: this is no OpenAPI document: an object is expected [document/no-openapi]",
        ),
    ],
)
def test_what_is_no_openapi_is_refused_and_nothing_written(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "a.yaml").write_text(text)
    out = tmp_path / "spec" / "openapi.yaml"
    result = run(tmp_path / "a.yaml", "-o", out)
    assert result.exit_code == 1
    assert message in result.stderr
    assert not out.parent.exists()
