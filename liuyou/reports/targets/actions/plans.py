"""Every write of meetings and of the key points of a year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from liuyou.kernel.access.models import Actor
from liuyou.kernel.actions.action import INPUT_TITLES, action
from liuyou.kernel.actions.correcting import correct
from liuyou.kernel.base.days import check_order
from liuyou.kernel.base.errors import Refused
from liuyou.reports.targets.models import Keypoint, Meeting
from liuyou.reports.targets.queries import measured
from liuyou.reports.targets.rules import supervision as rules
from liuyou.reports.targets.rules import values as written
from liuyou.reports.targets.workflows import KEYPOINT, MEETING

INPUT_TITLES |= {
    "done_on": "完成日期",
    "targets.keypoint.result": "完成情况",
}
Values = dict[str, Any]
CORRECTABLE_MEETING = ("title", "kind", "held_on", "participants", "place", "note")
CORRECTABLE = ("title", "deliverable", "owner", "finish_by", "note")


# Meetings


@action(MEETING.hold)
def hold_meetings(rows: Sequence[Values], **_: Any) -> list[Meeting]:
    """A meeting that was held, with what it gave to whom: `tasks` of task, owner, due_on."""
    made = []
    for row in rows:
        given = dict(row) | {"tasks": rules.tasks(row.get("tasks") or (), row["held_on"])}
        made.append(Meeting(state_since=given["held_on"], **given))
    return made


@action(MEETING.report, Meeting)
def report_task(meeting: Meeting, *, done_on: date, number: int = 1, **_: Any) -> None:
    """One of its tasks is done. `number`: its place in the list, from 1."""
    check_order(("召开日期", meeting.held_on), ("完成日期", done_on))
    if not 1 <= number <= len(meeting.tasks):
        raise Refused(f"这次会议有 {len(meeting.tasks)} 项任务，没有第 {number} 项：请核对序号。")
    if meeting.tasks[number - 1].get("done_on"):
        raise Refused(f"第 {number} 项任务已登记落实，不必再次办理。")
    tasks = [dict(each) for each in meeting.tasks]
    tasks[number - 1]["done_on"] = done_on.isoformat()
    meeting.tasks = tasks


@action(MEETING.correct, Meeting)
def correct_meeting(meeting: Meeting, *, changes: Values, **_: Any) -> None:
    correct(meeting, changes, CORRECTABLE_MEETING)


@action(MEETING.void, Meeting)
def void_meeting(meeting: Meeting, **_: Any) -> None:
    """It was not held."""


# Key points


@action(KEYPOINT.plan)
def plan_keypoints(rows: Sequence[Values], **_: Any) -> list[Keypoint]:
    """`value` for those measured by a `figure`, `deliverable` for the others; `number` follows the last of the year."""
    keys = {(row["org_id"], row["year"]) for row in rows}
    taken = Keypoint.objects.filter(org_id__in={org for org, _ in keys}, year__in={year for _, year in keys})
    last: dict[tuple[int, int], int] = {}
    used = set(taken.exclude(state="void").values_list("org_id", "year", "number"))
    for org, year, number in used:
        last[org, year] = max(number, last.get((org, year), 0))
    made = []
    for row in rows:
        key = row["org_id"], row["year"]
        number = row.get("number") or last.get(key, 0) + 1
        if (*key, number) in used:
            raise Refused(f"{key[1]} 年的第 {number} 项要点已经有了：请换一个序号，或不填序号接着排。")
        used.add((*key, number))
        last[key] = max(number, last.get(key, 0))
        made.append(_keypoint(dict(row) | {"number": number}))
    return made


def _keypoint(row: Values) -> Keypoint:
    code, value = str(row.get("figure") or "").strip(), row.get("value")
    rules.deliverable(code, value, row.get("deliverable") or "")
    if code:
        figure = measured.figure_of(code)
        row |= {"figure": figure.code, "value": written.parse(value or Decimal(0), figure.unit)}
        row["amount"] = written.shown(row["value"], figure.unit)
    return Keypoint(state_since=row.get("planned_on") or date(row["year"], 1, 1), **_without(row, "planned_on"))


def _without(row: Mapping[str, Any], *names: str) -> Values:
    return {name: value for name, value in row.items() if name not in names}


@action(KEYPOINT.begin, Keypoint)
def begin_keypoint(keypoint: Keypoint, **_: Any) -> None:
    """Under way; the day it has to be done by runs as a time limit."""
    keypoint.due_on = keypoint.finish_by


@action(KEYPOINT.report, Keypoint)
def report_keypoint(keypoint: Keypoint, *, progress: str, actor: Actor, on: date, **_: Any) -> None:
    _note(keypoint, progress, actor, on)


def _note(keypoint: Keypoint, words: str, actor: Actor, on: date) -> None:
    keypoint.progress = [*keypoint.progress, {"on": on.isoformat(), "what": words.strip(), "who": actor.name}]


@action(KEYPOINT.finish, Keypoint)
def finish_keypoint(keypoint: Keypoint, *, done_on: date, result: str, actor: Actor, on: date, **_: Any) -> None:
    keypoint.done_on, keypoint.result = done_on, result
    _note(keypoint, f"完成：{result}", actor, on)


@action(KEYPOINT.leave, Keypoint)
def leave_keypoint(keypoint: Keypoint, *, reason: str, actor: Actor, on: date, **_: Any) -> None:
    """The year is over and it is not done, for a reason that stands in the plan."""
    _note(keypoint, f"未完成：{reason}", actor, on)


@action(KEYPOINT.carry, Keypoint)
def carry_keypoint(keypoint: Keypoint, *, finish_by: date, actor: Actor, on: date, reason: str, **_: Any) -> None:
    """Into next year's plan as a key point of its own that knows where it comes from."""
    year = keypoint.year + 1
    if finish_by.year < year:
        raise Refused(f"转入 {year} 年的要点，完成期限 {finish_by} 早于 {year} 年：请核对。")
    same = ("org_id", "title", "figure", "value", "deliverable", "owner", "note")
    row = {name: getattr(keypoint, name) for name in same}
    plan_keypoints([row | {"year": year, "finish_by": finish_by, "carried_from": keypoint}], actor=actor, on=on)
    _note(keypoint, f"转入 {year} 年：{reason}", actor, on)


@action(KEYPOINT.reopen, Keypoint)
def reopen_keypoint(keypoint: Keypoint, **_: Any) -> None:
    """It was not done, or is taken up again."""
    keypoint.done_on, keypoint.result = None, ""
    keypoint.due_on = keypoint.finish_by


@action(KEYPOINT.correct, Keypoint)
def correct_keypoint(keypoint: Keypoint, *, changes: Values, **_: Any) -> None:
    correct(keypoint, changes, CORRECTABLE)
    if keypoint.state == "under_way":
        keypoint.due_on = keypoint.finish_by


@action(KEYPOINT.void, Keypoint)
def void_keypoint(keypoint: Keypoint, **_: Any) -> None:
    """It does not belong into the plan."""
