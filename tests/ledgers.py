"""Good aid ledgers for tests, made freely: as many invented people as wanted."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import xlsxwriter

from liuyou.kernel.people.identity import check_digit

HEADER = ("序号", "姓名", "身份证号", "联系电话", "救助项目", "发放形式", "救助金额", "发放日期", "备注")


def identity(number: int) -> str:
    """A valid resident number of an invented person, another for each number."""
    born = date(1950, 1, 1) + timedelta(days=number % 15000)
    seventeen = f"110105{born:%Y%m%d}{number // 15000 % 1000:03d}"
    return seventeen + check_digit(seventeen)


def aid_ledger(path: Path, rows: int, *, first: int = 0) -> Path:
    """A sheet of payments to people number `first`, `first` + 1, …"""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("送温暖")
        sheet.write(0, 0, "2016年送温暖救助发放台账（演示数据，人员均为虚构）")
        sheet.write_row(1, 0, HEADER)
        for index in range(rows):
            number = first + index
            day = date(2016, 1, 1) + timedelta(days=index % 180)
            who = (index + 1, f"虚{chr(0x4E00 + number % 2000)}", identity(number), f"138{number:08d}")
            sheet.write_row(2 + index, 0, (*who, "送温暖", "集中慰问", 500 + index % 7 * 100, f"{day:%Y.%m.%d}", ""))
    return path
