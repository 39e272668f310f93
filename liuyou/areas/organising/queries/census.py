"""Reads of the census: how far each town is, and a visitor's list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from liuyou.areas.organising.models import Call, Campaign
from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.reach import visible_to
from liuyou.kernel.base.errors import NotFound
from liuyou.kernel.orgs import tree

READ = "organising.read"
SHOWN = 100


@dataclass(frozen=True, slots=True)
class Town:
    name: str
    org: int
    total: int
    done: int
    absent: int
    without: int
    """Done and without a union."""

    @property
    def left(self) -> int:
        return self.total - self.done - self.absent

    @property
    def percent(self) -> int:
        return self.done * 100 // self.total if self.total else 0


def whole(towns: Sequence[Town]) -> Town:
    """All of them as one."""
    sums = (sum(getattr(each, name) for each in towns) for name in ("total", "done", "absent", "without"))
    return Town("合计", 0, *sums)


def campaigns(org: int, on: date) -> QuerySet[Campaign]:
    """Campaigns that reach an org: its own, and those of the orgs above it; the running first."""
    line = [place.org_id for place in tree.ancestors(org, on)]
    return Campaign.objects.filter(org_id__in=line).exclude(state="void").order_by("-state", "-starts_on", "-pk")


def campaign(number: int, org: int, on: date) -> Campaign:
    """One that reaches the org, or is held by an org below it. NotFound otherwise."""
    near = {place.org_id for place in tree.ancestors(org, on)} | set(tree.subtree(org, on))
    found = Campaign.objects.filter(pk=number, org_id__in=near).exclude(state="void").first()
    if found is None:
        raise NotFound("没有这次普查，或不在您的管理范围内。")
    return found


def progress(chosen: Campaign, org: int, on: date) -> Sequence[Town]:
    """How many are on the list, done, not met and without a union, by the orgs below; what is left first."""
    own = tree.subtree(org, on)
    calls = Call.objects.filter(campaign=chosen, org_id__in=own).exclude(state="void").values("org_id")
    counted = calls.annotate(
        total=Count("pk"),
        done=Count("pk", filter=Q(state="done")),
        absent=Count("pk", filter=Q(state="absent")),
        without=Count("pk", filter=Q(state="done", union="否")),
    )
    depth = len(tree.place(org, on).path.split("."))
    lines = tree.paths([row["org_id"] for row in counted], on)
    sums: dict[int, list[int]] = {}
    for row in counted:
        labels = lines[row["org_id"]].split(".")
        below = int(labels[depth]) if len(labels) > depth else org
        amounts = sums.setdefault(below, [0, 0, 0, 0])
        for place, number in enumerate((row["total"], row["done"], row["absent"], row["without"])):
            amounts[place] += number
    names = tree.names(sums, on)
    towns = [Town(names[each] if each != org else "本级", each, *amounts) for each, amounts in sums.items()]
    return sorted(towns, key=lambda each: (-each.left, each.name))


def calls(
    chosen: Campaign, actor: Actor, org: int, on: date, *, state: str, words: str, visitor: str
) -> QuerySet[Call]:
    """A visitor's list within an org: by park and address, so that neighbours stand together."""
    rows = visible_to(Call.objects.filter(campaign=chosen, org_id__in=tree.subtree(org, on)), actor, READ, on)
    rows = rows.filter(state=state) if state else rows.exclude(state="void")
    if words:
        rows = rows.filter(Q(name__contains=words) | Q(address__contains=words) | Q(park__contains=words))
    if visitor:
        rows = rows.filter(visitor=visitor)
    return rows.order_by("park", "address", "name", "pk")
