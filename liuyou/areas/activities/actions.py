"""Every write of the activities registers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from liuyou.areas.activities import definitions, queries, reading, rules, workflows
from liuyou.areas.activities.definitions import DATES, NOTE, Definition
from liuyou.areas.activities.models import LONGEST, Activity, ActivityType
from liuyou.kernel.actions.action import INPUT_TITLES, action
from liuyou.kernel.base.errors import BadInput, Problem, Refused
from liuyou.kernel.ledger.measures import REGISTRY

INPUT_TITLES |= {"changes": "更正内容", "ends": "停用日期"}
HEAD = (*(column.name for column in DATES), *definitions.TEXT_NAMES, NOTE.name)
"""What every activity has, beside the `values` of its type."""
DERIVED = ("particulars", "quantities")


@action(workflows.ACTIVITY.record)
def record_activities(activities: Sequence[Mapping[str, Any]], *, on: date, **_: Any) -> list[Activity]:
    """Enter activities that were held, as ``{"org_id", "type_code", "held_on", …, "values": {…}}``. All or none.

    BadInput names the row of each problem, from 1.
    """
    holding = queries.Holding((row["type_code"] for row in activities), (row["org_id"] for row in activities), on)
    made: list[Activity] = []
    problems: list[Problem] = []
    for number, row in enumerate(activities, 1):
        held_on = row.get("held_on")
        found = holding.of(row["type_code"], row["org_id"], held_on if isinstance(held_on, date) else on)
        if isinstance(found, str):
            problems.append(Problem(found, row=number))
            continue
        definition, added = found
        activity = Activity(org_id=row["org_id"], type_code=definition.code, type=added)
        activity.type_version = added.version if added else definition.version
        given = {name: value for name, value in row.items() if name not in ("org_id", "type_code", *DERIVED)}
        problems += _settle(activity, definition, given, on, number)
        activity.state_since = activity.held_on
        made.append(activity)
    _refuse(problems)
    return made


@action(workflows.ACTIVITY.correct, Activity)
def correct_activity(activity: Activity, *, changes: Mapping[str, Any], on: date, **_: Any) -> None:
    """Put right what was mistyped. `changes` holds fields and, under `values`, those of the type that change."""
    values = {"values": {**activity.values, **changes.get("values", {})}}
    given = {name: getattr(activity, name) for name in HEAD} | dict(changes) | values
    _refuse(_settle(activity, queries.definition_of(activity), given, on))


@action(workflows.ACTIVITY.void, Activity)
def void_activity(activity: Activity, **_: Any) -> None:
    """It never happened: its entries are reversed on their own days."""


@action(workflows.TYPE.add)
def add_type(
    definition: Mapping[str, Any], *, org_id: int, on: date, starts: date | None = None, **_: Any
) -> ActivityType:
    """A new type for an org and those below it, from `starts` (else today). BadInput says what the definition lacks."""
    new = reading.build(definition)
    if queries.versions(new.code):
        raise BadInput(_taken(new))
    return _type(new, 1, org_id, starts or on)


@action(workflows.TYPE.renew)
def new_version(
    definition: Mapping[str, Any], *, org_id: int, on: date, starts: date | None = None, **_: Any
) -> ActivityType:
    """A later version of a type, for an org and those below it; what was recorded before keeps its own version."""
    new = reading.build(definition)
    earlier = queries.versions(new.code)
    owners = set(ActivityType.objects.filter(code=new.code).values_list("org_id", flat=True))
    shipped = any(code == new.code for code, _ in queries.shipped())
    if not earlier or not (shipped or owners & set(queries.lines([org_id], on).get(org_id, ()))):
        raise Refused(f"本级和上级没有“{new.code}”这个活动类型：请先新增类型，或核对代码。")
    reading.agrees(new, earlier)
    return _type(new, 1 + max(each.version for each in earlier), org_id, starts or on)


@action(workflows.TYPE.retire, ActivityType)
def retire_type(type_: ActivityType, *, on: date, ends: date | None = None, **_: Any) -> None:
    """Nothing held on `ends` (else today) or later can be recorded under it; what is recorded stays."""
    type_.ends = ends or on
    if type_.ends < type_.starts:
        raise Refused(f"停用日期 {type_.ends} 早于启用日期 {type_.starts}：请核对。")


def _type(new: Definition, version: int, org: int, starts: date) -> ActivityType:
    transaction.on_commit(REGISTRY.refresh)
    kept = {**reading.plain(new.data), "version": version}
    return ActivityType(org_id=org, code=new.code, version=version, definition=kept, starts=starts, state_since=starts)


def _taken(new: Definition) -> str:
    title = queries.versions(new.code)[-1].title
    return f"类型“{new.code}”：代码已被“{title}”使用：请换一个代码；如是改进原有类型，请启用新版本。"


def _settle(
    activity: Activity, definition: Definition, given: Mapping[str, Any], on: date, row: int | None = None
) -> list[Problem]:
    """Check what is given and put it on the activity; what is wrong comes back."""
    columns = (*DATES, *definition.texts, NOTE)
    head, wrong = definitions.clean(columns, given)
    values, wrong_values = definitions.clean_values(definition, given.get("values") or {})
    wrong += [*wrong_values, *rules.days(head, on), *_too_long(head)]
    wrong += [(name, f"不认得“{name}”：类型自己的项目请放在 values 中") for name in given.keys() - {*HEAD, "values"}]
    for name, value in head.items():
        empty = None if name == "ended_on" else ""
        setattr(activity, name, empty if value is None else value)
    activity.values = values
    activity.particulars = definitions.particulars(definition, values)
    activity.quantities = definitions.quantities(definition, values)
    titles = {column.name: column.title for column in definition.columns}
    return [Problem(message, row=row, column=titles.get(name, "")) for name, message in wrong]


def _too_long(head: Mapping[str, Any]) -> list[tuple[str, str]]:
    lengths = {name: len(head.get(name) or "") for name in definitions.TEXT_NAMES}
    return [
        (name, f"文字有 {length} 个，超过 {LONGEST} 个：请精简") for name, length in lengths.items() if length > LONGEST
    ]


def _refuse(problems: Sequence[Problem]) -> None:
    if len(problems) == 1:
        raise BadInput(str(problems[0]), problems)
    if problems:
        count = {"count": len(problems), "first": problems[0]}
        raise BadInput(_("%(count)d 处需要修改，未登记任何内容。第一处：%(first)s") % count, problems)
