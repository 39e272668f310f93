"""Tables as unions really keep them: titles above, notes below, subtotals between, and every way to write a day.

A `Pen` spells the values of one sheet, with a habit of its own and lapses from it; `Table` is laid out by `write`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter
import xlwt

from demo.invented import Person

NOTICE = "演示数据，人员均为虚构"
FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
_EPOCH = date(1899, 12, 30)
_NUMERALS = "〇一二三四五六七八九"
Row = list[Any]
"""Cells from the left: text, number or date. An empty list is a blank row."""


@dataclass
class Table:
    """One sheet. A header “慰问金|金额” stands in two rows, its first part over all neighbours that share it."""

    sheet: str
    title: str
    headers: list[str]
    rows: list[Row] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)
    merge: int | None = None
    """A column whose equal neighbours are one merged cell."""

    @property
    def depth(self) -> int:
        return 2 if any("|" in header for header in self.headers) else 1

    @property
    def head(self) -> list[str]:
        return [self.title, f"（{NOTICE}）", *self.above]


class Pen:
    """How one clerk writes. The same key writes the same."""

    def __init__(self, key: str) -> None:
        self.rng = Random(f"pen {key}")
        self.habit = self.rng.randrange(len(_DAYS))

    def day(self, day: date) -> Any:
        return _DAYS[self.habit if self.rng.random() < 0.8 else self.rng.randrange(len(_DAYS))](day)

    def name(self, name: str) -> str:
        """Two characters are set apart to be as wide as three."""
        return "　".join(name) if len(name) == 2 and self.rng.random() < 0.3 else name

    def identity(self, number: str) -> str:
        lapse = self.rng.random()
        if lapse < 0.02:
            return number.translate(FULL_WIDTH)
        if lapse < 0.04:
            return f"'{number}"
        return number.lower() if lapse < 0.5 else f"{number} " if lapse < 0.53 else number

    def who(self, person: Person) -> Row:
        """Name and identity number, side by side."""
        return [self.name(person.name), self.identity(person.identity)]

    def money(self, yuan: Decimal | int, *, wan: bool = False) -> Any:
        """A number mostly; now and then text as typed. `wan`: in 万元, so that a stray 元 amount says its unit."""
        lapse = self.rng.random()
        amount = Decimal(yuan)
        if wan:
            return f"{amount}元" if lapse < 0.04 else float(amount / 10_000)
        if lapse < 0.03:
            return str(amount).translate(FULL_WIDTH)
        return f"{amount:,}" if lapse < 0.06 else f"{amount}元" if lapse < 0.1 else float(amount)

    def count(self, number: int, unit: str = "") -> Any:
        lapse = self.rng.random()
        if lapse < 0.06:
            return str(number).translate(FULL_WIDTH)
        return f"{number}{unit}" if unit and lapse < 0.15 else number

    def maybe(self, text: str, share: float) -> str:
        """The text, or nothing where it was not known."""
        return text if self.rng.random() < share else ""

    def blank(self, rows: list[Row], share: float = 0.02) -> list[Row]:
        """The rows with a blank one here and there."""
        return [each for row in rows for each in (([], row) if self.rng.random() < share else (row,))]


def _serial(day: date) -> int:
    return (day - _EPOCH).days


def _chinese(day: date) -> str:
    year = "".join(_NUMERALS[int(digit)] for digit in str(day.year))
    return f"{year}年{_small(day.month)}月{_small(day.day)}日"


def _small(number: int) -> str:
    tens, ones = divmod(number, 10)
    ten = "" if not tens else "十" if tens == 1 else f"{_NUMERALS[tens]}十"
    return ten + (_NUMERALS[ones] if ones else "")


_DAYS = (
    lambda day: f"{day:%Y年%-m月%-d日}",
    lambda day: f"{day:%Y.%-m.%-d}",
    lambda day: f"{day:%Y%m%d}",
    lambda day: day,
    lambda day: f"{day:%Y-%m-%d}",
    lambda day: f"{day:%Y/%-m/%-d}",
    _serial,
    lambda day: f"{day:%Y年%m月%d日}".translate(FULL_WIDTH),
    _chinese,
)


def numbered(rows: Sequence[Row]) -> list[Row]:
    """With a running number in front."""
    return [[number, *row] for number, row in enumerate(rows, 1)]


def write(path: Path, *tables: Table) -> None:
    """By the ending: .xlsx, .xls, or .csv in GBK (one table)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    {".xlsx": _xlsx, ".xls": _xls, ".csv": _csv}[path.suffix](path, tables)


def _grid(table: Table) -> Iterator[tuple[int, int, Any]]:
    """Row, column, value of everything below the title lines; of merged cells the first only."""
    y = len(table.head)
    for x, header in enumerate(table.headers):
        group, bar, title = header.partition("|")
        if not bar:
            yield y, x, group
        else:
            if x == 0 or not table.headers[x - 1].startswith(f"{group}|"):
                yield y, x, group
            yield y + 1, x, title
    y += table.depth
    covered = {(row, table.merge) for top, _, bottom, _ in _body_merges(table) for row in range(top + 1, bottom + 1)}
    for number, row in enumerate(table.rows, y):
        for x, value in enumerate(row):
            if value not in (None, "") and (number, x) not in covered:
                yield number, x, value
    for number, note in enumerate(table.below, y + len(table.rows)):
        yield number, 0, note


def _merges(table: Table) -> Iterator[tuple[int, int, int, int]]:
    """Top, left, bottom, right."""
    width, y = len(table.headers) - 1, len(table.head)
    for row in range(2):
        yield row, 0, row, width
    if table.depth == 2:
        left = 0
        while left <= width:
            group, bar, _ = table.headers[left].partition("|")
            right = left
            while bar and right < width and table.headers[right + 1].startswith(f"{group}|"):
                right += 1
            yield (y, left, y, right) if bar else (y, left, y + 1, left)
            left = right + 1
    yield from _body_merges(table)


def _body_merges(table: Table) -> Iterator[tuple[int, int, int, int]]:
    if table.merge is None:
        return
    first = len(table.head) + table.depth
    values = [row[table.merge] if len(row) > table.merge else None for row in table.rows] + [None]
    top = 0
    for number, value in enumerate(values):
        if value != values[top]:
            if values[top] and number - top > 1:
                yield first + top, table.merge, first + number - 1, table.merge
            top = number


def _xlsx(path: Path, tables: Sequence[Table]) -> None:
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"created": datetime(2016, 7, 1, tzinfo=UTC), "comments": NOTICE})
    formats = {
        "title": book.add_format({"bold": True, "font_size": 16, "align": "center"}),
        "head": book.add_format({"bold": True, "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter"}),
        "cell": book.add_format({"border": 1, "valign": "vcenter"}),
        "day": book.add_format({"border": 1, "num_format": 'yyyy"年"m"月"d"日"'}),
    }
    for table in tables:
        sheet = book.add_worksheet(table.sheet)
        sheet.set_column(0, len(table.headers) - 1, 14)
        top, body, end = len(table.head), len(table.head) + table.depth, len(table.head) + table.depth + len(table.rows)
        for y, x, bottom, right in _merges(table):
            if (y, x) != (bottom, right):
                style = formats["title"] if y < 2 else formats["head"] if y < body else formats["cell"]
                sheet.merge_range(y, x, bottom, right, "", style)
        for y, text in enumerate(table.head):
            sheet.write_string(y, 0, text, formats["title"] if y == 0 else None)
        for y, x, value in _grid(table):
            style = formats["head"] if top <= y < body else formats["cell"] if y < end else None
            if isinstance(value, date):
                sheet.write_datetime(y, x, value, formats["day"])
            elif isinstance(value, str):
                sheet.write_string(y, x, value, style)
            else:
                sheet.write_number(y, x, value, style)
    book.close()


def _xls(path: Path, tables: Sequence[Table]) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for table in tables:
        sheet = book.add_sheet(table.sheet)
        merged = {(y, x): (bottom, right) for y, x, bottom, right in _merges(table)}
        for y, x, value in [*((y, 0, text) for y, text in enumerate(table.head)), *_grid(table)]:
            style = (day,) if isinstance(value, date) else ()
            if (y, x) in merged:
                bottom, right = merged[y, x]
                sheet.write_merge(y, bottom, x, right, value, *style)
            else:
                sheet.write(y, x, value, *style)
    book.save(str(path))


def _csv(path: Path, tables: Sequence[Table]) -> None:
    (table,) = tables
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for line in table.head:
        writer.writerow([line])
    writer.writerow(table.headers)
    writer.writerows(table.rows)
    writer.writerows([note] for note in table.below)
    path.write_bytes(out.getvalue().encode("gbk"))
