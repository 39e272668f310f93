"""One cell → one typed value. Every refusal says what stands there, what is wrong, and what to write instead."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.intake.amounts import parse_decimal, parse_integer, parse_money
from liuyou.kernel.intake.columns import NUMBERS, SANE, Column, Kind
from liuyou.kernel.intake.dates import parse_day, parse_month, parse_year
from liuyou.kernel.intake.wording import NOTHING, compact, shown, tidy
from liuyou.kernel.intake.workbooks import CellError
from liuyou.kernel.orgs.codes import check_credit_code
from liuyou.kernel.people.identity import parse_identity

Parser = Callable[[Any], Any]
LONGEST_TEXT = 5_000
_EXACT_DIGITS = 10**15  # a spreadsheet keeps 15 digits of a number and makes the rest zeros
_TRUE = frozenset(["是", "有", "√", "✓", "✔", "☑", "对", "已", "1", "Y", "YES", "TRUE", "是的"])
_FALSE = frozenset(["否", "无", "×", "✗", "✘", "X", "没有", "不是", "未", "0", "N", "NO", "FALSE", "-", "—", "/", "非"])
_CJK_GAP = re.compile(r"(?<=[\u3400-\u9fff\U00020000-\U0003ffff])\s+(?=[\u3400-\u9fff\U00020000-\U0003ffff])")
_NAME = re.compile(r"[^\W\d_]+(?:[ ·'’\-][^\W\d_]+)*\.?")
_DOTS = str.maketrans(dict.fromkeys("•・‧∙●⋅．", "·"))
_PHONE = re.compile(r"1[3-9]\d{9}|0\d{9,11}|[2-9]\d{6,7}|400\d{7}", re.ASCII)
_PHONE_NOISE = re.compile(r"[\s\-—–()]")


def parser(column: Column, *, factor: int = 1, date1904: bool = False) -> Parser:
    """A function from a cell to the column's type, or None for a blank; BadInput carries the message."""
    return partial(_parse, _reader(column, factor, date1904), column)


def _parse(read: Parser, column: Column, cell: Any) -> Any:
    if cell == "" or cell is None:
        return None
    if isinstance(cell, CellError):
        raise BadInput(f"单元格是公式错误 {cell.code}：请改正公式，或直接填写")
    value = read(cell)
    if value is not None and (column.kind in NUMBERS or column.kind is Kind.YEAR):
        _check_range(column, value)
    return value


def _reader(column: Column, factor: int, date1904: bool) -> Parser:
    match column.kind:
        case Kind.MONEY:
            return partial(parse_money, factor=factor)
        case Kind.DATE:
            return partial(parse_day, date1904=date1904)
        case Kind.MONTH:
            return partial(parse_month, date1904=date1904)
        case Kind.CHOICE:
            spellings = {compact(spelling).upper(): stored for spelling, stored in (column.choices or {}).items()}
            return partial(_choice, spellings, first_words(column))
    return _READERS[column.kind]


def first_words(column: Column) -> list[str]:
    """Of the spellings of each choice the first, which is the one to show."""
    first: dict[str, str] = {}
    for word, stored in (column.choices or {}).items():
        first.setdefault(stored, word)
    return list(first.values())


def _check_range(column: Column, value: Decimal | int) -> None:
    unit = " 元" if column.kind is Kind.MONEY else " "
    lowest, highest = column.minimum, SANE.get(column.kind) if column.maximum is None else column.maximum
    if lowest is not None and value < 0 <= lowest:
        raise BadInput(f"{value}{unit}是负数：请核对；要冲减已登记的，请办理更正")
    if lowest is not None and value < lowest:
        raise BadInput(f"{value}{unit}太小：不能小于 {lowest:f}{unit.rstrip()}")
    if highest is not None and value > highest:
        raise BadInput(f"{value}{unit}太大：不能大于 {highest:f}{unit.rstrip()}，请核对是否多写了零、单位对不对")


def plain_text(cell: Any) -> str:
    """A cell as a person reads it: whole numbers without .0, dates as 2016-01-28."""
    if isinstance(cell, str):
        return tidy(cell)
    if isinstance(cell, CellError):
        return cell.code
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return f"{cell:.15g}" if abs(cell) < _EXACT_DIGITS else f"{cell:.0f}"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if not cell.time() else cell.isoformat(" ", "seconds")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _text(cell: Any) -> str | None:
    text = _number_as_text(cell)
    if len(text) > LONGEST_TEXT:
        raise BadInput(f"文字有 {len(text)} 个，超过 {LONGEST_TEXT} 个：请精简")
    return text or None


def _name(cell: Any) -> str | None:
    name = _CJK_GAP.sub("", " ".join(plain_text(cell).translate(_DOTS).split()))
    name = re.sub(r"\s*·\s*", "·", name)
    if name in NOTHING:
        return None
    if re.search(r"[、，,;；/]", name):
        raise BadInput(f"{shown(cell)}像是几个人的姓名：请一行填写一人")
    if not 2 <= len(name) <= 30:
        raise BadInput(f"{shown(cell)}有 {len(name)} 个字：姓名应为 2 至 30 个字")
    if not _NAME.fullmatch(name):
        raise BadInput(f"{shown(cell)}不像姓名：只能有文字和间隔号“·”")
    return name


def _org(cell: Any) -> str | None:
    text = compact(plain_text(cell))
    if text in NOTHING:
        return None
    if len(text) > 200:
        raise BadInput(f"{shown(cell)}过长：请填写工会的名称或代码")
    return text


def _number_as_text(cell: Any) -> str:
    if isinstance(cell, (int, float)) and abs(cell) >= _EXACT_DIGITS:
        raise BadInput("号码存成了数值，末几位已经丢失：请把该列设为“文本”格式后重新填写")
    return plain_text(cell)


def _identity(cell: Any) -> str | None:
    text = cell if isinstance(cell, str) else _number_as_text(cell)
    return None if len(text) < 6 and compact(text) in NOTHING else parse_identity(text).number


def _credit_code(cell: Any) -> str | None:
    text = compact(_number_as_text(cell))
    return None if text in NOTHING else check_credit_code(text)


def _phone(cell: Any) -> str | None:
    if isinstance(cell, str) and _PHONE.fullmatch(cell):  # nearly all of them
        return cell
    text = compact(plain_text(cell))
    if text in NOTHING:
        return None
    if re.search(r"[/、,;；]", text):
        raise BadInput("像是几个电话号码：请只填一个")
    number = _PHONE_NOISE.sub("", text)
    if len(number) > 11:
        number = re.sub(r"^(\+86|0086|86)", "", number)
    if not number.isdigit():
        raise BadInput("电话号码里有数字以外的字：请只填号码")
    if not _PHONE.fullmatch(number):
        raise BadInput(f"电话号码不对：手机号应为 11 位，固定电话带区号，现在是 {len(number)} 位")
    return number


def _choice(spellings: dict[str, str], accepted: list[str], cell: Any) -> str | None:
    text = compact(plain_text(cell)).upper()
    if text in spellings:
        return spellings[text]
    if text in NOTHING:
        return None
    near = difflib.get_close_matches(text, spellings, 1, 0.4)
    hint = f"是否应为“{near[0]}”，" if near else ""
    raise BadInput(
        f"{shown(cell)}不在可填的范围内：{hint}可填 {'、'.join(accepted[:8])}{'等' if len(accepted) > 8 else ''}"
    )


def _boolean(cell: Any) -> bool | None:
    if isinstance(cell, bool):
        return cell
    text = compact(plain_text(cell)).upper()
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if text in NOTHING:
        return None
    raise BadInput(f"{shown(cell)}看不出是或否：请填“是”或“否”")


_READERS: dict[Kind, Parser] = {
    Kind.TEXT: _text,
    Kind.NAME: _name,
    Kind.ORG: _org,
    Kind.IDENTITY: _identity,
    Kind.CREDIT_CODE: _credit_code,
    Kind.PHONE: _phone,
    Kind.BOOLEAN: _boolean,
    Kind.YEAR: parse_year,
    Kind.INTEGER: parse_integer,
    Kind.DECIMAL: parse_decimal,
}
