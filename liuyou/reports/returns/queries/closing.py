"""As submitted, as accepted and now, side by side: what was entered or corrected after a period was closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from liuyou.kernel.ledger.codes import figure
from liuyou.reports.returns.models import Return
from liuyou.reports.returns.queries import asking
from liuyou.reports.returns.queries.asking import Filled
from liuyou.reports.returns.rules import values
from liuyou.reports.returns.rules.layout import Cell, Source


def moment_of(copy: dict[str, Any]) -> datetime:
    """The moment that a frozen copy was asked as of."""
    return datetime.fromisoformat(copy["at"])


@dataclass(frozen=True, slots=True)
class Sides:
    """One cell in its copies; `since` is the moment of the latest copy."""

    cell: Cell
    submitted: Decimal | None
    accepted: Decimal | None
    now: Decimal | None
    closed: bool
    since: datetime | None

    @property
    def late(self) -> bool:
        """Whether it has changed after it was accepted (or, not yet accepted, after it was submitted)."""
        return self.since is not None and self.now != (self.accepted if self.closed else self.submitted)

    @property
    def unit(self) -> str:
        """The figure's own unit decides how a number is written."""
        return figure(self.cell.figure).unit if self.cell.figure else self.cell.row.unit

    @property
    def moved(self) -> bool:
        """Whether it was accepted otherwise than it was submitted."""
        return self.closed and self.accepted != self.submitted


def sides(record: Return, filled: Filled | None = None) -> list[Sides]:
    """Every number cell of a return that has gone up."""
    submitted = record.submitted
    if submitted is None:
        return []
    if filled is None:
        filled = asking.fill(record.form, record.span, {record.org_id: record.typed})[record.org_id]
    first = values.thawed(submitted["values"])
    second = values.thawed(record.accepted["values"]) if record.accepted else {}
    since = moment_of(record.accepted or submitted)
    closed = record.accepted is not None
    return [
        Sides(cell, first.get(cell.key), second.get(cell.key), filled.numbers.get(cell.key), closed, since)
        for cell in record.form.parsed.numbers
    ]


def late(found: list[Sides]) -> list[Sides]:
    """Cells changed since, those of the ledger first."""
    changed = [each for each in found if each.late]
    return sorted(changed, key=lambda each: each.cell.source is not Source.FIGURE)
