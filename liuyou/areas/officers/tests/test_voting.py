"""Quorum, majority and the count, at every boundary."""

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from liuyou.areas.officers.rules.sources import Rule
from liuyou.areas.officers.rules.voting import Sheet, Vote, candidates_needed, check_quorum, check_sheet, decide
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.base.votes import quorum, votes_needed

TWO_THIRDS = Rule(Fraction(2, 3), "比例", "选举条例第十八条")
HALF = Fraction(1, 2)


@pytest.mark.parametrize("entitled", range(1, 401))
def test_the_quorum_is_the_least_that_is_two_thirds(entitled):
    least = quorum(entitled, Fraction(2, 3))
    assert 3 * least >= 2 * entitled > 3 * (least - 1)
    check_quorum(entitled, least, TWO_THIRDS)
    with pytest.raises(Refused, match=f"至少 {least} 人.*选举条例第十八条"):
        check_quorum(entitled, least - 1, TWO_THIRDS)


@pytest.mark.parametrize("entitled", range(1, 401))
def test_both_readings_of_half(entitled):
    """过半数: the least above half; 半数以上: the least that is half; they differ exactly where half is whole."""
    more, at_least = (votes_needed(entitled, HALF, strict=strict) for strict in (True, False))
    assert 2 * more > entitled >= 2 * (more - 1)
    assert 2 * at_least >= entitled > 2 * (at_least - 1)
    assert more - at_least == (1 if entitled % 2 == 0 else 0)


@pytest.mark.parametrize("entitled", range(1, 401))
def test_who_has_just_enough_votes_is_elected_and_one_fewer_is_not(entitled):
    for strict in (True, False):
        needed = votes_needed(entitled, HALF, strict=strict)
        sheet = Sheet("工会委员会", 1, entitled, entitled, entitled, [Vote("甲", needed, entitled - needed)])
        check_sheet(sheet, ["甲"], entitled, "")
        assert decide(sheet, needed).elected == ("甲",)
        short = replace(sheet, votes=[Vote("甲", needed - 1, entitled - needed + 1)])
        assert (decide(short, needed).elected, decide(short, needed).vacant) == ((), 1)


@pytest.mark.parametrize(
    ("seats", "rate", "least"),
    [
        (7, "0.05", 8),
        (20, "0.05", 21),
        (21, "0.05", 23),
        (9, "0.1", 10),
        (11, "0.1", 13),
        (3, "0", 3),
        (40, "0.15", 46),
    ],
)
def test_the_surplus_is_rounded_up(seats, rate, least):
    assert candidates_needed(seats, Decimal(rate)) == least


SHEET = Sheet("工会委员会", 2, 10, 9, 8, [Vote("甲", 7, 1), Vote("乙", 5, 2, 1), Vote("丙", 3, 4, 1)])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"issued": 11}, "发出选票 11 张，多于实到的 10 人"),
        ({"issued": 0, "returned": 0, "valid": 0}, "没有发出选票"),
        ({"valid": 10}, "有效票 10 张，多于收回的 9 张"),
        ({"votes": [Vote("甲", 9, 0), *SHEET.votes[1:]]}, "赞成 9、不赞成 0、弃权 0，合计 9，应等于有效票 8 张"),
        ({"votes": SHEET.votes[:2]}, "缺少候选人“丙”的得票"),
        ({"votes": [*SHEET.votes, SHEET.votes[0]]}, "“甲”填了两行"),
        ({"votes": [*SHEET.votes, Vote("丁", 9, write_in=True)]}, "另选人“丁”得票 9，多于有效票 8 张"),
        ({"votes": [*SHEET.votes, Vote("丁", 8, write_in=True)]}, "另选他人共 8 票，多于不赞成的 7 票"),
        ({"votes": [*SHEET.votes, Vote("丁", 1, 1, write_in=True)]}, "另选人“丁”只能有赞成票"),
        ({"seats": 1}, "赞成票合计 15，多于有效票 8 张乘以应选 1 人的 8"),
    ],
)
def test_every_number_is_checked_against_every_other(change, words):
    check_sheet(SHEET, ["甲", "乙", "丙"], 10, "（依据：条例）")
    with pytest.raises(Refused, match=re.escape(words)) as error:
        check_sheet(replace(SHEET, **change), ["甲", "乙", "丙"], 10, "（依据：条例）")
    assert "依据：条例" in str(error.value)


def test_all_that_is_wrong_is_told_at_once():
    wrong = replace(SHEET, issued=12, valid=10)
    with pytest.raises(Refused) as error:
        check_sheet(wrong, ["甲", "乙", "丙"], 10, "")
    assert str(error.value).count("；") == 4


@pytest.mark.parametrize(
    ("votes", "seats", "elected", "tied", "vacant"),
    [
        ((9, 8, 7), 2, "甲乙", "", 0),
        ((9, 7, 7), 2, "甲", "乙丙", 1),
        ((7, 7, 7), 2, "", "甲乙丙", 2),
        ((9, 9, 7), 2, "甲乙", "", 0),
        ((9, 5, 4), 2, "甲", "", 1),
        ((5, 5, 4), 2, "", "", 2),
        ((6, 6, 6), 3, "甲乙丙", "", 0),
    ],
)
def test_the_highest_win_and_a_tie_at_the_cut_is_nobodys(votes, seats, elected, tied, vacant):
    """Ten should have come: six votes are more than half."""
    rows = [Vote(name, yes, 10 - yes) for name, yes in zip("甲乙丙", votes, strict=True)]
    outcome = decide(Sheet("主席", seats, 10, 10, 10, rows), 6)
    assert ("".join(outcome.elected), "".join(outcome.tied), outcome.vacant) == (elected, tied, vacant)


def test_more_ballots_back_than_out_make_the_round_void():
    void = replace(SHEET, returned=11)
    check_sheet(void, ["甲", "乙", "丙"], 10, "")
    assert "收回选票 11 张，多于发出的 10 张" in decide(void, 6).void
    assert decide(replace(SHEET, returned=10), 6).void == ""
