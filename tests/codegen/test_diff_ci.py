"""What the workflows run is what the command understands, and the lock of the OpenAI document fits."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from headrace_codegen.cli import app
from headrace_codegen.diff.lock import digest, read_lock

WORKFLOWS = ("ci.yml", "spec-update.yml")


def steps(path: Path) -> Iterator[dict[str, Any]]:
    workflow = yaml.safe_load(path.read_text("utf-8"))
    for job in workflow["jobs"].values():
        yield from job["steps"]


def commands(path: Path) -> list[list[str]]:
    """Every call of ``headrace`` in a workflow, split into words."""
    found: list[list[str]] = []
    for step in steps(path):
        for line in re.sub(r"\\\n", " ", step.get("run", "")).splitlines():
            words = shlex.split(line.partition(">>")[0])
            if words[:1] == ["headrace"]:
                found.append(words[1:])
    return found


@pytest.mark.parametrize("name", WORKFLOWS)
def test_the_commands_of_a_workflow_are_understood(root: Path, name: str) -> None:
    found = commands(root / ".github/workflows" / name)
    assert {words[0] for words in found} >= ({"pull", "generate"} if name == "spec-update.yml" else {"check", "diff"})
    group = typer.main.get_command(app)
    for command, *arguments in found:
        group.commands[command].make_context(command, arguments)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", WORKFLOWS)
def test_workflows_have_no_more_rights_than_they_name(root: Path, name: str) -> None:
    """Nothing by default; and text from events, which anybody can write, is never put into a script."""
    workflow = yaml.safe_load((root / ".github/workflows" / name).read_text("utf-8"))
    assert workflow["permissions"] == {}
    assert all("permissions" in job for job in workflow["jobs"].values())
    for step in steps(root / ".github/workflows" / name):
        assert "github.event" not in step.get("run", "") and "head_ref" not in step.get("run", "")
        assert "base_ref" not in step.get("run", "")


def test_the_committed_document_is_the_one_that_was_pulled(root: Path) -> None:
    """After a new import: ``headrace pull spec/openai --from DOCUMENT``."""
    lock = read_lock(root / "spec/openai")
    assert lock is not None and lock.facts
    assert lock.upstream.startswith("https://")
    assert lock.document_sha256 == digest((root / "spec/openai/openapi.yaml").read_bytes())
