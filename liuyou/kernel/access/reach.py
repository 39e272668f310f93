"""One SQL answer to two questions: may this actor do it to that row, and which rows may it be done to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q

from liuyou.kernel.access.models import Actor, Grant
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import NotFound
from liuyou.kernel.orgs import tree


def orgs_in_reach(actor: Actor, permission: str, on: date, *, from_above: bool = False) -> models.QuerySet:
    """Ids of the orgs where `permission` may be used; `from_above`: only by an org above (approval by the parent)."""
    posts = Grant.objects.filter(post__actor=actor, permission__in=_covering(permission), post__starts__lte=on)
    posts = posts.filter(Q(post__ends=None) | Q(post__ends__gt=on))
    above = tree.places(on).filter(org_id__in=posts.values("post__org_id"), path__contains_path=OuterRef("path"))
    if from_above:
        above = above.exclude(org_id=OuterRef("org_id"))
    return tree.places(on).filter(Exists(above)).values_list("org_id", flat=True)


@dataclass(frozen=True, slots=True)
class Rights:
    """What an actor holds on one day, fetched once: pairs of the post's org and a permission."""

    held: Sequence[tuple[int, str]]

    def tops(self, permission: str) -> list[int]:
        """The orgs whose subtree the permission reaches."""
        wanted = _covering(permission)
        return list(dict.fromkeys(org for org, granted in self.held if granted in wanted))

    def anywhere(self, permission: str) -> bool:
        return bool(self.tops(permission))

    def allow(self, permission: str, path: str, *, from_above: bool = False) -> bool:
        """Whether it may be used in the org of this place: the same answer as `orgs_in_reach`, without asking again."""
        line = [int(label) for label in str(path).split(".")]
        return bool(set(self.tops(permission)) & set(line[:-1] if from_above else line))


def rights(actor: Actor, on: date) -> Rights:
    posts = Grant.objects.filter(post__actor=actor, post__starts__lte=on)
    posts = posts.filter(Q(post__ends=None) | Q(post__ends__gt=on)).order_by("post__starts", "post_id", "pk")
    return Rights(list(posts.values_list("post__org_id", "permission")))


def _covering(permission: str) -> list[str]:
    """The grants that include a permission: itself, its whole area, everything."""
    return [permission, permission.split(".")[0] + ".*", "*"]


def reachable(actor: Actor, permission: str, on: date, *, from_above: bool = False) -> set[int]:
    return set(orgs_in_reach(actor, permission, on, from_above=from_above))


def visible_to(
    rows: models.QuerySet, actor: Actor, permission: str, on: date, *, from_above: bool = False
) -> models.QuerySet:
    """Of `rows` (which have an `org`), those that the actor may use the permission on."""
    return rows.filter(org_id__in=orgs_in_reach(actor, permission, on, from_above=from_above))


def require(actor: Actor, permission: str, org: int, on: date, *, from_above: bool = False) -> None:
    """NotFound unless the actor may use the permission in that org: out of reach is as if absent."""
    if not orgs_in_reach(actor, permission, on, from_above=from_above).filter(org_id=org).exists():
        raise NotFound("没有这个组织，或不在您的管理范围内。")


def require_anywhere(actor: Actor, permission: str) -> None:
    """NotFound unless the actor holds the permission over the root: for what concerns the whole installation."""
    today = clock.today()
    if not orgs_in_reach(actor, permission, today).filter(org_id=tree.root(today).org_id).exists():
        raise NotFound("没有这项功能，或不在您的权限内。")
