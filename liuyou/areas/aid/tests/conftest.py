"""What the aid tests start from, all set up by doing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from liuyou.areas.aid.actions import files


@pytest.fixture
def baseline(county):
    """The county has entered its 低保 standard: 800 元 a month and head."""
    from liuyou.kernel.actions.parameters import override_parameter

    override_parameter(
        "aid.low_income_baseline",
        800,
        org=county.root,
        since=date(2014, 1, 1),
        actor=county.actor,
        reason="民政部门公布",
    )
    return Decimal(800)


@pytest.fixture
def clerk(county):
    """Makes an actor with some rights at one org."""
    from liuyou.kernel.access.models import Actor
    from liuyou.kernel.access.setup import appoint
    from liuyou.kernel.writing.permit import permit

    def make(name: str, org: int, *permissions: str) -> Actor:
        with permit("access.actor.start"):
            actor = Actor.objects.create(name=name)
        appoint(actor, org, "干事", list(permissions), since=date(2010, 1, 1))
        return actor

    return make


@pytest.fixture
def file_values(county):
    def values(person: int, **more):
        row = {
            "org_id": county.east1,
            "person_id": person,
            "category": "深度困难",
            "cause": "本人大病",
            "employer": "东一厂",
            "household_size": 2,
            "income": Decimal("20000"),
            "rigid_costs": Decimal("8000"),
            "detail": "患尿毒症",
            "bank_card": "6222020000000000000",
        }
        return row | more

    return values


@pytest.fixture
def on_file(county, file_values):
    """A file in force since a day, taken over from the paper ledger."""

    def enter(person: int, since: date = date(2022, 3, 1), **more):
        rows = [file_values(person, filed_on=since, **more)]
        return files.enter_files(rows, actor=county.actor, on=since)[0]

    return enter
