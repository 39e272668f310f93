"""What other parts ask of the returns."""

from __future__ import annotations

from django.db.models import Count, F, Q

from liuyou.kernel.base.periods import Period
from liuyou.kernel.orgs import tree
from liuyou.reports.returns.models import Return


def timely(org: int, period: Period) -> tuple[int, int]:
    """How many returns were due from an org and all below it by deadlines within the period, and how many in time."""
    top = tree.places(period.end).filter(org_id=org).values("path")[:1]
    below = tree.places(period.end).filter(path__contained_by_path=top).values("org_id")
    rows = Return.objects.filter(org_id__in=below, deadline__range=(period.start, period.end)).exclude(state="void")
    found = rows.aggregate(due=Count("pk"), on_time=Count("pk", filter=Q(submitted_on__lte=F("deadline"))))
    return found["due"], found["on_time"]
