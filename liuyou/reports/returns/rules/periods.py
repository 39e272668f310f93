"""The periods of a form and their deadlines: pure functions of the frequency and a day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.base.periods import Period
from liuyou.kernel.workflow import deadlines

MONTH, QUARTER, HALF, YEAR, STATISTICAL = "月", "季", "半年", "年", "统计年度"
FREQUENCIES = (MONTH, QUARTER, HALF, YEAR, STATISTICAL)
WORKING, CALENDAR = "工作日", "日"
UNITS = {WORKING: deadlines.Unit.WORKING, CALENDAR: deadlines.Unit.CALENDAR}
_DAY = timedelta(days=1)


def around(frequency: str, day: date) -> Period:
    """The period of that frequency which a day lies in; the statistical year is 1 October to 30 September."""
    match frequency:
        case "月":
            return Period.parse(f"{day.year}-{day.month:02}")
        case "季":
            return Period.parse(f"{day.year}Q{(day.month + 2) // 3}")
        case "半年":
            return Period.parse(f"{day.year}H{1 if day.month < 7 else 2}")
        case "年":
            return Period.parse(f"{day.year}")
        case "统计年度":
            first = day.year if day.month > 9 else day.year - 1
            return Period.parse(f"{first}-10-01..{first + 1}-09-30")
    raise BadInput(f"报送频次“{frequency}”不认得：可用{'、'.join(FREQUENCIES)}。")


def before(frequency: str, period: Period) -> Period:
    return around(frequency, period.start - _DAY)


def of(frequency: str, code: str) -> Period:
    """A period by its code, which must be one of the frequency's own."""
    found = Period.parse(code)
    own = around(frequency, found.start)
    if (own.start, own.end) != (found.start, found.end):
        raise BadInput(f"“{code}”不是{frequency}报的报告期：应如 {own.code}。")
    return own


def ended(frequency: str, first: date, last: date) -> Iterator[Period]:
    """Periods whose last day lies from `first` to `last`, in order."""
    period = around(frequency, first)
    while period.end <= last:
        if period.end >= first:
            yield period
        period = around(frequency, period.end + _DAY)


def due(period: Period, count: int, unit: str) -> date:
    """The deadline: the `count`-th day after the period's end; a last day off moves to the next working day."""
    return deadlines.due(period.end, count, UNITS[unit])


def to_date(period: Period) -> Period:
    """The year up to the period's end; a year of any kind is itself."""
    if (period.end - period.start).days > 360:
        return period
    return Period.parse(f"{period.end.year}-{period.end.month:02}ytd")


def label(period: Period, frequency: str = "") -> str:
    if frequency == STATISTICAL or (".." in period.code and (period.start.month, period.start.day) == (10, 1)):
        return f"{period.start.year}—{period.end.year} 统计年度"
    return period.label


def reminder(due_on: date, on: date, days: Sequence[int]) -> str:
    """还有 3 天 at the stages named (the nearest not yet passed), 已逾期 2 天 after; empty while it is far off."""
    left = (due_on - on).days
    if left < 0:
        return f"已逾期 {-left} 天"
    if left == 0:
        return "今天到期"
    return f"还有 {left} 天" if left <= max(days, default=0) else ""


def reminded(due_on: date, on: date, days: Sequence[int]) -> bool:
    """Whether this very day is one of the stages, before or after."""
    return abs((due_on - on).days) in days or due_on == on
