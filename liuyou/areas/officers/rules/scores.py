"""The quarterly self-check (季度自查): each item scored within its full marks by three levels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from typing import Any

from liuyou.kernel.base.errors import BadInput, Refused
from liuyou.kernel.base.periods import Period

Row = Mapping[str, Any]


def quarter(text: str) -> Period:
    """A quarter as it is written in papers: 2016Q1, 2016年第一季度."""
    with suppress(BadInput):
        period = Period.parse(text)
        if "Q" in period.code:
            return period
    raise Refused(f"季度“{text}”看不懂：请写成 2016Q1 或 2016年第一季度。")


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
