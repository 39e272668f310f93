"""The meeting: quorum, tellers, rounds of voting, what is still open, the announcement. Each round is kept."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from datetime import date
from typing import Any

from liuyou.areas.officers import queries, workflows
from liuyou.areas.officers.actions.elections import check_seats
from liuyou.areas.officers.actions.naming import identified
from liuyou.areas.officers.actions.numbers import Values, rule
from liuyou.areas.officers.models import Election
from liuyou.areas.officers.rules import elections, posts, rounds, voting
from liuyou.areas.officers.rules.committees import UNION
from liuyou.kernel.access.models import Actor
from liuyou.kernel.actions.action import action
from liuyou.kernel.base.days import check_order
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.catalogue.answers import answer

OFFICIALS = (
    "（依据：工会基层组织选举工作条例（总工发〔2016〕27号）：监票人从不是候选人的会员或会员代表中推选，经会议表决通过）"
)
ON_SHEET = "（依据：工会基层组织选举工作条例（总工发〔2016〕27号）关于投票、计票的规定）"


@action(workflows.ELECTION.convene, Election)
def convene_meeting(
    election: Election,
    *,
    held_on: date,
    entitled: int,
    present: int,
    scrutineers: str,
    tellers: str,
    roll_note: str = "",
    presided_by: str = "",
    **_: Any,
) -> None:
    """The meeting opens: enough are there, and those who count do not stand."""
    check_order(("公示结束日期", election.taken_down_on), ("大会日期", held_on))
    org = election.org_id
    voting.check_quorum(entitled, present, rule("quorum", org, held_on))
    elections.check_surplus(election.candidates, election.races, rule("surplus", org, held_on))
    watching, counting = elections.names(scrutineers), elections.names(tellers)
    standing = {row["name"] for row in elections.nominated(election.candidates)}
    standing |= {name for each in still_open(election) for name in each.names}
    elections.check_officials(watching, counting, standing, OFFICIALS)
    election.on_roll = on_roll(election, held_on) or None
    if election.on_roll and election.on_roll != entitled and not roll_note:
        raise Refused(
            f"应到 {entitled} 人，与名册的 {election.on_roll} 人不一致：请核对{_roll_words(election)}，或写明差异说明。"
        )
    election.held_on, election.entitled, election.present = held_on, entitled, present
    election.scrutineers, election.tellers = watching, counting
    election.roll_note, election.presided_by = roll_note, presided_by


def on_roll(election: Election, on: date) -> int:
    """How many should come, as far as the registers know; 0: they do not."""
    if election.meeting == elections.DELEGATES:
        return election.delegates
    if election.meeting == elections.GENERAL:
        return len(answer("members.roll", election.org_id, on, default=()) or ())
    return len({each.person_id for each in queries.serving(election.org_id) if posts.seat(each.title) == UNION})


def _roll_words(election: Election) -> str:
    return {elections.GENERAL: "会员台账", elections.DELEGATES: "会员代表名册"}.get(election.meeting, "委员名册")


def still_open(election: Election) -> list[rounds.Open]:
    return rounds.open_races(election.races, election.candidates, election.rounds)


@action(workflows.ELECTION.count, Election)
def count_ballots(
    election: Election, *, ballots: Sequence[Values], votes: Sequence[Values], actor: Actor, on: date, **_: Any
) -> None:
    """One round as on the result sheet.

    `ballots`: [{race, issued, returned, valid}]; `votes`: [{race, name, yes, no, abstain}].

    A name that does not stand was written in (另选人). A round in which more came back than went out is void and kept.
    """
    if election.held_on is None or election.entitled is None or election.present is None:
        raise Refused("大会还没有召开：请先登记召开大会。")
    needed = voting.needed(election.entitled, rule("majority", election.org_id, election.held_on))
    open_now = {each.race: each for each in still_open(election)}
    _check_rows(ballots, votes, open_now)
    sheets = []
    for row in ballots:
        sheet = _sheet(open_now[row["race"]], row, [vote for vote in votes if vote["race"] == row["race"]])
        voting.check_sheet(sheet, open_now[row["race"]].names, election.present, ON_SHEET)
        sheets.append(_decided(sheet, open_now[row["race"]].kind, voting.decide(sheet, needed)))
    _identify_written_in(election, sheets, actor, on)
    election.rounds = [
        *election.rounds,
        {
            "no": len(election.rounds) + 1,
            "held_on": f"{election.held_on}",
            "entitled": election.entitled,
            "present": election.present,
            "needed": needed,
            "scrutineers": election.scrutineers,
            "tellers": election.tellers,
            "races": sheets,
            "rejected": "",
        },
    ]


def _check_rows(ballots: Sequence[Values], votes: Sequence[Values], open_now: dict[str, rounds.Open]) -> None:
    """Every row belongs to a race that is voted on now, once."""
    given = [row["race"] for row in ballots]
    for race in [*given, *(row["race"] for row in votes)]:
        if race not in open_now:
            words = "、".join(open_now) or "没有"
            raise Refused(f"“{race}”不在这一轮的选举项目中：这一轮要选的是{words}。")
    for race in given:
        if given.count(race) > 1:
            raise Refused(f"“{race}”的选票数填了 {given.count(race)} 行：请合并。")
    for row in votes:
        if row["race"] not in given:
            raise Refused(f"“{row['race']}”有得票而没有选票数：请填写发出、收回和有效票数。")


def _sheet(race: rounds.Open, row: Values, votes: Sequence[Values]) -> voting.Sheet:
    found = [
        voting.Vote(
            each["name"],
            each.get("yes") or 0,
            each.get("no") or 0,
            each.get("abstain") or 0,
            write_in=each["name"] not in race.names,
        )
        for each in votes
    ]
    numbers = {name: row.get(name) or 0 for name in ("issued", "returned", "valid")}
    return voting.Sheet(race.race, race.seats, votes=found, **numbers)


def _decided(sheet: voting.Sheet, kind: str, outcome: voting.Outcome) -> Values:
    return {
        "race": sheet.race,
        "kind": kind,
        "seats": sheet.seats,
        "issued": sheet.issued,
        "returned": sheet.returned,
        "valid": sheet.valid,
        "votes": [
            {"name": each.name, "yes": each.yes, "no": each.no, "abstain": each.abstain, "write_in": each.write_in}
            for each in sheet.votes
        ],
        "elected": list(outcome.elected),
        "tied": list(outcome.tied),
        "vacant": outcome.vacant,
        "void": outcome.void,
    }


def _identify_written_in(election: Election, sheets: Sequence[Values], actor: Actor, on: date) -> None:
    """Whoever was elected without having stood becomes known as a person, and must have the right to be elected."""
    standing = {(row["race"], row["name"]) for row in election.candidates}
    new = [
        {"race": sheet["race"], "name": name, "by": elections.WRITTEN_IN, "capacity": posts.NOBODY}
        | {"verdict": elections.FIT, "why": ""}
        for sheet in sheets
        for name in (*sheet["elected"], *sheet["tied"])
        if (sheet["race"], name) not in standing
    ]
    if new:
        known = {row["name"]: row["person_id"] for row in election.candidates}
        found = identified(new, election.org_id, on, actor=actor, known=known)
        election.candidates = [*election.candidates, *found]


@action(workflows.ELECTION.retract, Election)
def retract_round(election: Election, **_: Any) -> None:
    """The last round was typed wrongly: it is taken off with the seats given up in it, the journal keeps it."""
    if not rounds.counting(election.rounds):
        raise Refused("还没有登记计票结果：没有可以撤销的。")
    election.races = rounds.restored(election.races, election.rounds[-1:])
    election.rounds = election.rounds[:-1]


@action(workflows.ELECTION.reduce, Election)
def reduce_seats(election: Election, *, race: str, consent: int, **_: Any) -> None:
    """Fewer seats instead of another vote: a majority of those who should come agrees, and the size stays lawful."""
    left = next((each for each in still_open(election) if each.race == race), None)
    if left is None or left.kind != rounds.ANOTHER:
        raise Refused(f"“{race}”不是当选人数不足的项目，不能减少名额：请按这一轮的结果继续投票。")
    if election.held_on is None or election.entitled is None or election.present is None:
        raise Refused("大会还没有召开：请先登记召开大会。")
    majority = rule("majority", election.org_id, election.held_on)
    needed = voting.needed(election.entitled, majority)
    if not needed <= consent <= election.present:
        raise Refused(
            f"同意减少名额 {consent} 人：应不少于 {needed} 人（应到 {election.entitled} 人），"
            f"且不多于实到 {election.present} 人{majority.basis}。"
        )
    races = deepcopy(election.races)
    row = next(each for each in races if each["race"] == race)
    check_seats(election, race, row["seats"] - left.seats)
    row["seats"] -= left.seats
    kept = deepcopy(election.rounds)
    last = [sheet for each in rounds.counting(kept) for sheet in each["races"] if sheet["race"] == race][-1]
    last["vacant"], last["reduced"] = 0, left.seats
    election.races, election.rounds = races, kept


@action(workflows.ELECTION.adjourn, Election)
def adjourn_meeting(election: Election, **_: Any) -> None:
    """The meeting goes home before all is decided: another is called for what is left."""


@action(workflows.ELECTION.announce, Election)
def announce_result(election: Election, *, announced_on: date, **_: Any) -> None:
    """Told on the spot by the chair of the meeting, once every race is decided."""
    left = still_open(election)
    if left:
        words = "；".join(f"“{each.race}”还差 {each.seats} 人（{each.kind}）" for each in left)
        raise Refused(f"还没有全部选出，不能宣布结果：{words}。请继续投票，或按规定减少名额。")
    check_order(("大会日期", election.held_on), ("宣布日期", announced_on))
    election.announced_on = announced_on
