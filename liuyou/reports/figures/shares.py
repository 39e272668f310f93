"""The records behind one term of a figure, folded to one line each in SQL, with what they come to.

The selector is the ledger's own (`rows.selection_of`), so the list and the figure cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.db.models import CharField

from liuyou.kernel.base.periods import Period
from liuyou.kernel.ledger.codes import Leaf
from liuyou.kernel.ledger.figures import part_of
from liuyou.kernel.ledger.measures import REGISTRY
from liuyou.kernel.ledger.models import Account
from liuyou.kernel.ledger.rows import selection_of
from liuyou.kernel.ledger.selection import Selection, fetch
from liuyou.kernel.orgs import tree
from liuyou.kernel.orgs.models import Place
from liuyou.kernel.people.models import Person
from liuyou.kernel.web.pages import Here
from liuyou.kernel.web.screens import SCREENS
from liuyou.reports.figures import links, words

NET = """, net AS (SELECT e.record, e.org_id, e.person_id, e.account_id, e.day, sum(e.value) AS value {from_where}
    GROUP BY 1, 2, 3, 4, 5 HAVING sum(e.value) <> 0),
  share AS (SELECT record, org_id, person_id, account_id, min(day) AS day, sum(value) AS value FROM net
    GROUP BY 1, 2, 3, 4 HAVING sum(value) <> 0)"""
PEOPLE = """, net AS (SELECT e.record, e.person_id, min(e.org_id) AS org_id, min(e.day) AS day,
      min(e.account_id) AS account_id {from_where} GROUP BY 1, 2 HAVING sum(e.value) > 0),
  share AS (SELECT (array_agg(record ORDER BY day, record))[1] AS record,
      (array_agg(org_id ORDER BY day, record))[1] AS org_id, person_id,
      (array_agg(account_id ORDER BY day, record))[1] AS account_id, min(day) AS day, count(*)::numeric AS value
    FROM net GROUP BY person_id)"""
PERSON_BY_PERSON = "每人一行；最后一列是他在期内的记录条数"


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a figure for one org and period. `letter`: how the page refers to it."""

    letter: str
    leaf: Leaf
    org: int
    period: Period
    as_of: datetime | None
    own: bool = False
    """Only the org's own records."""

    @property
    def area(self) -> str:
        return self.leaf.measure.split(".")[0]

    @property
    def register(self) -> str:
        return REGISTRY.register_of[self.leaf.measure]

    @property
    def unit(self) -> str:
        return "人" if self.leaf.distinct else REGISTRY.get(self.leaf.measure).unit

    @property
    def title(self) -> str:
        return words.leaf_words(self.leaf)


@dataclass(frozen=True, slots=True)
class Sum:
    """What the lines come to: how many there are, and their value (persons for a distinct term)."""

    lines: int
    value: Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """One record's share, as it is read. Names and particulars are empty where the reader may not see the record."""

    record: int
    day: date
    org: str
    person: str
    """Who, or where nobody is named what, the record is about."""
    dims: str
    value: Decimal
    link: str
    seen: bool


Raw = tuple[int, int, int | None, int, date, Decimal]
"""record, org, person, account, day, value"""
COLUMNS = "record, org_id, person_id, account_id, day, value"
NEWEST = "ORDER BY day DESC, record DESC, person_id, account_id"


def terms(leaves: Sequence[Leaf], org: int, period: Period, as_of: datetime | None, *, own: bool = False) -> list[Term]:
    """Each different term of a figure once, lettered 甲, 乙, 丙 …"""
    found = dict.fromkeys(leaves)
    parts = (part_of(leaf, org, period) for leaf in found)
    return [
        Term("甲乙丙丁戊己庚辛壬癸"[number % 10], part.leaf, org, part.period, as_of, own)
        for number, part in enumerate(parts)
    ]


def _shares(term: Term) -> Selection | None:
    selection = selection_of(term.leaf, term.org, term.period, term.as_of)
    if selection is None:
        return None
    only = f" AND e.org_id = {int(term.org)}" if term.own else ""
    inner = (PEOPLE if term.leaf.distinct else NET).format(from_where=selection.from_where + only)
    return replace(selection, with_clause=selection.with_clause + inner, from_where="FROM share")


def total(term: Term) -> Sum:
    """Number of lines and what they come to, over all pages."""
    selection = _shares(term)
    if selection is None:
        return Sum(0, Decimal(0))
    lines, value = fetch(selection, "count(*), coalesce(sum(value), 0)")[0]
    return Sum(lines, Decimal(lines) if term.leaf.distinct else value)


def page(term: Term, here: Here, *, start: int = 0, size: int = 50) -> list[Line]:
    """Lines of one page, the newest first."""
    selection = _shares(term)
    if selection is None:
        return []
    tail = f"{NEWEST} LIMIT %(size)s OFFSET %(start)s"
    return described(fetch(selection, COLUMNS, tail, size=size, start=start), term.register, here)


def every(term: Term, here: Here, *, most: int, step: int = 5_000) -> Iterator[Line]:
    """All lines up to `most`, in steps, all of one look at the ledger (the term's moment)."""
    selection = _shares(term)
    found = fetch(selection, COLUMNS, f"{NEWEST} LIMIT %(size)s", size=most) if selection else []
    for start in range(0, len(found), step):
        yield from described(found[start : start + step], term.register, here)


def _titles(register: str, records: Sequence[int]) -> dict[int, str]:
    """What records that name no person are called: the first column of their list, where it is a text."""
    screen = SCREENS.get(register)
    if screen is None or not records:
        return {}
    field = screen.model._meta.get_field(screen.columns[0])
    if not isinstance(field, CharField):
        return {}
    found = screen.model._default_manager.filter(pk__in=records).values_list("pk", field.name)
    return {number: str(text) for number, text in found}


def described(found: Sequence[Raw], register: str, here: Here) -> list[Line]:
    """Numbers turned into names; a record that the reader may not see now keeps its day and value only."""
    reads = f"{register.split('.')[0]}.read"
    places = dict(_places({row[1] for row in found}, here.today))
    seen = {org: here.rights.allow(reads, place.path) for org, place in places.items()}
    persons = {row[2] for row in found if row[2] and seen.get(row[1])}
    names = dict(Person.objects.filter(pk__in=persons).values_list("pk", "name")) if persons else {}
    titles = _titles(register, [row[0] for row in found if not row[2] and seen.get(row[1])])
    accounts = dict(Account.objects.filter(pk__in={row[3] for row in found}).values_list("pk", "dims"))
    return [
        Line(
            record,
            day,
            places[org].name if org in places else "—",
            (names.get(person, "") if person else titles.get(record, "")) if seen.get(org) else "",
            "、".join(accounts.get(account, {}).values()) if seen.get(org) else "",
            value,
            links.record(register, record) if seen.get(org) else "",
            seen.get(org, False),
        )
        for record, org, person, account, day, value in found
    ]


def _places(orgs: set[int], today: date) -> Iterator[tuple[int, Place]]:
    for place in tree.places(today).filter(org_id__in=orgs):
        yield place.org_id, place


def reach(term: Term, here: Here, path: str) -> bool:
    """Whether the reader may see the list at all: the area's right over the org asked about."""
    return here.rights.allow(f"{term.area}.read", path)
