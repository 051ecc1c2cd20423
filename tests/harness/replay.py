"""The project's own stream bodies, served over real HTTP."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from headrace.testing import Fault, Replay, ReplayServer

BODIES = Path(__file__).resolve().parents[1] / "data" / "streams"
HEADERS = {"x-request-id": "req_seed"}


class SeedServer(ReplayServer):
    """A replay server that can say what it was sent."""

    def sent(self) -> Any:
        """The JSON body of the last request."""
        return self.requests[-1].json()


def refusal(status: int, retry_after_ms: int | None = None) -> Replay:
    """An answer with an error status and an error body."""
    error = {"message": f"status {status}", "type": "refused", "code": None, "param": None}
    headers = HEADERS if retry_after_ms is None else {**HEADERS, "retry-after-ms": str(retry_after_ms)}
    body = json.dumps({"error": error}).encode()
    return Replay(body, status=status, content_type="application/json", headers=headers)


def stream(name: str, fault: Fault | None = None) -> Replay:
    """One of the bodies, a chunk for each event."""
    return Replay(BODIES / f"{name}.sse", pieces="event", headers=HEADERS, fault=fault)


def half(name: str, kind: Any) -> Replay:
    """One of the bodies, with a fault in the middle of it."""
    return stream(name, Fault(kind, (BODIES / f"{name}.sse").stat().st_size // 2))


def seed_server(
    name: str = "chat-text",
    *,
    status: int | None = None,
    failures: Sequence[int] = (),
    retry_after_ms: int | None = None,
    fault: str | None = None,
) -> SeedServer:
    """A server for the body ``name``, or for the error ``status``.

    ``failures`` are statuses that the first requests get. ``fault`` is ``"silent"`` (no answer at all), ``"stall"`` or
    ``"lost"`` (half of the body, then nothing, or the end of the connection).
    """
    faults = {
        None: lambda: stream(name),
        "silent": lambda: stream(name, Fault("stall", "head")),
        "stall": lambda: half(name, "stall"),
        "lost": lambda: half(name, "close"),
    }
    last = refusal(status, retry_after_ms) if status else faults[fault]()
    return SeedServer(*(refusal(code, retry_after_ms) for code in failures), last)
