"""The search box and its page. The text travels in the body of a POST, so it stands in no address and no log."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse

from liuyou.kernel.search.finding import cleaned, find
from liuyou.kernel.search.hits import LIMIT
from liuyou.kernel.web.pages import SIGNED_IN, Here, page, show

ALL = 30


@page(SIGNED_IN)
def search(request: HttpRequest, here: Here) -> HttpResponse:
    """All that was found, by kind; an empty form when it is opened without a text."""
    return _found(request, here, "search/search.html", ALL)


@page(SIGNED_IN, methods=("POST",))
def suggest(request: HttpRequest, here: Here) -> HttpResponse:
    """The first hits of each kind, under the box while somebody types."""
    return _found(request, here, "search/suggest.html", LIMIT)


def _found(request: HttpRequest, here: Here, template: str, limit: int) -> HttpResponse:
    text = cleaned(request.POST.get("q", ""))
    hits = find(text, here.actor, here.today, limit)
    groups = [(kind, list(some)) for kind, some in groupby(hits, key=lambda hit: hit.kind)]
    response = show(request, template, {"text": text, "groups": groups, "limit": limit})
    response["Cache-Control"] = "no-store"
    return response
