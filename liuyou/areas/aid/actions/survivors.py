"""遗属生活补助: enrolled, rechecked every year, paid month by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from liuyou.areas.aid import rules, workflows
from liuyou.areas.aid.actions.payments import record_payments
from liuyou.areas.aid.models import Payment, Survivor
from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.reach import visible_to
from liuyou.kernel.actions import correcting
from liuyou.kernel.actions.action import action
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.orgs import tree
from liuyou.kernel.writing.permit import permit

PROGRAMME = "遗属生活补助"
CORRECTABLE = ("deceased", "relation", "monthly_amount", "fund", "starts_on", "removed_on")


@action(workflows.SURVIVOR.enrol)
def enrol_survivors(rows: Sequence[dict[str, Any]], **_: Any) -> list[Survivor]:
    """``org_id, person_id, deceased, monthly_amount, starts_on``; the next recheck is due from ``rechecked_on``."""
    made = []
    for row in rows:
        same = Survivor.objects.filter(person_id=row["person_id"], deceased=row["deceased"], state="receiving")
        if same.exists():
            raise Refused(f"“{row['deceased']}”的这名遗属已在领取：请在原记录上办理。")
        _require_amount(row["monthly_amount"])
        made.append(Survivor(state_since=row.get("rechecked_on") or row["starts_on"], **row))
    return made


@action(workflows.SURVIVOR.recheck, Survivor)
def recheck_survivor(survivor: Survivor, on: date, *, result: str, **_: Any) -> None:
    """Yearly recheck of life and income; paid again from the next run on."""
    if result != "符合":
        raise Refused("核查不符合的，请办理“退出”并写明理由；符合的，结果填“符合”。")
    survivor.rechecked_on = on


@action(workflows.SURVIVOR.change, Survivor)
def change_pension(survivor: Survivor, *, monthly_amount: Decimal, **_: Any) -> None:
    """Another amount from the next run on; months already paid stay as they are."""
    _require_amount(monthly_amount)
    survivor.monthly_amount = monthly_amount


@action(workflows.SURVIVOR.remove, Survivor)
def remove_survivor(survivor: Survivor, on: date, **_: Any) -> None:
    """Leaves the scheme on this day; the reason says why."""
    rules.after(on, survivor.starts_on, "退出")
    survivor.removed_on = on


@action(workflows.SURVIVOR.correct, Survivor)
def correct_survivor(survivor: Survivor, *, changes: dict[str, Any], **_: Any) -> None:
    if survivor.state == "receiving" and "removed_on" in changes:
        raise Refused("还在领取：退出请办理“退出”。")
    correcting.correct(survivor, changes, CORRECTABLE)
    _require_amount(survivor.monthly_amount)
    if survivor.removed_on:
        rules.after(survivor.removed_on, survivor.starts_on, "退出")


@action(workflows.SURVIVOR.void, Survivor)
def void_survivor(survivor: Survivor, **_: Any) -> None:
    """Entered by mistake; payments that stand must be void first."""
    if Payment.objects.filter(source=survivor.pk, state="paid").exists():
        raise Refused("这名遗属已有发放记录：请先作废那些发放，或办理“退出”。")


def _require_amount(amount: Decimal) -> None:
    if amount <= 0:
        raise Refused("每月金额须大于零；不再发放的请办理“退出”。")


@dataclass(frozen=True, slots=True)
class Run:
    """One month's run: the payments made, who was left out because the recheck is overdue, how many had been paid."""

    month: date
    paid: Sequence[Payment]
    overdue: Sequence[Survivor]
    before: int

    @property
    def summary(self) -> str:
        total = sum((payment.amount for payment in self.paid), Decimal(0))
        text = f"{self.month:%Y年%-m月}发放 {len(self.paid)} 人 {total} 元"
        if not self.paid:
            text = f"{self.month:%Y年%-m月}没有需要发放的人" + (f"，{self.before} 人此前已发" if self.before else "")
        names = "、".join(survivor.person.name for survivor in self.overdue)
        return text + (f"；{len(self.overdue)} 人核查逾期，本月未发：{names}。" if names else "。")


def pay_survivors(month: date, *, org: int, actor: Actor, on: date | None = None) -> Run:
    """Pay the month (any day of it) to everyone in the org's subtree who is due; a second run pays nobody again.

    Due is who still receives, began by the month's end, and whose recheck is not overdue on the day of the run.
    """
    day, first = on or clock.today(), month.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    with permit("aid.survivor.pay"):
        found = visible_to(Survivor.objects.all(), actor, workflows.PAYMENT.record.step.needs, day)
        enrolled = found.filter(org_id__in=tree.subtree(org, day), state="receiving", starts_on__lte=last)
        rows = list(enrolled.select_related("person").select_for_update(of=("self",)).order_by("pk"))
        paid = set(
            Payment.objects.filter(
                source__in=[each.pk for each in rows], occasion=_occasion(first), state="paid"
            ).values_list("source", flat=True)
        )
        waiting = [each for each in rows if each.pk not in paid]
        overdue = [each for each in waiting if each.due_on and each.due_on < day]
        due = [each for each in waiting if each not in overdue]
        made = record_payments([_payment(each, first, day) for each in due], actor=actor, on=day) if due else []
    return Run(first, made, overdue, len(paid))


def _occasion(first: date) -> str:
    return f"{first:%Y-%m}"


def _payment(survivor: Survivor, first: date, day: date) -> dict[str, Any]:
    return {
        "org_id": survivor.org_id,
        "person_id": survivor.person_id,
        "programme": PROGRAMME,
        "fund": survivor.fund,
        "amount": survivor.monthly_amount,
        "paid_on": day,
        "source": survivor.pk,
        "occasion": _occasion(first),
    }
