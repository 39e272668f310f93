"""What a standard may say, and what is refused with its place."""

from __future__ import annotations

from typing import Any

import pytest

from liuyou.kernel.base.errors import BadInput
from liuyou.reports.standards.rules.reading import check, read
from liuyou.reports.standards.tests.sheets import leaf, look, standard, tiers

HAND = leaf(mode="hand")


def told(data: dict[str, Any]) -> list[str]:
    wrong = check(data, look, kinds={"primary_union"}, sectors={"government"})
    return [f"{each.place}：{each.message}" for each in wrong]


def test_a_right_standard_is_read():
    found = read(standard(HAND, tiers(("95%", "4"), ("90%", "2"), code="2")), look)
    assert [each.code for each in found.leaves] == ["1", "2"]
    assert [str(tier.must.amount) for tier in found.leaves[1].tiers] == ["0.95", "0.9"]


GROUP = {"code": "A", "title": "组织", "points": "4", "children": [leaf(mode="hand", code="A1")]}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (standard(HAND) | {"total": "5"}, "总分：下级各项合计 4 分，与 5 分不符"),
        (standard({**GROUP, "points": "5"}), "A 组织：下级各项合计 4 分，与 5 分不符"),
        (standard(leaf(mode="all_or_nothing", figure="t.none", must="≥ 1")), "没有指标“t.none”，最接近的是t.count"),
        (standard(leaf(mode="tiers", figure="t.rate", tiers=[{"at": "95%", "points": 4}])), "没有写明界限"),
        (standard(tiers(("90%", "4"), ("95%", "2"))), "第 1 档和第 2 档次序不对"),
        (standard(tiers(("95%", "4"), ("90%", "4"))), "第 1 档和第 2 档次序不对"),
        (standard(tiers(("5%", "2"), ("3%", "4"), boundary="≤")), "第 1 档和第 2 档次序不对"),
        (standard(tiers(("95%", "3"), ("90%", "2"))), "最好的一档得 3 分，与本项 4 分不符"),
        (standard(tiers(("95", "4"))), "“入会率”是比率，请写成百分数"),
        (standard(tiers(("95%", "4"), figure="t.count")), "“集体合同”按份计，不能写百分数"),
        (standard(leaf(mode="all_or_nothing", figure="t.count", must="≥ 80%")), "不能写百分数"),
        (standard(leaf(mode="all_or_nothing", figure="t.count", must="1")), "请写明界限"),
        (standard(leaf(mode="ratio", figure="t.rate", target="90")), "请写成百分数"),
        (standard(leaf(mode="ratio", figure="t.count", target="0")), "目标值是 0"),
        (standard(leaf(mode="ratio", figure="t.count", target="3", cap="0")), "最多按多少计"),
        (standard(leaf(mode="deduction", figure="t.rate", each="1")), "不能按例数扣分"),
        (standard(leaf(mode="deduction", figure="t.count")), "没有写每例多少分"),
        (standard(HAND, HAND | {"title": "另一"}), "编号“1”用了两次"),
        (standard(leaf()), "这一项没法作答"),
        (standard(leaf(mode="all_or_nothing", must="≥ 1")), "没有选指标：这一项没法作答"),
        (standard(leaf(mode="tiers")), "没有选指标：这一项没法作答"),
        (standard(leaf(mode="magic")), "没有“magic”这种计分方式"),
        (standard(leaf(mode="must_have", figure="t.count", must="≥ 1")), "没有写明后果"),
        (standard(HAND, leaf(code="2", mode="veto", effect="total", points="3")), "不计入总分"),
        (standard(HAND, leaf(code="2", mode="bonus", points="0", figure="t.count", each="1")), "最多加多少分"),
        (standard(leaf(mode="hand", points="1.234")), "最多两位小数"),
        (standard(leaf(mode="hand", points="-1"), total="1"), "写法不对"),
        (standard(leaf(mode="hand", applies={"kinds": ["club"]})), "没有这样的组织类型：club"),
        (standard(leaf(mode="hand", applies={"sectors": ["moon"]})), "没有这样的所属领域：moon"),
        (standard({**GROUP, "mode": "hand"}), "不能自己再计分"),
        (standard(HAND, grades=[{"name": "优", "threshold": "3"}]), "没有写明界限"),
        (
            standard(
                HAND, grades=[{"name": n, "threshold": t, "boundary": "≥"} for n, t in (("优", "3"), ("良", "3"))]
            ),
            "分数线次序不对",
        ),
        (standard(HAND, grades=[{"name": "优", "threshold": "5", "boundary": "≥"}]), "应在 0 到 4 之间"),
        (standard(HAND, absent="whatever"), "没有“whatever”这种算法"),
        ({"total": "4", "tree": []}, "还没有项目"),
        ({"total": "4", "tree": "1"}, "项目的写法读不懂"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(data, words):
    assert any(words in each for each in told(data)), told(data)
    if "没有这样的" not in words:  # only `check` is told which types of union there are
        with pytest.raises(BadInput) as refused:
            read(data, look)
        assert refused.value.problems


def test_a_gap_between_tiers_that_say_where_they_end_is_told():
    rows = [{"at": "95%", "points": 4}, {"at": "80%", "until": "90%", "points": 2}]
    assert "空档或重叠" in told(standard(tiers() | {"tiers": rows}))[0]
    rows[1]["until"] = "95%"
    assert not told(standard(tiers() | {"tiers": rows}))


def test_only_a_formula_that_cannot_be_asked_is_refused_in_a_draft():
    hard = [each.hard for each in check(standard(leaf(mode="tiers", figure="t.none")), look)]
    assert any(hard)
    assert not any(each.hard for each in check(standard(leaf(mode="tiers", figure="t.rate")), look))


def test_a_tree_too_deep_or_too_long_is_refused():
    deep = HAND
    for number in range(6):
        deep = {"code": f"g{number}", "title": "层", "points": "4", "children": [deep]}
    assert any("最多分 5 层" in each for each in told(standard(deep)))
    many = [leaf(code=str(number), mode="hand", points="1") for number in range(301)]
    assert any("最多 300 项" in each for each in told(standard(*many)))
