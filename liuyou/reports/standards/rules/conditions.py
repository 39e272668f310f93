"""Conditions and amounts as a standard writes them: `≥ 95%`, `= 0`, `> 3`. The boundary is always stated.

民法典 §1259: 以上、以下、以内 include the number (≥, ≤); 超过、不满、以外 do not (>, <).
"""

from __future__ import annotations

import operator
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any

SIGNS = {">=": "≥", "≥": "≥", "<=": "≤", "≤": "≤", ">": ">", "＞": ">", "<": "<", "＜": "<", "=": "=", "＝": "="}
COMPARED = {"≥": operator.ge, ">": operator.gt, "≤": operator.le, "<": operator.lt, "=": operator.eq}
_CONDITION = re.compile(r"\s*(>=|<=|[≥≤><＞＜=＝])\s*(\d+(?:\.\d+)?)\s*([%％]?)\s*")
_AMOUNT = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([%％]?)\s*")
HUNDRED = Decimal(100)
CENT = Decimal("0.01")
MOST = Decimal(10) ** 12
"""No amount of a standard is larger: more is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Must:
    """What a value has to be."""

    sign: str
    amount: Decimal

    def holds(self, value: Decimal) -> bool:
        return bool(COMPARED[self.sign](value, self.amount))

    @property
    def upwards(self) -> bool:
        """Whether more of it helps."""
        return self.sign in "≥>"


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with whether it was written as a percentage; `value` of 95% is 0.95."""

    value: Decimal
    percent: bool


def must(text: Any) -> tuple[Must, bool] | None:
    """A condition and whether it was written in %; None where it cannot be read."""
    found = _CONDITION.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return None
    number = Decimal(found[2]) / HUNDRED if found[3] else Decimal(found[2])
    return Must(SIGNS[found[1]], number), bool(found[3])


def amount(text: Any) -> Amount | None:
    """A number, or a percentage; None where it cannot be read."""
    if isinstance(text, bool) or text is None:
        return None
    found = _AMOUNT.fullmatch(str(text))
    if found is None:
        return None
    value = Decimal(found[1]) / HUNDRED if found[2] else Decimal(found[1])
    return Amount(value, bool(found[2])) if value <= MOST else None


def points(text: Any) -> Decimal | None:
    """Points: a plain number with at most two decimals."""
    found = amount(text)
    if found is None or found.percent or found.value != found.value.quantize(CENT):
        return None
    return found.value


def rounded(value: Decimal) -> Decimal:
    """Points as they are given: two decimals, half up. What is shown is what decides the grade."""
    return value.quantize(CENT, ROUND_HALF_UP)


def plain(value: Decimal) -> str:
    """3, 2.5, 66.67: without trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def written(value: Decimal, unit: str, against: Iterable[Decimal] = ()) -> str:
    """A value as the sentence writes it: 92.3 %, 12 人. As many decimals as it takes not to cross a threshold."""
    if unit != "%" and value == (whole := int(value)):
        return f"{whole} {unit}".rstrip()
    scale = HUNDRED if unit == "%" else Decimal(1)
    shown, limits = value, list(against)
    for places in (1, 2, 4, 8, 16) if unit == "%" else (2, 4, 8, 16):
        shown = (value * scale).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        if all(_side(shown, each * scale) == _side(value, each) for each in limits):
            break
    return f"{plain(shown)} {unit}".rstrip()


def _side(value: Decimal, threshold: Decimal) -> int:
    return (value > threshold) - (value < threshold)


def lacking(condition: Must, value: Decimal) -> Decimal:
    """By how many whole ones a count falls short of an upward condition; 0 where it holds."""
    if condition.holds(value):
        return Decimal(0)
    short = condition.amount - value
    return short.to_integral_value(ROUND_FLOOR) + 1 if condition.sign == ">" else short.to_integral_value(ROUND_CEILING)


def lacking_over(condition: Must, over: Decimal, under: Decimal) -> Decimal:
    """By how many whole ones a numerator falls short of an upward condition on the ratio, the denominator given."""
    return lacking(Must(condition.sign, condition.amount * under), over)
