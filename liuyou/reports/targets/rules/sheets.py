"""Items of a target sheet (目标表) and the names that go into the ledger as dimension values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from liuyou.kernel.base.errors import BadInput, Problem

NEVER_IN_A_DIMENSION = re.compile(r"[\[\]=,|]")
LONGEST = 60


def name(title: str) -> str:
    """A target's name as a value of a dimension: without the signs that filters are written with."""
    return NEVER_IN_A_DIMENSION.sub(" ", title).strip()[:LONGEST]


def items(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Rows as texts. BadInput names each row that is wrong: no figure, one twice, points that are no number."""
    kept, problems = list[dict[str, str]](), list[Problem]()
    seen: dict[str, int] = {}
    for number, row in enumerate(rows, 1):
        code = str(row.get("figure") or "").strip()
        if not code:
            problems.append(Problem("没有填写指标代码", row=number))
        elif code in seen:
            problems.append(Problem(f"与第 {seen[code]} 项是同一个指标：一张表里一个指标只列一次", row=number))
        seen.setdefault(code, number)
        points = str(row.get("points") or "").strip()
        if points and not _is_points(points):
            problems.append(Problem(f"分值“{points}”不是数字", row=number))
        texts = {key: str(row.get(key) or "").strip() for key in ("title", "value")}
        kept.append({"figure": code, **texts, "points": points})
    if not kept:
        problems.append(Problem("一项也没有：请至少列一项指标"))
    if problems:
        raise BadInput(f"目标表有 {len(problems)} 处需要修改：{'；'.join(map(str, problems))}", problems)
    return kept


def _is_points(text: str) -> bool:
    try:
        return Decimal(text).is_finite() and Decimal(text) >= 0
    except InvalidOperation:
        return False
