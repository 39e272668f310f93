"""A standard in the browser: read, edited row by row without code, checked and tried on a real union, published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from liuyou.kernel.base.errors import BadInput, LiuyouError, NotFound, Refused
from liuyou.kernel.base.periods import Period
from liuyou.kernel.ledger import codes
from liuyou.kernel.ledger.measures import REGISTRY
from liuyou.kernel.orgs.models import Kind, Place, Sector
from liuyou.kernel.web.pages import Here, page, show
from liuyou.reports.standards import asking, forms, queries, rounds, sheets
from liuyou.reports.standards.actions import standards as actions
from liuyou.reports.standards.models import Appraisal, Standard
from liuyou.reports.standards.rules import marking, reading, results
from liuyou.reports.standards.rules.reading import Wrong
from liuyou.reports.standards.rules.tree import ABSENT, EFFECTS, MODES
from liuyou.reports.standards.views.overview import ABSENT as GONE
from liuyou.reports.standards.views.overview import may_manage, standard_of
from liuyou.reports.standards.workflows import STANDARD

READ, MANAGE = "standards.read", "standards.manage"
MOST_HINTS, MOST_UNIONS = 30, 200
KINDS = dict(Kind.choices)
SECTORS = dict(Sector.choices)
BOUNDARIES = (
    ("≥", "以上（≥，含本数）"),
    (">", "超过（>，不含本数）"),
    ("≤", "以下（≤，含本数）"),
    ("<", "不满（<，不含本数）"),
)


@page(READ)
def standard(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """A draft is a form for whoever may manage it; everything else is read."""
    found = standard_of(here, number)
    if not may_manage(here, found):
        if found.state == "draft":
            raise NotFound(GONE)
        return _shown(request, here, found, managed=False)
    if request.method == "POST" and (done := _taken(request, here, found)) is not None:
        return done
    if found.state != "draft":
        return _shown(request, here, found, managed=True)
    return _edited(request, here, found)


def _shown(request: HttpRequest, here: Here, found: Standard, *, managed: bool) -> HttpResponse:
    rows = forms.rows_of(found.tree)
    context = {
        "standard": found,
        "state": STANDARD.states[found.state],
        "rows": rows,
        "modes": MODES,
        "titles": _titles(rows),
        "kinds": [KINDS.get(each, each) for each in found.applies.get("kinds") or ()],
        "sectors": [SECTORS.get(each, each) for each in found.applies.get("sectors") or ()],
        "absent": ABSENT.get(found.absent, ""),
        "managed": managed,
        "may_copy": here.may(MANAGE),
        "periods": rounds.periods(found.pk),
        "unions": unions(found, here),
        "period": str(here.today.year),
    }
    return show(request, "standards/standard.html", context)


def _taken(request: HttpRequest, here: Here, found: Standard) -> HttpResponse | None:
    """A new version, or throwing a draft away; None where the form is to be shown."""
    if request.POST.get("renew"):
        rows = [{"org_id": found.org_id, "standard": found.pk}]
        made = actions.new_version(rows, actor=here.actor)[0]
        messages.success(request, f"已起草第 {made.version} 版：改好后发布，原版本随之停用。")
        return redirect(reverse("standard", args=[made.pk]))
    if found.state == "draft":
        return None
    raise Refused("已发布的标准不能修改：请起草新版本。")


def _edited(request: HttpRequest, here: Here, found: Standard) -> HttpResponse:
    posted = request.method == "POST"
    rows = forms.read(request.POST) if posted else forms.rows_of(found.tree)
    head = forms.read_head(request.POST) if posted else forms.head_of(found)
    errors: list[str] = []
    moved = posted and forms.rearrange(rows, request.POST)
    if posted and not moved:
        try:
            changed = actions.edit_standard(found, changes=forms.changes(head, rows), actor=here.actor)
            if request.POST.get("publish"):
                actions.publish_standard(changed, actor=here.actor)
            words = "已发布" if request.POST.get("publish") else "草稿已保存"
            messages.success(request, f"“{head['title']}”{words}。")
            return redirect(reverse("standard", args=[found.pk]))
        except ValueError:
            errors.append("起用日期写法不对：请写成 2016-01-28。")
        except BadInput as error:
            errors.append(str(error))
        except LiuyouError as error:
            errors.append(str(error))
    rest = forms.place(rows, _wrong(head, rows)) if posted or rows else []
    context = {
        "standard": found,
        "head": head,
        "rows": rows,
        "errors": errors,
        "rest": rest,
        "modes": MODES,
        "titles": _titles(rows),
        "effects": EFFECTS,
        "kinds": KINDS,
        "sectors": SECTORS,
        "absents": ABSENT,
        "facts": {name: fact.title for name, fact in asking.FACTS.items()},
        "unions": unions(found, here),
        "period": str(here.today.year),
        "moved": moved,
        "boundaries": BOUNDARIES,
    }
    return show(request, "standards/edit.html", context, status=409 if errors else 200)


def _titles(rows: Sequence[forms.Row]) -> dict[str, str]:
    """What the figures of the rows are called, with their units."""
    found = {}
    for row in rows:
        code, of = row.values.get("figure", ""), row.values.get("of", "")
        try:
            known = asking.look(code, of) if code and not row.group else None
        except LiuyouError:
            continue
        if known is not None:
            found[row.key] = f"{known.title}（{known.unit}）" if known.unit else known.title
    return found


def _data(head: Mapping[str, Any], rows: Sequence[forms.Row]) -> dict[str, Any]:
    return {
        "total": head["total"],
        "tree": forms.tree_of(rows),
        "grades": forms.grades(head["grades"]),
        "absent": head["absent"],
        "applies": {"kinds": head["kinds"], "sectors": head["sectors"]},
    }


def _wrong(head: Mapping[str, Any], rows: Sequence[forms.Row]) -> list[Wrong]:
    return reading.check(_data(head, rows), asking.look, kinds=set(KINDS), sectors=set(SECTORS))


def unions(found: Standard, here: Here) -> list[Place]:
    """Unions within reach that the standard is for, to try it on."""
    places = queries.applicable_orgs(found, here.today)
    return [each for each in places if here.rights.allow(READ, str(each.path))][:MOST_UNIONS]


@page(READ, methods=("POST",))
def look_over(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """What is wrong with what is being typed; and what one real union would get by it. Nothing is kept."""
    found = standard_of(here, number)
    posted = "item" in request.POST
    rows = forms.read(request.POST) if posted else forms.rows_of(found.tree)
    head = forms.read_head(request.POST) if posted else forms.head_of(found)
    wrong = _wrong(head, rows)
    context: dict[str, Any] = {"wrong": wrong}
    chosen = request.POST.get("union", "")
    if not wrong and chosen.isdecimal():
        try:
            context |= _tried(found, _data(head, rows), here, int(chosen), request.POST.get("period", ""))
        except LiuyouError as error:
            context["refused"] = str(error)
    return show(request, "standards/check.html", context)


def _tried(found: Standard, data: Mapping[str, Any], here: Here, union: int, period: str) -> dict[str, Any]:
    """The sheet of one union by the standard as it is typed."""
    place = next((each for each in queries.applicable_orgs(found, here.today) if each.org_id == union), None)
    if place is None or not here.rights.allow(READ, str(place.path)):
        raise NotFound("没有这个工会，或不适用这个标准。")
    span = Period.parse(period or str(here.today.year))
    sheet = reading.read(data, asking.look)
    trial = Appraisal(org_id=union, kind=place.kind, sector=place.sector, period=span.code, standard=found)
    items, _, auto = asking.automatic(sheet, [trial])[union]
    result = results.result(sheet, place.kind, place.sector, marking.automatic(auto))
    lines: list[tuple[Any, Any]] = [(item, auto.get(item.code)) for item in items]
    left = sum((item.points for item in items if item.code not in auto), sheets.NOTHING)
    return {"tried": place, "span": span, "result": result, "lines": lines, "by_people": left}


@page(READ, methods=("GET", "HEAD"))
def figure_hints(request: HttpRequest, here: Here) -> HttpResponse:
    """Figures by words of their title or code, for the list of suggestions of the editor."""
    words = request.GET.get("q", "").strip().lower()[:60]
    known = {code: (each.title, each.unit) for code, each in codes.NAMED.items() if ".check_" not in code}
    known |= {code: (each.title, each.unit) for code, each in REGISTRY.measures.items()}
    found = [(code, *said) for code, said in sorted(known.items()) if words in code or words in said[0].lower()]
    return show(
        request,
        "standards/figures.html",
        {"figures": found[:MOST_HINTS], "more": len(found) > MOST_HINTS, "words": words},
    )
