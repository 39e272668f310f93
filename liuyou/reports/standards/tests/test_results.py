"""From marks to a result: scaling, bonus, must-haves, vetoes, grades at their boundary, ranks; the three columns."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from liuyou.kernel.base.errors import BadInput
from liuyou.reports.standards.rules.marking import column_of, default, settle
from liuyou.reports.standards.rules.results import Mark, ranks, result
from liuyou.reports.standards.rules.scoring import Score
from liuyou.reports.standards.tests.sheets import leaf, sheet

D = Decimal
GRADES = [{"name": "标兵", "threshold": "95", "boundary": "≥"}, {"name": "达标", "threshold": "91", "boundary": ">"}]
PLAIN = sheet(
    leaf(code="1", mode="hand", points="60"),
    leaf(code="2", mode="hand", points="40", applies={"sectors": ["government"]}),
    leaf(code="3", mode="bonus", points="0", cap="5"),
    leaf(code="4", mode="must_have", points="0", effect="grade"),
    leaf(code="5", mode="veto", points="0", effect="total"),
    leaf(code="6", mode="veto", points="0", effect="grade"),
    grades=GRADES,
)
KEPT = {"4": Mark(D(0), True), "5": Mark(D(0), True), "6": Mark(D(0), True)}


def of(one: str, two: str, sector: str = "government", **more: Mark):
    marks = {"1": Mark(D(one)), "2": Mark(D(two))} | KEPT | {key[1:]: value for key, value in more.items()}
    return result(PLAIN, "primary_union", sector, marks)


@pytest.mark.parametrize(
    ("one", "two", "grade"), [("60", "35", "标兵"), ("60", "34.99", "达标"), ("60", "31.01", "达标"), ("60", "31", "")]
)
def test_a_grade_at_its_boundary(one, two, grade):
    assert of(one, two).grade == grade


def test_a_bonus_is_outside_the_total_and_counts_for_the_grade():
    found = of("60", "31", _3=Mark(D(5)))
    assert (found.base, found.bonus, found.total, found.grade) == (D(91), D(5), D(96), "标兵")


def test_what_does_not_apply_is_scaled_out():
    found = of("55", "0", "institution")
    assert (found.most, found.total, found.grade) == (D(60), D("91.67"), "达标")
    assert "2" not in found.parts


def test_what_does_not_apply_counts_in_full_where_the_standard_says_so():
    from dataclasses import replace

    found = result(replace(PLAIN, absent="full"), "primary_union", "institution", {"1": Mark(D(55))} | KEPT)
    assert found.total == D(95)


def test_a_missing_must_have_bars_the_grade_and_not_the_points():
    found = of("60", "40", _4=Mark(D(0), False))
    assert (found.total, found.grade, found.barred) == (D(100), "", True)
    assert "必备项未达标" in found.verdicts[0]


def test_a_veto_makes_the_total_nothing_or_bars_the_grade():
    assert (of("60", "40", _5=Mark(D(0), False)).total, of("60", "40", _5=Mark(D(0), False)).grade) == (D(0), "")
    assert (of("60", "40", _6=Mark(D(0), False)).total, of("60", "40", _6=Mark(D(0), False)).grade) == (D(100), "")


@drawn(st.integers(0, 6000), st.integers(0, 4000), st.integers(0, 500), st.sampled_from(("government", "institution")))
def test_a_total_stays_in_bounds(one, two, bonus, sector):
    marks = {"1": Mark(D(one) / 100), "2": Mark(D(two) / 100), "3": Mark(D(bonus) / 100)} | KEPT
    found = result(PLAIN, "primary_union", sector, marks)
    assert 0 <= found.total <= D(105)


def test_equal_totals_share_a_rank_within_their_group():
    totals = {1: ("机关", D(90)), 2: ("机关", D(95)), 3: ("机关", D(90)), 4: ("企业", D(50)), 5: ("机关", D(80))}
    assert ranks(totals) == {2: (1, 4), 1: (2, 4), 3: (2, 4), 5: (4, 4), 4: (1, 1)}


# Columns

ITEMS = sheet(
    leaf(code="1", mode="hand", points="6"),
    leaf(code="2", mode="all_or_nothing", figure="t.count", must="≥ 1"),
    leaf(code="3", mode="must_have", points="0", effect="grade"),
).leaves
AUTO = {"2": Score(D(4), "够", True)}
FULL = {"1": {"points": "5"}, "3": {"met": "达标"}}


def test_a_self_check_takes_the_figures_and_asks_for_the_rest():
    marks = settle(ITEMS, "self", AUTO, {}, FULL)
    assert column_of(marks, "self") == {"1": Mark(D(5)), "2": Mark(D(4), True), "3": Mark(D(0), True)}
    assert marks["2"]["self"]["by"] == "auto"
    with pytest.raises(BadInput) as refused:
        settle(ITEMS, "self", AUTO, {}, {})
    assert [each.column for each in refused.value.problems] == ["1 入会率", "3 入会率"]


@pytest.mark.parametrize("points", ["6.01", "-1", "abc", "1.234", "7"])
def test_points_beyond_the_item_are_refused(points):
    with pytest.raises(BadInput, match="应在 0 到 6 之间"):
        settle(ITEMS, "self", AUTO, {}, FULL | {"1": {"points": points}})


def test_whoever_differs_from_the_records_or_the_column_before_gives_a_reason():
    with pytest.raises(BadInput, match="与记录算出的不一致"):
        settle(ITEMS, "self", AUTO, {}, FULL | {"2": {"points": "0"}})
    marks = settle(ITEMS, "self", AUTO, {}, FULL | {"2": {"points": "0", "reason": "合同已过期"}})
    with pytest.raises(BadInput, match="与上一栏的不一致"):
        settle(ITEMS, "review", AUTO, marks, {"1": {"points": "4"}})
    after = settle(ITEMS, "review", AUTO, marks, {"1": {"points": "4", "reason": "没有会议记录"}})
    assert after["1"]["self"] == marks["1"]["self"]
    assert after["1"]["review"] == {"points": "4", "met": None, "by": "hand", "reason": "没有会议记录", "evidence": ""}
    assert after["2"]["review"]["points"] == "0"


def test_a_later_stage_takes_what_the_records_say_by_then_unless_somebody_has_decided():
    marks = settle(ITEMS, "self", {"2": Score(D(0), "没有", False)}, {}, FULL)
    assert default(ITEMS[1], "review", AUTO, marks) == {"points": "4", "met": True, "by": "auto"}
    decided = settle(ITEMS, "self", AUTO, {}, FULL | {"2": {"points": "0", "reason": "已过期"}})
    assert default(ITEMS[1], "review", AUTO, decided)["points"] == "0"


def test_an_item_that_is_not_asked_is_refused():
    with pytest.raises(BadInput, match="没有这一项"):
        settle(ITEMS, "self", AUTO, {}, FULL | {"7": {"points": "1"}})
