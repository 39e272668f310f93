"""The employer register: every step, its figures at any date, its workbooks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from liuyou.areas.organising.actions import employers as actions
from liuyou.areas.organising.models import Employer
from liuyou.areas.organising.queries import employers as queries
from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.setup import appoint
from liuyou.kernel.base.errors import BadInput, NotFound, Refused
from liuyou.kernel.base.periods import Period
from liuyou.kernel.catalogue.answers import ANSWERS
from liuyou.kernel.catalogue.catalogue import registers
from liuyou.kernel.intake import driver
from liuyou.kernel.ledger.codes import figure
from liuyou.kernel.ledger.figures import value
from liuyou.kernel.ledger.reconcile import reconcile
from liuyou.kernel.ledger.rows import behind
from liuyou.kernel.orgs.codes import make_credit_code
from liuyou.kernel.writing.permit import permit

JAN, JUL = date(2016, 1, 1), date(2016, 7, 1)


def enter(county: Any, **more: Any) -> Employer:
    row = {"org_id": county.east, "name": "华光电子有限公司", "workers": 30, "women": 12, "starts_on": JAN}
    row |= {"category": "私营企业", "industry": "制造业"}
    return actions.register_employers([row | more], actor=county.actor)[0]  # type: ignore[no-any-return]


def at(code: str, org: int, day: str) -> Decimal | None:
    return value(code, org, Period.parse(day))


def someone(org: int) -> Actor:
    with permit("access.actor.start"):
        actor = Actor.objects.create(name=f"某人{org}")
    appoint(actor, org, "干事", ["organising.read", "organising.record"], since=JAN)
    return actor


def test_figures_hold_at_any_past_date(county: Any) -> None:
    one = enter(county)
    enter(county, name="小店", workers=3, women=1)
    actions.count_employers(one, workers=50, counted_on=JUL, actor=county.actor)
    actions.cover_by_hand(one, coverage="单独", covered_on=JUL, union=county.east1, actor=county.actor)
    assert at("organising.workers", county.root, "2016-06-30") == 33
    assert at("organising.workers", county.root, "2016-07-01") == 53
    assert at("organising.should", county.east, "2016-07-01") == 1
    assert at("organising.set_up_rate", county.root, "2016-06-30") == 0
    assert at("organising.set_up_rate", county.root, "2016-07-01") == 1
    assert at("organising.coverage_rate", county.root, "2016-07-01") == Decimal(50) / 53
    assert at("organising.covered[coverage=单独]", county.root, "2016") == 1
    shown = behind(figure("organising.set_up"), county.root, Period.parse("2016-07-01"))
    assert {record for part in shown for record in part.records} == {one.pk}
    assert reconcile() == []


def test_a_count_of_the_past_leaves_the_later_one_alone(county: Any) -> None:
    one = enter(county)
    actions.count_employers(one, workers=50, counted_on=JUL, actor=county.actor)
    actions.count_employers(one, workers=40, counted_on=date(2016, 3, 1), actor=county.actor)
    one.refresh_from_db()
    assert one.workers == 50
    assert one.counted_on == JUL
    assert at("organising.workers", county.root, "2016-03-01") == 40
    assert reconcile() == []


def test_a_count_that_changes_nothing_holds_against_an_earlier_one(county: Any) -> None:
    one = enter(county)
    actions.count_employers(one, workers=30, counted_on=JUL, actor=county.actor)
    actions.count_employers(one, workers=40, counted_on=date(2016, 3, 1), actor=county.actor)
    days = ("2016-02-29", "2016-03-01", "2016-07-01")
    assert [at("organising.workers", county.root, day) for day in days] == [30, 40, 30]
    assert reconcile() == []


def test_it_moves_with_its_workers_and_its_past_stays(county: Any) -> None:
    one = enter(county)
    actions.move_employers(one, to=county.west, since=JUL, actor=county.actor, reason="区划调整")
    assert at("organising.workers", county.east, "2016-06-30") == 30
    assert at("organising.workers", county.east, "2016-07-01") == 0
    assert at("organising.workers", county.west, "2016-07-01") == 30
    assert reconcile() == []


def test_closed_and_reopened(county: Any) -> None:
    one = enter(county)
    actions.suspend_employer(one, since=date(2016, 3, 1), actor=county.actor, reason="停产")
    actions.close_employer(one, since=date(2016, 5, 1), actor=county.actor, reason="注销")
    assert at("organising.employers", county.root, "2016-02-28") == 1
    assert at("organising.employers", county.root, "2016-03-01") == 0
    with pytest.raises(Refused, match="注销"):
        actions.count_employers(one, workers=1, counted_on=JUL, actor=county.actor)
    actions.reopen_employer(one, since=JUL, actor=county.actor, reason="恢复生产")
    assert at("organising.employers", county.root, "2016-07-01") == 1
    actions.void_employer(one, actor=county.actor, reason="登记错")
    assert at("organising.employers", county.root, "2016-07-01") == 0
    assert reconcile() == []


def test_a_correction_reaches_the_present_stretch_and_the_first_day(county: Any) -> None:
    one = enter(county)
    changes = {"workers": 20, "starts_on": date(2015, 6, 1), "industry": "建筑业"}
    actions.correct_employer(one, changes=changes, actor=county.actor, reason="录入错误")
    assert at("organising.workers[industry=建筑业]", county.root, "2015-06-01") == 20
    assert at("organising.should", county.root, "2016") == 0
    assert reconcile() == []


def test_a_correction_that_makes_two_stretches_alike_joins_them(county: Any) -> None:
    one = enter(county)
    actions.count_employers(one, workers=50, counted_on=JUL, actor=county.actor)
    actions.correct_employer(one, changes={"workers": 30}, actor=county.actor, reason="录入错误")
    assert [(each["since"], each["until"]) for each in Employer.objects.get().spells] == [("2016-01-01", "")]
    assert reconcile() == []


def test_what_somebody_decided_is_not_worked_out_again(county: Any) -> None:
    one = enter(county, workers=10, women=0)
    actions.change_employers(one, since=JUL, changes={"should": "是"}, actor=county.actor)
    actions.count_employers(one, workers=12, counted_on=date(2016, 8, 1), actor=county.actor)
    assert at("organising.should", county.root, "2016-06-30") == 0
    assert at("organising.should", county.root, "2016-12-31") == 1


def test_covering_by_another_union_does_not_count_as_newly_covered(county: Any) -> None:
    one = enter(county)
    with permit("organising.test"):
        actions.cover_employers([one.pk], union=None, coverage="联合", covered_on=JAN, actor=county.actor)
        actions.cover_employers([one.pk], union=county.east1, coverage="单独", covered_on=JUL, actor=county.actor)
    assert at("organising.covered", county.root, "2016") == 1
    with pytest.raises(RuntimeError):
        actions.uncover_employers([one.pk], uncovered_on=JUL, actor=county.actor)
    actions.uncover_by_hand(one, uncovered_on=date(2016, 9, 1), actor=county.actor, reason="工会撤销")
    assert at("organising.set_up", county.root, "2016") == 0
    assert reconcile() == []


def test_one_code_one_employer(county: Any) -> None:
    code = make_credit_code("330102", 1)
    enter(county, credit_code=code)
    with pytest.raises(Refused, match="已登记为“华光电子有限公司”"):
        enter(county, name="另一个名字", credit_code=code)
    with pytest.raises(BadInput, match="校验位"):
        enter(county, name="错码", credit_code=code[:-1] + ("1" if code[-1] != "1" else "2"))


def test_no_fewer_workers_than_members(county: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ANSWERS, "members.active", lambda union, on: 25)
    one = enter(county)
    actions.cover_by_hand(one, coverage="单独", covered_on=JUL, union=county.east1, actor=county.actor)
    actions.count_employers(one, workers=25, counted_on=date(2016, 8, 1), actor=county.actor)
    with pytest.raises(Refused, match="24 人少于“东一厂工会”在册会员 25 人"):
        actions.count_employers(one, workers=24, counted_on=date(2016, 8, 2), actor=county.actor)
    other = enter(county, name="邻厂", workers=10, women=0)
    actions.cover_by_hand(other, coverage="联合", covered_on=JUL, union=county.east1, actor=county.actor)
    actions.count_employers(one, workers=15, counted_on=date(2016, 9, 1), actor=county.actor)
    assert queries.workers_of_unions([county.east1]) == {county.east1: 25}


def test_a_closed_employer_has_no_workers_among_whom_members_could_be(
    county: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its correction neither takes from nor adds to the workers of the firms that are left."""
    monkeypatch.setitem(ANSWERS, "members.active", lambda union, on: 10)
    one, left = enter(county), enter(county, name="邻厂", workers=10, women=0)
    for each in (one, left):
        actions.cover_by_hand(each, coverage="联合", covered_on=JUL, union=county.east1, actor=county.actor)
    actions.close_employer(one, since=date(2016, 9, 1), actor=county.actor, reason="注销")
    actions.correct_employer(one, changes={"workers": 20}, actor=county.actor, reason="录入错误")
    actions.correct_employer(one, changes={"workers": 90}, actor=county.actor, reason="录入错误")
    with pytest.raises(Refused, match="职工 9 人少于"):
        actions.correct_employer(left, changes={"workers": 9}, actor=county.actor, reason="录入错误")


def test_a_sister_town_neither_sees_nor_changes(county: Any) -> None:
    one = enter(county)
    other = someone(county.west)
    for take in (
        lambda: actions.count_employers(one, workers=1, counted_on=JUL, actor=other),
        lambda: actions.move_employers(one, to=county.west, since=JUL, actor=other, reason="x"),
        lambda: enter(county, name="别镇"),
    )[:2]:
        with pytest.raises(NotFound):
            take()
    with pytest.raises(NotFound):
        actions.register_employers([{"org_id": county.east, "name": "别镇"}], actor=other)
    assert queries.search("华光", other, JUL) == []
    assert Employer.objects.get().workers == 30


def sheet(path: Path, *rows: tuple[Any, ...], header: tuple[str, ...] = ()) -> Path:
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet("企业明细")
    for number, row in enumerate((header or HEADER, *rows)):
        page.write_row(number, 0, row)
    book.close()
    return path


HEADER = (
    "序号",
    "乡镇",
    "企业名称",
    "信用代码",
    "企业性质",
    "行业",
    "从业人数",
    "其中女职工",
    "是否建会",
    "工会名称",
    "建会时间",
)


def load(county: Any, path: Path, only: str = "organising.employer") -> Any:
    return driver.load(path, registers(), actor=county.actor, org=county.root, on=date(2016, 9, 1), only=only)


def test_a_workbook_of_the_field_comes_in_once(county: Any, tmp_path: Path) -> None:
    rows = (
        (
            1,
            "东镇总工会",
            "甲厂",
            make_credit_code("330102", 1),
            "170",
            "3",
            40,
            10,
            "单独",
            "东一厂工会",
            "2015-05-01",
        ),
        (2, "西镇总工会", "乙店", "", "个体户", "餐饮", 5, 3, "否", "", ""),
        (3, "西镇总工会", "丙校", make_credit_code("330102", 2), "事业单位", "教育", 30, 20, "未建", "", ""),
    )
    path = sheet(tmp_path / "a.xlsx", *rows)
    assert sum(load(county, path).made.values()) == 3
    again = sheet(tmp_path / "b.xlsx", *rows, (4, "西镇总工会", "丁厂", "", "民营", "C", 9, 1, "未建会", "", ""))
    assert sum(load(county, again).made.values()) == 1
    assert at("organising.set_up", county.east, "2015-05-01") == 1
    assert at("organising.workers[industry=制造业]", county.root, "2016-09-01") == 49
    assert Employer.objects.get(name="甲厂").union_id == county.east1
    assert reconcile() == []


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("东镇总工会", "云川区华光电子有限责任公司", "", 9, ""), "几乎同名"),
        (("东镇总工会", "别名厂", make_credit_code("330102", 7), 9, ""), "已登记的是 华光电子有限公司"),
        (("西镇总工会", "华光电子有限公司", make_credit_code("330102", 7), 30, ""), "其他镇街"),
        (("东镇总工会", "新厂", make_credit_code("330102", 8)[:-1] + "A", 9, ""), "校验位不对"),
        (("东镇总工会", "新厂", "", 9, "没有的工会"), "没有名为"),
        (("东镇总工会", "华光电子有限公司", make_credit_code("330102", 7), 31, ""), "职工人数更新"),
    ],
)
def test_bad_rows_are_told_with_the_rule(county: Any, tmp_path: Path, row: tuple[Any, ...], words: str) -> None:
    enter(county, credit_code=make_credit_code("330102", 7))
    path = sheet(tmp_path / "x.xlsx", row, header=("乡镇", "企业名称", "信用代码", "职工人数", "工会名称"))
    with pytest.raises(BadInput) as error:
        load(county, path)
    assert words in "；".join(map(str, error.value.problems))
    assert Employer.objects.count() == 1


def test_near_identical_names_within_one_file(county: Any, tmp_path: Path) -> None:
    header = ("乡镇", "企业名称", "职工人数", "确认不是重复")
    one, other = ("东镇总工会", "华光电子有限公司", 9), ("东镇总工会", "华光电子有限责任公司", 8)
    with pytest.raises(BadInput, match="1 处"):
        load(county, sheet(tmp_path / "a.xlsx", one, other, header=header))
    load(county, sheet(tmp_path / "b.xlsx", one, (*other, "是"), header=header))
    assert Employer.objects.count() == 2


def test_a_yearly_headcount_comes_in_as_a_workbook(county: Any, tmp_path: Path) -> None:
    one = enter(county)
    header = ("乡镇", "企业名称", "统计日期", "职工人数", "女职工")
    path = sheet(tmp_path / "n.xlsx", ("东镇总工会", one.name, "2016-08-01", 60, 20), header=header)
    load(county, path, "organising.employer.count")
    assert at("organising.women_workers", county.root, "2016-08-01") == 20
    assert at("organising.workers", county.root, "2016-07-31") == 30
    assert load(county, path, "organising.employer.count").again
    wrong = sheet(tmp_path / "w.xlsx", ("东镇总工会", "没有的厂", "2016-08-01", 6, 2), header=header)
    with pytest.raises(BadInput, match="1 处"):
        load(county, wrong, "organising.employer.count")
    assert reconcile() == []


def test_two_counts_of_one_employer_in_one_file_are_both_taken(county: Any, tmp_path: Path) -> None:
    """In whatever order they stand; the second says what the register says already."""
    one = enter(county)
    header = ("乡镇", "企业名称", "统计日期", "职工人数")
    rows = [("东镇总工会", one.name, f"2016-0{month}-01", workers) for month, workers in ((8, 30), (5, 60), (3, 45))]
    load(county, sheet(tmp_path / "n.xlsx", *rows, header=header), "organising.employer.count")
    days = ("2016-02-29", "2016-03-01", "2016-05-01", "2016-07-31", "2016-08-01")
    assert [at("organising.workers", county.root, day) for day in days] == [30, 45, 60, 60, 30]
    assert Employer.objects.get().counted_on == date(2016, 8, 1)
    assert reconcile() == []
