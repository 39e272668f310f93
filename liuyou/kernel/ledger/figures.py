"""The fold: figures over the ledger, many in one question.

Sums and balances are folded per elementary interval (between any two period bounds) in one SQL statement for all
figures, orgs and periods whose tree is the same, and added up exactly here. Distinct persons do not add up over
anything, so they are counted for each cell. Ratios divide last.
"""

from __future__ import annotations

import bisect
import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

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


@dataclass(frozen=True, slots=True)
class Answer:
    """`value` in the figure's unit, None where undefined (divided by nothing). `mark`: fingerprint of the entries."""

    value: Decimal | None
    mark: str = ""


@dataclass(frozen=True, slots=True)
class _Part:
    """A leaf for one org and period: what the ledger is really asked."""

    leaf: Leaf
    org: int
    period: Period


Folded = dict[_Part, tuple[Decimal, int]]
ONE_DAY = timedelta(days=1)


def ask(cells: Iterable[Cell], *, as_of: datetime | None = None, marks: bool = False) -> dict[Cell, Answer]:
    """The answers to all cells, in as few statements as their trees allow; `marks` adds fingerprints."""
    wanted = list(dict.fromkeys(cells))
    parts = {cell: _parts(cell) for cell in wanted}
    folded = fold({part for each in parts.values() for part in each}, as_of, marks)
    return {cell: _answer(cell, parts[cell], folded, marks) for cell in wanted}


def ask_again(then: Mapping[Cell, Answer], since: datetime) -> dict[Cell, Answer]:
    """Today's answers to cells answered as of `since`; only what something has happened to is worked out anew."""
    touched = _touched(since)
    changed = [cell for cell in then if touched is None or any(leaf.measure in touched for leaf in cell.figure.leaves)]
    return {**then, **ask(changed)}


def untouched(measures: Collection[str], since: datetime) -> bool:
    """Whether answers over these measures, asked at an exact moment, are still those of now."""
    touched = _touched(since)
    return touched is not None and touched.isdisjoint(measures)


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


def _parts(cell: Cell) -> list[_Part]:
    return [part_of(leaf, cell.org, cell.period) for leaf in cell.figure.leaves]


def part_of(leaf: Leaf, org: int, period: Period) -> _Part:
    """`last_year` is a leaf asked for an earlier period."""
    for _ in range(leaf.years_back):
        period = period.last_year()
    return _Part(replace(leaf, years_back=0) if leaf.years_back else leaf, org, period)


def _answer(cell: Cell, parts: Sequence[_Part], folded: Folded, marks: bool) -> Answer:
    values = iter(parts)
    result = _work_out(cell.figure.formula, values, folded)
    seals = b"".join(folded[part][1].to_bytes(8, "big", signed=True) for part in parts) if marks else b""
    return Answer(result, hashlib.blake2b(seals, digest_size=16).hexdigest() if marks else "")


def _work_out(formula: Formula, parts: Iterable[_Part], folded: Folded) -> Decimal | None:
    """Leaves are met in the order of `leaves()`, which made `parts`."""
    if isinstance(formula, Leaf):
        return folded[next(iter(parts))][0]
    if isinstance(formula, Number):
        return formula.value
    left = _work_out(formula.left, parts, folded)
    right = _work_out(formula.right, parts, folded)
    if left is None or right is None:
        return None
    if formula.sign == "/":
        return ratio(left, right)
    return {"+": left + right, "-": left - right, "*": left * right}[formula.sign]


def fold(parts: Iterable[_Part], as_of: datetime | None, marks: bool) -> Folded:
    """Value and xor of seals for every part."""
    wanted = set(parts)
    result: Folded = dict.fromkeys(wanted, (Decimal(0), 0))
    for epoch in _epochs(wanted, as_of):
        on = max(part.period.end for part in epoch)
        known, paths = resolve({part.leaf for part in epoch}, {part.org for part in epoch}, on, as_of)
        present = [part for part in epoch if part.org in paths]
        for kind, group in _by_kind(present).items():
            accounts = {leaf: known[leaf] for leaf in {part.leaf for part in group}}
            roots = {org: paths[org] for org in {part.org for part in group}}
            if kind == "distinct":
                result.update(_distinct(group, accounts, roots, on, as_of, marks))
            else:
                result.update(_added(group, accounts, roots, on, as_of, marks, balance=kind == "balance"))
    return result


def _epochs(parts: set[_Part], as_of: datetime | None) -> list[list[_Part]]:
    """Parts grouped by the tree they see: that of the period's end."""
    ends = {part.period.end for part in parts}
    if len(ends) < 2:
        return [list(parts)] if parts else []
    changes = tree.changes_between(min(ends), max(ends), as_of)
    groups: dict[int, list[_Part]] = defaultdict(list)
    for part in parts:
        groups[bisect.bisect_right(changes, part.period.end)].append(part)
    return list(groups.values())


def _by_kind(parts: Iterable[_Part]) -> dict[str, list[_Part]]:
    groups: dict[str, list[_Part]] = defaultdict(list)
    for part in parts:
        stock = REGISTRY.get(part.leaf.measure).nature is Nature.STOCK
        groups["distinct" if part.leaf.distinct else "balance" if stock else "sum"].append(part)
    return groups


def _added(
    parts: Sequence[_Part],
    accounts: Accounts,
    roots: Roots,
    on: date,
    as_of: datetime | None,
    marks: bool,
    *,
    balance: bool,
) -> Folded:
    """Sums or balances. Bucket i holds the days from bounds[i-1] up to, without, bounds[i]."""
    starts = set() if balance else {part.period.start for part in parts}
    after = {part: span(part.leaf, part.period)[1] + ONE_DAY for part in parts}
    bounds = sorted(starts | set(after.values()))
    since, until = None if balance else bounds[0], bounds[-1] - ONE_DAY
    selection = select(accounts, roots, on=on, as_of=as_of, since=since, until=until)
    columns = "e.account_id, s.root, width_bucket(e.day, %(bounds)s::date[]) AS bucket, sum(e.value), "
    columns += "bit_xor(e.seal)" if marks else "0"
    buckets: dict[tuple[int, int], list[tuple[int, Decimal, int]]] = defaultdict(list)
    for account, root, bucket, total, seal in fetch(selection, columns, "GROUP BY 1, 2, 3", bounds=bounds):
        buckets[account, root].append((bucket, total, seal))
    place = {bound: index for index, bound in enumerate(bounds)}
    result: Folded = {}
    for part in parts:
        first = 0 if balance else place[part.period.start] + 1
        last = place[after[part]]
        total, seal = Decimal(0), 0
        for account in accounts[part.leaf]:
            for bucket, amount, mark in buckets.get((account, part.org), ()):
                if first <= bucket <= last:
                    total, seal = total + amount, seal ^ mark
        result[part] = (total, seal)
    return result


def _distinct(
    parts: Sequence[_Part], accounts: Accounts, roots: Roots, on: date, as_of: datetime | None, marks: bool
) -> Folded:
    """Persons with a record whose entries in the selection come to more than nothing, for each leaf and period.

    Net by record, not over all: money that came back from one payment does not undo another payment.
    """
    result: Folded = {}
    groups: dict[tuple[Leaf, Period], list[_Part]] = defaultdict(list)
    for part in parts:
        groups[part.leaf, part.period].append(part)
    for (leaf, period), group in groups.items():
        since, until = span(leaf, period)
        here = {part.org: roots[part.org] for part in group}
        one = {leaf: accounts[leaf]}
        selection = select(one, here, on=on, as_of=as_of, since=since, until=until, persons_only=True)
        inner = f"""{selection.with_clause}, people AS (
            SELECT s.root, e.person_id, {"bit_xor(e.seal)" if marks else "0"} AS seal {selection.from_where}
            GROUP BY 1, 2, e.record HAVING sum(e.value) > 0)"""
        counted = replace(selection, with_clause=inner, from_where="FROM people")
        found = fetch(counted, f"root, count(DISTINCT person_id), {'bit_xor(seal)' if marks else '0'}", "GROUP BY 1")
        by_root = {root: (Decimal(number), seal) for root, number, seal in found}
        result |= {part: by_root.get(part.org, (Decimal(0), 0)) for part in group}
    return result


def span(leaf: Leaf, period: Period) -> tuple[date | None, date]:
    """The days a leaf looks at: a stock's balance looks back to the beginning, an opening one only up to the period."""
    if leaf.opening:
        return None, period.start - ONE_DAY
    stock = REGISTRY.get(leaf.measure).nature is Nature.STOCK
    return (None if stock else period.start), period.end
