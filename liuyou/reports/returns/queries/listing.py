"""Returns that wait: for the union to fill them in, for the org above to check them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models

from liuyou.kernel.orgs import tree
from liuyou.kernel.parameters.values import parameter
from liuyou.reports.returns.models import Return
from liuyou.reports.returns.rules import periods

FILLABLE = ("open", "sent_back", "reopened")
AHEAD = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Due:
    """A return with how near its time limit is; `now`: this very day is one of the reminders'."""

    record: Return
    org: str
    words: str
    now: bool


def to_fill(org: int) -> models.QuerySet[Return]:
    """The org's own, most urgent first."""
    return Return.objects.filter(org_id=org, state__in=FILLABLE).order_by("due_on", "form_code")


def below(org: int, on: date) -> models.QuerySet[Return]:
    """Returns of orgs below."""
    top = tree.places(on).filter(org_id=org).values("path")[:1]
    under = tree.places(on).filter(path__contained_by_path=top).exclude(org_id=org).values("org_id")
    return Return.objects.filter(org_id__in=under)


def to_check(org: int, on: date) -> models.QuerySet[Return]:
    """Handed up by those directly below: theirs to accept is this org."""
    under = tree.places(on).filter(parent_id=org).values("org_id")
    return Return.objects.filter(org_id__in=under, state="submitted").order_by("deadline", "form_code", "org_id")


def remind_days(org: int, on: date) -> list[int]:
    return [int(each) for each in parameter("returns.remind_days", org=org, on=on).value]


def due(rows: Sequence[Return], days: Sequence[int], on: date) -> list[Due]:
    names = tree.names({each.org_id for each in rows}, on)
    found = []
    for each in rows:
        limit = each.due_on or each.deadline
        words, now = periods.reminder(limit, on, days), periods.reminded(limit, on, days)
        found.append(Due(each, names.get(each.org_id, ""), words, now))
    return found


def late_below(org: int, on: date, limit: int = 50) -> list[Return]:
    """Those directly below that have let a deadline pass."""
    under = tree.places(on).filter(parent_id=org).values("org_id")
    rows = Return.objects.filter(org_id__in=under, state__in=FILLABLE, due_on__lt=on)
    return list(rows.order_by("due_on", "org_id")[:limit])
