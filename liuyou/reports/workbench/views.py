"""The workbench's pages: my first page, all my to-dos, choosing figures, and the leader's screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.base.periods import Period
from liuyou.kernel.catalogue.answers import answer
from liuyou.kernel.catalogue.catalogue import AREAS
from liuyou.kernel.ledger.figures import Cell, ask
from liuyou.kernel.orgs import tree
from liuyou.kernel.orgs.models import Status
from liuyou.kernel.web.pages import SIGNED_IN, Here, page, show
from liuyou.reports.figures import catalogue, charts, links, present
from liuyou.reports.workbench import lately, screen
from liuyou.reports.workbench.waiting import ALL, MINE, Task, Waiting, overdue_below, owed

FIRST = 10
SIZE = 50
BARS = 20
GAPS, FIRST_GAPS = "standards.gaps", 5
"""What stands for a register in the address where only lost points are asked for."""


@page(SIGNED_IN, methods=("GET", "HEAD"))
def home(request: HttpRequest, here: Here) -> HttpResponse:
    """What waits, how we stand, what has happened. A fixed number of statements, whatever the number of records."""
    if not here.line:
        return show(request, "workbench/nowhere.html", status=200)
    waiting = Waiting(here)
    known, own = lately.readable(here), lately.own_lines(here)
    children = [
        (each.org_id, each.name) for each in tree.children(here.org, here.today) if each.status == Status.ACTIVE
    ]
    counts = waiting.counts()
    context = {
        "counts": counts,
        "total": sum(each.number for each in counts),
        "overdue": sum(each.overdue for each in counts),
        "tasks": _linked(waiting.tasks(limit=FIRST)) if counts else [],
        "starts": lately.starts(here, own),
        "recent": lately.recent(own),
        "changes": lately.this_week(here, known) if known else [],
        "owed": owed(here) if children and known else [],
        "silent": lately.silent(here, known, children) if children and known else [],
        "has_children": bool(children and known),
        **_gaps(here, FIRST_GAPS),
        **_cards(here),
    }
    return show(request, "workbench/home.html", context)


def _gaps(here: Here, most: int | None = None) -> dict[str, Any]:
    """What would gain points that this org has lost; no record of a workflow, so it stands in a list of its own."""
    found = answer("standards.todos", here, default=[])
    more = most is not None and len(found) > most
    return {"gaps": found[:most], "gap_count": len(found), "gap_more": more, "gap_register": GAPS}


def _cards(here: Here) -> dict[str, Any]:
    """My org's figures of the year so far; nothing where figures may not be seen."""
    if not here.may("figures.read"):
        return {"cards": []}
    period = present.year_to_date(here.today)
    wanted = [(code, "") for code in screen.chosen(here)]
    return {
        "cards": list(screen.cards(wanted, here.org, period).values()),
        "period": period,
        "past": period.end.year < here.today.year,
    }


def _linked(tasks: Sequence[Task]) -> list[tuple[Task, str]]:
    return [(task, links.record(task.register, task.number)) for task in tasks]


@page(SIGNED_IN, methods=("GET", "HEAD"))
def todo(request: HttpRequest, here: Here) -> HttpResponse:
    """All to-dos, overdue first; of one register or only those overdue; one's own or all in reach."""
    if not here.line:
        return show(request, "workbench/nowhere.html", status=200)
    scope = ALL if request.GET.get("scope") == ALL else MINE
    waiting = Waiting(here, scope)
    counts = waiting.counts()
    register, late = request.GET.get("register", ""), request.GET.get("late") == "1"
    chosen = [each for each in counts if register in ("", each.register)]
    total = sum(each.overdue if late else each.number for each in chosen)
    pages = max(1, -(-total // SIZE))
    text = request.GET.get("page", "1")
    number = min(max(1, int(text)), pages) if text.isascii() and text.isdecimal() and len(text) < 7 else 1
    tasks = waiting.tasks(limit=SIZE, offset=(number - 1) * SIZE, register=register, late=late) if chosen else []
    context = {
        "counts": counts,
        "all_count": sum(each.number for each in counts),
        "late_count": sum(each.overdue for each in counts),
        "register": register,
        "late": late,
        "scope": scope,
        "total": total,
        "tasks": _linked(tasks),
        "number": number,
        "pages": pages,
        **(_gaps(here) if scope == MINE and register in ("", GAPS) and not late and number == 1 else {}),
    }
    return show(request, "workbench/todo.html", context)


@page("figures.read")
def choose(request: HttpRequest, here: Here) -> HttpResponse:
    """Which figures stand on one's first page."""
    error, marked = "", screen.chosen(here)
    if request.method == "POST":
        marked = request.POST.getlist("code")
        try:
            screen.choose_figures(marked, user=here.user, actor=here.actor)
        except BadInput as refusal:
            error = str(refusal)
        else:
            messages.success(request, "已保存首页指标。")
            return redirect(reverse("home"))
    groups: dict[str, list[catalogue.Item]] = {}
    for item in catalogue.items():
        groups.setdefault(item.area, []).append(item)
    context = {
        "groups": [(AREAS[area].title if area in AREAS else area, rows) for area, rows in groups.items()],
        "marked": marked,
        "error": error,
        "most": screen.MOST,
    }
    return show(request, "workbench/choose.html", context, status=400 if error else 200)


@page("figures.read", methods=("GET", "HEAD"))
def cockpit_page(request: HttpRequest, here: Here) -> HttpResponse:
    """一屏总览: the year so far beside last year, months, children; numbers only, no names of people."""
    period, setting = present.year_to_date(here.today), screen.settings()
    wanted = [(each["code"], each["words"]) for section in setting["sections"] for each in section["figures"]]
    found = screen.cards(wanted, here.org, period)
    sections = [
        (section["title"], [found[each["code"]] for each in section["figures"] if each["code"] in found])
        for section in setting["sections"]
    ]
    trend, bars = _trend(setting["trend"], here, period), _bars(setting["tree"], here, period)
    context = {
        "period": period,
        "past": period.end.year < here.today.year,
        "sections": [(title, cards) for title, cards in sections if cards],
        "trend": trend,
        "bars": bars,
        "due": overdue_below(here),
    }
    return show(request, "workbench/cockpit.html", context)


def _trend(code: str, here: Here, period: Period) -> dict[str, Any]:
    """The months of this year, last year's lighter."""
    figure = screen.figure_or_none(code)
    if figure is None:
        return {}
    year = f"{period.end.year}"
    months, before = period.months(), Period.parse(f"{int(year) - 1}").months()
    answers = ask([Cell(figure, here.org, month) for month in (*months, *before)])
    values = {
        month: charts.number(answers[Cell(figure, here.org, month)].value, figure.unit) for month in (*months, *before)
    }
    return {
        "kind": "line",
        "title": f"{figure.title}逐月",
        "unit": figure.unit,
        "code": code,
        "names": [f"{month.start.month}月" for month in before],
        "series": [
            {"name": f"{year}年", "data": [values[month] for month in months]},
            {"name": f"{int(year) - 1}年", "data": [values[month] for month in before], "last": 0},
        ],
    }


def _bars(code: str, here: Here, period: Period) -> dict[str, Any]:
    """The children, the largest first, with last year's lighter; nothing for an org without children."""
    figure = screen.figure_or_none(code)
    children = tree.children(here.org, period.end) if figure else []
    if figure is None or not children:
        return {}
    last = period.last_year()
    answers = ask([Cell(figure, each.org_id, one) for each in children for one in (period, last)])

    def value(org: int, one: Period) -> float | None:
        return charts.number(answers[Cell(figure, org, one)].value, figure.unit)

    children.sort(key=lambda each: -(value(each.org_id, period) or 0))
    shown = [each for each in children if value(each.org_id, period) or value(each.org_id, last)][:BARS]
    return {
        "kind": "bar",
        "title": f"{figure.title}：各下级",
        "unit": figure.unit,
        "code": code,
        "names": [each.name for each in shown],
        "series": [
            {"name": period.label, "data": [value(each.org_id, period) for each in shown]},
            {"name": last.label, "data": [value(each.org_id, last) for each in shown], "last": 0},
        ],
    }
