"""A county with payments of two years, and people who may see more and less of it."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.setup import appoint
from liuyou.kernel.accounts.models import User
from liuyou.kernel.writing.permit import permit


def signed_in(name: str, org: int, permissions: list[str]) -> Client:
    """A browser signed in as somebody new with a post at that org."""
    now = timezone.now()
    with permit("accounts.account.start"):
        actor = Actor.objects.create(name=name)
        user = User.objects.create(
            username=name, actor=actor, org_id=org, must_change_password=False, created_at=now, password_changed_at=now
        )
    if permissions:
        appoint(actor, org, "测试", permissions, since=date(2010, 1, 1))
    client = Client()
    client.force_login(user)
    client.user = user
    return client


@pytest.fixture
def paid(county):
    """Six payments: three people, two towns, the county itself, two years, one of them of another programme."""
    one, two, three = county.people("王一", "李二", "赵三")
    county.payments = [
        county.pay(county.east1, one, "20000", date(2016, 1, 28)),
        county.pay(county.east1, one, "500", date(2016, 3, 5), programme="金秋助学"),
        county.pay(county.west1, two, "4000", date(2016, 2, 1)),
        county.pay(county.west1, one, "300", date(2016, 2, 2)),
        county.pay(county.root, three, "100", date(2016, 6, 30)),
        county.pay(county.east2, two, "700", date(2015, 2, 2)),
    ]
    return county


@pytest.fixture
def officer(paid):
    return signed_in("officer", paid.root, ["figures.read", "aid.read", "documents.read"])


@pytest.fixture
def leader(paid):
    return signed_in("leader", paid.root, ["figures.read"])


@pytest.fixture
def easterner(paid):
    return signed_in("easterner", paid.east, ["figures.read", "aid.read"])
