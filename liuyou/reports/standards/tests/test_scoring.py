"""Every mode at its boundaries; properties: in bounds, monotone, and a gap that is closed gains what it promised."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from liuyou.reports.standards.rules.conditions import lacking, lacking_over, must, written
from liuyou.reports.standards.rules.scoring import Given, Score, score
from liuyou.reports.standards.rules.tree import Item
from liuyou.reports.standards.tests.sheets import item, tiers

D = Decimal


def count(value: int | None) -> Given:
    return Given(None if value is None else D(value))


def share(over: int, under: int, target: str | None = None) -> Given:
    return Given.share(D(over), D(under), D(target) if target else None)


def scored(which: Item, given: Given) -> Score:
    found = score(which, given)
    assert found is not None
    return found


RATE = item(**tiers(("95%", "4"), ("90%", "2.5")))
ABOVE = item(**tiers(("95%", "4"), ("90%", "2"), boundary=">"))
DOWN = item(**tiers(("0", "4"), ("3", "2"), boundary="≤", figure="t.count"))


@pytest.mark.parametrize(
    ("which", "given", "points", "words"),
    [
        (RATE, share(95, 100), "4", "入会率 95 %（95/100），达到 ≥ 95 % 档，得 4 分"),
        (RATE, share(94, 100), "2.5", "入会率 94 %（94/100），达到 ≥ 90 % 档，得 2.5 分"),
        (RATE, share(90, 100), "2.5", "达到 ≥ 90 % 档"),
        (RATE, share(89999, 100000), "0", "入会率 89.999 %"),
        (RATE, share(949999, 1000000), "2.5", "入会率 94.9999 %"),
        (RATE, share(232, 100), "4", "入会率 232 %"),
        (RATE, share(0, 0), "0", "职工人数是 0，算不出入会率"),
        (ABOVE, share(95, 100), "2", "达到 > 90 % 档"),
        (ABOVE, share(96, 100), "4", "达到 > 95 % 档"),
        (ABOVE, share(90, 100), "0", "未达到最低一档 > 90 %"),
        (DOWN, count(0), "4", "达到 ≤ 0 份 档"),
        (DOWN, count(3), "2", "达到 ≤ 3 份 档"),
        (DOWN, count(4), "0", "未达到最低一档"),
    ],
)
def test_tiers_at_their_boundaries(which, given, points, words):
    found = scored(which, given)
    assert found.points == D(points)
    assert words in found.why


ALL = item(mode="all_or_nothing", figure="t.count", must="≥ 2")
DEDUCTION = item(mode="deduction", figure="t.count", each="1.5")
RATIO = item(mode="ratio", figure="t.count", target="3")
HALF = item(mode="ratio", figure="t.count", target="10", cap="50%")
TARGETS = item(mode="ratio", figure="t.count", target="targets")
BONUS = item(mode="bonus", figure="t.count", points="0", each="2", cap="5")
HAVE = item(mode="must_have", figure="t.count", points="0", must="≥ 1", effect="grade")
HAVE_ITEM = item(mode="must_have", figure="t.count", must="> 1", effect="item")
VETO = item(mode="veto", figure="t.count", points="0", must="= 0", effect="total")


@pytest.mark.parametrize(
    ("which", "given", "points", "met", "words"),
    [
        (ALL, count(2), "4", True, "集体合同 2 份，达到 ≥ 2 份，得 4 分"),
        (ALL, count(1), "0", False, "集体合同 1 份，未达到 ≥ 2 份，得 0 分"),
        (DEDUCTION, count(0), "4", None, "不扣分，得 4 分"),
        (DEDUCTION, count(2), "1", None, "每份扣 1.5 分，扣 3 分，得 1 分"),
        (DEDUCTION, count(3), "0", None, "扣完为止，扣 4 分，得 0 分"),
        (RATIO, count(1), "1.33", None, "完成目标 3 份 的 33.3 %，得 1.33 分"),
        (RATIO, count(3), "4", None, "的 100 %，得 4 分"),
        (RATIO, count(7), "4", None, "的 233.3 %，得 4 分"),
        (HALF, count(5), "2", None, "的 50 %，得 2 分"),
        (HALF, count(9), "2", None, "的 90 %，得 2 分"),
        (TARGETS, Given(D(5), target=D(10)), "2", None, "的 50 %，得 2 分"),
        (TARGETS, count(5), "0", None, "还没有下达目标"),
        (BONUS, count(0), "0", None, "加 0 分"),
        (BONUS, count(2), "4", None, "每份加 2 分，加 4 分"),
        (BONUS, count(3), "5", None, "加 5 分（最多 5 分）"),
        (HAVE, count(1), "0", True, "必备项：集体合同 1 份，达到 ≥ 1 份"),
        (HAVE, count(0), "0", False, "必备项未达标（不评等次）"),
        (HAVE_ITEM, count(1), "0", False, "必备项未达标（本项不得分）"),
        (HAVE_ITEM, count(2), "4", True, "得 4 分"),
        (VETO, count(0), "0", True, "不否决"),
        (VETO, count(1), "0", False, "一票否决（总分记零）"),
        (VETO, count(None), "0", True, "不作否决"),
    ],
)
def test_modes_at_their_boundaries(which, given, points, met, words):
    found = scored(which, given)
    assert (found.points, found.met) == (D(points), met)
    assert words in found.why


def test_one_more_that_reaches_two_tiers_is_named_once():
    [gap] = scored(RATE, share(0, 1)).gaps
    assert (gap.more, gap.points) == (D(1), D(4))


def test_an_item_without_figure_is_left_to_people():
    assert score(item(mode="hand"), count(1)) is None
    assert score(item(mode="veto", points="0", effect="grade"), count(1)) is None


@pytest.mark.parametrize(
    ("which", "given", "more", "points", "words"),
    [
        (RATE, share(89, 100), 1, "2.5", "会员人数再增加 1 人，入会率可到 90 %，+2.5 分"),
        (RATE, share(132, 143), 4, "1.5", "会员人数再增加 4 人，入会率可到 95.1 %，+1.5 分"),
        (ABOVE, share(90, 100), 1, "2", "可到 91 %"),
        (ALL, count(0), 2, "4", "集体合同再增加 2 份，达到 ≥ 2 份，+4 分"),
        (RATIO, count(1), 2, "2.67", "集体合同再增加 2 份，达到 ≥ 3 份，+2.67 分"),
        (HAVE, count(0), 1, "0", "可以评等次"),
        (HAVE_ITEM, count(1), 1, "4", "+4 分，必备项达标"),
    ],
)
def test_a_gap_says_what_is_missing(which, given, more, points, words):
    gap = scored(which, given).gaps[0]
    assert (gap.more, gap.points, gap.sure) == (D(more), D(points), True)
    assert words in gap.words


@pytest.mark.parametrize(
    ("which", "given", "words"),
    [
        (RATE, share(0, 0), "先登记职工人数"),
        (DEDUCTION, count(2), "每少一份少扣 1.5 分"),
        (VETO, count(1), "解除一票否决"),
        (DOWN, count(9), "集体合同降到 ≤ 3 份"),
        (TARGETS, count(1), "请上级下达目标"),
    ],
)
def test_what_does_not_follow_from_a_number_alone_is_not_promised(which, given, words):
    gap = scored(which, given).gaps[0]
    assert not gap.sure
    assert words in gap.words


MODES: dict[str, Item] = {
    "tiers": RATE, "above": ABOVE, "down": DOWN, "all": ALL, "deduction": DEDUCTION, "ratio": RATIO, "half": HALF,
    "bonus": BONUS, "have": HAVE_ITEM, "veto": VETO,
}  # fmt: skip
NUMBERS = st.integers(0, 5000)
GIVEN = st.one_of(
    st.builds(lambda over, under: Given.share(D(over), D(under)), NUMBERS, NUMBERS),
    st.builds(lambda value: Given(D(value)), NUMBERS),
    st.just(Given()),
)


@drawn(st.sampled_from(sorted(MODES)), GIVEN)
def test_points_stay_in_bounds_and_a_gap_never_promises_more_than_is_lost(name: str, given: Given):
    which = MODES[name]
    found = scored(which, given)
    assert 0 <= found.points <= which.most
    assert found.points == round(found.points, 2)
    for gap in found.gaps:
        assert 0 <= gap.points <= which.most - found.points
        assert gap.words


@drawn(
    st.sampled_from(("tiers", "above", "all", "ratio", "half", "bonus", "have")), NUMBERS, NUMBERS, st.integers(1, 900)
)
def test_more_of_a_good_thing_never_costs_points(name: str, less: int, rise: int, under: int):
    which = MODES[name]
    make: Any = (lambda n: share(n, under)) if which.known.unit == "%" else count
    assert scored(which, make(less)).points <= scored(which, make(less + rise)).points


@drawn(st.sampled_from(("down", "deduction")), NUMBERS, NUMBERS)
def test_more_of_a_bad_thing_never_gains_points(name: str, less: int, rise: int):
    assert scored(MODES[name], count(less)).points >= scored(MODES[name], count(less + rise)).points


@drawn(st.sampled_from(("tiers", "above", "all", "ratio", "half", "have")), NUMBERS, st.integers(1, 5000))
def test_closing_a_gap_gains_what_it_promised_and_less_does_not(name: str, value: int, under: int):
    which = MODES[name]
    make: Any = (lambda n: share(n, under)) if which.known.unit == "%" else count
    before = scored(which, make(value))
    for gap in before.gaps:
        if gap.more is not None:
            assert scored(which, make(value + int(gap.more))).points - before.points >= gap.points
            assert scored(which, make(value + int(gap.more) - 1)).points - before.points < gap.points
            assert scored(which, make(value + int(gap.more))).points - before.points == gap.points or which.tiers


@drawn(st.sampled_from(("≥", ">")), st.integers(0, 400), st.integers(0, 400), st.integers(1, 400), st.integers(0, 1000))
def test_what_is_lacking_is_the_least_that_suffices(sign: str, threshold: int, over: int, under: int, permille: int):
    condition = must(f"{sign} {threshold}")[0]
    more = lacking(condition, D(over))
    assert condition.holds(D(over) + more)
    assert not more or not condition.holds(D(over) + more - 1)
    rate = must(f"{sign} {D(permille) / 10}%")[0]
    more = lacking_over(rate, D(over), D(under))
    assert (D(over) + more) > rate.amount * under or (sign == "≥" and (D(over) + more) == rate.amount * under)


def test_a_value_is_never_written_across_its_threshold():
    assert written(D("0.94999"), "%", [D("0.95")]) == "94.999 %"
    assert written(D("0.9523"), "%", [D("0.95")]) == "95.2 %"
    assert written(D("12.3456"), "元") == "12.35 元"
