"""Why a figure is not what it was: between two moments of knowing, or between two periods. Each cause with its list.

Between moments the ledger itself says what was posted, reversed, corrected or moved (`rows.explain`). Between periods
it is the records of the one and of the other. Persons are counted, so for them whoever came or left is listed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from liuyou.kernel.base.periods import Period
from liuyou.kernel.ledger.codes import Figure, Leaf
from liuyou.kernel.ledger.figures import part_of
from liuyou.kernel.ledger.measures import REGISTRY, Nature
from liuyou.kernel.ledger.models import Posting
from liuyou.kernel.ledger.rows import Behind, Cause, Difference, Row, behind, explain
from liuyou.reports.figures.shares import Raw

ADDED, REVERSED, CORRECTED, MOVED_IN, MOVED_OUT = (
    "新增",
    "冲销",
    "更正",
    "组织变动移入",
    "组织变动移出",
)
NOW_ONLY, BEFORE_ONLY = "本期的记录", "对比期的记录"
BEGUN, ENDED = "两个时点之间新增", "两个时点之间减少"
CAME, LEFT = "新增的人", "不再计入的人"
SIGNS = {ADDED: "+", REVERSED: "−", CORRECTED: "±", MOVED_IN: "±", MOVED_OUT: "±"}
CAUSES = {
    Cause.ADDED: ADDED,
    Cause.REVERSED: REVERSED,
    Cause.CORRECTED: CORRECTED,
    Cause.MOVED_IN: MOVED_IN,
    Cause.MOVED_OUT: MOVED_OUT,
}


@dataclass(slots=True)
class Group:
    """One cause: what it comes to, and the records' shares of it (record, org, person, account, day, effect)."""

    cause: str
    effect: Decimal
    shares: list[Raw] = field(default_factory=list)


@dataclass(slots=True)
class Explained:
    """One term of the figure before and after; the groups' effects add up to the difference."""

    leaf: Leaf
    before: Decimal
    after: Decimal
    groups: list[Group]

    @property
    def difference(self) -> Decimal:
        return self.after - self.before

    @property
    def adds_up(self) -> bool:
        return sum((group.effect for group in self.groups), Decimal(0)) == self.difference


def between_moments(
    figure: Figure, org: int, period: Period, before: datetime, after: datetime | None
) -> list[Explained]:
    """What changed in the knowledge of one period."""
    old = behind(figure, org, period, as_of=before)
    new = behind(figure, org, period, as_of=after)
    causes = explain(figure, org, period, before=before, after=after)
    found = {}
    for first, last, (leaf, differences) in zip(old, new, causes, strict=True):
        groups = list(_people(first, last)) if leaf.distinct else list(_caused(differences))
        found[leaf] = Explained(leaf, first.value, last.value, groups)
    return list(found.values())


def between_periods(
    figure: Figure, org: int, period: Period, against: Period, as_of: datetime | None
) -> list[Explained]:
    """What makes `period` differ from `against`, both as known at one moment."""
    new = behind(figure, org, period, as_of=as_of)
    old = behind(figure, org, against, as_of=as_of)
    found = {}
    for leaf, first, last in zip(figure.leaves, old, new, strict=True):
        if leaf.distinct:
            groups = list(_people(first, last))
        elif REGISTRY.get(leaf.measure).nature is Nature.STOCK:
            groups = list(_stood(first, last, part_of(leaf, org, against).period))
        else:
            groups = list(_happened(first, last))
        found[leaf] = Explained(leaf, first.value, last.value, groups)
    return list(found.values())


def _caused(differences: Iterable[Difference]) -> Iterator[Group]:
    """A correction is a reversal and a new entry: both of them are the correction's."""
    listed = list(differences)
    corrected = {each.row.record for each in listed if each.row.nature == Posting.CORRECTED and _posted(each)}
    rows: dict[str, list[tuple[Row, Decimal]]] = defaultdict(list)
    for each in listed:
        cause = CORRECTED if _posted(each) and each.row.record in corrected else CAUSES[each.cause]
        rows[cause].append((each.row, each.value))
    for cause in SIGNS:
        if cause in rows:
            yield _group(cause, rows[cause])


def _posted(difference: Difference) -> bool:
    return difference.cause not in (Cause.MOVED_IN, Cause.MOVED_OUT)


def _happened(old: Behind, new: Behind) -> Iterator[Group]:
    """Flows: the entries of either period; those of both cancel out."""
    earlier, later = {row.id: row for row in old.rows}, {row.id: row for row in new.rows}
    yield from _filled(
        _group(NOW_ONLY, [(row, row.value) for number, row in later.items() if number not in earlier]),
        _group(BEFORE_ONLY, [(row, -row.value) for number, row in earlier.items() if number not in later]),
    )


def _stood(old: Behind, new: Behind, against: Period) -> Iterator[Group]:
    """Stocks: what began and ended between the two days, and what the tree moved."""
    earlier, later = {row.id: row for row in old.rows}, {row.id: row for row in new.rows}
    rows: dict[str, list[tuple[Row, Decimal]]] = defaultdict(list)
    forwards = new.period.end >= against.end
    for sign, mine, other in ((1, later, earlier), (-1, earlier, later)):
        for number in mine.keys() - other.keys():
            row, effect = mine[number], sign * mine[number].value
            fresh = row.day > against.end if forwards else row.day > new.period.end
            moved = MOVED_IN if sign > 0 else MOVED_OUT
            rows[(BEGUN if effect > 0 else ENDED) if fresh else moved].append((row, effect))
    yield from _filled(*(_group(cause, rows[cause]) for cause in (BEGUN, ENDED, MOVED_IN, MOVED_OUT)))


def _people(old: Behind, new: Behind) -> Iterator[Group]:
    """Persons who are counted in one of the two only: one line each, with one of their records."""
    before, after = set(old.persons), set(new.persons)
    for cause, persons, rows, sign in ((CAME, after - before, new.rows, 1), (LEFT, before - after, old.rows, -1)):
        one = {row.person: row for row in rows if row.person in persons}
        if persons:
            shares = [_raw(row, Decimal(sign)) for row in sorted(one.values(), key=lambda row: (row.day, row.record))]
            yield Group(cause, Decimal(sign * len(persons)), shares)


def _filled(*groups: Group) -> Iterator[Group]:
    yield from (group for group in groups if group.shares)


def _group(cause: str, rows: Sequence[tuple[Row, Decimal]]) -> Group:
    """Net by record, org, person and account; what cancels out is not listed."""
    net: dict[tuple[int, int, int | None, int], Decimal] = defaultdict(Decimal)
    days = {}
    for row, effect in rows:
        key = row.record, row.org, row.person, row.account
        net[key] += effect
        days[key] = row.day
    shares = [(*key, days[key], value) for key, value in net.items() if value]
    shares.sort(key=lambda share: (share[4], share[0]), reverse=True)
    return Group(cause, sum((effect for _, effect in rows), Decimal(0)), shares)


def _raw(row: Row, effect: Decimal) -> Raw:
    return row.record, row.org, row.person, row.account, row.day, effect
