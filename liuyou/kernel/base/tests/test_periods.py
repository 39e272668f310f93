"""Periods: codes, Chinese wording, last year, months."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.base.periods import Period

FORMS = [
    ("2016", date(2016, 1, 1), date(2016, 12, 31), "2016年"),
    ("2016H1", date(2016, 1, 1), date(2016, 6, 30), "2016年上半年"),
    ("2016H2", date(2016, 7, 1), date(2016, 12, 31), "2016年下半年"),
    ("2016Q1", date(2016, 1, 1), date(2016, 3, 31), "2016年第一季度"),
    ("2016Q4", date(2016, 10, 1), date(2016, 12, 31), "2016年第四季度"),
    ("2016-02", date(2016, 2, 1), date(2016, 2, 29), "2016年2月"),
    ("2015-02", date(2015, 2, 1), date(2015, 2, 28), "2015年2月"),
    ("2016-05ytd", date(2016, 1, 1), date(2016, 5, 31), "2016年1—5月"),
    ("2016-01ytd", date(2016, 1, 1), date(2016, 1, 31), "2016年1月"),
    ("2016-01-28", date(2016, 1, 28), date(2016, 1, 28), "2016年1月28日"),
    ("2016-01-01..2016-03-15", date(2016, 1, 1), date(2016, 3, 15), "2016年1月1日至3月15日"),
    ("2016-01-05..2016-01-15", date(2016, 1, 5), date(2016, 1, 15), "2016年1月5日至15日"),
    ("2015-12-01..2016-01-31", date(2015, 12, 1), date(2016, 1, 31), "2015年12月1日至2016年1月31日"),
]


@pytest.mark.parametrize(("code", "start", "end", "label"), FORMS)
def test_a_code_names_its_days_and_its_label(code, start, end, label):
    period = Period.parse(code)
    assert (period.start, period.end, str(period), period.label) == (start, end, code, label)


@pytest.mark.parametrize(
    ("wording", "code"),
    [
        ("2016年", "2016"),
        ("2016年度", "2016"),
        ("2016年上半年", "2016H1"),
        ("2016 年 下半年", "2016H2"),
        ("2016年第一季度", "2016Q1"),
        ("2016年四季度", "2016Q4"),
        ("2016年第3季度", "2016Q3"),
        ("2016年5月", "2016-05"),
        ("2016年05月", "2016-05"),
        ("2016年1—5月", "2016-05ytd"),
        ("2016年1-5月", "2016-05ytd"),
        ("2016年1月28日", "2016-01-28"),
        ("２０１６年５月", "2016-05"),
        ("2016-5", "2016-05"),
        ("2016h1", "2016H1"),
        ("2016-05YTD", "2016-05ytd"),
        ("2016-01-28..2016-01-28", "2016-01-28"),
        ("2016年1月1日..2016年3月15日", "2016-01-01..2016-03-15"),
    ],
)
def test_other_wordings_become_the_one_code(wording, code):
    assert Period.parse(wording).code == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "去年",
        "16",
        "0016",
        "2016H3",
        "2016Q0",
        "2016Q5",
        "2016-00",
        "2016-13",
        "2016-13ytd",
        "2016年0月",
        "2016-02-30",
        "2015-02-29",
        "2016-03-15..2016-01-01",
        "2016-01..2016-03",
        "2016-01-01..",
        "2016H1ytd",
        "2016年第五季度",
    ],
)
def test_what_is_no_period_is_refused_with_the_text_and_a_way_out(text):
    with pytest.raises(BadInput, match=f"看不懂统计期“{text}”.*可以写"):
        Period.parse(text)


def test_an_impossible_day_is_named():
    with pytest.raises(BadInput, match="没有 2015年2月29日这一天"):
        Period.parse("2015-02-29")


@pytest.mark.parametrize(
    ("code", "before"),
    [
        ("2016", "2015"),
        ("2016H2", "2015H2"),
        ("2016Q3", "2015Q3"),
        ("2016-02", "2015-02"),
        ("2016-05ytd", "2015-05ytd"),
        ("2016-02-29", "2015-02-28"),
        ("2016-02-29..2016-03-01", "2015-02-28..2015-03-01"),
    ],
)
def test_last_year_is_the_same_period_one_year_before(code, before):
    assert Period.parse(code).last_year() == Period.parse(before)


@pytest.mark.parametrize(
    ("code", "months"),
    [
        ("2016-02", ["2016-02"]),
        ("2016Q1", ["2016-01", "2016-02", "2016-03"]),
        ("2016-02ytd", ["2016-01", "2016-02"]),
        ("2015-12-01..2016-01-31", ["2015-12", "2016-01"]),
    ],
)
def test_months_are_the_whole_months_inside(code, months):
    assert [month.code for month in Period.parse(code).months()] == months


@pytest.mark.parametrize("code", ["2016-01-28", "2016-01-01..2016-03-15", "2016-01-02..2016-01-31"])
def test_a_period_that_cuts_a_month_has_no_months(code):
    with pytest.raises(BadInput, match="不是由整月组成"):
        Period.parse(code).months()


def test_both_ends_are_inside():
    half = Period.parse("2016H1")
    days = (date(2015, 12, 31), date(2016, 1, 1), date(2016, 6, 30), date(2016, 7, 1))
    assert [half.contains(day) for day in days] == [False, True, True, False]


@given(st.dates(min_value=date(1901, 1, 1)), st.dates(min_value=date(1901, 1, 1)))
def test_every_code_reads_back_as_itself(first, second):
    span = Period.parse(f"{min(first, second)}..{max(first, second)}")
    assert Period.parse(span.code) == span
    assert Period.parse(Period.parse(first.isoformat()).label).start == first
