"""A workbook with wrong cells: they are named, marked in a copy, mended, taken in, and taken back."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import openpyxl

from tests.journeys.browsing import Person
from tests.journeys.cast import identity

Enter = Callable[..., Person]
TITLES = ("姓名", "身份证号", "项目", "金额", "发放日期", "资金来源")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _workbook(*rows: tuple[str, ...]) -> dict[str, object]:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "救助发放"
    for row in (TITLES, *rows):
        sheet.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return {"name": "三月发放.xlsx", "mimeType": XLSX, "buffer": kept.getvalue()}


def test_wrong_cells_are_named_marked_mended_loaded_and_the_load_is_taken_back(enter: Enter) -> None:
    officer = enter("jiceng")
    wrong = identity(500)[:-1] + ("1" if identity(500)[-1] != "1" else "2")
    right = ("唐一", identity(501), "送温暖", "300", "2026-02-11", "工会经费")
    first = ("唐零", wrong, "送温暖", "300", "2026-02-11", "工会经费")
    second = ("唐二", identity(502), "送温暖", "三百块", "2026-02-11", "工会经费")
    officer.go("帮扶服务", "救助发放")
    officer.click("导入")
    officer.page.locator("#files").set_input_files(_workbook(right, first, second))
    officer.click("上传并检查")
    officer.sees("2 处要修改，还没有写入任何内容", "身份证号", "校验位", "三百块")
    problems = officer.page.locator("#problems tbody tr")
    assert [each.locator("td").nth(1).inner_text() for each in problems.all()] == ["3", "4"]
    marked = officer.download("下载标出错误的表格")
    book = openpyxl.load_workbook(io.BytesIO(marked.read_bytes()))
    assert "校验位" in csv_of(book)
    colours = [book["救助发放"][cell].fill.fgColor.rgb for cell in ("B2", "B3", "D4")]
    assert colours[0] != colours[1] == colours[2]
    officer.page.locator("details.mend > summary").click()
    mended = (first[0], identity(500), *first[2:]), (*second[:3], "300", *second[4:])
    officer.page.locator("#mended").set_input_files(_workbook(right, *mended))
    officer.click("上传并重新检查")
    officer.sees("没有发现错误，可以导入 3 条")
    officer.click("导入这 3 条")
    officer.sees("唐零", "唐一", "唐二", "撤销这次导入")
    officer.fill(reason="重复登记")
    officer.click("作废全部", exact=False)
    officer.sees("撤销：重复登记", "里面的记录都已作废")
    officer.click("唐零")
    officer.sees("已作废")


def test_a_list_goes_out_as_a_file_that_says_who_took_it(enter: Enter) -> None:
    officer = enter("jiceng")
    officer.go("帮扶服务", "救助发放")
    with officer.page.expect_download() as coming:
        officer.click("导出")
    book = openpyxl.load_workbook(io.BytesIO(coming.value.path().read_bytes()))
    words = csv_of(book)
    assert "周甲" in words
    assert "孙平" in words
    assert identity(100) not in words


def csv_of(book: openpyxl.Workbook) -> str:
    kept = io.StringIO()
    writer = csv.writer(kept)
    for sheet in book.worksheets:
        writer.writerows(sheet.iter_rows(values_only=True))
    return kept.getvalue()
