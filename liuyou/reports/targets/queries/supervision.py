"""Reads of supervision: what a unit may know of visits, what is still open, what other reports ask."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet

from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.reach import orgs_in_reach, visible_to
from liuyou.kernel.orgs import tree
from liuyou.reports.targets.models import Circular, Difficulty, Keypoint, Visit
from liuyou.reports.targets.workflows import READ

SHOWN, LATEST = 200, 12
Matter = tuple[str, str, date]
"""Title, owner, day it has to be done by."""


def visits(actor: Actor, org: int, on: date) -> QuerySet[Visit]:
    """Visits at the units in an org's subtree, and those it makes itself.

    Of what those above plan, a unit sees only what was announced, and the rest once it is done.
    """
    below = tree.subtree(org, on)
    known = Q(announced=True) | Q(state__in=("done", "closed"))
    seen = Q(org_id__in=orgs_in_reach(actor, READ, on)) | known
    rows = Visit.objects.filter(Q(unit_id__in=below) | Q(org_id__in=below)).filter(seen)
    return rows.exclude(state__in=("void", "cancelled")).select_related("group").order_by("-planned_on", "-pk")


def visit_seen(actor: Actor, org: int, number: int, on: date) -> Visit | None:
    return visits(actor, org, on).filter(pk=number).first()


def open_difficulties(org: int, on: date) -> Sequence[Matter]:
    """What an org and all below it had not settled on a day, the most urgent first."""
    rows = Difficulty.objects.filter(org_id__in=tree.subtree(org, on), found_on__lte=on).exclude(state="void")
    rows = rows.filter(Q(confirmed_on=None) | Q(confirmed_on__gt=on))
    return list(rows.order_by("finish_by", "pk").values_list("title", "owner", "finish_by"))


def unfinished_keypoints(org: int, year: int, on: date) -> Sequence[Matter]:
    """The key points of an org's year that were not done on a day, in the plan's order."""
    rows = Keypoint.objects.filter(org_id=org, year=year).exclude(state="void")
    rows = rows.filter(Q(done_on=None) | Q(done_on__gt=on))
    return list(rows.order_by("number").values_list("title", "owner", "finish_by"))


def circulars(actor: Actor, org: int, on: date) -> list[Circular]:
    """The latest of an org and of all below it, drafts first."""
    rows = visible_to(Circular.objects.filter(org_id__in=tree.subtree(org, on)), actor, READ, on)
    return list(rows.exclude(state="void").defer("copies").order_by("state", "-composed_on", "-pk")[:LATEST])


def overdue(org: int, on: date) -> QuerySet[Difficulty]:
    """Open and past the day they had to be done by."""
    rows = Difficulty.objects.filter(org_id__in=tree.subtree(org, on), finish_by__lt=on)
    return rows.filter(state__in=("open", "following", "reopened")).order_by("finish_by", "pk")


def difficulties(org: int, on: date) -> QuerySet[Difficulty]:
    """All that are not struck off, the most urgent first."""
    rows = Difficulty.objects.filter(org_id__in=tree.subtree(org, on)).exclude(state__in=("void", "confirmed"))
    return rows.order_by("finish_by", "pk")
