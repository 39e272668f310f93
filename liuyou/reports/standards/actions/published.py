"""After the county's marks: published and ranked, objected to, answered, corrected, lowered; nothing is overwritten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from liuyou.kernel.access.models import Actor
from liuyou.kernel.actions.action import INPUT_TITLES, action
from liuyou.kernel.actions.tree import FOLLOWERS
from liuyou.kernel.base.errors import BadInput, Refused
from liuyou.kernel.parameters.values import parameter
from liuyou.kernel.workflow import deadlines
from liuyou.kernel.writing.permit import permit
from liuyou.reports.standards import asking, queries
from liuyou.reports.standards.actions.appraisals import Entered, call_off, put, require_setter
from liuyou.reports.standards.models import Appraisal
from liuyou.reports.standards.rules import results
from liuyou.reports.standards.rules.conditions import plain
from liuyou.reports.standards.rules.scoring import Given, Score
from liuyou.reports.standards.workflows import APPRAISAL, CORRECT

INPUT_TITLES |= {
    "standards.appraisal.reply": "答复",
    "upheld": "异议是否成立",
    "demoted_on": "降级日期",
    "standards.appraisal.to": "降为",
}


def ranks_of(appraisals: Sequence[Appraisal]) -> dict[int, tuple[int, int]]:
    """Appraisal → its rank and how many there are, among unions of its type."""
    totals = {each.pk: (each.group, each.final_total) for each in appraisals if each.final_total is not None}
    return results.ranks(totals)


@action(APPRAISAL.publish, Appraisal, in_sets=True)
def publish_appraisals(
    appraisals: list[Appraisal], *, actor: Actor, on: date, ranks: Mapping[int, tuple[int, int]], **_: Any
) -> None:
    """All results of a round at once; what a union held by this standard before ends on this day."""
    shorts, orgs = {each.short for each in appraisals}, {each.org_id for each in appraisals}
    older = [each.pk for each in queries.holders(shorts, orgs)]
    if older:
        supersede(older, actor=actor, on=on, until=on, reason="公布新的考核结果")
    for each in appraisals:
        each.published_on = on
        each.rank, each.ranked = ranks[each.pk]
        each.results = [_published(each, on, "公布")]


def _published(appraisal: Appraisal, on: date, why: str) -> dict[str, Any]:
    return {
        "on": on.isoformat(),
        "total": plain(queries.points(appraisal.final_total)),
        "grade": appraisal.grade,
        "rank": appraisal.rank,
        "ranked": appraisal.ranked,
        "why": why,
    }


@action(APPRAISAL.supersede, Appraisal, in_sets=True)
def supersede(appraisals: list[Appraisal], *, until: date, **_: Any) -> None:
    """Its grade stands up to, and without, this day; the result itself stays."""
    for each in appraisals:
        each.until = max(until, each.published_on or until)


@action(APPRAISAL.object, Appraisal)
def object_to_result(appraisal: Appraisal, *, on: date, reason: str, **_: Any) -> None:
    """Within the days the parameter gives, once."""
    value = parameter("standards.objection_days", org=appraisal.org_id, on=on)
    published_on = appraisal.published_on or on
    last = deadlines.due(published_on, int(value.value), deadlines.Unit(value.unit))
    if on > last:
        raise Refused(f"提出异议的期限是公布后 {value.value} 个{value.unit}，已于 {last} 届满。")
    if on < published_on:
        raise Refused(f"日期 {on} 早于公布日期 {published_on}：请核对。")
    appraisal.objection, appraisal.objected_on = reason, on
    value = parameter("standards.reply_days", org=appraisal.org_id, on=on)
    appraisal.due_on = deadlines.due(on, int(value.value), deadlines.Unit(value.unit))


@action(APPRAISAL.reply, Appraisal)
def reply_to_objection(appraisal: Appraisal, *, actor: Actor, on: date, reply: str, upheld: bool, **_: Any) -> None:
    """Where it is upheld the result is corrected by its own step."""
    require_setter([appraisal], actor)
    appraisal.reply, appraisal.upheld, appraisal.replied_on = reply.strip(), upheld, on


@action(APPRAISAL.correct, Appraisal)
def correct_result(appraisal: Appraisal, *, actor: Actor, on: date, reason: str, entered: Entered, **_: Any) -> None:
    """New marks on the answers that were frozen at the appraisal; the published result stays beside the new one."""
    require_setter([appraisal], actor, CORRECT)
    if appraisal.demoted_on:
        raise Refused("已经降低等次的，不再更正原结果。")
    if not entered:
        raise BadInput("没有更正的项目：请填写要更正的得分。")
    sheet = asking.sheet_of(appraisal.standard)
    items = results.applicable(sheet, appraisal.kind, appraisal.sector)
    known, scores = _as_frozen(appraisal)
    before = appraisal.final_total
    given = {code: {**columns, "reason": columns.get("reason") or reason} for code, columns in entered.items()}
    kept = {code: _typed(columns["county"]) for code, columns in appraisal.marks.items() if "county" in columns}
    with permit("standards.appraisal.mark") as stamp:
        put(appraisal, sheet, "county", (items, known, scores), kept | given, stamp)
    if appraisal.final_total == before and appraisal.grade == appraisal.results[-1]["grade"]:
        raise Refused("更正后的得分和等次没有变化：请核对要更正的项目。")
    appraisal.rank = _rank(appraisal)
    appraisal.results = [*appraisal.results, _published(appraisal, on, reason)]


def _typed(column: Mapping[str, Any]) -> dict[str, Any]:
    """A mark given again as it stands."""
    found = {"points": column["points"], "met": column["met"], "evidence": column["evidence"]}
    return found | {"reason": column["reason"] or "维持原考评"}


def _as_frozen(appraisal: Appraisal) -> tuple[dict[str, Given], dict[str, Score]]:
    """The answers as they were at the appraisal, not as the ledger has them today."""
    last = next(each for each in reversed(appraisal.frozen) if each["stage"] == "county")
    columns = appraisal.marks
    known = {code: queries.given_of(kept) for code, kept in last["auto"].items()}
    scores = {
        code: Score(queries.points(kept["points"]), kept["why"], columns.get(code, {}).get("county", {}).get("met"))
        for code, kept in last["auto"].items()
    }
    return known, scores


def _rank(appraisal: Appraisal) -> int:
    """Its place among the published results of its type; the places of the others stay as they were published."""
    others = queries.of_round(appraisal.standard_id, appraisal.period).filter(state__in=queries.PUBLISHED)
    better = [
        each
        for each in others.exclude(pk=appraisal.pk)
        if each.group == appraisal.group and queries.points(each.final_total) > queries.points(appraisal.final_total)
    ]
    return len(better) + 1


@action(APPRAISAL.demote, Appraisal)
def demote(appraisal: Appraisal, *, actor: Actor, on: date, demoted_on: date, to: str = "", **_: Any) -> None:
    """A grade is not for ever: lowered from a day on, to a lower one or to none. The published result stays."""
    require_setter([appraisal], actor, CORRECT)
    published_on = appraisal.published_on or on
    if appraisal.until:
        raise Refused("已由新的考核结果接替，不再降级：请在新的结果上办理。")
    if not published_on <= demoted_on <= on:
        raise Refused(f"降级日期应在公布日期 {published_on} 到 {on} 之间：请核对。")
    if appraisal.demoted_on:
        raise Refused(f"已于 {appraisal.demoted_on} 降级：再降的，请在下一次考核中评定。")
    names = [each["name"] for each in appraisal.standard.grades]
    if not appraisal.grade:
        raise Refused("原来没有等次，不能再降。")
    lower = names[names.index(appraisal.grade) + 1 :] if appraisal.grade in names else []
    if to and to not in lower:
        raise Refused(f"只能降为比“{appraisal.grade}”低的等次（{'、'.join(lower) or '无'}），或空着表示取消等次。")
    appraisal.demoted_on, appraisal.demoted_to = demoted_on, to


def follow_ceased(org: int, into: int | None, *, on: date, actor: Actor, reason: str) -> None:
    """A union that ceases is appraised no further, and holds no grade from that day."""
    rows = Appraisal.objects.filter(org_id=org)
    running = list(rows.filter(state__in=queries.RUNNING).values_list("pk", flat=True))
    if running:
        call_off(running, actor=actor, on=on, reason=reason)
    held = list(rows.filter(state__in=queries.PUBLISHED, until=None).values_list("pk", flat=True))
    if held:
        supersede(held, actor=actor, on=on, until=on, reason=reason)


FOLLOWERS.append(follow_ceased)
