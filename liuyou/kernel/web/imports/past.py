"""Files that were taken in: the list, each one's records, and taking it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from liuyou.kernel.base.errors import BadInput, LiuyouError, NotFound
from liuyou.kernel.catalogue import catalogue
from liuyou.kernel.intake import undoing
from liuyou.kernel.intake.models import Load
from liuyou.kernel.orgs import tree
from liuyou.kernel.orgs.models import Place
from liuyou.kernel.web import fields
from liuyou.kernel.web.imports import tasks
from liuyou.kernel.web.pages import Here, page, show
from liuyou.kernel.web.paging import count_up_to, keyset
from liuyou.kernel.web.screens import SCREENS

PERMISSION = "intake.load"
SIZE = 30
SHOWN, NAMED = 100, 3


def _within(here: Here) -> QuerySet[Load]:
    """Loads for the org chosen and those below it."""
    below = tree.places(here.today).filter(path__contained_by_path=here.place.path)
    return Load.objects.filter(org_id__in=below.values("org_id")).select_related("actor", "undone", "undone__actor")


def listed(request: HttpRequest, here: Here) -> dict[str, Any]:
    """The page of past imports that the address asks for."""
    words = request.GET.get("words", "").strip()[:60]
    rows = _within(here)
    if words:
        rows = rows.filter(Q(file_name__icontains=words) | Q(actor__name__icontains=words))
    cut = keyset(rows, ("-at",), request.GET.get("cursor", ""), SIZE)
    places = tree.places(here.today).filter(org_id__in={each.org_id for each in cut.rows})
    names = dict(places.values_list("org_id", "name"))
    return {
        "words": words,
        "page": cut,
        "counted": count_up_to(rows),
        "loads": [(each, names.get(each.org_id, ""), _counts(each), _undone(each)) for each in cut.rows],
    }


def _counts(load: Load) -> str:
    """The three commonest kinds, and how many there are of all."""
    ranked = sorted(load.counts.items(), key=lambda pair: -pair[1])
    text = "，".join(f"{title} {count} 条" for title, count in ranked[:NAMED])
    return text if len(ranked) <= NAMED else f"{text} 等 {len(ranked)} 种，共 {sum(load.counts.values())} 条"


def _undone(load: Load) -> Any:
    return getattr(load, "undone", None)


@page(PERMISSION)
def load_page(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """What one import made, with links to the records; taking it back."""
    load = _within(here).filter(pk=number).first() or _reached(here, number)
    problems: list[Any] = []
    if request.method == "POST":
        try:
            run = tasks.begin_undo(load, actor=here.actor, reason=request.POST.get("reason", ""))
        except BadInput as error:
            problems = [str(error), *error.problems]
        except LiuyouError as error:
            messages.error(request, str(error))
            return redirect(request.path)
        else:
            messages.success(
                request, "已撤销这次导入。" if run is None else "记录较多，正在后台撤销：完成后这里会标明。"
            )
            return redirect(request.path)
    made = undoing.made_by(load, catalogue.registers())
    context = {
        "load": load,
        "undone": _undone(load),
        "org_name": tree.place(load.org_id, here.today).name,
        "counts": load.counts.items(),
        "made": [_listed(each, request, here, tree.place(load.org_id, here.today)) for each in made],
        "people_only": not made,
        "problems": problems[:SHOWN],
        "more": max(len(problems) - SHOWN, 0),
        "reason": request.POST.get("reason", ""),
    }
    return show(request, "web/import/load.html", context, status=409 if problems else 200)


def _reached(here: Here, number: int) -> Load:
    """A load of another org in reach: whoever follows a link need not change the org first."""
    found = Load.objects.select_related("actor", "undone", "undone__actor").filter(pk=number).first()
    if found is None or not here.may(PERMISSION, tree.place(found.org_id, here.today)):
        raise NotFound("没有这次导入，或不在您的管理范围内。")
    return found


def _listed(made: undoing.Made, request: HttpRequest, here: Here, place: Place) -> dict[str, Any]:
    """Records of one kind: the first hundred, or those from where the address says; their facts for who may read."""
    text = request.GET.get(f"from-{made.register}", "0")
    start = min(int(text), len(made.records)) if text.isdecimal() else 0
    screen = SCREENS.get(made.register)
    some = made.records[start : start + SHOWN]
    found: dict[str, Any] = {
        "register": made.register,
        "title": screen.name if screen else made.title,
        "count": len(made.records),
        "numbers": some,
        "next": start + SHOWN if start + SHOWN < len(made.records) else None,
    }
    if screen is None or not here.may(screen.reads, place):
        return found
    related = ["person"] if screen.of_people and "person" in screen.columns else []
    rows = screen.model._default_manager.filter(pk__in=some).select_related(*related).order_by("pk")
    orgs = tree.names((row.org_id for row in rows), here.today)
    table = [(row.pk, [fields.shown(screen, row, name, orgs) for name in screen.columns]) for row in rows]
    columns = [(screen.title_of(name), name in screen.numbers) for name in screen.columns]
    return found | {"columns": columns, "rows": table}
