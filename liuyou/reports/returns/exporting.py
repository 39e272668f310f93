"""A return as a file: the city's own sheet with the numbers in it, a plain workbook, or CSV for the statistics tool."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from xlsxwriter import Workbook

from liuyou.kernel.access.models import Actor
from liuyou.kernel.intake.sheetfiles import sheet_name, write_cell
from liuyou.kernel.journal import lines
from liuyou.kernel.writing.permit import permit
from liuyou.reports.returns import showing
from liuyou.reports.returns.models import Form, Sheet
from liuyou.reports.returns.rules.layout import Source

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXPORT = "returns.return.export"
ACTING = ("=", "+", "-", "@", "\t", "\r")
FORMATS = {"元": "#,##0.00", "%": "0.0%"}
Numbers = Mapping[str, Decimal | None]
Texts = Mapping[str, str]


def noted(form: Form, org: int, number: int, actor: Actor, shape: str) -> None:
    """The journal's line of an export."""
    with permit(EXPORT) as stamp:
        about = {"form": form.code, "version": form.version, "shape": shape}
        lines.append([("returns.return", number, org, None, about)], at=stamp, actor=actor, action=EXPORT)


def workbook(form: Form, numbers: Numbers, texts: Texts, head: list[str]) -> bytes:
    """The form's own sheet where it has one; else its table, plainly."""
    return in_own_sheet(form, numbers, texts) if form.sheet else plain(form, numbers, texts, head)


def in_own_sheet(form: Form, numbers: Numbers, texts: Texts) -> bytes:
    """The workbook as the city sent it, merged cells, widths and all; only mapped cells get a value."""
    from openpyxl import load_workbook
    from openpyxl.cell.cell import MergedCell

    book = load_workbook(io.BytesIO(bytes(Sheet.objects.get(pk=form.sheet).content)))
    sheet = book.worksheets[0]
    parsed = form.parsed
    for key, place in (parsed.places or {}).items():
        cell = parsed.cells.get(key)
        if cell is None or isinstance(sheet[place], MergedCell):
            continue
        value: Any = numbers.get(key) if cell.numeric else _harmless(texts.get(key, ""))
        sheet[place].value = _plain_number(value) if isinstance(value, Decimal) else value
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _plain_number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def plain(form: Form, numbers: Numbers, texts: Texts, head: list[str]) -> bytes:
    parsed, content = form.parsed, io.BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        bold, title = book.add_format({"bold": True, "border": 1}), book.add_format({"bold": True, "font_size": 14})
        border = book.add_format({"border": 1, "text_wrap": True})
        shapes = {unit: book.add_format({"border": 1, "num_format": shape}) for unit, shape in FORMATS.items()}
        number = book.add_format({"border": 1, "num_format": "#,##0.##"})
        whole = book.add_format({"border": 1, "num_format": "#,##0"})
        page = book.add_worksheet(sheet_name(form.title, set()))
        page.set_column(0, 0, 34)
        page.set_column(1, 1, 8)
        page.set_column(2, 1 + len(parsed.columns), 15)
        for y, text in enumerate(head):
            write_cell(page, y, 0, text, title if y == 0 else None)
        top = len(head)
        for x, text in enumerate(("项目", "单位", *(column.title for column in parsed.columns))):
            write_cell(page, top, x, text, bold)
        y = top
        for row in parsed.rows:
            if row.section:
                y += 1
                write_cell(page, y, 0, row.section, bold)
            y += 1
            write_cell(page, y, 0, row.title, border)
            write_cell(page, y, 1, row.unit, border)
            for x, cell in enumerate(parsed.line(row), 2):
                value = numbers.get(cell.key)
                if cell.numeric and value is not None:
                    usual = whole if value == value.to_integral_value() else number
                    page.write_number(y, x, float(value), shapes.get(showing.unit_of(cell), usual))
                else:
                    write_cell(page, y, x, texts.get(cell.key, ""), border)
        page.freeze_panes(top + 1, 1)
        page.set_paper(9)
        page.fit_to_pages(1, 0)
    return content.getvalue()


def as_csv(form: Form, numbers: Numbers, texts: Texts, head: Mapping[str, str]) -> bytes:
    """One line a cell, as the statistics tool takes it: table, code, item, column, unit, value."""
    content = io.StringIO()
    writer = csv.writer(content)
    writer.writerow([*head, "表", "代号", "项目", "栏", "单位", "数值"])
    section = ""
    for row in form.parsed.rows:
        section = row.section or section
        for cell in form.parsed.line(row):
            if cell.source is Source.BLANK:
                continue
            value = numbers.get(cell.key)
            text = texts.get(cell.key, "") if not cell.numeric else "" if value is None else _number(value)
            line = [*head.values(), section, cell.key, row.title, cell.column.title, row.unit]
            writer.writerow([*(_harmless(each) for each in line), text if cell.numeric else _harmless(text)])
    return content.getvalue().encode("utf-8-sig")


def _number(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _harmless(text: str) -> str:
    """Text that a spreadsheet would calculate stays text."""
    return f"'{text}" if text.startswith(ACTING) else text


def answer(content: bytes, name: str) -> HttpResponse:
    kind = "text/csv; charset=utf-8" if name.endswith(".csv") else XLSX
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
