"""Writing the tree: each change is dated, supersedes what was known, and leaves the past as it was.

Called by the actions in `kernel.actions.tree`, inside a permit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from liuyou.kernel.base.errors import Refused
from liuyou.kernel.orgs import tree
from liuyou.kernel.orgs.models import FOREVER, Org, Place, facts
from liuyou.kernel.writing import bulk


@dataclass(slots=True)
class Founding:
    """One new org. `parent` is an existing org's id, another Founding of the same batch, or None for a root."""

    name: str
    kind: str
    parent: int | Founding | None
    since: date
    code: str | None = None
    region: str = "000000"
    sector: str = ""
    ownership: str = ""
    id: int = 0


def found(foundings: Sequence[Founding], stamp: datetime) -> None:
    """Write new orgs, parents before children, and set their ids. A parent that moved since gives several places."""
    for new, number in zip(foundings, bulk.next_ids("orgs_org_id_seq", len(foundings)), strict=True):
        new.id = number
    segments: dict[int, list[Place]] = defaultdict(list)
    known = {new.parent for new in foundings if isinstance(new.parent, int)}
    for row in Place.objects.filter(org_id__in=known, superseded_at=None).order_by("valid_from"):
        segments[row.org_id].append(row)
    for new in foundings:
        segments[new.id] = _segments(new, segments, stamp)
    bulk.copy_models([Org(id=new.id, code=new.code, region=new.region) for new in foundings])
    Place.objects.bulk_create([row for new in foundings for row in segments[new.id]], batch_size=5000)


def _segments(new: Founding, segments: dict[int, list[Place]], stamp: datetime) -> list[Place]:
    own = {"org_id": new.id, "name": new.name, "kind": new.kind, "sector": new.sector, "ownership": new.ownership}
    if new.parent is None:
        return [Place(**own, path=str(new.id), valid_from=new.since, recorded_at=stamp)]
    parent = new.parent if isinstance(new.parent, int) else new.parent.id
    above = [row for row in segments[parent] if row.valid_to > new.since]
    if not above or above[0].valid_from > new.since:
        raise Refused(f"“{new.name}”的成立日期 {new.since:%Y-%m-%d} 早于上级的成立日期：请核对其中一个。")
    return [
        Place(
            **own,
            parent_id=parent,
            path=f"{row.path}.{new.id}",
            valid_from=max(row.valid_from, new.since),
            valid_to=row.valid_to,
            recorded_at=stamp,
        )
        for row in above
    ]


def rewrite(affected: QuerySet[Place], on: date, stamp: datetime, changed: Callable[[Place], dict[str, Any]]) -> int:
    """From `on`, replace each known place of `affected` that reaches past `on` by `changed(place)`.

    The part before `on` is kept by a copy, so the tree of every earlier day stands as it was. Returns how many.
    """
    old = list(affected.filter(superseded_at=None, valid_to__gt=on).select_for_update())
    new: list[Place] = []
    for row in old:
        kept = {"org_id": row.org_id, "recorded_at": stamp}
        if row.valid_from < on:
            new.append(Place(**kept, **facts(row), valid_from=row.valid_from, valid_to=on))
        new.append(Place(**kept, **changed(row), valid_from=max(row.valid_from, on), valid_to=row.valid_to))
    Place.objects.filter(pk__in=[row.pk for row in old]).update(superseded_at=stamp)
    Place.objects.bulk_create(new)
    return len(old)


def amend(org: int, on: date, stamp: datetime, **changed: Any) -> None:
    """Change facts other than the place in the tree (name, kind, classification, status) from `on`."""
    tree.place(org, on)
    rewrite(Place.objects.filter(org_id=org), on, stamp, lambda row: {**facts(row), **changed})


def move(org: int, parent: int, on: date, stamp: datetime, **changed: Any) -> int:
    """Put an org and all below it under another parent from `on`; the number of places rewritten."""
    here, above = tree.place(org, on), tree.place(parent, on)
    if f"{above.path}.".startswith(f"{here.path}."):
        raise Refused("不能把组织移到它自己或它的下级之下：请另选上级。")
    later = Place.objects.filter(org_id__in=[org, parent], superseded_at=None, valid_from__gt=on)
    if here.valid_to != FOREVER or above.valid_to != FOREVER or later.exists():
        raise Refused(f"{on:%Y-%m-%d} 之后这个组织或新的上级已有变动：请把日期放在那次变动之后。")

    def moved(row: Place) -> dict[str, Any]:
        fresh = {**facts(row), "path": f"{above.path}.{org}{row.path[len(here.path) :]}"}
        return {**fresh, "parent_id": parent, **changed} if row.org_id == org else fresh

    below = Place.objects.extra(where=["path <@ %s::ltree"], params=[here.path])
    return rewrite(below, on, stamp, moved)
