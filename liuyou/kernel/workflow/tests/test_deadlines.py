"""Time limits around weekends, holidays and month ends of known years."""

from datetime import date

import pytest

from liuyou.kernel.base.errors import BadInput, Refused
from liuyou.kernel.workflow.deadlines import Unit, due, remaining, remaining_text


@pytest.mark.parametrize(
    ("start", "count", "unit", "last", "because"),
    [
        (date(2016, 3, 1), 1, Unit.CALENDAR, date(2016, 3, 2), "the day of the start is not counted"),
        (date(2016, 3, 1), 15, Unit.CALENDAR, date(2016, 3, 16), "a Wednesday"),
        (date(2016, 3, 1), 4, Unit.CALENDAR, date(2016, 3, 7), "Saturday moves to Monday"),
        (date(2016, 9, 20), 15, Unit.CALENDAR, date(2016, 10, 8), "national week; the Saturday after is worked"),
        (date(2040, 3, 1), 2, Unit.CALENDAR, date(2040, 3, 5), "no table: Saturday still moves"),
        (date(2016, 2, 3), 10, Unit.WORKING, date(2016, 2, 22), "spring festival with two worked weekend days"),
        (date(2016, 3, 4), 1, Unit.WORKING, date(2016, 3, 7), "Friday to Monday"),
        (date(2016, 10, 7), 2, Unit.WORKING, date(2016, 10, 9), "both days of that weekend are worked"),
        (date(2015, 12, 31), 1, Unit.WORKING, date(2016, 1, 4), "over the new year"),
        (date(2016, 1, 31), 1, Unit.MONTHS, date(2016, 2, 29), "the month's last day"),
        (date(2016, 3, 15), 6, Unit.MONTHS, date(2016, 9, 18), "mid-autumn: 15 to 17 off, Sunday 18 worked"),
        (date(2016, 2, 29), 1, Unit.YEARS, date(2017, 2, 28), "no 29 February"),
        (date(2013, 6, 30), 3, Unit.YEARS, date(2016, 6, 30), "the corresponding day"),
        (date(2016, 12, 31), 12, Unit.MONTHS, date(2018, 1, 2), "Sunday, then New Year's Day observed"),
    ],
)
def test_a_limit_ends(start, count, unit, last, because):
    assert due(start, count, unit) == last, because


def test_working_days_need_the_years_table():
    with pytest.raises(Refused, match=r"缺少 2040 年的节假日安排.*2040\.yaml"):
        due(date(2040, 3, 1), 5, Unit.WORKING)


@pytest.mark.parametrize("count", [0, -1])
def test_a_limit_is_at_least_one(count):
    with pytest.raises(BadInput, match="期限至少为 1"):
        due(date(2016, 3, 1), count, Unit.CALENDAR)


@pytest.mark.parametrize(
    ("last", "on", "left", "text"),
    [
        (date(2016, 3, 7), date(2016, 3, 2), 3, "还剩 3 个工作日"),
        (date(2016, 3, 7), date(2016, 3, 4), 1, "还剩 1 个工作日"),
        (date(2016, 3, 7), date(2016, 3, 7), 0, "今天到期"),
        (date(2016, 3, 7), date(2016, 3, 8), -1, "已超期 1 天"),
        (date(2016, 3, 4), date(2016, 3, 7), -3, "已超期 3 天"),
        (date(2016, 3, 6), date(2016, 3, 5), 0, "还剩 1 天（休息日）"),
        (date(2016, 10, 9), date(2016, 9, 30), 2, "还剩 2 个工作日"),
        (date(2040, 3, 5), date(2040, 3, 1), 2, "还剩 2 个工作日"),
    ],
)
def test_what_is_left(last, on, left, text):
    assert (remaining(last, on), remaining_text(last, on)) == (left, text)


def test_units_are_the_words_parameters_carry():
    assert [Unit(word) for word in ("日历日", "工作日", "个月", "年")] == list(Unit)
