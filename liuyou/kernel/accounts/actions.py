"""Writes on accounts: opened, closed, unlocked, passwords and second factors taken back. Each leaves a journal line."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from axes.utils import reset as unlock_axes
from django.core.exceptions import ValidationError
from django.db.models import Q

from liuyou.kernel.access.models import Actor, Post
from liuyou.kernel.access.reach import orgs_in_reach, require
from liuyou.kernel.accounts.history import REGISTER
from liuyou.kernel.accounts.models import USERNAME, User
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import NotFound, Refused
from liuyou.kernel.journal import lines
from liuyou.kernel.people.models import Person
from liuyou.kernel.writing.permit import permit

MANAGE = "accounts.manage"
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
ABSENT = "没有这个账号，或不在您的管理范围内。"


@dataclass(frozen=True, slots=True)
class Opened:
    """An account with the password that holds once. The password is shown once and kept nowhere."""

    user: User
    password: str


def new_password() -> str:
    """Fourteen letters and digits that are told apart when read from paper; 69 bits."""
    groups = ["".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3)]
    return "-".join(groups) + f"-{secrets.choice('abcdefghjkmnpqrstuvwxyz')}{secrets.choice('23456789')}"


def create_account(
    username: str, name: str, org: int, *, actor: Actor, person: Person | None = None, reason: str = ""
) -> Opened:
    """Open an account at an org for a new actor. It has no rights until a post is given."""
    require(actor, MANAGE, org, clock.today())
    username, name = username.strip().lower(), name.strip()
    _check_names(username, name)
    password = new_password()
    with permit("accounts.user.create") as stamp:
        shown = f"{name}（{username}）" if Actor.objects.filter(name=name).exists() else name
        holder = Actor.objects.create(name=shown, person=person)
        user = User(username=username, actor=holder, org_id=org, created_at=stamp)
        user.set_password(password)
        user.save()
        after = {"username": username, "actor_id": holder.pk, "org_id": org}
        _journal(user, None, after, stamp, actor, "accounts.user.create", reason)
    return Opened(user, password)


def _check_names(username: str, name: str) -> None:
    if not name or len(name) > 28:
        raise Refused("请填写姓名（28 个字以内）。")
    try:
        USERNAME(username)
    except ValidationError as error:
        raise Refused(error.messages[0]) from None
    if User.objects.filter(username=username).exists():
        raise Refused(f"用户名“{username}”已被使用：请换一个，比如加上单位简称。")


def disable_account(number: int, *, actor: Actor, reason: str) -> User:
    """End all sessions and let nobody in; posts stay as they are and have to be ended on their own."""
    return _switch(number, active=False, actor=actor, reason=reason)


def enable_account(number: int, *, actor: Actor, reason: str) -> User:
    return _switch(number, active=True, actor=actor, reason=reason)


def _switch(number: int, *, active: bool, actor: Actor, reason: str) -> User:
    action = "accounts.user.enable" if active else "accounts.user.disable"
    with _managed(number, actor, action, reason) as (user, stamp):
        if user.is_active is active:
            raise Refused("这个账号已经启用。" if active else "这个账号已经停用。")
        user.is_active = active
        user.save(update_fields=["is_active"])
        _journal(user, {"is_active": not active}, {"is_active": active}, stamp, actor, action, reason)
    return user


def reset_password(number: int, *, actor: Actor, reason: str) -> Opened:
    """Give a new password that holds once; whoever is signed in with the old one is out."""
    action = "accounts.password.reset"
    with _managed(number, actor, action, reason) as (user, stamp):
        password = new_password()
        user.set_password(password)
        user.must_change_password, user.password_changed_at = True, None
        user.save(update_fields=["password", "must_change_password", "password_changed_at"])
        unlock_axes(username=user.username)
        _journal(user, None, {"must_change_password": True}, stamp, actor, action, reason)
    return Opened(user, password)


def unlock_account(number: int, *, actor: Actor, reason: str) -> User:
    """Let someone try again before the lock has run out."""
    action = "accounts.user.unlock"
    with _managed(number, actor, action, reason) as (user, stamp):
        if not unlock_axes(username=user.username):
            raise Refused("这个账号没有登录失败的记录，不需要解锁。")
        _journal(user, None, {"unlocked": True}, stamp, actor, action, reason)
    return user


def reset_second_factor(number: int, *, actor: Actor, reason: str) -> User:
    """Take the bound phone and recovery codes away, and whatever is signed in with them out."""
    action = "accounts.factor.reset"
    with _managed(number, actor, action, reason) as (user, stamp):
        gone, _ = Authenticator.objects.filter(user=user).delete()
        if not gone:
            raise Refused("这个账号没有绑定动态口令。")
        user.sessions_from = stamp
        user.save(update_fields=["sessions_from"])
        _journal(user, None, {"factor": None}, stamp, actor, action, reason)
    return user


def change_own_password(user: User, password: str) -> None:
    """By its owner, after the old one was given and the rules for passwords were held against the new one."""
    action = "accounts.password.change"
    with permit(action) as stamp:
        user.set_password(password)
        user.must_change_password, user.password_changed_at = False, stamp
        user.save(update_fields=["password", "must_change_password", "password_changed_at"])
        _journal(user, None, {"password_changed_at": str(stamp)}, stamp, user.actor, action, "")


@contextmanager
def _managed(number: int, actor: Actor, action: str, reason: str) -> Iterator[tuple[User, datetime]]:
    """The account, locked, in the actor's reach and not his own."""
    with permit(action) as stamp:
        reach = orgs_in_reach(actor, MANAGE, clock.today())
        user = User.objects.select_for_update(of=("self",)).filter(pk=number, org_id__in=reach).first()
        if user is None:
            raise NotFound(ABSENT)
        if user.actor_id == actor.pk:
            raise Refused("自己的账号须由另一位安全管理员办理。")
        if not reason.strip():
            raise Refused("请写明理由。")
        held = Post.objects.filter(actor=user.actor).filter(Q(ends=None) | Q(ends__gt=clock.today()))
        if held.exclude(org_id__in=reach).exists():
            raise Refused("这个人在您管理范围以外还有职务：请由上级的安全管理员办理。")
        yield user, stamp


def _journal(
    user: User,
    before: dict[str, Any] | None,
    after: dict[str, Any],
    stamp: datetime,
    actor: Actor,
    action: str,
    reason: str,
) -> None:
    change = (REGISTER, user.pk, user.org_id, before, after)
    lines.append([change], at=stamp, actor=actor, action=action, reason=reason)
