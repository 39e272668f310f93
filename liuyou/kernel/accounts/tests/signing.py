"""Signed-in people for tests of pages."""

from __future__ import annotations

from datetime import date

from django.test import Client
from django.utils import timezone

from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.setup import appoint
from liuyou.kernel.accounts.models import User
from liuyou.kernel.writing.permit import permit

SINCE = date(2010, 1, 1)
BACKEND = "liuyou.kernel.accounts.adapters.ByPassword"


def signed_in(org: int, *permissions: str, name: str = "李四") -> Client:
    """A browser of somebody who holds these permissions at an org."""
    number = User.objects.count() + 1
    with permit("accounts.account.start"):
        now = timezone.now()
        actor = Actor.objects.create(name=f"{name}{number}")
        user = User(username=f"user{number:03}", actor=actor, org_id=org, created_at=now, must_change_password=False)
        user.password_changed_at = now
        user.save()
    appoint(actor, org, "工会干部", list(permissions), since=SINCE)
    client = Client()
    client.force_login(user, backend=BACKEND)
    client.actor = actor  # type: ignore[attr-defined]
    return client
