"""Tokens given and ended. A token is a post: what it may do where and until when is written as for people.

Whoever gives one needs `api.tokens` over the org and can give only what he holds there himself; never what would let a
program give rights, manage the installation or look at sealed values.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from liuyou.kernel.access.models import Actor, Grant, Post
from liuyou.kernel.access.reach import require, rights, visible_to
from liuyou.kernel.accounts.policy import installed
from liuyou.kernel.accounts.posts import REGISTER as POST
from liuyou.kernel.api.models import Token
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import NotFound, Refused
from liuyou.kernel.catalogue.permissions import permissions as known
from liuyou.kernel.catalogue.permissions import title_of
from liuyou.kernel.journal import lines
from liuyou.kernel.orgs import tree
from liuyou.kernel.secrecy.keys import fingerprint
from liuyou.kernel.writing.permit import permit

MANAGE, REGISTER = "api.tokens", "api.token"
GIVE, END = "api.token.give", "api.token.end"
NEVER = frozenset(
    {
        *("access.grant", "api.tokens", "accounts.manage", "system.manage", "journal.read"),
        *("people.reveal", "secrecy.key.rotate"),
    }
)
PREFIX = "ly_"
ABSENT = "没有这个令牌，或不在您的管理范围内。"
HOURLY = timedelta(hours=1)


def give(
    name: str, org: int, permissions: Sequence[str], *, ends: date, actor: Actor, reason: str = ""
) -> tuple[Token, str]:
    """A new token and its text, which is shown once and kept nowhere. It holds until the day before `ends`."""
    today, name, wanted = clock.today(), " ".join(name.split()), list(dict.fromkeys(permissions))
    require(actor, MANAGE, org, today)
    _check(name, wanted, org, ends, actor, today)
    text = PREFIX + secrets.token_urlsafe(32)
    with permit(GIVE) as stamp:
        holder = Actor.objects.create(name=_free_name(name))
        post = Post.objects.create(actor=holder, org_id=org, title="接口", starts=today, ends=ends)
        Grant.objects.bulk_create(Grant(post=post, permission=each) for each in wanted)
        token = Token(post=post, name=name, digest=_digest(text), tail=text[-4:], given_by=actor, given_at=stamp)
        token.save(force_insert=True)
        dates = {"starts": str(today), "ends": str(ends)}
        posted = {"actor_id": holder.pk, "title": post.title, "permissions": wanted, **dates}
        given = {"name": name, "post": post.pk, "permissions": wanted, **dates}
        changes = [(POST, post.pk, org, None, posted), (REGISTER, token.pk, org, None, given)]
        lines.append(changes, at=stamp, actor=actor, action=GIVE, reason=reason.strip())
    return token, text


def end(number: int, *, actor: Actor, reason: str) -> Token:
    """At once: the next request with it is not let in."""
    today = clock.today()
    with permit(END) as stamp:
        found = within(actor).select_for_update(of=("self",)).filter(pk=number).first()
        if found is None:
            raise NotFound(ABSENT)
        if not reason.strip():
            raise Refused("请写明停用的理由。")
        if not found.holds(today):
            raise Refused("这个令牌已经停用或到期。")
        post, found.ended_at = found.post, stamp
        before, post.ends = str(post.ends), max(today, post.starts)
        found.save(update_fields=["ended_at"])
        post.save(update_fields=["ends"])
        org, after = post.org_id, {"ends": str(post.ends)}
        changes = [(POST, post.pk, org, {"ends": before}, after), (REGISTER, found.pk, org, {"ends": before}, after)]
        lines.append(changes, at=stamp, actor=actor, action=END, reason=reason.strip())
    return found


def givable(actor: Actor, org: int) -> list[str]:
    """What the actor may give to a program at an org."""
    today = clock.today()
    held, path = rights(actor, today), tree.place(org, today).path
    return [code for code in known() if code not in NEVER and held.allow(code, path)]


def within(actor: Actor) -> QuerySet[Token]:
    """Tokens of the orgs where the actor manages them."""
    posts = visible_to(Post.objects.all(), actor, MANAGE, clock.today())
    return Token.objects.filter(post__in=posts.values("pk")).select_related("post__actor", "given_by")


def longest() -> int:
    return int(installed("api.token_days"))


def find(text: str) -> Token | None:
    """The token of a text, if it opens anything today."""
    if not text.startswith(PREFIX) or len(text) > 100:
        return None
    found = Token.objects.select_related("post__actor").filter(digest=_digest(text)).first()
    return found if found and found.holds(clock.today()) else None


def note_use(token: Token) -> None:
    """When it was used last, to the hour."""
    now = timezone.now()
    if token.used_at is None or now - token.used_at >= HOURLY:
        with permit("api.token.use"):
            Token.objects.filter(pk=token.pk).update(used_at=now.replace(minute=0, second=0, microsecond=0))


def _digest(text: str) -> bytes:
    return fingerprint(text, "api.token")


def _check(name: str, wanted: Sequence[str], org: int, ends: date, actor: Actor, today: date) -> None:
    if not name or len(name) > 40:
        raise Refused("请填写名称（40 个字以内），写明给哪个系统用。")
    if not wanted:
        raise Refused("请至少选一项权限。")
    if beyond := [each for each in wanted if each not in set(givable(actor, org))]:
        names = "、".join(title_of(each) for each in beyond[:3])
        raise Refused(f"这些权限不能给接口，或您自己在这个组织没有：{names}{'等' if len(beyond) > 3 else ''}。")
    if not today < ends <= today + timedelta(days=longest()):
        raise Refused(f"到期日期须在明天至 {longest()} 天以内：到期前再发新的。")


def _free_name(name: str) -> str:
    """Actors' names are unique."""
    wanted = f"接口：{name}"
    taken = Actor.objects.filter(name__startswith=wanted).count()
    return wanted if not taken else f"{wanted}（{taken + 1}-{secrets.token_hex(2)}）"


def facts(token: Token) -> dict[str, Any]:
    """State in words and colour for pages."""
    today = clock.today()
    if token.ended_at:
        return {"state": "已停用", "tone": "draft"}
    return {"state": "在用", "tone": "done"} if token.holds(today) else {"state": "已到期", "tone": "overdue"}
