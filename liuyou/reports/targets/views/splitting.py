"""Handing a target down: shares for all units below with their sum against the whole, sent down in one go."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from liuyou.kernel.access.reach import visible_to
from liuyou.kernel.base.errors import LiuyouError, NotFound
from liuyou.kernel.base.periods import Period
from liuyou.kernel.orgs import tree
from liuyou.kernel.web.pages import Here, page, show
from liuyou.reports.targets import workflows
from liuyou.reports.targets.actions.targets import split_target
from liuyou.reports.targets.models import Target
from liuyou.reports.targets.queries import splitting
from liuyou.reports.targets.rules import shares
from liuyou.reports.targets.rules import values as written
from liuyou.reports.targets.workflows import MANAGE

POSSIBLE = workflows.TARGET.split.step.sources


@page(MANAGE)
def split_page(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """Shares by the way chosen stand in the cells and may be changed; what is settled below stays."""
    target = visible_to(Target.objects.filter(pk=number), here.actor, MANAGE, here.today).first()
    if target is None:
        raise NotFound("没有这个目标，或不在您的管理范围内。")
    way = request.GET.get("way", "")
    below = splitting.below(target, here.today)
    error, typed = "", _typed(request) if request.method == "POST" else None
    if typed is not None:
        try:
            reason = request.POST.get("reason", "").strip()[:200]
            split_target(target.pk, way=shares.TYPED, typed=typed, reason=reason, actor=here.actor)
        except LiuyouError as refusal:
            error = str(refusal)
        else:
            messages.success(request, f"“{target.title}”已分解，下达下级征求意见。")
            return redirect(reverse("record", args=[Target.register, target.pk]))
    try:
        found = (
            splitting.proposal(target, way, here.today, known=below)
            if way in shares.WAYS and way != shares.TYPED
            else None
        )
    except LiuyouError as refusal:
        found, error = None, str(refusal)
    context: dict[str, Any] = {"target": target, "way": way, "error": error, "period": Period.parse(target.period)}
    context |= {"rows": [_row(each, target, found, typed) for each in below], "possible": target.state in POSSIBLE}
    context |= {"ways": {code: title for code, title in shares.WAYS.items() if code != shares.TYPED}}
    context |= {"org_name": tree.names([target.org_id], here.today).get(target.org_id, "")}
    context |= {"whole": written.typed(target.value, target.unit)}
    return show(request, "targets/split.html", context, status=409 if error and typed is not None else 200)


def _typed(request: HttpRequest) -> dict[int, str]:
    named = ((name.removeprefix("share-"), value) for name, value in request.POST.items() if name.startswith("share-"))
    return {int(org): str(value).strip() for org, value in named if org.isascii() and org.isdecimal()}


def _row(
    unit: splitting.Below, target: Target, found: splitting.Proposal | None, typed: dict[int, str] | None
) -> dict[str, Any]:
    """One line of the table: what stands in its cell is what was typed, what the way gives, or what it has."""
    value = unit.value
    if found is not None and unit.org in found.shares:
        value = found.shares[unit.org]
    cell = "" if value is None else written.typed(value, target.unit)
    return {
        "unit": unit,
        "cell": typed.get(unit.org, cell) if typed is not None and not unit.fixed else cell,
        "state": workflows.TARGET.states.get(unit.state, "还没有"),
        "countered": "" if unit.countered is None else written.shown(unit.countered, target.unit),
        "last_year": written.shown(unit.last_year, target.unit) if unit.last_year is not None else "—",
        "workers": written.shown(unit.workers, "") if unit.workers is not None else "—",
    }
