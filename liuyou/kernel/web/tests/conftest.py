"""People at their screens: accounts with posts, signed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone


@pytest.fixture
def sign_in(county: Any) -> Callable[..., Client]:
    """``sign_in("zhang", org, ["aid.read", …])``: a client of somebody with those permissions; `.actor`, `.user`."""
    from allauth.mfa.models import Authenticator

    from liuyou.kernel.access.models import Actor
    from liuyou.kernel.access.setup import appoint
    from liuyou.kernel.accounts.models import User
    from liuyou.kernel.writing.permit import permit

    def enter(name: str, org: int, permissions: list[str]) -> Client:
        now = timezone.now()
        with permit("accounts.account.start"):
            actor = Actor.objects.create(name=f"用户{name}")
            user = User(username=name, actor=actor, org_id=org, created_at=now, must_change_password=False)
            user.set_unusable_password()
            user.save()
        Authenticator.objects.create(user=user, type="totp", data={"secret": "not used"})
        appoint(actor, org, "干事", permissions, since=date(2010, 1, 1))
        client: Any = Client()
        client.force_login(user)
        client.actor, client.user = actor, user
        return client

    return enter


@pytest.fixture
def kept_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files of users go to a folder of this test's own."""
    from liuyou.kernel.web import storage

    def folder(area: str) -> Path:
        path = tmp_path / "kept" / area
        path.mkdir(parents=True, exist_ok=True)
        return path

    monkeypatch.setattr(storage, "folder", folder)
    return tmp_path / "kept"
