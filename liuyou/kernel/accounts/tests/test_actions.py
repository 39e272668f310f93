"""Accounts opened, closed and given back: in reach, out of reach, in the wrong state, and on oneself."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from liuyou.kernel.accounts import actions
from liuyou.kernel.accounts.models import User
from liuyou.kernel.accounts.starting import ensure_account
from liuyou.kernel.accounts.tests.conftest import PASSWORD, SINCE
from liuyou.kernel.base.errors import NotFound, Refused
from liuyou.kernel.journal.models import Line

BY_REASON = [
    actions.disable_account,
    actions.reset_password,
    actions.unlock_account,
    actions.reset_second_factor,
]


@pytest.fixture
def of_the_east(house: Any) -> Any:
    """A security administrator of the east town only."""
    return ensure_account("dongan", "东镇安全员", PASSWORD, "security", house.county.east, SINCE).actor


def test_an_account_is_opened_with_a_password_that_holds_once(house: Any) -> None:
    opened = actions.create_account("lisi", "李四", house.county.east1, actor=house.security.actor)
    assert opened.user.check_password(opened.password)
    assert opened.user.must_change_password
    line = Line.objects.get(action="accounts.user.create", record=opened.user.pk)
    assert line.actor == house.security.actor
    assert opened.password not in str(line.after)


def test_names_alike_stay_apart(house: Any) -> None:
    second = actions.create_account("zhangsan2", "张三", house.county.east2, actor=house.security.actor).user
    assert second.actor.name == "张三（zhangsan2）"


@pytest.mark.parametrize("username", ["zhangsan", "ZhangSan", "a", "有名", "a b c", "x" * 31, ""])
def test_a_user_name_taken_or_unfit_is_refused(house: Any, username: str) -> None:
    before = User.objects.count()
    with pytest.raises(Refused):
        actions.create_account(username, "某人", house.county.east1, actor=house.security.actor)
    assert User.objects.count() == before


def test_accounts_are_opened_only_in_reach(house: Any, of_the_east: Any) -> None:
    for org in (house.county.west1, house.county.root):
        with pytest.raises(NotFound):
            actions.create_account("lisi", "李四", org, actor=of_the_east)
    with pytest.raises(NotFound):
        actions.create_account("lisi", "李四", house.county.east1, actor=house.east.actor)


@pytest.mark.parametrize("act", BY_REASON)
def test_a_sister_town_has_no_such_account(house: Any, of_the_east: Any, act: Any) -> None:
    with pytest.raises(NotFound):
        act(house.west.pk, actor=of_the_east, reason="核对无误")


@pytest.mark.parametrize("act", BY_REASON)
def test_a_supervisor_without_the_right_has_no_such_account(house: Any, act: Any) -> None:
    with pytest.raises(NotFound):
        act(house.officer.pk, actor=house.east.actor, reason="核对无误")


@pytest.mark.parametrize("act", BY_REASON)
def test_nobody_manages_his_own_account(house: Any, act: Any) -> None:
    with pytest.raises(Refused, match="另一位"):
        act(house.security.pk, actor=house.security.actor, reason="核对无误")


@pytest.mark.parametrize("act", BY_REASON)
def test_a_reason_is_asked_for(house: Any, act: Any) -> None:
    with pytest.raises(Refused, match="理由"):
        act(house.officer.pk, actor=house.security.actor, reason=" ")


def test_a_disabled_account_is_enabled_again_and_each_only_once(house: Any) -> None:
    security = house.security.actor
    actions.disable_account(house.officer.pk, actor=security, reason="调离")
    with pytest.raises(Refused, match="已经停用"):
        actions.disable_account(house.officer.pk, actor=security, reason="调离")
    actions.enable_account(house.officer.pk, actor=security, reason="调回")
    with pytest.raises(Refused, match="已经启用"):
        actions.enable_account(house.officer.pk, actor=security, reason="调回")
    done = Line.objects.filter(register="accounts.user", record=house.officer.pk).order_by("pk")
    assert [line.action for line in done][-2:] == ["accounts.user.disable", "accounts.user.enable"]


def test_nothing_to_unlock_or_to_unbind_is_said(house: Any) -> None:
    with pytest.raises(Refused, match="不需要解锁"):
        actions.unlock_account(house.officer.pk, actor=house.security.actor, reason="来电")
    with pytest.raises(Refused, match="没有绑定"):
        actions.reset_second_factor(house.officer.pk, actor=house.security.actor, reason="来电")


def test_an_account_gives_no_rights_of_its_own(house: Any) -> None:
    assert not house.security.has_perm("accounts.manage")
    assert not house.security.has_module_perms("accounts")


def test_ensure_account_may_be_repeated(house: Any) -> None:
    again = ensure_account("anquan", "安全员", "Other-2016-x", "security", house.county.root, SINCE)
    assert again.pk == house.security.pk
    assert again.check_password(PASSWORD)
    assert again.actor.posts.count() == 1


def test_accounts_are_written_by_actions_only(house: Any) -> None:
    with pytest.raises(DatabaseError, match="outside an action"), transaction.atomic():
        User.objects.filter(pk=house.officer.pk).update(is_active=False)
