"""The aid ledgers: what a row becomes, what is wrong with it, and that every column has a place in its record."""

from datetime import date
from decimal import Decimal

import pytest

from liuyou.areas.aid import imports
from liuyou.areas.aid.models import HardshipFile, Payment
from liuyou.kernel.base.periods import Period
from liuyou.kernel.intake.columns import Kind
from liuyou.kernel.ledger.figures import value
from liuyou.kernel.ledger.reconcile import reconcile

D = Decimal
ROW = {"programme": "“送温暖”活动", "amount": D(500), "goods_value": None, "paid_on": date(2016, 1, 28)}


@pytest.mark.parametrize("register", imports.ALL, ids=lambda register: register.code)
def test_columns_are_fields_of_the_record(register):
    fields = {name for field in register.model._meta.concrete_fields for name in (field.name, field.attname)}
    not_stored = {"name", "identity", "phone"} if register.person else set()
    derived = {"rechecked_on"} if register.model is HardshipFile else set()
    assert {column.name for column in register.form.columns} - not_stored - derived <= fields
    assert {*register.key, *register.compare} <= fields


@pytest.mark.parametrize("register", imports.ALL, ids=lambda register: register.code)
def test_no_header_word_stands_for_two_columns(register):
    words = [word for column in register.form.columns for word in column.titles]
    assert sorted(words) == sorted(set(words))


@pytest.mark.parametrize("register", imports.ALL, ids=lambda register: register.code)
def test_identity_is_marked_sensitive(register):
    assert all(column.sensitive for column in register.form.columns if column.kind in (Kind.IDENTITY, Kind.PHONE))


def test_a_payment_row_gets_the_programme_s_one_name():
    row = imports.PAYMENTS.finish(ROW)
    assert (row["programme"], row["form"], row["goods_value"]) == ("送温暖", "", 0)
    assert list(imports.PAYMENTS.check(row)) == []


@pytest.mark.parametrize(
    ("change", "column", "words"),
    [
        ({"amount": None}, "amount", "都没有填写"),
        ({"amount": D("100000.01")}, "amount", "单笔核对线 100000 元"),
        ({"goods_value": D(200000)}, "goods_value", "是否多写了零"),
    ],
)
def test_a_payment_row_gives_something_and_not_too_much(change, column, words):
    [(name, message)] = imports.PAYMENTS.check(imports.PAYMENTS.finish(ROW | change))
    assert name == column
    assert words in message


def test_the_ceiling_itself_is_no_problem():
    assert list(imports.PAYMENTS.check(imports.PAYMENTS.finish(ROW | {"amount": D(100000)}))) == []


def test_a_union_may_raise_its_own_ceiling(county):
    from liuyou.kernel.actions.parameters import override_parameter

    row = imports.PAYMENTS.finish(ROW | {"amount": D(150000), "org_id": county.east1})
    assert [name for name, _ in imports.PAYMENTS.check(row)] == ["amount"]
    about = {"org": county.east, "since": date(2010, 1, 1), "actor": county.actor}
    override_parameter("aid.payment_ceiling", 200000, reason="大额", **about)
    assert list(imports.PAYMENTS.check(row)) == []


def test_a_file_row_is_checked_against_the_categories_of_its_time():
    row = {"category": "深度困难", "cause": "本人大病", "filed_on": date(2016, 4, 1), "rechecked_on": date(2016, 3, 1)}
    found = dict(imports.FILES.check(imports.FILES.finish(row)))
    assert "低保户、低保边缘户、意外致困" in found["category"]
    assert "早于建档日期" in found["rechecked_on"]


def test_rows_of_every_ledger_become_records(county):
    def load(register, **row):
        (person,) = county.people("王一")
        values = register.finish(row) | {"org_id": county.east1} | ({"person_id": person} if register.person else {})
        assert list(register.check(values) if register.check else ()) == []
        [record] = register.load([values], actor=county.actor, on=date(2022, 6, 1))
        return record

    day = date(2022, 3, 1)
    assert load(imports.PAYMENTS, **ROW | {"paid_on": day}).state == "paid"
    file = load(imports.FILES, category="相对困难", cause="收入低", filed_on=day, household_size=None, income=D(9000))
    assert (file.state, file.kind, file.household_size) == ("on_file", "城镇困难职工", 1)
    load(imports.VISITS, visited="张家", visited_on=day, programme="五必访活动", form=None)
    pairing = load(imports.PAIRINGS, helper="赵书记", starts_on=day, deadline=date(2022, 12, 31), plan=None)
    assert pairing.due_on == date(2022, 12, 31)
    commitment = load(
        imports.COMMITMENTS, school_level="大学", first_year=2022, yearly_amount=D(2000), years=None, starts_on=None
    )
    assert (commitment.years, commitment.starts_on) == (4, date(2022, 9, 1))
    load(imports.SURVIVORS, deceased="老王", monthly_amount=D(300), starts_on=day, rechecked_on=None)
    load(imports.MATERNITY, handled_on=day, amount=D(8000))
    codes = ("files", "payments", "visits", "pairings", "commitments", "survivors", "maternity")
    assert [value(f"aid.{code}", county.root, Period.parse("2022")) for code in codes] == [1] * 7
    assert reconcile() == []


def test_a_whole_ledger_of_files_is_taken_over(county):
    people = county.people(*(f"职工{number}" for number in range(60)))
    rows = [
        imports.FILES.finish({"category": "深度困难", "cause": "残疾", "filed_on": date(2021, 1, 4)})
        | {"org_id": county.west2, "person_id": each}
        for each in people
    ]
    imports.FILES.load(rows, actor=county.actor, on=date(2022, 1, 1))
    assert value("aid.files", county.west, Period.parse("2021")) == 60
    assert not Payment.objects.exists()


SHEETS = {
    "aid.payment": ("姓名|慰问项目|发放金额|发放时间", "王一|送温暖活动|500|2022-01-28"),
    "aid.file": (
        "单位|职工姓名|身份证号码|困难类别|致困原因|工作单位|建档时间",
        "东一厂工会|王一|11010519491231002X|相对困难|本人疾病|东一厂|2022-03-01",
    ),
    "aid.visit": ("走访对象|走访时间|活动名称|走访人员|走访情况", "双湾村李家|2022-03-01|双联|赵书记|独居"),
    "aid.pairing": ("帮扶领导|职务|帮扶对象|结对时间|脱困期限", "赵书记|书记|王一|2022-03-01|2022-12-31"),
    "aid.commitment": ("学生姓名|家长姓名|学历层次|入学年份|资助标准", "王一|王大|本科|2022|2000"),
    "aid.survivor": ("遗属姓名|亡故职工姓名|月补助金额|享受时间", "王一|老王|300|2022-03-01"),
    "aid.maternity": ("职工姓名|办理时间|生育津贴", "王一|2022-03-01|8000"),
}


@pytest.mark.parametrize("register", imports.ALL, ids=lambda register: register.code)
def test_a_real_looking_sheet_is_recognised_and_loaded_once(county, tmp_path, register):
    from openpyxl import Workbook

    from liuyou.kernel.catalogue.catalogue import registers
    from liuyou.kernel.intake.driver import load

    headers, row = SHEETS[register.code]
    book = Workbook()
    book.active.append(headers.split("|"))
    book.active.append(row.split("|"))
    book.save(path := tmp_path / "台账.xlsx")
    given = {"actor": county.actor, "org": county.east1, "on": date(2022, 6, 1)}
    assert load(path, registers(), **given).made == {register.form.title: 1}
    assert load(path, registers(), **given).again
    assert register.model.objects.count() == 1
    assert reconcile() == []
