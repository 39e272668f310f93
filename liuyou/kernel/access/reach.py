"""One SQL answer to two questions: may this actor do it to that row, and which rows may it be done to."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection, models
from django.db.models.expressions import RawSQL

from liuyou.kernel.access.models import Actor
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import NotFound
from liuyou.kernel.orgs.models import Place
from liuyou.kernel.orgs.tree import standing

ORGS_IN_REACH = f"""
    SELECT below.org_id
    FROM access_post post
    JOIN access_grant granted ON granted.post_id = post.id
    JOIN orgs_place top ON top.org_id = post.org_id AND {standing("top", None)}
    JOIN orgs_place below ON below.path <@ top.path AND {standing("below", None)}
    WHERE post.actor_id = %(actor)s AND post.starts <= %(on)s AND (post.ends IS NULL OR post.ends > %(on)s)
      AND granted.permission IN (%(permission)s, %(area)s, '*')
      AND (NOT %(from_above)s OR below.org_id <> top.org_id)
"""


def _parameters(actor: Actor, permission: str, on: date, from_above: bool) -> dict[str, Any]:
    area = permission.split(".")[0] + ".*"
    return {"actor": actor.pk, "permission": permission, "area": area, "on": on, "from_above": from_above}


def orgs_in_reach(actor: Actor, permission: str, on: date, *, from_above: bool = False) -> RawSQL:
    """Ids of the orgs where `permission` may be used; `from_above`: only by an org above (approval by the parent)."""
    given = _parameters(actor, permission, on, from_above)
    order = [name.split(")")[0] for name in ORGS_IN_REACH.split("%(")[1:]]
    positional = ORGS_IN_REACH
    for name in set(order):
        positional = positional.replace(f"%({name})s", "%s")
    return RawSQL(positional, [given[name] for name in order])  # noqa: S611 - constant text, bound values


def reachable(actor: Actor, permission: str, on: date, *, from_above: bool = False) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(ORGS_IN_REACH, _parameters(actor, permission, on, from_above))
        return {row[0] for row in cursor.fetchall()}


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
    root = Place.objects.filter(parent=None, superseded_at=None).values_list("org_id", flat=True).first()
    if root is None or root not in reachable(actor, permission, clock.today()):
        raise NotFound("没有这项功能，或不在您的权限内。")
