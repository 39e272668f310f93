"""What stands about one person: records in registers that the actor may read, and what these posted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

from django.db.models import CharField, Q, QuerySet, Value

from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.reach import rights, visible_to
from liuyou.kernel.actions.knowing import person_fields
from liuyou.kernel.journal.models import Record
from liuyou.kernel.ledger.measures import REGISTRY
from liuyou.kernel.ledger.models import LedgerEntry
from liuyou.kernel.orgs import tree
from liuyou.kernel.search.hits import RECORD
from liuyou.kernel.search.records import read, registers, state_label, title

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One record that names the person."""

    number: int
    register: str
    org: str
    state: str
    since: date

    @property
    def address(self) -> str:
        return RECORD.format(self.number)


@dataclass(frozen=True, slots=True)
class Event:
    """What one record amounts to for the person on one day, net of reversals."""

    day: date
    measure: str
    unit: str
    value: Decimal
    dims: str
    record: int

    @property
    def address(self) -> str:
        return RECORD.format(self.record)


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the timeline: what a record came to be, or what it amounted to. `value` None: no amount."""

    day: date
    title: str
    detail: str
    address: str
    value: Decimal | None = None
    unit: str = ""


def timeline(records: Sequence[Line], events: Sequence[Event]) -> list[Moment]:
    """All that stands about the person within reach, newest first."""
    found = [
        Moment(line.since, line.register, "，".join(filter(None, (line.state, line.org))), line.address)
        for line in records
    ]
    found += [Moment(each.day, each.measure, each.dims, each.address, each.value, each.unit) for each in events]
    return sorted(found, key=lambda moment: moment.day, reverse=True)


def records_of(person: int, actor: Actor, on: date) -> list[Line]:
    """Newest first, up to `SHOWN`, of every register in one statement; each within reach of its own permission."""
    held = rights(actor, on)
    parts = [
        _part(register, model, person, actor, on)
        for register, model in registers().items()
        if person_fields(model) and held.anywhere(read(register))
    ]
    if not parts:
        return []
    rows = list(parts[0].union(*parts[1:], all=True).order_by("-state_since", "-pk")[:SHOWN])
    names = tree.names({row[2] for row in rows})
    return [Line(row[1], title(row[0]), names.get(row[2], ""), state_label(row[0], row[3]), row[4]) for row in rows]


def _part(register: str, model: type[Record], person: int, actor: Actor, on: date) -> QuerySet:
    names = Q()
    for field in person_fields(model):
        names |= Q(**{field: person})
    rows = visible_to(model._default_manager.filter(names), actor, read(register), on)
    told = rows.annotate(register_code=Value(register, CharField()))
    return cast(QuerySet, told.order_by().values_list("register_code", "pk", "org_id", "state", "state_since"))


def events_of(person: int, records: Sequence[Line]) -> list[Event]:
    """From the ledger, by day, newest first: only what the visible records posted."""
    net: dict[tuple[date, int, str, str], Decimal] = defaultdict(Decimal)
    numbers = [line.number for line in records]
    entries = LedgerEntry.objects.filter(record__in=numbers, person_id=person).select_related("account")
    for entry in entries:
        dims = "、".join(filter(None, entry.account.dims.values()))
        net[entry.day, entry.record, entry.account.measure, dims] += entry.value
    REGISTRY.refresh()
    found = [_event(key, value) for key, value in net.items() if value and key[2] in REGISTRY.measures]
    return sorted(found, key=lambda event: (event.day, event.record), reverse=True)


def _event(key: tuple[date, int, str, str], value: Decimal) -> Event:
    day, record, code, dims = key
    measure = REGISTRY.get(code)
    return Event(day, measure.title, measure.unit, value, dims, record)
