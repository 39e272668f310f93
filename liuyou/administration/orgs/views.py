"""Pages of the tree: walking it, one org, and its changes."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from liuyou.administration.journal import telling
from liuyou.administration.orgs import foreseeing, queries
from liuyou.administration.orgs.changes import CHANGES, FOUND, Change
from liuyou.administration.orgs.forms import ChangeForm
from liuyou.kernel.actions.tree import MANAGE, REGISTER
from liuyou.kernel.base.errors import BadInput, LiuyouError, NotFound
from liuyou.kernel.journal.models import Line
from liuyou.kernel.orgs.models import Place, Status
from liuyou.kernel.web.pages import SIGNED_IN, Here, page, show

LISTED = 200
LINES = 30


def day_of(request: HttpRequest, here: Here) -> date:
    """The day asked for, today by default."""
    text = request.GET.get("on", "").strip()
    try:
        return date.fromisoformat(text) if text else here.today
    except ValueError as error:
        raise BadInput(f"日期“{text[:20]}”写法不对：请写成 2016-01-28。") from error


@page(SIGNED_IN)
def org_tree(request: HttpRequest, here: Here) -> HttpResponse:
    """The tree of a day, from the top in reach or from the org asked for; or what matches some words."""
    day = day_of(request, here)
    words, ceased = request.GET.get("q", "").strip(), request.GET.get("ceased") == "1"
    rows = queries.reached(here, day)
    if not ceased:
        rows = rows.filter(status=Status.ACTIVE)
    at = request.GET.get("at", "")
    top = queries.reach(here, int(at), day) if at.isdecimal() else None
    context = {"day": day, "words": words, "ceased": ceased, "top": top, "many": queries.FOUND}
    if words:
        found = list(rows.filter(queries.worded(words)).order_by("path")[: queries.FOUND])
        context["found"] = queries.nodes(rows, found)
        context["above"] = queries.last_names(place.parent_id for place in found)
    else:
        context["line"] = _line(here, top, day) if top else []
        context["nodes"] = _opened(rows, [top] if top else list(_tops(here, rows)))
    return show(request, "orgs/tree.html", context)


def _tops(here: Here, rows: object) -> list[Place]:
    highest = [place.org_id for place in queries.tops(here)]
    return list(rows.filter(org_id__in=highest).order_by("path"))  # type: ignore[attr-defined]


def _opened(rows: object, places: list[Place]) -> list[queries.Node]:
    """The top lines with the first level below each."""
    found = queries.nodes(rows, places)  # type: ignore[arg-type]
    for node in found:
        node.children, node.more = queries.branch(rows, node.place.org_id)  # type: ignore[arg-type]
    return found


def _line(here: Here, place: Place, day: date) -> list[Place]:
    """From the highest org in reach down to one."""
    numbers = [int(label) for label in place.path.split(".")]
    found = {each.org_id: each for each in queries.reached(here, day).filter(org_id__in=numbers)}
    return [found[number] for number in numbers if number in found]


@page(SIGNED_IN)
def branch(request: HttpRequest, here: Here, org: int) -> HttpResponse:
    """The lines below one org, for the tree to take in."""
    day, ceased = day_of(request, here), request.GET.get("ceased") == "1"
    top = queries.reach(here, org, day)
    rows = queries.reached(here, day)
    nodes, more = queries.branch(rows if ceased else rows.filter(status=Status.ACTIVE), top.org_id)
    context = {"nodes": nodes, "more": more, "day": day, "ceased": ceased, "at": top.org_id}
    return show(request, "orgs/branch.html", context)


@page(SIGNED_IN)
def choose(request: HttpRequest, here: Here) -> HttpResponse:
    """Names that match what is being typed, for a field's suggestions."""
    words = (request.GET.get("other") or request.GET.get("org_name") or "").strip()
    rows = queries.reached(here, here.today).filter(status=Status.ACTIVE)
    found = rows.filter(queries.worded(words)).order_by("path")[:20] if words else []
    return show(request, "orgs/options.html", {"found": found})


@page(SIGNED_IN)
def org_page(request: HttpRequest, here: Here, org: int) -> HttpResponse:
    """Facts of one org on a day: what it is, was, has below, and what was done to it."""
    day = day_of(request, here)
    place = queries.reach(here, org, day)
    history = queries.history(org)
    may_change = here.may(MANAGE, place)
    context = {
        "day": day,
        "place": place,
        "line": _line(here, place, day),
        "history": history,
        "names": _names_in_reach(here, history),
        "counts": queries.counts(org, day),
        "changes": _offered(place) if may_change and place.status == Status.ACTIVE and day == here.today else {},
        "found": FOUND,
        "lines": _told(here, org) if may_change or here.may("journal.read", place) else None,
    }
    return show(request, "orgs/org.html", context)


def _offered(place: Place) -> dict[str, Change]:
    """The top of the tree cannot be moved, merged, split or dissolved."""
    kept = ("rename", "reclassify")
    return {code: change for code, change in CHANGES.items() if place.parent_id or code in kept}


def _names_in_reach(here: Here, history: list[Place]) -> dict[int, str]:
    """Names of former and present parents; of those out of reach nothing is told."""
    return queries.last_names(_reached(here, {place.parent_id for place in history if place.parent_id}))


def _reached(here: Here, orgs: set[int]) -> set[int]:
    return set(queries.reached(here, here.today).filter(org_id__in=orgs).values_list("org_id", flat=True))


def _told(here: Here, org: int) -> list[telling.Told]:
    rows = Line.objects.filter(register=REGISTER, record=org).select_related("actor").order_by("-at", "-pk")
    return telling.told(list(rows[:LINES]), lambda orgs: {org} | _reached(here, orgs - {org}))


@page(MANAGE)
def found_org(request: HttpRequest, here: Here, org: int) -> HttpResponse:
    return _change(request, here, org, FOUND)


@page(MANAGE)
def change_org(request: HttpRequest, here: Here, org: int, change: str) -> HttpResponse:
    if change not in CHANGES:
        raise NotFound(queries.OUT_OF_REACH)
    return _change(request, here, org, CHANGES[change])


def _change(request: HttpRequest, here: Here, org: int, change: Change) -> HttpResponse:
    """Form, preview where figures may move, and the deed; a refusal comes back into the form in its own words."""
    place = queries.reach(here, org, here.today, MANAGE)
    form = change.form(here, place, request.POST if request.method == "POST" else None)
    context = {"place": place, "change": change, "form": form, "line": _line(here, place, here.today)}
    again = {"more", "edit"} & set(request.POST)
    if request.method == "POST" and not again and form.is_valid():
        try:
            if change.previewed and "confirm" not in request.POST:
                context["foreseen"] = _foreseen(here, place, change, form)
                return show(request, "orgs/preview.html", context | {"listed": LISTED, "given": _given(request)})
            made = change.perform(place, form.cleaned_data, here.actor)
        except LiuyouError as error:
            form.add_error(None, str(error))
        else:
            return _done(request, place, change, made)
    if again:
        form.errors.clear()
    return show(request, "orgs/change.html", context, status=409 if form.errors else 200)


def _foreseen(here: Here, place: Place, change: Change, form: ChangeForm) -> foreseeing.Foreseen:
    """Figures only of orgs in reach, and only for those who may see figures there."""
    named = change.watched(place, form.cleaned_data) if change.watched else []
    wanted = [org for org in named if org]
    seen = queries.reached(here, here.today, "figures.read") if here.anywhere("figures.read") else None
    watched = [] if seen is None else list(seen.filter(org_id__in=wanted).values_list("org_id", flat=True))
    years = foreseeing.periods(form.cleaned_data["on"], here.today)
    return foreseeing.foresee(
        lambda: change.perform(place, form.cleaned_data, here.actor), sorted(watched, key=wanted.index), years
    )


def _given(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed, to be carried through the preview."""
    apart = ("csrfmiddlewaretoken", "confirm", "more", "edit")
    return [(name, value) for name, values in request.POST.lists() if name not in apart for value in values]


def _done(request: HttpRequest, place: Place, change: Change, made: object) -> HttpResponse:
    messages.success(request, f"“{place.name}”：已{change.verb}，已记入办理日志。")
    return redirect(reverse("org", args=[made if change is FOUND else place.org_id]))
