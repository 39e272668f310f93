"""The side panel of one number: what it means, last year, the last twelve months, its records.

From any page, with htmx into an element of id `panel` (or as a page of its own without):
``<a href="{% url 'figure-records' %}?code=…&org=…&period=…" hx-target="#panel"
hx-get="{% url 'figure-panel' %}?code=…&org=…&period=…">``. Where `figures/figures.js` is loaded, a link of class
`figure-link` to the records is enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.http import HttpRequest, HttpResponse

from liuyou.kernel.base.numbers import ratio, tabular
from liuyou.kernel.base.periods import Period
from liuyou.kernel.ledger.figures import Cell, ask
from liuyou.kernel.web.pages import Here, page, show
from liuyou.reports.figures import moments, shares, words
from liuyou.reports.figures.asking import MONTHS, question

FEW = 5
WIDE, HIGH = 240, 48


@page("figures.read", methods=("GET", "HEAD"))
def panel(request: HttpRequest, here: Here) -> HttpResponse:
    """One figure, one org, one period; everything it leads to."""
    asked = question(request, here)
    figure, last = asked.figure, asked.period.last_year()
    months = twelve_months(asked.period)
    now, before = Cell(figure, asked.within, asked.period), Cell(figure, asked.within, last)
    trend = [Cell(figure, asked.within, month) for month in months]
    answers = ask([now, before, *trend], as_of=asked.as_of)
    value, then = answers[now].value, answers[before].value
    terms = shares.terms(figure.leaves, asked.within, asked.period, asked.as_of)
    allowed = [term for term in terms if shares.reach(term, here, str(asked.place.path))]
    lines = shares.page(allowed[0], here, size=FEW) if allowed else []
    context = {
        "asked": asked,
        "figure": figure,
        "definition": words.definition(figure),
        "kind": words.kind_of(figure),
        "sources": words.sources(figure),
        "value": tabular(value, figure.unit),
        "last": tabular(then, figure.unit),
        "last_label": last.label,
        "change": compared(value, then, figure.unit),
        "as_of_shown": moments.shown(asked.as_of),
        "trend": points([answers[cell].value for cell in trend]),
        "wide": WIDE,
        "high": HIGH,
        "months": (months[0].label, months[-1].label),
        "months_told": "；".join(f"{cell.period.label} {tabular(answers[cell].value, figure.unit)}" for cell in trend),
        "lines": [(line, tabular(line.value, allowed[0].unit)) for line in lines],
        "list_of": allowed[0].title if allowed and len(terms) > 1 else "",
        "records": asked.about("figure-records"),
        "changes": asked.about("figure-changes"),
        "explorer": asked.about("figure", rows="children", columns=MONTHS, compare="last"),
    }
    return show(request, "figures/panel.html", context)


def twelve_months(period: Period) -> list[Period]:
    """The twelve calendar months up to the one the period ends in."""
    last = period.end.year * 12 + period.end.month - 1
    return [Period.parse(f"{number // 12}-{number % 12 + 1:02}") for number in range(last - 11, last + 1)]


def compared(value: Decimal | None, last: Decimal | None, unit: str) -> str:
    """增加 12.5%, 减少 3 个百分点, 持平; empty where there is nothing to compare with."""
    if value is None or last is None:
        return ""
    difference = value - last
    if not difference:
        return "持平"
    word = "增加" if difference > 0 else "减少"
    if unit == "%":
        return f"{word} {tabular(abs(difference) * 100, '')} 个百分点"
    share = ratio(abs(difference), abs(last))
    return f"{word} {tabular(share, '%')}" if share is not None else f"{word} {tabular(abs(difference), unit)}"


def points(values: Sequence[Decimal | None], wide: int = WIDE, high: int = HIGH) -> str:
    """The line of an SVG; empty where there is nothing to draw."""
    known = [value for value in values if value is not None]
    if not any(known):
        return ""
    low, top = min(Decimal(0), *known), max(Decimal(0), *known)
    step, room = wide / (len(values) - 1), high - 6
    return " ".join(
        f"{number * step:.1f},{3 + room - float((value - low) / (top - low)) * room:.1f}"
        for number, value in enumerate(values)
        if value is not None
    )
