"""Statistical periods (统计期): written as a short code, read from Chinese, compared with last year."""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from liuyou.kernel.base.errors import BadInput

HELP = (
    "可以写 2016、2016H1、2016Q3、2016-05、2016-05ytd、2016-01-28、2016-01-01..2016-03-15，或 2016年上半年、2016年5月"
)

_CODE = re.compile(r"([1-9]\d{3})(?:H([12])|Q([1-4])|-(\d{1,2})(YTD)?|-(\d{1,2})-(\d{1,2}))?", re.ASCII)
_CHINESE = [
    (re.compile(pattern, re.ASCII), code)
    for pattern, code in (
        (r"(\d{4})年(?:全年|度)?", r"\1"),
        (r"(\d{4})年上半年", r"\1H1"),
        (r"(\d{4})年下半年", r"\1H2"),
        (r"(\d{4})年1[—–~至-](\d{1,2})月", r"\1-\2YTD"),
        (r"(\d{4})年(\d{1,2})月", r"\1-\2"),
        (r"(\d{4})年(\d{1,2})月(\d{1,2})日", r"\1-\2-\3"),
    )
]
_QUARTER = re.compile(r"(\d{4})年第?([一二三四1-4])季度", re.ASCII)
_NUMERALS = "一二三四"


@dataclass(frozen=True, slots=True)
class Period:
    """Both days are inside. Build with `Period.parse`, so that the code and the days agree."""

    start: date
    end: date
    code: str

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read a code or its Chinese wording; BadInput if it is neither or names a day that does not exist."""
        compact = "".join(unicodedata.normalize("NFKC", text).split()).upper()
        try:
            first, dots, last = compact.partition("..")
            return _between(_day(first), _day(last)) if dots else _single(_as_code(compact))
        except ValueError as error:
            raise BadInput(f"看不懂统计期“{text}”：{error}。{HELP}") from None

    def __hash__(self) -> int:
        return hash(self.code)

    def __str__(self) -> str:
        return self.code

    @property
    def label(self) -> str:
        """As it is written in papers: 2016年上半年, 2016年1—5月, 2016年1月1日至3月15日."""
        year, start, end = f"{self.start.year}年", self.start, self.end
        if ".." in self.code:
            return f"{year}{start.month}月{start.day}日至{_tail(start, end)}"
        if self.code.endswith("ytd"):
            return f"{year}1—{end.month}月" if end.month > 1 else f"{year}1月"
        if "H" in self.code:
            return f"{year}{'上' if start.month == 1 else '下'}半年"
        if "Q" in self.code:
            return f"{year}第{_NUMERALS[start.month // 3]}季度"
        return year + ["", f"{start.month}月", f"{start.month}月{start.day}日"][self.code.count("-")]

    def last_year(self) -> Period:
        """The same period one year before (上年同期); 29 February becomes the 28th."""
        if ".." in self.code:
            return _between(_year_before(self.start), _year_before(self.end))
        if self.code.count("-") == 2:
            return Period.parse(_year_before(self.start).isoformat())
        return Period.parse(f"{self.start.year - 1}{self.code[4:]}")

    def months(self) -> list[Period]:
        """The calendar months it is made of; BadInput if it starts or ends inside a month."""
        if self.start.day != 1 or (self.end + timedelta(days=1)).day != 1:
            raise BadInput(f"{self.label}不是由整月组成的，不能按月分列")
        first, last = (day.year * 12 + day.month - 1 for day in (self.start, self.end))
        return [_month(number // 12, number % 12 + 1) for number in range(first, last + 1)]

    def contains(self, day: date) -> bool:
        return self.start <= day <= self.end


def _as_code(compact: str) -> str:
    if quarter := _QUARTER.fullmatch(compact):
        return f"{quarter[1]}Q{quarter[2].translate(str.maketrans(_NUMERALS, '1234'))}"
    for pattern, code in _CHINESE:
        if found := pattern.fullmatch(compact):
            return found.expand(code)
    return compact


def _single(code: str) -> Period:
    found = _CODE.fullmatch(code)
    if found is None:
        raise ValueError("写法不对")
    year, (half, quarter, month, ytd, day_month, day) = int(found[1]), found.groups()[1:]
    if half:
        return _months(year, int(half) * 6 - 5, int(half) * 6, f"{year}H{half}")
    if quarter:
        return _months(year, int(quarter) * 3 - 2, int(quarter) * 3, f"{year}Q{quarter}")
    if ytd:
        return _months(year, 1, int(month), f"{year}-{int(month):02}ytd")
    if month:
        return _month(year, int(month))
    if day:
        only = _real_date(year, int(day_month), int(day))
        return Period(only, only, only.isoformat())
    return _months(year, 1, 12, str(year))


def _month(year: int, month: int) -> Period:
    return _months(year, month, month, f"{year}-{month:02}")


def _months(year: int, first: int, last: int, code: str) -> Period:
    if not 1 <= last <= 12:
        raise ValueError(f"没有 {last} 月")
    return Period(date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]), code)


def _between(start: date, end: date) -> Period:
    if start > end:
        raise ValueError("开始日期晚于结束日期")
    return Period(start, end, start.isoformat() if start == end else f"{start}..{end}")


def _day(text: str) -> date:
    found = _CODE.fullmatch(_as_code(text))
    if found is None or not found[7]:
        raise ValueError(f"“{text}”不是日期")
    return _real_date(int(found[1]), int(found[6]), int(found[7]))


def _real_date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"没有 {year}年{month}月{day}日这一天") from None


def _tail(start: date, end: date) -> str:
    year = "" if end.year == start.year else f"{end.year}年"
    month = "" if (end.year, end.month) == (start.year, start.month) else f"{end.month}月"
    return f"{year}{month}{end.day}日"


def _year_before(day: date) -> date:
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leap else day.day)
