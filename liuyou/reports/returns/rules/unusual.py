"""Which numbers want an explanation: far from the union's own earlier ones, or from those of unions like it.

Median and median absolute deviation, which a few wrong numbers cannot move (the scale 1.4826 makes the deviation that
of a normal distribution). Peers differ in size, so they are compared by logarithm.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

SCALE = 1.4826


@dataclass(frozen=True, slots=True)
class Thresholds:
    """`history` and `peers` in deviations; `share` of the median, and `floor` as a number, that are never unusual.

    `earlier` and `others`: how many numbers there must be to compare with.
    """

    history: float = 3.5
    peers: float = 3.5
    share: float = 0.3
    floor: float = 3
    earlier: int = 4
    others: int = 6


@dataclass(frozen=True, slots=True)
class Band:
    """What is usual: from low to high, about the middle."""

    middle: float
    low: float
    high: float

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high


def median(values: Sequence[float]) -> float:
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def deviation(values: Sequence[float], middle: float) -> float:
    return SCALE * median([abs(value - middle) for value in values])


def of_history(values: Sequence[float], limits: Thresholds) -> Band | None:
    """The band of one's own earlier numbers; None where there are too few."""
    if len(values) < limits.earlier:
        return None
    middle = median(values)
    width = max(limits.history * deviation(values, middle), limits.share * abs(middle), limits.floor)
    return Band(middle, middle - width, middle + width)


def of_peers(values: Sequence[float], limits: Thresholds) -> Band | None:
    """The band of like unions' numbers; negative numbers are left out."""
    logs = [math.log1p(value) for value in values if value >= 0]
    if len(logs) < limits.others:
        return None
    middle = median(logs)
    width = limits.peers * max(deviation(logs, middle), math.log1p(limits.share))
    centre = math.expm1(middle)
    low = min(math.expm1(max(middle - width, 0.0)), centre - limits.floor)
    return Band(centre, low, max(math.expm1(middle + width), centre + limits.floor))
