"""Values of parameters as people read and type them: numbers, fractions, yes or no, lists, tables. Plain Python."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import Enum
from fractions import Fraction
from typing import Any

from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.base.numbers import printed, tabular
from liuyou.kernel.parameters.loading import Parameter

KEYS = {
    "min": "最少",
    "max": "最多",
    "upto": "人数不超过",
    "share": "比例",
    "strict": "须超过（不含本数）",
    "days": "天数",
    "extension": "可延长天数",
}
FRACTIONAL = {"元", "倍", "比例"}
"""Units that may have decimals; all others are whole."""
_FRACTION = re.compile(r"(\d+)/([1-9]\d*)", re.ASCII)
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)%", re.ASCII)
_WORD = re.compile(r"\b([a-z_]+) ?([一-鿿]+)")
_CODE = re.compile(r"\b([a-z_]{2,})\b ?", re.ASCII)
_SPLIT = re.compile(r"[、，,;；\s]+")


class Shape(Enum):
    NUMBER = "数字"
    FRACTION = "分数"
    YES_NO = "是或否"
    LIST = "列表"
    NUMBERS = "数字列表"
    TABLE = "表"
    ROWS = "分档表"


@dataclass(frozen=True, slots=True)
class Cell:
    """One part of a table: its name, title and shape."""

    name: str
    title: str
    shape: Shape
    open_ended: bool = False


def shape_of(value: Any) -> Shape:
    if isinstance(value, bool):
        return Shape.YES_NO
    if isinstance(value, Fraction):
        return Shape.FRACTION
    if isinstance(value, dict):
        return Shape.TABLE
    if isinstance(value, list | tuple):
        first = next(iter(value), "")
        return Shape.ROWS if isinstance(first, dict) else Shape.NUMBERS if isinstance(first, int) else Shape.LIST
    return Shape.NUMBER


def sample(about: Parameter) -> Any:
    """A value that shows the shape: the first of the data that is not an empty list."""
    return next((each.value for each in about.values if each.value != []), about.values[0].value)


def cells(value: Any) -> list[Cell]:
    """The parts of a table, or of one row of a table in steps."""
    row = value[0] if isinstance(value, list) else value
    rows = value if isinstance(value, list) else [value]
    return [
        Cell(name, KEYS.get(name, name), shape_of(each), any(other.get(name) is None for other in rows))
        for name, each in row.items()
    ]


def words_of(parameters: Sequence[Parameter]) -> dict[str, str]:
    """Codes and their Chinese words, as the descriptions explain them: ``low 低保户``."""
    return {code: word for each in parameters for code, word in _WORD.findall(each.description)}


def plain(description: str) -> str:
    """A description without the codes that only files need: ``low 低保户`` is 低保户, ``upto`` 人数不超过."""
    return _CODE.sub(lambda found: f"“{KEYS[found[1]]}”" if found[1] in KEYS else "", description)


def told(value: Any, unit: str, words: Mapping[str, str]) -> str:
    """A value in one line."""
    if value is None:
        return "不限"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, dict):
        return "，".join(f"{KEYS.get(name, name)} {told(each, '', words)}" for name, each in value.items())
    if isinstance(value, list | tuple):
        if value and isinstance(value[0], dict):
            return f"分 {len(value)} 档"
        return "、".join(words.get(str(each), str(each)) for each in value) or "无"
    if unit == "比例":
        return printed(Decimal(str(value)), "%")
    number = tabular(Decimal(str(value)), "") if isinstance(value, int | Decimal) else words.get(str(value), str(value))
    return f"{number} {unit}".strip()


def read_number(text: str, unit: str) -> int | float:
    """A number as it is kept. BadInput says what is wrong with it."""
    compact = "".join(unicodedata.normalize("NFKC", text).split()).replace(",", "")
    if percent := _PERCENT.fullmatch(compact):
        compact = f"{Decimal(percent[1]) / 100:f}"
    try:
        number = Decimal(compact)
    except InvalidOperation:
        raise BadInput(f"“{text}”不是数字：请只写数字，如 5 或 1.5。") from None
    if not number.is_finite() or number < 0 or number > 10**12:
        raise BadInput("数字应不小于 0，并且不超过一万亿：请核对。")
    if number == number.to_integral_value():
        return int(number)
    if unit not in FRACTIONAL:
        raise BadInput(f"应是整数（单位：{unit}）：请核对。")
    if len(number.as_tuple().digits) > 12:
        raise BadInput("小数位数太多：请写到需要的位数。")
    return float(number)


def read_fraction(text: str) -> str:
    """2/3, 70% or 0.7 as the fraction that is kept."""
    compact = "".join(unicodedata.normalize("NFKC", text).split())
    if parts := _FRACTION.fullmatch(compact):
        found = Fraction(int(parts[1]), int(parts[2]))
    elif percent := _PERCENT.fullmatch(compact):
        found = Fraction(percent[1]) / 100
    else:
        try:
            found = Fraction(compact)
        except (ValueError, ZeroDivisionError):
            raise BadInput(f"“{text}”不是比例：请写成 2/3、70% 或 0.7。") from None
    if not 0 <= found <= 1:
        raise BadInput("比例应在 0 到 1 之间：请核对。")
    return f"{found.numerator}/{found.denominator}"


def read_numbers(text: str, unit: str) -> list[int | float]:
    found = [read_number(part, unit) for part in _SPLIT.split(text.strip()) if part]
    if not found:
        raise BadInput("没有填写：请写一个或几个数字，用顿号隔开。")
    return found


def typed_text(value: Any) -> str:
    """A value as it stands in a text field."""
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, list | tuple):
        return "、".join(map(str, value))
    return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)


def read_cell(cell: Cell, text: str, unit: str) -> Any:
    if cell.shape is Shape.YES_NO:
        return text == "yes"
    if cell.open_ended and not text.strip():
        return None
    if not text.strip():
        raise BadInput(f"“{cell.title}”没有填写。")
    return read_fraction(text) if cell.shape is Shape.FRACTION else read_number(text, unit if unit != "比例" else "")
