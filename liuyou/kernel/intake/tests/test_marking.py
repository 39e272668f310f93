from datetime import date

import openpyxl
import pytest

from liuyou.kernel.base.errors import Problem
from liuyou.kernel.intake.columns import Column, Kind, Sheetform
from liuyou.kernel.intake.headers import Match, recognise
from liuyou.kernel.intake.marking import blank, mark
from liuyou.kernel.intake.tests.making import AID, VISITS, good_rows, identity, read, write_xlsx
from liuyou.kernel.intake.workbooks import open_workbook


@pytest.fixture
def marked(tmp_path):
    rows = good_rows()
    rows[3][11], rows[4][5] = "=HYPERLINK(1)", "约500"
    path = write_xlsx(tmp_path / "in.xlsx", rows)
    problems = [
        *read(open_workbook(path).sheets[0]).problems,
        Problem(f"{identity(3)} 已有记录", "台账", 5, "身份证号", 3),
        Problem("整个文件的问题"),
    ]
    mark(path, problems, tmp_path / "out.xlsx")
    return openpyxl.load_workbook(tmp_path / "out.xlsx")


def test_the_first_sheet_lists_the_problems_with_identities_masked(marked):
    rows = list(marked.worksheets[0].iter_rows(values_only=True))
    assert marked.sheetnames == ["问题清单", "台账"]
    assert rows[1][:3] == ("台账", 5, "救助金额")
    assert rows[2][3] == "330***********0028 已有记录".replace("0028", identity(3)[-4:])
    assert rows[3] == (None, None, None, "整个文件的问题")


def test_wrong_cells_are_coloured_and_explained_and_the_row_ends_with_its_messages(marked):
    cell = marked["台账"]["F5"]
    assert cell.value == "约500"
    assert cell.fill.bgColor.rgb != "00000000" or cell.fill.fgColor.rgb != "00000000"
    assert "不是确切的金额" in cell.comment.text
    assert marked["台账"]["F4"].comment is None
    assert marked["台账"]["M5"].value.startswith("救助金额：“约500”不是确切的金额")
    assert marked["台账"]["M1"].value == "问题"


def test_values_are_the_same_and_formulas_stay_text(marked):
    sheet = marked["台账"]
    assert (sheet["L4"].value, sheet["L4"].data_type) == ("=HYPERLINK(1)", "s")
    assert sheet["E3"].value.date() == date(2016, 1, 28)
    assert sheet["C3"].value == identity(1)


def test_a_marked_file_can_be_mended_and_read_again(tmp_path):
    path = write_xlsx(tmp_path / "in.xlsx", good_rows())
    mark(open_workbook(path), [Problem("x", "台账", 3, "姓名", 2)], tmp_path / "out.xlsx")
    book = open_workbook(tmp_path / "out.xlsx")
    assert [sheet.name for sheet in book.sheets] == ["台账"]
    parsed = read(book.sheets[0])
    assert (len(parsed.rows), parsed.problems) == (6, [])


@pytest.mark.parametrize("form", [AID, VISITS])
def test_the_blank_of_a_form_is_recognised_as_that_form(tmp_path, form):
    blank(form, tmp_path / "blank.xlsx")
    (sheet,) = open_workbook(tmp_path / "blank.xlsx").sheets
    match = recognise(sheet, [AID, VISITS])
    assert isinstance(match, Match)
    assert (match.form, match.header_row) == (form, 2)
    assert len(match.columns) == len(form.columns)


def test_the_blank_marks_required_columns_and_offers_choices(tmp_path):
    blank(AID, tmp_path / "blank.xlsx")
    book = openpyxl.load_workbook(tmp_path / "blank.xlsx")
    sheet = book["救助发放台账"]
    assert [sheet["A2"].value, sheet["G2"].value] == ["姓名*", "联系电话"]
    lists = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert lists == {"F3:F10002": '"送温暖,大病救助,金秋助学"', "J3:J10002": '"是,否"'}
    assert sheet.column_dimensions["B"].width > 0
    guide = list(book["填写说明"].iter_rows(values_only=True))
    assert guide[2][:2] == ("身份证号", "必填")


def test_long_lists_of_choices_stand_on_the_guide_sheet(tmp_path):
    choices = {f"很长的一个项目名称之{n}": str(n) for n in range(60)}
    form = Sheetform("x", "表", (Column("a", "项目", Kind.CHOICE, choices=choices), Column("b", "备注", Kind.TEXT)))
    blank(form, tmp_path / "blank.xlsx")
    (rule,) = openpyxl.load_workbook(tmp_path / "blank.xlsx")["表"].data_validations.dataValidation
    assert rule.formula1 == "'填写说明'!$I$2:$I$61"
