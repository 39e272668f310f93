"""Entries behind a figure as a person reads them: names instead of numbers, people masked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from liuyou.kernel.base.masking import mask_name
from liuyou.kernel.ledger.models import Account
from liuyou.kernel.ledger.rows import Behind
from liuyou.kernel.orgs import tree
from liuyou.kernel.people.models import Person


@dataclass(frozen=True, slots=True)
class Line:
    """One record's share of a figure."""

    record: int
    day: date
    org: str
    person: str
    dims: str
    value: Decimal


def describe(leaf: Behind, *, names: bool = False) -> Iterator[Line]:
    """Each record's share of one leaf, net of reversals, by day. People's names are masked unless `names`."""
    net: dict[tuple[date, int, int, int | None, int], Decimal] = defaultdict(Decimal)
    for row in leaf.rows:
        net[row.day, row.record, row.org, row.person, row.account] += row.value
    standing = {key: amount for key, amount in net.items() if amount}
    orgs = tree.names({org for _, _, org, _, _ in standing})
    persons = {person for _, _, _, person, _ in standing if person}
    people = dict(Person.objects.filter(pk__in=persons).values_list("pk", "name"))
    accounts = dict(Account.objects.filter(pk__in={key[4] for key in standing}).values_list("pk", "dims"))
    for (day, record, org, person, account), amount in standing.items():
        name = people[person] if person else ""
        shown = name if names or not name else mask_name(name)
        yield Line(record, day, orgs[org], shown, "、".join(accounts[account].values()), amount)
