"""Rules with their boundaries."""

import re
from datetime import date, timedelta
from fractions import Fraction

import pytest

from liuyou.areas.bargaining import rules
from liuyou.kernel.base.days import check_order
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.base.votes import quorum, votes_needed

THIRD, HALF, TWO_THIRDS = Fraction(1, 3), Fraction(1, 2), Fraction(2, 3)


@pytest.mark.parametrize(("entitled", "least"), [(3, 2), (100, 67), (99, 66), (1, 1)])
def test_two_thirds_must_attend(entitled, least):
    assert quorum(entitled, TWO_THIRDS) == least


@pytest.mark.parametrize(
    ("entitled", "strict", "least"),
    [(100, True, 51), (100, False, 50), (101, True, 51), (101, False, 51), (1, True, 1), (1, False, 1)],
)
def test_more_than_half_is_not_at_least_half(entitled, strict, least):
    assert votes_needed(entitled, HALF, strict=strict) == least


@pytest.mark.parametrize(
    ("entitled", "present", "in_favour", "strict", "words"),
    [
        (100, 67, 51, True, None),
        (100, 66, 66, True, "至少 67 人"),
        (100, 67, 50, True, "超过全体的 1/2（至少 51 人）"),
        (100, 67, 50, False, None),
        (100, 67, 49, False, "达到全体的 1/2（至少 50 人）"),
        (100, 67, 68, False, "依次不增"),
        (0, 0, 0, False, "依次不增"),
    ],
)
def test_a_vote_is_refused_with_its_numbers(entitled, present, in_favour, strict, words):
    def vote():
        rules.check_vote(entitled, present, in_favour, attend=TWO_THIRDS, share=HALF, strict=strict)

    if words is None:
        vote()
    else:
        with pytest.raises(Refused, match=re.escape(words)):
            vote()


def test_without_a_quorum_only_votes_count():
    rules.check_vote(100, 50, 50, attend=None, share=HALF, strict=False)


@pytest.mark.parametrize(
    ("workers", "employers", "words"),
    [(3, 3, None), (4, 3, None), (2, 2, "每方至少 3 人"), (3, 2, "用人单位方协商代表 2 人"), (3, 4, "多于职工方")],
)
def test_each_side_is_large_enough_and_the_employer_no_larger(workers, employers, words):
    if words is None:
        rules.check_representatives(workers, employers, 3)
    else:
        with pytest.raises(Refused, match=words):
            rules.check_representatives(workers, employers, 3)


@pytest.mark.parametrize(("experts", "side", "fits"), [(1, 3, True), (2, 3, False), (1, 5, True), (2, 6, True)])
def test_a_third_may_come_from_outside(experts, side, fits):
    if fits:
        rules.check_experts("职工方", experts, side, THIRD)
    else:
        with pytest.raises(Refused, match="最多 1 人"):
            rules.check_experts("职工方", experts, side, THIRD)


@pytest.mark.parametrize(
    ("starts", "ends", "most", "fits"),
    [
        ("2015-07-01", "2016-06-30", 1, True),
        ("2015-07-01", "2016-07-01", 1, True),
        ("2015-07-01", "2016-06-29", 1, False),
        ("2015-07-01", "2016-07-02", 1, False),
        ("2015-07-01", "2018-06-30", 3, True),
        ("2015-07-01", "2018-07-02", 3, False),
        ("2016-02-29", "2017-02-28", 1, True),
        ("2016-02-29", "2017-02-27", 1, True),
    ],
)
def test_the_term_is_in_whole_years(starts, ends, most, fits):
    days = date.fromisoformat(starts), date.fromisoformat(ends)
    if fits:
        rules.check_term(*days, 1, most)
    else:
        with pytest.raises(Refused, match="期限应为"):
            rules.check_term(*days, 1, most)


def test_silence_must_last_through_the_review():
    end = date(2016, 6, 15)
    with pytest.raises(Refused, match="2016-06-15 届满"):
        rules.check_in_force(end, end, "")
    rules.check_in_force(end + timedelta(days=1), end, "")
    rules.check_in_force(end - timedelta(days=5), end, "人社审〔2016〕3号")


def test_renewal_is_proposed_from_the_first_day_of_the_window():
    window = date(2016, 4, 1)
    with pytest.raises(Refused, match="2016-04-01 起才能提出续签"):
        rules.check_renewable(window - timedelta(days=1), window)
    rules.check_renewable(window, window)
    rules.check_renewable(window + timedelta(days=99), window)


@pytest.mark.parametrize(
    ("starts", "ends", "renewal", "fits"),
    [
        ("2016-07-01", "2017-06-30", False, True),
        ("2016-06-30", "2017-06-29", False, False),
        ("2016-06-30", "2017-06-29", True, True),
        ("2014-07-01", "2015-06-30", False, True),
        ("2014-07-02", "2015-07-01", True, False),
    ],
)
def test_an_employer_has_one_agreement_of_a_kind_at_a_time(starts, ends, renewal, fits):
    terms = [(date(2015, 7, 1), date(2016, 7, 1))]
    days = date.fromisoformat(starts), date.fromisoformat(ends)
    if fits:
        rules.check_no_overlap(*days, terms, renewal=renewal)
    else:
        with pytest.raises(Refused, match="2015-07-01 至 2016-06-30 有效"):
            rules.check_no_overlap(*days, terms, renewal=renewal)


def test_dates_come_in_order():
    check_order(("签订日期", date(2016, 1, 1)), ("报送日期", None), ("生效日期", date(2016, 1, 1)))
    with pytest.raises(Refused, match="报送日期 2015-12-31 早于签订日期 2016-01-01"):
        check_order(("签订日期", date(2016, 1, 1)), ("报送日期", date(2015, 12, 31)))
