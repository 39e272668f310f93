"""Records against the ledger: the last result, and a button that has it checked again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse

from liuyou.kernel.jobs.models import Run
from liuyou.kernel.jobs.running import start_task
from liuyou.kernel.jobs.sweeping import RECONCILE
from liuyou.kernel.ledger import reconcile as ledger
from liuyou.kernel.web import menu
from liuyou.kernel.web.pages import Here, page, show

SHOWN = 20


def _reconcile(request: HttpRequest, here: Here, name: str) -> HttpResponse:
    """Anybody who may open the page may have it checked: it reads only, and one check at a time is enough."""
    runs = Run.objects.filter(kind=RECONCILE).select_related("actor").order_by("-created_at")
    if request.method == "POST":
        if any(run.under_way for run in runs[:1]):
            messages.info(request, "正在核对，不用再开始一次。")
        else:
            start_task(RECONCILE, actor=here.actor)
            messages.success(request, "已开始核对：完成后结果显示在这里。")
        return redirect(reverse(name))
    context = {"runs": list(runs[:SHOWN]), "registers": len(ledger.registers()), "address": name}
    return show(request, "administration/reconcile.html", context)


@page("system.manage")
def for_system(request: HttpRequest, here: Here) -> HttpResponse:
    return _reconcile(request, here, "reconcile")


@page("journal.read")
def for_audit(request: HttpRequest, here: Here) -> HttpResponse:
    return _reconcile(request, here, "journal-reconcile")


urlpatterns = [
    path("reconcile/", for_system, name="reconcile"),
    path("journal/reconcile/", for_audit, name="journal-reconcile"),
]


def enter_menu() -> None:
    menu.add("系统", "账实核对", "reconcile", "system.manage", order=70)
