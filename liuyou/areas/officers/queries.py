"""Every read worth a name: terms due and overdue, chairs to be trained, who holds what; answers to other areas."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from liuyou.areas.officers.models import Committee, Election, Officer
from liuyou.areas.officers.rules.posts import CHAIR
from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.reach import visible_to

READ = "officers.read"
STANDING = ("standing", "asked", "extended")
EXTENDED = Q(state="extended")
"""An extension that is only asked for does not count yet."""


def overdue(actor: Actor, on: date) -> QuerySet[Committee]:
    """Past the last day of the term, or of the extension, and not yet replaced (逾期未换届)."""
    late = EXTENDED & Q(extended_to__lt=on) | ~EXTENDED & Q(ends_on__lt=on)
    return _standing(actor, on).filter(late).order_by("ends_on", "pk")


def due(actor: Actor, on: date, days: int) -> QuerySet[Committee]:
    """The term, or the extension, ends within `days` from now on (即将届满)."""
    span = (on, on + timedelta(days=days))
    soon = EXTENDED & Q(extended_to__range=span) | ~EXTENDED & Q(ends_on__range=span)
    return _standing(actor, on).filter(soon).order_by("ends_on", "pk")


def untrained(actor: Actor, on: date) -> QuerySet[Officer]:
    """Chairs in office who have not been trained since they took office, the nearest limit first (主席未培训)."""
    rows = visible_to(Officer.objects.select_related("person"), actor, READ, on)
    waiting = rows.filter(state="serving", title=CHAIR, acting=False, trained_on=None, since__lte=on)
    return waiting.order_by("train_by", "pk")


def acting(actor: Actor, on: date) -> QuerySet[Officer]:
    """Acting chairs and vice-chairs, the first whose time is up first (代理)."""
    rows = visible_to(Officer.objects.select_related("person"), actor, READ, on)
    return rows.filter(state="serving", acting=True, due_on__isnull=False).order_by("due_on", "pk")


def legal_changes(actor: Actor, on: date) -> QuerySet[Election]:
    """Approved elections after which the legal person has not been changed yet (法人待变更)."""
    rows = visible_to(Election.objects.all(), actor, READ, on)
    waiting = rows.filter(state__in=["approved", "filed"], legal_change_by__isnull=False, legal_changed_on=None)
    return waiting.order_by("legal_change_by", "pk")


def _standing(actor: Actor, on: date) -> QuerySet[Committee]:
    return visible_to(Committee.objects.filter(state__in=STANDING), actor, READ, on)


def at(on: date) -> Q:
    """Posts held on a day."""
    return Q(state__in=["serving", "ended"], since__lte=on) & (Q(until=None) | Q(until__gt=on))


def held(orgs: Collection[int]) -> dict[int, list[Officer]]:
    """Posts, present and past, by union; with names."""
    found: dict[int, list[Officer]] = defaultdict(list)
    rows = Officer.objects.filter(org_id__in=orgs, state__in=["serving", "ended"]).select_related("person")
    for each in rows.order_by("since", "pk"):
        found[each.org_id].append(each)
    return found


def serving(org: int) -> list[Officer]:
    """Posts of one union held now; with names."""
    return list(Officer.objects.filter(org_id=org, state="serving").select_related("person").order_by("since", "pk"))


def standing_committees(orgs: Iterable[int]) -> dict[tuple[int, str], Committee]:
    """Committees in being by union and kind."""
    rows = Committee.objects.filter(org_id__in=set(orgs), state__in=STANDING)
    return {(each.org_id, each.kind): each for each in rows}


# Answers to other areas


def chair(org: int, on: date) -> int | None:
    """Person id of the chair in office on a day; an acting one only where there is no other."""
    rows = Officer.objects.filter(at(on), org_id=org, title=CHAIR).order_by("acting", "-since")
    return rows.values_list("person_id", flat=True).first()


def held_by(person: int, on: date) -> list[str]:
    """Titles of the posts that a person holds on a day."""
    rows = Officer.objects.filter(at(on), person_id=person).order_by("since", "pk")
    return list(rows.values_list("title", flat=True))
