"""Counts and sums of money as people write them, read strictly: an amount that is not exact is a problem."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.intake.wording import NOTHING, compact, shown

CENT = Decimal("0.01")
FACTORS = {"元": 1, "块": 1, "百元": 100, "千元": 1000, "万元": 10**4, "万": 10**4, "百万元": 10**6, "亿元": 10**8}
_FACTOR_WORDS = {"": 1, "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8}
_MONEY = re.compile(
    r"(?:人民币|RMB)?¥?([+\-−]?)¥?(\d{1,3}(?:,\d{3})+|\d+)?(\.\d+)?(亿|千万|百万|十万|万|千|百)?(元|块)?[整正]?",
    re.ASCII,
)
_NUMBER = re.compile(r"([+\-−]?)(\d{1,3}(?:,\d{3})+|\d+)?(\.\d+)?", re.ASCII)
_COUNTED = re.compile(r"(?:人次|小时|人|名|个|户|家|次|份|件|场|期|岁|天|项|元|台|张|条|批|位|口|年|月|所|支|组)$")
_VAGUE = re.compile(r"若干|约|左右|上下|大概|近|余|多|几|以上|以内|不足|不详|待定|[~≈?]|\d-\d")
_CAPITALS = re.compile(r"[壹贰叁肆伍陆柒捌玖拾佰仟]|[一二三四五六七八九十百千万]{2,}")
_FLOAT_NOISE = Decimal("0.000001")
_TOO_LARGE = Decimal(10) ** 13
_TOO_MANY = 2**31  # what an integer column of the database holds


def parse_money(value: Any, factor: int = 1) -> Decimal | None:
    """元 with two places, or None for a blank. `factor` is the header's unit; a unit written in the cell goes first."""
    if _is_number(value):
        return _cents(value, _plain(value) * factor)
    text = _text(value, "金额")
    if text in NOTHING:
        return None
    negative = text.startswith("(") and text.endswith(")")
    found = _MONEY.fullmatch(text[1:-1] if negative else text)
    if found is None or not (found[2] or found[3]):
        raise BadInput(_why_not(value, text, "金额", "如 1200.50"))
    sign, whole, fraction, scale, unit = found.groups()
    number = Decimal((whole or "0").replace(",", "") + (fraction or ""))
    number *= _FACTOR_WORDS[scale or ""] if scale or unit else factor
    return _cents(value, -number if negative != (sign in ("-", "−")) else number)


def parse_integer(value: Any) -> int | None:
    """A whole number, its counting word left off."""
    number = parse_decimal(value, whole=True)
    if number is None:
        return None
    if number != int(number):
        raise BadInput(f"{shown(value)}不是整数：请填写整数")
    if abs(number) >= _TOO_MANY:
        raise BadInput(f"{shown(value)}数目过大：请核对")
    return int(number)


def parse_decimal(value: Any, whole: bool = False) -> Decimal | None:
    """Any number. `whole` only lets counting words through and words the message."""
    if _is_number(value):
        return _bounded(value, _plain(value))
    text = _text(value, "数")
    if text in NOTHING:
        return None
    found = _NUMBER.fullmatch(_COUNTED.sub("", text) if whole else text)
    if found is None or not (found[2] or found[3]):
        raise BadInput(_why_not(value, text, "数", "如 12"))
    number = Decimal((found[2] or "0").replace(",", "") + (found[3] or ""))
    return _bounded(value, -number if found[1] in ("-", "−") else number)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _text(value: Any, what: str) -> str:
    if not isinstance(value, str):
        raise BadInput(f"{shown(value)}不是{what}：请填写数字，并把单元格格式设为“常规”")
    return compact(value)


def _plain(value: float) -> Decimal:
    """The number as the spreadsheet shows it: 15 significant digits, without binary noise."""
    return Decimal(f"{value:.15g}")


def _cents(value: Any, number: Decimal) -> Decimal:
    number = _bounded(value, number)
    rounded = number.quantize(CENT)
    if abs(rounded - number) > _FLOAT_NOISE:
        raise BadInput(f"{shown(value)}的小数超过两位：请四舍五入到分")
    return rounded if rounded else abs(rounded)


def _bounded(value: Any, number: Decimal) -> Decimal:
    if not number.is_finite() or abs(number) >= _TOO_LARGE:
        raise BadInput(f"{shown(value)}数额过大：请核对")
    return number


def _why_not(value: Any, text: str, what: str, example: str) -> str:
    if _VAGUE.search(text):
        return f"{shown(value)}不是确切的{what}：请填写确切的{what}，{example}"
    if _CAPITALS.search(text):
        return f"{shown(value)}请用阿拉伯数字填写，{example}"
    if "," in text and re.fullmatch(r"[\d,.]+", text):
        return f"{shown(value)}的千位分隔不对：请核对，如 1,200.50"
    return f"{shown(value)}不是{what}：请填写数字，{example}"
