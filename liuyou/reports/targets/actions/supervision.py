"""Every write of supervision: groups, visits and what they find, difficulties followed one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from liuyou.kernel.access.models import Actor
from liuyou.kernel.actions.action import INPUT_TITLES, action
from liuyou.kernel.actions.correcting import correct
from liuyou.kernel.base import clock
from liuyou.kernel.base.days import check_order
from liuyou.kernel.base.errors import NotFound, Refused
from liuyou.kernel.orgs import tree
from liuyou.reports.targets.models import Difficulty, Group, Visit
from liuyou.reports.targets.models.supervision import Matter
from liuyou.reports.targets.rules import supervision as rules
from liuyou.reports.targets.workflows import DIFFICULTY, GROUP, VISIT

INPUT_TITLES |= {
    "targets.group.until": "结束日期",
    "targets.visit.planned_on": "计划日期",
    "targets.visit.visited_on": "督查日期",
    "progress": "进展情况",
    "resolved_on": "解决日期",
    "confirmed_on": "销号日期",
    "finish_by": "完成期限",
    "targets.difficulty.result": "解决结果",
}
Values = dict[str, Any]
OPEN_DIFFICULTY = ("open", "following", "reopened", "resolved")
CORRECTABLE = ("title", "kind", "owner", "advice", "note")
CORRECTABLE_VISIT = ("opinion", "note")


# Groups


@action(GROUP.form)
def form_groups(rows: Sequence[Values], *, on: date, **_: Any) -> list[Group]:
    """`units`: ids of the orgs assigned, all of them below the federation."""
    made = []
    for row in rows:
        given = {"since": on} | dict(row)
        _require_below(given["org_id"], given.get("units") or [])
        made.append(Group(state_since=given["since"], **given))
    return made


def _require_below(org: int, units: Sequence[int]) -> None:
    """NotFound unless each stands below the org today: nobody supervises himself or his neighbour."""
    below = set(tree.subtree(org, clock.today())) - {org}
    if not set(units) <= below:
        raise NotFound("有的单位不在本级工会之下，不能督查：请核对单位名称。")


@action(GROUP.assign, Group)
def assign_group(group: Group, *, changes: Values | None = None, units: Sequence[int] | None = None, **_: Any) -> None:
    """Other people or other units."""
    if units:
        _require_below(group.org_id, units)
        group.units = list(units)
    if changes:
        correct(group, changes, ("name", "leader", "members", "note"))
    elif not units:
        raise Refused("没有写明要调整什么：请填写组长、成员或负责的单位。")


@action(GROUP.end, Group)
def end_group(group: Group, *, until: date, **_: Any) -> None:
    check_order(("开始日期", group.since), ("结束日期", until))
    group.until = until


@action(GROUP.void, Group)
def void_group(group: Group, **_: Any) -> None:
    if Visit.objects.filter(group=group).exclude(state__in=("void", "cancelled")).exists():
        raise Refused("这个督查组已有督查，不能作废：请办理“结束”。")


# Visits


@action(VISIT.plan)
def plan_visits(rows: Sequence[Values], **_: Any) -> list[Visit]:
    """Of a group that stands, at a unit below its federation. The visit belongs to the federation, not to the unit."""
    groups = {each.pk: each for each in Group.objects.filter(pk__in={row["group_id"] for row in rows})}
    made = []
    for row in rows:
        group = groups.get(row["group_id"])
        if group is None or group.org_id != row["org_id"]:
            raise NotFound("没有这个督查组，或不在您的管理范围内。")
        if group.state != "standing":
            raise Refused(f"督查组“{group.name}”已结束：请另选一个组。")
        made.append(Visit(**row))
    names = tree.names({each.unit_id for each in made}, clock.today())
    for each in made:
        each.unit_name = names.get(each.unit_id, "")
    for org in {row["org_id"] for row in rows}:
        _require_below(org, [row["unit_id"] for row in rows if row["org_id"] == org])
    return made


@action(VISIT.postpone, Visit)
def postpone_visit(visit: Visit, *, planned_on: date, **_: Any) -> None:
    visit.planned_on = planned_on


@action(VISIT.do, Visit)
def do_visit(
    visit: Visit,
    *,
    visited_on: date,
    actor: Actor,
    findings: Sequence[Mapping[str, Any]] = (),
    opinion: str = "",
    **_: Any,
) -> None:
    """What was found; whatever has a day to be put right by becomes a difficulty of the unit, with its owner."""
    visit.findings = rules.findings(findings, visited_on)
    visit.visited_on, visit.opinion = visited_on, opinion
    rows = [
        {
            "org_id": visit.unit_id,
            "title": each["problem"][:120],
            "kind": Matter.RECTIFICATION.value,
            "owner": each["owner"][:40],
            "found_on": visited_on,
            "finish_by": date.fromisoformat(each["due_on"]),
            "advice": each["advice"][:300],
            "visit": visit,
        }
        for each in rules.to_follow(visit.findings)
    ]
    if rows:
        find_difficulties(rows, actor=actor, on=visited_on, reason="督查交办")


@action(VISIT.close, Visit)
def close_visit(visit: Visit, *, on: date, **_: Any) -> None:
    """Everything it found is settled and confirmed."""
    left = Difficulty.objects.filter(visit=visit, state__in=OPEN_DIFFICULTY).count()
    if left:
        raise Refused(f"还有 {left} 项整改没有销号：请先逐项销号，再办结这次督查。")
    visit.closed_on = on


@action(VISIT.cancel, Visit)
def cancel_visit(visit: Visit, **_: Any) -> None:
    """It will not take place."""


@action(VISIT.correct, Visit)
def correct_visit(visit: Visit, *, changes: Values, **_: Any) -> None:
    correct(visit, changes, CORRECTABLE_VISIT)


@action(VISIT.void, Visit)
def void_visit(visit: Visit, **_: Any) -> None:
    if Difficulty.objects.filter(visit=visit).exclude(state="void").exists():
        raise Refused("这次督查交办的整改还在：请先将整改作废。")


# Difficulties


@action(DIFFICULTY.open)
def open_difficulties(rows: Sequence[Values], *, on: date, **_: Any) -> list[Difficulty]:
    """What a unit finds itself (边查边改), or what a committee follows (难点定点跟踪)."""
    return [_difficulty(row, on) for row in rows]


@action(DIFFICULTY.find)
def find_difficulties(rows: Sequence[Values], *, on: date, **_: Any) -> list[Difficulty]:
    """What a visit has found."""
    return [_difficulty(row, on) for row in rows]


def _difficulty(row: Values, on: date) -> Difficulty:
    given = {"found_on": on} | dict(row)
    check_order(("提出日期", given["found_on"]), ("完成期限", given["finish_by"]))
    spells = [{"since": given["found_on"].isoformat(), "until": ""}]
    return Difficulty(state_since=given["found_on"], spells=spells, **given)


@action(DIFFICULTY.take_up, Difficulty)
def take_up_difficulty(difficulty: Difficulty, *, progress: str, actor: Actor, on: date, **_: Any) -> None:
    """Somebody is at it; the day it has to be done by runs as a time limit."""
    _note(difficulty, progress, actor, on)
    difficulty.due_on = difficulty.finish_by


@action(DIFFICULTY.follow, Difficulty)
def follow_difficulty(difficulty: Difficulty, *, progress: str, actor: Actor, on: date, **_: Any) -> None:
    _note(difficulty, progress, actor, on)


def _note(difficulty: Difficulty, words: str, actor: Actor, on: date) -> None:
    difficulty.follow_ups = [*difficulty.follow_ups, {"on": on.isoformat(), "what": words.strip(), "who": actor.name}]


@action(DIFFICULTY.resolve, Difficulty)
def resolve_difficulty(
    difficulty: Difficulty,
    *,
    resolved_on: date,
    result: str,
    actor: Actor,
    on: date,
    mechanism: str = "",
    **_: Any,
) -> None:
    """Done, in the unit's own view; whoever supervises confirms it. `mechanism`: 长效机制."""
    check_order(("提出日期", difficulty.found_on), ("解决日期", resolved_on))
    difficulty.resolved_on, difficulty.result, difficulty.mechanism = resolved_on, result, mechanism
    _note(difficulty, f"已解决：{result}", actor, on)


@action(DIFFICULTY.confirm, Difficulty)
def confirm_difficulty(difficulty: Difficulty, *, confirmed_on: date, actor: Actor, on: date, **_: Any) -> None:
    """Struck off by whoever stands above."""
    _confirm(difficulty, confirmed_on, actor, on)


@action(DIFFICULTY.confirm_own, Difficulty)
def confirm_own_difficulty(difficulty: Difficulty, *, confirmed_on: date, actor: Actor, on: date, **_: Any) -> None:
    """The highest org here has nobody above it who could."""
    if difficulty.org_id != tree.root(clock.today()).org_id:
        raise Refused("销号由上级工会办理：本单位不能自己销号。")
    _confirm(difficulty, confirmed_on, actor, on)


def _confirm(difficulty: Difficulty, confirmed_on: date, actor: Actor, on: date) -> None:
    check_order(("解决日期", difficulty.resolved_on), ("销号日期", confirmed_on))
    *before, last = difficulty.spells
    difficulty.spells = [*before, {"since": last["since"], "until": confirmed_on.isoformat()}]
    difficulty.confirmed_on = confirmed_on
    _note(difficulty, "已销号", actor, on)


@action(DIFFICULTY.reopen, Difficulty)
def reopen_difficulty(
    difficulty: Difficulty, *, finish_by: date, reason: str, actor: Actor, on: date, **_: Any
) -> None:
    """Not settled after all: it counts as open again from this day on."""
    check_order(("退回日期", on), ("完成期限", finish_by))
    if difficulty.confirmed_on:
        check_order(("销号日期", difficulty.confirmed_on), ("退回日期", on))
        difficulty.spells = [*difficulty.spells, {"since": on.isoformat(), "until": ""}]
    difficulty.resolved_on = difficulty.confirmed_on = None
    difficulty.finish_by = finish_by
    _note(difficulty, f"退回重办：{reason}", actor, on)


@action(DIFFICULTY.extend, Difficulty)
def extend_difficulty(
    difficulty: Difficulty, *, finish_by: date, reason: str, actor: Actor, on: date, **_: Any
) -> None:
    check_order(("原完成期限", difficulty.finish_by), ("新的完成期限", finish_by))
    _note(difficulty, f"延期至 {finish_by}：{reason}", actor, on)
    difficulty.finish_by = finish_by
    if difficulty.state == "following":
        difficulty.due_on = finish_by


@action(DIFFICULTY.correct, Difficulty)
def correct_difficulty(difficulty: Difficulty, *, changes: Values, **_: Any) -> None:
    correct(difficulty, changes, CORRECTABLE)


@action(DIFFICULTY.void, Difficulty)
def void_difficulty(difficulty: Difficulty, **_: Any) -> None:
    """It was none."""
