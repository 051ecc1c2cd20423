"""What is measured, and the goals: the table of the benchmark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

__all__ = ["EXPERIMENTS", "Experiment", "Row"]


@dataclass(frozen=True, slots=True)
class Row:
    """A reading of an experiment as a line of the table. Without a goal it only informs.

    ``ratio`` is a goal for official / ours, ``limit`` one for our own figure in ``unit``.
    """

    title: str
    unit: Literal["us", "ms", "s", "MB", "x", "connections"]
    reading: str = "cpu"
    ratio: float | None = None
    limit: float | None = None


@dataclass(frozen=True, slots=True)
class Experiment:
    """A piece of work: ``module:function`` for a warm process, ``cold:name`` for a fresh one each time.

    ``rounds`` is the number of pairs of samples, in a quick and in a full run. ``official`` says whether the official
    package takes part. In parameters and arguments ``{origin}`` stands for the loopback server.
    """

    name: str
    work: str
    rows: tuple[Row, ...]
    parameters: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    rounds: tuple[int, int] = (2, 15)
    official: bool = True


def _stream(api: str, title: str, chunk: int | None, ratio: float) -> Experiment:
    shape = "one event per chunk" if chunk is None else "16 KiB chunks"
    return Experiment(
        f"stream-{api}-{'single' if chunk is None else '16k'}",
        "work:stream",
        (Row(f"one streamed event, {title}, {shape}", "us", ratio=ratio),),
        {"api": api, "events": 5_000, "chunk": chunk},
    )


def _loopback(name: str, title: str, ratio: float | None, work: str = "concurrent", **parameters: Any) -> Experiment:
    return Experiment(
        f"loopback-{name}",
        f"loopback:{work}",
        (Row(f"one event over loopback HTTP, {title}", "us", ratio=ratio),),
        {"origin": "{origin}", "shape": "16k", **parameters},
        rounds=(1, 8),
    )


def _messages(api: str, title: str) -> Experiment:
    return Experiment(
        f"messages-{api}",
        "work:messages",
        (Row(f"99 more messages in a call of `{title}`", "us", ratio=50),),
        {"api": api, "calls": 5},
    )


EXPERIMENTS: tuple[Experiment, ...] = (
    _stream("responses", "Responses", 16384, 15),
    _stream("chat", "Chat", 16384, 15),
    _stream("responses", "Responses", None, 12),
    _stream("chat", "Chat", None, 12),
    _loopback("sync", "sync", 6, "sync_stream", events=5_000),
    _loopback("async", "async", 6, streams=1, events=5_000),
    _loopback("async-100", "100 async streams at once", 6, streams=100, events=100),
    _loopback("async-1000", "1,000 async streams at once", 6, streams=1_000, events=20),
    _loopback("sync-single", "sync, an HTTP chunk for each event", None, "sync_stream", events=2_000, shape="single"),
    Experiment(
        "import",
        "cold:load",
        (Row("`import`", "ms", limit=30), Row("`import`, resident", "MB", "peak", limit=45)),
        rounds=(2, 20),
    ),
    Experiment(
        "construct",
        "cold:construct",
        (
            Row("`import` and construct a client", "ms", ratio=2),
            Row("`import` and construct a client, resident", "MB", "peak", limit=45),
        ),
        rounds=(1, 20),
    ),
    Experiment(
        "construct-http",
        "cold:construct_with_http",
        (Row("the same, and its HTTP client (ours is made when first used)", "ms", ratio=2),),
        rounds=(1, 20),
    ),
    Experiment(
        "first-stream",
        "cold:first",
        (
            Row("a process from start to the end of a first stream (27 events)", "ms", "process", ratio=3),
            Row("the same, resident", "MB", "peak", limit=60),
        ),
        {"origin": "{origin}"},
        rounds=(2, 20),
    ),
    Experiment(
        "second-client",
        "work:second_client",
        (Row("a second client in a process, with its HTTP client", "us", ratio=20),),
        {"clients": 10},
    ),
    _messages("responses", "responses.create"),
    _messages("chat", "chat.completions.create"),
    Experiment(
        "short-call",
        "work:short_call",
        (Row("a call with one short message, in memory", "us", ratio=3),),
        {"calls": 200},
    ),
    Experiment(
        "files",
        "work:files",
        (Row("`files.list` with 1,000 items", "us", ratio=15),),
        {"items": 1_000, "calls": 10},
    ),
    Experiment(
        "large-response",
        "work:large",
        (Row("a 1 MB Response with 500 output items", "us", ratio=8),),
        {"items": 500, "size": 1_000_000, "calls": 10},
    ),
    Experiment(
        "embeddings",
        "work:embeddings",
        (Row("64 x 1,536 embeddings", "us", ratio=3),),
        {"count": 64, "dimensions": 1_536, "calls": 10},
    ),
    Experiment(
        "structured",
        "work:structured",
        (
            Row("`chat.completions.stream` with a schema, 16,000 chunks", "ms", ratio=20),
            Row("the same against 4,000 chunks: 4 is linear", "x", "growth", limit=5),
        ),
        {"chunks": 16_000},
        rounds=(1, 3),
    ),
    Experiment(
        "connections",
        "loopback:connections",
        (Row("five chat streams one after another", "connections", "connections", limit=1),),
        {"origin": "{origin}", "streams": 5},
        rounds=(1, 3),
    ),
    Experiment(
        "soak-events",
        "soak:events",
        (Row("memory that 1,000,000 events of one stream add", "MB", "growth", limit=2),),
        {"count": 1_000_000},
        rounds=(1, 1),
        official=False,
    ),
    Experiment(
        "soak-calls",
        "soak:calls",
        (Row("memory that 10,000 calls add", "MB", "growth", limit=2),),
        {"count": 10_000},
        rounds=(1, 1),
        official=False,
    ),
    Experiment(
        "generate",
        "generation:cold",
        (
            Row("generate the OpenAI client, nothing there before", "s", "cold", limit=15),
            Row("the same with nothing changed (`headrace check`)", "s", "check", limit=5),
        ),
        rounds=(1, 3),
        official=False,
    ),
)
