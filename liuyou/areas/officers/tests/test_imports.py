"""Ledgers of committees, officers, staff and visits as workbooks, loaded twice."""

from datetime import date

import pytest
import xlsxwriter
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liuyou.areas.officers import imports
from liuyou.areas.officers.actions import officers
from liuyou.areas.officers.models import BaseVisit, Committee, Officer, Staff
from liuyou.kernel.access.setup import appoint
from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.base.periods import Period
from liuyou.kernel.intake.driver import load
from liuyou.kernel.ledger.figures import value
from liuyou.kernel.ledger.reconcile import reconcile

FOUND = (imports.committees.COMMITTEES, imports.officers.OFFICERS, imports.staff.STAFF, imports.staff.VISITS)
REGISTERS = {each.code: each for each in FOUND}
UNIONS = ("东一厂工会", "东二厂工会", "西一厂工会", "西二厂工会")


@pytest.fixture
def taken(county, tmp_path):
    appoint(county.actor, county.root, "导入", ["intake.load"], since=county.since)

    def take(title, head, rows, name="台账.xlsx"):
        book = xlsxwriter.Workbook(tmp_path / name)
        sheet = book.add_worksheet(title)
        for number, row in enumerate([head, *rows]):
            sheet.write_row(number, 0, [each.isoformat() if isinstance(each, date) else each for each in row])
        book.close()
        return load(tmp_path / name, REGISTERS, actor=county.actor, org=county.root, on=date(2016, 12, 1))

    return take


COMMITTEE_HEAD = ["序号", "工会名称", "委员会名称", "本届届次", "任期", "换届时间", "委员人数", "会员人数"]
OFFICER_HEAD = ["序号", "工会名称", "姓名", "工会职务", "专兼职", "任职时间", "离任时间", "是否直选", "培训时间"]


def test_committees_twice(county, taken):
    rows = [[n, union, "工会委员会", 2, 3, date(2014, 5, 1), 5, 60] for n, union in enumerate(UNIONS, 1)]
    rows += [[9, UNIONS[0], "经审会", 2, 3, date(2014, 5, 1), 3, ""]]
    taken("委员会台账", COMMITTEE_HEAD, rows)
    assert value("officers.committees", county.root, Period.parse("2016-01")) == 5
    again = taken("委员会台账（二）", COMMITTEE_HEAD, rows, "再来.xlsx")
    assert (again.known, again.made, Committee.objects.count()) == (5, {}, 5)
    assert reconcile() == []


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([[1, UNIONS[0], "工会委员会", 2, 4, date(2014, 5, 1), 5, 60]], "任期 4 年不合规定"),
        ([[1, UNIONS[0], "工会委员会", 2, 3, date(2014, 5, 1), 9, 60]], "应为 3 至 7 人"),
        ([[n, UNIONS[0], "工会委员会", 2, 3, date(2010 + n, 5, 1), 5, 60] for n in (1, 2)], "还有一届工会委员会在任"),
    ],
)
def test_committees_that_cannot_be_are_problems(taken, rows, words):
    with pytest.raises(BadInput) as error:
        taken("委员会台账", COMMITTEE_HEAD, rows)
    assert [words in str(each) for each in error.value.problems] == [True]
    assert not Committee.objects.exists()


def test_officers_twice_with_those_who_left(county, taken):
    rows = [
        [n, union, "甲乙丙丁"[n - 1] + "强", "主席", "专职", date(2014, 5, 1), "", "是", date(2014, 9, 1)]
        for n, union in enumerate(UNIONS, 1)
    ]
    rows += [[5, UNIONS[0], "前任", "工会主席", "兼职", date(2011, 5, 1), date(2014, 5, 1), "", ""]]
    taken("工会干部花名册", OFFICER_HEAD, rows)
    months = ("2013-12", "2016-01")
    chairs = [value("officers.officers[title=主席]", county.root, Period.parse(each)) for each in months]
    assert chairs == [1, 4]
    assert value("officers.trained_rate", county.root, Period.parse("2016-01")) == 1
    assert value("officers.direct_rate", county.root, Period.parse("2016-01")) == 1
    assert Officer.objects.filter(state="ended").count() == 1
    again = taken("工会干部花名册（二）", OFFICER_HEAD, rows, "再来.xlsx")
    assert Officer.objects.count() == 5, again
    assert reconcile() == []


def test_officers_that_cannot_be_are_problems(taken):
    rows = [[n, UNIONS[0], "甲乙丙丁"[n - 1] + "强", "主席", "专职", date(2014, 5, n), "", "", ""] for n in (1, 2)]
    with pytest.raises(BadInput) as error:
        taken("工会干部花名册", OFFICER_HEAD, rows)
    assert ["同一时间只能有一名主席" in str(each) for each in error.value.problems] == [True]
    assert not Officer.objects.exists()


def test_staff_and_visits_twice(county, taken):
    head = ["序号", "所属工会", "姓名", "身份证号", "人员类别", "岗位", "到岗日期"]
    rows = [[1, "东镇总工会", "任工", "11010519491231002X", "社会化工作者", "建会", date(2015, 3, 1)]]
    taken("工会工作人员名册", head, rows)
    again = taken("工会工作人员名册（二）", head, rows, "再来.xlsx")
    assert (again.known, Staff.objects.count()) == (1, 1)
    visits = ["序号", "所属工会", "走访人员", "走访单位", "走访日期", "发现的问题", "处理结果"]
    rows = [[1, "东镇总工会", "孙主席", "东一厂", date(2016, 3, 1), "无食堂", ""]]
    taken("下基层走访台账", visits, rows, "走访.xlsx")
    rows += [[2, "东镇总工会", "孙主席", "东二厂", date(2016, 3, 2), "漏雨", "已修"]]
    again = taken("下基层走访台账", visits, rows, "走访2.xlsx")
    assert (again.known, sorted(BaseVisit.objects.values_list("state", flat=True))) == (1, ["done", "open"])
    assert reconcile() == []


def test_more_unions_ask_the_database_no_more(office, county):
    """Whole sets: no more statements for four unions than for two."""
    unions, counts = [county.east1, county.east2, county.west1, county.west2], []
    people = county.people("甲强", "乙强", "丙强", "丁强", "戊强", "己强")
    for some, start in ((unions[:2], date(2013, 3, 1)), (unions, date(2016, 3, 1))):
        rows = [
            {"org_id": org, "person_id": people[place], "title": "职工董事", "since": start}
            for place, org in enumerate(some)
        ]
        chairs = [row | {"title": "主席", "acting": True} for row in rows]
        with CaptureQueriesContext(connection) as asked:
            officers.enter_officers([*rows, *chairs], actor=office.actor)
        counts.append(len(asked))
        serving = list(Officer.objects.filter(state="serving"))
        officers.leave_office(serving, until=date(start.year + 1, 1, 1), ending="其他", actor=office.actor)
    assert counts[1] <= counts[0]
