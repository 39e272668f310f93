"""Standards to begin from: those that come with the program, and those of the federations above."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from liuyou.kernel.base.errors import LiuyouError, NotFound
from liuyou.kernel.web.pages import Here, page, show
from liuyou.reports.standards import shipped
from liuyou.reports.standards.actions import standards as actions
from liuyou.reports.standards.actions.standards import EDITABLE
from liuyou.reports.standards.models import Standard
from liuyou.reports.standards.rules.tree import MODES
from liuyou.reports.standards.sheets import outline
from liuyou.reports.standards.views.overview import standard_of

MANAGE = "standards.manage"


@page(MANAGE)
def shipped_list(request: HttpRequest, here: Here) -> HttpResponse:
    """Each with its source, what its source leaves open, its items; a button makes a draft of it here."""
    error = ""
    found = shipped.everything()
    if request.method == "POST":
        chosen = found.get(request.POST.get("code", ""))
        if chosen is None:
            raise NotFound("没有这个范本。")
        try:
            made = _drafted(here, {**chosen.values, "code": chosen.code})
        except LiuyouError as refusal:
            error = str(refusal)
        else:
            messages.success(request, f"已按范本起草“{made.title}”：请对照本地文件核对分值后发布。")
            return redirect(reverse("standard", args=[made.pk]))
    taken = set(Standard.objects.filter(org_id=here.org).values_list("code", flat=True))
    rows = [(each, outline(each.values["tree"], MODES), each.code in taken) for each in found.values()]
    return show(request, "standards/shipped.html", {"rows": rows, "error": error}, status=409 if error else 200)


def _drafted(here: Here, values: dict[str, object]) -> Standard:
    made: Standard = actions.draft_standards([{"org_id": here.org, **values}], actor=here.actor)[0]
    return made


@page(MANAGE, methods=("POST",))
def copy(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """A draft of one's own that begins as a published standard one can see."""
    found = standard_of(here, number)
    if found.state == "draft" and found.org_id != here.org:
        raise NotFound("没有这个标准，或不在您的管理范围内。")
    kept = {name: getattr(found, name) for name in EDITABLE if name not in ("starts_on", "ends_on")}
    taken = set(Standard.objects.filter(org_id=here.org).values_list("code", flat=True))
    code = next(each for each in (found.code, *(f"{found.code[:34]}_{n}" for n in range(2, 99))) if each not in taken)
    made = _drafted(here, {**kept, "title": f"{found.title}（{here.place.name}）"[:120], "code": code})
    messages.success(request, "已复制为本级的草稿：改好名称、简称和分值后发布。")
    return redirect(reverse("standard", args=[made.pk]))
