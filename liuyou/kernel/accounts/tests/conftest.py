"""People with accounts in the county, made by the actions themselves."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

PASSWORD = "Lantian-2016"  # noqa: S105 (of people made up here)
SINCE = date(2016, 1, 1)


class House:
    """The county with a security administrator of the whole, supervisors of both towns, and an officer."""

    def __init__(self, county: Any) -> None:
        from liuyou.kernel.accounts.posts import appoint
        from liuyou.kernel.accounts.starting import ensure_account

        self.county = county
        self.security = ensure_account("anquan", "安全员", PASSWORD, "security", county.root, SINCE)
        self.east = self.supervisor("dongzhen", "东镇主席", county.east)
        self.west = self.supervisor("xizhen", "西镇主席", county.west)
        self.officer = self.account("zhangsan", "张三", county.east1)
        self.appoint = appoint

    def account(self, username: str, name: str, org: int) -> Any:
        from liuyou.kernel.accounts import actions

        user = actions.create_account(username, name, org, actor=self.county.actor).user
        actions.change_own_password(user, PASSWORD)
        return user

    def supervisor(self, username: str, name: str, org: int) -> Any:
        from liuyou.kernel.accounts.posts import appoint

        user = self.account(username, name, org)
        permissions = ["people.read", "figures.read", "access.grant"]
        appoint(user.actor, org, "主席", permissions, starts=SINCE, actor=self.county.actor, reason="任命")
        return user

    def signed_in(self, user: Any) -> Client:
        client = Client()
        answer = client.post("/account/login/", {"login": user.username, "password": PASSWORD})
        assert answer.status_code == 302, answer.content.decode()
        return client


@pytest.fixture
def house(county: Any, settings: Any, monkeypatch: Any) -> House:
    from liuyou.kernel.web import menu

    own = {key: entry for key, entry in menu.ENTRIES.items() if entry.url in ("accounts", "posts", "sign_ins")}
    monkeypatch.setattr(menu, "ENTRIES", own)  # the addresses below know no others
    settings.ROOT_URLCONF = "liuyou.kernel.accounts.tests.addresses"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # slow ones are slow on purpose
    cache.clear()
    return House(county)
