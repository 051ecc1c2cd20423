"""Requests on the wire are those of the official client: method, URL, query, headers that carry meaning, body.

The official client's are recorded in ``wire.json`` (``nox -s record``). Where ``HEADRACE_OFFICIAL_PYTHON`` names an
interpreter that has the official package, they are recorded anew and held to the file as well.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

import headrace_openai
from conformance.wire_calls import CALLS, WireCall
from conformance.wire_facts import Facts, observe, observe_async

# Some of the calls are deprecated; their requests are compared all the same.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

HERE = Path(__file__).parent
RECORDED: dict[str, Any] = json.loads((HERE / "wire.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def sync_facts() -> dict[str, Facts]:
    """What the sync client sends."""
    return observe(headrace_openai.OpenAI)


@pytest.fixture(scope="module")
def async_facts() -> dict[str, Facts]:
    """What the async client sends."""
    return observe_async(headrace_openai.AsyncOpenAI)


def test_there_are_enough_calls() -> None:
    resources = {call.method.rsplit(".", 1)[0] for call in CALLS}
    assert len(CALLS) >= 60
    assert len(resources) >= 40
    assert len({call.name for call in CALLS}) == len(CALLS)
    assert {call.name for call in CALLS} == set(RECORDED["calls"])


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
def test_sync(call: WireCall, sync_facts: dict[str, Facts]) -> None:
    assert sync_facts[call.name] == RECORDED["calls"][call.name]


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
def test_async(call: WireCall, async_facts: dict[str, Facts]) -> None:
    assert async_facts[call.name] == RECORDED["calls"][call.name]


def test_the_record_is_what_the_official_client_sends() -> None:
    python = os.environ.get("HEADRACE_OFFICIAL_PYTHON")
    if not python:
        pytest.skip("needs HEADRACE_OFFICIAL_PYTHON: an interpreter that has the official package")
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent)}
    made = subprocess.run(
        [python, "-m", "conformance.record_official"], env=environment, capture_output=True, text=True, check=True
    )
    assert json.loads(made.stdout)["calls"] == RECORDED["calls"]
