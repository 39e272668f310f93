"""Column titles and the lines above a table, made comparable: units, brackets, asterisks, 键：值 pairs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from liuyou.kernel.intake.amounts import FACTORS
from liuyou.kernel.intake.wording import compact

_UNITS = "|".join(sorted(FACTORS, key=len, reverse=True))
_BRACKETS = re.compile(r"[(\[【〔<「{]([^()\[\]【】〔〕<>「」{}]*)[)\]】〕>」}]")
_MARKS = re.compile(r"[*※★▲:：。.,，、_\"“”'‘’]+")
_UNIT_NOTE = re.compile(rf"(?:单位[:：]?)?({_UNITS})(?:/[人户月年次份])?")
_BARE_UNIT = re.compile(rf"(?<=[额款金费收入资助])({_UNITS})$")
_FORMAT_NOTE = re.compile(
    r"必填|选填|人次|小时|[人名户次岁家个条份件处册期场幅本对天张台项位盒篇套]|m2|平方米|平米"
    r"|是/否|公历|大写|小写|年月日|下拉选择?|.*格式.*|如.*|例.*|yyyy.*",
    re.IGNORECASE,
)
_UNIT_LINE = re.compile(rf"单位[:：]\s*(?:人民币)?({_UNITS})(?=$|[\s)）、,，;；/])")
_PAIR = re.compile(r"([^\s:：，。；;()（）]{2,12})\s*[:：]\s*(.*?)(?=\s+[^\s:：，。；;]{2,12}\s*[:：]|[;；]|$)")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_COUNTING = re.compile(r"(?:人员|单位)?(?:[人个家户次份条件张处册期场项篇]数|人次|数量|总数|数)$")
IGNORED = frozenset(["", "序号", "序", "行号", "编号", "NO", "顺序号", "签字", "签名", "签收", "签章", "盖章", "手印"])


@dataclass(frozen=True)
class Title:
    """`key` keeps what stands in brackets unless it is a unit or a remark on filling in; `bare` has no brackets.

    `stem` is `bare` without its counting word, where that still tells something: 参赛职工 of 参赛职工数.
    """

    key: str
    bare: str
    factor: int | None = None
    stem: str = ""


@lru_cache(maxsize=20_000)
def title_of(text: str) -> Title:
    """A header cell made comparable; `factor` if it names a unit of money, as in 金额（万元）."""
    whole = compact(text)
    factor = None
    counted = False

    def bracket(found: re.Match[str]) -> str:
        nonlocal factor, counted
        if unit := _UNIT_NOTE.fullmatch(found[1]):
            factor = FACTORS[unit[1]]
            return ""
        noted = _FORMAT_NOTE.fullmatch(found[1])
        counted = counted or (noted is not None and len(found[1]) < 3)
        return "" if noted else found[0]

    kept = _BRACKETS.sub(bracket, whole)
    if factor is None and (unit := _BARE_UNIT.search(_MARKS.sub("", kept))):
        factor = FACTORS[unit[1]]
        kept = kept[: kept.rindex(unit[1])]
    kept = _MARKS.sub("", kept).removeprefix("必填").upper()
    bare = _BRACKETS.sub("", kept) or kept
    stem = _COUNTING.sub("", bare)
    telling = len(stem) > 2 or (len(stem) == 2 and (counted or stem != bare))
    return Title(re.sub(r"[()\[\]【】〔〕]", "", kept), bare, factor, stem if telling else "")


def money_unit(lines: Iterable[str]) -> int | None:
    """The factor of 单位：万元 in the lines above a table."""
    return next((FACTORS[found[1]] for line in lines if (found := _UNIT_LINE.search(line))), None)


def pairs(line: str) -> dict[str, str]:
    """填报单位：某镇总工会  日期：2016年1月28日 as a mapping; 单位：万元 speaks of money and is left out."""
    found = _PAIR.findall(_UNIT_LINE.sub("", line))
    return {key: value.strip() for key, value in found if _CHINESE.search(key) and value.strip()}
