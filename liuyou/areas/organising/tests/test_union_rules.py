"""Rules of union records, formation and targets at their boundaries; no database."""

from datetime import date
from fractions import Fraction

import pytest

from liuyou.areas.organising.rules import formation, targets, unions
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.parameters.definitions import resolve

TABLE = resolve("organising.committee_size", region="330102", on=date(2020, 1, 1)).value
FUTIAN = resolve("organising.committee_size", region="440304", on=date(2020, 1, 1)).value


@pytest.mark.parametrize(
    ("table", "members", "expected"),
    [
        (TABLE, 24, (3, 5)),
        (TABLE, 25, (3, 7)),
        (TABLE, 200, (3, 7)),
        (TABLE, 201, (7, 15)),
        (TABLE, 1000, (7, 15)),
        (TABLE, 1001, (15, 21)),
        (TABLE, 50000, (29, 37)),
        (TABLE, 50001, (37, 45)),
        (FUTIAN, 25, (3, 3)),
        (FUTIAN, 26, (3, 5)),
    ],
)
def test_the_committee_grows_with_the_members(table, members, expected):
    assert formation.bounds(table, members) == expected


def test_one_chair_or_organiser_below_twenty_five():
    formation.check_committee(1, 24, TABLE, 25)
    with pytest.raises(Refused, match="3–7 人"):
        formation.check_committee(1, 25, TABLE, 25)
    with pytest.raises(Refused, match="或者只选主席"):
        formation.check_committee(2, 24, TABLE, 25)
    with pytest.raises(Refused, match="3–7 人"):
        formation.check_committee(8, 200, TABLE, 25)


@pytest.mark.parametrize(
    ("women", "threshold", "due"),
    [
        (0, 10, ""),
        (1, 10, formation.WOMEN_MEMBER),
        (9, 10, formation.WOMEN_MEMBER),
        (10, 10, formation.WOMEN_COMMITTEE),
        (24, 25, formation.WOMEN_MEMBER),
        (25, 25, formation.WOMEN_COMMITTEE),
    ],
)
def test_women_have_a_committee_from_the_threshold(women, threshold, due):
    assert formation.women_body(women, threshold) == due
    formation.check_women(due, women, threshold)
    if due:
        with pytest.raises(Refused, match=due):
            formation.check_women("", women, threshold)
    if due == formation.WOMEN_COMMITTEE:
        with pytest.raises(Refused, match="不能只设"):
            formation.check_women(formation.WOMEN_MEMBER, women, threshold)


def test_an_election_needs_quorum_and_majority_of_all_entitled():
    share = Fraction(2, 3)
    formation.check_election(90, 60, 46, share)
    for present, votes, words in ((59, 46, "至少 60 人"), (60, 45, "至少 46 票"), (60, 61, "依次不增")):
        with pytest.raises(Refused, match=words):
            formation.check_election(90, present, votes, share)
    with pytest.raises(Refused, match="依次不增"):
        formation.check_election(0, 0, 0, share)


@pytest.mark.parametrize(
    ("roles", "words"),
    [
        ((), "没有职工代表"),
        ((formation.PARTY,), "没有职工代表"),
        ((formation.WORKER,), "没有党组织代表"),
        ((formation.WORKER, formation.PARTY), ""),
        ((formation.WORKER, formation.SENT), ""),
    ],
)
def test_workers_and_the_party_prepare(roles, words):
    if not words:
        return formation.check_preparatory(roles)
    with pytest.raises(Refused, match=words):
        formation.check_preparatory(roles)


@pytest.mark.parametrize(
    ("form", "number", "right"),
    [
        ("单独", 0, False),
        ("单独", 1, True),
        ("单独", 2, False),
        ("联合", 1, False),
        ("联合", 2, True),
        ("项目", 0, True),
    ],
)
def test_a_form_has_its_number_of_employers(form, number, right):
    if right:
        return formation.check_employers(form, number)
    with pytest.raises(Refused):
        formation.check_employers(form, number)


def test_who_may_meet_by_delegates():
    formation.check_congress(formation.DELEGATES, 100, 35, 100)
    formation.check_congress(formation.ALL_MEMBERS, 99, 99, 100)
    with pytest.raises(Refused, match="不足 100 人"):
        formation.check_congress(formation.DELEGATES, 99, 35, 100)
    with pytest.raises(Refused, match="全体会员 99 人"):
        formation.check_congress(formation.ALL_MEMBERS, 99, 98, 100)
    with pytest.raises(Refused, match="多于会员"):
        formation.check_congress(formation.DELEGATES, 100, 101, 100)


def test_terms_and_audit():
    formation.check_term(3, [3, 5])
    with pytest.raises(Refused, match="3或者5 年"):
        formation.check_term(4, [3, 5])
    formation.check_audit(3, 3, 11, chair="王一", head="李二")
    with pytest.raises(Refused, match="3–11"):
        formation.check_audit(2, 3, 11, chair="王一", head="李二")
    with pytest.raises(Refused, match="同时任"):
        formation.check_audit(3, 3, 11, chair="王一", head="王一")


def test_a_certificate_lasts_as_long_as_a_term():
    issued = date(2016, 2, 29)
    unions.check_certificate(issued, date(2021, 2, 28), 5)
    with pytest.raises(Refused, match="超过"):
        unions.check_certificate(issued, date(2021, 3, 1), 5)
    with pytest.raises(Refused, match="不晚于"):
        unions.check_certificate(issued, issued, 5)


def test_fully_set_up_when_the_last_is_there():
    days = [date(2016, 1, day) for day in (5, 9, 7, 8)]
    assert unions.full_since(*days) == date(2016, 1, 9)
    assert unions.full_since(*days[:3], None) is None


def test_a_project_union_moves_with_its_site():
    first = unions.moved([], "一号工地", date(2016, 1, 1))
    second = unions.moved(first, "二号工地", date(2016, 5, 1))
    assert [(each["place"], each["since"], each["until"]) for each in second] == [
        ("一号工地", "2016-01-01", "2016-05-01"),
        ("二号工地", "2016-05-01", ""),
    ]
    with pytest.raises(Refused, match="请填新的工地"):
        unions.moved(second, "二号工地", date(2016, 6, 1))
    with pytest.raises(Refused, match="早于"):
        unions.moved(second, "三号工地", date(2016, 4, 30))


def test_what_is_handed_down_is_that_of_the_nearest_below():
    paths = {1: "1", 2: "1.2", 3: "1.3", 4: "1.3.9.8"}
    assert targets.parts(paths, {1: 940, 2: 500, 3: 440, 4: 40}) == {1: 940, 2: 0, 3: 40, 4: 0}
    assert targets.parts({4: "1.3.9.8", 1: "1"}, {1: 940, 4: 40}) == {1: 40, 4: 0}
