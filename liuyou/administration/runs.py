"""Pages of jobs: my runs, one run with its progress and its result per record, stop, resume, download."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from liuyou.kernel.base.errors import NotFound
from liuyou.kernel.jobs.models import ItemState, Run, RunItem
from liuyou.kernel.jobs.running import resume_run, stop_run
from liuyou.kernel.orgs import tree
from liuyou.kernel.web.pages import SIGNED_IN, Here, page, show
from liuyou.kernel.web.paging import keyset

MANAGE = "system.manage"
ABSENT = "没有这项任务，或不在您的管理范围内。"


def seen(here: Here) -> QuerySet[Run]:
    """One's own runs; for whoever manages the system all of them."""
    runs = Run.objects.select_related("actor").order_by("-pk")
    return runs if manages(here) else runs.filter(actor=here.actor)


def manages(here: Here) -> bool:
    return here.may(MANAGE, tree.root(here.today))


def _run(here: Here, number: int) -> Run:
    found = seen(here).filter(pk=number).first()
    if found is None:
        raise NotFound(_(ABSENT))
    return found


@page(SIGNED_IN, methods=("GET", "HEAD"))
def run_list(request: HttpRequest, here: Here) -> HttpResponse:
    whole = manages(here) and request.GET.get("whose") == "all"
    runs = seen(here) if whole else seen(here).filter(actor=here.actor)
    listed = keyset(runs.order_by(), ("-created_at",), request.GET.get("cursor", ""))
    context = {"runs": listed.rows, "pages": listed, "whole": whole, "manages": manages(here)}
    return show(request, "jobs/list.html", context)


@page(SIGNED_IN, methods=("GET", "HEAD"))
def run_page(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    run = _run(here, number)
    wanted = request.GET.get("state", "")
    items: QuerySet[RunItem] = run.items.all()
    if wanted in ItemState.values:
        items = items.filter(state=wanted)
    listed = keyset(items, ("number",), request.GET.get("cursor", ""))
    context = {"run": run, "items": listed.rows, "pages": listed, "wanted": wanted, "left": _left(run)}
    return show(request, "jobs/run.html", context | {"many": run.items.exists()})


@page(SIGNED_IN, methods=("GET", "HEAD"))
def run_progress(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """The bar alone; htmx asks for it every second and for the whole page once the run has ended."""
    run = _run(here, number)
    response = show(request, "jobs/progress.html", {"run": run, "left": _left(run)})
    if not run.under_way and request.headers.get("HX-Request"):
        response["HX-Refresh"] = "true"
    return response


def _left(run: Run) -> int | None:
    """Seconds that the rest will take at the pace so far."""
    if not run.under_way or not run.started_at or not run.progress or not run.total:
        return None
    passed = (timezone.now() - run.started_at).total_seconds()
    return int(passed / run.progress * (run.total - run.progress)) + 1


@page(SIGNED_IN, methods=("POST",))
def run_stop(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    stop_run(_run(here, number), actor=here.actor)
    messages.success(request, _("已停下：做完的部分有效，其余的可以随时继续。"))
    return redirect("job", number=number)


@page(SIGNED_IN, methods=("POST",))
def run_resume(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    resume_run(_run(here, number), actor=here.actor)
    messages.success(request, _("已接着办理。"))
    return redirect("job", number=number)


@page(SIGNED_IN, methods=("GET", "HEAD"))
def run_result(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """The file of a run goes to whoever began it only: it was made with his or her rights."""
    run = Run.objects.filter(pk=number, actor=here.actor).first()
    if run is None or run.file is None:
        raise NotFound(_("结果文件不在了：保留期已过，请重新生成。"))
    return cast(HttpResponse, FileResponse(run.file.open("rb"), as_attachment=True, filename=run.result))
