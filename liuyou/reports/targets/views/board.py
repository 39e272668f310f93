"""The board of completion: a page and its workbook."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.base.periods import Period
from liuyou.kernel.web import exports
from liuyou.kernel.web.pages import Here, page, show
from liuyou.reports.targets.models import Target
from liuyou.reports.targets.models.targets import STANDING
from liuyou.reports.targets.queries import board as boards
from liuyou.reports.targets.queries import measured
from liuyou.reports.targets.queries import targets as queries
from liuyou.reports.targets.workflows import MANAGE, READ


@page(READ, methods=("GET", "HEAD"))
def board_page(request: HttpRequest, here: Here) -> HttpResponse:
    """Units below by targets of a period, as far as they were on any day; each number opens what stands behind it."""
    on = day_of(request.GET.get("on", ""), here.today)
    orgs = [here.org, *(each.org_id for each in queries.children(here.org, here.today))]
    known = queries.periods(orgs)
    period = _period(request.GET.get("period", ""), known, here.today)
    sort = request.GET.get("sort", "")
    found = boards.board(here.org, period.code, on, sort=sort)
    if request.GET.get("export"):
        return _export(request, here, found, period, on)
    own = Target.objects.filter(org_id=here.org, period=period.code, state__in=STANDING).order_by("pk")
    context: dict[str, Any] = {"board": found, "on": on, "period": period, "sort": sort}
    context |= {"periods": [Period.parse(code) for code in dict.fromkeys([period.code, *known])]}
    context |= {
        "lines": [_line(row, found.heads) for row in (found.total, *found.rows)],
        "records": reverse("figure-records"),
        "quick": _quick(here.today),
    }
    context |= {"may_split": here.may(MANAGE), "own": list(own), "span": measured.up_to(period.code, on)}
    return show(request, "targets/board.html", context)


def _line(row: boards.Row, heads: Sequence[boards.Head]) -> dict[str, Any]:
    cells = list(zip(row.entries, heads, strict=True))
    return {"org": row.org, "name": row.name, "total": row.total, "cells": cells}


def day_of(text: str, today: date) -> date:
    if not text:
        return today
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"截至日期“{text[:20]}”写法不对：请写成 2016-06-30。") from None


def _period(text: str, known: list[str], today: date) -> Period:
    """The one asked for; else the latest that has begun; else this year."""
    if text:
        return Period.parse(text)
    begun = (each for each in map(Period.parse, known) if each.start <= today)
    return next(begun, Period.parse(str(today.year)))


def _quick(today: date) -> list[tuple[str, date]]:
    first = today.replace(day=1)
    quarter = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    year = today.replace(month=1, day=1)
    ends = {
        each - timedelta(days=1): title for title, each in (("上月末", first), ("上季末", quarter), ("上年末", year))
    }
    return [("今天", today), *((title, day) for day, title in sorted(ends.items(), reverse=True))]


def _export(request: HttpRequest, here: Here, found: boards.Board, period: Period, on: date) -> HttpResponse:
    columns = [("单位", "text")]
    for head in found.heads:
        kind = "percent" if head.unit == "%" else "money" if head.unit == "元" else "number"
        columns += [(f"{head.title}·目标", kind), (f"{head.title}·完成", kind)]
        columns += [(f"{head.title}·完成率", "percent"), (f"{head.title}·名次", "integer")]
    rows: list[list[Any]] = []
    for row in (found.total, *found.rows):
        cells: list[Any] = [row.name]
        for entry in row.entries:
            cells += [entry.value if entry.settled else None, entry.done, entry.completion, entry.rank]
        rows.append(cells)
    words = f"{period.label}目标，截至 {on}；完成率 = 完成 ÷ 目标，不封顶；目标为零的不计"
    return exports.export_list(
        request, here, Target.register, columns, rows, len(rows), title="目标完成情况表", words=words
    )
