"""The board of completion (目标完成): units by targets, what is reached on any day, asked in one question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import urlencode

from liuyou.kernel.orgs import tree
from liuyou.reports.targets.models import Target
from liuyou.reports.targets.models.targets import ALIVE, STANDING
from liuyou.reports.targets.queries import measured
from liuyou.reports.targets.queries import targets as queries
from liuyou.reports.targets.rules import completion
from liuyou.reports.targets.rules import values as written
from liuyou.reports.targets.rules.circulars import Line


@dataclass(frozen=True, slots=True)
class Head:
    """One target of the board: a figure."""

    code: str
    title: str
    unit: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One unit's target and how far it is. `value` None: it has none; `settled` False: still being talked about."""

    target: int = 0
    value: Decimal | None = None
    settled: bool = False
    done: Decimal | None = None
    completion: Decimal | None = None
    rank: int | None = None
    query: str = ""
    amount: str = ""
    done_amount: str = ""

    @property
    def bar(self) -> int:
        return completion.bar(self.completion)


@dataclass(frozen=True, slots=True)
class Row:
    org: int
    name: str
    entries: Sequence[Entry]
    total: bool = False


@dataclass(frozen=True, slots=True)
class Board:
    heads: Sequence[Head]
    total: Row
    rows: Sequence[Row]

    @property
    def empty(self) -> bool:
        return not self.heads


def board(
    org: int, period: str, on: date, *, only: Sequence[str] = (), as_of: datetime | None = None, sort: str = ""
) -> Board:
    """The org's own line and one for each unit directly below; `only`: these figures. `sort`: a figure's code."""
    own = tree.place(org, on)
    below = queries.children(org, on)
    names = {org: own.name} | {each.org_id: each.name for each in below}
    found = Target.objects.filter(org_id__in=names, period=period, state__in=ALIVE).order_by("pk")
    targets = [each for each in found if not only or each.figure in only]
    heads = _heads(targets)
    there = {(each.org_id, each.figure): each for each in targets}
    span = measured.up_to(period, on)
    asked = [(head.code, unit, span) for head in heads for unit in names]
    done = measured.done(asked, as_of=as_of)
    rows = {
        unit: [
            _entry(there.get((unit, head.code)), head, unit, org, span.code, done.get((head.code, unit, span)))
            for head in heads
        ]
        for unit in names
    }
    lines = [Row(each.org_id, each.name, rows[each.org_id]) for each in below]
    return Board(heads, Row(org, own.name, rows[org], total=True), _sorted(heads, _ranked(heads, lines), sort))


def _heads(targets: Sequence[Target]) -> list[Head]:
    """In the order in which they were first given."""
    return list({each.figure: Head(each.figure, each.title, each.unit) for each in reversed(targets)}.values())[::-1]


def _entry(target: Target | None, head: Head, unit: int, within: int, period: str, done: Decimal | None) -> Entry:
    pairs = {"code": head.code, "org": within, "period": period} | ({"at": unit} if unit != within else {})
    query, told = urlencode(pairs), written.shown(done, head.unit)
    if target is None:
        return Entry(done=done, query=query, done_amount=told)
    settled = target.state in STANDING
    share = completion.completion(done, target.value) if settled else None
    return Entry(target.pk, target.value, settled, done, share, None, query, target.amount, told)


def _ranked(heads: Sequence[Head], rows: Sequence[Row]) -> list[Row]:
    ranks = [completion.ranks({row.org: row.entries[place].completion for row in rows}) for place in range(len(heads))]
    return [
        Row(
            row.org, row.name, [replace(each, rank=ranks[place].get(row.org)) for place, each in enumerate(row.entries)]
        )
        for row in rows
    ]


def _sorted(heads: Sequence[Head], rows: list[Row], sort: str) -> list[Row]:
    """By the completion of one target, the furthest first; what is undefined stands last."""
    place = next((number for number, head in enumerate(heads) if head.code == sort), None)
    if place is None:
        return rows
    return sorted(rows, key=lambda row: (row.entries[place].rank or len(rows) + 1, row.name))


def lines(found: Board, code: str) -> tuple[Line, list[Line]]:
    """One figure of the board as a circular tells it: the whole, and the units with a target by rank."""
    place = next(number for number, head in enumerate(found.heads) if head.code == code)

    def line(row: Row) -> Line:
        entry = row.entries[place]
        return Line(row.name, entry.value if entry.settled else None, entry.done, entry.completion, entry.rank)

    told = [line(row) for row in found.rows if row.entries[place].target]
    return line(found.total), sorted(told, key=lambda each: (each.rank is None, each.rank or 0))
