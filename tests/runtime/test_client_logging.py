"""The log: what happened, and never a credential."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from typing import Any

import pytest

from harness.acme.exceptions import APIConnectionError
from harness.kinds import every_kind, run
from harness.scripted_server import Reply, scripted_server

REPLIES = [Reply(500, headers={"retry-after-ms": "1"}), Reply(body={"id": "w"}, headers={"x-request-id": "req_1"})]


def call(client: Any) -> Any:
    return client.widgets.retrieve("w", include="sk-query", extra_headers={"X-Token": "sk-header"})


@every_kind
@pytest.mark.parametrize("logger", ["acme", "headrace"])
def test_lines(kind: str, logger: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger), scripted_server(REPLIES) as server:
        run(kind, server.url, call)
    lines = [record.getMessage() for record in caplog.records if record.name == logger]
    assert len(lines) == 5
    assert "GET http://127.0.0.1/v1/widgets/w (retries: 0)" in lines[0]
    assert "-> 500" in lines[1]
    assert lines[2].startswith("Retrying request in 0.001000 seconds: GET /widgets/w")
    assert "(retries: 1)" in lines[3] and "-> 200" in lines[4] and "req_1" in lines[4]
    assert caplog.records[2].levelno == logging.INFO
    assert "sk-" not in caplog.text


def test_failures_name_the_kind_only(caplog: pytest.LogCaptureFixture) -> None:
    with (
        caplog.at_level(logging.DEBUG, "acme"),
        scripted_server(Reply(hang_up=True)) as server,
        pytest.raises(APIConnectionError),
    ):
        run("sync", server.url, call, max_retries=0)
    assert "failed after" in caplog.text and "sk-" not in caplog.text


@pytest.mark.parametrize("variable", ["ACME_LOG", "HEADRACE_LOG"])
@pytest.mark.parametrize(("level", "expected"), [("debug", 5), ("info", 1), ("error", 0), ("loud", 0)])
def test_variables_switch_it_on(variable: str, level: str, expected: int) -> None:
    code = (
        "from harness.acme import Acme\n"
        "from harness.scripted_server import Reply, scripted_server\n"
        "with scripted_server([Reply(500, headers={'retry-after-ms': '1'}), Reply()]) as server:\n"
        "    with Acme(api_key='sk-secret', base_url=server.url) as client:\n"
        "        client.widgets.retrieve('w')\n"
    )
    path = os.pathsep.join(entry for entry in sys.path if entry)
    env = {**os.environ, variable: level, "PYTHONPATH": path}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env)
    assert len(done.stderr.splitlines()) == expected
    assert "sk-secret" not in done.stderr
