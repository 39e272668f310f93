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

from liuyou.kernel.base import pinyin
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.orgs import tree
from liuyou.kernel.orgs.models import FOREVER, Org, Place, Status, facts
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
    _write([row for new in foundings for row in segments[new.id]])


def _write(rows: list[Place]) -> None:
    """New places, each with its name in Latin letters."""
    for row in rows:
        row.initials, row.pinyin = pinyin.org_name(row.name)
    Place.objects.bulk_create(rows, batch_size=5000)


def _segments(new: Founding, segments: dict[int, list[Place]], stamp: datetime) -> list[Place]:
    own = {"org_id": new.id, "name": new.name, "kind": new.kind, "sector": new.sector, "ownership": new.ownership}
    if new.parent is None:
        return [Place(**own, path=str(new.id), valid_from=new.since, recorded_at=stamp)]
    parent = new.parent if isinstance(new.parent, int) else new.parent.id
    above = [row for row in segments[parent] if row.valid_to > new.since]
    if not above or above[0].valid_from > new.since:
        raise Refused(f"“{new.name}”的成立日期 {new.since:%Y-%m-%d} 早于上级的成立日期：请核对其中一个。")
    ceased = next((row for row in above if row.status != Status.ACTIVE), None)
    if ceased and (ceased is above[0] or ceased.status == Status.DISSOLVED):
        raise Refused(
            f"“{new.name}”的上级“{ceased.name}”自 {ceased.valid_from:%Y-%m-%d} 起{ceased.get_status_display()}："
            "请核对成立日期，或另选上级。"
        )
    return [
        Place(
            **own,
            parent_id=row.parent_id if row.status == Status.MERGED else parent,
            path=f"{_heads(row)}.{new.id}",
            valid_from=max(row.valid_from, new.since),
            valid_to=row.valid_to,
            recorded_at=stamp,
        )
        for row in above
    ]


def _heads(row: Place) -> str:
    """The path below which the orgs of this place stand: its own, or that of the successor it was merged into."""
    path: str = row.path
    return path.rpartition(".")[0] if row.status == Status.MERGED else path


def rewrite(affected: QuerySet[Place], on: date, stamp: datetime, changed: Callable[[Place], dict[str, Any]]) -> None:
    """From `on`, let the orgs of `affected` (known places that reach past `on`) be what `changed(place)` says.

    The tree of every earlier day stands as it was; neighbours that say the same become one, others stay untouched.
    """
    orgs = affected.filter(superseded_at=None, valid_to__gt=on).values("org_id")
    known = Place.objects.filter(superseded_at=None, org_id__in=orgs).order_by("org_id", "valid_from")
    old = list(known.select_for_update())
    new: list[Place] = []
    for row in old:
        if row.valid_from < on:
            _append(new, row, facts(row), row.valid_from, min(row.valid_to, on))
        if row.valid_to > on:
            _append(new, row, changed(row), max(row.valid_from, on), row.valid_to)
    same = {_said(row) for row in old} & {_said(row) for row in new}
    Place.objects.filter(pk__in=[row.pk for row in old if _said(row) not in same]).update(superseded_at=stamp)
    for row in new:
        row.recorded_at = stamp
    _write([row for row in new if _said(row) not in same])


def _append(new: list[Place], row: Place, says: dict[str, Any], since: date, until: date) -> None:
    last = new[-1] if new else None
    if last and last.org_id == row.org_id and last.valid_to == since and facts(last) == says:
        last.valid_to = until
    else:
        new.append(Place(org_id=row.org_id, **says, valid_from=since, valid_to=until))


def _said(place: Place) -> tuple[Any, ...]:
    return (place.org_id, place.valid_from, place.valid_to, *facts(place).values())


def lasting(org: int, on: date) -> None:
    """Refused unless the org, as far as known, does not cease after `on`."""
    known = Place.objects.filter(org_id=org, superseded_at=None, valid_to__gt=on)
    ceased = known.exclude(status=Status.ACTIVE).order_by("valid_from").first()
    if ceased:
        raise Refused(
            f"“{ceased.name}”自 {ceased.valid_from:%Y-%m-%d} 起{ceased.get_status_display()}：请核对日期，或另选组织。"
        )


def amend(org: int, on: date, stamp: datetime, **changed: Any) -> None:
    """Change facts other than the place in the tree (name, kind, classification, status) from `on`.

    Each holds until the day from which that fact is known to have changed again.
    """
    here = tree.place(org, on)
    later = list(Place.objects.filter(org_id=org, superseded_at=None, valid_from__gt=on).order_by("valid_from"))
    until = {
        name: next((row.valid_from for row in later if getattr(row, name) != getattr(here, name)), FOREVER)
        for name in changed
    }

    def amended(row: Place) -> dict[str, Any]:
        return facts(row) | {name: value for name, value in changed.items() if row.valid_from < until[name]}

    rewrite(Place.objects.filter(org_id=org), on, stamp, amended)


def move(org: int, parent: int, on: date, stamp: datetime, **changed: Any) -> None:
    """Put an org and all below it under another parent from `on`."""
    here, above = tree.place(org, on), tree.place(parent, on)
    if f"{above.path}.".startswith(f"{here.path}."):
        raise Refused("不能把组织移到它自己或它的下级之下：请另选上级。")
    lasting(parent, on)
    later = Place.objects.filter(org_id__in=[org, parent], superseded_at=None, valid_from__gt=on)
    if any(row.path not in (here.path, above.path) for row in later):
        raise Refused(f"{on:%Y-%m-%d} 之后这个组织或新的上级又换过上级：请把日期放在那次变动之后。")

    def moved(row: Place) -> dict[str, Any]:
        says = facts(row)
        if f"{row.path}.".startswith(f"{here.path}."):
            says["path"] = f"{above.path}.{org}{row.path[len(here.path) :]}"
        return says | {"parent_id": parent, **changed} if row.org_id == org else says

    below = Place.objects.extra(where=["path <@ %s::ltree"], params=[here.path])
    rewrite(below, on, stamp, moved)
