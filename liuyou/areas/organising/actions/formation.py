"""Every write of the founding of unions: request, preparation, congress, election, approval."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from liuyou.areas.organising.actions.employers import cover_employers, take_over_employers
from liuyou.areas.organising.actions.unions import found_unions
from liuyou.areas.organising.models.employers import Employer
from liuyou.areas.organising.models.formation import Formation
from liuyou.areas.organising.queries import unions as queries
from liuyou.areas.organising.queries.employers import STANDING
from liuyou.areas.organising.rules import formation as rules
from liuyou.areas.organising.rules.unions import COVERAGE, ORG_KINDS, PROJECT, SECTORS, moved
from liuyou.areas.organising.workflows.unions import APPROVE, FORMATION
from liuyou.kernel.access.models import Actor
from liuyou.kernel.actions.action import INPUT_TITLES, action
from liuyou.kernel.actions.correcting import correct
from liuyou.kernel.actions.tree import FOLLOWERS, establish_orgs
from liuyou.kernel.base.days import check_order
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.journal.models import Record
from liuyou.kernel.orgs.changes import Founding
from liuyou.kernel.parameters.values import parameter

STEPS = FORMATION
Values = dict[str, Any]
INPUT_TITLES |= {
    field.name: str(field.verbose_name)
    for field in Formation.business_fields()
    if any(field.name in bound.step.ask for bound in STEPS.steps.values())
}
RESULT = (
    *("congress_on", "entitled", "present", "lowest_votes", "term_years", "chair", "vice_chair", "committee"),
    *("audit_committee", "audit_head", "women_body", "women_head"),
)
CORRECTABLE = (
    *("name", "form", "sector", "site", "workers", "responsible", "contact", "phone", "intent_on", "note"),
    *("applied_on", "applied_no", "prepared_on", "prepared_no", "members", "women", "congress_kind", "planned_on"),
    *("seats", "audit_seats", "congress_applied_on", "congress_approved_on", "congress_no", *RESULT, "reported_on"),
)


@action(STEPS.intend)
def intend_formations(formations: Sequence[Values], **_: Any) -> list[Formation]:
    """An employer's workers want a union; `employers` are numbers of the register of employers."""
    return [Formation(state_since=values["intent_on"], **values) for values in formations]


@action(STEPS.apply, Formation)
def apply_for_formation(
    formation: Formation, *, applied_on: date, group: Sequence[Values], applied_no: str = "", **_: Any
) -> None:
    """请示 with the preparatory group (选举条例 §7)."""
    check_order(("意向日期", formation.intent_on), ("申请日期", applied_on))
    rules.check_employers(formation.form, len(formation.employers))
    rules.check_preparatory([each["role"] for each in group])
    formation.group = [{name: each.get(name) or "" for name in ("name", "role", "post")} for each in group]
    formation.applied_on, formation.applied_no = applied_on, applied_no


@action(STEPS.agree, Formation)
def agree_to_formation(formation: Formation, *, prepared_on: date, prepared_no: str, **_: Any) -> None:
    """批复: the group may prepare; the time for the first congress begins."""
    check_order(("申请日期", formation.applied_on), ("同意筹建日期", prepared_on))
    formation.prepared_on, formation.prepared_no = prepared_on, prepared_no


@action(STEPS.apply_congress, Formation)
def apply_for_congress(
    formation: Formation,
    *,
    members: int,
    women: int,
    congress_kind: str,
    planned_on: date,
    seats: int,
    congress_applied_on: date,
    audit_seats: int = 0,
    **_: Any,
) -> None:
    """Members have joined; how they meet and how large the committees are to be."""
    check_order(("同意筹建日期", formation.prepared_on), ("请示日期", congress_applied_on), ("拟开会日期", planned_on))
    rules.check_members(members, women)
    if formation.workers and members > formation.workers:
        raise Refused(f"会员 {members} 人多于职工 {formation.workers} 人：请核对其中一个。")
    from_members = int(_number("organising.delegates_from", formation, congress_applied_on))
    if congress_kind == rules.DELEGATES:
        rules.check_congress(congress_kind, members, 0, from_members)
    formation.members, formation.women = members, women
    _check_bodies(formation, seats, audit_seats, congress_applied_on)
    formation.congress_kind, formation.planned_on = congress_kind, planned_on
    formation.seats, formation.audit_seats = seats, audit_seats
    formation.congress_applied_on = congress_applied_on


def _number(name: str, formation: Formation, on: date) -> Any:
    return parameter(name, org=formation.org_id, on=on).value


def _check_bodies(formation: Formation, seats: int, audit: int, on: date, *, chair: str = "", head: str = "") -> None:
    """Sizes of the committee and of the audit committee; none of the latter where one chair or organiser is all."""
    members = formation.members or 0
    table = _number("organising.committee_size", formation, on)
    required = int(_number("organising.committee_members_required", formation, on))
    rules.check_committee(seats, members, table, required)
    if audit or seats > 1:
        size = _number("organising.audit_committee_size", formation, on)
        rules.check_audit(audit, int(size["min"]), int(size["max"]), chair=chair, head=head)


@action(STEPS.approve_congress, Formation)
def approve_congress(formation: Formation, *, congress_approved_on: date, congress_no: str, **_: Any) -> None:
    check_order(("请示日期", formation.congress_applied_on), ("同意召开大会日期", congress_approved_on))
    formation.congress_approved_on, formation.congress_no = congress_approved_on, congress_no


@action(STEPS.elect, Formation)
def record_election(
    formation: Formation,
    *,
    congress_on: date,
    entitled: int,
    present: int,
    lowest_votes: int,
    term_years: int,
    chair: str,
    committee: int,
    vice_chair: str = "",
    audit_committee: int = 0,
    audit_head: str = "",
    women_body: str = "",
    women_head: str = "",
    **_: Any,
) -> None:
    """The first congress elected the committee, and audit and women bodies with it."""
    formation.congress_on, formation.entitled, formation.present = congress_on, entitled, present
    formation.lowest_votes, formation.term_years = lowest_votes, term_years
    formation.chair, formation.vice_chair, formation.committee = chair, vice_chair, committee
    formation.audit_committee, formation.audit_head = audit_committee, audit_head
    formation.women_body, formation.women_head = women_body, women_head
    _check_result(formation)


def _check_result(formation: Formation) -> None:
    day = formation.congress_on
    if day is None or formation.committee is None:
        raise Refused("选举结果没有填全：请填写大会日期和当选委员数。")
    check_order(("同意召开大会日期", formation.congress_approved_on), ("大会日期", day))
    entitled, members = formation.entitled or 0, formation.members or 0
    from_members = int(_number("organising.delegates_from", formation, day))
    rules.check_congress(formation.congress_kind, members, entitled, from_members)
    share = _number("organising.election_quorum", formation, day)
    rules.check_election(entitled, formation.present or 0, formation.lowest_votes or 0, share)
    rules.check_term(formation.term_years or 0, _number("organising.term_years", formation, day))
    audit = formation.audit_committee or 0
    _check_bodies(formation, formation.committee, audit, day, chair=formation.chair, head=formation.audit_head)
    threshold = int(_number("organising.women_committee_members", formation, day))
    rules.check_women(formation.women_body, formation.women or 0, threshold)


@action(STEPS.report, Formation)
def report_election(formation: Formation, *, reported_on: date, **_: Any) -> None:
    """选举结果请示; the union above answers within the limit."""
    check_order(("大会日期", formation.congress_on), ("报送日期", reported_on))
    formation.reported_on = reported_on


@action(STEPS.approve, Formation)
def approve_formation(
    formation: Formation,
    *,
    approved_on: date,
    approved_no: str,
    founded_on: date,
    actor: Actor,
    on: date,
    **_: Any,
) -> None:
    """批复: the union comes into the tree on its founding day, with its record, and covers its employers."""
    check_order(("报送日期", formation.reported_on), ("批复日期", approved_on))
    check_order(("大会日期", formation.congress_on), ("成立日期", founded_on), ("批复日期", approved_on))
    if queries.bearing([formation.name]):
        raise Refused(f"已有名为“{formation.name}”的工会：请先更正拟建工会名称，加镇街名或单位名以示区别。")
    rules.check_employers(formation.form, len(formation.employers))
    founding = Founding(formation.name, ORG_KINDS[formation.form], formation.org_id, founded_on)
    founding.sector = SECTORS.get(formation.sector, "")
    establish_orgs([founding], actor=actor, reason=f"批复 {approved_no}", needs=APPROVE)
    record = _record(formation, founding.id, founded_on, approved_no)
    (union,) = found_unions([record], approved_on=approved_on, actor=actor, on=on)
    if formation.employers:
        coverage = COVERAGE[formation.form]
        days = {"covered_on": founded_on, "on": on, "actor": actor}
        cover_employers(formation.employers, union=founding.id, coverage=coverage, **days)
    formation.approved_on, formation.approved_no = approved_on, approved_no
    formation.founded_on, formation.union = founded_on, union


def _record(formation: Formation, org: int, founded_on: date, approved_no: str) -> Values:
    sites = moved([], formation.site, founded_on) if formation.form == PROJECT and formation.site else []
    return {
        "org_id": org,
        "name": formation.name,
        "form": formation.form,
        "sector": formation.sector,
        "founded_on": founded_on,
        "approval_no": approved_no,
        "responsible": formation.responsible,
        "representative": formation.chair,
        "sites": sites,
    }


@action(STEPS.return_application, Formation)
def return_application(formation: Formation, **_: Any) -> None:
    """退回补正: the reason says what is missing; the request is handed in anew."""
    formation.applied_on = None


@action(STEPS.return_congress, Formation)
def return_congress(formation: Formation, **_: Any) -> None:
    formation.congress_applied_on = None


@action(STEPS.repeat, Formation)
def repeat_election(formation: Formation, **_: Any) -> None:
    """The election was not valid, or not approved: what was elected no longer holds."""
    for name in (*RESULT, "reported_on"):
        field = formation._meta.get_field(name)
        setattr(formation, name, None if field.null else "")


@action(STEPS.refuse, Formation)
def refuse_formation(formation: Formation, **_: Any) -> None:
    """不予批准, with the reason."""


@action(STEPS.withdraw, Formation)
def withdraw_formation(formation: Formation, **_: Any) -> None:
    """The employer's workers take the request back."""


@action(STEPS.hand_over, Formation)
def hand_over_formation(formation: Formation, *, to: int, **_: Any) -> None:
    """The federation that was to approve is merged: its successor approves."""
    formation.org_id = to


@action(STEPS.correct, Formation)
def correct_formation(
    formation: Formation, *, changes: Values, employers: Sequence[int] | None = None, **_: Any
) -> None:
    """Put right what was mistyped; `employers` replaces the list."""
    if changes or employers is None:
        correct(formation, changes, CORRECTABLE)
    if employers is not None:
        formation.employers = list(employers)
    if formation.state != "intent":
        rules.check_employers(formation.form, len(formation.employers))
    if formation.state in ("elected", "reported"):
        _check_result(formation)


@action(STEPS.void, Formation)
def void_formation(formation: Formation, **_: Any) -> None:
    """Entered by mistake."""


def follow_federation(org: int, into: int | None, *, on: date, actor: Actor, reason: str) -> None:
    """A town that is merged leaves its employers and its open cases to the successor; the past stays where it was."""
    if into is None:
        return
    cases = _numbers(Formation, org, STEPS.withdraw.step.sources)
    if cases:
        hand_over_formation(cases, to=into, actor=actor, on=on, reason=reason)
    firms = _numbers(Employer, org, STANDING)
    if firms:
        take_over_employers(firms, to=into, since=on, actor=actor, on=on, reason=reason)


def _numbers(model: type[Record], org: int, states: Iterable[str]) -> list[int]:
    return list(model._default_manager.filter(org_id=org, state__in=states).values_list("pk", flat=True))


FOLLOWERS.append(follow_federation)
