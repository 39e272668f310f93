"""Pages of parameters: what holds, why, and setting or ending one's own value."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from liuyou.administration.orgs import queries as orgs
from liuyou.administration.orgs.views import day_of
from liuyou.administration.parameters import queries, shapes
from liuyou.administration.parameters.forms import EndForm, OverrideForm
from liuyou.kernel.actions.parameters import end_override, override_parameter
from liuyou.kernel.base.errors import LiuyouError, NotFound, Refused
from liuyou.kernel.orgs import tree
from liuyou.kernel.parameters.definitions import Resolution, parameter
from liuyou.kernel.parameters.models import ParameterOverride
from liuyou.kernel.parameters.values import parameter as resolved
from liuyou.kernel.web.pages import SIGNED_IN, Here, page, show

SET = "parameters.set"


@page(SIGNED_IN)
def parameter_list(request: HttpRequest, here: Here) -> HttpResponse:
    """All parameters with what holds here on a day."""
    day = day_of(request, here)
    words, area = request.GET.get("q", "").strip(), request.GET.get("area", "")
    everything = queries.in_force(here.org, day)
    found = queries.matching(everything, words, area)
    grouped = groupby(found, key=lambda line: queries.area_of(line.about.name))
    codes = dict.fromkeys(queries.area_of(line.about.name) for line in everything)
    context = {
        "day": day,
        "words": words,
        "area": area,
        "areas": [(code, queries.area_title(code)) for code in codes],
        "groups": [(queries.area_title(code), list(lines)) for code, lines in grouped],
    }
    return show(request, "parameters/list.html", context)


def _resolved(name: str, org: int, day: date) -> Resolution | None:
    try:
        return resolved(name, org=org, on=day)
    except Refused:
        return None


@page(SIGNED_IN)
def parameter_page(request: HttpRequest, here: Here, name: str) -> HttpResponse:
    """One parameter: the value here and why, every known value, own values, what it is used for."""
    about, day = parameter(name), day_of(request, here)
    found, words = _resolved(name, here.org, day), queries.words_for(about)
    line = queries.line_of(about, found)
    own = queries.overrides(name, here)
    names = orgs.last_names(each.org_id for each in own)
    context = {
        "about": about,
        "description": shapes.plain(about.description),
        "day": day,
        "line": line,
        "confidence": queries.confidence_of(found) if found else "",
        "candidates": [
            (each, shapes.told(each.origin.value, line.unit, words)) for each in (found.candidates if found else ())
        ],
        "values": [(each, shapes.told(each.value, each.unit or about.unit, words)) for each in about.values],
        "own": [(each, names.get(each.org_id, ""), _told(each, about.unit, words), _may(here, each)) for each in own],
        "used": queries.used_by(name),
        "may_set": here.may(SET),
        "area": queries.area_title(queries.area_of(name)),
    }
    if found and shapes.shape_of(found.value) in (shapes.Shape.ROWS, shapes.Shape.TABLE):
        context |= _table(found, words)
    return show(request, "parameters/parameter.html", context)


def _told(each: ParameterOverride, unit: str, words: dict[str, str]) -> str:
    return shapes.told(each.as_override().value, unit, words)


def _may(here: Here, each: ParameterOverride) -> bool:
    """Whether this person may end it: not when it is over already."""
    over = each.valid_to is not None and (each.valid_to < here.today or each.valid_to < each.valid_from)
    place = tree.places(here.today).filter(org_id=each.org_id).first()
    return not over and place is not None and here.may(SET, place)


def _table(found: Resolution, words: dict[str, str]) -> dict[str, Sequence[object]]:
    rows = found.value if isinstance(found.value, list) else [found.value]
    columns = shapes.cells(found.value)
    shown = [[shapes.told(row.get(cell.name), "", words) for cell in columns] for row in rows]
    return {"columns": columns, "rows": shown}


@page(SET)
def override(request: HttpRequest, here: Here, name: str) -> HttpResponse:
    """Set an own value for the org at hand and those below it."""
    about = parameter(name)
    found = _resolved(name, here.org, here.today)
    given = request.POST if request.method == "POST" else None
    form = OverrideForm(about, here, found, queries.words_for(about), given)
    if given is not None and form.is_valid():
        asked = form.cleaned_data
        common = {"actor": here.actor, "reason": asked["reason"].strip(), "source": asked["source"].strip()}
        try:
            override_parameter(name, asked["kept"], org=here.org, since=asked["since"], **common)
        except LiuyouError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"“{about.title}”已为{here.place.name}及下级另定，{asked['since']} 起有效。")
            return redirect(reverse("parameter", args=[name]))
    context = {"about": about, "form": form, "line": queries.line_of(about, found)}
    context["description"] = shapes.plain(about.description)
    return show(request, "parameters/override.html", context, status=409 if form.errors else 200)


@page(SET)
def end(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """End an own value, or take it back."""
    each = ParameterOverride.objects.filter(pk=number).first()
    place = tree.places(here.today).filter(org_id=each.org_id).first() if each else None
    if each is None or place is None or not here.may(SET, place):
        raise NotFound("没有这条另定，或不在您的管理范围内。")
    about = parameter(each.name)
    given = request.POST if request.method == "POST" else None
    form = EndForm(each, here, given)
    if given is not None and form.is_valid():
        asked = form.cleaned_data
        try:
            end_override(number, ends=asked["ends"], actor=here.actor, reason=asked["reason"].strip())
        except LiuyouError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"“{about.title}”的另定在 {asked['ends']} 后不再有效。")
            return redirect(reverse("parameter", args=[each.name]))
    context = {
        "about": about,
        "form": form,
        "override": each,
        "place": place,
        "text": _told(each, about.unit, queries.words_for(about)),
    }
    return show(request, "parameters/end.html", context, status=409 if form.errors else 200)
