"""What becomes of the members when their union ceases: assigned to its successor, or retained by the union above."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from liuyou.areas.members import rules
from liuyou.areas.members.actions import doors, joining, transfers
from liuyou.areas.members.actions.endings import carried, hand_over_members
from liuyou.areas.members.models import Door, Member
from liuyou.kernel.access.models import Actor
from liuyou.kernel.actions.tree import FOLLOWERS
from liuyou.kernel.orgs import tree

WHY = "原工会已撤销或并入其他工会"


def follow_ceased(org: int, into: int | None, *, on: date, actor: Actor, reason: str) -> None:
    """工会法 §13: the membership of whoever's union ends is kept. In sets, inside the transaction of the tree."""
    common: dict[str, Any] = {"actor": actor, "on": on, "reason": reason}
    rows = list(Member.objects.filter(org_id=org, state__in=["active", "retained"]).order_by("pk"))
    active = [each for each in rows if each.state == "active"]
    retained = [each for each in rows if each.state == "retained"]
    target = into if into is not None else tree.place(org, on).parent_id
    if target is not None:
        _move(active, target, dissolved=into is None, **common)
        _hold(retained, target, rules.REASSIGNED, **common)
    applied = list(Member.objects.filter(org_id=org, state="applied").values_list("pk", flat=True))
    if applied:
        joining.call_off_applications(applied, **common)
    transfers.call_off_at(org, WHY, **common)
    open_doors = list(Door.objects.filter(org_id=org, state="open").values_list("pk", flat=True))
    if open_doors:
        doors.shut_doors(open_doors, **common)


def _move(active: Sequence[Member], target: int, *, dissolved: bool, on: date, **common: Any) -> None:
    if not active:
        return
    if dissolved:
        _hold(active, target, rules.KEPT, on=on, **common)
        return
    hand_over_members(list(active), until=on, why=rules.REASSIGNED, on=on, **common)
    made = [carried(each) | {"org_id": target, "how": rules.ASSIGNED, "since": max(on, each.since)} for each in active]
    joining.take_in_members(made, on=on, **common)


def _hold(members: Sequence[Member], target: int, why: str, *, on: date, **common: Any) -> None:
    """Retained from that day on by the union above or the successor."""
    if not members:
        return
    hand_over_members(list(members), until=on, why=why, on=on, **common)
    made = []
    for each in members:
        day = max(on, each.retained_on or each.since)
        held = {"org_id": target, "how": rules.ASSIGNED, "since": day, "retained_on": day}
        made.append(carried(each) | held | {"retained_why": each.retained_why or "单位终止"})
    joining.hold_members(made, on=on, **common)


FOLLOWERS.append(follow_ceased)
