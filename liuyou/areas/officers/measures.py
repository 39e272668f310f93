"""What committees, posts, elections and staff are counted by, and what one record amounts to in the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from liuyou.areas.officers.models import BaseVisit, Committee, Election, Officer, SelfCheck, Staff
from liuyou.areas.officers.rules.posts import CHAIR
from liuyou.kernel.ledger.measures import STOCK, Entry, Measure, posting

COMMITTEES = Measure("officers.committees", "在任委员会", "个", STOCK, {"kind": "委员会"})
OFFICERS = Measure(
    "officers.officers",
    "在任工会干部",
    "人",
    STOCK,
    {"title": "职务", "full_time": "专兼职", "sex": "性别", "direct": "产生方式"},
)
TRAINED = Measure("officers.trained_chairs", "已培训的在任主席", "人", STOCK)
CHAIRS_TRAINED = Measure("officers.chairs_trained", "主席上岗培训", "人", dims={"timely": "是否按期"})
ELECTIONS = Measure(
    "officers.elections", "工会选举", "次", dims={"kind": "选举类型", "meeting": "会议形式", "direct": "产生方式"}
)
ROUNDS = Measure("officers.ballot_rounds", "投票轮次", "次", dims={"result": "结果"})
STAFF = Measure("officers.staff", "工会工作人员", "人", STOCK, {"kind": "人员类别"})
SELFCHECKS = Measure("officers.selfchecks", "季度自查", "份", dims={"stage": "评定情况"})
SCORES = Measure("officers.selfcheck_scores", "季度自查得分合计", "分", dims={"stage": "评定情况"})
BASE_VISITS = Measure("officers.base_visits", "下基层走访", "次", dims={"outcome": "问题情况"})
WORKERS_MET = Measure("officers.workers_met", "走访面谈职工", "人次")

STANDS = frozenset({"standing", "asked", "extended", "ended"})
SERVED = frozenset({"serving", "ended"})


@posting("officers.committee", COMMITTEES)
def committee_entries(committee: Committee) -> Iterator[Entry]:
    """In being from the election until it is ended or replaced, whether its term has run out or not."""
    if committee.state in STANDS:
        yield from COMMITTEES.span(1, since=committee.elected_on, until=committee.ended_on, kind=committee.kind)


@posting("officers.officer", OFFICERS, TRAINED, CHAIRS_TRAINED)
def officer_entries(officer: Officer) -> Iterator[Entry]:
    """One post, split where it turned full-time or part-time; a chair's training counts on its day."""
    if officer.state not in SERVED:
        return
    chair = officer.title == CHAIR
    dims: dict[str, Any] = {"title": officer.title, "sex": officer.sex}
    if chair:
        dims["direct"] = "直选" if officer.direct else "非直选"
    for since, until, full_time in spans(officer):
        words = "专职" if full_time else "兼职"
        yield from OFFICERS.span(1, since=since, until=until, person=officer.person_id, full_time=words, **dims)
    if chair and officer.trained_on:
        timely = "逾期" if officer.train_by and officer.trained_on > officer.train_by else "按期"
        yield CHAIRS_TRAINED.entry(1, on=officer.trained_on, person=officer.person_id, timely=timely)
        begins = max(officer.since, officer.trained_on)
        yield from TRAINED.span(1, since=begins, until=officer.until, person=officer.person_id)


def spans(officer: Officer) -> Iterator[tuple[date, date | None, bool]]:
    """First day, first day after, full-time or not."""
    marks = [(date.fromisoformat(each["since"]), bool(each["full_time"])) for each in officer.spells]
    if not marks:
        marks = [(officer.since, officer.full_time)]
    ends = [*(day for day, _ in marks[1:]), officer.until]
    for (since, full_time), until in zip(marks, ends, strict=True):
        yield since, until, full_time


@posting("officers.election", ELECTIONS, ROUNDS)
def election_entries(election: Election) -> Iterator[Entry]:
    """An election counts when it is approved, on the day of the meeting; each round of voting on its own day."""
    if election.state not in ("approved", "filed") or election.held_on is None:
        return
    direct = "直选" if election.direct else "非直选"
    yield ELECTIONS.entry(1, on=election.held_on, kind=election.kind, meeting=election.meeting, direct=direct)
    for each in election.rounds:
        void = each.get("rejected") or any(sheet["void"] for sheet in each["races"])
        yield ROUNDS.entry(1, on=date.fromisoformat(each["held_on"]), result="无效" if void else "有效")


@posting("officers.staff", STAFF)
def staff_entries(staff: Staff) -> Iterator[Entry]:
    if staff.state in SERVED:
        yield from STAFF.span(1, since=staff.since, until=staff.until, person=staff.person_id, kind=staff.kind)


@posting("officers.selfcheck", SELFCHECKS, SCORES)
def selfcheck_entries(check: SelfCheck) -> Iterator[Entry]:
    """On the last day of the quarter, by the highest level that has scored it."""
    found = {
        "submitted": ("已自查", check.own),
        "checked": ("镇街已评", check.town),
        "assessed": ("区县已评", check.county),
    }
    stage, score = found.get(check.state, ("", None))
    if score is not None:
        yield SELFCHECKS.entry(1, on=check.quarter_ends, person=check.person_id, stage=stage)
        yield SCORES.entry(score, on=check.quarter_ends, person=check.person_id, stage=stage)


@posting("officers.basevisit", BASE_VISITS, WORKERS_MET)
def basevisit_entries(visit: BaseVisit) -> Iterator[Entry]:
    """On the day of the visit; what came of the problems found is a dimension."""
    if visit.state == "void":
        return
    outcome = "未发现问题" if not visit.found else "已解决" if visit.state == "done" else "待解决"
    yield BASE_VISITS.entry(1, on=visit.visited_on, outcome=outcome)
    yield WORKERS_MET.entry(visit.met, on=visit.visited_on)
