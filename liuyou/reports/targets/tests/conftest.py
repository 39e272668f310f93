"""A county that gives targets to its towns; what is done is paid help, so that figures move by acting."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from django.test import Client
from django.utils import timezone

from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.setup import appoint
from liuyou.kernel.accounts.models import User
from liuyou.kernel.base.periods import Period
from liuyou.kernel.intake.driver import load
from liuyou.kernel.ledger.figures import value
from liuyou.kernel.writing.permit import permit
from liuyou.reports.targets import imports
from liuyou.reports.targets.actions import targets as actions
from liuyou.reports.targets.models import Target

MONEY, COUNT = "aid.money", "aid.payments"
DAY = date(2016, 1, 15)


class Targets:
    def __init__(self, county: Any) -> None:
        self.county, self.actor = county, county.actor

    def clerk(self, org: int, *permissions: str) -> Actor:
        with permit("access.actor.start"):
            actor = Actor.objects.create(name=f"干事{Actor.objects.count()}")
        appoint(actor, org, "干事", list(permissions), since=date(2010, 1, 1))
        return actor

    def whole(self, amount: Any = 1000, **more: Any) -> Target:
        row = {"org_id": self.county.root, "figure": MONEY, "period": "2016", "value": amount, "drafted_on": DAY}
        return actions.record_targets([row | more], actor=self.actor)[0]

    def part(self, org: int, amount: Any = 600, **more: Any) -> Target:
        row = {"org_id": org, "figure": MONEY, "period": "2016", "value": amount, "drafted_on": DAY}
        return actions.draft_targets([row | more], actor=self.actor)[0]

    def proposed(self, org: int, amount: Any = 600, **more: Any) -> Target:
        return actions.propose_targets(self.part(org, amount, **more), actor=self.actor, on=DAY)  # type: ignore[no-any-return]

    def settled(self, org: int, amount: Any = 600, **more: Any) -> Target:
        proposed = self.proposed(org, amount, **more)
        return actions.settle_targets(proposed, actor=self.actor, on=DAY, reason="试点")  # type: ignore[no-any-return]

    def pay(self, org: int, amount: str, day: date = date(2016, 5, 3)) -> None:
        (person,) = self.county.people("王一")
        self.county.pay(org, person, amount, day)

    def figure(self, code: str, org: int | None = None, period: str = "2016") -> Decimal | None:
        return value(code, org or self.county.root, Period.parse(period))

    def browser(self, org: int, *permissions: str) -> Client:
        with permit("accounts.account.start"):
            now = timezone.now()
            actor = Actor.objects.create(name=f"主任{Actor.objects.count()}")
            user = User(username=f"user{User.objects.count()}", actor=actor, org_id=org, created_at=now)
            user.must_change_password, user.password_changed_at = False, now
            user.save()
        appoint(actor, org, "干事", list(permissions), since=date(2010, 1, 1))
        found = Client()
        found.force_login(user, backend="liuyou.kernel.accounts.adapters.ByPassword")
        return found


@pytest.fixture
def targets(county: Any) -> Targets:
    return Targets(county)


@pytest.fixture
def book(county: Any, tmp_path: Any) -> Any:
    """Load a table as the county's own workbook."""
    appoint(county.actor, county.root, "导入", ["intake.load"], since=county.since)
    registers = {each.code: each for each in imports.ALL}

    def take(title: str, head: list[str], rows: list[list[Any]]) -> Any:
        path = tmp_path / "台账.xlsx"
        written = xlsxwriter.Workbook(path)
        sheet = written.add_worksheet(title)
        for number, row in enumerate([head, *rows]):
            sheet.write_row(number, 0, row)
        written.close()
        return load(path, registers, actor=county.actor, org=county.root, on=date(2016, 12, 1))

    return take
