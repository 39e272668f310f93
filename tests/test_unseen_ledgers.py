"""Ledgers as unions write them, none made for this program: the records meant, or what is wrong and where."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from liuyou.areas.activities.models import Activity
from liuyou.areas.aid.models import Commitment, HardshipFile, Maternity, Pairing, Payment, Survivor, Visit
from liuyou.areas.bargaining.models import Agreement, Offer
from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.catalogue import catalogue
from liuyou.kernel.intake import driver
from liuyou.kernel.intake.marking import blank
from liuyou.kernel.orgs.models import Place
from liuyou.kernel.people.models import Person
from tests.unseen import EAST1, GOOD, WRONG, A, Rows

MODELS = (Payment, HardshipFile, Visit, Pairing, Commitment, Survivor, Maternity, Offer, Agreement, Activity, Person)


def book(path: Path, sheets: dict[str, Rows], merges: tuple[str, ...] = ()) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for area in merges:
            sheet.merge_cells(area)
    made.save(path)
    return path


def load(path: Path, county: Any) -> driver.Loaded:
    return driver.load(path, catalogue.registers(), actor=county.actor, org=county.root, on=date(2016, 12, 31))


def seen(record: Any, name: str) -> Any:
    """A field of a record: `org` and `person` by name, what a type of activity keeps under its own names."""
    if name == "org":
        return Place.objects.get(org_id=record.org_id, superseded_at=None).name
    if name == "person":
        return Person.objects.get(pk=record.person_id).name
    return (
        record.values.get(name) if isinstance(record, Activity) and not hasattr(record, name) else getattr(record, name)
    )


@pytest.mark.parametrize("name", GOOD)
def test_an_unseen_ledger_gives_the_records_meant(name, county, tmp_path):
    sheets, model, expected = GOOD[name]
    before = set(model.objects.values_list("pk", flat=True))
    merges = ("F2:G2", "A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:E3", "H2:H3") if "two-row" in name else ()
    load(book(tmp_path / "unseen.xlsx", sheets, merges), county)
    made = list(model.objects.exclude(pk__in=before).order_by("pk"))
    assert [{key: seen(record, key) for key in want} for record, want in zip(made, expected, strict=True)] == expected


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_ledger_is_told_by_place_and_leaves_nothing(name, county, tmp_path):
    sheets, row, column, words = WRONG[name]
    before = [model.objects.count() for model in MODELS]
    with pytest.raises(BadInput) as caught:
        load(book(tmp_path / "wrong.xlsx", sheets), county)
    [problem] = caught.value.problems
    assert (problem.row, problem.column) == (row, column)
    assert words in problem.message
    assert problem.sheet in sheets
    assert [model.objects.count() for model in MODELS] == before


def test_a_number_guarded_for_spreadsheets_is_read_from_text(county, tmp_path):
    path = tmp_path / "送温暖.csv"
    text = f'姓名,身份证号码,项目,金额,日期,单位\n王芳,="{A}",送温暖,"1,500.00",2016-1-25 0:00,{EAST1}\n'
    path.write_bytes(text.encode("gb18030"))
    load(path, county)
    assert Payment.objects.get().amount == 1500
    assert Person.objects.get().identity == A


def test_every_template_is_known_for_what_it_is(county, tmp_path):
    """Of the template of each register every column is found, and no other register claims it."""
    registers = catalogue.registers()
    for code, register in registers.items():
        path = tmp_path / f"{code}.xlsx"
        blank(register.form, path)
        found = driver.dry_run(path, registers, org=county.root, on=date(2016, 12, 31))
        assert [reading.register.code for reading in found.readings] == [code]
        assert len(found.readings[0].match.columns) == len(register.form.columns)
