"""Days and months as they are written in Chinese offices, read strictly: what is not certain is a problem."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from typing import Any, NoReturn

from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.intake.wording import NOTHING, compact, shown, tidy

EXAMPLE = "如 2016年1月28日"
FIRST_YEAR, LAST_YEAR = 1900, 2100
_CLOCK = re.compile(r"[ T]\s*\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|\+\d\d:?\d\d)?$")
_DAY = re.compile(r"(\d{4})[年./\-_、,](\d{1,2})[月./\-_、,](\d{1,2})[日号]?\.?|(\d{4})(\d{2})(\d{2})", re.ASCII)
_MONTH = re.compile(r"(\d{4})[年./\-_](\d{1,2})(?:月份?)?|(\d{4})(\d{2})", re.ASCII)
_SHORT_YEAR = re.compile(r"['‘’]?\d{2}[年./\-]\d{1,2}([月./\-](\d{1,2}[日号]?)?)?", re.ASCII)
_NO_YEAR = re.compile(r"\d{1,2}[月./\-]\d{1,2}[日号]?", re.ASCII)
_SPAN = re.compile(r"(\d{4}[年./\-]\d{1,2}[月./\-]?(?:\d{1,2}[日号]?)?)[-—–~～至到、](?=\d).*", re.ASCII)
_YEAR = re.compile(r"((?:19|20)\d\d)(?:[-—–~/至](?:\d\d)?\d\d)?(?:年|年度|级|届|学年|学年度)?", re.ASCII)
_YEAR_LAST = re.compile(r"\d{1,2}[./\-]\d{1,2}[./\-]\d{4}", re.ASCII)
_CHINESE = re.compile(r"([〇○零一二三四五六七八九]{4})年(\w{1,3})月(?:(\w{1,3})[日号])?")
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
# Bare numbers: day serials of spreadsheets between these are 1913–2100; below lie years, above dates in digits.
_SERIALS = range(5_000, 73_416)
# A year typed into a cell with a date format comes as a day of 1905: 2016 as 1905-07-08.
_YEAR_AS_DAY = frozenset(date(1899, 12, 30) + timedelta(days=year) for year in range(FIRST_YEAR, LAST_YEAR + 1))
_EPOCHS = {False: date(1899, 12, 30), True: date(1904, 1, 1)}


def parse_day(value: Any, date1904: bool = False) -> date | None:
    """None for a blank. BadInput if it is no day, no existing day, or not certain which."""
    found = _read(value, date1904)
    if found is None or isinstance(found, date):
        return found
    raise BadInput(f"{shown(value)}只写到月：请补上日，{EXAMPLE}")


def parse_month(value: Any, date1904: bool = False) -> date | None:
    """The first of the month; a full date is taken for its month."""
    found = _read(value, date1904)
    if found is None:
        return None
    return found.replace(day=1) if isinstance(found, date) else date(*found, 1)


def parse_year(value: Any) -> int | None:
    """2015, 2015年, 2015级, 2015-2016学年 or any date as the year it begins in."""
    if isinstance(value, date):
        return value.year
    text = compact(f"{value:g}" if isinstance(value, float) else str(value))
    if text in NOTHING:
        return None
    if found := _YEAR.fullmatch(text):
        return int(found[1])
    try:
        found_day = _from_text(text)
    except BadInput:
        raise BadInput(f"{shown(value)}不是年份：请填写四位年份，如 2015") from None
    return found_day.year if isinstance(found_day, date) else found_day[0] if found_day else None


def _read(value: Any, date1904: bool) -> date | tuple[int, int] | None:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        if value in _YEAR_AS_DAY:
            raise BadInput(f"日期格式的单元格里像是只填了年份或年月，显示成了 {value}：请填写年月日，{EXAMPLE}")
        return _existing(value.year, value.month, value.day)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _from_number(value, date1904)
    if not isinstance(value, str):
        raise BadInput(f"{shown(value)}不是日期：请填写年月日，{EXAMPLE}")
    return _from_text(value)


def _from_number(value: float, date1904: bool) -> date | tuple[int, int]:
    if int(value) in _SERIALS:
        return _existing_day(_EPOCHS[date1904] + timedelta(days=int(value)))
    if FIRST_YEAR <= value <= LAST_YEAR + 1 and value != int(value):
        return _decimal_month(value)
    if value == int(value) and (found := _from_text(str(int(value)))) is not None:
        return found
    raise BadInput(f"{shown(value)}不是日期：请填写年月日，{EXAMPLE}")


def _decimal_month(value: float) -> tuple[int, int]:
    """A typed 2016.01 arrives as the number 2016.01, but 2016.10 arrives as 2016.1."""
    year, _, digits = f"{value:.6f}".rstrip("0").partition(".")
    if digits == "1":
        raise BadInput(f"“{year}.1”分不清是 1 月还是 10 月：请写成 {year}年1月 或 {year}年10月")
    if len(digits) != 2:
        _refuse(value)
    return _existing_month(int(year), int(digits))


def _from_text(value: str) -> date | tuple[int, int] | None:
    text = compact(_CLOCK.sub("", unicodedata.normalize("NFKC", tidy(value))))
    if text in NOTHING:
        return None
    text = _arabic(text)
    if found := _DAY.fullmatch(text):
        year, month, day = (int(part) for part in found.groups() if part)
        return _existing(year, month, day)
    if found := _MONTH.fullmatch(text):
        year, month = (int(part) for part in found.groups() if part)
        return _existing_month(year, month)
    _refuse(value, text)


def _refuse(value: object, text: str = "") -> NoReturn:
    if _SHORT_YEAR.fullmatch(text):
        raise BadInput(f"{shown(value)}的年份只有两位：请写四位年份，{EXAMPLE}")
    if _NO_YEAR.fullmatch(text):
        raise BadInput(f"{shown(value)}没有写年份：请写全年月日，{EXAMPLE}")
    if found := _SPAN.fullmatch(text):
        raise BadInput(f"{shown(value)}写的是一段时间：这一格请只填开始的那一天，如 {found[1]}")
    if _YEAR_LAST.fullmatch(text):
        raise BadInput(f"{shown(value)}的年月日次序不清：请按年月日填写，{EXAMPLE}")
    if re.fullmatch(r"\d{4}年?", text):
        raise BadInput(f"{shown(value)}只有年份：请补上月日，{EXAMPLE}")
    raise BadInput(f"{shown(value)}不是日期：请填写年月日，{EXAMPLE}")


def _arabic(text: str) -> str:
    """二〇一六年一月二十八日 as 2016年1月28日; anything else unchanged."""
    found = _CHINESE.fullmatch(text)
    if found is None:
        return text
    month, day = (_small_number(part) if part else None for part in found.groups()[1:])
    if month is None or (found[3] and day is None):
        return text
    return f"{found[1].translate(_DIGITS)}年{month}月" + (f"{day}日" if day is not None else "")


def _small_number(text: str) -> int | None:
    """One to ninety-nine in Chinese numerals or digits."""
    tens, ten, ones = text.replace("廿", "二十").replace("卅", "三十").translate(_DIGITS).partition("十")
    if not ten:
        return int(tens) if tens.isascii() and tens.isdigit() else None
    parts = [tens or "1", ones or "0"]
    return int(parts[0]) * 10 + int(parts[1]) if all(p.isascii() and p.isdigit() for p in parts) else None


def _existing(year: int, month: int, day: int) -> date:
    try:
        return _existing_day(date(year, month, day))
    except ValueError:
        raise BadInput(f"{year}年{month}月{day}日 没有这一天：请核对") from None


def _existing_day(day: date) -> date:
    _check_year(day.year)
    return day


def _existing_month(year: int, month: int) -> tuple[int, int]:
    _check_year(year)
    if not 1 <= month <= 12:
        raise BadInput(f"{year}年{month}月 没有这个月：请核对")
    return year, month


def _check_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadInput(f"年份 {year} 不在 {FIRST_YEAR} 至 {LAST_YEAR} 之间：请核对")
