"""Returns are opened for all to whom the form applies, by hand or by the clock; who has one already is passed over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.reach import reachable
from liuyou.kernel.actions.action import action
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import NotFound
from liuyou.kernel.base.periods import Period
from liuyou.kernel.writing.permit import permit
from liuyou.reports.returns import workflows
from liuyou.reports.returns.models import Form, Return
from liuyou.reports.returns.queries import applying
from liuyou.reports.returns.rules import periods

Values = Mapping[str, Any]
NIGHTLY = "returns.return.nightly"


@action(workflows.RETURN.open)
def open_returns(returns: Sequence[Values], *, on: date, **_: Any) -> list[Return]:
    """Open returns, as ``{"org_id", "form_id", "period"}``: filled from the ledger whenever they are looked at."""
    return _opened(returns, on)


@action(workflows.RETURN.begin)
def begin_returns(returns: Sequence[Values], *, on: date, **_: Any) -> list[Return]:
    """The same by the clock: the form's publication is the order for it."""
    return _opened(returns, on)


def _opened(rows: Sequence[Values], on: date) -> list[Return]:
    """New returns of those who have none. The forms are locked, so that two at once do not open the same one."""
    wanted = {row["form_id"] for row in rows}
    forms = {form.pk: form for form in Form.objects.filter(pk__in=wanted).order_by("pk").select_for_update()}
    if missing := wanted - forms.keys():
        raise NotFound(f"没有编号为 {min(missing)} 的报表，或不在您的管理范围内。")
    allowed = cache(lambda form, period: set(applying.applicable(forms[form], period)))
    due = cache(lambda form, period: periods.due(period, forms[form].due_day, forms[form].due_unit))
    codes = {form.code for form in forms.values()}
    held = set(
        Return.objects.filter(form_code__in=codes, period__in={row["period"] for row in rows})
        .exclude(state="void")
        .values_list("form_code", "org_id", "period")
    )
    made = []
    for row in rows:
        form = forms[row["form_id"]]
        period = _period(form, row["period"])
        applying.require_in_use(form, period, on)
        if (form.code, row["org_id"], period.code) in held:
            continue
        if row["org_id"] not in allowed(form.pk, period):
            raise NotFound(f"“{form}”在{periods.label(period)}不要求这个工会填报，或它不在布置的工会之下。")
        held.add((form.code, row["org_id"], period.code))
        deadline = due(form.pk, period)
        new = Return(org_id=row["org_id"], form=form, form_code=form.code, form_title=form.title, period=period.code)
        new.starts_on, new.ends_on, new.deadline, new.due_on = period.start, period.end, deadline, deadline
        made.append(new)
    return made


@cache
def _span(frequency: str, code: str) -> Period:
    return periods.of(frequency, code)


def _period(form: Form, code: str) -> Period:
    return _span(form.frequency, code)


def open_period(form: Form, period: Period, *, actor: Actor, on: date | None = None) -> list[Return]:
    """Open the period for every applicable org within the actor's reach that has no return of it yet."""
    day = on or clock.today()
    applying.require_in_use(form, period, day)
    mine = reachable(actor, workflows.RETURN.open.step.needs, clock.today())
    rows = [
        {"org_id": org, "form_id": form.pk, "period": period.code}
        for org in applying.without(form, period)
        if org in mine
    ]
    made: list[Return] = open_returns(rows, actor=actor, on=day) if rows else []
    return made


def open_wanting(actor: Actor, on: date) -> int:
    """What the clock opens: every applicable return of the periods that have ended lately; how many."""
    opened = 0
    with permit(NIGHTLY):
        for form, period, orgs in applying.wanting(on):
            rows = [{"org_id": org, "form_id": form.pk, "period": period.code} for org in orgs]
            opened += len(begin_returns(rows, actor=actor, on=on))
    return opened
