"""The records behind a figure: the figure's own selector, without the fold; and what changed between two moments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from liuyou.kernel.base.periods import Period
from liuyou.kernel.ledger.codes import Figure, Leaf
from liuyou.kernel.ledger.figures import part_of, span
from liuyou.kernel.ledger.models import Posting
from liuyou.kernel.ledger.selection import Selection, fetch, resolve, select


@dataclass(frozen=True, slots=True)
class Row:
    """One entry behind a figure."""

    id: int
    record: int
    account: int
    org: int
    day: date
    person: int | None
    value: Decimal
    posted_at: datetime
    nature: int


COLUMNS = "e.id, e.record, e.account_id, e.org_id, e.day, e.person_id, e.value, e.posted_at, e.nature"


@dataclass(frozen=True, slots=True)
class Behind:
    """One leaf of a figure with its entries. A ratio has two of them, a difference too."""

    leaf: Leaf
    period: Period
    rows: list[Row]

    @property
    def records(self) -> dict[int, Decimal]:
        """Record → what it contributes, net of reversals; records that cancel out are left out."""
        net: dict[int, Decimal] = {}
        for row in self.rows:
            net[row.record] = net.get(row.record, Decimal(0)) + row.value
        return {record: amount for record, amount in net.items() if amount}

    @property
    def persons(self) -> list[int]:
        """The list without repeats: persons with a record whose entries come to more than nothing."""
        net: dict[tuple[int, int], Decimal] = {}
        for row in self.rows:
            if row.person is not None:
                key = row.person, row.record
                net[key] = net.get(key, Decimal(0)) + row.value
        return sorted({person for (person, _), amount in net.items() if amount > 0})

    @property
    def value(self) -> Decimal:
        """What the rows come to: the same as the figure's leaf, always."""
        return Decimal(len(self.persons)) if self.leaf.distinct else sum((row.value for row in self.rows), Decimal(0))


def behind(figure: Figure, org: int, period: Period, *, as_of: datetime | None = None) -> list[Behind]:
    """The entries behind each leaf of the figure, by day."""
    return [_behind(leaf, org, period, as_of) for leaf in figure.leaves]


def _behind(leaf: Leaf, org: int, period: Period, as_of: datetime | None) -> Behind:
    part = part_of(leaf, org, period)
    selection = selection_of(part.leaf, org, part.period, as_of)
    found = fetch(selection, COLUMNS, "ORDER BY e.day, e.id") if selection else []
    return Behind(part.leaf, part.period, [Row(*row) for row in found])


def selection_of(leaf: Leaf, org: int, period: Period, as_of: datetime | None) -> Selection | None:
    """The selector of one leaf; None when the org did not stand at the period's end."""
    accounts, roots = resolve([leaf], [org], period.end, as_of)
    if not roots:
        return None
    since, until = span(leaf, period)
    return select(accounts, roots, on=period.end, as_of=as_of, since=since, until=until, persons_only=leaf.distinct)


class Cause(Enum):
    ADDED = "新增"
    REVERSED = "冲销"
    CORRECTED = "更正"
    MOVED_IN = "因组织变动移入"
    MOVED_OUT = "因组织变动移出"


@dataclass(frozen=True, slots=True)
class Difference:
    """One entry that stands in the figure at one moment and not at the other; `value` is its effect."""

    cause: Cause
    row: Row
    value: Decimal


def explain(
    figure: Figure, org: int, period: Period, *, before: datetime, after: datetime | None = None
) -> list[tuple[Leaf, list[Difference]]]:
    """Why each leaf is not what it was: the entries in one of the two selections only. Effects add up to the change."""
    return [(leaf, list(_differences(leaf, org, period, before, after))) for leaf in figure.leaves]


def _differences(
    leaf: Leaf, org: int, period: Period, before: datetime, after: datetime | None
) -> Iterable[Difference]:
    part = part_of(leaf, org, period)
    old = {row.id: row for row in _rows(part.leaf, org, part.period, before)}
    new = {row.id: row for row in _rows(part.leaf, org, part.period, after)}
    for number in sorted(old.keys() - new.keys()):
        yield Difference(Cause.MOVED_OUT, old[number], -old[number].value)
    causes = {Posting.POSTED: Cause.ADDED, Posting.REVERSED: Cause.REVERSED, Posting.CORRECTED: Cause.CORRECTED}
    for number in sorted(new.keys() - old.keys()):
        row = new[number]
        moved = row.posted_at <= before
        yield Difference(Cause.MOVED_IN if moved else causes[Posting(row.nature)], row, row.value)


def _rows(leaf: Leaf, org: int, period: Period, as_of: datetime | None) -> list[Row]:
    return _behind(leaf, org, period, as_of).rows
