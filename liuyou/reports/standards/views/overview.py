"""What is going on: one's own appraisals and the rounds below; one round by children and items; its ranking."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from liuyou.kernel.base.errors import NotFound
from liuyou.kernel.base.periods import Period
from liuyou.kernel.orgs import tree
from liuyou.kernel.web import exports
from liuyou.kernel.web.pages import Here, page, show
from liuyou.reports.standards import queries, rounds
from liuyou.reports.standards.models import Appraisal, Standard
from liuyou.reports.standards.rules.tree import Item
from liuyou.reports.standards.workflows import APPRAISAL, STANDARD

READ, MANAGE = "standards.read", "standards.manage"
ABSENT = "没有这个标准，或不在您的管理范围内。"


def standard_of(here: Here, number: int) -> Standard:
    """A standard of this org, one above, or one within reach below. NotFound otherwise."""
    found = Standard.objects.filter(pk=number).first()
    if found is None:
        raise NotFound(ABSENT)
    if found.org_id in {place.org_id for place in tree.ancestors(here.org, here.today)}:
        return found
    place = tree.places(here.today).filter(org_id=found.org_id).first()
    if place is None or not here.rights.allow(READ, str(place.path)):
        raise NotFound(ABSENT)
    return found


def may_manage(here: Here, standard: Standard) -> bool:
    place = tree.places(here.today).filter(org_id=standard.org_id).first()
    return place is not None and here.rights.allow(MANAGE, str(place.path))


@page(READ, methods=("GET", "HEAD"))
def index(request: HttpRequest, here: Here) -> HttpResponse:
    """Appraisals of this org itself, rounds of those below it, and the standards that hold here."""
    own = Appraisal.objects.filter(org_id=here.org).exclude(state="void").order_by("-ends_on", "-pk")[:20]
    below = tree.places(here.today).filter(path__contained_by_path=here.place.path).exclude(org_id=here.org)
    found = queries.rounds(here.actor, below.values_list("org_id", flat=True), here.today)
    standards = list(queries.standards_for(here.org, here.today))
    context = {
        "own": own,
        "rounds": found,
        "states": APPRAISAL.states,
        "standards": [each for each in standards if each.state != "draft" or each.org_id == here.org],
        "standard_states": STANDARD.states,
        "owners": tree.names({each.org_id for each in standards}, here.today),
        "may_manage": here.may(MANAGE),
    }
    return show(request, "standards/index.html", context)


@page(READ, methods=("GET", "HEAD"))
def round_page(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """Children by top items, each cell a share of the points; grades counted."""
    standard = standard_of(here, number)
    period = _period(request, standard)
    if not period:
        return show(
            request,
            "standards/round.html",
            {"standard": standard, "period": "", "may_manage": may_manage(here, standard)},
        )
    found = rounds.overview(standard, period, here, live=bool(request.GET.get("live")))
    sort = request.GET.get("sort", "")
    items = [item for item in found.sheet.items if item.points]
    context = {
        "standard": standard,
        "period": period,
        "label": Period.parse(period).label,
        "periods": rounds.periods(number),
        "found": found,
        "items": items,
        "lines": _sorted([_line(row, items) for row in found.rows], sort),
        "whole": _line(found.whole, items),
        "sort": sort,
        "may_manage": may_manage(here, standard),
        "unfinished": sum(each.state in queries.RUNNING[:3] for each in found.whole.sheets),
        "unpublished": sum(each.state in queries.RUNNING for each in found.whole.sheets),
        "states": APPRAISAL.states,
    }
    return show(request, "standards/round.html", context)


def _period(request: HttpRequest, standard: Standard) -> str:
    asked = request.GET.get("period", "").strip()
    return Period.parse(asked).code if asked else rounds.latest_period(standard.pk)


def _line(row: rounds.Row, items: Sequence[Item]) -> dict[str, Any]:
    return {
        "row": row,
        "shares": [(share, heat(share)) for share in (row.share(item) for item in items)],
        "states": row.states(APPRAISAL.states),
        "number": len(row.sheets),
        "average": row.average,
        "single": row.single,
        "graded": row.graded,
    }


def heat(share: Decimal | None) -> str:
    """The shade of a share; the number stands beside it."""
    if share is None:
        return "none"
    return (
        "4" if share >= Decimal("0.95") else "3" if share >= Decimal("0.8") else "2" if share >= Decimal("0.6") else "1"
    )


def _sorted(lines: list[dict[str, Any]], sort: str) -> list[dict[str, Any]]:
    """By the average, or by one item's share: the lowest first, for that is where help is needed."""
    if sort == "average":
        return sorted(lines, key=lambda each: (each["average"] is None, each["average"] or 0))
    if sort.isdecimal() and lines and int(sort) < len(lines[0]["shares"]):
        return sorted(lines, key=lambda each: (each["shares"][int(sort)][0] is None, each["shares"][int(sort)][0] or 0))
    return lines


@page(READ, methods=("GET", "HEAD"))
def ranking(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """By type of unit, as it was published."""
    standard = standard_of(here, number)
    period = _period(request, standard)
    groups = rounds.ranking(number, period, here) if period else {}
    if request.GET.get("export"):
        return _exported(request, here, standard, period, groups)
    context = {
        "standard": standard,
        "period": period,
        "label": Period.parse(period).label if period else "",
        "groups": groups,
        "number": sum(map(len, groups.values())),
        "published": any(each.appraisal.published_on for group in groups.values() for each in group),
        "address": reverse("standards-round", args=[number]),
    }
    return show(request, "standards/ranking.html", context)


def _exported(
    request: HttpRequest, here: Here, standard: Standard, period: str, groups: dict[str, list[rounds.Ranked]]
) -> HttpResponse:
    columns = [(title, "text") for title in ("类别", "名次", "单位", "上级工会", "得分", "等次")]
    rows = [
        [
            group,
            str(one.place or ""),
            one.name,
            one.town,
            f"{one.appraisal.final_total}",
            one.appraisal.standing_grade or "—",
        ]
        for group, members in groups.items()
        for one in members
    ]
    words = f"{standard.title}，考核期 {period}"
    return exports.export_list(
        request, here, "standards.appraisal", columns, rows, len(rows), title="考核名次", words=words
    )
