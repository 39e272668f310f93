"""Elections: forms that follow from what has been recorded so far, the rounds, the papers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from liuyou.areas.officers import models, papers, workflows
from liuyou.areas.officers.actions import balloting
from liuyou.areas.officers.actions import elections as actions
from liuyou.areas.officers.imports import drafts
from liuyou.areas.officers.models import Election
from liuyou.areas.officers.papers.sheets import ballots_part, votes_part
from liuyou.areas.officers.rules import elections, rounds
from liuyou.kernel.access.models import Actor
from liuyou.kernel.base import clock
from liuyou.kernel.intake.columns import Column, Kind
from liuyou.kernel.web import fields
from liuyou.kernel.web.screens import Entry, Part, Screen

Asked = tuple[Sequence[Any], Mapping[str, Any]]


def _parts(election: Election) -> Iterator[Part]:
    """Races, candidates, every round of voting with its numbers, posts given out."""
    yield Part("选举项目", ("项目", "应选"), [(row["race"], row["seats"]) for row in election.races])
    if standing := elections.nominated(election.candidates):
        names = ("姓名", "选举项目", "提名方式", "身份情形", "审查结论", "理由")
        keys = ("name", "race", "by", "capacity", "verdict", "why")
        rows = [[row.get(key) or "—" for key in keys] for row in standing]
        yield Part(f"候选人（{len(rows)} 名）", names, rows)
    for each in election.rounds:
        yield ballots_part(each)
        yield votes_part(each)
    if election.state == "convened":
        left = balloting.still_open(election)
        rows = [[each.race, each.seats, each.kind, "、".join(each.names) or "—"] for each in left]
        yield Part("还要投票的", ("项目", "还差", "投票", "候选人"), rows)
    if election.posts:
        rows = [[row["name"], row["title"], row.get("votes", "—"), row.get("division", "—")] for row in election.posts]
        yield Part("当选职务和分工", ("姓名", "职务", "委员会赞成票", "分工"), rows)


def _revise(election: Election) -> Asked:
    columns = fields.columns_of(ELECTION, actions.REVISABLE)
    current = {name: getattr(election, name) for name in actions.REVISABLE}
    return [*columns, drafts.RACES], current | {"races": election.races}


def _nominate(election: Election) -> Asked:
    return [drafts.CANDIDATES], {"candidates": [_typed(row) for row in elections.nominated(election.candidates)]}


def _typed(row: Mapping[str, Any]) -> dict[str, Any]:
    """A stored row as it is typed: 是 and 否, nothing for what is unknown."""
    words = {True: "是", False: "否", None: ""}
    return {name: words[value] if isinstance(value, bool | None) else value for name, value in row.items()}


def _vet(election: Election) -> Asked:
    columns = (
        Column("vetted_on", "审查日期", Kind.DATE, required=True),
        Column("vetting_group", "资格审查组成员", Kind.TEXT, required=True, help="姓名之间用顿号，候选人不能参加"),
        Column("party_opinion", "党组织意见", Kind.TEXT),
        drafts.VERDICTS,
    )
    keys = ("name", "race", "verdict", "why")
    rows = [{key: row.get(key) or "" for key in keys} for row in elections.nominated(election.candidates)]
    return columns, {"candidates": rows, "vetted_on": clock.today(), "party_opinion": election.party_opinion}


def _convene(election: Election) -> Asked:
    on_roll = balloting.on_roll(election, election.planned_on)
    columns = (
        Column("held_on", "大会日期", Kind.DATE, required=True),
        Column("entitled", "应到人数", Kind.INTEGER, required=True, minimum=drafts.ONE),
        Column("present", "实到人数", Kind.INTEGER, required=True, minimum=drafts.NOTHING),
        Column(
            "roll_note", "与名册差异说明", Kind.TEXT, help=f"名册 {on_roll} 人；不一致的写明原因" if on_roll else ""
        ),
        Column("presided_by", "大会主持", Kind.TEXT),
        Column("scrutineers", "监票人", Kind.TEXT, required=True, help="总监票人写在最前，姓名之间用顿号"),
        Column("tellers", "计票人", Kind.TEXT, required=True),
    )
    return columns, {"held_on": election.planned_on, "entitled": on_roll or None}


def _count(election: Election) -> Asked:
    """One table prefilled with the races that are open and everybody who stands in them."""
    left = balloting.still_open(election)
    ballots = [{"race": each.race, "issued": election.present} for each in left]
    votes = [{"name": name, "race": each.race} for each in left for name in each.names]
    return [drafts.BALLOTS, drafts.VOTES], {"ballots": ballots, "votes": votes}


def _reduce(election: Election) -> Asked:
    short = [each.race for each in balloting.still_open(election) if each.kind == rounds.ANOTHER]
    columns = (
        Column("race", "选举项目", Kind.CHOICE, required=True, choices={race: race for race in short}),
        Column("consent", "同意人数", Kind.INTEGER, required=True, minimum=drafts.NOTHING),
    )
    return columns, {"race": short[0] if len(short) == 1 else None}


def _allocate(election: Election) -> Asked:
    names = dict.fromkeys(name for each in rounds.elected(election.rounds).values() for name in each)
    given = [{name: value for name, value in row.items() if name != "person_id"} for row in election.posts]
    rows = [_typed(row) for row in given] or [{"name": name} for name in names]
    day = Column("first_meeting_on", "第一次全体会议日期", Kind.DATE, required=True)
    return [day, drafts.POSTS], {"posts": rows, "first_meeting_on": election.first_meeting_on or election.held_on}


FORMS: dict[str, Callable[[Election], Asked]] = {
    "revise": _revise,
    "nominate": _nominate,
    "vet": _vet,
    "convene": _convene,
    "count": _count,
    "reduce": _reduce,
    "allocate": _allocate,
}


def _asks(election: Election, step: str) -> Asked | None:
    return FORMS[step](election) if step in FORMS else None


def _prepare(step: str, record: Election | None, inputs: dict[str, Any], *, actor: Actor) -> dict[str, Any]:
    if step == "revise" and inputs.get("races"):
        return inputs | {"races": [row for row in inputs["races"] if row.get("seats")]}
    return inputs


def _day(name: str, title: str, help: str = "") -> Column:
    return Column(name, title, Kind.DATE, required=True, help=help)


ELECTION = Screen(
    models.Election,
    workflows.ELECTION,
    columns=("kind", "planned_on", "meeting", "term_no", "direct", "held_on", "org", "state"),
    day="planned_on",
    groups={
        "方案": (
            *("kind", "term_no", "term_years", "planned_on", "meeting", "members", "women", "delegates"),
            *("enterprise", "direct", "plan_approval", "org"),
        ),
        "候选人": (
            *("vetting_group", "vetted_on", "party_opinion", "posted_on", "posted_until", "taken_down_on"),
            "objections",
        ),
        "大会": (
            *("held_on", "entitled", "present", "on_roll", "roll_note", "presided_by", "scrutineers", "tellers"),
            "announced_on",
        ),
        "结果": (
            *("first_meeting_on", "reported_on", "approval", "approved_on", "legal_change_by", "legal_changed_on"),
            *("filed_on", "archive_no", "note"),
        ),
    },
    filters=("kind", "meeting", "direct", "state"),
    search=("plan_approval", "approval", "archive_no", "note"),
    entries=lambda: (Entry("prepare", drafts.ELECTIONS, "筹备选举"),),
    changes={"correct": actions.CORRECTABLE, "revise": actions.REVISABLE},
    inputs={
        "post": (_day("posted_on", "公示日期", "公示当日不算在公示期内"),),
        "confirm": (
            _day("taken_down_on", "公示结束日期"),
            Column("objections", "公示意见", Kind.TEXT, help="没有的不填"),
        ),
        "announce": (_day("announced_on", "宣布日期"),),
        "report": (_day("reported_on", "报告日期"),),
        "register_legal": (_day("legal_changed_on", "法人变更日期"),),
        "file": (_day("filed_on", "归档日期"), Column("archive_no", "归档号", Kind.TEXT, required=True)),
    },
    path=(
        *("preparing", "submitted", "plan_approved", "nominated", "vetted", "posted", "ready", "convened"),
        *("elected", "allocated", "reported", "approved", "filed"),
    ),
    parts=_parts,
    asks=_asks,
    prepare=_prepare,
    papers=papers.ELECTION,
)
