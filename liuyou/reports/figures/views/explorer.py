"""The explorer: any figures by children or a dimension, by months or a dimension, with a chart and as a file."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.catalogue import catalogue as areas
from liuyou.kernel.web.pages import Here, page, show
from liuyou.kernel.writing.permit import moment
from liuyou.reports.figures import catalogue, charts, exports, moments, remembered, tables, words
from liuyou.reports.figures.asking import CHILDREN, MONTHS, Question, question, quick_periods

NO_CHART = "none"


@page("figures.read", methods=("GET", "HEAD"))
def explorer(request: HttpRequest, here: Here) -> HttpResponse:
    """`pin=1` fixes the present moment into the address, so that the link shows the same for ever."""
    asked = question(request, here, need_code=False)
    if not asked.codes:
        return show(
            request, "figures/explorer.html", {"asked": asked, "choices": _choices(), "quick": quick_periods(here)}
        )
    if request.GET.get("pin") == "1":
        return redirect(asked.address(as_of=moments.written(asked.as_of or moment())))
    grid = remembered.build(asked, here.today)
    kind = _kind(asked)
    drawn = charts.chart(grid, kind, here.today) if kind != NO_CHART else {}
    return show(request, "figures/explorer.html", _context(request, here, asked, grid, kind, drawn))


@page("figures.read", methods=("POST",))
def export(request: HttpRequest, here: Here) -> HttpResponse:
    """The table of the address as a file; the journal says who took it."""
    asked = question(request, here)
    form = request.POST.get("form", "xlsx")
    if form not in ("xlsx", "csv"):
        raise BadInput("只能导出为 xlsx 或 csv。")
    sheet = exports.table(tables.build(asked, here.today), here.actor)
    exports.noted(asked, here.actor, form=form, what="table")
    name = f"{asked.figure.title}-{asked.place.name}-{asked.period.code}"
    return exports.xlsx(sheet, name) if form == "xlsx" else exports.as_csv(sheet, name)


def _kind(asked: Question) -> str:
    """The chart asked for, else the one that suits the table."""
    if asked.chart in charts.KINDS or asked.chart == NO_CHART:
        return asked.chart
    if asked.columns == MONTHS:
        return "stacked" if asked.rows and all(words.kind_of(each) == "发生数" for each in asked.figures) else "line"
    return "bar" if asked.rows or asked.columns else NO_CHART


def _context(
    request: HttpRequest, here: Here, asked: Question, grid: tables.Grid, kind: str, drawn: dict[str, Any]
) -> dict[str, Any]:
    dims = words.dimensions(asked.figures)
    spread = [(CHILDREN, "下级工会"), *dims.items()]
    return {
        "asked": asked,
        "grid": grid,
        "heads": [_head(asked, key, title) for key, title in grid.columns],
        "row_choices": spread,
        "column_choices": [(MONTHS, "月份"), *dims.items()],
        "filters": [
            (name, title, tables.values_of(asked.figures, name), dict(asked.where)) for name, title in dims.items()
        ],
        "dims": dims,
        "chosen": [_chosen(asked, number) for number in range(len(asked.codes))],
        "removable": [_filtered(asked, dims, name, value) for name, value in asked.where],
        "choices": _choices(),
        "quick": [(title, asked.address(period=code), code) for title, code in quick_periods(here).items()],
        "charts": charts.KINDS,
        "kind": kind,
        "drawn": drawn,
        "as_of_typed": moments.typed(asked.as_of),
        "as_of_shown": moments.shown(asked.as_of),
        "export": asked.address("figure-export"),
        "pin": asked.address(pin="1"),
        "tag": words.tag(words.code_of(asked.codes[0], asked.figure, asked.where), asked.figure),
    }


def _head(asked: Question, key: str, title: str) -> dict[str, str]:
    """A column's title sorts by it: falling first, then rising."""
    falling = asked.sort == f"-{key}"
    arrow = " ↓" if falling else " ↑" if asked.sort == key else ""
    return {
        "title": title,
        "address": asked.address(sort=key if falling else f"-{key}"),
        "arrow": arrow,
        "sorted": "descending" if falling else "ascending" if arrow else "none",
    }


def _chosen(asked: Question, number: int) -> dict[str, Any]:
    """One of the figures side by side: what it means and how to take it away."""
    figure, code = asked.figures[number], asked.codes[number]
    rest = [each for each in asked.codes if each != code]
    return {
        "figure": figure,
        "definition": words.definition(figure),
        "kind": words.kind_of(figure),
        "sources": "；".join(f"{measure}（{register}台账）" for measure, register in words.sources(figure)),
        "without": asked.address(code=rest) if rest else "",
        "changes": asked.about("figure-changes", code=[code]),
        "records": asked.about("figure-records", code=[code]),
    }


def _filtered(asked: Question, dims: dict[str, str], name: str, value: str) -> tuple[str, str]:
    rest = [f"{key}={text}" for key, text in asked.where if key != name]
    return f"{dims.get(name, name)}：{value or '未填'}", asked.address(where=rest)


def _choices() -> SafeString:
    """Figures to choose from, by area."""
    return _options(tuple(catalogue.items()))


@lru_cache(maxsize=4)
def _options(items: tuple[catalogue.Item, ...]) -> SafeString:
    """Written once: the list is long and seldom changes."""
    found: dict[str, list[catalogue.Item]] = {}
    for item in items:
        found.setdefault(areas.AREAS[item.area].title if item.area in areas.AREAS else item.area, []).append(item)
    return format_html_join(
        "",
        '<optgroup label="{}">{}</optgroup>',
        (
            (
                title,
                format_html_join(
                    "",
                    '<option value="{}">{}（{}）</option>',
                    ((each.code, each.figure.title, each.figure.unit or "—") for each in group),
                ),
            )
            for title, group in found.items()
        ),
    )
