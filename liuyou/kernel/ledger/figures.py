"""The fold: figures over the ledger, many in one question.

Sums and balances are folded per elementary interval (between any two period bounds) in one SQL statement for all
figures, orgs and periods whose tree is the same, and added up exactly here. Distinct persons do not add up over
anything, so they are counted for each cell. Ratios divide last.
"""

from __future__ import annotations

import bisect
import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from django.db import connection

from liuyou.kernel.base.numbers import ratio
from liuyou.kernel.base.periods import Period
from liuyou.kernel.ledger.codes import Figure, Filters, Formula, Leaf, Number, figure
from liuyou.kernel.ledger.measures import REGISTRY, Nature
from liuyou.kernel.ledger.selection import Accounts, Roots, fetch, resolve, select
from liuyou.kernel.orgs import tree


@dataclass(frozen=True, slots=True)
class Cell:
    """One question: a figure, the org whose subtree is meant, a period."""

    figure: Figure
    org: int
    period: Period

    def __hash__(self) -> int:
        return hash((self.figure.code, self.org, self.period.code))


@dataclass(frozen=True, slots=True)
class Answer:
    """`value` in the figure's unit, None where undefined (divided by nothing). `mark`: fingerprint of the entries."""

    value: Decimal | None
    mark: str = ""


@dataclass(frozen=True, slots=True)
class _Part:
    """A leaf for one org and period."""

    leaf: Leaf
    org: int
    period: Period


Fold = tuple[Decimal, int]
"""Value and xor of seals."""
NOTHING: Fold = (Decimal(0), 0)
ONE_DAY = timedelta(days=1)


@dataclass(slots=True, eq=False)
class _Question:
    """A leaf for one period, which is what the ledger is really asked; and what it says of those orgs that have any."""

    leaf: Leaf
    period: Period
    orgs: set[int] = field(default_factory=set)
    found: dict[int, Fold] = field(default_factory=dict)


def ask(cells: Iterable[Cell], *, as_of: datetime | None = None, marks: bool = False) -> dict[Cell, Answer]:
    """The answers to all cells, in as few statements as their trees allow; `marks` adds fingerprints."""
    wanted = list(dict.fromkeys(cells))
    questions: dict[tuple[Leaf, Period], _Question] = {}
    shapes: dict[tuple[Figure, Period], list[_Question]] = {}
    for cell in wanted:
        key = cell.figure, cell.period
        shape = shapes.get(key)
        if shape is None:
            parts = [_looked_at(leaf, cell.period) for leaf in cell.figure.leaves]
            shape = shapes[key] = [questions.setdefault(each, _Question(*each)) for each in parts]
        for question in shape:
            question.orgs.add(cell.org)
    _fold(list(questions.values()), as_of, marks)
    return {cell: _answer(cell, shapes[cell.figure, cell.period], marks) for cell in wanted}


def ask_again(then: Mapping[Cell, Answer], since: datetime) -> dict[Cell, Answer]:
    """Today's answers to cells answered as of `since`; only what something has happened to is worked out anew."""
    touched = _touched(since)
    changed = [cell for cell in then if touched is None or any(leaf.measure in touched for leaf in cell.figure.leaves)]
    return {**then, **ask(changed)}


def untouched(measures: Collection[str], since: datetime) -> bool:
    """Whether answers over these measures, asked at an exact moment, are still those of now."""
    touched = _touched(since)
    return touched is not None and touched.isdisjoint(measures)


def touched_orgs(since: datetime) -> set[int] | None:
    """Orgs with entries posted after a moment, and all that they ever stood below; None when the tree has changed."""
    if tree.recorded_since(since):
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT DISTINCT unnest(string_to_array(path::text, '.'))::int FROM orgs_place
               WHERE superseded_at IS NULL AND org_id IN (SELECT org_id FROM ledger_entry WHERE posted_at > %s)""",
            [since],
        )
        return {row[0] for row in cursor.fetchall()}


def _touched(since: datetime) -> set[str] | None:
    """Measures with entries posted after a moment; None when the tree has changed, which may touch any."""
    if tree.recorded_since(since):
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT DISTINCT measure FROM ledger_account
               WHERE id IN (SELECT account_id FROM ledger_entry WHERE posted_at > %s)""",
            [since],
        )
        return {row[0] for row in cursor.fetchall()}


def value(code: str, org: int, period: Period, *, as_of: datetime | None = None, where: Filters = ()) -> Decimal | None:
    """One figure."""
    cell = Cell(figure(code, where), org, period)
    return ask([cell], as_of=as_of)[cell].value


def part_of(leaf: Leaf, org: int, period: Period) -> _Part:
    """What a leaf looks at for an org."""
    plain, period = _looked_at(leaf, period)
    return _Part(plain, org, period)


def _looked_at(leaf: Leaf, period: Period) -> tuple[Leaf, Period]:
    """`last_year` is a leaf asked for an earlier period."""
    for _ in range(leaf.years_back):
        period = period.last_year()
    return (replace(leaf, years_back=0) if leaf.years_back else leaf), period


def _answer(cell: Cell, shape: Sequence[_Question], marks: bool) -> Answer:
    folds = [question.found.get(cell.org, NOTHING) for question in shape]
    formula = cell.figure.formula
    result = folds[0][0] if isinstance(formula, Leaf) else _work_out(formula, iter(folds))
    seals = b"".join(seal.to_bytes(8, "big", signed=True) for _, seal in folds) if marks else b""
    return Answer(result, hashlib.blake2b(seals, digest_size=16).hexdigest() if marks else "")


def _work_out(formula: Formula, folds: Iterator[Fold]) -> Decimal | None:
    """Leaves are met in the order of `leaves()`, which made the folds."""
    if isinstance(formula, Leaf):
        return next(folds)[0]
    if isinstance(formula, Number):
        return formula.value
    left = _work_out(formula.left, folds)
    right = _work_out(formula.right, folds)
    if left is None or right is None:
        return None
    if formula.sign == "/":
        return ratio(left, right)
    return {"+": left + right, "-": left - right, "*": left * right}[formula.sign]


def _fold(questions: Sequence[_Question], as_of: datetime | None, marks: bool) -> None:
    """Find value and xor of seals for every question and org."""
    for epoch in _epochs(questions, as_of):
        on = max(each.period.end for each in epoch)
        orgs = {org for each in epoch for org in each.orgs}
        known, paths = resolve({each.leaf for each in epoch}, orgs, on, as_of)
        for kind, group in _by_kind(epoch).items():
            accounts = {each.leaf: known[each.leaf] for each in group}
            roots = {org: paths[org] for each in group for org in each.orgs if org in paths}
            if not roots:
                continue
            if kind == "distinct":
                _distinct(group, accounts, roots, on, as_of, marks)
            else:
                _added(group, accounts, roots, on, as_of, marks, balance=kind == "balance")


def _epochs(questions: Sequence[_Question], as_of: datetime | None) -> list[Sequence[_Question]]:
    """Questions grouped by the tree they see: that of the period's end."""
    ends = {each.period.end for each in questions}
    if len(ends) < 2:
        return [questions] if questions else []
    changes = tree.changes_between(min(ends), max(ends), as_of)
    groups: dict[int, list[_Question]] = defaultdict(list)
    for each in questions:
        groups[bisect.bisect_right(changes, each.period.end)].append(each)
    return list(groups.values())


def _by_kind(questions: Iterable[_Question]) -> dict[str, list[_Question]]:
    groups: dict[str, list[_Question]] = defaultdict(list)
    for each in questions:
        stock = REGISTRY.get(each.leaf.measure).nature is Nature.STOCK
        groups["distinct" if each.leaf.distinct else "balance" if stock else "sum"].append(each)
    return groups


def _added(
    questions: Sequence[_Question],
    accounts: Accounts,
    roots: Roots,
    on: date,
    as_of: datetime | None,
    marks: bool,
    *,
    balance: bool,
) -> None:
    """Sums or balances. Bucket i holds the days from bounds[i-1] up to, without, bounds[i]."""
    starts = set() if balance else {each.period.start for each in questions}
    after = {each: span(each.leaf, each.period)[1] + ONE_DAY for each in questions}
    bounds = sorted(starts | set(after.values()))
    since, until = None if balance else bounds[0], bounds[-1] - ONE_DAY
    gaps = [] if balance else _gaps(questions, bounds)
    selection = select(accounts, roots, on=on, as_of=as_of, since=since, until=until, gaps=gaps)
    columns = "e.account_id, s.root, width_bucket(e.day, %(bounds)s::date[]) AS bucket, sum(e.value), "
    columns += "bit_xor(e.seal)" if marks else "0"
    rows: dict[int, list[tuple[int, int, Decimal, int]]] = defaultdict(list)
    for account, *row in fetch(selection, columns, "GROUP BY 1, 2, 3", bounds=bounds):
        rows[account].append(tuple(row))
    buckets = {leaf: _buckets(row for number in numbers for row in rows[number]) for leaf, numbers in accounts.items()}
    place = {bound: index for index, bound in enumerate(bounds)}
    for each in questions:
        first = 0 if balance else place[each.period.start] + 1
        last, own = place[after[each]], buckets[each.leaf]
        for org in each.orgs & own.keys():
            total, seal = NOTHING
            for bucket, (amount, mark) in own[org].items():
                if first <= bucket <= last:
                    total, seal = total + amount, seal ^ mark
            each.found[org] = total, seal


def _gaps(questions: Sequence[_Question], bounds: Sequence[date]) -> list[tuple[date, date]]:
    """Days between bounds that nobody asks about (from, first day after), so that they are not read."""
    spans = {(each.period.start, each.period.end) for each in questions}
    return [gap for gap in pairwise(bounds) if not any(start <= gap[0] <= end for start, end in spans)]


def _buckets(rows: Iterable[tuple[int, int, Decimal, int]]) -> dict[int, dict[int, Fold]]:
    """The accounts of one leaf added up: org → bucket → value and seals."""
    found: dict[int, dict[int, Fold]] = defaultdict(dict)
    for root, bucket, total, seal in rows:
        own = found[root]
        there = own.get(bucket)
        own[bucket] = (total, seal) if there is None else (there[0] + total, there[1] ^ seal)
    return found


def _distinct(
    questions: Sequence[_Question], accounts: Accounts, roots: Roots, on: date, as_of: datetime | None, marks: bool
) -> None:
    """Persons with a record whose entries in the selection come to more than nothing, for each leaf and period.

    Net by record, not over all: money that came back from one payment does not undo another payment.
    """
    for each in questions:
        since, until = span(each.leaf, each.period)
        here = {org: roots[org] for org in each.orgs if org in roots}
        if not here:
            continue
        one = {each.leaf: accounts[each.leaf]}
        selection = select(one, here, on=on, as_of=as_of, since=since, until=until, persons_only=True)
        inner = f"""{selection.with_clause}, people AS (
            SELECT s.root, e.person_id, {"bit_xor(e.seal)" if marks else "0"} AS seal {selection.from_where}
            GROUP BY 1, 2, e.record HAVING sum(e.value) > 0)"""
        counted = replace(selection, with_clause=inner, from_where="FROM people")
        found = fetch(counted, f"root, count(DISTINCT person_id), {'bit_xor(seal)' if marks else '0'}", "GROUP BY 1")
        each.found = {root: (Decimal(number), seal) for root, number, seal in found}


def span(leaf: Leaf, period: Period) -> tuple[date | None, date]:
    """The days a leaf looks at: a stock's balance looks back to the beginning, an opening one only up to the period."""
    if leaf.opening:
        return None, period.start - ONE_DAY
    stock = REGISTRY.get(leaf.measure).nature is Nature.STOCK
    return (None if stock else period.start), period.end
