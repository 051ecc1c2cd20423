"""Every row of the tables of facts about the official client is either tested under its name or out of scope."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

FILES = {
    "1": "test_behaviour_client.py",
    "2": "test_behaviour_requests.py",
    "3": "test_behaviour_responses.py",
    "4": "test_behaviour_pages.py",
}

# Services with ways of their own, and WebSockets. `SyncTokenPage` belongs to operations that aren't in our document.
OUT = {
    "workload_identity",
    "token_providers",
    "x_509_identity",
    "provider",
    "websocket_base_url",
    "azure",
    "bedrock_provider",
    "vertex",
    "synctokenpage",
}


def rows(text: str, section: str) -> list[str]:
    """The first cells of a section's table, as names of tests."""
    part = re.split(r"^## ", text, flags=re.MULTILINE)
    body = next(each for each in part if each.startswith(f"{section}. "))
    cells = [line.split("|")[1] for line in body.splitlines() if line.startswith("|")][2:]
    return [_name(cell) for cell in cells]


def _name(cell: str) -> str:
    plain = re.sub(r"\[\d+\]|\([^)]*\)", "", cell.replace("m(...)", "m").replace("`", ""))
    return re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")


@pytest.mark.parametrize("section", sorted(FILES))
def test_every_row_has_a_test(section: str, shared: Path, root: Path) -> None:
    facts = (shared / "reference/openai-python.md").read_text(encoding="utf-8")
    tree = ast.parse((root / "tests/conformance" / FILES[section]).read_text(encoding="utf-8"))
    tests = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    wanted = [row for row in rows(facts, section) if row not in OUT]
    assert len(wanted) >= 4
    assert [row for row in wanted if f"test_{row}" not in tests] == []


def test_every_branch_of_the_error_tree_has_a_test(shared: Path, root: Path) -> None:
    facts = (shared / "reference/openai-python.md").read_text(encoding="utf-8")
    tests = (root / "tests/conformance/test_behaviour_errors.py").read_text(encoding="utf-8")
    tree = facts.partition("## 7. ")[2].partition("- `LengthFinishReasonError`")[0]
    branches = set(re.findall(r"`(API\w+|OpenAIError)[`(]", tree))
    assert {"APIError", "APIStatusError", "APIConnectionError"} <= branches
    assert [name for name in sorted(branches) if f"def test_{name.lower()}(" not in tests] == []
