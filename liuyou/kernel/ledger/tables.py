"""One figure spread over children, months or a dimension: the total first, asked at its own grain, never summed up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection

from liuyou.kernel.base.periods import Period
from liuyou.kernel.ledger.codes import Figure, narrow
from liuyou.kernel.ledger.figures import Cell, ask
from liuyou.kernel.orgs import tree


@dataclass(frozen=True, slots=True)
class Part:
    """One line: what it is about, the org where it is one, the value."""

    name: str
    org: int | None
    value: Decimal | None


def spread(
    figure: Figure, org: int, period: Period, *, by: str = "", children: bool = False, as_of: datetime | None = None
) -> list[Part]:
    """The total, then a part for each value of dimension `by` or for each org directly below."""
    total = Cell(figure, org, period)
    named: list[tuple[str, int | None, Cell]] = [("", None, total)]
    if by:
        named += [(text or "（未填）", None, Cell(each, org, period)) for text, each in _by(figure, by)]
    if children:
        below = tree.children(org, period.end, as_of)
        named += [(place.name, place.org_id, Cell(figure, place.org_id, period)) for place in below]
    answers = ask([cell for _, _, cell in named], as_of=as_of)
    return [Part(name, number, answers[cell].value) for name, number, cell in named]


def _by(figure: Figure, dimension: str) -> list[tuple[str, Figure]]:
    """The figure narrowed to each value that the dimension has in the accounts."""
    narrow(figure.formula, ((dimension, ("",)),))  # refuses a dimension that a measure lacks
    found = []
    for text in _values({leaf.measure for leaf in figure.leaves}, dimension):
        formula = narrow(figure.formula, ((dimension, (text,)),))
        found.append((text, Figure(f"{figure.code}[{dimension}={text}]", figure.title, figure.unit, formula)))
    return found


def _values(measures: set[str], dimension: str) -> Sequence[str]:
    from liuyou.kernel.ledger.measures import REGISTRY

    names = {
        next((key for key, title in REGISTRY.get(code).dims.items() if title == dimension), dimension)
        for code in measures
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT coalesce(dims->>%s, '') FROM ledger_account WHERE measure = ANY(%s) ORDER BY 1",
            [names.pop(), list(measures)],
        )
        return [row[0] for row in cursor.fetchall()]
