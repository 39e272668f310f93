"""Rounds that no longer count, and lists of candidates made anew between rounds."""

from datetime import date

import pytest

from liuyou.areas.officers import papers
from liuyou.areas.officers.actions import balloting, elections, results
from liuyou.areas.officers.actions.numbers import rule
from liuyou.areas.officers.rules import elections as rules
from liuyou.areas.officers.screens.elections import FORMS
from liuyou.areas.officers.tests.conftest import AUDIT, HELD, NAMES, UNION
from liuyou.kernel.base.errors import Refused

DAY = date(2016, 3, 28)


def counted(office, election, *others, **yes):
    """One round in which the given names get so many votes; `others` were written in."""
    votes = [*office.votes(election, **yes), *others]
    return balloting.count_ballots(election, ballots=office.ballots(election), votes=votes, actor=office.actor)


def written_in(office):
    """Somebody written in takes the last seat of the committee."""
    election = office.take(office.prepared(), "convene")
    return counted(office, election, {"name": "戴九", "race": UNION, "yes": 70}, **{f"{UNION}郑七": 20})


def standing(election):
    return {each.race: set(each.names) for each in balloting.still_open(election)}


def undone(office, election, how):
    """The election before its first valid round once more, in the meeting."""
    if how == "retracted":
        return balloting.retract_round(election, reason="录错", actor=office.actor)
    given = office.inputs(election)
    election = balloting.announce_result(election, actor=office.actor, **given["announce"])
    election = results.allocate_posts(election, actor=office.actor, on=DAY, **given["allocate"])
    election = results.report_result(election, actor=office.actor, on=DAY, **given["report"])
    election = results.refuse_result(election, reason="程序不合规定", actor=office.actor)
    again = given["convene"] | {"tellers": "戴九、杨计"}  # no candidate: may count
    return balloting.convene_meeting(election, actor=office.actor, on=DAY, **again)


@pytest.mark.parametrize("how", ["retracted", "refused"])
def test_seats_given_up_in_a_round_that_no_longer_counts_come_back(office, how):
    election = counted(office, office.take(office.prepared(), "convene"), **{f"{UNION}郑七": 60})
    election = balloting.reduce_seats(election, race=UNION, consent=61, reason="人选不足", actor=office.actor)
    assert election.races[0]["seats"] == 6
    election = undone(office, election, how)
    assert [row["seats"] for row in election.races] == [7, 3, 2, 1]
    assert {each.race: each.seats for each in balloting.still_open(election)}[UNION] == 7


@pytest.mark.parametrize("how", ["retracted", "refused"])
def test_whoever_was_written_in_does_not_stand_in_the_next_round(office, how):
    election = undone(office, written_in(office), how)
    assert standing(election)[UNION] == set(NAMES[UNION])
    lists = [paper for paper in papers.ELECTION if paper.code in ("candidates", "posting", "ballot_union")]
    assert "戴九" not in "".join(f"{each}" for paper in lists for each in paper.content(election))
    for step in ("nominate", "vet"):
        assert "戴九" not in {row["name"] for row in FORMS[step](election)[1]["candidates"]}
    again = counted(office, election, {"name": "戴九", "race": UNION, "yes": 70}, **{f"{UNION}郑七": 20})
    assert "戴九" in again.rounds[-1]["races"][0]["elected"]
    assert [row["name"] for row in again.candidates].count("戴九") == 1


def test_somebody_written_in_makes_no_surplus(office):
    """Eight stand for seven seats; one found unfit leaves seven and one written in."""
    election = written_in(office)
    rows = [row | {"verdict": "不合格"} if row["name"] == "冯八" else row for row in election.candidates]
    assert sum(row["race"] == UNION and row["verdict"] == "合格" for row in rows) == 8
    with pytest.raises(Refused, match="合格候选人 7 名"):
        rules.check_surplus(rows, election.races, rule("surplus", election.org_id, HELD))


def test_a_new_list_keeps_whom_an_earlier_round_elected(office):
    election = office.take(office.prepared(), "convene")
    others = {f"{UNION}郑七": 20, f"{AUDIT}秦丙": 30}
    election = counted(office, election, {"name": "戴九", "race": UNION, "yes": 70}, **others)
    election = balloting.adjourn_meeting(election, reason="人选不足", actor=office.actor)
    election = elections.renominate(election, reason="补提候选人", actor=office.actor)
    full = [row for row in office.candidates(election) if row["name"] != "秦丙"] + [{"name": "许丁", "race": AUDIT}]
    without = [row for row in full if (row["race"], row["name"]) != (UNION, "李二")]
    with pytest.raises(Refused, match="“李二”在已投票的轮次中当选工会委员会，重新提名不能去掉：请在名单中保留"):
        elections.nominate(election, candidates=without, actor=office.actor)
    election = elections.nominate(election, candidates=full, actor=office.actor)
    assert standing(election) == {AUDIT: {"许丁"}}
    given = office.inputs(election)
    verdicts = [row | {"verdict": "合格"} for row in FORMS["vet"](election)[1]["candidates"]]
    election = elections.vet_candidates(election, actor=office.actor, **given["vet"] | {"candidates": verdicts})
    election = elections.post_candidates(election, actor=office.actor, **given["post"])
    election = elections.confirm_candidates(election, actor=office.actor, **given["confirm"])
    election = balloting.convene_meeting(election, actor=office.actor, on=DAY, **given["convene"])
    election = counted(office, election)
    election = balloting.announce_result(election, actor=office.actor, **given["announce"])
    election = results.allocate_posts(election, actor=office.actor, on=DAY, **given["allocate"])
    assert {row["name"] for row in election.posts} >= {"戴九", "许丁", "李二"}
    assert all(row["person_id"] for row in election.posts)
