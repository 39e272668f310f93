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
_UNIT_NOTE = re.compile(rf"(?:单位[:：]?)?({_UNITS})")
_BARE_UNIT = re.compile(rf"(?<=[额款金费收入资助])({_UNITS})$")
_FORMAT_NOTE = re.compile(
    r"必填|选填|人|名|户|次|岁|家|个|是/否|公历|大写|小写|年月日|下拉选择?|.*格式.*|如.*|例.*|yyyy.*", re.IGNORECASE
)
_UNIT_LINE = re.compile(rf"单位[:：]\s*(?:人民币)?({_UNITS})(?=$|[\s)）、,，;；/])")
_PAIR = re.compile(r"([^\s:：，。；;()（）]{2,12})\s*[:：]\s*(.*?)(?=\s+[^\s:：，。；;]{2,12}\s*[:：]|[;；]|$)")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
IGNORED = frozenset(["", "序号", "序", "行号", "编号", "NO", "顺序号"])


@dataclass(frozen=True)
class Title:
    """`key` keeps what stands in brackets unless it is a unit or a remark on filling in; `bare` has no brackets."""

    key: str
    bare: str
    factor: int | None = None


@lru_cache(maxsize=20_000)
def title_of(text: str) -> Title:
    """A header cell made comparable; `factor` if it names a unit of money, as in 金额（万元）."""
    whole = compact(text)
    factor = None

    def bracket(found: re.Match[str]) -> str:
        nonlocal factor
        if unit := _UNIT_NOTE.fullmatch(found[1]):
            factor = FACTORS[unit[1]]
            return ""
        return "" if _FORMAT_NOTE.fullmatch(found[1]) else found[0]

    kept = _BRACKETS.sub(bracket, whole)
    if factor is None and (unit := _BARE_UNIT.search(_MARKS.sub("", kept))):
        factor = FACTORS[unit[1]]
        kept = kept[: kept.rindex(unit[1])]
    kept = _MARKS.sub("", kept).removeprefix("必填").upper()
    bare = _BRACKETS.sub("", kept)
    return Title(re.sub(r"[()\[\]【】〔〕]", "", kept), bare or kept, factor)


def money_unit(lines: Iterable[str]) -> int | None:
    """The factor of 单位：万元 in the lines above a table."""
    return next((FACTORS[found[1]] for line in lines if (found := _UNIT_LINE.search(line))), None)


def pairs(line: str) -> dict[str, str]:
    """填报单位：某镇总工会  日期：2016年1月28日 as a mapping; 单位：万元 speaks of money and is left out."""
    found = _PAIR.findall(_UNIT_LINE.sub("", line))
    return {key: value.strip() for key, value in found if _CHINESE.search(key) and value.strip()}
