"""Actions on the tree of organisations: each is dated, has a reason, and is journaled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Min

from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.reach import require
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.journal import lines
from liuyou.kernel.orgs import changes, tree
from liuyou.kernel.orgs.changes import Founding
from liuyou.kernel.orgs.models import Place, Status, facts
from liuyou.kernel.writing.permit import permit

MANAGE = "orgs.manage"
REGISTER = "orgs.org"
TREE_LOCK = 660_004
FOLLOWERS: list[Callable[..., None]] = []
"""What areas do in the same transaction when an org ceases: ``(org, into, on=…, actor=…, reason=…)``.

`into` is its successor, or None when it is dissolved. They take internal steps: the right is that of the tree's action.
"""


@contextmanager
def _alone(action: str) -> Iterator[datetime]:
    """A permit for one tree change at a time: each reads what the one before it committed."""
    with permit(action) as stamp:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TREE_LOCK])
        yield stamp


def establish_orgs(foundings: Sequence[Founding], *, actor: Actor, reason: str = "", needs: str = MANAGE) -> list[int]:
    """Enter new organisations, parents first; their ids in order. `needs` must be held over each parent."""
    with _alone("orgs.org.establish") as stamp:
        for parent in {new.parent for new in foundings if isinstance(new.parent, int)}:
            require(actor, needs, parent, clock.today())
        if any(new.parent is None for new in foundings) and Place.objects.exists():
            raise Refused("已有最上级组织：新的组织须写明上级工会。")
        changes.found(foundings, stamp)
        lines.append(
            ((REGISTER, new.id, new.id, None, _founded(new)) for new in foundings),
            at=stamp,
            actor=actor,
            action="orgs.org.establish",
            reason=reason,
        )
    return [new.id for new in foundings]


def _founded(new: Founding) -> dict[str, Any]:
    parent = new.parent if new.parent is None or isinstance(new.parent, int) else new.parent.id
    return {"name": new.name, "kind": new.kind, "parent_id": parent, "valid_from": str(new.since), "code": new.code}


@contextmanager
def _change(action: str, org: int, on: date, actor: Actor, reason: str) -> Iterator[datetime]:
    if not reason:
        raise Refused("组织变动须写明依据或理由。")
    with _alone(action) as stamp:
        require(actor, MANAGE, org, clock.today())
        here = tree.place(org, on)
        if here.status != Status.ACTIVE:
            raise Refused(f"“{here.name}”在 {on:%Y-%m-%d} {here.get_status_display()}，不能再办理变动：请核对日期。")
        before = facts(here)
        yield stamp
        after = facts(tree.place(org, on))
        different = {name for name in after if before[name] != after[name]}
        old = {name: before[name] for name in different}
        new = {name: after[name] for name in different} | {"valid_from": str(on)}
        lines.append([(REGISTER, org, org, old, new)], at=stamp, actor=actor, action=action, reason=reason)


def rename_org(org: int, name: str, *, on: date, actor: Actor, reason: str) -> None:
    with _change("orgs.org.rename", org, on, actor, reason) as stamp:
        changes.amend(org, on, stamp, name=name)


def reclassify_org(org: int, *, on: date, actor: Actor, reason: str, **facts: str) -> None:
    """Change kind, sector or ownership."""
    if not facts.keys() <= {"kind", "sector", "ownership"}:
        raise ValueError(sorted(facts))
    with _change("orgs.org.reclassify", org, on, actor, reason) as stamp:
        changes.amend(org, on, stamp, **facts)


def move_org(org: int, parent: int, *, on: date, actor: Actor, reason: str) -> None:
    """Put an org with all below it under another parent."""
    require(actor, MANAGE, parent, clock.today())
    with _change("orgs.org.move", org, on, actor, reason) as stamp:
        changes.move(org, parent, on, stamp)


def merge_org(org: int, into: int, *, on: date, actor: Actor, reason: str) -> None:
    """The org ceases and its history, and what is below it, counts for its successor from `on`."""
    require(actor, MANAGE, into, clock.today())
    with _change("orgs.org.merge", org, on, actor, reason) as stamp:
        changes.lasting(org, on)
        below = Place.objects.filter(parent_id=org, superseded_at=None, valid_to__gt=on)
        children = dict(below.values_list("org_id").annotate(since=Min("valid_from")))
        changes.move(org, into, on, stamp, status=Status.MERGED)
        for child, since in children.items():
            changes.move(child, into, max(since, on), stamp)
        _follow(org, into, on, actor, reason)


def split_org(
    org: int, parts: Sequence[tuple[Founding, Sequence[int]]], *, on: date, actor: Actor, reason: str
) -> list[int]:
    """New orgs beside `org`, each taking some of the orgs below it; what the old one did stays its own. Ids of the new.

    When nothing is left below it the old org may be dissolved with `dissolve_org`.
    """
    with _change("orgs.org.split", org, on, actor, reason) as stamp:
        parent = tree.place(org, on).parent_id
        if parent is None:
            raise Refused("最上级组织不能分设。")
        for new, _ in parts:
            new.parent, new.since = parent, on
        made = establish_orgs([new for new, _ in parts], actor=actor, reason=reason)
        active = tree.places(on).filter(org_id__in=tree.subtree(org, on), status=Status.ACTIVE)
        below = set(active.values_list("org_id", flat=True)) - {org}
        for number, (_, children) in zip(made, parts, strict=True):
            for child in children:
                if child not in below:
                    raise Refused("划入新组织的单位须是原组织的下级，并且存续：请核对名单。")
                changes.move(child, number, on, stamp)
    return made


def dissolve_org(org: int, *, on: date, actor: Actor, reason: str) -> None:
    """The org ceases; it keeps its place, so its history stays in the totals above."""
    with _change("orgs.org.dissolve", org, on, actor, reason) as stamp:
        changes.lasting(org, on)
        below = Place.objects.filter(parent_id=org, superseded_at=None, valid_to__gt=on)
        if below.filter(status=Status.ACTIVE).exists():
            raise Refused("下面还有存续的组织：请先把它们移走、并入或撤销。")
        changes.amend(org, on, stamp, status=Status.DISSOLVED)
        _follow(org, None, on, actor, reason)


def _follow(org: int, into: int | None, on: date, actor: Actor, reason: str) -> None:
    for follow in FOLLOWERS:
        follow(org, into, on=on, actor=actor, reason=reason)
