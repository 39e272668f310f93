"""Visits, pairings and maternity cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from liuyou.areas.aid import programmes, rules, workflows
from liuyou.areas.aid.models import Maternity, Pairing, Visit
from liuyou.kernel.actions import correcting
from liuyou.kernel.actions.action import action
from liuyou.kernel.base.errors import Refused

VISIT_FIELDS = ("person_id", "visited", "visited_on", "programme", "form", "visitors", "findings")
PAIRING_FIELDS = ("helper", "helper_post", "plan", "starts_on", "deadline", "ended_on", "outcome")
MATERNITY_FIELDS = ("person_id", "handled_on", "amount", "note")
OUTCOMES = ("脱困", "未脱困")


@action(workflows.VISIT.record)
def record_visits(rows: Sequence[dict[str, Any]], **_: Any) -> list[Visit]:
    """Enter visits that were made: to a person, or to whoever `visited` names."""
    made = [Visit(state_since=row["visited_on"], **row) for row in rows]
    for visit in made:
        _tidy(visit)
    return made


@action(workflows.VISIT.correct, Visit)
def correct_visit(visit: Visit, *, changes: dict[str, Any], **_: Any) -> None:
    correcting.correct(visit, changes, VISIT_FIELDS)
    _tidy(visit)


def _tidy(visit: Visit) -> None:
    if not visit.person_id and not visit.visited:
        raise Refused("没有写明走访了谁：请填写走访对象。")
    visit.programme = programmes.canonical(visit.programme)


@action(workflows.VISIT.void, Visit)
def void_visit(visit: Visit, **_: Any) -> None:
    """It never took place."""


@action(workflows.PAIRING.pair)
def pair(rows: Sequence[dict[str, Any]], **_: Any) -> list[Pairing]:
    """结对: ``org_id, person_id, helper, starts_on`` and if known helper_post, plan, deadline."""
    made = [Pairing(state_since=row["starts_on"], due_on=row.get("deadline"), **row) for row in rows]
    for pairing in made:
        _require_order(pairing)
        if Pairing.objects.filter(person_id=pairing.person_id, helper=pairing.helper, state="active").exists():
            raise Refused(f"“{pairing.helper}”与这个人已经结对：请在原记录上办理。")
    return made


@action(workflows.PAIRING.plan, Pairing)
def plan_pairing(pairing: Pairing, *, plan: str, deadline: date, **_: Any) -> None:
    pairing.plan, pairing.deadline, pairing.due_on = plan, deadline, deadline
    _require_order(pairing)


@action(workflows.PAIRING.inspect, Pairing)
def inspect_pairing(pairing: Pairing, on: date, *, note: str, **_: Any) -> None:
    """检查: what was found on this day."""
    pairing.inspections = [*pairing.inspections, {"on": on.isoformat(), "note": note}]


@action(workflows.PAIRING.end, Pairing)
def end_pairing(pairing: Pairing, on: date, *, outcome: str, **_: Any) -> None:
    rules.one_of(outcome, OUTCOMES, "结果")
    pairing.ended_on, pairing.outcome = on, outcome
    _require_order(pairing)


@action(workflows.PAIRING.correct, Pairing)
def correct_pairing(pairing: Pairing, *, changes: dict[str, Any], **_: Any) -> None:
    """Dates and outcome of the end only once it has ended."""
    if pairing.state == "active" and changes.keys() & {"ended_on", "outcome"}:
        raise Refused("结对还没有结束：结束日期和结果请在“结束结对”时填写。")
    correcting.correct(pairing, changes, PAIRING_FIELDS)
    if pairing.state == "active":
        pairing.due_on = pairing.deadline
    else:
        rules.one_of(pairing.outcome, OUTCOMES, "结果")
    _require_order(pairing)


@action(workflows.PAIRING.void, Pairing)
def void_pairing(pairing: Pairing, **_: Any) -> None:
    """Entered by mistake."""


def _require_order(pairing: Pairing) -> None:
    if pairing.deadline:
        rules.after(pairing.deadline, pairing.starts_on, "计划期限")
    if pairing.ended_on:
        rules.after(pairing.ended_on, pairing.starts_on, "结束")


@action(workflows.MATERNITY.record)
def record_maternity(rows: Sequence[dict[str, Any]], **_: Any) -> list[Maternity]:
    """Enter maternity-insurance cases that were handled; amount in 元 as reimbursed by the insurer."""
    return [Maternity(state_since=row["handled_on"], **row) for row in rows]


@action(workflows.MATERNITY.correct, Maternity)
def correct_maternity(case: Maternity, *, changes: dict[str, Any], **_: Any) -> None:
    correcting.correct(case, changes, MATERNITY_FIELDS)


@action(workflows.MATERNITY.void, Maternity)
def void_maternity(case: Maternity, **_: Any) -> None:
    """Entered by mistake."""
