"""Days of terms."""

from __future__ import annotations

from datetime import date, timedelta

from liuyou.kernel.base.days import months_after


def term_end(elected_on: date, years: int) -> date:
    """The last day of a term that begins on the day of the election."""
    return months_after(elected_on, 12 * years) - timedelta(days=1)
