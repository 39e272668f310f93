"""Days in a row: the order of events, and the corresponding day of another month."""

from __future__ import annotations

import calendar
from datetime import date
from itertools import pairwise

from liuyou.kernel.base.errors import Refused


def months_after(day: date, months: int) -> date:
    """The corresponding day, or the month's last if there is none (民法典 §202); before it for negative `months`."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def check_order(*days: tuple[str, date | None]) -> None:
    """Events in the order given; those not known are passed over. Refused names the two that are not."""
    known = [(name, day) for name, day in days if day]
    for (before, first), (after, second) in pairwise(known):
        if second < first:
            raise Refused(f"{after} {second} 早于{before} {first}：请核对日期。")
