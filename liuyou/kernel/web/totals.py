"""The foot of a list: each total is a figure, and stands beside what the list's own records add up to."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Min, Sum

from liuyou.kernel.base.periods import Period
from liuyou.kernel.ledger import codes
from liuyou.kernel.ledger.figures import Cell, ask
from liuyou.kernel.ledger.measures import REGISTRY
from liuyou.kernel.web.lists import Listing


@dataclass(frozen=True, slots=True)
class Foot:
    """One total. `listed`: what the records of the list add up to; `why`: why no figure answers this list."""

    title: str
    unit: str
    code: str
    value: Decimal | None
    listed: Decimal
    period: str
    why: str = ""

    @property
    def agrees(self) -> bool:
        return self.value == self.listed


def totals_of(listing: Listing) -> list[Foot]:
    """Figures for the list's org, period and filters; a list narrowed by anything else has none."""
    screen, asked = listing.screen, listing.asked
    period = asked.period or _all_time(listing)
    found, cells = [], []
    for total in screen.totals:
        measure = REGISTRY.get(total.measure)
        where, left = _filters(measure.dims, asked.where)
        if asked.where.get("state") not in (None, *total.states[:1]):
            left.append("state")
        figure = codes.figure(total.measure, where)
        cell = Cell(figure, listing.here.org, period)
        rows = listing.rows.filter(state__in=total.states) if total.states else listing.rows
        listed = rows.aggregate(total=Sum(total.field) if total.field else Count("pk"))["total"] or 0
        why = "列表还按别的条件筛选，台账没有对应的指标" if left or asked.words or asked.own or asked.due else ""
        cells.append(cell)
        found.append((total, measure, cell, Decimal(listed), why))
    answers = ask(cells) if cells else {}
    return [
        Foot(measure.title, measure.unit, cell.figure.code, answers[cell].value, listed, period.code, why)
        for _, measure, cell, listed, why in found
    ]


def _filters(dims: Any, where: dict[str, str]) -> tuple[codes.Filters, list[str]]:
    """The filters that are dimensions of the measure, and the names of the others. The state decides what counts."""
    own = {name: value for name, value in where.items() if name in dims and value != "（未填）"}
    left = [name for name in where if name not in own and name != "state"]
    return tuple(sorted((name, (value,)) for name, value in own.items())), left


def _all_time(listing: Listing) -> Period:
    """Without a period: from the first day on record to the last, today among them; what is planned lies ahead."""
    day, today = listing.screen.day, listing.here.today
    found = listing.within().aggregate(first=Min(day), last=Max(day))
    return Period.parse(f"{min(found['first'] or today, today)}..{max(found['last'] or today, today)}")
