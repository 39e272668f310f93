"""Reads of the account pages: accounts in reach, who is locked, the posts of a person, attempts to sign in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from axes.models import AccessAttempt
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from liuyou.kernel.access.models import Actor, Post
from liuyou.kernel.access.reach import orgs_in_reach
from liuyou.kernel.accounts import policy
from liuyou.kernel.accounts.models import SignIn, User
from liuyou.kernel.base.errors import NotFound
from liuyou.kernel.journal.models import Line
from liuyou.kernel.orgs import tree

STATES = {"active": "启用", "disabled": "停用", "initial": "未改初始密码", "locked": "已锁定"}


def accounts_in_reach(actor: Actor, permission: str, on: date) -> QuerySet[User]:
    rows = User.objects.filter(org_id__in=orgs_in_reach(actor, permission, on)).select_related("actor")
    present = Post.objects.filter(starts__lte=on).filter(Q(ends=None) | Q(ends__gt=on)).order_by("starts", "pk")
    return rows.prefetch_related(Prefetch("actor__posts", present, to_attr="present_posts"))


def account_in_reach(number: int, actor: Actor, permission: str, on: date) -> User:
    user = accounts_in_reach(actor, permission, on).filter(pk=number).first()
    if user is None:
        raise NotFound("没有这个账号，或不在您的管理范围内。")
    return user


def narrowed(rows: QuerySet[User], words: str, state: str) -> QuerySet[User]:
    if words:
        rows = rows.filter(Q(username__icontains=words) | Q(actor__name__icontains=words))
    if state in ("active", "disabled"):
        return rows.filter(is_active=state == "active")
    if state == "initial":
        return rows.filter(must_change_password=True)
    return rows.filter(Exists(locked().filter(username=OuterRef("username")))) if state == "locked" else rows


def locked() -> Any:
    """Failures that lock a user name now."""
    minutes = int(policy.installed("accounts.lock_minutes"))
    most = int(policy.installed("accounts.lock_after"))
    since = timezone.now() - timedelta(minutes=minutes)
    return AccessAttempt.objects.filter(failures_since_start__gte=most, attempt_time__gte=since)


def is_locked(user: User) -> bool:
    return bool(locked().filter(username=user.username).exists())


def posts_of(actor: Actor) -> QuerySet[Post]:
    return Post.objects.filter(actor=actor).prefetch_related("grants").order_by("-starts", "-pk")


def history_of(user: User) -> QuerySet[Line]:
    """What was done to an account and its posts, newest first."""
    posts = Post.objects.filter(actor=user.actor_id).values("pk")
    about = Q(register="accounts.user", record=user.pk) | Q(register="access.post", record__in=posts)
    return Line.objects.filter(about).select_related("actor").order_by("-at", "-pk")


def sign_ins_in_reach(actor: Actor, on: date) -> QuerySet[SignIn]:
    """For an auditor: attempts on accounts in reach; those on no account too when the reach is the whole tree."""
    reach = orgs_in_reach(actor, "journal.read", on)
    about = Q(user__org_id__in=reach)
    if reach.filter(org_id=tree.root(on).org_id).exists():
        about |= Q(user=None)
    return SignIn.objects.filter(about).select_related("user__actor")
