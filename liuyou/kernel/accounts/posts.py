"""Posts given and ended, with dates; every grant and every end is a journal line.

Who may give what: a supervisor gives the permissions he holds himself over that org; an administrator's post
(三员) is given by the security administrator, who can give no other. Nobody does it for himself. See docs/decisions.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from liuyou.kernel.access.models import Actor, Grant, Post
from liuyou.kernel.access.reach import orgs_in_reach, require, rights
from liuyou.kernel.accounts import separation
from liuyou.kernel.accounts.actions import ABSENT, MANAGE
from liuyou.kernel.accounts.models import User
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import NotFound, Refused
from liuyou.kernel.catalogue.permissions import permissions as known
from liuyou.kernel.catalogue.permissions import title_of
from liuyou.kernel.journal import lines
from liuyou.kernel.orgs import tree
from liuyou.kernel.writing.permit import permit

GRANT = "access.grant"
REGISTER = "access.post"
APPOINT, END = "access.post.appoint", "access.post.end"


def appoint(
    holder: Actor,
    org: int,
    title: str,
    permissions: Sequence[str],
    *,
    starts: date,
    actor: Actor,
    ends: date | None = None,
    reason: str = "",
) -> Post:
    """Give a post from `starts` until the day before `ends`. A past start only says since when; rights begin now."""
    wanted = list(dict.fromkeys(permissions))
    _may_give(wanted, org, actor, holder)
    _check_post(title, wanted, org, starts, ends)
    with permit(APPOINT) as stamp:
        Actor.objects.select_for_update().get(pk=holder.pk)
        _check_beside(holder, org, title, wanted, starts, ends)
        post = Post.objects.create(actor=holder, org_id=org, title=title.strip(), starts=starts, ends=ends)
        Grant.objects.bulk_create(Grant(post=post, permission=each) for each in wanted)
        after = {"actor_id": holder.pk, "title": post.title, "permissions": wanted, **_dates(starts, ends)}
        lines.append([(REGISTER, post.pk, org, None, after)], at=stamp, actor=actor, action=APPOINT, reason=reason)
    return post


def end_post(number: int, *, on: date, actor: Actor, reason: str) -> Post:
    """The post is held until the day before `on`; today or later, because what was done in it stays done."""
    with permit(END) as stamp:
        post = Post.objects.select_for_update(of=("self",)).filter(pk=number).select_related("actor").first()
        if post is None:
            raise NotFound(ABSENT)
        _may_give(list(post.grants.values_list("permission", flat=True)), post.org_id, actor, post.actor)
        if not reason.strip():
            raise Refused("请写明免职的依据或理由。")
        if on < clock.today():
            raise Refused("卸任日期不能早于今天：此前在任时办理的事项仍然有效。")
        if post.ends is not None and post.ends <= on:
            raise Refused(f"这个职务已定于 {post.ends:%Y-%m-%d} 卸任。")
        before, post.ends = post.ends, max(on, post.starts)
        post.save(update_fields=["ends"])
        change = (REGISTER, post.pk, post.org_id, {"ends": before and str(before)}, {"ends": str(post.ends)})
        lines.append([change], at=stamp, actor=actor, action=END, reason=reason)
    return post


def needed(permissions: Sequence[str]) -> str:
    """Which permission gives or ends a post with these."""
    return MANAGE if separation.is_administrators(permissions) else GRANT


def givable(actor: Actor, org: int, on: date) -> list[str]:
    """The permissions the actor may give to others at an org."""
    held, path = rights(actor, on), tree.place(org, on).path
    admin = separation.ADMINISTRATORS
    return [
        code
        for code in known()
        if held.allow(MANAGE if code in admin else GRANT, path) and (code in admin or held.allow(code, path))
    ]


def _may_give(permissions: Sequence[str], org: int, actor: Actor, holder: Actor) -> None:
    today, right = clock.today(), needed(permissions)
    require(actor, right, org, today)
    if not User.objects.filter(actor=holder, org_id__in=orgs_in_reach(actor, right, today)).exists():
        raise NotFound(ABSENT)
    if holder.pk == actor.pk:
        raise Refused("自己的职务须由别人任免：请上级工会办理。")
    if right == MANAGE:
        return
    held, path = rights(actor, today), tree.place(org, today).path
    beyond = [each for each in permissions if not held.allow(each, path)]
    if beyond:
        names = "、".join(title_of(each) for each in beyond[:3])
        raise Refused(f"只能授予或收回自己在这个组织有的权限，您没有：{names}{'等' if len(beyond) > 3 else ''}。")


def _check_post(title: str, permissions: Sequence[str], org: int, starts: date, ends: date | None) -> None:
    if not title.strip() or len(title.strip()) > 60:
        raise Refused("请填写职务名称（60 个字以内）。")
    if not permissions:
        raise Refused("请至少选一项权限，或选一个角色。")
    if unknown := [each for each in permissions if each not in known()]:
        raise Refused(f"没有这项权限：{'、'.join(unknown)}。")
    if ends is not None and ends <= starts:
        raise Refused("卸任日期须晚于任职日期。")
    if ends is not None and ends <= clock.today():
        raise Refused("卸任日期须晚于今天。")
    tree.place(org, max(starts, clock.today()))


def _check_beside(
    holder: Actor, org: int, title: str, permissions: Sequence[str], starts: date, ends: date | None
) -> None:
    """Against the other posts that are held at the same time."""
    others = Post.objects.filter(actor=holder).filter(Q(ends=None) | Q(ends__gt=starts))
    if ends is not None:
        others = others.filter(starts__lt=ends)
    if others.filter(org_id=org, title=title.strip()).exists():
        raise Refused(f"这段时间已任“{title.strip()}”：请先办理卸任，或写另一个职务名称。")
    held = Grant.objects.filter(post__in=others).values_list("permission", flat=True)
    separation.keep_apart({*permissions, *held})


def _dates(starts: date, ends: date | None) -> dict[str, Any]:
    return {"starts": str(starts), "ends": ends and str(ends)}
