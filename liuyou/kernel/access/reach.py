"""One SQL answer to two questions: may this actor do it to that row, and which rows may it be done to."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q

from liuyou.kernel.access.models import Actor, Grant
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import NotFound
from liuyou.kernel.orgs import tree


def orgs_in_reach(actor: Actor, permission: str, on: date, *, from_above: bool = False) -> models.QuerySet:
    """Ids of the orgs where `permission` may be used; `from_above`: only by an org above (approval by the parent)."""
    area = permission.split(".")[0] + ".*"
    posts = Grant.objects.filter(post__actor=actor, permission__in=[permission, area, "*"], post__starts__lte=on)
    posts = posts.filter(Q(post__ends=None) | Q(post__ends__gt=on))
    above = tree.places(on).filter(org_id__in=posts.values("post__org_id"), path__contains_path=OuterRef("path"))
    if from_above:
        above = above.exclude(org_id=OuterRef("org_id"))
    return tree.places(on).filter(Exists(above)).values_list("org_id", flat=True)


def reachable(actor: Actor, permission: str, on: date, *, from_above: bool = False) -> set[int]:
    return set(orgs_in_reach(actor, permission, on, from_above=from_above))


def visible_to(
    rows: models.QuerySet, actor: Actor, permission: str, on: date, *, from_above: bool = False
) -> models.QuerySet:
    """Of `rows` (which have an `org`), those that the actor may use the permission on."""
    return rows.filter(org_id__in=orgs_in_reach(actor, permission, on, from_above=from_above))


def require(actor: Actor, permission: str, org: int, on: date, *, from_above: bool = False) -> None:
    """NotFound unless the actor may use the permission in that org: out of reach is as if absent."""
    if org not in reachable(actor, permission, on, from_above=from_above):
        raise NotFound("没有这个组织，或不在您的管理范围内。")


def require_anywhere(actor: Actor, permission: str) -> None:
    """NotFound unless the actor holds the permission over the root: for what concerns the whole installation."""
    today = clock.today()
    if tree.root(today).org_id not in reachable(actor, permission, today):
        raise NotFound("没有这项功能，或不在您的权限内。")
