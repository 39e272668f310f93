"""Rules of the employer register: numbers that must agree, who should have a union, names that are nearly the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from liuyou.areas.organising.rules import kinds
from liuyou.kernel.base.errors import Refused

PARTS = {"women": "女职工", "migrants": "农民工", "dispatched": "劳务派遣工"}
MEMBERS_RULE = "依据《工会会员会籍管理办法》（2016年）：劳动（工作）关系在哪里，会籍就在哪里，会员数不能多于职工数"
LEGAL_FORMS = re.compile(
    r"(股份有限公司|有限责任公司|集团有限公司|股份合作公司|有限公司|总公司|分公司|公司|集团|股份|有限责任|有限合伙|普通合伙|个人独资)"
)
REGION = re.compile(r"^[\u4e00-\u9fff]{2,7}?(?:省|自治区|自治州|市|县|区)(?=[\u4e00-\u9fffA-Za-z0-9]{2})")
NUMBERS = re.compile(r"[0-9一二三四五六七八九十百东西南北]")
MARKS = re.compile(r"[\W_]+")
SHORTEST = 2


def should_have(workers: int, threshold: int) -> str:
    """Whether an employer of so many workers should have a union: as many as the threshold, or more (含本数)."""
    return kinds.YES if workers >= threshold else kinds.NO


def check_parts(facts: Mapping[str, Any]) -> None:
    """Refused when a part of the workers is larger than the whole."""
    for name, title in PARTS.items():
        if (facts.get(name) or 0) > (facts.get("workers") or 0):
            raise Refused(f"{title} {facts[name]} 人多于职工 {facts.get('workers') or 0} 人：请核对人数。")


def check_members(workers: int, members: int, union: str = "") -> None:
    """Refused when the workers of a union's employers are fewer than its members; equal is allowed."""
    if workers < members:
        of = f"“{union}”" if union else "该工会"
        raise Refused(
            f"职工 {workers} 人少于{of}在册会员 {members} 人（{MEMBERS_RULE}）："
            "请核对人数，已离开的会员请先在会员台账办理转出。"
        )


def check_covered(coverage: str, covered_on: date, starts_on: date | None = None) -> None:
    """How an employer is covered, and from when."""
    if coverage not in kinds.COVERAGES[1:]:
        raise Refused(f"建会方式“{coverage}”不对：请填单独、联合或项目。")
    if starts_on and covered_on < starts_on:
        raise Refused(f"建会日期 {covered_on} 早于纳入台账日期 {starts_on}：请核对日期，或先更正纳入台账日期。")


@lru_cache(maxsize=100_000)
def core(name: str) -> str:
    """A name without region in front, legal form and punctuation: by it the same firm is known under two spellings."""
    plain = MARKS.sub("", unicodedata.normalize("NFKC", name).upper())
    bare = LEGAL_FORMS.sub("", plain)
    while (shorter := REGION.sub("", bare, count=1)) != bare and len(shorter) >= SHORTEST:
        bare = shorter
    return bare if len(bare) >= SHORTEST else plain


def told_apart(one: str, other: str) -> bool:
    """Whether two near-identical names differ in a number or a direction (一厂, 二厂; 东校区, 西校区)."""
    return NUMBERS.findall(one) != NUMBERS.findall(other)
