"""The frame's own pages: choosing an org, how it looks."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from liuyou.kernel.base.errors import NotFound
from liuyou.kernel.orgs import tree
from liuyou.kernel.orgs.models import Place, Status
from liuyou.kernel.web.pages import PUBLIC, SIGNED_IN, Here, page, show
from liuyou.kernel.web.shell import LOOKS

FOUND = 30


def local(request: HttpRequest, address: str | None) -> str:
    """An address of ours to go back to; anything else leads home."""
    if address and url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        return address
    return reverse("home")


@page(SIGNED_IN)
def switch(request: HttpRequest, here: Here) -> HttpResponse:
    """The orgs in reach: looked up by words, or walked through from the top."""
    words = request.GET.get("words", "").strip()
    if request.method == "POST":
        chosen = request.POST.get("org", "")
        place = _reached(here).filter(org_id=chosen).first() if chosen.isdecimal() else None
        if place is None:
            raise NotFound("没有这个组织，或不在您的管理范围内。")
        request.session["org"] = place.org_id
        return redirect(local(request, request.POST.get("next")))
    at = request.GET.get("at", "")
    top = here.place
    if at.isdecimal():
        top = _reached(here).filter(org_id=at).first() or top
    below = [each for each in tree.children(top.org_id, here.today) if each.status == Status.ACTIVE]
    context = {
        "words": words,
        "found": _reached(here).filter(_worded(words)).order_by("path")[:FOUND] if words else [],
        "top": top,
        "above": [each for each in reversed(tree.ancestors(top.org_id, here.today)) if _in_reach(here, each)],
        "below": below,
        "next": local(request, request.GET.get("next")),
    }
    return show(request, "web/switch.html", context)


def _in_reach(here: Here, place: Place) -> bool:
    line = {int(label) for label in str(place.path).split(".")}
    return bool(line & {org for org, _ in here.rights.held})


def _reached(here: Here) -> QuerySet[Place]:
    """Orgs that stand, in reach of any post."""
    reach = Q(pk__in=[])
    for path in tree.paths({org for org, _ in here.rights.held}, here.today).values():
        reach |= Q(path__contained_by_path=path)
    return tree.places(here.today).filter(reach, status=Status.ACTIVE)


def _worded(words: str) -> Q:
    """By name, by pinyin, by the pinyin's initials."""
    small = words.lower()
    return Q(name__contains=words) | Q(initials__startswith=small) | Q(pinyin__startswith=small)


@page(PUBLIC, methods=("POST",))
def look(request: HttpRequest) -> HttpResponse:
    """Light or dark, normal or large; kept in a cookie on this machine."""
    response = redirect(local(request, request.POST.get("next")))
    for name, values in LOOKS.items():
        if request.POST.get(name) in values:
            response.set_cookie(name, request.POST[name], max_age=31_536_000, samesite="Lax")
    return response
