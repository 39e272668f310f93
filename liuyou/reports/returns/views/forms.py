"""Forms: which there are, one of them with its periods, and those shipped with the program."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from liuyou.kernel.base.errors import LiuyouError, NotFound
from liuyou.kernel.web.pages import Here, page, show
from liuyou.reports.returns import actions, shipped
from liuyou.reports.returns.models import Return
from liuyou.reports.returns.queries import applying, completeness
from liuyou.reports.returns.rules import periods
from liuyou.reports.returns.views import finding
from liuyou.reports.returns.views.finding import MANAGE, READ
from liuyou.reports.returns.workflows import FORM

PERIODS = 6


@page(READ, methods=("GET", "HEAD"))
def form_list(request: HttpRequest, here: Here) -> HttpResponse:
    """Forms of this org and those above, and the shipped ones that may be taken over."""
    found = finding.forms_of(here)
    used = {form.code for form in found}
    context = {
        "forms": [(form, FORM.states[form.state], form.ends_on and form.ends_on < here.today) for form in found],
        "shipped": [each for each in shipped.catalogue() if each.code not in used],
        "may_manage": here.may(MANAGE),
    }
    return show(request, "returns/forms.html", context)


@page(MANAGE, methods=("POST",))
def take_over(request: HttpRequest, here: Here, code: str) -> HttpResponse:
    """A draft from a shipped form, to be looked through, given its basis, and published."""
    draft = shipped.draft(code, here.org, actor=here.actor)
    messages.success(request, f"已按随附格式起草“{draft.title}”：核对依据、起止日期后发布。")
    return redirect(reverse("returns-form", args=[draft.pk]))


@page(READ)
def form_page(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """A draft opens in the editor; what is published shows its periods and how far they are."""
    form = finding.form_of(here, number)
    if form.state == "draft":
        return redirect(reverse("returns-form-edit", args=[form.pk]))
    if request.method == "POST":
        return _opened(request, here, number)
    known = completeness.periods_known(form.code, PERIODS)
    counts = completeness.matrix(form.code, here.org, known, here.today, here.today).total
    lines = [
        (code, periods.label(periods.of(form.frequency, code)), count)
        for code, count in zip(reversed(known), reversed(counts), strict=True)
    ]
    context = {
        "form": form,
        "state": FORM.states[form.state],
        "lines": lines,
        "near": finding.near(form, here, 6),
        "applies": len(applying.applicable(form, periods.around(form.frequency, here.today))),
        "versions": list(type(form).objects.filter(code=form.code).exclude(state="withdrawn").order_by("-version")),
        "ended": bool(form.ends_on and form.ends_on < here.today),
        "may_manage": here.may(MANAGE) and form.org_id == here.org,
        "returns": Return.objects.filter(form=form).exclude(state="void").count(),
    }
    return show(request, "returns/form.html", context)


def _opened(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """Open a period for all below, or begin the next version."""
    form = finding.form_of(here, number, manage=True)
    back = redirect(reverse("returns-form", args=[form.pk]))
    try:
        if "new_version" in request.POST:
            row = {"org_id": form.org_id, "form_id": form.pk}
            draft = actions.new_versions([row], actor=here.actor)[0]
            return redirect(reverse("returns-form-edit", args=[draft.pk]))
        period = periods.of(form.frequency, request.POST.get("period", ""))
        made = actions.open_period(form, period, actor=here.actor)
    except NotFound:
        raise
    except LiuyouError as error:
        messages.error(request, str(error))
        return back
    label = periods.label(period)
    said = f"{label}已布置 {len(made)} 份。" if made else f"{label}都已布置过，没有新增。"
    messages.success(request, said)
    return back
