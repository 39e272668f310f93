"""Layouts, formulas, periods, what is unusual: plain rules at their boundaries."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.base.periods import Period
from liuyou.reports.returns.rules import formulas, layout, periods, unusual, values
from liuyou.reports.returns.tests.conftest import LAYOUT

LIMITS = unusual.Thresholds()


def faults(**changes):
    return [str(each) for each in layout.faults(layout.read(LAYOUT | changes), known)]


def known(code):
    return "" if code.startswith("aid.") else f"没有指标“{code}”"


def test_a_right_layout_has_no_faults():
    assert faults() == []


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"rows": [{"code": "a", "title": "甲", "figure": "no.such"}]}, "第 1 行“甲”：没有指标“no.such”"),
        ({"rows": []}, "还没有行或列"),
        ({"columns": [{"code": "a", "title": "甲", "kind": "odd"}]}, "种类“odd”不认得"),
        ({"rows": [LAYOUT["rows"][2]] * 2}, "代号“paid”重复"),
        ({"rows": [{"code": "A-1", "title": "甲"}]}, "写法不对"),
        ({"cells": {"calls.period": {"why": ""}}}, "没有写明为什么没有记录能给出这个数"),
        ({"cells": {"nowhere.period": "aid.money"}}, "格 nowhere.period：没有这个格"),
        ({"cells": {"head.period": "xx.yy"}}, "没有指标“xx.yy”"),
        ({"checks": [{"formula": "paid.period / 0", "must": "= 0", "why": "试"}]}, "总是除以零"),
        ({"checks": [{"formula": "paid.period / (1 - 1)", "must": "= 0", "why": "试"}]}, "总是除以零"),
        (
            {"checks": [{"formula": "paid.perid", "must": "= 0", "why": "试"}]},
            "没有数字格“paid.perid”，最接近的是paid.period",
        ),
        ({"checks": [{"formula": "name.period", "must": "= 0", "why": "试"}]}, "没有数字格“name.period”"),
        ({"checks": [{"formula": "exec(1)", "must": "= 0", "why": "试"}]}, "公式读不懂"),
        ({"checks": [{"formula": "paid.period", "must": "> 1", "why": "试"}]}, "要求“> 1”不认得"),
        ({"checks": [{"formula": "paid.period", "must": "= 0", "why": ""}]}, "没有写明为什么"),
        ({"places": {"paid.period": "7C"}}, "不是单元格位置"),
        ({"places": {"paid.period": "C7", "paid.ytd": "C7"}}, "一个单元格只放一个数"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(changes, says):
    assert any(says in each for each in faults(**changes)), faults(**changes)


def test_a_typed_column_needs_a_reason_of_its_own_or_of_its_row():
    column = {"code": "hand", "title": "手填", "kind": "typed"}
    rows = [LAYOUT["rows"][2]]
    assert any("没有写明" in each for each in faults(columns=[column], rows=rows, checks=[]))
    assert faults(columns=[column | {"why": "系统没有"}], rows=rows, checks=[]) == []


def test_a_layout_is_written_as_it_was_read():
    read = layout.read(LAYOUT)
    again = layout.read(layout.written(read))
    assert (again.rows, again.columns, again.checks) == (read.rows, read.columns, read.checks)
    assert again.cells == read.cells


def test_where_each_cell_comes_from():
    cells = layout.read(LAYOUT).cells
    kinds = {
        key: str(cells[key].source) for key in ("name.period", "name.ytd", "head.period", "paid.last", "calls.period")
    }
    assert kinds == {
        "name.period": "fact",
        "name.ytd": "blank",
        "head.period": "blank",
        "paid.last": "figure",
        "calls.period": "typed",
    }
    assert (cells["calls.ytd"].source, cells["paid.note"].source, cells["head.note"].source) == (
        "carried",
        "text",
        "blank",
    )


NUMBERS = st.decimals(min_value=-(10**6), max_value=10**6, places=2)


@given(NUMBERS, NUMBERS, NUMBERS)
def test_formulas_are_worked_out_exactly(a, b, c):
    given_values = {"r.a": a, "r.b": b, "r.c": c}
    assert formulas.value(formulas.parse("(r.a + r.b) * 2 - r.c"), given_values) == (a + b) * 2 - c
    over = formulas.value(formulas.parse("r.a / r.b"), given_values)
    assert (over is None) == (b == 0)


def test_a_check_that_divides_by_nothing_says_nothing_and_tells_so():
    read = layout.read(
        LAYOUT | {"checks": [{"formula": "paid.period / people.period - 1", "must": ">= 0", "why": "试"}]}
    )
    [silent] = values.judged(read, {"paid.period": Decimal(3), "people.period": Decimal(0)})
    assert (silent.holds, silent.words) == (None, "有格没有数或除以零，这一条不作判断")


@pytest.mark.parametrize(
    ("frequency", "day", "code", "before", "ytd"),
    [
        ("月", date(2016, 1, 31), "2016-01", "2015-12", "2016-01ytd"),
        ("季", date(2016, 4, 1), "2016Q2", "2016Q1", "2016-06ytd"),
        ("半年", date(2016, 7, 1), "2016H2", "2016H1", "2016-12ytd"),
        ("年", date(2016, 12, 31), "2016", "2015", "2016"),
        ("统计年度", date(2016, 9, 30), "2015-10-01..2016-09-30", "2014-10-01..2015-09-30", "2015-10-01..2016-09-30"),
        ("统计年度", date(2016, 10, 1), "2016-10-01..2017-09-30", "2015-10-01..2016-09-30", "2016-10-01..2017-09-30"),
    ],
)
def test_the_periods_of_each_frequency(frequency, day, code, before, ytd):
    period = periods.around(frequency, day)
    assert (period.code, periods.before(frequency, period).code, periods.to_date(period).code) == (code, before, ytd)
    assert periods.of(frequency, code) == period


def test_a_period_of_another_frequency_is_refused():
    with pytest.raises(BadInput, match="不是月报的报告期：应如 2016-01"):
        periods.of("月", "2016Q1")


@pytest.mark.parametrize(
    ("count", "unit", "due"),
    [
        (5, "工作日", date(2016, 4, 8)),  # 1 April Friday; 4 April is a holiday (清明)
        (5, "日", date(2016, 4, 5)),
        (2, "日", date(2016, 4, 5)),  # Saturday the 2nd, Sunday, and the holiday move it
    ],
)
def test_a_deadline_is_a_function_of_the_period(count, unit, due):
    assert periods.due(Period.parse("2016-03"), count, unit) == due


@pytest.mark.parametrize(
    ("day", "words", "stage"),
    [
        *((1, "", False), (2, "还有 7 天", True), (5, "还有 4 天", False), (6, "还有 3 天", True)),
        *(
            (8, "还有 1 天", True),
            (9, "今天到期", True),
            (10, "已逾期 1 天", True),
            (11, "已逾期 2 天", False),
            (16, "已逾期 7 天", True),
        ),
    ],
)
def test_reminders_before_and_after(day, words, stage):
    due, on = date(2016, 4, 9), date(2016, 4, day)
    assert periods.reminder(due, on, [7, 3, 1]) == words
    assert periods.reminded(due, on, [7, 3, 1]) is stage


def test_periods_that_ended():
    found = periods.ended("月", date(2016, 1, 31), date(2016, 3, 30))
    assert [each.code for each in found] == ["2016-01", "2016-02"]


@given(st.lists(st.floats(0, 1e6), min_size=4, max_size=20))
def test_the_middle_of_ones_own_numbers_is_never_unusual(numbers):
    band = unusual.of_history(numbers, LIMITS)
    assert band.holds(unusual.median(numbers))
    assert unusual.of_history(numbers[:3], LIMITS) is None


def test_unusual_by_history_and_by_peers():
    band = unusual.of_history([100, 104, 98, 101, 97], LIMITS)
    assert band.holds(130)
    assert not band.holds(131)  # the share of 30 % is wider than the deviations
    like = unusual.of_peers([10, 12, 9, 11, 10, 13, 8], LIMITS)
    assert [like.holds(each) for each in (14, 60, 1)] == [True, False, False]
    assert unusual.of_peers([0, 0, 0, 0, 0, 0], LIMITS).holds(3)


TREES = st.lists(st.integers(0, 30), min_size=1, max_size=30)


@given(TREES, st.data())
def test_nothing_below_is_counted_twice(parents, data):
    """A random tree: the sums of the nearest holders, taken level by level, are the sum of all leaves that hold."""
    paths = {0: "0"}
    for number, parent in enumerate(parents, 1):
        paths[number] = f"{paths[parent % number]}.{number}"
    holders = {org: paths[org] for org in paths if org and data.draw(st.booleans())}
    nearest = values.collectors(holders, {0: "0", **holders})
    counted = [org for under in nearest.values() for org in under]
    assert sorted(counted) == sorted(holders)


@given(st.dictionaries(st.sampled_from(["a.b", "c.d", "e.f"]), st.one_of(st.none(), NUMBERS)))
def test_frozen_numbers_come_back_exactly(numbers):
    assert values.thawed(values.frozen(numbers)) == numbers
