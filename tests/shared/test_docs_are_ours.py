"""The descriptions of ``spec/openai/docs.yaml`` are our own: no run of words is taken from the OpenAI document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from headrace_codegen.source import load_source

RUN = 7
"""Words in a row that two texts about the same thing don't share by chance."""

PROSE = ("description", "summary", "title")


def runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9_']+", text.lower())
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)


def prose(value: Any) -> Iterator[str]:
    """Every description in a document."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key in PROSE and isinstance(item, str):
                yield item
            else:
                yield from prose(item)
    elif isinstance(value, list):
        for item in value:
            yield from prose(item)


def test_no_run_of_words_is_copied(root: Path, shared: Path) -> None:
    document = load_source(shared / "openapi" / "openai-2026-08-21.yaml").value
    theirs = set[tuple[str, ...]]().union(*(runs(text) for text in prose(document)))

    ours = list(texts(load_source(root / "spec" / "openai" / "docs.yaml").value))
    copied = sorted({" ".join(run) for text in ours for run in runs(text) & theirs})

    assert len(theirs) > 10_000
    assert len(ours) > 500
    assert copied == []
