"""The quarterly self-check (季度自查): each item scored within its full marks by three levels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from liuyou.kernel.base.errors import Refused

QUARTER = re.compile(r"^(\d{4})\s*(?:年)?\s*(?:第)?\s*[Qq]?\s*([1-4一二三四])\s*(?:季度)?$")
DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4}
Row = Mapping[str, Any]


def quarter(text: str) -> tuple[str, date, date]:
    """2016Q1, 2016年第一季度 → "2016Q1", its first and last day."""
    found = QUARTER.fullmatch(text.strip())
    if found is None:
        raise Refused(f"季度“{text}”看不懂：请写成 2016Q1 或 2016年第一季度。")
    year, number = int(found[1]), DIGITS.get(found[2]) or int(found[2])
    last = date(year, number * 3, 30 if number in (2, 3) else 31)
    return f"{year}Q{number}", date(year, number * 3 - 2, 1), last


def check_items(items: Sequence[Row]) -> None:
    if not items:
        raise Refused("没有填写自查项目：请至少填一项。")
    seen: set[str] = set()
    for row in items:
        if row["item"] in seen:
            raise Refused(f"自查项目“{row['item']}”填了两行：请合并。")
        seen.add(row["item"])


def check_scores(items: Iterable[Row], level: str) -> None:
    """Each item's marks lie between nothing and the full marks."""
    for row in items:
        if row.get(level) is None:
            raise Refused(f"“{row['item']}”没有评分：请填写。")
        if not 0 <= Decimal(str(row[level])) <= Decimal(str(row["full"])):
            raise Refused(f"“{row['item']}”评 {row[level]} 分，应在 0 到满分 {row['full']} 之间：请核对。")


def total(items: Iterable[Row], level: str) -> Decimal:
    return sum((Decimal(str(row[level])) for row in items), Decimal(0))
