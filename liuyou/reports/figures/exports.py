"""A table or a list of records as a file: numbers as numbers, text that cannot act, who and when."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import quote

from django.http import HttpResponse
from django.utils import timezone
from xlsxwriter import Workbook

from liuyou.kernel.access.models import Actor
from liuyou.kernel.intake.sheetfiles import sheet_name, write_cell
from liuyou.kernel.journal import lines
from liuyou.kernel.writing.permit import permit
from liuyou.reports.figures import moments
from liuyou.reports.figures.asking import Question
from liuyou.reports.figures.tables import Grid

REGISTER = "figures.figure"
EXPORT = "figures.figure.export"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = {"元": "#,##0.00", "%": "0.0%"}
ACTING = ("=", "+", "-", "@", "\t", "\r")
Value = str | Decimal | date | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """`head`: lines above the table, as label and words; cells with the unit that tells their number format."""

    title: str
    head: Sequence[tuple[str, str]]
    columns: Sequence[str]
    rows: Iterable[Sequence[tuple[Value, str]]]


def noted(question: Question, actor: Actor, *, form: str, what: str) -> None:
    """The journal's line of an export."""
    about = {
        "what": what,
        "codes": list(question.codes),
        "where": [f"{name}={value}" for name, value in question.where],
        "period": question.period.code,
        "as_of": moments.written(question.as_of) if question.as_of else None,
        "form": form,
    }
    with permit(EXPORT) as stamp:
        change = (REGISTER, question.within, question.within, None, about)
        lines.append([change], at=stamp, actor=actor, action=EXPORT)


def heading(question: Question, actor: Actor) -> list[tuple[str, str]]:
    """What the file says about itself."""
    where = "；".join(f"{name}={value or '未填'}" for name, value in question.where)
    return [
        ("指标", "；".join(f"{each.title}（{each.unit or '无单位'}）" for each in question.figures)),
        ("代码", "；".join(question.codes)),
        *([("筛选", where)] if where else []),
        ("组织", question.place.name),
        ("统计期", question.period.label),
        ("按何时的台账", moments.shown(question.as_of)),
        ("导出", f"{actor.name}　{timezone.localtime():%Y-%m-%d %H:%M}"),
    ]


def table(grid: Grid, actor: Actor) -> Sheet:
    """The explorer's table; with several figures the first column says which."""
    several = len(grid.blocks) > 1
    columns = [*(["指标"] if several else []), grid.row_title or "指标", "单位", *(title for _, title in grid.columns)]
    rows: list[list[tuple[Value, str]]] = []
    for block in grid.blocks:
        first: list[tuple[Value, str]] = [(block.figure.title, "")] if several and block.figure else []
        for row in [*block.rows, *([block.total] if block.total else [])]:
            rows.append([*first, (row.title, ""), (row.unit, ""), *((cell.value, cell.unit) for cell in row.cells)])
    return Sheet(grid.question.figure.title, heading(grid.question, actor), columns, rows)


def xlsx(sheet: Sheet, name: str) -> HttpResponse:
    content = io.BytesIO()
    with Workbook(content, {"in_memory": True, "constant_memory": True}) as book:
        bold = book.add_format({"bold": True})
        grey = book.add_format({"bold": True, "bg_color": "#EDEDED", "border": 1})
        styles = {unit: book.add_format({"num_format": FORMATS.get(unit, "#,##0.##")}) for unit in ("元", "%", "")}
        whole, day = book.add_format({"num_format": "#,##0"}), book.add_format({"num_format": "yyyy-mm-dd"})
        page = book.add_worksheet(sheet_name(sheet.title, set()))
        page.set_column(0, 0, 26)
        page.set_column(1, max(1, len(sheet.columns)), 15)
        for y, (label, words) in enumerate(sheet.head):
            page.write_string(y, 0, label, bold)
            write_cell(page, y, 1, words)
        top = len(sheet.head) + 1
        for x, title in enumerate(sheet.columns):
            page.write_string(top, x, title, grey)
        for y, row in enumerate(sheet.rows, top + 1):
            for x, (value, unit) in enumerate(row):
                if isinstance(value, Decimal):
                    plain = unit not in FORMATS and value == value.to_integral_value()
                    page.write_number(y, x, float(value), whole if plain else styles[unit if unit in styles else ""])
                else:
                    write_cell(page, y, x, value, day if isinstance(value, date) else None)
    return _file(content.getvalue(), XLSX, f"{name}.xlsx")


def as_csv(sheet: Sheet, name: str) -> HttpResponse:
    content = io.StringIO()
    writer = csv.writer(content)
    writer.writerows([harmless(label), harmless(words)] for label, words in sheet.head)
    writer.writerow([])
    writer.writerow([harmless(title) for title in sheet.columns])
    writer.writerows([_plain(value) for value, _ in row] for row in sheet.rows)
    return _file(content.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", f"{name}.csv")


def _plain(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return harmless(value) if isinstance(value, str) else value.isoformat()


def harmless(text: str) -> str:
    """Text that a spreadsheet would take for a formula gets an apostrophe in front."""
    return f"'{text}" if text.startswith(ACTING) else text


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
