"""Pages of the journal for auditors."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from liuyou.administration import inputs
from liuyou.administration.journal import exports, queries, telling
from liuyou.administration.journal.queries import ORDER, READ, Search
from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.web.pages import Here, page, show
from liuyou.kernel.web.paging import keyset

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page(READ)
def journal(request: HttpRequest, here: Here) -> HttpResponse:
    """The lines asked for, a page at a time."""
    form = Search(here, request.GET)
    context = {"form": form, "chosen": any(request.GET.get(name) for name in form.fields)}
    if form.is_valid():
        found = keyset(queries.lines(form.cleaned_data, here.today), ORDER, request.GET.get("cursor", ""))
        asked = form.cleaned_data
        context |= {"page": found, "lines": telling.told(found.rows), "asked": asked, "place": asked["place"]}
    return show(request, "journal/list.html", context, status=200 if form.is_valid() else 400)


@page(READ, methods=("POST",))
def export(request: HttpRequest, here: Here) -> HttpResponse:
    """The same lines as a workbook."""
    form = Search(here, request.POST)
    if not form.is_valid():
        raise BadInput("；".join(inputs.errors_of(form)))
    asked = form.cleaned_data
    file = exports.export(
        queries.lines(asked, here.today), org=asked["place"].org_id, filters=form.described(), actor=here.actor
    )
    name = f"办理日志-{asked['since']:%Y%m%d}-{asked['until']:%Y%m%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)  # type: ignore[return-value]


@page(READ)
def wholeness(request: HttpRequest, here: Here) -> HttpResponse:
    """How many lines each day has, and whether the database still refuses to change any."""
    form = Search(here, request.GET)
    if not form.is_valid():
        messages.error(request, "；".join(inputs.errors_of(form)))
        return redirect(reverse("journal-days"))
    asked = form.cleaned_data
    days = queries.by_day(queries.lines(asked, here.today))
    context = {
        "form": form,
        "asked": asked,
        "days": days,
        "total": sum(each.number for each in days),
        "guarded": queries.guarded(),
    }
    return show(request, "journal/days.html", context)
