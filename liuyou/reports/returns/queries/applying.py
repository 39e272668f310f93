"""Whom a form is for, and which periods of it are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from liuyou.kernel.base.errors import Refused
from liuyou.kernel.base.periods import Period
from liuyou.kernel.orgs import tree
from liuyou.kernel.orgs.models import Status
from liuyou.reports.returns.models import Form, Return
from liuyou.reports.returns.rules import periods

BACK = timedelta(days=100)
"""How far back the clock still opens periods that were missed."""

ASKED = ("published", "retired")
"""A retired form still asks for the periods that end within its days."""


def applicable(form: Form, period: Period) -> list[int]:
    """Orgs below the asking federation that the form is for, as of the period's end; one statement."""
    top = tree.places(period.end).filter(org_id=form.org_id).values("path")[:1]
    rows = tree.places(period.end).filter(path__contained_by_path=top, status=Status.ACTIVE)
    rows = rows.exclude(org_id=form.org_id)
    if form.kinds:
        rows = rows.filter(kind__in=form.kinds)
    if form.sectors:
        rows = rows.filter(sector__in=form.sectors)
    return sorted(rows.values_list("org_id", flat=True))


def without(form: Form, period: Period) -> list[int]:
    """Applicable orgs that have no return of that period yet."""
    rows = Return.objects.filter(form_code=form.code, period=period.code).exclude(state="void")
    held = set(rows.values_list("org_id", flat=True))
    return [org for org in applicable(form, period) if org not in held]


def require_in_use(form: Form, period: Period, on: date) -> None:
    """Refused for a period that the form does not ask for, or that has not begun."""
    if form.state not in ASKED:
        raise Refused(f"“{form}”{'还没有发布' if form.state == 'draft' else '已撤回'}：不能布置填报。")
    if period.end < form.starts_on:
        raise Refused(f"“{form}”从 {form.starts_on} 起启用：{periods.label(period)}不在其内。")
    if form.ends_on and period.end > form.ends_on:
        how = "已停用" if form.state == "retired" else "已自动停用"
        raise Refused(f"“{form}”到 {form.ends_on} 为止，{how}：{periods.label(period)}不再要求填报。")
    if period.start > on:
        raise Refused(f"{periods.label(period)}还没有开始：{period.start} 起才能布置。")


def forms_in_use(on: date) -> list[Form]:
    return list(Form.objects.filter(state__in=ASKED, starts_on__lte=on).order_by("code"))


def wanting(on: date) -> Iterator[tuple[Form, Period, list[int]]]:
    """Periods ended lately whose returns are not all opened: what the clock opens at night."""
    yesterday = on - timedelta(days=1)
    for form in forms_in_use(on):
        last = min(yesterday, form.ends_on or yesterday)
        for period in periods.ended(form.frequency, max(form.starts_on, on - BACK), last):
            if orgs := without(form, period):
                yield form, period, orgs
