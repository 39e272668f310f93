"""Rules of employers without a database: spells, thresholds, names, matching."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from liuyou.areas.organising.rules import employers, kinds, matching, spells
from liuyou.areas.organising.rules.matching import Firm
from liuyou.kernel.base.errors import Refused

FACTS: dict[str, Any] = {
    **dict.fromkeys(spells.FACTS, ""),
    **{"org": 1, "union": None, "status": "正常", "coverage": "未建会", "should": "是"},
    **{"workers": 30, "women": 10, "migrants": 0, "dispatched": 0, "platform": 0},
}
JAN, MAR, JUN = date(2016, 1, 1), date(2016, 3, 1), date(2016, 6, 1)


def told(found: list[dict[str, Any]], name: str) -> list[tuple[str, Any]]:
    return [(each["since"], each[name]) for each in found]


def test_a_change_holds_from_its_day_and_leaves_no_gap() -> None:
    found = spells.turned(spells.begun(JAN, FACTS), JUN, {"workers": 50})
    assert told(found, "workers") == [("2016-01-01", 30), ("2016-06-01", 50)]
    assert [each["until"] for each in found] == ["2016-06-01", ""]


def test_an_earlier_change_stops_at_the_next_recorded_one() -> None:
    later = spells.turned(spells.begun(JAN, FACTS), JUN, {"workers": 50})
    found = spells.turned(later, MAR, {"workers": 40, "coverage": "单独"})
    assert told(found, "workers") == [("2016-01-01", 30), ("2016-03-01", 40), ("2016-06-01", 50)]
    assert [each["coverage"] for each in found] == ["未建会", "单独", "单独"]


def test_the_same_day_again_replaces_and_sameness_is_joined() -> None:
    once = spells.turned(spells.begun(JAN, FACTS), JUN, {"workers": 50})
    assert told(spells.turned(once, JUN, {"workers": 30}), "workers") == [("2016-01-01", 30)]


def test_a_day_before_the_register_is_refused() -> None:
    with pytest.raises(Refused, match="早于纳入台账日期"):
        spells.turned(spells.begun(MAR, FACTS), JAN, {"workers": 1})


def test_the_first_day_moves_only_up_to_the_next_change() -> None:
    two = spells.turned(spells.begun(JAN, FACTS), MAR, {"workers": 50})
    assert spells.restarted(two, date(2016, 2, 1))[0]["since"] == "2016-02-01"
    with pytest.raises(Refused, match="下一次变更"):
        spells.restarted(two, MAR)


@pytest.mark.parametrize(("workers", "expected"), [(24, "否"), (25, "是"), (26, "是"), (0, "否")])
def test_the_threshold_itself_counts(workers: int, expected: str) -> None:
    assert employers.should_have(workers, 25) == expected


def test_as_many_members_as_workers_is_allowed_and_one_more_is_not() -> None:
    employers.check_members(30, 30)
    with pytest.raises(Refused, match="会籍管理办法"):
        employers.check_members(30, 31, "甲厂工会")


@pytest.mark.parametrize("name", ["women", "migrants", "dispatched"])
def test_a_part_is_no_larger_than_the_whole(name: str) -> None:
    employers.check_parts({"workers": 5, name: 5})
    with pytest.raises(Refused):
        employers.check_parts({"workers": 5, name: 6})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("云川区华光电子有限公司", "华光电子有限责任公司"),
        ("浙江省杭州市华光电子（集团）股份有限公司", "华光电子 有限公司"),
    ],
)
def test_region_and_legal_form_do_not_tell_names_apart(one: str, other: str) -> None:
    assert employers.core(one) == employers.core(other)


def test_industries_of_the_older_list_are_those_of_2017() -> None:
    assert len(kinds.INDUSTRIES) == len(kinds.OLDER_INDUSTRIES) == 20
    assert kinds.INDUSTRY_CHOICES["06"] == "交通运输、仓储和邮政业"
    assert kinds.INDUSTRY_CHOICES["08"] == "批发和零售业"
    assert kinds.INDUSTRY_CHOICES["C"] == kinds.INDUSTRY_CHOICES["3"] == "制造业"


def test_every_row_of_both_sides_comes_out_once() -> None:
    theirs = [
        Firm("云川区宏达机械有限公司", "A", 1),
        Firm("华光电子有限公司", "", 1),
        Firm("云川新时代建筑装饰工程有限公司", "", 2),
        Firm("无此厂", "", 2),
    ]
    ours = [
        Firm("宏大机械厂", "A", 2),
        Firm("云川区华光电子有限责任公司", "", 1),
        Firm("云川新时代建筑装饰有限公司", "", 2),
        Firm("只有我们有", "", 1),
    ]
    found = matching.pairs(theirs, ours)
    assert [(each.theirs, each.ours, each.how) for each in found] == [
        *((0, 0, "代码相同"), (1, 1, "名称相同"), (2, 2, "名称近似")),
        *((3, None, "仅名册有"), (None, 3, "仅台账有")),
    ]


def test_different_codes_and_different_numbers_are_different_firms() -> None:
    assert [e.how for e in matching.pairs([Firm("甲公司", "A", 1)], [Firm("甲公司", "B", 1)])] == [
        "仅名册有",
        "仅台账有",
    ]
    alike = matching.pairs([Firm("云川红旗第一机械制造厂", "", 1)], [Firm("云川红旗第二机械制造厂", "", 1)])
    assert [each.how for each in alike] == ["仅名册有", "仅台账有"]


def test_other_towns_are_not_compared() -> None:
    assert {e.how for e in matching.pairs([Firm("甲乙丙公司", "", 1)], [Firm("甲乙丙公司", "", 2)])} == {
        "仅名册有",
        "仅台账有",
    }
