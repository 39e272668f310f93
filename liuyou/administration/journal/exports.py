"""The journal as a workbook, written row by row so that a hundred thousand lines need no more room than ten."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Any

import xlsxwriter
from django.db.models import QuerySet
from django.utils import timezone

from liuyou.administration.journal import telling
from liuyou.administration.journal.queries import ORDER
from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.reach import require
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.journal import lines as journal
from liuyou.kernel.journal.models import Line
from liuyou.kernel.writing.permit import permit

MOST = 200_000
CHUNK = 2000
ACTION = "journal.line.export"
HEADER = ("时间", "办理人", "台账", "办理事项", "记录编号", "组织", "变动", "理由")
WIDTHS = (18, 14, 16, 18, 10, 26, 60, 30)


def export(rows: QuerySet[Line], *, org: int, filters: Mapping[str, str], actor: Actor) -> IO[bytes]:
    """An open file with the lines and, at its head, who took them out and when; the taking stands in the journal."""
    require(actor, "journal.read", org, clock.today())
    number = rows.order_by()[: MOST + 1].count()
    if number > MOST:
        raise Refused(f"超过 {MOST:,} 条，一个文件放不下：请缩短时间或加上筛选条件。")
    with permit(ACTION) as stamp:
        after = {"rows": number, "filters": dict(filters)}
        journal.append([("journal.line", 0, org, None, after)], at=stamp, actor=actor, action=ACTION)
    head = f"{actor.name} 于 {_minute(stamp)} 导出，{number} 条"
    return _written(rows, head, "；".join(f"{name} {value}" for name, value in filters.items()))


def _written(rows: QuerySet[Line], head: str, filters: str) -> IO[bytes]:
    target = TemporaryFile()  # noqa: SIM115 - the answer closes it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet("办理日志")
        bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        for number, width in enumerate(WIDTHS):
            sheet.set_column(number, number, width)
        for place, text in enumerate(("办理日志", head, filters)):
            sheet.write_string(place, 0, text, bold if place == 0 else None)
        for number, title in enumerate(HEADER):
            sheet.write_string(4, number, title, bold)
        for place, cells in enumerate(_rows(rows), 5):
            for number, cell in enumerate(cells):
                sheet.write_string(place, number, cell, wrap)
    target.seek(0)
    return target


def _rows(rows: QuerySet[Line]) -> Iterator[tuple[str, ...]]:
    found: Iterator[Any] = rows.order_by(*ORDER).iterator(chunk_size=CHUNK)
    while chunk := list(islice(found, CHUNK)):
        for line in telling.told(chunk):
            changes = "；".join(_said(change, line.opened) for change in line.changes)
            record = str(line.record or "")
            yield (
                _minute(line.at),
                line.who,
                line.register,
                line.what,
                record,
                line.org,
                changes[:32_000],
                line.reason,
            )


def _said(change: telling.Change, opened: bool) -> str:
    if change.sealed:
        return f"{change.title} 已加密" + ("" if opened else "，有改动")
    return f"{change.title} {change.after}" if opened else f"{change.title} {change.before} → {change.after}"


def _minute(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
