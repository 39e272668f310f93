"""Reads of targets: families of one figure and period, parts of a whole, what other reports ask."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.db.models import Q

from liuyou.kernel.base.errors import NotFound
from liuyou.kernel.base.families import above
from liuyou.kernel.base.periods import Period
from liuyou.kernel.orgs import tree
from liuyou.kernel.orgs.models import Place, Status
from liuyou.reports.targets.models import Letter, Sheet, Target
from liuyou.reports.targets.models.targets import ALIVE, STANDING, Reach

Key = tuple[str, str]
"""A family: figure and period."""
FAMILY_LOCK = 660_051


def key_of(target: Target) -> Key:
    return target.figure, target.period


def lock(keys: Iterable[Key]) -> None:
    """One change at a time of a family, in one order so that two changes do not wait for one another."""
    with connection.cursor() as cursor:
        for each in sorted(set(keys)):
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [FAMILY_LOCK, "|".join(each)])


def family(keys: Collection[Key]) -> list[Target]:
    """All targets of these families that are not given up."""
    wanted = Q(pk__in=[])
    for figure, period in set(keys):
        wanted |= Q(figure=figure, period=period)
    return list(Target.objects.filter(wanted, state__in=ALIVE).order_by("pk"))


def wholes(targets: Sequence[Target], on: date) -> dict[int, int]:
    """Part → the target of which it is a part, in the tree of a day, family by family."""
    paths = tree.paths({each.org_id for each in targets}, on)
    groups: dict[Key, dict[int, str]] = {}
    for each in targets:
        if each.org_id in paths:
            groups.setdefault(key_of(each), {})[each.pk] = paths[each.org_id]
    return {part: whole for group in groups.values() for part, whole in above(group).items()}


def parts_of(target: Target) -> list[Target]:
    """Those that stand or are being settled, the largest first."""
    return list(Target.objects.filter(parent=target, state__in=ALIVE).order_by("-value", "pk"))


def whole_of(number: int) -> Target:
    found = Target.objects.filter(pk=number).first()
    if found is None:
        raise NotFound("没有这个目标，或不在您的管理范围内。")
    return found


def children(org: int, on: date) -> list[Place]:
    """The orgs directly below that stand on a day."""
    return [each for each in tree.children(org, on) if each.status == Status.ACTIVE]


def applicable(sheet: Sheet, on: date) -> list[int]:
    """Orgs that a sheet is for, in the tree of a day: by kind and sector, directly below or all the way down."""
    top = tree.place(sheet.org_id, on)
    found = tree.places(on).filter(path__contained_by_path=top.path, status=Status.ACTIVE).exclude(org_id=top.org_id)
    if sheet.reach == Reach.CHILDREN:
        found = found.filter(parent_id=sheet.org_id)
    for name in ("kind", "sector"):
        if wanted := sheet.applies.get(f"{name}s"):
            found = found.filter(**{f"{name}__in": wanted})
    return list(found.order_by("org_id").values_list("org_id", flat=True))


def values(asked: Collection[tuple[str, int, str]]) -> dict[tuple[str, int, str], Decimal]:
    """(figure code, org, period code) → the target that stands; those without one are absent. One question."""
    wanted = set(asked)
    if not wanted:
        return {}
    rows = Target.objects.filter(
        figure__in={each[0] for each in wanted},
        org_id__in={each[1] for each in wanted},
        period__in={each[2] for each in wanted},
        state__in=STANDING,
    )
    found = {(each[0], each[1], each[2]): each[3] for each in rows.values_list("figure", "org_id", "period", "value")}
    return {each: value for each, value in found.items() if each in wanted}


class Standing(NamedTuple):
    """A target that stands, as papers tell it."""

    title: str
    figure: str
    unit: str
    amount: str
    value: Decimal
    basis: str


def standing(org: int, period: Period) -> list[Standing]:
    """An org's targets that stand for a period, or for a longer one that begins with it (a half-year's of the year)."""
    rows = Target.objects.filter(org_id=org, state__in=STANDING, starts_on=period.start, ends_on__gte=period.end)
    found = rows.order_by("pk").values_list("title", "figure", "unit", "amount", "value", "basis")
    return [Standing(*each) for each in found]


def periods(orgs: Collection[int]) -> list[str]:
    """Periods for which these orgs have targets, the latest first."""
    rows = Target.objects.filter(org_id__in=list(orgs), state__in=ALIVE)
    found = rows.order_by("-ends_on", "starts_on").values_list("period", flat=True)
    return list(dict.fromkeys(found))


def letters_with(target: Target) -> list[Letter]:
    """Letters of responsibility that this target stands in."""
    return list(Letter.objects.filter(targets__contains=[target.pk]).exclude(state="void"))
