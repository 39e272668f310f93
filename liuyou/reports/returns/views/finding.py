"""Records by number, where this person may see them; absent otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from liuyou.kernel.access.reach import visible_to
from liuyou.kernel.base.errors import BadInput, NotFound
from liuyou.kernel.base.periods import Period
from liuyou.kernel.orgs import tree
from liuyou.kernel.orgs.models import Place
from liuyou.kernel.web.pages import Here
from liuyou.reports.returns.models import Form, Return
from liuyou.reports.returns.rules import periods

READ, FILL, CHECK, MANAGE = "returns.read", "returns.fill", "returns.check", "returns.manage"
ABSENT = "没有这份报表，或不在您的管理范围内。"


@dataclass(frozen=True, slots=True)
class Found:
    """A return with its union's place, and what this person may do to it."""

    record: Return
    place: Place
    may_fill: bool
    may_check: bool


def return_of(here: Here, number: int) -> Found:
    rows = visible_to(Return.objects.select_related("form"), here.actor, READ, here.today)
    record = rows.filter(pk=number).first()
    place = tree.places(here.today).filter(org_id=record.org_id).first() if record else None
    if record is None or place is None:
        raise NotFound(ABSENT)
    path = str(place.path)
    may_check = here.rights.allow(CHECK, path, from_above=True)
    return Found(record, place, here.rights.allow(FILL, path), may_check)


def form_of(here: Here, number: int, *, manage: bool = False) -> Form:
    """A form of this org or of one above it; to be changed only where the right reaches."""
    form = Form.objects.filter(pk=number).first()
    if form is None:
        raise NotFound(ABSENT)
    path = tree.paths([form.org_id], here.today).get(form.org_id, "")
    if here.rights.allow(MANAGE, path):
        return form
    above = str(form.org_id) in str(here.place.path).split(".")
    if manage or form.state in ("draft", "withdrawn") or not (above or here.rights.allow(READ, path)):
        raise NotFound(ABSENT)
    return form


def forms_of(here: Here) -> list[Form]:
    """Forms in use, or that were, of this org and those above; drafts where they may be changed."""
    line = [int(label) for label in str(here.place.path).split(".")]
    rows = Form.objects.filter(org_id__in=line).exclude(state="withdrawn").order_by("code", "-version")
    paths = tree.paths(line, here.today)
    return [form for form in rows if form.state != "draft" or here.rights.allow(MANAGE, paths.get(form.org_id, ""))]


def version_for(form: Form, period: Period) -> Form:
    """The version of the same form that asked for a period; the form itself where none did."""
    rows = Form.objects.filter(code=form.code, state__in=("published", "retired"), starts_on__lte=period.end)
    return rows.order_by("-version").first() or form


def period_of(form: Form, text: str, here: Here) -> Period:
    """The period asked for in the address; else the last one that ended while the form was in use."""
    if text:
        return periods.of(form.frequency, text[:24])
    last = _last(form, here)
    return last if last.end < here.today else periods.before(form.frequency, last)


def near(form: Form, here: Here, count: int, chosen: Period | None = None) -> list[tuple[str, str]]:
    """The last period of the form and those before it, as code and label; the chosen one among them."""
    found = [_last(form, here)]
    while len(found) < count:
        found.append(periods.before(form.frequency, found[-1]))
    if chosen is not None and chosen not in found:
        found = sorted([*found, chosen], key=lambda each: each.start, reverse=True)
    return [(each.code, periods.label(each)) for each in found]


def _last(form: Form, here: Here) -> Period:
    """The present period; of a form that has ended, its last one."""
    return periods.around(form.frequency, min(here.today, form.ends_on or here.today))


def day_of(text: str, here: Here) -> Period:
    try:
        return Period.parse(text) if text else Period.parse(here.today.isoformat())
    except BadInput:
        raise BadInput(f"日期“{text[:20]}”写法不对：请写成 2016-09-25。") from None
