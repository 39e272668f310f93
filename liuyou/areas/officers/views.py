"""What time alone makes due: terms that end, chairs to be trained, legal persons to be changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from liuyou.areas.officers import queries
from liuyou.areas.officers.actions.numbers import rule
from liuyou.areas.officers.models import Committee, Election, Officer
from liuyou.kernel.orgs import tree
from liuyou.kernel.web.pages import Here, page, show
from liuyou.kernel.workflow import deadlines

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One thing due: the union, what it is, its last day, how much is left."""

    address: str
    union: str
    what: str
    due: date | None
    left: str
    late: bool


@dataclass(frozen=True, slots=True)
class Due:
    """One list: its title, how many there are in all, the first of them, what to say when there are none."""

    title: str
    anchor: str
    count: int
    lines: Sequence[Line]
    none: str


@page("officers.read", methods=("GET", "HEAD"))
def terms(request: HttpRequest, here: Here) -> HttpResponse:
    """The lists for the org at hand and all below it, the most urgent first."""
    within = tree.subtree(here.org, here.today)
    days = int(rule("term_reminder_days", here.org, here.today).value)
    actor, today = here.actor, here.today
    asked = (
        ("逾期未换届", "overdue", queries.overdue(actor, today), "没有逾期未换届的委员会。"),
        (f"{days} 天内任期届满", "soon", queries.due(actor, today, days), "近期没有任期届满的委员会。"),
        ("主席未参加上岗培训", "training", queries.untrained(actor, today), "在任主席都已参加上岗培训。"),
        ("代理主席、副主席", "acting", queries.acting(actor, today), "没有代理的主席、副主席。"),
        ("法定代表人待变更", "legal", queries.legal_changes(actor, today), "没有待变更的法定代表人。"),
    )
    lists = [_due(title, anchor, rows.filter(org_id__in=within), today, none) for title, anchor, rows, none in asked]
    return show(request, "officers/terms.html", {"lists": lists, "shown": SHOWN, "name": here.place.name})


def _due(title: str, anchor: str, rows: QuerySet[Any], today: date, none: str) -> Due:
    found = list(rows[:SHOWN])
    names = tree.names({row.org_id for row in found}, today)
    count = len(found) if len(found) < SHOWN else rows.count()
    return Due(title, anchor, count, [_line(row, names, today) for row in found], none)


def _line(row: Any, names: dict[int, str], today: date) -> Line:
    what, due = _TOLD[type(row)](row)
    left = deadlines.remaining_text(due, today) if due else "—"
    address = reverse("record", args=[row.register, row.pk])
    return Line(address, names.get(row.org_id, ""), what, due, left, bool(due and due < today))


_TOLD: dict[type, Callable[[Any], tuple[str, date | None]]] = {
    Committee: lambda row: (f"{row.kind}（{row.elected_on} 选举）", row.last_day),
    Officer: lambda row: (f"{row.person.name}（{row.since} 任职）", row.due_on or row.train_by),
    Election: lambda row: (f"{row.kind}（{row.approved_on} 批复）", row.legal_change_by),
}
