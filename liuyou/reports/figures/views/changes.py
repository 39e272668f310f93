"""Explain a change: between two moments, since a paper was issued, or between two periods."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.base.numbers import tabular
from liuyou.kernel.base.periods import Period
from liuyou.kernel.documents.models import Citation, Document
from liuyou.kernel.ledger.figures import Cell, ask
from liuyou.kernel.ledger.measures import REGISTRY
from liuyou.kernel.web.pages import Here, page, show
from liuyou.reports.figures import changes, moments, shares, words
from liuyou.reports.figures.asking import Question, question

SHOWN = 100
PAPERS = 20


@page("figures.read", methods=("GET", "HEAD"))
def changes_page(request: HttpRequest, here: Here) -> HttpResponse:
    """`since`: an earlier moment; `against`: another period. Without either, the same period last year."""
    asked = question(request, here)
    since = moments.read(request.GET.get("since", ""))
    against = request.GET.get("against", "").strip()
    if since:
        if asked.as_of and asked.as_of <= since:
            raise BadInput("“到何时”要晚于“从何时”：请把两个时刻对调。")
        found = changes.between_moments(asked.figure, asked.within, asked.period, since, asked.as_of)
        ends = _values(asked, asked.period, since), _values(asked, asked.period, asked.as_of)
        labels = f"{moments.shown(since)}时", f"{moments.shown(asked.as_of)}"
    else:
        other = Period.parse(against) if against else asked.period.last_year()
        found = changes.between_periods(asked.figure, asked.within, asked.period, other, asked.as_of)
        ends = _values(asked, other, asked.as_of), _values(asked, asked.period, asked.as_of)
        against, labels = other.code, (other.label, asked.period.label)
    context = {
        "asked": asked,
        "figure": asked.figure,
        "definition": words.definition(asked.figure),
        "labels": labels,
        "before": tabular(ends[0], asked.figure.unit),
        "after": tabular(ends[1], asked.figure.unit),
        "difference": _signed(None if None in ends else _minus(ends), asked.figure.unit),
        "terms": [_term(asked, here, each) for each in found],
        "several": len(found) > 1,
        "since": moments.typed(since),
        "since_exact": moments.written(since) if since else "",
        "until": moments.typed(asked.as_of),
        "against": against,
        "papers": _papers(here, asked),
        "periods": _periods(asked, here.today),
        "shown": SHOWN,
        "records": asked.about("figure-records"),
        "explorer": asked.about("figure"),
    }
    return show(request, "figures/changes.html", context)


def _values(asked: Question, period: Period, as_of: datetime | None) -> Decimal | None:
    cell = Cell(asked.figure, asked.within, period)
    return ask([cell], as_of=as_of)[cell].value


def _minus(ends: tuple[Decimal | None, Decimal | None]) -> Decimal:
    return (ends[1] or Decimal(0)) - (ends[0] or Decimal(0))


def _term(asked: Question, here: Here, explained: changes.Explained) -> dict[str, Any]:
    """One term of the figure with its groups, lists included where the records may be seen."""
    leaf = explained.leaf
    unit = "人" if leaf.distinct else REGISTRY.get(leaf.measure).unit
    area = leaf.measure.split(".")[0]
    allowed = here.rights.allow(f"{area}.read", str(asked.place.path))
    return {
        "title": words.leaf_words(leaf),
        "unit": unit,
        "before": tabular(explained.before, unit),
        "after": tabular(explained.after, unit),
        "difference": _signed(explained.difference, unit),
        "adds_up": explained.adds_up,
        "allowed": allowed,
        "groups": [
            _group(group, unit, REGISTRY.register_of[leaf.measure], here, allowed) for group in explained.groups
        ],
    }


def _group(group: changes.Group, unit: str, register: str, here: Here, allowed: bool) -> dict[str, Any]:
    lines = shares.described(group.shares[:SHOWN], register, here) if allowed else []
    return {
        "cause": group.cause,
        "sign": changes.SIGNS.get(group.cause, ""),
        "effect": _signed(group.effect, unit),
        "count": len(group.shares),
        "lines": [(line, _signed(line.value, unit)) for line in lines],
        "more": max(0, len(group.shares) - SHOWN),
    }


def _signed(value: Decimal | None, unit: str) -> str:
    return ("+" if value and value > 0 else "") + tabular(value, unit)


def _papers(here: Here, asked: Question) -> list[tuple[Document, str]]:
    """Papers of this org that cite something of this figure's, newest first."""
    if not here.may("documents.read"):
        return []
    cited = Citation.objects.filter(document=OuterRef("pk"), code__contains=asked.codes[0].split("[")[0])
    found = Document.objects.filter(Exists(cited), org_id=asked.org).order_by("-as_of")[:PAPERS]
    return [
        (each, asked.about("figure-changes", since=moments.written(each.as_of), period=each.period, as_of=None))
        for each in found
    ]


def _periods(asked: Question, today: date) -> list[tuple[str, str]]:
    """The comparisons that are asked for most."""
    before = _period_before(asked.period)
    pairs = [("比上年同期", asked.period.last_year())] + ([("比上一期", before)] if before else [])
    start = timezone.make_aware(datetime.combine(today.replace(day=1), time.min))
    found = [(title, asked.about("figure-changes", against=period.code)) for title, period in pairs]
    this_month = replace(asked, as_of=None).about("figure-changes", since=moments.written(start))
    return [*found, ("本月以来台账有何变动", this_month)]


def _period_before(period: Period) -> Period | None:
    """The period of the same length just before; None where that has no name of its own."""
    year, code = period.start.year, period.code
    if "H" in code:
        return Period.parse(f"{year}H1" if code.endswith("2") else f"{year - 1}H2")
    if "Q" in code:
        number = int(code[-1])
        return Period.parse(f"{year}Q{number - 1}" if number > 1 else f"{year - 1}Q4")
    if code == f"{year}":
        return Period.parse(f"{year - 1}")
    if len(code) == 7:
        month = period.start.month
        return Period.parse(f"{year}-{month - 1:02}" if month > 1 else f"{year - 1}-12")
    return None
