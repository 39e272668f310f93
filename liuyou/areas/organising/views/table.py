"""The organising table: a page and its workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from liuyou.areas.organising.queries import table as queries
from liuyou.areas.organising.queries.table import Head, Line, Table
from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.web import exports
from liuyou.kernel.web.pages import Here, page, show

READ = "organising.read"


@page(READ, methods=("GET", "HEAD"))
def table_page(request: HttpRequest, here: Here) -> HttpResponse:
    """Forty figures by town, industry or category on any past date; each opens the records behind it."""
    on, by = _day(request.GET.get("on", ""), here.today), request.GET.get("by", "")
    by = by if by in queries.ROWS else "children"
    shown = [name for name in request.GET.getlist("group") if name in queries.GROUPS] or list(queries.GROUPS)
    sort = request.GET.get("sort", "")
    found = queries.table(here.org, on, by=by, groups=shown, sort=sort)
    if request.GET.get("export"):
        return _export(request, here, found, on, by)
    lines = [found.total, *found.lines]
    context = {
        "table": found,
        "lines": [_shown(line, found.heads) for line in lines],
        "heads": list(_heads(found.heads, sort)),
        "on": on,
        "by": by,
        "choices": queries.ROWS,
        "all_groups": queries.GROUPS,
        "shown": shown,
        "quick": _quick(here.today),
        "period": queries.period_to(on),
        "records": reverse("figure-records"),
        "marks": any(entry.below for line in lines for entry in line.entries),
    }
    return show(request, "organising/table.html", context)


def _day(text: str, today: date) -> date:
    if not text:
        return today
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"截至日期“{text[:20]}”写法不对：请写成 2016-06-30。") from None


def _quick(today: date) -> list[tuple[str, date]]:
    """Ends of the last month, quarter, half-year and year; one day is called by the longest of them."""
    first = today.replace(day=1)
    quarter = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    half = today.replace(month=7 if today.month > 6 else 1, day=1)
    year = today.replace(month=1, day=1)
    ends = {
        each - timedelta(days=1): title
        for title, each in (("上月末", first), ("上季末", quarter), ("上半年末", half), ("上年末", year))
    }
    named = [("今天", today), *((title, day) for day, title in sorted(ends.items(), reverse=True))]
    return [(title if title == "今天" else f"{title} {day:%Y-%m-%d}", day) for title, day in named]


def _heads(heads: Sequence[Head], sort: str) -> Iterator[tuple[Head, str, str]]:
    """Each column with how it is sorted, and what a click sorts by."""
    for head in heads:
        order = {head.code: "descending", f"-{head.code}": "ascending"}.get(sort, "none")
        yield head, order, f"-{head.code}" if order == "descending" else head.code


def _shown(line: Line, heads: Sequence[Head]) -> dict[str, Any]:
    cells = list(zip(line.entries, heads, strict=True))
    return {"title": line.title, "org": line.org, "kind": line.kind, "cells": cells}


def _export(request: HttpRequest, here: Here, found: Table, on: date, by: str) -> HttpResponse:
    columns = [(queries.ROWS[by], "text")]
    columns += [(f"{head.group}·{head.title}", "percent" if head.rate else "integer") for head in found.heads]
    rows = [[line.title, *(entry.value for entry in line.entries)] for line in (found.total, *found.lines)]
    words = f"{here.place.name}，截至 {on}，按{queries.ROWS[by]}"
    words += "".join(f"；{check.title}不相符" for check, _ in found.broken)
    return exports.export_list(
        request, here, "organising.employer", columns, rows, len(rows), title="组建情况表", words=words
    )
