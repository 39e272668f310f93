"""Dues of a month: the list of the active members, what each owes, what was paid. Wages are asked and not kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from liuyou.areas.members import queries, rules, workflows
from liuyou.areas.members.models import Dues
from liuyou.kernel.actions.action import action
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.parameters.values import parameter

Row = dict[str, Any]
NOBODY = "名单里没有这个人：请核对姓名，或先在会员中登记。"


@action(workflows.DUES.open)
def open_dues(rows: Sequence[dict[str, Any]], **_: Any) -> list[Dues]:
    """``org_id, month`` and if wanted `each` (元 a head). Without it everybody owes what he or she owed last time."""
    return [_opened(dict(row)) for row in rows]


def _opened(row: dict[str, Any]) -> Dues:
    each = row.pop("each", None)
    dues = Dues(**row)
    dues.month = dues.month.replace(day=1)
    if Dues.objects.filter(org_id=dues.org_id, month=dues.month).exclude(state="void").exists():
        raise Refused(f"{dues.month:%Y年%-m月}的会费名单已经编制：请在原名单上办理。")
    people = list(
        queries.active_on(dues.month)
        .filter(org_id=dues.org_id)
        .order_by("person__pinyin")
        .values_list("person_id", flat=True)
    )
    if not people:
        raise Refused(f"{dues.month:%Y年%-m月}1日本工会没有在册会员：请先登记会员。")
    last = (
        Dues.objects.filter(org_id=dues.org_id, month__lt=dues.month).exclude(state="void").order_by("-month").first()
    )
    owed = {one["person_id"]: one["due"] for one in last.rows} if last else {}
    due = Decimal(each) if each is not None else Decimal(0)
    rules.not_negative(due)
    _take(dues, [_row(one, due if each is not None else Decimal(owed.get(one, 0))) for one in people])
    return dues


def _row(person: int, due: Decimal) -> Row:
    return {"person_id": person, "due": str(due), "paid": "0", "paid_on": ""}


@action(workflows.DUES.assess, Dues)
def assess_dues(
    dues: Dues,
    *,
    on: date,
    assessed: Mapping[int, Mapping[str, Decimal]] | None = None,
    each: Decimal | None = None,
    **_: Any,
) -> None:
    """What people owe, person id → ``{due}`` or ``{wage}`` to work it out from; `each`: all who owe nothing."""
    if not assessed and each is None:
        raise Refused("没有填写应交数：请填统一标准，或逐人填写。")
    rate, step = (
        Decimal(str(parameter(f"members.{name}", org=dues.org_id, on=dues.month).value))
        for name in ("dues_rate", "dues_wage_step")
    )

    def owed(row: Row) -> Row:
        told = (assessed or {}).get(row["person_id"])
        if told:
            amount = told["due"] if told.get("due") is not None else rules.dues(told["wage"], rate, step)
        elif each is not None and Decimal(row["due"]) == 0:
            amount = each
        else:
            return row
        rules.not_negative(amount)
        return row | {"due": str(amount)}

    _update(dues, assessed or {}, owed)


@action(workflows.DUES.collect, Dues)
def collect_dues(dues: Dues, *, on: date, paid_on: date, paid: Mapping[int, Decimal] | None = None, **_: Any) -> None:
    """Paid on that day: by the people named, each an amount; without names by all who owe and have not paid.

    The amount 0 takes a mistaken payment back.
    """
    if paid_on > on:
        raise Refused(f"交纳日期 {paid_on} 还没有到：请核对。")

    def settled(row: Row) -> Row:
        if paid is None:
            owes = Decimal(row["due"]) > 0 and not row["paid_on"]
            return row | {"paid": row["due"], "paid_on": paid_on.isoformat()} if owes else row
        if row["person_id"] not in paid:
            return row
        amount = paid[row["person_id"]]
        rules.not_negative(amount)
        return row | {"paid": str(amount), "paid_on": paid_on.isoformat() if amount else ""}

    _update(dues, paid or {}, settled)


@action(workflows.DUES.close, Dues)
def close_dues(dues: Dues, **_: Any) -> None:
    """The month is over: whoever has not paid stands as unpaid."""


@action(workflows.DUES.reopen, Dues)
def reopen_dues(dues: Dues, **_: Any) -> None:
    """Something was paid afterwards, or entered wrongly."""


@action(workflows.DUES.void, Dues)
def void_dues(dues: Dues, **_: Any) -> None:
    """It was made by mistake."""


def _update(dues: Dues, named: Mapping[int, Any], change: Callable[[Row], Row]) -> None:
    if not named.keys() <= {row["person_id"] for row in dues.rows}:
        raise Refused(NOBODY)
    _take(dues, [change(row) for row in dues.rows])


def _take(dues: Dues, rows: list[Row]) -> None:
    dues.rows, dues.count = rows, len(rows)
    dues.payers = sum(1 for row in rows if row["paid_on"])
    dues.due = sum((Decimal(row["due"]) for row in rows), Decimal(0))
    dues.paid = sum((Decimal(row["paid"]) for row in rows), Decimal(0))
