"""Workbooks handed out: the user's own with its problems marked, and the blank template of a register."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook as Writer
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name

from liuyou.kernel.base.errors import BadInput, Problem
from liuyou.kernel.base.masking import mask_identity
from liuyou.kernel.intake.cells import first_words
from liuyou.kernel.intake.columns import Column, Kind, Sheetform
from liuyou.kernel.intake.sheetfiles import LONGEST, is_moment, sheet_name, write_cell
from liuyou.kernel.intake.workbooks import GUIDE_SHEET, PROBLEM_SHEET, Sheet, Workbook, open_workbook

_IDENTITY = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|\d{15})(?!\d)")
_RED, _PALE, _HEAD = "#F8C9C4", "#FDECEA", "#EDEDED"
TEMPLATE_ROWS = 10_000
_LONGEST_LIST = 255  # characters of a drop-down kept inside the validation itself
_CHOICES_FROM = 8  # longer lists stand on the guide sheet from this column on
_FORMATS = {
    Kind.IDENTITY: "@",
    Kind.PHONE: "@",
    Kind.CREDIT_CODE: "@",
    Kind.NAME: "@",
    Kind.MONTH: "@",
    Kind.DATE: "yyyy-mm-dd",
    Kind.MONEY: "#,##0.00",
    Kind.INTEGER: "0",
}
_EXAMPLES = {
    Kind.TEXT: "按实际情况填写",
    Kind.NAME: "张三",
    Kind.ORG: "工会的全称或代码",
    Kind.IDENTITY: "18 位，最后一位可以是 X",
    Kind.PHONE: "11 位手机号，或带区号的固定电话",
    Kind.CREDIT_CODE: "18 位统一社会信用代码",
    Kind.INTEGER: "12",
    Kind.DECIMAL: "12.5",
    Kind.MONEY: "1200.50（元）",
    Kind.DATE: "2016-01-28 或 2016年1月28日",
    Kind.MONTH: "2016年1月",
    Kind.YEAR: "2016",
    Kind.BOOLEAN: "是 或 否",
}


def mark(source: Workbook | str | Path, problems: Sequence[Problem], out_path: str | Path) -> None:
    """The same sheets and values; wrong cells red with a comment, messages at each row's end and on a first sheet.

    BadInput if `source` is a path to what is no workbook.
    """
    workbook = source if isinstance(source, Workbook) else open_workbook(source)
    taken: set[str] = set()
    with Writer(str(out_path), {"constant_memory": True}) as book:
        _list_problems(book, problems, sheet_name(PROBLEM_SHEET, taken))
        styles = _Styles(book)
        for sheet in filter(_readable, workbook.sheets):
            own = [problem for problem in problems if problem.sheet == sheet.name]
            _copy(book, sheet, own, sheet_name(sheet.name, taken), styles)


def _readable(sheet: Sheet) -> bool:
    """A sheet that is too large or broken is only spoken of in the list."""
    try:
        return sheet.grid is not None
    except BadInput:
        return False


class _Styles:
    """Cell formats by (colour, number format), made when first needed."""

    def __init__(self, book: Writer) -> None:
        self._book = book
        self._made: dict[tuple[str, str], Format] = {}

    def of(self, value: Any, colour: str = "") -> Format | None:
        number = ""
        if is_moment(value):
            dated = isinstance(value, date) and not (isinstance(value, datetime) and value.time())
            number = "yyyy-mm-dd" if dated else "yyyy-mm-dd hh:mm" if isinstance(value, date) else "[h]:mm"
        if not colour and not number:
            return None
        if (colour, number) not in self._made:
            wanted = {"bg_color": colour, "num_format": number}
            self._made[colour, number] = self._book.add_format({key: word for key, word in wanted.items() if word})
        return self._made[colour, number]


def _list_problems(book: Writer, problems: Sequence[Problem], name: str) -> None:
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "bg_color": _HEAD})
    for x, (title, width) in enumerate((("工作表", 16), ("行", 8), ("列", 18), ("问题", 90))):
        sheet.set_column(x, x, width)
        sheet.write_string(0, x, title, head)
    for y, problem in enumerate(problems, 1):
        for x, value in enumerate((problem.sheet, problem.row, problem.column, _masked(problem.message))):
            write_cell(sheet, y, x, value)
    sheet.freeze_panes(1, 0)


def _copy(book: Writer, sheet: Sheet, problems: list[Problem], name: str, styles: _Styles) -> None:
    by_row: dict[int, list[Problem]] = defaultdict(list)
    for problem in problems:
        by_row[(problem.row or 1) - 1].append(problem)
    target = book.add_worksheet(name)
    width = max(map(len, sheet.grid), default=0)
    target.set_column(0, max(width - 1, 0), 14)
    target.set_column(width, width, 60)
    for y in range(max(len(sheet.grid), max(by_row, default=-1) + 1)):
        row = sheet.grid[y] if y < len(sheet.grid) else [""] * width
        wrong = _by_column(by_row.get(y, []))
        for x, value in enumerate(row):
            write_cell(target, y, x, value, styles.of(value, _RED if x in wrong else ""))
        for x, message in wrong.items():
            target.write_comment(y, x, message[:LONGEST], {"x_scale": 2})
        messages = [_masked(f"{p.column}：{p.message}" if p.column else p.message) for p in by_row.get(y, [])]
        if messages:
            write_cell(target, y, width, "；".join(messages), styles.of("", _PALE))
        elif y == 0:
            write_cell(target, y, width, "问题")


def _by_column(problems: list[Problem]) -> dict[int, str]:
    found: dict[int, str] = {}
    for problem in problems:
        if problem.column_number:
            x = problem.column_number - 1
            found[x] = f"{found[x]}；{_masked(problem.message)}" if x in found else _masked(problem.message)
    return found


def _masked(message: str) -> str:
    return _IDENTITY.sub(lambda found: mask_identity(found[0]), message)


def blank(form: Sheetform, out_path: str | Path) -> None:
    """The template of a form: title, header with required columns marked *, drop-downs, and a sheet that explains."""
    taken: set[str] = {GUIDE_SHEET}
    with Writer(str(out_path)) as book:
        sheet = book.add_worksheet(sheet_name(form.title, taken))
        title = book.add_format({"bold": True, "font_size": 16, "align": "center"})
        plain = {"bold": True, "bg_color": _HEAD, "border": 1, "text_wrap": True}
        heads = {False: book.add_format(plain), True: book.add_format(plain | {"bg_color": _RED})}
        if len(form.columns) > 1:
            sheet.merge_range(0, 0, 0, len(form.columns) - 1, "", title)
        sheet.write_string(0, 0, form.title, title)
        guide = _explain(book, form)
        for x, column in enumerate(form.columns):
            style = book.add_format({"num_format": _FORMATS[column.kind]}) if column.kind in _FORMATS else None
            sheet.set_column(x, x, max(12, 2 * len(column.title) + 4), style)
            sheet.write_string(1, x, column.title + ("*" if column.required else ""), heads[column.required])
            if words := _words(column):
                source = words if len(",".join(words)) <= _LONGEST_LIST else guide[column.name]
                rule = {"validate": "list", "source": source, "error_title": "请从列表中选择"}
                sheet.data_validation(2, x, TEMPLATE_ROWS + 1, x, rule)
        sheet.freeze_panes(2, 0)


def _words(column: Column) -> list[str]:
    if column.kind is Kind.BOOLEAN:
        return ["是", "否"]
    return first_words(column) if column.kind is Kind.CHOICE else []


def _explain(book: Writer, form: Sheetform) -> dict[str, str]:
    """The guide sheet; returns where on it the list of each column of choices stands."""
    sheet = book.add_worksheet(GUIDE_SHEET)
    head = book.add_format({"bold": True, "bg_color": _HEAD})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    for x, (title, width) in enumerate((("列名", 18), ("必填", 8), ("怎样填", 50), ("举例", 34), ("也认的列名", 60))):
        sheet.set_column(x, x, width)
        sheet.write_string(0, x, title, head)
    places: dict[str, str] = {}
    for y, column in enumerate(form.columns, 1):
        words = _words(column)
        example = "、".join(words[:6]) if words else _EXAMPLES[column.kind]
        also = "、".join(column.titles[1:])
        for x, text in enumerate((column.title, "必填" if column.required else "选填", column.help, example, also)):
            sheet.write_string(y, x, text, wrap)
        if words:
            places[column.name] = _write_list(sheet, _CHOICES_FROM + len(places), column.title, words)
    return places


def _write_list(sheet: Any, x: int, title: str, words: list[str]) -> str:
    for y, word in enumerate([f"{title}可填", *words]):
        sheet.write_string(y, x, word)
    letter = xl_col_to_name(x)
    return f"='{GUIDE_SHEET}'!${letter}$2:${letter}${len(words) + 1}"
