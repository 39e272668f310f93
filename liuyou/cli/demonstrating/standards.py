"""The six haves of a district's primary unions: one round carried through to its publication, the next under way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from liuyou.kernel.access.models import Actor
    from liuyou.reports.standards.models import Appraisal, Standard
    from liuyou.reports.standards.rules.tree import Item

CODE = "six_haves"
FIRST, SECOND = "2016H1", "2016"
PUBLISHED_ON = date(2016, 8, 1)
BEST, POOR = 12, 7
"""Every so many-th union has all its papers, though not all in the ledgers yet; every so many-th has let much slip."""
NEARLY = BEST // 2
"""Half-way between two of the best stands one that has all but these."""
LACKING = {"1.2", "1.4", "3.2"}
PAPERS = {
    "1.1": "选举结果批复已查验，任职记录待补登",
    "1.2": "直选计票结果已查验",
    "1.3": "结业证已查验，培训记录待补登",
    "1.4": "会员花名册和职工人数已核对，待补登",
    "2.1": "成立批复已查验，委员会记录待补登",
    "2.2": "成立批复已查验",
    "2.3": "成立批复已查验",
    "3.1": "活动照片已查验，活动记录待补登",
    "3.2": "竞赛方案和结果已查验",
    "3.3": "走访记录已查验",
    "4.1": "集体合同文本已查验",
    "5.1": "开户许可和法人证书已查验，工会档案待补登",
    "5.2": "会费收缴表已查验",
}
"""Items that figures answer → what a union shows where the records do not say it yet."""
GRANTED, REFUSED = "材料齐全，已核对", "材料不全，按一半计"
RATINGS = ((18, 2, 0), (15, 4, 1), (12, 5, 3), (9, 4, 7))
"""Satisfied, fairly, not: every fifth union has not asked its members."""


def run(district: int, actor: Actor) -> str:
    """Everything in order of time, by the ordinary actions. What was made, in words; empty where it was there."""
    from liuyou.reports.standards.models import Standard

    if Standard.objects.filter(org_id=district, code=CODE).exists():
        return ""
    standard = _standard(district, actor)
    done = _first_round(standard, district, actor)
    running = _second_round(standard, actor)
    graded = sum(bool(each.grade) for each in done)
    return f"云川区“六有”标准考核基层工会 {len(done)} 家，逐项有据，{graded} 家达到等次；下一轮 {running} 家正在自查"


def _standard(district: int, actor: Actor) -> Standard:
    from liuyou.reports.standards import shipped
    from liuyou.reports.standards.actions import standards

    on = date(2016, 1, 6)
    row = {"org_id": district, "code": CODE, "starts_on": date(2016, 1, 1), **shipped.everything()[CODE].values}
    made: Standard = standards.draft_standards([row], actor=actor, on=on)[0]
    standards.publish_standard(made, actor=actor, on=on)
    return made


def _opened(standard: Standard, period: str, actor: Actor, on: date, *limits: date) -> list[Appraisal]:
    from liuyou.reports.standards.actions import standards
    from liuyou.reports.standards.models import Appraisal

    days = dict(zip(("check_by", "review_by", "appraise_by"), limits, strict=True))
    standards.open_round(standard, period=period, actor=actor, on=on, **days)
    return list(Appraisal.objects.filter(standard=standard, period=period).order_by("org_id"))


def _first_round(standard: Standard, district: int, actor: Actor) -> list[Appraisal]:
    """Self-checks, the townships' reviews, the district's appraisal, each in one set; published and objected to."""
    from liuyou.kernel.orgs import tree
    from liuyou.reports.standards.actions import appraisals, standards
    from liuyou.reports.standards.models import Appraisal

    limits = date(2016, 6, 30), date(2016, 7, 15), date(2016, 7, 29)
    opened = _opened(standard, FIRST, actor, date(2016, 6, 1), *limits)
    _rate(opened, actor)
    on = date(2016, 6, 28)
    appraisals.self_check(opened, sheets=_sheets(standard, opened), actor=actor, on=on)
    direct = {each.org_id for each in tree.children(district, on)}
    reviewed = [each for each in opened if each.org_id not in direct]
    for each in reviewed[:: len(reviewed) // 4]:
        lowered = {"6.2": {"points": "2", "reason": "成效材料只有一项，其余没有佐证"}}
        appraisals.review(each, entered=lowered, actor=actor, on=date(2016, 7, 11))
    appraisals.review(
        [each for at, each in enumerate(reviewed) if at % (len(reviewed) // 4)], actor=actor, on=limits[1]
    )
    appraisals.appraise(opened, actor=actor, on=limits[2])
    standards.announce(standard, period=FIRST, actor=actor, on=PUBLISHED_ON)
    _objected(reviewed, actor)
    return list(Appraisal.objects.filter(pk__in=[each.pk for each in opened]).order_by("org_id"))


def _rate(opened: Sequence[Appraisal], actor: Actor) -> None:
    """The members' rating; those with the same answers at once."""
    from liuyou.reports.standards.actions import appraisals

    alike: dict[tuple[int, int, int], list[Appraisal]] = defaultdict(list)
    for number, each in enumerate(opened):
        if number % 5 < len(RATINGS):
            alike[RATINGS[number % 5]].append(each)
    on = date(2016, 6, 20)
    for (satisfied, fairly, unsatisfied), those in alike.items():
        counts = {"satisfied": satisfied, "fairly": fairly, "unsatisfied": unsatisfied}
        appraisals.rate(those, rated_on=on, actor=actor, on=on, **counts)


def _sheets(standard: Standard, opened: Sequence[Appraisal]) -> dict[int, dict[str, Mapping[str, Any]]]:
    """What each union enters itself: every item that no record answers, with the reason."""
    from liuyou.reports.standards import asking
    from liuyou.reports.standards.rules.results import applicable

    sheet = asking.sheet_of(standard)
    found = {}
    for number, each in enumerate(opened):
        items = {item.code: item for item in applicable(sheet, each.kind, each.sector)}
        found[each.pk] = {
            code: _entered(item, number) for code, item in items.items() if not item.figure or _shown(code, number)
        }
    return found


def _shown(code: str, number: int) -> bool:
    """Whether the union shows a paper for an item that its records do not answer yet."""
    place = number % BEST
    return code in PAPERS and (place == 0 or (place == NEARLY and code not in LACKING))


def _entered(item: Item, number: int) -> Mapping[str, Any]:
    if item.mode == "veto":
        return {"met": "未出现", "reason": "考核期内没有发生"}
    if item.figure:
        return {"met" if item.mode == "must_have" else "points": _full(item), "reason": PAPERS[item.code]}
    place = sum(int(part) for part in item.code.split("."))
    half = number % NEARLY and (number % POOR == 0 or (number + place) % 6 == 0)
    return {"points": str(item.points / 2 if half else item.points), "reason": REFUSED if half else GRANTED}


def _full(item: Item) -> str:
    return "达标" if item.mode == "must_have" else str(item.points)


def _objected(reviewed: Sequence[Appraisal], actor: Actor) -> None:
    """One objection is answered with the reasons kept, one is right and the result corrected; one still waits."""
    from liuyou.reports.standards.actions import published

    first, third = _without("3.1", reviewed)[:2]
    second = _without("3.2", [each for each in reviewed if each.pk not in (first.pk, third.pk)])[0]
    on = date(2016, 8, 4)
    published.object_to_result(first, reason="文体活动上半年办过两次，应当得分", actor=actor, on=on)
    published.object_to_result(second, reason="劳动竞赛方案已经补报，请重新评定", actor=actor, on=on)
    published.object_to_result(third, reason="会员评家测评表漏计 6 张", actor=actor, on=date(2016, 8, 5))
    kept = "两次活动都在 2015 年，不在本考核期，维持原结果"
    published.reply_to_objection(first, reply=kept, upheld=False, actor=actor, on=date(2016, 8, 10))
    right = "补报材料属实，予以更正"
    published.reply_to_objection(second, reply=right, upheld=True, actor=actor, on=date(2016, 8, 11))
    entered = {"3.2": {"points": "4", "reason": right}}
    published.correct_result(second, entered=entered, reason=right, actor=actor, on=date(2016, 8, 12))


def _without(item: str, appraisals: Sequence[Appraisal]) -> list[Appraisal]:
    """Those that got nothing for an item, as it stands now."""
    from liuyou.reports.standards.models import Appraisal

    now = Appraisal.objects.filter(pk__in=[each.pk for each in appraisals]).order_by("org_id")
    return [each for each in now if each.marks[item]["county"]["points"] == "0"]


def _second_round(standard: Standard, actor: Actor) -> int:
    """Of the year: a few have checked themselves, some are reviewed, two appraised; how many have not begun."""
    from liuyou.reports.standards.actions import appraisals

    limits = date(2016, 12, 10), date(2016, 12, 20), date(2016, 12, 30)
    opened = _opened(standard, SECOND, actor, date(2016, 9, 12), *limits)
    some = opened[:12]
    on = date(2016, 9, 19)
    appraisals.self_check(some, sheets=_sheets(standard, some), actor=actor, on=on)
    appraisals.review(some[:6], actor=actor, on=date(2016, 9, 21))
    appraisals.sample(some[1], actor=actor, on=on)
    found = {"visited_on": date(2016, 9, 22), "who": "赵敏、钱进", "found": "牌子已挂，活动室在用，档案缺会议记录"}
    appraisals.inspect(some[1], actor=actor, on=date(2016, 9, 22), **found)
    appraisals.appraise(some[:2], actor=actor, on=date(2016, 9, 23))
    appraisals.hand_back(some[7], reason="佐证材料没有上传", actor=actor, on=date(2016, 9, 22))
    return len(opened) - len(some) + 1
