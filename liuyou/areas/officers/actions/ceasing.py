"""When a union ceases, its committees, posts, staff and open elections end with it."""

from __future__ import annotations

from datetime import date

from liuyou.areas.officers import queries
from liuyou.areas.officers.actions.committees import replace_committees
from liuyou.areas.officers.actions.elections import OPEN, close_elections
from liuyou.areas.officers.actions.officers import succeed_officers
from liuyou.areas.officers.actions.staff import close_staff
from liuyou.areas.officers.models import Committee, Election, Officer, Staff
from liuyou.kernel.access.models import Actor
from liuyou.kernel.actions.tree import FOLLOWERS

ENDING = "组织撤并"


def follow_ceased(org: int, into: int | None, *, on: date, actor: Actor, reason: str) -> None:
    """Merged or dissolved makes no difference: the successor keeps its own committees and posts."""
    common = {"actor": actor, "on": on, "reason": reason}
    committees = list(Committee.objects.filter(org_id=org, state__in=queries.STANDING).values_list("pk", flat=True))
    serving = list(Officer.objects.filter(org_id=org, state="serving").values_list("pk", flat=True))
    staff = list(Staff.objects.filter(org_id=org, state="serving").values_list("pk", flat=True))
    open_ones = list(Election.objects.filter(org_id=org).exclude(state__in=OPEN).values_list("pk", flat=True))
    if serving:
        succeed_officers(serving, until=on, ending=ENDING, **common)
    if committees:
        replace_committees(committees, ended_on=on, ending=ENDING, **common)
    if staff:
        close_staff(staff, until=on, **common)
    if open_ones:
        close_elections(open_ones, **common)


FOLLOWERS.append(follow_ceased)
