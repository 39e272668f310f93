"""金秋助学 followed over the years: each school year is confirmed, then paid once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from liuyou.areas.aid import queries, rules, workflows
from liuyou.areas.aid.actions.payments import record_payments
from liuyou.areas.aid.models import Commitment, Payment
from liuyou.kernel.access.models import Actor
from liuyou.kernel.actions import correcting
from liuyou.kernel.actions.action import action
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.parameters.values import parameter

PROGRAMME = "金秋助学"
CORRECTABLE = (
    "parent_id",
    "parent_name",
    "school_level",
    "first_year",
    "years",
    "yearly_amount",
    "fund",
    "paid_before",
    "starts_on",
    "ended_on",
)


@action(workflows.COMMITMENT.commit)
def commit(rows: Sequence[dict[str, Any]], **_: Any) -> list[Commitment]:
    """``org_id, person_id`` (the student)``, school_level, first_year, yearly_amount, starts_on``; the years are those
    of the parameter aid.commitment_years where not given; ``paid_before``: how many were paid before this register."""
    made = []
    for row in rows:
        years = row.get("years") or parameter("aid.commitment_years", org=row["org_id"], on=row["starts_on"]).value
        if Commitment.objects.filter(person_id=row["person_id"], state="active").exists():
            raise Refused("这名学生已有资助中的承诺：请在原承诺上办理。")
        made.append(Commitment(state_since=row["starts_on"], **{**row, "years": int(years)}))
        _require_sound(made[-1])
    return made


@action(workflows.COMMITMENT.confirm, Commitment)
def confirm_commitment(commitment: Commitment, *, school_year: int, **_: Any) -> None:
    """The student still studies in the school year that begins in `school_year`."""
    _require_open(commitment, school_year)
    commitment.confirmed = sorted({*commitment.confirmed, school_year})


@action(workflows.COMMITMENT.pay, Commitment)
def pay_commitment(commitment: Commitment, on: date, *, actor: Actor, school_year: int, **_: Any) -> None:
    """Pay one school year: never twice, never beyond the years promised, only once confirmed."""
    _require_open(commitment, school_year)
    if school_year not in commitment.confirmed:
        raise Refused(f"{school_year} 学年还没有确认在读：请先办理“确认在读”。")
    values = {
        "org_id": commitment.org_id,
        "person_id": commitment.person_id,
        "programme": PROGRAMME,
        "category": commitment.school_level,
        "fund": commitment.fund,
        "amount": commitment.yearly_amount,
        "paid_on": on,
        "source": commitment.pk,
        "occasion": f"{school_year}学年",
    }
    record_payments([values], actor=actor, on=on)


@action(workflows.COMMITMENT.complete, Commitment)
def complete_commitment(commitment: Commitment, on: date, **_: Any) -> None:
    left = commitment.years - commitment.paid_before - len(queries.school_years_paid(commitment))
    if left > 0:
        raise Refused(f"还有 {left} 个学年没有发放：发满后再办完成，不再资助的请办理“提前终止”。")
    _end(commitment, on)


@action(workflows.COMMITMENT.end, Commitment)
def end_commitment(commitment: Commitment, on: date, **_: Any) -> None:
    """Ends early: left school, helped elsewhere; the reason says so."""
    _end(commitment, on)


@action(workflows.COMMITMENT.correct, Commitment)
def correct_commitment(commitment: Commitment, *, changes: dict[str, Any], **_: Any) -> None:
    if commitment.state == "active" and "ended_on" in changes:
        raise Refused("资助还没有结束：请办理“完成”或“提前终止”。")
    correcting.correct(commitment, changes, CORRECTABLE)
    _require_sound(commitment)
    if commitment.ended_on:
        rules.after(commitment.ended_on, commitment.starts_on, "结束")
    paid = queries.school_years_paid(commitment)
    first, last = commitment.first_year + commitment.paid_before, commitment.first_year + commitment.years - 1
    if paid and not (first <= paid[0] and paid[-1] <= last):
        raise Refused(f"已发放 {paid[0]} 至 {paid[-1]} 学年，更正后的年限 {first} 至 {last} 学年容不下：请核对。")


@action(workflows.COMMITMENT.void, Commitment)
def void_commitment(commitment: Commitment, **_: Any) -> None:
    """Entered by mistake; payments that stand must be void first."""
    if Payment.objects.filter(source=commitment.pk, state="paid").exists():
        raise Refused("这项承诺已有发放记录：请先作废那些发放，或办理“提前终止”。")


def _require_open(commitment: Commitment, school_year: int) -> None:
    paid = queries.school_years_paid(commitment)
    rules.school_year_open(school_year, commitment.first_year, commitment.years, paid, commitment.paid_before)


def _require_sound(commitment: Commitment) -> None:
    if commitment.paid_before > commitment.years:
        raise Refused(f"登记前已发 {commitment.paid_before} 年，多于资助年数 {commitment.years} 年：请核对。")


def _end(commitment: Commitment, day: date) -> None:
    rules.after(day, commitment.starts_on, "结束")
    commitment.ended_on = day
