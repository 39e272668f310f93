"""Staff of federations, quarterly self-checks, visits to the grass roots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from liuyou.areas.officers import workflows
from liuyou.areas.officers.actions.numbers import Values, open_fields
from liuyou.areas.officers.models import BaseVisit, SelfCheck, Staff
from liuyou.areas.officers.rules import scores
from liuyou.areas.officers.rules.posts import check_terms
from liuyou.kernel.actions.action import action
from liuyou.kernel.actions.correcting import correct
from liuyou.kernel.base.days import check_order
from liuyou.kernel.base.errors import Refused

STAFF_FIELDS, VISIT_FIELDS = open_fields(Staff), open_fields(BaseVisit)


@action(workflows.STAFF.enter)
def enter_staff(rows: Sequence[Values], **_: Any) -> list[Staff]:
    """People who work for a federation: full-time, part-time, socialised."""
    for message in refusals(rows).values():
        raise Refused(message[1])
    return [Staff(state_since=row["since"], **row) for row in rows]


def refusals(rows: Sequence[Values]) -> dict[int, tuple[str, str]]:
    """Rows that name somebody who is on the staff of that federation already, in the register or above."""
    placed = [(index, row) for index, row in enumerate(rows) if row.get("org_id") and row.get("person_id")]
    known = Staff.objects.filter(state="serving", org_id__in={row["org_id"] for _, row in placed})
    since = {(org, person): day for org, person, day in known.values_list("org_id", "person_id", "since")}
    found: dict[int, tuple[str, str]] = {}
    for index, row in placed:
        key = (row["org_id"], row["person_id"])
        if key in since and since[key] != row["since"]:
            found[index] = ("since", f"这个人自 {since[key]} 起已在岗：请先办理离岗，或核对到岗日期。")
        since.setdefault(key, row["since"])
    return found


@action(workflows.STAFF.assign, Staff)
def assign_duties(staff: Staff, *, changes: Values, **_: Any) -> None:
    """Post and duties change; the kind is put right by a correction."""
    correct(staff, changes, ("post", "duties"))


@action(workflows.STAFF.leave, Staff)
def leave_staff(staff: Staff, *, until: date, ending: str, **_: Any) -> None:
    check_terms(staff.since, until)
    staff.until, staff.ending = until, ending


@action(workflows.STAFF.close, Staff)
def close_staff(staff: Staff, *, until: date, **_: Any) -> None:
    """The federation ceases."""
    staff.until, staff.ending = max(until, staff.since), "组织撤并"


@action(workflows.STAFF.correct, Staff)
def correct_staff(staff: Staff, *, changes: Values, **_: Any) -> None:
    correct(staff, changes, STAFF_FIELDS)
    if staff.until is not None:
        check_terms(staff.since, staff.until)


@action(workflows.STAFF.void, Staff)
def void_staff(staff: Staff, **_: Any) -> None:
    if staff.checks.exclude(state="void").exists():
        raise Refused("这个人还有季度自查，不能作废：请先作废那些自查。")


@action(workflows.SELFCHECK.submit)
def submit_selfchecks(rows: Sequence[Values], **_: Any) -> list[SelfCheck]:
    """A person's own marks of one quarter: ``staff``, ``quarter``, ``items`` [{item, full, own}]."""
    made = []
    for row in rows:
        staff: Staff = row["staff"]
        quarter = scores.quarter(row["quarter"])
        if staff.state == "void" or staff.since > quarter.end or (staff.until and staff.until <= quarter.start):
            raise Refused(f"“{staff.person.name}”在 {quarter} 不在岗：请核对季度。")
        if staff.checks.filter(quarter=quarter.code).exclude(state="void").exists():
            raise Refused(f"“{staff.person.name}”{quarter} 的自查已经提交：请在那一条中评分，或先作废。")
        items = [_plain(each) for each in row["items"]]
        scores.check_items(items)
        scores.check_scores(items, "own")
        days = {"quarter": quarter.code, "quarter_ends": quarter.end}
        facts = {"org_id": staff.org_id, "person_id": staff.person_id, "work": row.get("work") or ""}
        sums = {"full": scores.total(items, "full"), "own": scores.total(items, "own")}
        made.append(SelfCheck(staff=staff, items=items, **days, **facts, **sums))
    return made


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """Marks as text: a JSON number would lose its places."""
    return {name: str(value) if name != "item" else value for name, value in row.items() if value not in (None, "")}


def _mark(check: SelfCheck, items: Sequence[Values], level: str) -> None:
    given = {row["item"]: row.get(level) for row in items}
    unknown = given.keys() - {row["item"] for row in check.items}
    if unknown:
        raise Refused(f"自查中没有“{min(unknown)}”这一项：请按原有项目评分。")
    marked = [_plain(dict(row) | {level: given.get(row["item"])}) for row in check.items]
    scores.check_scores(marked, level)
    check.items = marked
    setattr(check, level, scores.total(marked, level))


@action(workflows.SELFCHECK.check, SelfCheck)
def check_selfcheck(check: SelfCheck, *, items: Sequence[Values], opinion: str = "", **_: Any) -> None:
    """The town's marks, item by item."""
    _mark(check, items, "town")
    check.opinion = opinion or check.opinion


@action(workflows.SELFCHECK.assess, SelfCheck)
def assess_selfcheck(check: SelfCheck, *, items: Sequence[Values], opinion: str = "", **_: Any) -> None:
    """The county's marks, which are final."""
    _mark(check, items, "county")
    check.opinion = opinion or check.opinion


@action(workflows.SELFCHECK.hand_back, SelfCheck)
def hand_back_selfcheck(check: SelfCheck, **_: Any) -> None:
    """The town is to mark again."""
    check.town = None
    check.items = [{name: value for name, value in row.items() if name != "town"} for row in check.items]


@action(workflows.SELFCHECK.void, SelfCheck)
def void_selfcheck(check: SelfCheck, **_: Any) -> None:
    """Entered by mistake."""


@action(workflows.BASEVISIT.record)
def record_visits(rows: Sequence[Values], **_: Any) -> list[BaseVisit]:
    """Visits that left something to be solved."""
    return [BaseVisit(state_since=row["visited_on"], **row) for row in rows]


@action(workflows.BASEVISIT.record_done)
def record_done_visits(rows: Sequence[Values], **_: Any) -> list[BaseVisit]:
    """Visits with nothing left to do."""
    return [BaseVisit(state_since=row["visited_on"], **row) for row in rows]


@action(workflows.BASEVISIT.solve, BaseVisit)
def solve_visit(visit: BaseVisit, *, solved_on: date, done: str, **_: Any) -> None:
    check_order(("走访日期", visit.visited_on), ("解决日期", solved_on))
    visit.solved_on, visit.done = solved_on, done


@action(workflows.BASEVISIT.correct, BaseVisit)
def correct_visit(visit: BaseVisit, *, changes: Values, **_: Any) -> None:
    correct(visit, changes, VISIT_FIELDS)
    check_order(("走访日期", visit.visited_on), ("解决日期", visit.solved_on))
    if visit.state == "open" and not visit.found:
        raise Refused("没有发现问题的走访不用待解决：请办结或写明问题。")


@action(workflows.BASEVISIT.void, BaseVisit)
def void_visit(visit: BaseVisit, **_: Any) -> None:
    """Entered by mistake."""
