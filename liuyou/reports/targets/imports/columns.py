"""Columns that several forms share, and names of units looked up for a whole sheet in one question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from liuyou.kernel.base import clock
from liuyou.kernel.intake.columns import Column, Kind
from liuyou.kernel.intake.registers import Values
from liuyou.kernel.orgs import tree

ORG = Column(
    "org", "所属工会", Kind.ORG, ("工会名称", "填报单位", "责任单位", "承担单位", "单位", "工会组织", "上报单位")
)
FIGURE = Column(
    "figure",
    "指标",
    Kind.TEXT,
    ("指标代码", "指标名称"),
    required=True,
    help="指标目录里的代码或名称，如 members.count",
)
NOTE = Column("note", "备注", Kind.TEXT, ("说明",))
ONE = Decimal(1)
SEPARATORS = "、，,;；\n"


def given(values: Values) -> Values:
    """Without the empty cells: the model's own defaults stand there."""
    return {name: value for name, value in values.items() if value is not None}


def words(text: str | None) -> list[str]:
    """Names in one cell, divided by any of the usual signs."""
    for sign in SEPARATORS[1:]:
        text = (text or "").replace(sign, SEPARATORS[0])
    return [each.strip() for each in (text or "").split(SEPARATORS[0]) if each.strip()]


def units(rows: Sequence[Values], name: str) -> list[tuple[list[int], list[str]]]:
    """Each row's units by name, and the names that are no union below its org; one question an org."""
    today = clock.today()
    wanted: dict[int, set[str]] = {}
    for row in rows:
        wanted.setdefault(row["org_id"], set()).update(words(row.get(name)))
    known = {org: tree.by_name(sorted(names), org, today) for org, names in wanted.items() if names}
    found = []
    for row in rows:
        there = known.get(row["org_id"], {})
        names = words(row.get(name))
        ids = [there[each][0] for each in names if len(there.get(each, ())) == 1]
        found.append((ids, [each for each in names if len(there.get(each, ())) != 1]))
    return found


def check_units(rows: Sequence[Values], name: str) -> Iterator[tuple[int, str, str]]:
    placed = [(index, row) for index, row in enumerate(rows) if row.get("org_id") and row.get(name)]
    for (index, _), (_, wrong) in zip(placed, units([row for _, row in placed], name), strict=True):
        if wrong:
            yield index, name, f"没有找到下级单位“{'、'.join(wrong)}”：请写全称，几个单位用顿号隔开。"


def nothing_known(rows: Sequence[Any]) -> list[None]:
    """For forms: what was typed is new."""
    return [None] * len(rows)
