"""Candidates by name where the register of members is installed: roll, namesakes, rights."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import pytest

from liuyou.areas.officers.actions import balloting, elections
from liuyou.areas.officers.tests.conftest import NAMES, UNION
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.catalogue.answers import ANSWERS


class Standing(NamedTuple):
    """As the area of members answers."""

    active: bool
    vote: bool
    stand: bool
    why: str


@pytest.fixture
def roll(county, monkeypatch):
    """A register of members: everybody who may be nominated, one more without the right, two of one name."""
    names = [*dict.fromkeys(name for each in NAMES.values() for name in each), "沈保留", "王双", "王双"]
    people = county.people(*names)
    retained = people[names.index("沈保留")]

    def standing(asked: Collection[int], org: int, on: object) -> dict[int, Standing]:
        fine, not_fine = Standing(True, True, True, ""), Standing(False, False, False, "会籍保留中")
        return {each: not_fine if each == retained else fine for each in asked}

    monkeypatch.setitem(ANSWERS, "members.roll", lambda org, on: people)
    monkeypatch.setitem(ANSWERS, "members.active", lambda org, on: len(people))
    monkeypatch.setitem(ANSWERS, "members.women", lambda org, on: 12)
    monkeypatch.setitem(ANSWERS, "members.standing", standing)
    return people


def test_the_numbers_come_from_the_register_of_members(office, roll):
    election = office.prepared(members=None, women=None, races=[{"race": UNION, "seats": 5}])
    assert (election.members, election.women) == (len(roll), 12)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("沈保留", "“沈保留”没有被选举权：会籍保留中.*第四条"),
        ("王双", "会员中有 2 名同名的人，请填写身份证号"),
        ("施外人", "“施外人”不在会员名册中"),
    ],
)
def test_who_may_not_stand_is_not_on_the_list(office, roll, name, words):
    election = office.take(office.prepared(), "plan")
    rows = [*office.candidates(election), {"name": name, "race": UNION}]
    with pytest.raises(Refused, match=words):
        elections.nominate(election, candidates=rows, actor=office.actor)


def test_candidates_are_the_members_of_these_names(office, roll):
    election = office.take(office.prepared(), "nominate")
    assert {row["person_id"] for row in election.candidates} <= set(roll)


def test_another_number_than_the_roll_is_explained(office, roll):
    election = office.take(office.prepared(), "confirm")
    given = office.inputs(election)["convene"]
    with pytest.raises(Refused, match=f"应到 120 人，与名册的 {len(roll)} 人不一致"):
        balloting.convene_meeting(election, actor=office.actor, **given)
    opened = balloting.convene_meeting(election, actor=office.actor, **given, roll_note="新入会待补登")
    assert (opened.on_roll, opened.roll_note) == (len(roll), "新入会待补登")
