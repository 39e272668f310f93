"""When a time limit ends and how much of it is left, by the counting rules of the Civil Code (民法典 §200–204)."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from liuyou.kernel.base.days import months_after
from liuyou.kernel.base.errors import BadInput, Refused
from liuyou.kernel.parameters.work_calendar import is_workday, work_year

_DAY = timedelta(days=1)


class Unit(StrEnum):
    """The units of time limits; the values are the units that parameters carry."""

    CALENDAR = "日历日"
    WORKING = "工作日"
    MONTHS = "个月"
    YEARS = "年"


def due(start: date, count: int, unit: Unit) -> date:
    """The last day of a limit of `count` units that begins on `start`.

    The day of the start is not counted (§201); months and years end on the corresponding day, or on the month's last
    day if there is none (§202); a last day off moves to the next working day (§203). Working days need the year's
    holiday table, else Refused; the other units fall back to the week.
    """
    if count < 1:
        raise BadInput(f"期限至少为 1，现在是 {count}")
    match unit:
        case Unit.WORKING:
            return _after_working_days(start, count)
        case Unit.CALENDAR:
            return _next_workday(start + count * _DAY)
        case Unit.MONTHS:
            return _next_workday(months_after(start, count))
        case Unit.YEARS:
            return _next_workday(months_after(start, 12 * count))


def remaining(due: date, on: date) -> int:
    """Working days left after `on`, up to and including `due`; calendar days overdue as a negative number.

    A year without a holiday table is counted by the week: a to-do list must not fail for next year's dates.
    """
    if on > due:
        return (due - on).days
    return sum(is_workday(on + ahead * _DAY) for ahead in range(1, (due - on).days + 1))


def remaining_text(due: date, on: date) -> str:
    """还剩 3 个工作日, 今天到期, 已超期 2 天; 还剩 1 天（休息日） if only days off are left."""
    if due == on:
        return "今天到期"
    left = remaining(due, on)
    if left < 0:
        return f"已超期 {-left} 天"
    return f"还剩 {left} 个工作日" if left else f"还剩 {(due - on).days} 天（休息日）"


def _after_working_days(start: date, count: int) -> date:
    day = start
    while count:
        day += _DAY
        if work_year(day.year) is None:
            raise Refused(
                f"缺少 {day.year} 年的节假日安排，算不出第几个工作日：请管理员补入该年的日历数据文件 {day.year}.yaml"
            )
        count -= is_workday(day)
    return day


def _next_workday(day: date) -> date:
    while not is_workday(day):
        day += _DAY
    return day
