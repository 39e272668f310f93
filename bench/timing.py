"""One line of the table of benchmarks, and how two ways of doing the same are timed against each other."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table. Times are medians in seconds."""

    what: str
    ours: float
    against: str
    baseline: float | None
    aim: str
    met: bool

    def __str__(self) -> str:
        base = "" if self.baseline is None else milliseconds(self.baseline)
        ratio = "" if self.baseline is None else f"{self.ours / self.baseline:.2f}"
        cells = [self.what, milliseconds(self.ours), self.against, base, ratio, self.aim, "yes" if self.met else "no"]
        return f"| {' | '.join(cells)} |"


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:,.2f}" if seconds < 0.01 else f"{seconds * 1000:,.0f}"


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    answer = call()
    return time.perf_counter() - began, answer


def in_turns(
    ours: Callable[[], Any], base: Callable[[], Any], rounds: int, same: Callable[[Any, Any], bool]
) -> tuple[float, float]:
    """Medians of both, warm, one after the other so that both meet the same machine; answers must agree."""
    times: list[tuple[float, float]] = []
    for number in range(rounds + 1):
        (a, mine), (b, theirs) = timed(ours), timed(base)
        assert same(mine, theirs), "ours and the baseline do not agree"
        if number:
            times.append((a, b))
    mine, theirs = zip(*times, strict=True)
    return statistics.median(mine), statistics.median(theirs)


def against(what: str, times: tuple[float, float], base: str, most: float) -> Result:
    ours, theirs = times
    return Result(what, ours, base, theirs, f"≤ {most:g} ×", ours <= most * theirs)
