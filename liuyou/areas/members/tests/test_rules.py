"""Rules of membership at their boundaries, without a database."""

from datetime import date
from decimal import Decimal

import pytest

from liuyou.areas.members import rules
from liuyou.kernel.base.errors import Refused

D = Decimal


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        (date(1949, 12, 31), "50前"),
        (date(1950, 1, 1), "50后"),
        (date(1989, 12, 31), "80后"),
        (date(2000, 1, 1), "00后"),
        (None, ""),
    ],
)
def test_cohort(born, expected):
    assert rules.cohort(born) == expected


DAY = [date(2024, 1, n) for n in range(1, 9)]


@pytest.mark.parametrize(
    ("since", "until", "other", "expected"),
    [
        (1, None, (0, 1), False),
        (1, None, (0, 2), True),
        (1, None, (0, None), True),
        (1, 2, (2, None), False),
        (1, 3, (2, None), True),
        (1, 1, (0, None), False),
        (1, None, (3, 3), False),
    ],
)
def test_spans_that_touch_do_not_overlap(since, until, other, expected):
    last = None if until is None else DAY[until]
    first, second = other
    assert rules.overlaps(DAY[since], last, [(DAY[first], None if second is None else DAY[second])]) is expected


@pytest.mark.parametrize(
    ("wage", "expected"),
    [("3000", "15.00"), ("3009.99", "15.00"), ("3010", "15.05"), ("9.99", "0.00"), ("10", "0.05")],
)
def test_dues_leave_out_what_is_below_ten_yuan(wage, expected):
    assert rules.dues(D(wage), D("0.005"), D(10)) == D(expected)


@pytest.mark.parametrize(
    ("paid", "expected"), [([], 0), ([True], 0), ([False] * 3, 3), ([False, True, False, False], 2), ([False, True], 0)]
)
def test_months_unpaid_in_a_row_are_the_latest(paid, expected):
    months = [(date(2024, number, 1), each) for number, each in enumerate(paid, 1)]
    assert rules.unpaid_in_a_row(months[::-1]) == expected


def test_six_months_unpaid_are_enough_and_five_are_not():
    rules.may_lapse(6, 6)
    with pytest.raises(Refused, match=r"5 个月，不到 6 个月.*章程"):
        rules.may_lapse(5, 6)
    with pytest.raises(Refused, match="没有会费收缴记录"):
        rules.may_lapse(None, 6)


@pytest.mark.parametrize(("day", "expected"), [(date(2024, 5, 31), 49), (date(2024, 6, 1), 50), (date(2024, 6, 2), 50)])
def test_age_is_reached_on_the_birthday(day, expected):
    assert rules.years_on(date(1974, 6, 1), day) == expected


BORN = date(1980, 1, 1)


@pytest.mark.parametrize(
    ("one", "other", "speaks"),
    [
        ((BORN, "1", "甲厂"), (BORN, "2", "乙厂"), True),
        ((BORN, "1", "甲厂"), (None, "1", ""), True),
        ((BORN, "1", "甲厂"), (date(1981, 1, 1), "1", "甲厂"), False),
        ((None, "", "甲厂"), (BORN, "", "甲厂"), True),
        ((None, "", ""), (BORN, "", "甲厂"), False),
    ],
)
def test_two_of_one_name_are_alike_by_one_more_thing_and_no_contradiction(one, other, speaks):
    assert rules.likeness(one, other).speaks is speaks


def test_days_that_are_given_come_in_order():
    rules.in_order(("甲", BORN), ("乙", None), ("丙", BORN))
    with pytest.raises(Refused, match="丙 1979-12-31 早于甲 1980-01-01"):
        rules.in_order(("甲", BORN), ("乙", None), ("丙", date(1979, 12, 31)))
