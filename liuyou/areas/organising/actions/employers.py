"""Employers: entered, counted, covered, moved, closed. What changes by date turns a spell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any

from liuyou.areas.organising import workflows
from liuyou.areas.organising.models import Employer
from liuyou.areas.organising.queries import employers as queries
from liuyou.areas.organising.rules import employers as rules
from liuyou.areas.organising.rules import kinds, spells
from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.reach import require
from liuyou.kernel.actions.action import INPUT_TITLES, action
from liuyou.kernel.actions.correcting import correct
from liuyou.kernel.actions.refusals import Refusals
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import NotFound, Refused
from liuyou.kernel.orgs import tree
from liuyou.kernel.orgs.codes import check_credit_code
from liuyou.kernel.parameters.values import parameters

STEPS = workflows.EMPLOYER
HEADS = ("workers", "women", "migrants", "dispatched", "platform")
PLAIN = (
    *("name", "credit_code", "size", "park", "chain", "address", "contact", "phone", "responsible"),
    *("why_not", "distinct", "note"),
)
"""Facts of which only the latest matters; the others are dated."""
DATED = ("category", "industry", "should")
CHANGEABLE = (*PLAIN, *DATED)
CORRECTABLE = (*CHANGEABLE, *HEADS, "starts_on", "counted_on")
INPUT_TITLES |= {
    "workers": "职工人数",
    "counted_on": "人数统计日期",
    "since": "起始日期",
    "coverage": "建会方式",
    "covered_on": "建会日期",
    "uncovered_on": "撤销日期",
    "to": "划入何处",
}
Values = dict[str, Any]


@action(STEPS.register)
def register_employers(rows: Sequence[Values], *, on: date, **_: Any) -> list[Employer]:
    """Enter employers: one, or a ledger of thousands. They count from `starts_on`, covered ones from `covered_on`.

    `union` is the id of the covering union, `coverage` how; without a date of their own, facts hold from `on`.
    """
    thresholds = _thresholds({row["org_id"] for row in rows}, on)
    made = [_new(row, thresholds[row["org_id"]], on) for row in rows]
    _require_own_codes(made)
    return made


def _new(given: Values, threshold: int, on: date) -> Employer:
    row = dict(given)
    coverage, union = row.pop("coverage", None) or "未建会", row.pop("union", None)
    covered_on = row.pop("covered_on", None) if coverage != "未建会" else None
    employer = Employer(**row)
    days = [each for each in (employer.starts_on, covered_on, employer.counted_on) if each]
    employer.starts_on = employer.starts_on or min([*days, on])
    employer.counted_on = employer.counted_on or employer.starts_on
    employer.state_since = employer.starts_on
    _tidy(employer, threshold)
    employer.spells = spells.begun(employer.starts_on, _facts(employer))
    if coverage != "未建会":
        _cover(employer, coverage, covered_on or employer.starts_on, union)
    return employer


def _thresholds(orgs: Collection[int], on: date) -> dict[int, int]:
    found = parameters("organising.should_workers", orgs=orgs, on=on)
    return {org: int(each.value) for org, each in found.items()}


def _tidy(employer: Employer, threshold: int) -> None:
    """What follows from the other fields, and what must agree among them."""
    employer.name = employer.name.strip()
    employer.core = rules.core(employer.name)
    employer.credit_code = check_credit_code(employer.credit_code) if employer.credit_code else ""
    rules.check_parts({name: getattr(employer, name) for name in HEADS})
    if not employer.should_set:
        employer.should = rules.should_have(employer.workers, threshold)


def _facts(employer: Employer) -> Values:
    facts = {name: getattr(employer, name) for name in spells.FACTS if name not in ("org", "union")}
    return facts | {"org": employer.org_id, "union": employer.union_id}


def _require_own_codes(employers: Sequence[Employer]) -> None:
    """One standing employer a code: the same code under another name is the same firm."""
    taken = queries.standing_with({each.credit_code for each in employers}, {each.pk for each in employers if each.pk})
    seen: dict[str, str] = {}
    for each in employers:
        other = taken.get(each.credit_code) or seen.get(each.credit_code)
        if each.credit_code and other:
            raise Refused(
                f"统一社会信用代码 {each.credit_code} 已登记为“{other}”：一个代码只对应一个单位"
                "（GB 32100-2015），请核对；单位改名的，请在原记录上办理变更。"
            )
        seen[each.credit_code] = each.name


def _turn(employer: Employer, day: date, **changes: Any) -> None:
    """Facts that hold from a day on; the record's own fields are those of the last spell."""
    employer.spells = spells.turned(employer.spells, day, changes)
    for name in spells.FACTS:
        setattr(employer, {"org": "org_id", "union": "union_id"}.get(name, name), employer.spells[-1][name])


def _cover(employer: Employer, coverage: str, day: date, union: int | None) -> None:
    rules.check_covered(coverage, day, employer.starts_on)
    _turn(employer, day, coverage=coverage, union=union)
    employer.covered_on, employer.why_not = day, ""


def _require_workers_for_members(employers: Sequence[Employer], on: date) -> None:
    """Workers of a union's employers are no fewer than its members; asked once for all. A closed employer has none."""
    covered = [(each, each.union_id) for each in employers if each.union_id and each.state in queries.STANDING]
    members = {union: number for union, number in queries.members_of({u for _, u in covered}, on).items() if number}
    if not members:
        return
    totals = Counter(queries.workers_of_unions(members, besides=[each.pk for each in employers]))
    for each, union in covered:
        totals[union] += each.workers
    names = tree.names(members, on)
    refusals = Refusals(len(employers))
    for each, union in covered:
        if union in members:
            with refusals.of(each.pk):
                rules.check_members(totals[union], members[union], names.get(union, ""))
    refusals.tell()


@action(STEPS.count, Employer, in_sets=True)
def count_employers(
    employers: list[Employer],
    *,
    counted_on: date,
    numbers: Mapping[int, Sequence[Values]] | None = None,
    on: date,
    **given: Any,
) -> None:
    """A new headcount from `counted_on`: `workers` and the other kinds, or `numbers` of each by the employer's id.

    What is not given stays. An earlier day fills the past and leaves later counts alone.
    """
    thresholds = _thresholds({each.org_id for each in employers}, clock.today())
    one = [{**given, "counted_on": counted_on}]
    refusals = Refusals(len(employers))
    for each in employers:
        with refusals.of(each.pk):
            for row in sorted((numbers or {}).get(each.pk, one), key=itemgetter("counted_on")):
                _count(each, row, thresholds[each.org_id])
    refusals.tell()
    _require_workers_for_members(employers, on)


def _count(employer: Employer, row: Values, threshold: int) -> None:
    day, last = row["counted_on"], employer.counted_on or employer.starts_on
    there = spells.at(employer.spells, day) or employer.spells[0]
    facts = {name: there[name] if row.get(name) is None else row[name] for name in HEADS}
    rules.check_parts(facts)
    if not employer.should_set and row.get("workers") is not None:
        facts["should"] = rules.should_have(facts["workers"], threshold)
    then = spells.at(employer.spells, last) or employer.spells[0]
    _turn(employer, day, **facts)
    if day < last:  # the later count holds, even where it said the same as what was before it
        _turn(employer, last, **{name: then[name] for name in facts})
    employer.counted_on = max(last, day)


@action(STEPS.change, Employer, in_sets=True)
def change_employers(employers: list[Employer], *, since: date, changes: Values, **_: Any) -> None:
    """Name, code, contact and the like at once; category, industry and whether it should have a union from a day."""
    thresholds = _thresholds({each.org_id for each in employers}, since)
    refusals = Refusals(len(employers))
    for each in employers:
        with refusals.of(each.pk):
            correct(each, changes, CHANGEABLE)
            each.should_set = each.should_set or "should" in changes
            _tidy(each, thresholds[each.org_id])
            _turn(each, since, **{name: getattr(each, name) for name in DATED if name in changes})
    refusals.tell()
    if "credit_code" in changes:
        _require_own_codes(employers)


@action(STEPS.cover, Employer, in_sets=True)
def cover_by_hand(
    employers: list[Employer],
    *,
    coverage: str,
    covered_on: date,
    union: int | None = None,
    on: date,
    **_: Any,
) -> None:
    """Covered since a day, by a union of its own, a joint one or a project's; `union` where it is in the tree."""
    refusals = Refusals(len(employers))
    for each in employers:
        with refusals.of(each.pk):
            _cover(each, coverage, covered_on, union)
    refusals.tell()
    _require_workers_for_members(employers, on)


@action(STEPS.cover_internal, Employer)
def cover_employers(employer: Employer, *, union: int | None, coverage: str, covered_on: date, **_: Any) -> None:
    """The same with the step that founds the union, or in which another union takes them over; inside its permit."""
    _cover(employer, coverage, covered_on, union)


@action(STEPS.uncover, Employer)
def uncover_by_hand(employer: Employer, *, uncovered_on: date, **_: Any) -> None:
    """No union covers it any more from that day."""
    _uncover(employer, uncovered_on)


@action(STEPS.uncover_internal, Employer)
def uncover_employers(employer: Employer, *, uncovered_on: date, **_: Any) -> None:
    """The same with the step that dissolves the union; inside its permit."""
    _uncover(employer, uncovered_on)


def _uncover(employer: Employer, day: date) -> None:
    if employer.coverage == "未建会":
        raise Refused(f"“{employer.name}”没有建会，不必撤销。")
    _turn(employer, day, coverage="未建会", union=None)
    employer.covered_on = None


@action(STEPS.move, Employer, in_sets=True)
def move_employers(employers: list[Employer], *, to: int, since: date, actor: Actor, **_: Any) -> None:
    """In another org's charge from a day: its history stays where it was."""
    require(actor, "organising.manage", to, clock.today())
    if to not in tree.paths([to], since):
        raise NotFound(f"划入的组织在 {since} 还没有成立：请核对日期。")
    for each in employers:
        _turn(each, since, org=to)


@action(STEPS.move_internal, Employer)
def take_over_employers(employer: Employer, *, to: int, since: date, **_: Any) -> None:
    """The same when their org is merged into another; inside its permit."""
    _turn(employer, since, org=to)


@action(STEPS.suspend, Employer)
def suspend_employer(employer: Employer, *, since: date, **_: Any) -> None:
    """At rest: it and its workers do not count until it is in business again."""
    _turn(employer, since, status=kinds.STATUSES[1])


@action(STEPS.close, Employer)
def close_employer(employer: Employer, *, since: date, **_: Any) -> None:
    """Struck off: gone from the register's numbers from that day on."""
    _turn(employer, since, status=kinds.STATUSES[2])


@action(STEPS.reopen, Employer)
def reopen_employer(employer: Employer, *, since: date, **_: Any) -> None:
    """In business again."""
    _require_own_codes([employer])
    _turn(employer, since, status=kinds.STATUSES[0])


@action(STEPS.correct, Employer)
def correct_employer(employer: Employer, *, changes: Values, on: date, **_: Any) -> None:
    """Put right what was mistyped, in the last spell as well; `starts_on` moves the beginning of the first."""
    correct(employer, changes, CORRECTABLE)
    employer.should_set = employer.should_set or "should" in changes
    _tidy(employer, _thresholds([employer.org_id], on)[employer.org_id])
    _require_own_codes([employer])
    if "starts_on" in changes:
        employer.spells = spells.restarted(employer.spells, employer.starts_on)
    employer.spells = spells.corrected(employer.spells, _facts(employer))
    _require_workers_for_members([employer], on)


@action(STEPS.void, Employer)
def void_employer(employer: Employer, **_: Any) -> None:
    """Entered by mistake, or twice: it never was."""
