"""Lists at work: a step on many records as a run, export, filters kept under a name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from liuyou.kernel.base.errors import BadInput, LiuyouError, NotFound, Refused
from liuyou.kernel.jobs.running import start_run
from liuyou.kernel.orgs import tree
from liuyou.kernel.web import fields, forms
from liuyou.kernel.web.lists import Asked, Listing
from liuyou.kernel.web.models import SavedFilter
from liuyou.kernel.web.pages import Here, page, show
from liuyou.kernel.web.records import bound_of, columns_chosen, reads
from liuyou.kernel.web.screens import Screen, screen_of
from liuyou.kernel.web.taking import inputs_of

SHOWN = 10
AT_ONCE = 500


@page(reads, methods=("POST",))
def record_bulk(request: HttpRequest, here: Here, register: str) -> HttpResponse:
    """First what the step asks, once for all; then a run, in which each record is judged when its turn comes."""
    screen = screen_of(register)
    bound = bound_of(screen, request.POST.get("step", ""))
    if not here.anywhere(bound.step.needs):
        raise NotFound("没有这一步，或不在您的权限内。")
    numbers = _chosen(screen, here, request)
    if not numbers:
        raise Refused("没有选中记录：请先在列表中勾选要办理的记录。")
    columns = [
        column for column in forms.columns_for(screen, bound) if column.name not in screen.changes.get(bound.name, ())
    ]
    same = request.POST.get("set") in ("", None, _mark(numbers))
    sent = request.POST if request.POST.get("sure") and same else None
    form = forms.form_of(columns, sent, choices=screen.choices)
    if sent is not None and form.is_valid():
        inputs = inputs_of(screen, bound, None, form.values(), here.actor)
        common = {name: inputs.pop(name, default) for name, default in (("reason", ""), ("on", None))}
        try:
            run = start_run(bound.code, numbers, actor=here.actor, inputs=inputs, org=here.org, **common)
        except LiuyouError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"“{bound.step.title}”已开始，共 {len(numbers)} 条。")
            return redirect(reverse("job", args=[run.pk]))
    rows = list(screen.model._default_manager.filter(pk__in=numbers[:SHOWN]))
    orgs = tree.names((row.org_id for row in rows), here.today)
    sample = [[fields.shown(screen, row, name, orgs) for name in screen.columns[:4]] for row in rows]
    context = {"screen": screen, "bound": bound, "form": form, "numbers": numbers, "sample": sample}
    context |= {"set": _mark(numbers), "changed": not same}
    return show(request, "web/bulk.html", context | {"chosen_all": request.POST.get("all", "")})


def _mark(numbers: list[int]) -> str:
    """Tells one set of records from another."""
    return hashlib.sha256(",".join(map(str, numbers)).encode()).hexdigest()[:16]


def _chosen(screen: Screen, here: Here, request: HttpRequest) -> list[int]:
    """The records ticked, or all that the list's filters find; only those within reach."""
    query = request.POST.get("all")
    if query:
        listing = Listing(screen, here, understood(screen, QueryDict("" if query == "-" else query)))
        return list(listing.rows.order_by("pk").values_list("pk", flat=True))
    ticked = [int(each) for each in request.POST.getlist("record") if each.isdecimal()]
    found = Listing(screen, here, Asked()).within().filter(pk__in=ticked)
    return list(found.order_by("pk").values_list("pk", flat=True))


def understood(screen: Screen, query: QueryDict) -> Asked:
    """What is asked of a list; BadInput rather than more records than were meant."""
    asked = Asked.of(screen, query)
    if asked.wrong or asked.unread:
        raise BadInput(asked.wrong or "筛选条件读不懂：请回到列表重新筛选。")
    return asked


@page(reads, methods=("GET", "HEAD"))
def record_export(request: HttpRequest, here: Here, register: str) -> HttpResponse:
    """The list as it is filtered, all pages of it, with the columns chosen. What is sealed is never in it."""
    from liuyou.kernel.web import exports

    screen = screen_of(register)
    listing = Listing(screen, here, understood(screen, request.GET))
    names = ["id", *(name for name in columns_chosen(request, here, screen) if name != "id")]
    columns = [(screen.title_of(name), "number" if name in screen.numbers else "text") for name in names]
    words = "；".join(text for _, text in listing.chips())
    return exports.export_list(
        request, here, register, columns, _rows(listing, names), listing.rows.count(), words=words
    )


def _rows(listing: Listing, names: list[str]) -> Iterator[list[Any]]:
    """Values in the list's order, some hundred records at a time."""
    screen, related = listing.screen, [n for n in names if n in ("person",)]
    rows = listing.rows.select_related(*related).order_by(f"-{screen.day}", "-pk").iterator(chunk_size=AT_ONCE)
    while chunk := list(islice(rows, AT_ONCE)):
        orgs = tree.names((row.org_id for row in chunk), listing.here.today)
        for row in chunk:
            yield [_value(screen, row, name, orgs) for name in names]


def _value(screen: Screen, row: Any, name: str, orgs: dict[int, str]) -> Any:
    if name in screen.numbers:
        return getattr(row, name)
    text = fields.shown(screen, row, name, orgs).text
    return "" if text == "—" else text


@page(reads, methods=("POST",))
def filter_save(request: HttpRequest, here: Here, register: str) -> HttpResponse:
    """Keep the list's filters under a name, or let a name go. One's own only."""
    screen = screen_of(register)
    title = request.POST.get("title", "").strip()[:20]
    own = SavedFilter.objects.filter(user=here.user, register=screen.code)
    if request.POST.get("drop", "").isdecimal():
        own.filter(pk=request.POST["drop"]).delete()
    elif title:
        query = QueryDict(request.POST.get("query", ""), mutable=True)
        query.pop("cursor", None)
        SavedFilter.objects.update_or_create(
            user=here.user, register=screen.code, title=title, defaults={"query": query.urlencode()}
        )
        messages.success(request, f"已记住筛选“{title}”。")
    return redirect(reverse("records", args=[screen.code]))
