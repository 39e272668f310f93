"""What would gain lost points, by when and where it is entered: beside the sheet, and as to-dos of the workbench."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import NoReverseMatch, reverse

from liuyou.kernel.base.errors import LiuyouError
from liuyou.kernel.journal.models import Record
from liuyou.kernel.web.pages import Here
from liuyou.kernel.web.screens import SCREENS
from liuyou.reports.standards import queries, sheets
from liuyou.reports.standards.models import Appraisal
from liuyou.reports.standards.sheets import Chance

STILL = queries.RUNNING[:3]
"""Until the county has appraised, what is entered still counts: each stage asks the ledger again."""
ACTS = "standards.selfcheck"


@dataclass(frozen=True, slots=True)
class Todo:
    """One item of one appraisal: what to do, what it is worth, by when, where."""

    title: str
    sheet: str
    item: str
    words: str
    worth: Decimal
    sure: bool
    until: date
    """What is entered counts where it happened by this day."""
    due_on: date
    link: str
    label: str


def todos(here: Here) -> list[Todo]:
    """Of this org's own running appraisals, the nearest day and the dearest item first; one question if none runs."""
    if not here.may(ACTS):
        return []
    running = Appraisal.objects.filter(org_id=here.org, state__in=STILL).select_related("standard")
    found = [todo for appraisal in running for todo in _todos(here, appraisal)]
    return sorted(found, key=lambda each: (each.due_on, -each.worth, each.item))


def _todos(here: Here, appraisal: Appraisal) -> Iterator[Todo]:
    try:
        laid = sheets.lay(appraisal, within=here.org)
    except LiuyouError:  # a figure is gone since the standard was published: the sheet itself says so
        return
    best: dict[str, Chance] = {}
    for each in laid.chances:
        known = best.get(each.line.item.code)
        if known is None or (each.sure, each.worth) > (known.sure, known.worth):
            best[each.line.item.code] = each
    sheet = reverse("standards-sheet", args=[appraisal.pk])
    for each in best.values():
        if each.worth or not each.line.full:
            link, label = form_of(here, appraisal, each.register) or (sheet, "打开打分表")
            by = appraisal.due_on or appraisal.ends_on
            item = f"{each.line.item.code} {each.line.item.title}"
            yield Todo(
                appraisal.title, sheet, item, each.words, each.worth, each.sure, appraisal.ends_on, by, link, label
            )


def form_of(here: Here, appraisal: Appraisal, register: str) -> tuple[str, str] | None:
    """The form where the record is made, for whoever may fill it; else the list."""
    if register not in SCREENS:
        return None
    screen = SCREENS[register]
    if register == appraisal.register:
        return reverse("record-step", args=[register, appraisal.pk, "rate"]), "去登记会员评家"
    if _one_a_union(screen.model):
        return (reverse("records", args=[register]), f"打开{screen.name}") if here.may(screen.reads) else None
    try:
        for entry in screen.entries():
            if here.may(screen.workflow.steps[entry.step].step.needs):
                many = len(screen.entries()) > 8
                name, arguments = (
                    ("record-choose", [screen.code]) if many else ("record-new", [screen.code, entry.code])
                )
                return reverse(name, args=arguments), f"去登记{screen.name}"
        return (reverse("records", args=[screen.code]), f"查看{screen.name}") if here.may(screen.reads) else None
    except NoReverseMatch:
        return None


def _one_a_union(model: type[Record]) -> bool:
    """Whether a union has one record of the register, on which its facts are entered by steps."""
    return any(getattr(each, "fields", ()) == ("org",) for each in model._meta.constraints)
