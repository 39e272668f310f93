"""Pages beside the registers: the union's code for joining by phone, the form behind it, the yearly clean-up."""

from __future__ import annotations

import io
from typing import Any

import segno
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import mark_safe

from liuyou.areas.members import cleaning, workflows
from liuyou.areas.members.actions import doors
from liuyou.areas.members.imports.columns import EDUCATION, EMPLOYMENT, IDENTITY, MIGRANT, NAME, PHONE
from liuyou.areas.members.imports.forms import EMPLOYER, JOB_FROM, POSITION
from liuyou.areas.members.models import Door
from liuyou.kernel.access.reach import visible_to
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import LiuyouError, NotFound, Refused
from liuyou.kernel.jobs.running import start_run
from liuyou.kernel.orgs import tree
from liuyou.kernel.people.identity import parse_identity
from liuyou.kernel.people.register import Named
from liuyou.kernel.web import forms
from liuyou.kernel.web.pages import PUBLIC, Here, page, show

BY_PHONE = (NAME, IDENTITY, PHONE, EMPLOYER, POSITION, EMPLOYMENT, MIGRANT, EDUCATION, JOB_FROM)
REQUIRED = ("name", "identity", "phone", "employer")
TRIES, WINDOW = 20, 3600
"""Forms sent from one address within so many seconds."""
TOO_MANY = "提交得太频繁：请过一会儿再试，或直接到工会办理。"


@page(workflows.ENROL, methods=("GET", "HEAD"))
def door(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """The link and its code, to be printed and hung up."""
    found = visible_to(Door.objects.filter(pk=number), here.actor, workflows.ENROL, here.today).first()
    if found is None:
        raise NotFound("没有这个入会二维码，或不在您的管理范围内。")
    address = request.build_absolute_uri(reverse("join", args=[doors.token_of(found)]))
    context = {"door": found, "address": address, "code": _code(address), "union": _union(found)}
    return show(request, "members/door.html", context)


@page(workflows.ENROL, methods=("GET", "HEAD"))
def own_door(request: HttpRequest, here: Here) -> HttpResponse:
    """From the menu: the code of the union one is at, or how to open one."""
    found = Door.objects.filter(org_id=here.org, state="open").first()
    if found is not None:
        return redirect(reverse("member-door", args=[found.pk]))
    return show(request, "members/door.html", {"door": None, "union": here.place.name})


def _code(address: str) -> str:
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", scale=6, border=2, xmldecl=False)
    return mark_safe(out.getvalue().decode())  # noqa: S308 - made here, of an address made here


def _union(found: Door) -> str:
    return tree.names([found.org_id], clock.today()).get(found.org_id, "")


@page(PUBLIC)
def join(request: HttpRequest, token: str) -> HttpResponse:
    """The form for whoever scans the code. What it answers never depends on what is known of the person."""
    found = doors.door_of(token)
    given = request.POST if request.method == "POST" else None
    form = forms.form_of(BY_PHONE, given)
    for name in REQUIRED:
        form.fields[name].required = True
    if given is not None and form.is_valid():
        try:
            _slow_down(request)
            values = form.values()
            who = Named(values.pop("name"), parse_identity(values.pop("identity")), values.pop("phone"))
            ticket = doors.apply_by_phone(found, who, values, on=clock.today())
        except LiuyouError as error:
            form.add_error(None, str(error))
        else:
            request.session["ticket"] = ticket
            return redirect(reverse("join-done", args=[token]))
    context = {"door": found, "union": _union(found), "form": form, "token": token}
    return show(request, "members/join.html", context, status=409 if form.errors else 200)


@page(PUBLIC)
def joined(request: HttpRequest, token: str) -> HttpResponse:
    """The number to ask with, and the answer to it."""
    found = doors.door_of(token)
    context: dict[str, Any] = {"union": _union(found), "token": token, "ticket": request.session.get("ticket", "")}
    if request.method == "POST":
        try:
            _slow_down(request)
            context["asked"] = True
            context["state"] = doors.state_of(request.POST.get("ticket", "").strip().upper())
        except LiuyouError as error:
            context["wrong"] = str(error)
    return show(request, "members/joined.html", context)


def _slow_down(request: HttpRequest) -> None:
    """So many from one address; beside the limit of the union itself."""
    key = f"join:{request.META.get('REMOTE_ADDR', '')}"
    cache.add(key, 0, WINDOW)
    if cache.incr(key) > TRIES:
        raise Refused(TOO_MANY)


@page(workflows.APPROVE)
def cleanup(request: HttpRequest, here: Here) -> HttpResponse:
    """Who is due for the yearly clean-up, by ground; those ticked are taken in bulk, each judged by the step."""
    ground = cleaning.GROUNDS.get(request.GET.get("ground", ""), cleaning.GROUNDS["job"])
    rows = ground.find(here.org, here.today)
    if request.method == "POST":
        wanted = {int(each) for each in request.POST.getlist("member") if each.isdecimal()}
        chosen = [each.member for each in rows if each.member in wanted]
        try:
            run = start_run(
                ground.action, chosen, actor=here.actor, inputs=dict(ground.inputs), reason=ground.reason, org=here.org
            )
        except LiuyouError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"“{ground.does}”已开始，共 {len(chosen)} 人。")
            return redirect(reverse("job", args=[run.pk]))
    context = {
        "ground": ground,
        "rows": rows[: cleaning.MOST],
        "count": len(rows),
        "grounds": cleaning.GROUNDS.values(),
    }
    return show(request, "members/cleanup.html", context)
