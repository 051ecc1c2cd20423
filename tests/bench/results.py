"""From samples to the lines of the table: medians, spreads, ratios, and whether a goal is met."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from statistics import median, quantiles

from bench.experiments import Experiment, Row
from bench.pairs import Readings

__all__ = ["Line", "lines_of"]

_SCALE = {"us": 1e6, "ms": 1e3, "s": 1.0, "MB": 1.0, "x": 1.0, "connections": 1.0}
TOLERANCE = 0.8
"""What ``--check`` accepts of a goal: a shared machine is noisy."""


@dataclass(frozen=True, slots=True)
class Figure:
    """The median of some samples, and half the distance between their quartiles in percent of it."""

    value: float
    spread: float

    @classmethod
    def of(cls, samples: list[float], scale: float) -> Figure:
        middle = median(samples)
        if len(samples) < 3 or not middle:
            return cls(middle * scale, 0.0)
        low, _, high = quantiles(samples, n=4)
        return cls(middle * scale, (high - low) / 2 / middle * 100)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table."""

    row: Row
    ours: Figure
    official: Figure | None
    ratio: float | None
    """The median of the ratios of pairs: official / ours."""

    @property
    def score(self) -> float | None:
        """1 where the goal is just met, more where it is beaten; None without a goal."""
        if self.row.limit is not None:
            return self.row.limit / self.ours.value if self.ours.value else float("inf")
        if self.row.ratio is None or self.ratio is None:
            return None
        return self.ratio / self.row.ratio

    @property
    def missed(self) -> bool:
        """Whether the goal is missed by more than ``--check`` accepts."""
        return self.score is not None and self.score < TOLERANCE


def lines_of(experiment: Experiment, found: Mapping[str, Readings]) -> Iterator[Line]:
    """The lines of an experiment."""
    for row in experiment.rows:
        scale = _SCALE[row.unit]
        ours = found["ours"][row.reading]
        official = found["official"][row.reading] if "official" in found else None
        ratio = median(b / a for a, b in zip(ours, official, strict=True) if a) if official and any(ours) else None
        yield Line(row, Figure.of(ours, scale), Figure.of(official, scale) if official else None, ratio)
