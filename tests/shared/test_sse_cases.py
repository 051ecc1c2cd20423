"""The decoder against the project's table of wire cases, which is kept beside the repository."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from typing import Any

import pytest

from headrace.sse import ServerSentEvent, SSEDecoder

SHARED = Path(os.environ.get("HEADRACE_SHARED") or Path(__file__).resolve().parents[3] / "shared")
CASES = SHARED / "sse" / "cases.json"

pytestmark = pytest.mark.skipif(not CASES.exists(), reason="needs the shared case files (HEADRACE_SHARED)")


def load() -> list[dict[str, Any]]:
    return json.loads(CASES.read_text("utf-8"))["cases"] if CASES.exists() else []


def decode(chunks: list[bytes]) -> tuple[list[ServerSentEvent], list[int], SSEDecoder]:
    decoder = SSEDecoder()
    events: list[ServerSentEvent] = []
    counts: list[int] = []
    for chunk in chunks:
        events += decoder.feed(chunk)
        counts.append(len(events))
    return events, counts, decoder


def check(case: dict[str, Any], events: list[ServerSentEvent], decoder: SSEDecoder) -> None:
    expected = case["expected"]
    if repeat := case.get("expected_repeat"):
        expected = [repeat["event"]] * repeat["count"]

    assert expected == [{"event": e.event, "data": e.data, "id": e.id, "retry": e.retry} for e in events]
    assert case["final_last_event_id"] == decoder.last_event_id
    assert case["final_retry_ms"] == decoder.retry


@pytest.mark.parametrize("case", load(), ids=lambda case: case["name"])
class TestCases:
    def test_whole(self, case: dict[str, Any]) -> None:
        """The input in one piece."""
        events, _, decoder = decode([base64.b64decode(case["input_b64"])])

        check(case, events, decoder)

    def test_every_byte(self, case: dict[str, Any]) -> None:
        """One byte at a time."""
        body = base64.b64decode(case["input_b64"])
        events, _, decoder = decode([body[i : i + 1] for i in range(len(body))])

        check(case, events, decoder)

    def test_every_cut(self, case: dict[str, Any]) -> None:
        """In two pieces, cut at each place (at some places of a long body)."""
        body = base64.b64decode(case["input_b64"])
        for cut in range(0, len(body) + 1, max(1, len(body) // 500)):
            events, _, decoder = decode([body[:cut], body[cut:]])

            check(case, events, decoder)


@pytest.mark.parametrize("case", [case for case in load() if "chunks" in case], ids=lambda case: case["name"])
class TestChunks:
    def test_given_chunks(self, case: dict[str, Any]) -> None:
        """In the chunks of the case, with the number of events that must be out after each."""
        chunks = [base64.b64decode(chunk) for chunk in case["chunks"]]
        events, counts, decoder = decode(chunks)

        check(case, events, decoder)
        if "events_after_each_chunk" in case:
            assert case["events_after_each_chunk"] == counts
