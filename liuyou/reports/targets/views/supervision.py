"""Supervision as a unit sees it: visits announced and done, what has to be put right and by when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse

from liuyou.kernel.base.errors import NotFound
from liuyou.kernel.orgs import tree
from liuyou.kernel.web.pages import Here, page, show
from liuyou.reports.targets import workflows
from liuyou.reports.targets.models import Difficulty, Visit
from liuyou.reports.targets.queries import supervision as queries
from liuyou.reports.targets.workflows import READ, RECORD, SUPERVISE

KINDS = {"": "全部", "难点": "难点", "整改": "整改"}


@page(READ, methods=("GET", "HEAD"))
def supervision_page(request: HttpRequest, here: Here) -> HttpResponse:
    """What is still open, the overdue first, and the visits that this org may know of."""
    kind = request.GET.get("kind", "")
    rows = queries.difficulties(here.org, here.today)
    rows = rows.filter(kind=kind) if kind in KINDS and kind else rows
    late = queries.overdue(here.org, here.today).count()
    shown: Sequence[Difficulty] = list(rows[: queries.SHOWN])
    visits = list(queries.visits(here.actor, here.org, here.today)[: queries.SHOWN])
    names = tree.names(
        {each.org_id for each in shown} | {org for each in visits for org in (each.unit_id, each.org_id)}
    )
    context: dict[str, Any] = {"kinds": KINDS, "kind": kind, "late": late, "count": rows.count()}
    context["difficulties"] = [
        {
            "row": each,
            "org": names.get(each.org_id, "—"),
            "state": workflows.DIFFICULTY.states[each.state],
            "late": each.finish_by < here.today and each.state != "resolved",
            "last": each.follow_ups[-1] if each.follow_ups else None,
        }
        for each in shown
    ]
    context["visits"] = [_visit(each, names) for each in visits]
    circulars = queries.circulars(here.actor, here.org, here.today)
    context["circulars"] = [(each, workflows.CIRCULAR.states[each.state]) for each in circulars]
    context |= {"may_record": here.may(RECORD), "may_supervise": here.may(SUPERVISE)}
    return show(request, "targets/supervision.html", context)


def _visit(visit: Visit, names: dict[int, str]) -> dict[str, Any]:
    return {
        "row": visit,
        "unit": names.get(visit.unit_id, "—"),
        "by": names.get(visit.org_id, "—"),
        "state": workflows.VISIT.states[visit.state],
    }


@page(READ, methods=("GET", "HEAD"))
def visit_page(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """One visit as the unit visited may see it."""
    visit = queries.visit_seen(here.actor, here.org, number, here.today)
    if visit is None:
        raise NotFound("没有这次督查，或不在您的管理范围内。")
    names = tree.names([visit.unit_id, visit.org_id], here.today)
    followed = Difficulty.objects.filter(visit=visit, org_id__in=tree.subtree(here.org, here.today)).exclude(
        state="void"
    )
    context = _visit(visit, names) | {
        "followed": [(each, workflows.DIFFICULTY.states[each.state]) for each in followed.order_by("finish_by", "pk")],
        "groups": visit.group,
    }
    return show(request, "targets/visit.html", context)
