"""Which days are worked: the State Council's yearly table of holidays and adjusted work days, one data file a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent / "calendar"


@dataclass(frozen=True, slots=True)
class WorkYear:
    """Weekdays off and weekend days worked; every other day follows the week."""

    year: int
    source: str
    holidays: frozenset[date]
    workdays: frozenset[date]


@cache
def work_year(year: int, folder: Path = FOLDER) -> WorkYear | None:
    """The year's table, or None if there is none yet (it is published each autumn for the next year)."""
    path = folder / f"{year}.yaml"
    if not path.exists():
        return None
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    return WorkYear(year, content["source"], frozenset(content["holidays"]), frozenset(content["workdays"]))


def is_workday(day: date) -> bool:
    """By the year's table; without one by the week alone."""
    table = work_year(day.year)
    if table is not None and day in table.workdays:
        return True
    return day.weekday() < 5 and (table is None or day not in table.holidays)
