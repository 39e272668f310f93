"""The census at work: how far the towns are, and a visitor's list and form for the phone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from liuyou.areas.organising.actions import census as actions
from liuyou.areas.organising.imports.census import TOLD
from liuyou.areas.organising.models import Call
from liuyou.areas.organising.queries import census as queries
from liuyou.areas.organising.rules import kinds
from liuyou.areas.organising.screens.census import ABSENT
from liuyou.kernel.access.reach import visible_to
from liuyou.kernel.base.errors import BadInput, LiuyouError, NotFound
from liuyou.kernel.web import forms
from liuyou.kernel.web.pages import Here, page, show

READ = "organising.read"
RECORD = "organising.record"
STATES = {"assigned": "待走访", "absent": "未走访到", "done": "已走访", "": "全部"}
HEADS = ("workers", "women", "migrants", "dispatched", "platform", "members")


@page(READ)
def progress(request: HttpRequest, here: Here, number: int = 0) -> HttpResponse:
    """The campaigns that reach here, and of one of them what each town has done and has left."""
    all_of_them = list(queries.campaigns(here.org, here.today)[:50])
    chosen = queries.campaign(number, here.org, here.today) if number else next(iter(all_of_them), None)
    error = ""
    if request.method == "POST" and chosen is not None:
        try:
            visitor = request.POST.get("visitor", "").strip()[:40]
            added = actions.list_without_union(chosen, here.org, actor=here.actor, visitor=visitor)
        except LiuyouError as refusal:
            error = str(refusal)
        else:
            words = f"已把 {added} 家未建会单位列入走访名单。" if added else "未建会单位都已在名单上，没有新增。"
            messages.success(request, words)
            return redirect(reverse("organising-census-one", args=[chosen.pk]))
    towns = queries.progress(chosen, here.org, here.today) if chosen else []
    context: dict[str, Any] = {"campaigns": all_of_them, "chosen": chosen, "error": error}
    context |= {"towns": towns, "whole": queries.whole(towns)}
    context |= {"may_list": here.may(RECORD), "may_open": here.may("organising.manage")}
    return show(request, "organising/census.html", context, status=409 if error else 200)


@page(READ, methods=("GET", "HEAD"))
def call_list(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """A visitor's list: neighbours together, the next one to call on first."""
    chosen = queries.campaign(number, here.org, here.today)
    given = request.GET
    state = given.get("state", "assigned")
    state = state if state in STATES else "assigned"
    words, visitor = given.get("q", "").strip(), given.get("visitor", "").strip()
    rows = queries.calls(chosen, here.actor, here.org, here.today, state=state, words=words, visitor=visitor)
    everybody = queries.calls(chosen, here.actor, here.org, here.today, state="", words="", visitor="")
    visitors = sorted(set(everybody.exclude(visitor="").order_by().values_list("visitor", flat=True).distinct()[:200]))
    context = {"chosen": chosen, "rows": rows.defer("phone")[: queries.SHOWN], "count": rows.count(), "state": state}
    context |= {"states": STATES, "words": words, "visitor": visitor, "visitors": visitors, "most": queries.SHOWN}
    return show(request, "organising/calls.html", context)


@page(RECORD)
def call(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """One call, filled in at the door; saved, the next one of the same list opens."""
    found = visible_to(Call.objects.filter(pk=number), here.actor, RECORD, here.today)
    record = found.select_related("campaign", "employer").first()
    if record is None:
        raise NotFound("没有这条走访任务，或不在您的管理范围内。")
    form = forms.form_of(TOLD, request.POST if request.method == "POST" else None, initial=_known(record))
    if request.method == "POST":
        try:
            if absent := request.POST.get("absent"):
                reason = next((word for word in ABSENT if word == absent), ABSENT[0])
                actions.miss_call(record, called_on=here.today, why_absent=reason, actor=here.actor)
                return _next(request, here, record, f"“{record.name}”：{reason}，已记下。")
            if form.is_valid():
                told = {name: value for name, value in form.values().items() if value is not None}
                actions.record_call(record, called_on=here.today, actor=here.actor, **told)
                return _next(request, here, record, f"“{record.name}”已走访，单位台账已同步更新。")
        except BadInput as error:
            form.tell(error.problems, str(error))
        except LiuyouError as error:
            form.add_error(None, str(error))
    context = {"call": record, "form": form, "heads": [form[name] for name in HEADS], "absent": ABSENT}
    context |= {"why": kinds.WHY_NOT, "open": record.state in ("assigned", "absent")}
    return show(request, "organising/call.html", context, status=409 if form.errors else 200)


def _known(record: Call) -> dict[str, Any]:
    """What the register knows of the employer, to be put right at the door; what is sealed is not shown."""
    employer = record.employer
    if employer is None:
        return {}
    names = ("workers", "women", "migrants", "dispatched", "platform", "why_not", "contact", "address", "park")
    known = {name: getattr(employer, name) for name in names}
    covered = {"union": kinds.YES} if employer.coverage != "未建会" else {}
    return {name: value for name, value in known.items() if value} | covered


def _next(request: HttpRequest, here: Here, record: Call, words: str) -> HttpResponse:
    messages.success(request, words)
    left = queries.calls(
        record.campaign, here.actor, here.org, here.today, state="assigned", words="", visitor=record.visitor
    )
    following = left.exclude(pk=record.pk).first()
    if following is not None and not request.POST.get("stop"):
        return redirect(reverse("organising-call", args=[following.pk]))
    return redirect(reverse("organising-calls", args=[record.campaign_id]))
