"""An appraisal up to its publication: opened, self-checked, reviewed, appraised, handed back, made void."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from django.db.models import prefetch_related_objects

from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.reach import reachable
from liuyou.kernel.actions.action import INPUT_TITLES, action
from liuyou.kernel.actions.refusals import Refusals
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import NotFound, Refused
from liuyou.kernel.orgs import tree
from liuyou.kernel.writing.permit import permit
from liuyou.reports.standards import asking
from liuyou.reports.standards.models import Appraisal
from liuyou.reports.standards.rules import marking, results
from liuyou.reports.standards.rules.conditions import plain
from liuyou.reports.standards.rules.scoring import Given, Score
from liuyou.reports.standards.rules.tree import Item, Sheet
from liuyou.reports.standards.workflows import APPRAISAL, APPRAISE, CORRECT

INPUT_TITLES |= {
    "satisfied": "满意人数",
    "fairly": "基本满意人数",
    "unsatisfied": "不满意人数",
    "rated_on": "评家日期",
    "standards.appraisal.visited_on": "检查日期",
    "who": "检查人",
    "found": "检查情况",
}
Entered = Mapping[str, Mapping[str, Any]]


@action(APPRAISAL.open)
def open_appraisals(rows: Sequence[dict[str, Any]], **_: Any) -> list[Appraisal]:
    """Taken by `standards.open_round`, in the right of the standard's federation."""
    return [_opened(row) for row in rows]


def _opened(row: dict[str, Any]) -> Appraisal:
    standard, period = row["standard"], row["period"]
    kept = {name: row[name] for name in ("org_id", "kind", "sector", "opened_on", "review_by", "appraise_by", "due_on")}
    return Appraisal(
        standard=standard,
        title=f"{standard.title}（{period.label}）"[:160],
        short=standard.short,
        period=period.code,
        starts_on=period.start,
        ends_on=period.end,
        **kept,
    )


@action(APPRAISAL.self_check, Appraisal, in_sets=True)
def self_check(
    appraisals: list[Appraisal],
    *,
    on: date,
    entered: Entered | None = None,
    sheets: Mapping[int, Entered] | None = None,
    **_: Any,
) -> None:
    """The union's own column; what figures answer is filled, the rest it has to answer.

    `sheets`: what was entered, by appraisal, where many are taken at once.
    """
    for each in _marked(appraisals, "self", entered, on, sheets or {}):
        each.self_on, each.due_on = on, each.review_by


@action(APPRAISAL.review, Appraisal, in_sets=True)
def review(appraisals: list[Appraisal], *, on: date, entered: Entered | None = None, **_: Any) -> None:
    """The township's column: what it does not change it confirms."""
    for each in _marked(appraisals, "review", entered, on):
        each.review_on, each.due_on = on, each.appraise_by


@action(APPRAISAL.appraise, Appraisal, in_sets=True)
def appraise(appraisals: list[Appraisal], *, actor: Actor, on: date, entered: Entered | None = None, **_: Any) -> None:
    """The column that counts, by the federation that set the standard. Unions directly below it need no review."""
    require_setter(appraisals, actor)
    _require_review(appraisals, on)
    for each in _marked(appraisals, "county", entered, on):
        each.appraised_on = on


def require_setter(appraisals: Sequence[Appraisal], actor: Actor, permission: str = APPRAISE) -> None:
    """NotFound unless the actor has the permission over the federation that set each standard."""
    setters = reachable(actor, permission, clock.today())
    if any(each.standard.org_id not in setters for each in _with_standards(appraisals)):
        raise NotFound("由制定标准的工会考评：没有这项考核，或不在您的权限内。")


def _with_standards(appraisals: Sequence[Appraisal]) -> Sequence[Appraisal]:
    prefetch_related_objects(list(appraisals), "standard")
    return appraisals


def _require_review(appraisals: Sequence[Appraisal], on: date) -> None:
    """Refused where a level between has not given its own marks."""
    unreviewed = [each for each in appraisals if each.state == "checked_by_self"]
    if not unreviewed:
        return
    parents = dict(
        tree.places(on).filter(org_id__in=[each.org_id for each in unreviewed]).values_list("org_id", "parent_id")
    )
    refusals = Refusals(len(appraisals))
    for each in unreviewed:
        with refusals.of(each.pk):
            if parents.get(each.org_id) != each.standard.org_id:
                raise Refused("还没有初评：请上一级工会先初评；只有直属工会可以直接考评。")
    refusals.tell()


def _marked(
    appraisals: list[Appraisal],
    stage: str,
    entered: Entered | None,
    on: date,
    sheets: Mapping[int, Entered] = MappingProxyType({}),
) -> list[Appraisal]:
    """Fill one column of each and freeze what the ledger says now: one question for each round."""
    if entered and len(appraisals) > 1:
        raise Refused("逐项打分一次只能办理一家：请打开那一家的打分表。")
    rounds: dict[tuple[int, str], list[Appraisal]] = defaultdict(list)
    for each in _with_standards(appraisals):
        rounds[each.standard_id, each.period].append(each)
    refusals = Refusals(len(appraisals))
    with permit("standards.appraisal.mark") as stamp:
        for group in rounds.values():
            sheet = asking.sheet_of(group[0].standard)
            auto = asking.automatic(sheet, group)
            for each in group:
                with refusals.of(each.pk):
                    if on < each.opened_on:
                        raise Refused(f"日期 {on} 早于布置日期 {each.opened_on}：请核对。")
                    put(each, sheet, stage, auto[each.org_id], sheets.get(each.pk, entered or {}), stamp)
    refusals.tell()
    return appraisals


def put(
    appraisal: Appraisal,
    sheet: Sheet,
    stage: str,
    auto: tuple[list[Item], Mapping[str, Given], Mapping[str, Score]],
    entered: Entered,
    stamp: datetime,
) -> results.Result:
    """One column of one sheet, its total, and a frozen copy of the answers it was given by."""
    items, known, scores = auto
    appraisal.marks = marking.settle(items, stage, scores, appraisal.marks, entered)
    column = marking.column_of(appraisal.marks, stage)
    found = results.result(sheet, appraisal.kind, appraisal.sector, column)
    name = {"self": "self_total", "review": "review_total", "county": "final_total"}[stage]
    setattr(appraisal, name, found.total)
    appraisal.verdicts, appraisal.grade = list(found.verdicts), found.grade if stage == "county" else ""
    taken = {"stage": stage, "at": stamp.isoformat(), "total": plain(found.total), "grade": found.grade}
    appraisal.frozen = [*appraisal.frozen, taken | {"auto": _kept(known, scores)}]
    return found


def _kept(known: Mapping[str, Given], scores: Mapping[str, Score]) -> dict[str, dict[str, str]]:
    found = {}
    for code, score in scores.items():
        kept = {"points": plain(score.points), "why": score.why}
        for name in ("value", "over", "under", "target"):
            value = getattr(known[code], name)
            if value is not None:
                kept[name] = plain(value)
        found[code] = kept
    return found


@action(APPRAISAL.rate, Appraisal)
def rate(
    appraisal: Appraisal, *, satisfied: int, fairly: int, unsatisfied: int, rated_on: date, on: date, **_: Any
) -> None:
    """Members' rating (会员评家): counts only, nobody's name."""
    if min(satisfied, fairly, unsatisfied) < 0 or not satisfied + fairly + unsatisfied:
        raise Refused("评价人数不能是负数，合计不能是 0：请核对三个数。")
    if not appraisal.starts_on <= rated_on <= on:
        raise Refused(f"评家日期应在考核期开始（{appraisal.starts_on}）之后、不晚于 {on}：请核对。")
    appraisal.satisfied, appraisal.fairly, appraisal.unsatisfied = satisfied, fairly, unsatisfied
    appraisal.rated_on = rated_on


@action(APPRAISAL.hand_back, Appraisal)
def hand_back(appraisal: Appraisal, *, actor: Actor, **_: Any) -> None:
    """To be checked anew: the columns above the self-check fall away, what was frozen stays."""
    if appraisal.state == "appraised":
        require_setter([appraisal], actor)
    for columns in appraisal.marks.values():
        columns.pop("review", None)
        columns.pop("county", None)
    appraisal.review_total = appraisal.final_total = appraisal.review_on = appraisal.appraised_on = None
    appraisal.grade = ""


@action(APPRAISAL.sample, Appraisal)
def sample(appraisal: Appraisal, **_: Any) -> None:
    """Chosen to be looked at on the spot."""
    if appraisal.sampled:
        raise Refused("已经列为抽查。")
    appraisal.sampled = True


@action(APPRAISAL.inspect, Appraisal)
def inspect(appraisal: Appraisal, *, visited_on: date, who: str, found: str, on: date, **_: Any) -> None:
    """What was seen on the spot; marks are given on the sheet."""
    if not appraisal.opened_on <= visited_on <= on:
        raise Refused(f"检查日期应在布置日期 {appraisal.opened_on} 到 {on} 之间：请核对。")
    line = {"on": visited_on.isoformat(), "who": who.strip()[:60], "found": found.strip()[:1000]}
    appraisal.findings = [*appraisal.findings, line]


@action(APPRAISAL.void, Appraisal)
def void_appraisal(appraisal: Appraisal, *, actor: Actor, **_: Any) -> None:
    """It does not take part in this round."""
    require_setter([appraisal], actor, CORRECT)


@action(APPRAISAL.call_off, Appraisal, in_sets=True)
def call_off(appraisals: list[Appraisal], **_: Any) -> None:
    """The union has ceased before it was published."""
