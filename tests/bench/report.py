"""The table as text for a terminal and as Markdown, and the chart as SVG."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence
from html import escape

from bench.results import Figure, Line

__all__ = ["chart", "markdown", "text_line"]


def _number(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 or value == 0 else f"{value:.2f}"


def _figure(figure: Figure | None, unit: str) -> str:
    if figure is None:
        return ""
    unit = "" if unit == "connections" else f" {unit}"
    return f"{_number(figure.value)}{unit}" + (f" ± {figure.spread:.0f} %" if figure.spread >= 0.5 else "")


def _goal(line: Line) -> str:
    row = line.row
    if row.limit is not None:
        return f"<= {row.limit:g}" + ("" if row.unit == "connections" else f" {row.unit}")
    return f">= {row.ratio:g}x" if row.ratio is not None else ""


def _met(line: Line) -> str:
    if line.score is None:
        return ""
    return "yes" if line.score >= 1 else "no" if line.missed else "nearly"


def _ratio(line: Line) -> str:
    return "" if line.ratio is None else f"{_number(line.ratio)}x"


def text_line(line: Line) -> str:
    """One line for a terminal."""
    official = _figure(line.official, line.row.unit)
    ours = _figure(line.ours, line.row.unit)
    return f"{line.row.title[:66]:66} {official:>18} {ours:>18} {_ratio(line):>8} {_goal(line):>10} {_met(line)}"


def markdown(lines: Sequence[Line], versions: Mapping[str, Mapping[str, str]], command: str) -> str:
    """The table with what it was made from."""
    ours, official = versions["ours"], versions["official"]
    libraries = [f"{name} {ours[name]}" for name in ("httpx", "pydantic") if name in ours]
    others = [f"{name} {official[name]}" for name in ("httpx2", "httpx", "pydantic") if name in official]
    intro = (
        f"`headrace-openai` against `openai` {official.get('openai', '?')}, made by `{command}`. Both ran on Python "
        f"{ours['python']}, ours with {' and '.join(libraries)}, the official client with {' and '.join(others)}.\n\n"
        "Times are CPU time of the client's process (wall clock for the compiler): medians, with half the distance "
        "between the quartiles. Samples were taken in turn, so the ratio (official / ours, the median of the pairs) "
        "means something where the times don't: they depend on the machine. What the figures are made of is in "
        "[performance.md](performance.md)."
    )
    rows = [
        f"| {line.row.title} | {_figure(line.official, line.row.unit)} | {_figure(line.ours, line.row.unit)} | "
        f"{_ratio(line)} | {_goal(line)} | {_met(line)} |"
        for line in lines
    ]
    return "\n".join(
        [
            "# Benchmarks",
            "",
            *(line for part in intro.split("\n") for line in textwrap.wrap(part, 120) or [""]),
            "",
            "![Ratios and goals](benchmarks.svg)",
            "",
            "| work | official | headrace | ratio | goal | met |",
            "|---|---:|---:|---:|---:|---|",
            *rows,
            "",
        ]
    )


_WIDTH, _LEFT, _BAR, _STEP = 860, 420, 14, 24
_TICKS = (1, 2, 5, 10, 20, 50, 100, 200)


def chart(lines: Sequence[Line]) -> str:
    """Bars for the ratios, on a logarithmic scale, each with a mark at its goal."""
    shown = [line for line in lines if line.ratio is not None and line.row.unit not in ("x", "connections")]
    top = max([_TICKS[-1], *(line.ratio or 1 for line in shown)])
    height = 50 + len(shown) * _STEP

    def x(ratio: float) -> float:
        return _LEFT + (_WIDTH - _LEFT - 60) * math.log(max(ratio, 1)) / math.log(top)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" font-family="sans-serif" '
        'font-size="12" role="img" aria-label="How many times less the generated client costs">',
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
    ]
    for tick in _TICKS:
        parts.append(f'<path d="M{x(tick):.1f} 24V{height - 16}" stroke="#ddd"/>')
        parts.append(f'<text x="{x(tick):.1f}" y="16" text-anchor="middle" fill="#666">{tick}x</text>')
    for number, line in enumerate(shown):
        y, ratio = 30 + number * _STEP, line.ratio or 1
        title = escape(line.row.title.replace("`", ""))
        parts.append(f'<text x="{_LEFT - 8}" y="{y + 11}" text-anchor="end" fill="#222">{title}</text>')
        parts.append(f'<rect x="{_LEFT}" y="{y}" width="{x(ratio) - _LEFT:.1f}" height="{_BAR}" fill="#2b6cb0"/>')
        parts.append(f'<text x="{x(ratio) + 5:.1f}" y="{y + 11}" fill="#222">{_number(ratio)}x</text>')
        if line.row.ratio is not None:
            parts.append(f'<path d="M{x(line.row.ratio):.1f} {y - 3}v{_BAR + 6}" stroke="#dd6b20" stroke-width="3"/>')
    parts.append(
        f'<text x="{_LEFT}" y="{height - 3}" fill="#666">Ratio of cost, official / headrace. Marks: goals</text>'
    )
    return "\n".join([*parts, "</svg>", ""])
