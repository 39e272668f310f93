"""Every write of target sheets; handing one out makes the targets of all units it is for in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from liuyou.kernel.access.models import Actor
from liuyou.kernel.actions.action import INPUT_TITLES, action
from liuyou.kernel.base.errors import BadInput, Problem, Refused
from liuyou.kernel.base.periods import Period
from liuyou.reports.targets.actions.targets import draft_targets, propose_targets
from liuyou.reports.targets.models import Sheet, Target
from liuyou.reports.targets.models.targets import ALIVE
from liuyou.reports.targets.queries import measured
from liuyou.reports.targets.queries import targets as queries
from liuyou.reports.targets.rules import sheets as rules
from liuyou.reports.targets.rules import values as written
from liuyou.reports.targets.workflows import SHEET

INPUT_TITLES |= {"targets.sheet.items": "目标项"}
Values = dict[str, Any]


@action(SHEET.make)
def make_sheets(rows: Sequence[Values], *, on: date, **_: Any) -> list[Sheet]:
    """`items`: figure, title, usual value, points. The period is the whole year unless another is given."""
    made = []
    for row in rows:
        given = dict(row) | {"items": _checked(row["items"])}
        given["period"] = Period.parse(str(row.get("period") or row["year"])).code
        given["made_on"] = row.get("made_on") or on
        made.append(Sheet(state_since=given["made_on"], **given))
    return made


def _checked(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """The items, each with a figure that the ledger knows; BadInput names every row that is wrong."""
    items, problems = rules.items(rows), []
    for number, item in enumerate(items, 1):
        try:
            figure = measured.figure_of(item["figure"])
            item["title"] = (item["title"] or figure.title)[:60]
            item["unit"] = figure.unit
            if item["value"]:
                item["value"] = written.typed(written.parse(item["value"], figure.unit), figure.unit)
        except BadInput as error:
            problems.append(Problem(str(error), row=number))
    if problems:
        raise BadInput("；".join(map(str, problems)), problems)
    return items


@action(SHEET.revise, Sheet)
def revise_sheet(
    sheet: Sheet, *, items: Sequence[Mapping[str, Any]] | None = None, changes: Values | None = None, **_: Any
) -> None:
    """Before it is in use everything about it may still change."""
    if items:
        sheet.items = _checked(items)
    for name, value in (changes or {}).items():
        setattr(sheet, name, Period.parse(str(value)).code if name == "period" else value)


@action(SHEET.adopt, Sheet)
def adopt_sheet(sheet: Sheet, **_: Any) -> None:
    """From now on targets may be made from it."""


@action(SHEET.hand_out, Sheet)
def hand_out_sheet(sheet: Sheet, *, actor: Actor, on: date, propose: bool = False, **_: Any) -> None:
    """A target for every unit it is for and every item; those that have one already keep it.

    An item without a usual value starts at nothing and is filled in by the decomposition. `propose`: sent down at once.
    """
    period = Period.parse(sheet.period)
    orgs = queries.applicable(sheet, period.end)
    if not orgs:
        raise Refused("没有适用这张表的下级工会：请核对适用的组织类型、领域和“下达到”。")
    there = Target.objects.filter(org_id__in=orgs, period=sheet.period, state__in=ALIVE)
    known = set(there.values_list("org_id", "figure"))
    common = {"period": sheet.period, "basis": sheet.basis, "sheet_id": sheet.pk, "drafted_on": on}
    rows = [
        common | {name: item[name] for name in ("title", "figure", "points")} | {"org_id": org, "value": _usual(item)}
        for item in sheet.items
        for org in orgs
        if (org, item["figure"]) not in known
    ]
    if not rows:
        raise Refused(f"适用的 {len(orgs)} 个单位都已有这些目标，没有新的可下达。")
    made = draft_targets(rows, actor=actor)
    if propose:
        propose_targets([each.pk for each in made], actor=actor, on=on, reason=f"按“{sheet.title}”下达")


def _usual(item: Mapping[str, str]) -> Decimal:
    return written.parse(item["value"] or "0", item.get("unit", ""))


@action(SHEET.retire, Sheet)
def retire_sheet(sheet: Sheet, **_: Any) -> None:
    """No more targets are made from it; those made stay."""


@action(SHEET.void, Sheet)
def void_sheet(sheet: Sheet, **_: Any) -> None:
    """It was never used."""
