"""How far a target is reached: never clamped, undefined where there is nothing to compare with; ranks among equals."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from liuyou.kernel.base.numbers import ratio


def completion(done: Decimal | None, value: Decimal | None) -> Decimal | None:
    """Done by target as a fraction: 100.32 % is 1.0032. None for a target of nothing or a figure that is undefined."""
    return None if done is None or value is None else ratio(done, value)


def ranks(completions: Mapping[int, Decimal | None]) -> dict[int, int]:
    """Place of each, the furthest first; equals share a place and the next one is left out (1, 1, 3)."""
    known = sorted((value for value in completions.values() if value is not None), reverse=True)
    return {org: known.index(value) + 1 for org, value in completions.items() if value is not None}


def bar(value: Decimal | None) -> int:
    """Length of the bar in percent: only what is drawn ends at 100, the number beside it does not."""
    return 0 if value is None else max(0, min(100, int(value * 100)))
