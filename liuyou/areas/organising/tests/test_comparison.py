"""Comparison with the authorities' register: matched, worked through, adopted."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from liuyou.areas.organising.actions import comparison as actions
from liuyou.areas.organising.models import Comparison, Difference, Employer
from liuyou.areas.organising.tests.test_employers import HEADER, at, enter, load, sheet, someone
from liuyou.kernel.base.errors import NotFound, Refused
from liuyou.kernel.catalogue.catalogue import registers
from liuyou.kernel.intake import driver
from liuyou.kernel.ledger.reconcile import reconcile
from liuyou.kernel.orgs.codes import make_credit_code

CODES = [make_credit_code("330102", number) for number in range(5)]
COLUMNS = ("乡镇", "法人单位名称", "统一社会信用代码", "职工人数", "比对日期")


def compared(county: Any, tmp_path: Path) -> dict[str, Difference]:
    enter(county, name="华光电子有限公司", credit_code=CODES[0])
    enter(county, name="云川宏达精密机械制造有限公司", workers=9, women=0)
    enter(county, org_id=county.west, name="只在台账的厂", workers=5, women=0)
    enter(county, org_id=county.west, name="一致的店", workers=5, women=0)
    rows = (
        ("东镇总工会", "华光电子（集团）股份公司", CODES[0], 60, "2016-08-26"),
        ("东镇总工会", "云川宏达精密机械有限公司", CODES[1], 9, "2016-08-26"),
        ("西镇总工会", "名册才有的公司", CODES[2], 40, "2016-08-26"),
        ("西镇总工会", "一致的店", "", 5, "2016-08-26"),
    )
    load(county, sheet(tmp_path / "c.xlsx", *rows, header=COLUMNS), "organising.comparison")
    return {each.name or each.own_name: each for each in Difference.objects.all()}


def test_each_row_is_matched_and_what_agrees_is_done_at_once(county: Any, tmp_path: Path) -> None:
    found = compared(county, tmp_path)
    assert {name: (each.match, each.state, each.differs) for name, each in found.items()} == {
        "华光电子（集团）股份公司": ("代码相同", "open", "名称、职工人数"),
        "云川宏达精密机械有限公司": ("名称近似", "open", "名称、信用代码"),
        "名册才有的公司": ("仅名册有", "open", ""),
        "一致的店": ("名称相同", "agreed", ""),
        "只在台账的厂": ("仅台账有", "open", ""),
    }
    assert at("organising.to_check", county.root, "2016") == 5
    assert at("organising.checked", county.root, "2016") == 1
    assert Comparison.objects.get().org_id == county.root


def test_what_is_adopted_stands_in_the_register(county: Any, tmp_path: Path) -> None:
    found = compared(county, tmp_path)
    for name in ("华光电子（集团）股份公司", "云川宏达精密机械有限公司", "名册才有的公司"):
        actions.adopt_difference(found[name], actor=county.actor)
    assert Employer.objects.get(credit_code=CODES[0]).workers == 60
    assert Employer.objects.get(credit_code=CODES[1]).name == "云川宏达精密机械有限公司"
    assert Employer.objects.get(credit_code=CODES[2]).org_id == county.west
    assert at("organising.workers", county.east, "2016-08-25") == 39
    with pytest.raises(Refused, match="登记注销"):
        actions.adopt_difference(found["只在台账的厂"], actor=county.actor)
    comparison = Comparison.objects.get()
    with pytest.raises(Refused, match="还有 1 条"):
        actions.end_comparison(comparison, actor=county.actor)
    actions.reject_difference(found["只在台账的厂"], actor=county.actor, reason="刚开业")
    actions.end_comparison(comparison, actor=county.actor)
    assert at("organising.check_rate", county.root, "2016") == 1
    assert reconcile() == []


def test_a_wrong_file_is_voided_with_its_differences(county: Any, tmp_path: Path) -> None:
    compared(county, tmp_path)
    actions.void_comparison(Comparison.objects.get(), actor=county.actor, reason="文件给错了")
    assert at("organising.to_check", county.root, "2016") == 0
    assert reconcile() == []


def test_a_sister_town_cannot_settle(county: Any, tmp_path: Path) -> None:
    found = compared(county, tmp_path)
    with pytest.raises(NotFound):
        actions.agree_difference(found["华光电子（集团）股份公司"], actor=someone(county.west))


def test_a_ledger_of_employers_is_known_without_being_told(county: Any, tmp_path: Path) -> None:
    row = (1, "东镇总工会", "甲厂", CODES[3], "170", "3", 40, 10, "单独", "东一厂工会", "2015-05-01")
    path = sheet(tmp_path / "a.xlsx", row, header=HEADER)
    made = driver.load(path, registers(), actor=county.actor, org=county.root, on=date(2016, 9, 1)).made
    assert made == {"用人单位台账": 1}
