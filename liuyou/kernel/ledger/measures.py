"""What is counted. A measure is declared beside the register that posts it; its name and unit stand only there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from liuyou.kernel.base.errors import NotFound, Refused


class Nature(Enum):
    FLOW = "flow"
    """Adds up over days: payments, visits."""
    STOCK = "stock"
    """Stands from the day it begins to the day it ends: members, agreements in force. Posted as +n and −n."""


FLOW, STOCK = Nature.FLOW, Nature.STOCK


@dataclass(frozen=True, slots=True)
class Entry:
    """One amount of one measure that a record in its present state amounts to."""

    measure: str
    value: Decimal
    on: date
    dims: tuple[tuple[str, str], ...] = ()
    person: int | None = None
    org: int | None = None
    """The org it counts for; None means the record's own."""


@dataclass(frozen=True, slots=True)
class Measure:
    """`dims` maps a dimension's name to its Chinese title: ``{"programme": "项目"}``."""

    code: str
    title: str
    unit: str
    nature: Nature = FLOW
    dims: Mapping[str, str] = field(default_factory=dict)

    def entry(
        self, value: Decimal | int, *, on: date, person: int | None = None, org: int | None = None, **dims: str
    ) -> Entry:
        if not dims.keys() <= self.dims.keys():
            raise ValueError(f"{self.code}: undeclared dimension in {sorted(dims)}")
        given = tuple(sorted((name, text) for name, text in dims.items() if text))
        return Entry(self.code, Decimal(value), on, given, person, org)

    def span(
        self, value: Decimal | int, *, since: date, until: date | None, person: int | None = None, **dims: Any
    ) -> Iterator[Entry]:
        """A stock that begins on `since` and, when `until` is given, is gone from that day on."""
        if until is not None and until <= since:
            return
        yield self.entry(value, on=since, person=person, **dims)
        if until is not None:
            yield self.entry(-Decimal(value), on=until, person=person, **dims)


Entries = Callable[[Any], Iterable[Entry]]


class Registry:
    """All measures and the pure functions that post them; areas add theirs when they are loaded."""

    def __init__(self) -> None:
        self.measures: dict[str, Measure] = {}
        self.register_of: dict[str, str] = {}
        self.entries: dict[str, Entries] = {}
        self.providers: list[Callable[[], Iterable[tuple[str, Measure]]]] = []

    def posting(self, register: str, *measures: Measure) -> Callable[[Entries], Entries]:
        """``@posting("aid.payment", PAYMENTS, MONEY)`` before the pure ``entries(record)`` of a register."""
        for measure in measures:
            self._add(register, measure)

        def add(function: Entries) -> Entries:
            self.entries[register] = function
            return function

        return add

    def _add(self, register: str, measure: Measure) -> None:
        if self.register_of.get(measure.code, register) != register:
            raise ValueError(f"{measure.code} is posted by two registers")
        self.measures[measure.code] = measure
        self.register_of[measure.code] = register

    def refresh(self) -> None:
        """Take in measures that are data (activity types), which a federation may have added meanwhile."""
        for provider in self.providers:
            for register, measure in provider():
                self._add(register, measure)

    def get(self, code: str) -> Measure:
        if code not in self.measures:
            self.refresh()
        if code not in self.measures:
            raise NotFound(f"没有计量项“{code}”。")
        return self.measures[code]

    def check_dims(self, measure: Measure, dims: Iterable[str]) -> None:
        for name in dims:
            if name not in measure.dims:
                known = "、".join(f"{title}（{key}）" for key, title in measure.dims.items()) or "无"
                raise Refused(f"“{measure.title}”没有分项“{name}”：可用的分项是{known}。")


REGISTRY = Registry()
posting = REGISTRY.posting
