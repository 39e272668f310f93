"""Two hundred spoilt workbooks through the whole way in: a clear message or rightly loaded, never half."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from liuyou.areas.aid.models import Payment
from liuyou.kernel.base.errors import BadInput, LiuyouError
from liuyou.kernel.catalogue import catalogue
from liuyou.kernel.intake import driver
from liuyou.kernel.intake.models import Load
from liuyou.kernel.intake.tests.fuzzing import mutate
from liuyou.kernel.journal.models import Line
from liuyou.kernel.ledger.models import LedgerEntry
from liuyou.kernel.ledger.reconcile import reconcile
from liuyou.kernel.people.models import Person
from tests.ledgers import aid_ledger

ROWS = 12


def load(path, county):
    return driver.load(path, catalogue.registers(), actor=county.actor, org=county.root, on=date(2026, 11, 1))


def counted() -> list[int]:
    return [model.objects.count() for model in (Payment, Person, Line, LedgerEntry, Load)]


@pytest.mark.parametrize("block", range(8))
def test_a_spoilt_workbook_is_refused_whole_or_loaded_whole(county, tmp_path, block):
    good = aid_ledger(tmp_path / "good.xlsx", ROWS)
    refused = 0
    for seed in range(block * 25, block * 25 + 25):
        spoilt = tmp_path / f"{seed}.xlsx"
        kind = mutate(seed, good, spoilt)
        before = counted()
        with transaction.atomic():
            try:
                made = sum(load(spoilt, county).made.values())
            except LiuyouError as error:
                refused += 1
                assert counted() == before, kind
                assert str(error), kind
                assert not isinstance(error, BadInput) or all(str(problem) for problem in error.problems), kind
            else:
                assert counted()[0] == before[0] + made, kind
                assert reconcile() == [], kind
            transaction.set_rollback(True)
    assert refused, "nothing was refused in this block: are the workbooks still being spoilt"


def test_the_same_file_and_the_same_rows_saved_again_change_nothing(county, tmp_path):
    first = load(aid_ledger(tmp_path / "a.xlsx", ROWS), county)
    before = counted()
    again = load(tmp_path / "a.xlsx", county)
    other = load(aid_ledger(tmp_path / "b.xlsx", ROWS), county)
    assert sum(first.made.values()) == ROWS
    assert (again.again, other.again) == (True, True)
    assert "导入过" in again.notes[0]
    assert counted() == before


def test_rows_added_to_a_known_ledger_are_taken_in(county, tmp_path):
    load(aid_ledger(tmp_path / "a.xlsx", ROWS), county)
    longer = load(aid_ledger(tmp_path / "longer.xlsx", ROWS + 3), county)
    assert (sum(longer.made.values()), longer.known) == (3, ROWS)


def test_a_changed_amount_must_be_corrected_not_loaded(county, tmp_path):
    import openpyxl

    book = openpyxl.load_workbook(aid_ledger(tmp_path / "a.xlsx", ROWS))
    load(tmp_path / "a.xlsx", county)
    book.active["G5"] = 9999
    book.save(tmp_path / "changed.xlsx")
    with pytest.raises(BadInput) as caught:
        load(tmp_path / "changed.xlsx", county)
    [problem] = caught.value.problems
    assert (problem.row, problem.column) == (5, "金额")
    assert "更正" in problem.message


def test_errors_of_cells_people_and_orgs_are_told_by_place(county, tmp_path):
    import openpyxl

    book = openpyxl.load_workbook(aid_ledger(tmp_path / "a.xlsx", ROWS))
    sheet = book.active
    sheet["H4"] = "2016年2月30日"
    sheet["C6"] = "11010519491231002" + "3"
    sheet["C8"], sheet["B8"] = sheet["C7"].value, "另一人"
    sheet["J2"], sheet["J9"] = "所属工会", "没有的工会"
    book.save(tmp_path / "wrong.xlsx")
    with pytest.raises(BadInput) as caught:
        load(tmp_path / "wrong.xlsx", county)
    places = {(problem.row, problem.column) for problem in caught.value.problems}
    assert {(4, "发放日期"), (6, "身份证号"), (8, "姓名"), (9, "所属工会")} <= places


def test_a_record_corrected_since_is_not_entered_again(county, tmp_path):
    from liuyou.areas.aid.actions import correct_payment

    load(aid_ledger(tmp_path / "a.xlsx", ROWS), county)
    payment = Payment.objects.earliest("pk")
    correct_payment(payment, changes={"paid_on": date(2016, 7, 1)}, actor=county.actor, reason="日期抄错")
    longer = load(aid_ledger(tmp_path / "b.xlsx", ROWS + 1), county)
    assert (sum(longer.made.values()), longer.known) == (1, ROWS)


def test_the_same_row_in_two_sheets_is_a_problem(county, tmp_path):
    import openpyxl

    book = openpyxl.load_workbook(aid_ledger(tmp_path / "a.xlsx", ROWS))
    book.copy_worksheet(book.active).title = "副本"
    book.save(tmp_path / "twice.xlsx")
    with pytest.raises(BadInput) as caught:
        load(tmp_path / "twice.xlsx", county)
    assert {problem.sheet for problem in caught.value.problems} == {"副本"}
    assert "工作表“送温暖”第 3 行" in caught.value.problems[0].message


def test_the_same_file_for_another_union_is_another_load(county, tmp_path):
    path = aid_ledger(tmp_path / "a.xlsx", ROWS)
    load(path, county)
    other = driver.load(
        path, catalogue.registers(), actor=county.actor, org=county.east1, on=date(2026, 11, 1), only="aid.payment"
    )
    assert sum(other.made.values()) == ROWS


def test_new_people_are_journaled_and_a_number_in_the_file_name_is_masked(county, tmp_path):
    load(aid_ledger(tmp_path / "虚构11010519491231002X.xlsx", ROWS), county)
    assert Line.objects.filter(action="people.person.enter").count() == ROWS
    assert "19491231" not in Load.objects.get().file_name
    assert not any("110105" in str(line.after) for line in Line.objects.all())
