"""An election up to the meeting: preparation, approval of the plan, nomination, vetting, posting."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from liuyou.areas.officers import queries, workflows
from liuyou.areas.officers.actions.naming import identified
from liuyou.areas.officers.actions.numbers import Values, given, limit, rule
from liuyou.areas.officers.models import Election
from liuyou.areas.officers.rules import committees, elections, posts, rounds
from liuyou.areas.officers.rules.strokes import by_strokes
from liuyou.kernel.access.models import Actor
from liuyou.kernel.actions.action import action
from liuyou.kernel.actions.correcting import correct
from liuyou.kernel.base.days import check_order
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.catalogue.answers import answer

PLAN = ("kind", "term_no", "term_years", "planned_on", "meeting", "members", "women", "delegates", "enterprise")
REVISABLE = (*PLAN, "note")
CORRECTABLE = ("plan_approval", "approval", "party_opinion", "presided_by", "archive_no", "note")
OPEN = ("withdrawn", "void", "approved", "filed")


@action(workflows.ELECTION.prepare)
def prepare_elections(rows: Sequence[Values], **_: Any) -> list[Election]:
    """The plan of an election; the number of members is taken from the register of members where none is given."""
    made = []
    for row in rows:
        row = dict(row)
        if row.get("members") is None:
            row["members"] = answer("members.active", row["org_id"], row["planned_on"], default=0)
        if not row["members"]:
            raise Refused("没有填写会员数，会员台账中也没有：请填写会员数。")
        if row.get("women") is None:
            row["women"] = answer("members.women", row["org_id"], row["planned_on"], default=0) or 0
        election = Election(**row)
        _check_plan(election)
        made.append(election)
    return made


@action(workflows.ELECTION.revise, Election)
def revise_election(
    election: Election, *, changes: Values | None = None, races: Sequence[Values] = (), **_: Any
) -> None:
    """Change the plan before it is sent in."""
    if changes:
        correct(election, changes, REVISABLE)
    if races:
        election.races = [dict(row) for row in races]
    _check_plan(election)


def _check_plan(election: Election) -> None:
    """Term, meeting, races and sizes by the rules of the day for which the meeting is planned."""
    org, on = election.org_id, election.planned_on
    committees.check_term(election.term_years, rule("term_years", org, on))
    least, table = rule("meeting_members", org, on), rule("delegates", org, on)
    elections.check_meeting(
        election.meeting, election.members, election.delegates, kind=election.kind, least=least, table=table
    )
    if election.women > election.members:
        raise Refused(f"女会员 {election.women} 人，多于会员 {election.members} 人：请核对。")
    elections.check_races(election.races, election.meeting)
    for row in election.races:
        check_seats(election, row["race"], row["seats"])
    election.direct = election.meeting != elections.COMMITTEE and any(
        row["race"] == posts.CHAIR for row in election.races
    )
    if election.kind == elections.BY_ELECTION:
        _check_vacancy(election)


def check_seats(election: Election, race: str, seats: int) -> None:
    """Seats of one race against the tables; a by-election fills what is vacant, whatever the size."""
    if election.kind == elections.BY_ELECTION:
        return
    org, on = election.org_id, election.planned_on
    if race == committees.UNION:
        committees.check_size(seats, election.members, rule("committee_size", org, on))
    elif race == committees.AUDIT:
        committees.check_span(seats, race, rule("audit_size", org, on))
    elif race == committees.WOMEN:
        committees.check_women(seats, election.women, rule("women_threshold", org, on))


def _check_vacancy(election: Election) -> None:
    """A by-election needs a committee in being, and for a chair that there is none."""
    standing = queries.standing_committees([election.org_id])
    if (election.org_id, committees.UNION) not in standing:
        raise Refused("这家工会没有在任的工会委员会，不能补选：请办理首届选举或换届。")
    serving = queries.serving(election.org_id)
    chair = next((each for each in serving if each.title == posts.CHAIR and not each.acting), None)
    if chair is not None and any(row["race"] == posts.CHAIR for row in election.races):
        raise Refused(f"“{chair.person.name}”还在任主席，没有空缺：请先为其登记离任，再补选。")


@action(workflows.ELECTION.submit, Election)
def submit_plan(election: Election, **_: Any) -> None:
    """Plan and electoral method go to the party organisation and the union above."""
    others = Election.objects.filter(org_id=election.org_id).exclude(state__in=[*OPEN, "preparing"])
    if others.exclude(pk=election.pk).exists():
        raise Refused("这家工会另有一次选举还没有办完：请先办结或撤回那一次。")
    _check_plan(election)


@action(workflows.ELECTION.approve_plan, Election)
def approve_plan(election: Election, *, plan_approval: str, **_: Any) -> None:
    """The union above agrees to the election and its method."""
    election.plan_approval = plan_approval


@action(workflows.ELECTION.return_plan, Election)
def return_plan(election: Election, **_: Any) -> None:
    """The plan needs work: `reason` says what."""


@action(workflows.ELECTION.nominate, Election)
def nominate(election: Election, *, candidates: Sequence[Values], actor: Actor, on: date, **_: Any) -> None:
    """Proposed by organisations or by themselves; the list replaces the one before."""
    rows: list[Values] = [{"by": "组织推荐", "capacity": posts.NOBODY} | given(row) for row in candidates]
    written_in = _elected_before(election, rows)
    _check_candidates(election, [*rows, *written_in], on)
    known = {row["name"]: row["person_id"] for row in election.candidates}
    found = identified(rows, election.org_id, on, actor=actor, known=known)
    election.candidates = [*(dict(row) for row in by_strokes(found)), *written_in]
    election.vetting_group, election.vetted_on = [], None


def _elected_before(election: Election, rows: Sequence[Values]) -> list[Values]:
    """Those written in whom a round that holds has elected; whoever else it elected must be on the new list."""
    won = rounds.elected(election.rounds)
    listed = {(row["race"], row["name"]) for row in rows}
    missing = [
        row
        for row in election.candidates
        if row["name"] in won.get(row["race"], ()) and (row["race"], row["name"]) not in listed
    ]
    for row in missing:
        if row["by"] != elections.WRITTEN_IN:
            raise Refused(
                f"“{row['name']}”在已投票的轮次中当选{row['race']}，重新提名不能去掉：请在名单中保留；"
                "那一轮登记有误的，到“大会进行中”先撤销那一轮。"
            )
    return missing


def _check_candidates(election: Election, rows: Sequence[Values], on: date) -> None:
    barred, incompatible = rule("barred", election.org_id, on), rule("incompatible", election.org_id, on)
    elections.check_candidates(
        rows, election.races, enterprise=election.enterprise, barred=barred, incompatible=incompatible
    )


@action(workflows.ELECTION.vet, Election)
def vet_candidates(
    election: Election,
    *,
    vetted_on: date,
    vetting_group: str,
    candidates: Sequence[Values],
    on: date,
    party_opinion: str = "",
    **_: Any,
) -> None:
    """Each candidate found fit or not, with reasons; enough fit ones must be left for every race."""
    group = elections.names(vetting_group)
    verdicts = {(row["race"], row["name"]): row for row in candidates}
    unknown = verdicts.keys() - {(row["race"], row["name"]) for row in election.candidates}
    if unknown:
        race, name = min(unknown)
        raise Refused(f"“{race}”没有候选人“{name}”：请核对姓名；要增加候选人请先重新提名。")
    rows = []
    for row in election.candidates:
        verdict = verdicts.get((row["race"], row["name"]), row if row["by"] == elections.WRITTEN_IN else {})
        rows.append(row | {"verdict": verdict.get("verdict") or "", "why": verdict.get("why") or ""})
    elections.check_vetting(group, rows)
    elections.check_surplus(rows, election.races, rule("surplus", election.org_id, on))
    election.candidates, election.vetting_group = rows, group
    election.vetted_on, election.party_opinion = vetted_on, party_opinion


@action(workflows.ELECTION.renominate, Election)
def renominate(election: Election, **_: Any) -> None:
    """The list is taken back: objections were upheld, or the election is to be repeated with other candidates."""
    for name in ("vetted_on", "posted_on", "posted_until", "taken_down_on"):
        setattr(election, name, None)


@action(workflows.ELECTION.post, Election)
def post_candidates(election: Election, *, posted_on: date, **_: Any) -> None:
    """The list is put up; its last day follows from the work calendar."""
    check_order(("资格审查日期", election.vetted_on), ("公示日期", posted_on))
    election.posted_on = posted_on
    election.posted_until = election.due_on = max(last for _, last in _postings(election))


def _postings(election: Election) -> list[tuple[Any, date]]:
    """The limits that hold: for candidates, and for those who stand for chair of an enterprise's union."""
    if election.posted_on is None:
        raise Refused("还没有公示候选人：请先公示。")
    return [limit(name, election.org_id, election.posted_on) for name in posting_rules(election)]


def posting_rules(election: Election) -> tuple[str, ...]:
    return ("posting_days", "posting_days.chair") if election.enterprise and election.direct else ("posting_days",)


@action(workflows.ELECTION.confirm, Election)
def confirm_candidates(election: Election, *, taken_down_on: date, objections: str = "", **_: Any) -> None:
    """The list has hung for all its days; what was objected is noted."""
    for days, last in _postings(election):
        if election.posted_on:
            elections.check_posting(taken_down_on, election.posted_on, last, days)
    election.taken_down_on, election.objections = taken_down_on, objections or "无异议"


@action(workflows.ELECTION.withdraw, Election)
def withdraw_election(election: Election, **_: Any) -> None:
    """Not held: `reason` says why."""


@action(workflows.ELECTION.close, Election)
def close_elections(election: Election, **_: Any) -> None:
    """The union ceases before the election is done."""


@action(workflows.ELECTION.correct, Election)
def correct_election(election: Election, *, changes: Values, **_: Any) -> None:
    """Numbers of papers and remarks; what was voted is for the count."""
    correct(election, changes, CORRECTABLE)


@action(workflows.ELECTION.void, Election)
def void_election(election: Election, **_: Any) -> None:
    """It never was."""
