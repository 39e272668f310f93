"""What of the tree a person sees: the orgs in reach of a right (or of any post), on any day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from liuyou.kernel.base.errors import BadInput, NotFound
from liuyou.kernel.base.pinyin import typed
from liuyou.kernel.orgs import tree
from liuyou.kernel.orgs.models import Kind, Place, Status
from liuyou.kernel.web.pages import SIGNED_IN, Here

OUT_OF_REACH = "没有这个组织，或不在您的管理范围内。"
MANY = 500
FOUND = 50


def tops(here: Here, permission: str = SIGNED_IN) -> list[Place]:
    """The highest orgs in reach; what stands below another of them is left out."""
    held = {org for org, _ in here.rights.held} if permission == SIGNED_IN else set(here.rights.tops(permission))
    places = sorted(tree.places(here.today).filter(org_id__in=held), key=lambda each: each.path.count("."))
    highest: list[Place] = []
    for place in places:
        if not any(f"{place.path}.".startswith(f"{above.path}.") for above in highest):
            highest.append(place)
    return highest


def reached(here: Here, day: date, permission: str = SIGNED_IN) -> QuerySet[Place]:
    """Places of a day whose orgs are in reach today; those not yet founded today follow their place of that day."""
    inside = Q(pk__in=[])
    for place in tops(here, permission):
        inside |= Q(path__contained_by_path=place.path)
    if day == here.today:
        return tree.places(day).filter(inside)
    now = tree.places(here.today)
    to_come = inside & ~Exists(now.filter(org_id=OuterRef("org_id")))
    return tree.places(day).filter(Q(org_id__in=now.filter(inside).values("org_id")) | to_come)


def reach(here: Here, org: int, day: date, permission: str = SIGNED_IN) -> Place:
    """The place of an org on a day. NotFound out of reach, and in words when it did not stand yet."""
    found = reached(here, day, permission).filter(org_id=org).select_related("org").first()
    if found is not None:
        return found
    if day != here.today and reached(here, here.today, permission).filter(org_id=org).exists():
        raise NotFound(f"这个组织在 {day:%Y-%m-%d} 还没有成立：请换一个日期。")
    raise NotFound(OUT_OF_REACH)


def named(here: Here, text: str, day: date, permission: str) -> Place:
    """The one org in reach of this number, code, name or part of a name. BadInput in words for none or several."""
    rows = reached(here, day, permission).filter(status=Status.ACTIVE)
    exact = Q(name=text) | Q(org__code=text.upper()) | (Q(org_id=int(text)) if text.isdecimal() else Q(pk__in=[]))
    close = list(rows.filter(exact)[:6]) or list(rows.filter(name__contains=text).order_by("path")[:6])
    if len(close) == 1:
        return close[0]
    if not close:
        raise BadInput(f"没有名为“{text}”的组织，或不在您的管理范围内：请核对名称。")
    raise BadInput(
        f"“{text}”对应多个组织（{'、'.join(each.name for each in close[:5])}）：请写全称或统一社会信用代码。"
    )


def worded(words: str) -> Q:
    """By name or credit code, by pinyin or its initials."""
    latin = typed(words)
    by_sound = Q(initials__contains=latin) | Q(pinyin__contains=latin) if latin else Q(pk__in=[])
    return Q(name__contains=words) | Q(org__code=words.upper()) | by_sound


@dataclass(slots=True)
class Node:
    """One line of the tree. `below`: how many orgs stand directly under it; `children`: those that are shown."""

    place: Place
    below: int
    children: list[Node] | None = None
    more: int = 0


def nodes(rows: QuerySet[Place], places: Sequence[Place]) -> list[Node]:
    """Lines with the number of orgs of `rows` below each."""
    counted = dict(
        rows.filter(parent_id__in=[place.org_id for place in places])
        .order_by()
        .values_list("parent_id")
        .annotate(number=Count("pk"))
    )
    return [Node(place, counted.get(place.org_id, 0)) for place in places]


def branch(rows: QuerySet[Place], org: int) -> tuple[list[Node], int]:
    """The orgs of `rows` directly below one, those that have ceased last; and how many more there are than shown."""
    below = sorted(rows.filter(parent_id=org), key=lambda each: (each.status != Status.ACTIVE, each.org_id))
    return nodes(rows, below[:MANY]), max(len(below) - MANY, 0)


def counts(org: int, day: date) -> list[tuple[str, int, int]]:
    """Kind, how many that stand, how many that have ceased, below an org."""
    own = tree.place(org, day)
    rows = tree.places(day).filter(path__contained_by_path=own.path).exclude(org_id=org)
    standing: Counter[str] = Counter()
    ceased: Counter[str] = Counter()
    for kind, status, number in rows.order_by().values_list("kind", "status").annotate(number=Count("pk")):
        (standing if status == Status.ACTIVE else ceased)[kind] += number
    return [(Kind(kind).label, standing[kind], ceased[kind]) for kind in Kind if standing[kind] or ceased[kind]]


def history(org: int) -> list[Place]:
    """What the org was, as known now, newest first."""
    return list(Place.objects.filter(org_id=org, superseded_at=None).order_by("-valid_from"))


def last_names(orgs: Iterable[int | None]) -> dict[int, str]:
    """org id → its latest known name."""
    rows = Place.objects.filter(org_id__in={org for org in orgs if org}, superseded_at=None).order_by("valid_from")
    return dict(rows.values_list("org_id", "name"))
