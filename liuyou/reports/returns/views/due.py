"""What waits: my own returns to fill in, those below to check, and who below is late."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from liuyou.kernel.web.pages import Here, page, show
from liuyou.reports.returns.models import Return
from liuyou.reports.returns.queries import listing
from liuyou.reports.returns.views.finding import CHECK, FILL, READ
from liuyou.reports.returns.workflows import RETURN

SHOWN, DONE = 200, 12


@page(READ, methods=("GET", "HEAD"))
def due_page(request: HttpRequest, here: Here) -> HttpResponse:
    days = listing.remind_days(here.org, here.today)
    own = listing.due(list(listing.to_fill(here.org)[:SHOWN]), days, here.today)
    waiting = listing.to_check(here.org, here.today)
    may_check = here.may(CHECK)
    done = Return.objects.filter(org_id=here.org, state__in=("submitted", "accepted")).order_by("-deadline")[:12]
    context = {
        "own": own,
        "check": listing.due(list(waiting[:SHOWN]), days, here.today) if may_check else [],
        "check_count": waiting.count() if may_check else 0,
        "late": listing.due(listing.late_below(here.org, here.today), days, here.today) if may_check else [],
        "done": [(each, RETURN.states[each.state]) for each in done],
        "states": RETURN.states,
        "may_fill": here.may(FILL),
        "may_check": may_check,
        "days": days,
    }
    return show(request, "returns/due.html", context)
