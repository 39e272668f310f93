"""Target values as people write them (1200, 24万, 90%) and as papers print them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.base.numbers import parse_printed, printed

FINE, CENT = Decimal("0.0001"), Decimal("0.01")
"""Shares keep four places (90.05%), everything else two, as the ledger does."""
MOST = Decimal(10) ** 14
RATIO = "%"


def parse(text: str | Decimal | int, unit: str) -> Decimal:
    """A target's value: a share is kept as a fraction (90% is 0.9). BadInput says how it has to be written."""
    found = text if isinstance(text, Decimal | int) else parse_printed(text)
    if found is None:
        raise BadInput(f"目标值“{text}”看不懂：请写成数字，如 1200、24万；比率写成 90%")
    places = FINE if unit == RATIO else CENT
    value = Decimal(found).quantize(places, ROUND_HALF_UP) if abs(Decimal(found)) < MOST else MOST
    if value < 0:
        raise BadInput(f"目标值 {text} 是负数：请核对")
    if value >= MOST:
        raise BadInput(f"目标值 {text} 太大：请核对是否多写了零、单位对不对")
    if unit == RATIO and isinstance(text, str) and "%" not in text and value > 5:
        raise BadInput(f"这个指标是比率，目标值 {text} 太大：百分之九十写成 90%")
    if unit != RATIO and isinstance(text, str) and "%" in text:
        raise BadInput(f"这个指标的单位是“{unit or '个'}”，目标值不能写成百分数：{text}")
    return value


def shown(value: Decimal | None, unit: str) -> str:
    """With its unit: 1200人, 24万元, 90%."""
    text = printed(value, unit)
    return text if unit in ("元", RATIO) or value is None else f"{text}{unit}"


def typed(value: Decimal, unit: str) -> str:
    """As one would type it again: 1200, 90%."""
    number = value * 100 if unit == RATIO else value
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{text}%" if unit == RATIO else text
