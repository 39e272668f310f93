"""Ledgers of offers and agreements, as rows and as a workbook."""

from datetime import date
from itertools import starmap

import pytest
import xlsxwriter

from liuyou.areas.bargaining import imports
from liuyou.areas.bargaining.models import Agreement, Offer
from liuyou.kernel.access.setup import appoint
from liuyou.kernel.base.errors import BadInput, Refused
from liuyou.kernel.base.periods import Period
from liuyou.kernel.intake.driver import load
from liuyou.kernel.ledger.figures import value
from liuyou.kernel.ledger.reconcile import reconcile

REGISTERS = {each.code: each for each in (imports.OFFERS, imports.AGREEMENTS)}
OFFER_HEAD = ["序号", "受约方", "协商范围", "企业性质", "要约时间", "回应结果", "回应时间"]
HEAD = ["序号", "企业名称", "合同类型", "续签/新签", "覆盖职工人数", "签订时间", "生效时间", "到期时间"]


@pytest.fixture
def taken(county, tmp_path):
    """Load a table as the county's own workbook."""
    appoint(county.actor, county.root, "导入", ["intake.load"], since=county.since)

    def take(title, head, rows, name="台账.xlsx"):
        book = xlsxwriter.Workbook(tmp_path / name)
        sheet = book.add_worksheet(title)
        for number, row in enumerate([head, *rows]):
            sheet.write_row(number, 0, [each.isoformat() if isinstance(each, date) else each for each in row])
        book.close()
        return load(tmp_path / name, REGISTERS, actor=county.actor, org=county.root, on=date(2016, 12, 1))

    return take


def agreement(number, mode, workers, first, last, kind="工资专项"):
    return [number, f"第{number}厂", kind, mode, workers, first, first, last]


def test_a_season_of_offers(county, taken):
    day = date(2016, 3, 7)
    rows = [[n, f"第{n}厂", "单独", "非公企业", day, "", ""] for n in range(1, 69)]
    rows += [[n, f"第{n}联合会", "行业", "", day, "", ""] for n in range(69, 88)]
    rows[0][5:] = ["应约", date(2016, 3, 9)]
    rows[1][5:] = ["拒绝", date(2016, 3, 9)]
    taken("要约台账", OFFER_HEAD, rows)
    spring = Period.parse("2016-03-01..2016-05-31")
    codes = ("[scope=单独,ownership=非公]", "[scope=区域性|行业性]", "[reply=应约]", "[reply=拒绝]")
    assert [value(f"bargaining.offers{code}", county.root, spring) for code in codes] == [68, 19, 1, 1]
    assert Offer.objects.get(state="refused").follow_up == "不再跟进"


def test_an_answer_without_its_day_is_a_problem(county, taken):
    with pytest.raises(BadInput) as error:
        taken("要约台账", OFFER_HEAD, [[1, "第一厂", "单独", "", date(2016, 3, 7), "应约", ""]])
    assert "没有答复日期" in str(error.value.problems[0])


def test_two_hundred_and_seventy_renewals(county, taken):
    """270 employers with 2,195 workers, 30 of them with last year's agreement in the same ledger."""
    rows = [agreement(n, "续签", 8 + (n <= 35), date(2016, 4, 1), date(2017, 3, 31)) for n in range(1, 271)]
    rows += [agreement(n, "新签", 5, date(2015, 4, 1), date(2016, 4, 1)) for n in range(1, 31)]
    taken("集体合同台账", HEAD, rows)
    april = Period.parse("2016-04")
    figures = {"renewed_employers": 270, "renewed_workers": 2195, "workers": 2195, "agreements": 270, "signed": 270}
    assert {code: value(f"bargaining.{code}", county.root, april) for code in figures} == figures
    assert value("bargaining.workers", county.root, Period.parse("2016-03")) == 150
    assert Agreement.objects.filter(state="renewed").count() == 30
    assert reconcile() == []
    again = taken("集体合同台账", HEAD, rows[:5], "再来.xlsx")
    assert (again.known, again.made) == (5, {})


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("新签", date(2016, 4, 1), date(2018, 3, 31))], "期限应为 1 年"),
        ([("新签", date(2016, 4, 1), date(2016, 3, 31))], "不晚于生效日期"),
        (
            [("新签", date(2015, 7, 1), date(2016, 6, 30)), ("新签", date(2016, 4, 1), date(2017, 3, 31))],
            "2015-07-01 至 2016-06-30 有效",
        ),
    ],
)
def test_rows_that_cannot_be_are_problems(county, taken, rows, words):
    table = list(starmap(lambda mode, first, last: agreement(1, mode, 9, first, last), rows))
    with pytest.raises(BadInput) as error:
        taken("集体合同台账", HEAD, table)
    assert [words in str(each) for each in error.value.problems] == [True]
    assert not Agreement.objects.exists()


def test_an_overlap_with_the_register_is_refused(bargaining):
    bargaining.recorded()
    with pytest.raises(Refused, match="续签"):
        bargaining.recorded(in_force_on=date(2016, 4, 1), ends_on=date(2017, 3, 31))
    new = bargaining.recorded(in_force_on=date(2016, 4, 1), ends_on=date(2017, 3, 31), renewal=True)
    assert Agreement.objects.get(pk=new.renews_id).succeeded_on == date(2016, 4, 1)


def test_a_womens_agreement_may_give_only_one_number():
    row = {
        "kind": "女职工",
        "in_force_on": date(2016, 1, 1),
        "ends_on": date(2016, 12, 31),
        "mode": "续签",
        "note": None,
    }
    values = imports.finish_agreement(row | {"women": 30, "workers": None})
    assert (values["workers"], values["women"], values["renewal"]) == (30, 30, True)
    assert "note" not in values
    assert imports.finish_agreement(row | {"women": None, "workers": 30})["women"] == 30
