"""What the membership tests start from, all set up by doing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bench.generate import identity
from liuyou.areas.members.actions import joining
from liuyou.areas.members.models import Member
from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.setup import appoint
from liuyou.kernel.base import clock
from liuyou.kernel.base.periods import Period
from liuyou.kernel.ledger.figures import value
from liuyou.kernel.people.identity import parse_identity
from liuyou.kernel.people.register import Named, ensure
from liuyou.kernel.writing.permit import permit

TODAY = date(2024, 6, 1)
SINCE = date(2020, 3, 1)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)


class Office:
    """The county with members made by their own actions."""

    def __init__(self, county: Any) -> None:
        self.county, self.actor = county, county.actor
        self.made = 0

    def person(self, name: str = "", document: bool = True) -> int:
        """A new person; numbers of documents never repeat."""
        self.made += 1
        who = parse_identity(identity(self.made * 997)) if document else None
        with permit("people.person.enter"):
            return ensure([Named(name or f"职工{'甲乙丙丁戊己庚辛壬癸'[self.made % 10]}", who, "13800000000")])[0]

    def member(self, org: int = 0, since: date = SINCE, person: int = 0, **more: Any) -> Member:
        row = {"org_id": org or self.county.east1, "person_id": person or self.person(), "since": since, **more}
        return joining.load_members([row], actor=self.actor, on=TODAY)[0]

    def clerk(self, org: int, *permissions: str) -> Actor:
        with permit("access.actor.start"):
            actor = Actor.objects.create(name=f"干事{Actor.objects.count()}")
        appoint(actor, org, "干事", list(permissions), since=self.county.since)
        return actor

    def count(self, code: str, org: int = 0, period: str = "2024") -> int:
        found = value(code, org or self.county.root, Period.parse(period))
        assert found is not None
        return int(found)


@pytest.fixture
def office(county):
    return Office(county)
