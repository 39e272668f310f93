import io
import random
import zipfile
from datetime import date

import openpyxl
import pytest
import xlwt
from xlsxwriter import Workbook as Writer

from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.intake.tests.fuzzing import KINDS, compound, mutate
from liuyou.kernel.intake.tests.making import HEADER, good_rows, person, read, write_xlsx
from liuyou.kernel.intake.workbooks import CellError, Limits, open_workbook


@pytest.fixture
def good(tmp_path):
    return write_xlsx(tmp_path / "good.xlsx", good_rows())


def refusal(path, **limits):
    with pytest.raises(BadInput) as caught:
        grids(path, Limits(**limits))
    return str(caught.value)


def grids(path, limits):
    return [sheet.grid for sheet in open_workbook(path, limits).sheets]


def saved(tmp_path, content, name="file.xls"):
    path = tmp_path / name
    path.write_bytes(content)
    return path


def test_an_xlsx_is_read_with_its_digest(good):
    book = open_workbook(good)
    assert [sheet.name for sheet in book.sheets] == ["台账"]
    assert book.sheets[0].grid[1] == HEADER
    assert book.sheets[0].grid[2][4] == date(2016, 1, 28)
    assert len(book.sha256) == 64


def old_workbook(rows):
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("台账")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for y, row in enumerate(rows):
        for x, value in enumerate(row):
            sheet.write(y, x, value, *([day] if isinstance(value, date) else []))
    return book, sheet


@pytest.mark.parametrize("name", ["old.xls", "wps.et", "wrong.xlsx", "wrong.csv"])
def test_an_xls_is_read_whatever_its_name(tmp_path, name):
    book, _ = old_workbook(good_rows())
    book.save(str(tmp_path / name))
    parsed = read(open_workbook(tmp_path / name).sheets[0])
    assert (len(parsed.rows), parsed.problems) == (6, [])


def test_errors_and_merges_of_an_xls_are_seen(tmp_path):
    book, sheet = old_workbook([HEADER])
    sheet.write(1, 1, xlwt.Formula("1/0"))
    sheet.write_merge(2, 3, 0, 0, "合")
    sheet.write(3, 1, "末")
    book.save(str(tmp_path / "old.xls"))
    content = (tmp_path / "old.xls").read_bytes()
    record = b"\x06\x00"  # FORMULA; xlwt leaves the result empty, a spreadsheet would put #DIV/0! there
    place = next(
        i for i in range(len(content)) if content[i : i + 2] == record and content[i + 4 : i + 8] == b"\1\0\1\0"
    )
    spoilt = content[: place + 10] + b"\x02\x00\x07\x00\x00\x00\xff\xff" + content[place + 18 :]
    read_sheet = open_workbook(saved(tmp_path, spoilt)).sheets[0]
    assert read_sheet.grid[1][1] == CellError("#DIV/0!")
    assert read_sheet.merges == [(2, 0, 3, 0)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_tables_are_read_in_every_usual_encoding(tmp_path, encoding, delimiter):
    text = "\r\n".join(delimiter.join(map(str, row)) for row in good_rows())
    parsed = read(open_workbook(saved(tmp_path, text.encode(encoding), "file.csv")).sheets[0])
    assert (len(parsed.rows), parsed.problems) == (6, [])


def test_quotes_in_csv_keep_commas_and_line_breaks(tmp_path):
    path = saved(tmp_path, '姓名,备注\r\n王小二,"一,二\n三"\r\n'.encode(), "file.csv")
    assert open_workbook(path).sheets[0].grid[1] == ["王小二", "一,二\n三"]


def test_html_saved_as_xls_is_read_with_spans(tmp_path):
    page = "<html><meta charset='gb2312'><table><tr><th rowspan=2>姓名</th><th colspan=2>家庭</th></tr>"
    page += "<tr><td>人口<td>收入</tr><tr><td>王小二&nbsp;</td><td>3</td><td>2000</td></tr></table>"
    sheet = open_workbook(saved(tmp_path, page.encode("gb18030"))).sheets[0]
    assert sheet.grid == [["姓名", "家庭", ""], ["", "人口", "收入"], ["王小二", "3", "2000"]]
    assert sheet.merges == [(0, 0, 1, 0), (0, 1, 0, 2)]


def test_hidden_sheets_are_left_out_with_a_note(tmp_path):
    with Writer(str(tmp_path / "two.xlsx")) as book:
        book.add_worksheet("看得见").write(0, 0, "x")
        book.add_worksheet("看不见").hide()
    book = open_workbook(tmp_path / "two.xlsx")
    assert [sheet.name for sheet in book.sheets] == ["看得见"]
    assert book.notes == ("工作表“看不见”是隐藏的，没有读取",)


def test_error_values_stand_where_the_formula_failed(tmp_path):
    with Writer(str(tmp_path / "e.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_formula("A1", "=1+1", None, 2)
        for x, code in enumerate(["#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?"], 1):
            sheet.write_formula(0, x, "=x", None, code)
        sheet.write_string(1, 0, "#REF!")
    grid = open_workbook(tmp_path / "e.xlsx").sheets[0].grid
    assert grid[0] == [2, *map(CellError, ["#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?"])]
    assert grid[1][0] == "#REF!"


def test_dates_of_1904_workbooks_are_the_same_days(tmp_path):
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append([date(2016, 1, 28), 40935])
    book.save(tmp_path / "mac.xlsx")
    sheet = open_workbook(tmp_path / "mac.xlsx").sheets[0]
    assert sheet.grid[0][0] == date(2016, 1, 28)
    assert sheet.date1904


@pytest.mark.parametrize("kind", ["huge dimension", "merged whole column"])
def test_a_sheet_that_only_claims_to_be_huge_is_read(good, tmp_path, kind):
    mutate(KINDS.index(kind), good, tmp_path / "claim.xlsx")
    sheet = open_workbook(tmp_path / "claim.xlsx").sheets[0]
    assert len(sheet.grid) == 10
    assert all(bottom < 10 for _, _, bottom, _ in sheet.merges)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("macros", "含有宏"),
        ("zip bomb", "解压后过大"),
        ("lying directory", "不像正常的表格"),
        ("password", "打开密码"),
        ("cut off", "已损坏"),
        ("empty file", "是空的"),
        ("far cell", "第 1048576 行还有内容"),
    ],
)
def test_dangerous_and_broken_files_are_refused_in_plain_words(good, tmp_path, kind, words):
    mutate(KINDS.index(kind), good, tmp_path / "bad.xlsx")
    assert words in refusal(tmp_path / "bad.xlsx")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n0000", "图片"),
        (b"Rar!\x1a\x07", "压缩包"),
        (bytes(range(256)) * 9, "不是表格"),
        (b"<html><p>x</p></html>", "没有表格"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "损坏"),
        (b"PK\x03\x04" + bytes(99), "损坏"),
        (b"MIME-Version: 1.0", "网页"),
        (b" \r\n", "空的"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "XML 表格"),
        (compound({"WordDocument": b"x"}), "不是表格"),
        (compound({"Workbook": b"x", "_VBA_PROJECT_CUR": b"x"}), "宏"),
    ],
)
def test_what_is_no_workbook_is_named(tmp_path, content, words):
    assert words in refusal(saved(tmp_path, content))


@pytest.mark.parametrize(
    ("member", "words"),
    [
        ("word/document.xml", "Word"),
        ("ppt/presentation.xml", "演示"),
        ("xl/workbook.bin", "xlsb"),
        ("photo.jpg", "压缩包"),
    ],
)
def test_other_zips_are_named(tmp_path, member, words):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(member, "x")
    assert words in refusal(saved(tmp_path, stream.getvalue()))


def test_limits_are_told_with_their_numbers(good, tmp_path):
    assert "超过 5 行的上限" in refusal(good, rows=5)
    assert "10 行 12 列，范围过大" in refusal(good, cells=100)
    assert "解压后过大" in refusal(good, unpacked=1000)
    assert "解压后过大" in refusal(good, members=3)
    assert "超过 0 MB" in refusal(good, file_bytes=100)
    rows = "\n".join(["甲,乙"] * 10)
    assert "超过 5 行的上限" in refusal(saved(tmp_path, rows.encode()), rows=5)


def test_a_missing_file_is_named(tmp_path):
    assert "打不开文件“没有.xlsx”" in refusal(tmp_path / "没有.xlsx")


def test_random_ole_and_text_never_raise_anything_else(tmp_path):
    rng = random.Random(5)
    book, _ = old_workbook([HEADER, person(1)])
    book.save(str(tmp_path / "old.xls"))
    content = (tmp_path / "old.xls").read_bytes()
    outcomes = set()
    for _ in range(150):
        spoilt = bytearray(content)
        for _ in range(rng.randrange(1, 30)):
            spoilt[rng.randrange(len(spoilt))] = rng.randrange(256)
        try:
            outcomes.add(len(open_workbook(saved(tmp_path, bytes(spoilt))).sheets[0].grid) > 0)
        except BadInput:
            outcomes.add("refused")
    assert outcomes >= {True, "refused"}
