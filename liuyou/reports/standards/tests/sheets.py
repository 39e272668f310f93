"""Standards for tests: items written short, and a ledger of known figures."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from liuyou.kernel.base.errors import NotFound
from liuyou.reports.standards.rules.reading import read
from liuyou.reports.standards.rules.tree import Item, Known, Sheet

COUNT = Known("集体合同", "份")
RATE = Known("入会率", "%", ("会员人数", "人"), ("职工人数", "人"))
MONEY = Known("救助金额", "元")
FIGURES = {"t.count": COUNT, "t.rate": RATE, "t.money": MONEY}


def look(code: str, of: str) -> Known:
    if code not in FIGURES:
        raise NotFound(f"没有指标“{code}”，最接近的是t.count。")
    return FIGURES[code]


def leaf(**more: Any) -> dict[str, Any]:
    return {"code": "1", "title": "入会率", "points": "4"} | more


def tiers(*rows: tuple[str, str], boundary: str = "≥", figure: str = "t.rate", **more: Any) -> dict[str, Any]:
    return (
        leaf(mode="tiers", figure=figure, boundary=boundary, tiers=[{"at": at, "points": p} for at, p in rows]) | more
    )


def standard(*items: dict[str, Any], **more: Any) -> dict[str, Any]:
    total = sum((Decimal(str(each.get("points", 0))) for each in items), Decimal(0))
    grades = [{"name": "优", "threshold": str(total * Decimal("0.9")), "boundary": "≥"}]
    return {"total": str(total), "grades": grades, "tree": list(items)} | more


def sheet(*items: dict[str, Any], **more: Any) -> Sheet:
    return read(standard(*items, **more), look)


def item(**more: Any) -> Item:
    """One item alone; a bonus or veto stands beside a plain one."""
    found = leaf(**more)
    others = [] if Decimal(str(found["points"])) else [leaf(code="9", title="其他", mode="hand", points="10")]
    return sheet(found, *others).leaves[0]
