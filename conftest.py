"""One embedded server and one database a run; a transaction a test."""

from __future__ import annotations

import os
import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

os.environ.setdefault("LIUYOU_HOME", str(Path(tempfile.gettempdir()) / f"liuyou-tests-{os.getuid()}"))


import pytest


@pytest.fixture
def county(db: None) -> County:
    """A county federation with two towns, each with two primary unions, and an actor who may do everything."""
    return County()


class County:
    """A small tree for tests, built by the actions themselves."""

    def __init__(self) -> None:
        from liuyou.kernel.access.setup import appoint, operator
        from liuyou.kernel.actions.tree import establish_orgs
        from liuyou.kernel.orgs.changes import Founding

        self.actor = operator()
        self.since = date(2010, 1, 1)
        root = Founding("示例县总工会", "federation", None, self.since, region="330102")
        towns = [Founding(f"{name}镇总工会", "federation", root, self.since) for name in "东西"]
        unions = [
            Founding(f"{town.name[0]}{number}厂工会", "primary_union", town, self.since)
            for town in towns
            for number in "一二"
        ]
        establish_orgs([root, *towns, *unions], actor=self.actor)
        self.root, (self.east, self.west) = root.id, [town.id for town in towns]
        self.east1, self.east2, self.west1, self.west2 = [union.id for union in unions]
        appoint(self.actor, self.root, "全权", ["*"], since=self.since)

    def people(self, *names: str) -> list[int]:
        from liuyou.kernel.people.register import Named, ensure
        from liuyou.kernel.writing.permit import permit

        with permit("people.person.enter"):
            return ensure([Named(name) for name in names])

    def pay(self, org: int, person: int, amount: str, day: date, **more: object) -> Any:
        from liuyou.areas.aid.actions import record_payments

        row = {"org_id": org, "person_id": person, "amount": Decimal(amount), "paid_on": day, "programme": "送温暖"}
        return record_payments([row | more], actor=self.actor)[0]
