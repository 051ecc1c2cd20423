"""The stream bodies of the tests and of the demo are what the document describes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from harness.openai_document import openai_contract

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(
    [*(ROOT / "tests" / "data" / "streams").glob("*.sse"), *(ROOT / "examples" / "recordings").glob("*.sse")]
)


def payloads(path: Path) -> list[Any]:
    data = [line.removeprefix("data: ") for line in path.read_text("utf-8").splitlines() if line.startswith("data: ")]
    return [json.loads(text) for text in data if text != "[DONE]"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_valid(path: Path) -> None:
    """Every event is valid by the schema of its union; an error object among chunks is not an event."""
    name = "ResponseStreamEvent" if path.stem.startswith("responses") else "CreateChatCompletionStreamResponse"
    for event in payloads(path):
        # The service writes ``"usage": null`` before there is any, which the document leaves out.
        if event.get("response", {}).get("usage", 0) is None:
            del event["response"]["usage"]

        assert "error" in event or [] == openai_contract().book.problems(
            {"$ref": f"#/components/schemas/{name}"}, event
        )
