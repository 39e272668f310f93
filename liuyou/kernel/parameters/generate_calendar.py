"""Writes calendar/<year>.yaml from the chinesecalendar package, a tool of development only.

Run `python -m liuyou.kernel.parameters.generate_calendar` after the package learnt a new year.
"""

from __future__ import annotations

from datetime import date
from importlib.metadata import version
from pathlib import Path

import yaml

from liuyou.kernel.parameters.work_calendar import FOLDER


def write(folder: Path) -> list[Path]:
    """Write every year the package has into `folder` and return the files; other years stay as they are."""
    from chinese_calendar.constants import holidays, workdays  # here, because users do not have the package

    paths = []
    for year in sorted({day.year for day in holidays}):
        table = {
            "year": year,
            "source": f"国务院办公厅{year}年放假安排（由 chinesecalendar {version('chinesecalendar')} 整理）",
            "holidays": _days(holidays, year, weekend=False),
            "workdays": _days(workdays, year, weekend=True),
        }
        paths.append(folder / f"{year}.yaml")
        paths[-1].write_text(yaml.safe_dump(table, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return paths


def _days(days: dict[date, object], year: int, *, weekend: bool) -> list[date]:
    return sorted(day for day in days if day.year == year and (day.weekday() >= 5) is weekend)


if __name__ == "__main__":
    write(FOLDER)
