"""Posts (职务): to which committee each belongs, who may not hold it, which exclude one another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from liuyou.areas.officers.rules.committees import AUDIT, STANDING, UNION, WOMEN
from liuyou.areas.officers.rules.sources import Rule
from liuyou.kernel.base.errors import Refused

CHAIR, VICE, FIRST_CHAIR, ORGANISER = "主席", "副主席", "第一主席", "组织员"
COMMITTEE_OF = {
    CHAIR: UNION,
    VICE: UNION,
    "常委": STANDING,
    "委员": UNION,
    ORGANISER: UNION,
    "经审委主任": AUDIT,
    "经审委副主任": AUDIT,
    "经审委委员": AUDIT,
    "女工委主任": WOMEN,
    "女工委副主任": WOMEN,
    "女工委委员": WOMEN,
    FIRST_CHAIR: "",
    "财务和资产管理人员": "",
    "职工董事": "",
    "职工监事": "",
}
"""Title → kind of committee it sits on; empty: none."""
TITLES = tuple(COMMITTEE_OF)
AUDITORS = tuple(title for title, kind in COMMITTEE_OF.items() if kind == AUDIT)
WOMEN_TITLES = tuple(title for title, kind in COMMITTEE_OF.items() if kind == WOMEN)
MEMBER_TITLE = {UNION: "委员", AUDIT: "经审委委员", WOMEN: "女工委委员", STANDING: "常委", CHAIR: CHAIR, VICE: VICE}
"""Race → the post of whoever wins it, until the first plenary gives another."""
NOBODY = "无"
ANY_POST, ENTERPRISE_CHAIR = "任何职务", "企业工会主席"


def seat(title: str) -> str:
    """The committee a title sits on; the standing committee is part of the union committee."""
    kind = COMMITTEE_OF[title]
    return UNION if kind == STANDING else kind


def excludes_audit(title: str, finance: bool) -> str:
    """The word by which the rule knows a post that keeps its holder off the audit committee; empty when none."""
    if title == VICE and finance:
        return "分管财务的副主席"
    return title


def check_compatible(name: str, posts: Iterable[tuple[str, bool]], rule: Rule) -> None:
    """All posts of one person in one union at one time: title, and whether in charge of finance."""
    held = list(posts)
    audit = next((title for title, _ in held if title in AUDITORS), "")
    if not audit:
        return
    for title, finance in held:
        word = excludes_audit(title, finance)
        if word in rule.value or (finance and title not in AUDITORS):
            raise Refused(f"“{name}”不能既任{word}又任{audit}：两者不得兼任，请另定人选{rule.basis}。")


def check_barred(name: str, capacity: str, race: str, *, enterprise: bool, rule: Rule) -> None:
    """Whoever heads the employer, and near relatives, may not stand; an enterprise's chair has more bars."""
    bars: list[str] = list(rule.value[ANY_POST])
    if enterprise and race == CHAIR:
        bars += rule.value[ENTERPRISE_CHAIR]
    if capacity in bars:
        what = "企业工会主席候选人" if capacity not in rule.value[ANY_POST] else "本单位工会委员会成员候选人"
        raise Refused(f"“{name}”是{capacity}，不得作为{what}：请另提人选{rule.basis}。")


def check_woman(name: str, title: str, sex: str) -> None:
    """Who heads or sits for the women workers is a woman; an unknown sex passes."""
    if title in WOMEN_TITLES and sex == "男":
        raise Refused(f"“{name}”登记为男性，不能任{title}：请核对人选（依据：女职工委员会由女会员组成）。")


def check_terms(since: date, until: date | None) -> None:
    if until is not None and until <= since:
        raise Refused(f"离任日期 {until} 不晚于任职日期 {since}：离任日期是不再任职的第一天，请核对。")
