"""Legal-person certificates that end soon or have ended, and registrations and changes that are late."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from liuyou.areas.organising.queries import unions as queries
from liuyou.kernel.web.pages import Here, page, show

READ = "organising.read"


@page(READ, methods=("GET", "HEAD"))
def due_page(request: HttpRequest, here: Here) -> HttpResponse:
    """Three lists of the org at hand and below, the most urgent first."""
    return show(request, "organising/due.html", {"lists": queries.due_lists(here.actor, here.today, org=here.org)})
