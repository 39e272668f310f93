"""Which period a page opens with: the present one, or the last one worked in where nothing is entered this year yet."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.db import connection

from liuyou.kernel.base.periods import Period
from liuyou.kernel.ledger.measures import REGISTRY, Nature

LAST = """SELECT last.day FROM ledger_account a, LATERAL (
              SELECT e.day FROM ledger_entry e WHERE e.account_id = a.id AND e.day <= %s ORDER BY e.day DESC LIMIT 1
          ) last WHERE a.measure = ANY(%s)"""


def day(today: date) -> date:
    """Today; in a ledger that stands still, the last day of the year in which most accounts were last used.

    Some entries fall on days far ahead (an agreement's end), so the very last one tells nothing.
    """
    flows = [code for code, measure in REGISTRY.measures.items() if measure.nature is Nature.FLOW]
    with connection.cursor() as cursor:
        cursor.execute(LAST, [today, flows])
        last: list[date] = [row[0] for row in cursor.fetchall()]
    if not last or any(each.year == today.year for each in last):
        return today
    year = max(Counter(each.year for each in last).items(), key=lambda pair: (pair[1], pair[0]))[0]
    return max(each for each in last if each.year == year)


def half_year(today: date) -> Period:
    on = day(today)
    return Period.parse(f"{on.year}H{1 if on.month <= 6 else 2}")


def year_to_date(today: date) -> Period:
    on = day(today)
    return Period.parse(f"{on.year}-{on.month:02}ytd")
