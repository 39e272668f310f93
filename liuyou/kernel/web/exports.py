"""Lists as workbooks: streamed, with who, when and what was asked at the top; every export is a line in the journal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.utils import timezone
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from liuyou.kernel.accounts.models import User
from liuyou.kernel.base.errors import NotFound, Refused
from liuyou.kernel.intake.sheetfiles import sheet_name, write_cell
from liuyou.kernel.jobs.kinds import Progress, task
from liuyou.kernel.jobs.models import Run
from liuyou.kernel.jobs.running import start_task
from liuyou.kernel.journal import lines
from liuyou.kernel.web import storage
from liuyou.kernel.web.pages import Here
from liuyou.kernel.writing.permit import permit

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AT_ONCE = 20_000
"""Rows that are written while the browser waits; more are a task."""
SHEET = 1_000_000
TASK = "web.export"
NUMBERS = {"number": "#,##0.######", "money": "#,##0.00", "integer": "#,##0", "percent": "0.0%"}
DAYS = {"date": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm"}
Column = tuple[str, str]
"""Title and kind: text, number, money, integer, percent, date, moment. Anything else is text."""


def export_list(
    request: HttpRequest,
    here: Here,
    register: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Any]],
    total: int,
    *,
    title: str = "",
    words: str = "",
) -> HttpResponse:
    """The answer to an export: the workbook, or for more than `AT_ONCE` rows a task whose result it will be.

    The task opens the same address again as the same person, so the caller need not know of it. `words`: the filters.
    What the reader may not see is masked by the caller.
    """
    name = title or _title(register)
    beside: Progress | None = getattr(request, "export_to", None)
    if beside is not None:
        if here.org != request.session.get("org"):
            raise NotFound("您在这个工会已没有权限：导出没有完成。")
        count = _write(beside.file(f"{_safe(name)}.xlsx"), here, register, columns, rows, name, words, total, beside)
        request.exported = count  # type: ignore[attr-defined]
        return HttpResponse(status=204)
    if total > AT_ONCE:
        inputs = {"path": request.path, "query": request.GET.urlencode(), "org": here.org}
        run = start_task(TASK, actor=here.actor, org=here.org, inputs=inputs, title=f"导出{name}")
        messages.info(request, f"共 {total} 行，正在后台生成：做好以后在这里下载。")
        return redirect(reverse("job", args=[run.pk]))
    with storage.workplace() as where:
        path = where / "list.xlsx"
        _write(path, here, register, columns, rows, name, words, total, None)
        answer = FileResponse(path.open("rb"), as_attachment=True, filename=f"{_safe(name)}.xlsx", content_type=XLSX)
    return answer  # type: ignore[return-value]


@task(TASK, "导出")
def export_task(run: Run, progress: Progress) -> str:
    """The page that was asked for, opened again as whoever asked: what he or she may see is asked anew."""
    from liuyou.kernel.jobs import inputs as forms

    asked = forms.read(run.inputs)
    user = User.objects.filter(actor_id=run.actor_id, is_active=True).first()
    if user is None:
        raise NotFound("导出的人已经没有账号，没有导出。")
    request: Any = HttpRequest()
    request.method, request.path, request.GET = "GET", asked["path"], QueryDict(asked["query"])
    request.user, request.session, request.export_to = user, {"org": asked["org"]}, progress
    found = resolve(asked["path"])
    answer = found.func(request, *found.args, **found.kwargs)
    if answer.status_code != 204:
        raise Refused("没有导出：这个列表现在打不开，可能已不在您的权限内。")
    return f"已导出 {request.exported} 行：请下载。"


def _write(
    path: Path,
    here: Here,
    register: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Any]],
    title: str,
    words: str,
    total: int,
    progress: Progress | None,
) -> int:
    now = timezone.localtime()
    head = [
        title,
        f"工会：{here.place.name}",
        f"条件：{words or '全部'}",
        f"导出：{here.actor.name}  {now:%Y-%m-%d %H:%M}",
    ]
    count = write_workbook(path, head, columns, rows, total=total, progress=progress)
    code = f"{register}.export"
    with permit(code) as stamp:
        after = {"rows": count, "filters": words}
        lines.append([(register, 0, here.org, None, after)], at=stamp, actor=here.actor, action=code)
    return count


def write_workbook(
    path: Path,
    head: Sequence[str],
    columns: Sequence[Column],
    rows: Iterable[Sequence[Any]],
    *,
    total: int = 0,
    progress: Progress | None = None,
) -> int:
    """Head lines, column titles, rows; how many rows. Text stays text whatever it begins with: it never calculates."""
    options = {"constant_memory": True, "tmpdir": str(path.parent)}
    count, taken = 0, set[str]()
    with Workbook(str(path), options) as book:
        styles = {kind: book.add_format({"num_format": shape}) for kind, shape in {**NUMBERS, **DAYS}.items()}
        top = book.add_format({"bold": True, "bg_color": "#EDEDED"})
        big = book.add_format({"bold": True, "font_size": 14})
        sheet: Worksheet | None = None
        at = 0
        for row in rows:
            if sheet is None or at >= SHEET:
                sheet, at = _sheet(book, head, columns, (big, top), taken)
            for x, (value, (_, kind)) in enumerate(zip(row, columns, strict=True)):
                _cell(sheet, at, x, value, styles.get(kind))
            at, count = at + 1, count + 1
            if progress and count % 1000 == 0:
                progress(count, max(total, count), "正在写出")
        if sheet is None:
            _sheet(book, head, columns, (big, top), taken)
    return count


def _sheet(
    book: Workbook, head: Sequence[str], columns: Sequence[Column], styles: tuple[Any, Any], taken: set[str]
) -> tuple[Worksheet, int]:
    big, top = styles
    sheet = book.add_worksheet(sheet_name(head[0] if head else "表", taken))
    for x, (title, kind) in enumerate(columns):
        sheet.set_column(x, x, max(12 if kind in NUMBERS or kind in DAYS else 18, 2 * len(title) + 2))
    for y, text in enumerate(head):
        sheet.write_string(y, 0, text, big if y == 0 else None)
    for x, (title, _) in enumerate(columns):
        sheet.write_string(len(head), x, title, top)
    sheet.freeze_panes(len(head) + 1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(len(head))
    sheet.set_footer("&C第 &P 页，共 &N 页")
    return sheet, len(head) + 1


def _cell(sheet: Worksheet, y: int, x: int, value: Any, style: Any) -> None:
    """Numbers and days as such where the column is one of them; all else as text."""
    if value is None or value == "":
        return
    if isinstance(value, str):
        write_cell(sheet, y, x, value)
    elif hasattr(value, "is_finite"):  # Decimal
        write_cell(sheet, y, x, float(value), style)
    elif getattr(value, "tzinfo", None) is not None:
        write_cell(sheet, y, x, timezone.localtime(value).replace(tzinfo=None), style)
    else:
        write_cell(sheet, y, x, value, style)


def _title(register: str) -> str:
    from liuyou.kernel.web.screens import SCREENS

    return SCREENS[register].name if register in SCREENS else register


def _safe(name: str) -> str:
    return re.sub(r"[^\w（）·-]+", "_", name)[:60] or "导出"
