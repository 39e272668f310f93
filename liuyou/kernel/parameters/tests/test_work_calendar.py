"""The calendar files: the package they were made from is the judge."""

from datetime import date, timedelta

import pytest

from liuyou.kernel.parameters.work_calendar import FOLDER, is_workday, work_year

chinese_calendar = pytest.importorskip("chinese_calendar")


def test_every_day_agrees_with_chinesecalendar():
    first, last = date(2004, 1, 1), date(2026, 12, 31)
    days = [first + timedelta(n) for n in range((last - first).days + 1)]
    assert [day for day in days if is_workday(day) != chinese_calendar.is_workday(day)] == []


def test_the_files_are_what_the_generator_writes(tmp_path):
    from liuyou.kernel.parameters.generate_calendar import write

    for path in write(tmp_path):
        assert path.read_text(encoding="utf-8") == (FOLDER / path.name).read_text(encoding="utf-8")


def test_holidays_are_weekdays_and_workdays_are_weekend_days():
    for path in FOLDER.glob("*.yaml"):
        table = work_year(int(path.stem))
        assert {day.year for day in table.holidays | table.workdays} == {table.year}
        assert all(day.weekday() < 5 for day in table.holidays)
        assert all(day.weekday() >= 5 for day in table.workdays)


def test_a_year_without_a_file_has_no_table():
    assert work_year(2040) is None
    assert [is_workday(date(2040, 3, day)) for day in (1, 2, 3, 4, 5)] == [True, True, False, False, True]
