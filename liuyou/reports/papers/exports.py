"""The list of papers as a workbook, with who took it and when; a line of the journal says so too."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from xlsxwriter import Workbook

from liuyou.kernel.access.models import Actor
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.journal import lines
from liuyou.kernel.writing.permit import permit
from liuyou.reports.papers.listing import Facts

MOST = 100_000
HEADER = ("编号", "发文字号", "标题", "种类", "工会", "统计期", "成文日期", "写出时间", "经办", "状态", "数字")
WIDTHS = (13, 20, 44, 16, 26, 16, 12, 17, 14, 8, 8)


def refuse_many(count: int, whole: bool) -> None:
    if not whole or count > MOST:
        raise Refused(f"超过 {MOST:,} 份，一个文件放不下：请先加筛选条件，再导出。")


def journal(actor: Actor, org: int, count: int, conditions: list[str]) -> datetime:
    """Who took the list of which papers; the moment."""
    with permit("documents.list.export") as stamp:
        change = [("documents.document", 0, org, None, {"papers": count, "conditions": conditions})]
        lines.append(change, at=stamp, actor=actor, action="documents.list.export")
    return stamp


def workbook(papers: Iterable[tuple[Facts, int]], *, heading: str, by: str, at: datetime) -> bytes:
    """`papers`: each with how many figures it cites."""
    target = io.BytesIO()
    with Workbook(target, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("公文")
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        sheet.write_string(0, 0, f"{heading} 公文目录")
        sheet.write_string(1, 0, f"{by} {timezone.localtime(at):%Y-%m-%d %H:%M} 导出")
        sheet.write_row(2, 0, HEADER)
        for number, (each, figures) in enumerate(papers, 3):
            for column, text in enumerate(_texts(each)):
                sheet.write_string(number, column, _plain(text))
            sheet.write_number(number, len(WIDTHS) - 1, figures)
    return target.getvalue()


def _texts(facts: Facts) -> tuple[str, ...]:
    document = facts.document
    return (
        document.pk,
        document.number,
        facts.title,
        facts.kind,
        facts.org,
        facts.period,
        f"{document.issued_on:%Y-%m-%d}" if document.issued_on else "",
        f"{timezone.localtime(document.as_of):%Y-%m-%d %H:%M}",
        document.actor.name,
        facts.state,
    )


def _plain(text: str) -> str:
    """What a spreadsheet would take for a formula is led by an apostrophe."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
