"""Reading the tree at a date, as known at a moment: one SQL condition for all questions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from django.db import connection, models
from django.db.models import Q

from liuyou.kernel.base.errors import BadInput, NotFound, Problem
from liuyou.kernel.orgs.models import FOREVER, Place, Status

# `{p}` is the alias of orgs_place; takes %(on)s and, for a past moment, %(as_of)s.
VALID = "{p}.valid_from <= %(on)s AND %(on)s < {p}.valid_to"
KNOWN_NOW = "{p}.superseded_at IS NULL"
KNOWN_THEN = "{p}.recorded_at <= %(as_of)s AND ({p}.superseded_at IS NULL OR {p}.superseded_at > %(as_of)s)"


def standing(alias: str, as_of: datetime | None) -> str:
    """SQL: this place holds on %(on)s, as known at %(as_of)s (or now)."""
    return f"{VALID} AND {KNOWN_NOW if as_of is None else KNOWN_THEN}".format(p=alias)


def places(on: date, as_of: datetime | None = None) -> models.QuerySet[Place]:
    """All places that hold on a date, as known at a moment."""
    found = Place.objects.filter(valid_from__lte=on, valid_to__gt=on)
    if as_of is None:
        return found.filter(superseded_at=None)
    return found.filter(Q(superseded_at=None) | Q(superseded_at__gt=as_of), recorded_at__lte=as_of)


def place(org: int, on: date, as_of: datetime | None = None) -> Place:
    found = places(on, as_of).filter(org_id=org).first()
    if found is None:
        raise NotFound(f"这个组织在 {on:%Y-%m-%d} 还没有成立或查不到。")
    return found


def root(on: date) -> Place:
    """The org at the top on a date, whether or not it has ceased since."""
    found = places(on).filter(parent=None).first()
    if found is None:
        raise NotFound("还没有最上级组织：请先运行 liuyou init --name 名称。")
    return found


def paths(orgs: Iterable[int], on: date, as_of: datetime | None = None) -> dict[int, str]:
    """org id → its path; orgs that did not stand on that date are absent."""
    return dict(places(on, as_of).filter(org_id__in=list(orgs)).values_list("org_id", "path"))


def names(orgs: Iterable[int], on: date = FOREVER) -> dict[int, str]:
    """org id → its name on a day, or its last one; orgs that did not stand yet are absent."""
    known = Place.objects.filter(org_id__in=set(orgs), superseded_at=None, valid_from__lte=on)
    return dict(known.order_by("valid_from").values_list("org_id", "name"))


def children(org: int, on: date, as_of: datetime | None = None) -> list[Place]:
    """The orgs directly below, those that have ceased last."""
    below = list(places(on, as_of).filter(parent_id=org))
    return sorted(below, key=lambda each: (each.status != Status.ACTIVE, each.org_id))


def subtree(org: int, on: date, as_of: datetime | None = None) -> list[int]:
    """Ids of an org and all below it."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT below.org_id FROM orgs_place top JOIN orgs_place below ON below.path <@ top.path
                WHERE top.org_id = %(org)s AND {standing("top", as_of)} AND {standing("below", as_of)}""",
            {"org": org, "on": on, "as_of": as_of},
        )
        return [row[0] for row in cursor.fetchall()]


def ancestors(org: int, on: date) -> list[Place]:
    """From the org itself up to the root, with `org` at hand."""
    own = places(on).filter(org_id=org).values("path")[:1]
    found = list(places(on).filter(path__contains_path=own).select_related("org"))
    if not found:
        raise NotFound(f"这个组织在 {on:%Y-%m-%d} 还没有成立或查不到。")
    return sorted(found, key=lambda each: -each.path.count("."))


def lines(orgs: Collection[int], on: date) -> dict[int, list[Place]]:
    """`ancestors` of many orgs: each from the org itself up to the root. NotFound when one did not stand."""
    own = paths(orgs, on)
    if len(own) < len(set(orgs)):
        raise NotFound(f"有的组织在 {on:%Y-%m-%d} 还没有成立或查不到。")
    above = {label for path in own.values() for label in _upwards(path)}
    found = {place.path: place for place in places(on).filter(path__in=above).select_related("org")}
    return {org: [found[label] for label in _upwards(path) if label in found] for org, path in own.items()}


def _upwards(path: str) -> list[str]:
    labels = path.split(".")
    return [".".join(labels[:length]) for length in range(len(labels), 0, -1)]


def changes_between(first: date, last: date, as_of: datetime | None) -> list[date]:
    """Days after `first` up to `last` on which the tree changed: the tree is one and the same between two of them."""
    found = Place.objects.filter(valid_from__gt=first, valid_from__lte=last)
    if as_of is not None:
        found = found.filter(recorded_at__lte=as_of)
    return sorted(found.values_list("valid_from", flat=True).distinct())


def find(text: str, on: date) -> Place:
    """The one org of this id, credit code, exact name, or only partly matching name.

    NotFound with the nearest names; BadInput when several match.
    """
    standing_now = places(on)
    if text.isascii() and text.isdecimal() and (found := standing_now.filter(org_id=int(text)).first()):
        return found
    exact = list(standing_now.filter(Q(name=text) | Q(org__code=text.upper()))[:6])
    close = exact or list(standing_now.filter(name__contains=text)[:6])
    if len(close) == 1:
        return close[0]
    if not close:
        raise NotFound(f"没有名为“{text}”的工会组织：请核对名称，或先在组织台账中登记。")
    names = "、".join(each.name for each in close[:5])
    raise BadInput(f"“{text}”对应多个组织（{names}）：请写全称或统一社会信用代码。", [Problem(names)])


def by_name(names: Sequence[str], within: int | None, on: date) -> dict[str, list[int]]:
    """Each name (or credit code, or any name it has ever had) → ids of the orgs, inside the subtree of `within`."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT wanted.name, array_agg(DISTINCT known.org_id)
                FROM unnest(%(names)s::text[]) wanted(name)
                JOIN (SELECT name AS label, org_id FROM orgs_place WHERE superseded_at IS NULL
                      UNION SELECT code, id FROM orgs_org WHERE code IS NOT NULL) known ON known.label = wanted.name
                JOIN orgs_place now ON now.org_id = known.org_id AND {standing("now", None)}
                WHERE %(within)s::int IS NULL OR now.path <@ (
                    SELECT top.path FROM orgs_place top WHERE top.org_id = %(within)s AND {standing("top", None)})
                GROUP BY 1""",
            {"names": list(names), "within": within, "on": on},
        )
        return dict(cursor.fetchall())


def recorded_since(moment: datetime) -> bool:
    """Whether anything about the tree was recorded after a moment."""
    return Place.objects.filter(Q(recorded_at__gt=moment) | Q(superseded_at__gt=moment)).exists()
