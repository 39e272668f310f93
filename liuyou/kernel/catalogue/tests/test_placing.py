"""The register of unions as a workbook: no row is dropped without a word, and none becomes an org twice."""

from __future__ import annotations

from datetime import date

import pytest
from xlsxwriter import Workbook

from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.setup import appoint
from liuyou.kernel.actions.tree import move_org, rename_org
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import NotFound
from liuyou.kernel.catalogue import catalogue
from liuyou.kernel.catalogue.registers import ORGS
from liuyou.kernel.intake import driver
from liuyou.kernel.intake.tests.making import identity
from liuyou.kernel.orgs import tree
from liuyou.kernel.orgs.codes import make_union_code
from liuyou.kernel.orgs.models import Org
from liuyou.kernel.people.models import Person
from liuyou.kernel.writing.permit import permit

ROOT, EAST, WEST, EAST1 = "示例县总工会", "东镇总工会", "西镇总工会", "东一厂工会"
CODE = make_union_code("330102", 77)
SINCE = date(2015, 1, 1)
DATA = {"name": "甲工会", "parent": ROOT, "kind": "primary_union", "since": SINCE, "code": ""}


def row(name: str, parent: str, **more: object) -> dict[str, object]:
    return (
        DATA
        | {"kind": "branch" if name.endswith("分会") else "primary_union"}
        | {"name": name, "parent": parent}
        | more
    )


def told(*rows: dict[str, object]) -> list[tuple[int, str, str]]:
    return list(ORGS.check_all([ORGS.finish(each) for each in rows]))


def known(*rows: dict[str, object]) -> list[bool]:
    return [each is not None for each in ORGS.existing([ORGS.finish(each) for each in rows])]


def enter(county, *rows: dict[str, object]) -> list[int]:
    finished = [ORGS.finish(each) for each in rows]
    assert list(ORGS.check_all(finished)) == []
    fresh = [each for each, there in zip(finished, ORGS.existing(finished), strict=True) if there is None]
    return list(ORGS.load(fresh, actor=county.actor, on=clock.today()))


def test_one_name_under_two_parents_is_two_orgs_in_one_sheet_and_in_the_next(county):
    sheet = [row("一分会", "甲工会"), row("一分会", ROOT), row("甲工会", ROOT, sector="social", ownership="110")]
    made = enter(county, *sheet)
    assert len(made) == 3
    [company] = tree.by_name(["甲工会"], None, clock.today())["甲工会"]
    assert [place.name for place in tree.children(company, clock.today())] == ["一分会"]
    place = tree.place(company, clock.today())
    assert (place.sector, place.ownership) == ("social", "110")
    assert known(*sheet, row("一分会", EAST)) == [True, True, True, False]
    assert len(enter(county, *sheet, row("一分会", EAST))) == 1


def test_a_name_given_up_may_be_taken_by_a_new_org(county):
    rename_org(county.east1, "东新厂工会", on=date(2020, 1, 1), actor=county.actor, reason="更名批复")
    new = row(EAST1, EAST, since=date(2021, 1, 1))
    below = row("一分会", EAST1, since=date(2021, 1, 1))
    assert known(row(EAST1, EAST, since=county.since), new) == [True, False]
    made = enter(county, new, below)
    assert tree.place(made[1], clock.today()).parent_id == made[0] != county.east1


def test_the_old_place_of_an_org_that_moved_is_still_its_own(county):
    move_org(county.east1, county.west, on=date(2020, 1, 1), actor=county.actor, reason="区划调整")
    assert known(row(EAST1, EAST, since=county.since), row(EAST1, WEST)) == [True, True]


def test_a_credit_code_is_registered_in_one_spelling(county):
    wide = "".join(chr(ord(each) + 0xFEE0) for each in CODE.lower())
    [made] = enter(county, row("甲工会", ROOT, code=wide))
    assert Org.objects.get(pk=made).code == CODE
    assert known(row("甲工会", ROOT, code=CODE.lower())) == [True]


@pytest.mark.parametrize(
    ("rows", "where", "words"),
    [
        ([row("甲工会", ROOT, code=CODE), row("乙工会", ROOT, code=CODE.lower())], (1, "code"), "与“甲工会”的代码相同"),
        ([row("乙工会", ROOT, code=make_union_code("330102", 1))], (0, "code"), "已登记为“有代码工会”"),
        ([row("一分会", ROOT), row("一分会", EAST), row("小组分会", "一分会")], (2, "parent"), "有同名组织"),
        ([row("甲工会", "没有的工会")], (0, "parent"), "没有上级工会"),
        ([row("甲分会", "乙分会"), row("乙分会", "丙分会"), row("丙分会", "丙分会")], (0, "parent"), "绕了一圈"),
        ([row("甲工会", ROOT, since=date(2009, 12, 31))], (0, "since"), "早于上级"),
        ([row("甲工会", ROOT), row("甲分会", "甲工会", since=date(2014, 12, 31))], (1, "since"), "早于上级"),
        ([row(EAST1, WEST)], (0, "name"), "已登记在别的上级之下"),
    ],
)
def test_what_is_doubtful_is_told_at_its_cell(county, rows, where, words):
    enter(county, row("有代码工会", ROOT, code=make_union_code("330102", 1)))
    index, column, message = told(*rows)[0]
    assert (index, column) == where
    assert words in message


def test_a_parent_may_be_named_by_its_code_where_names_repeat(county):
    rows = [row("一分会", ROOT, code=CODE), row("一分会", EAST), row("小组分会", CODE)]
    made = enter(county, *rows)
    first = Org.objects.get(code=CODE).pk
    assert {tree.place(each, clock.today()).parent_id for each in made} == {county.root, county.east, first}


def test_a_roll_of_people_is_taken_in_only_by_who_may_enter_people(county, tmp_path):
    book = Workbook(str(tmp_path / "名册.xlsx"))
    sheet = book.add_worksheet("人员名册")
    sheet.write_row(0, 0, ["姓名", "身份证号", "联系电话"])
    sheet.write_row(1, 0, ["张三", identity(1), "13800001111"])
    book.close()
    with permit("access.actor.start"):
        clerk = Actor.objects.create(name="干事")
    appoint(clerk, county.east, "干事", ["intake.load"], since=SINCE)
    common = {"actor": clerk, "org": county.east, "on": clock.today(), "only": "people.person"}
    with pytest.raises(NotFound):
        driver.load(tmp_path / "名册.xlsx", catalogue.registers(), **common)
    assert not Person.objects.exists()
    appoint(clerk, county.east, "干事", ["people.enter"], since=SINCE)
    assert dict(driver.load(tmp_path / "名册.xlsx", catalogue.registers(), **common).made) == {"人员名册": 1}
