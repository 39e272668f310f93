"""A register and good workbooks of invented people, for the tests of this package."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook as Writer

from liuyou.kernel.intake.columns import Column, Kind, Sheetform
from liuyou.kernel.intake.headers import Match, recognise
from liuyou.kernel.intake.rows import Parsed, read_rows
from liuyou.kernel.intake.workbooks import Content, Sheet
from liuyou.kernel.people.identity import check_digit

AID = Sheetform(
    "aid.payments",
    "救助发放台账",
    (
        Column("name", "姓名", Kind.NAME, ("受助人", "职工姓名"), required=True),
        Column("identity", "身份证号", Kind.IDENTITY, ("身份证号码", "身份证"), required=True, sensitive=True),
        Column("org", "所属工会", Kind.ORG, ("填报单位", "工会名称"), required=True),
        Column("paid_on", "发放日期", Kind.DATE, ("日期",), required=True),
        Column("amount", "救助金额", Kind.MONEY, ("金额",), required=True, minimum=Decimal(0), maximum=Decimal(50_000)),
        Column(
            "programme",
            "救助项目",
            Kind.CHOICE,
            ("项目",),
            required=True,
            choices={"送温暖": "warm", "大病救助": "illness", "大病": "illness", "金秋助学": "study"},
        ),
        Column("phone", "联系电话", Kind.PHONE, ("电话",)),
        Column("household", "家庭人口", Kind.INTEGER),
        Column("income", "家庭月收入", Kind.MONEY, ("月收入",)),
        Column("filed", "是否建档", Kind.BOOLEAN, default=False),
        Column("note", "备注", Kind.TEXT),
    ),
    hints=("救助", "慰问"),
)
VISITS = Sheetform(
    "aid.visits",
    "走访台账",
    (
        Column("name", "姓名", Kind.NAME, required=True),
        Column("org", "所属工会", Kind.ORG, ("填报单位",), required=True),
        Column("visited_on", "走访日期", Kind.DATE, ("日期",), required=True),
        Column("note", "备注", Kind.TEXT),
    ),
    hints=("走访",),
)
HEADER = ["序号", *(column.title for column in AID.columns)]


def identity(number: int) -> str:
    """A number that passes every check, of nobody."""
    body = "330727" + (date(1960, 1, 1) + timedelta(days=number)).strftime("%Y%m%d") + f"{number % 1000:03}"
    return body + check_digit(body)


def person(number: int, **changes: Any) -> list[Any]:
    """One good row below HEADER; `changes` are by field name."""
    names = ["", *(column.name for column in AID.columns)]
    phone = f"1380000{number:04}"
    row = [number, f"王小{'一二三四五六七八九十'[number % 10]}", identity(number), "白塔镇总工会"]
    row += [date(2016, 1, 28), 500 + number, "送温暖", phone, 3, 2000, "是", ""]
    for name, value in changes.items():
        row[names.index(name)] = value
    return row


def good_rows(count: int = 6) -> list[list[Any]]:
    """A title, the header, `count` people, the total, and who filled it in."""
    people = [person(number) for number in range(1, count + 1)]
    total = ["合计", "", "", "", "", sum(row[5] for row in people), "", "", "", "", "", ""]
    title, signed = ([text, *[""] * 11] for text in ("2016年救助发放台账", "填表人：王小一"))
    return [title, HEADER, *people, total, signed]


def write_xlsx(path: Path, rows: Sequence[Sequence[Any]], name: str = "台账") -> Path:
    """The rows as an .xlsx file, text as text and dates as dates."""
    with Writer(str(path), {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(name)
        for y, row in enumerate(rows):
            sheet.write_row(y, 0, row)
    return path


def sheet_of(
    rows: Sequence[Sequence[Any]],
    name: str = "台账",
    merges: Sequence[tuple[int, int, int, int]] = (),
    stem: str = "",
) -> Sheet:
    """The rows as if read from a file, all made equally long."""
    width = max(map(len, rows), default=0)
    grid = [[*row, *[""] * (width - len(row))] for row in rows]
    return Sheet(name, lambda: Content(grid, list(merges)), stem)


def read(sheet: Sheet, *forms: Sheetform) -> Parsed:
    """Recognised and parsed; the sheet has to be recognisable."""
    match = recognise(sheet, forms or (AID,))
    assert isinstance(match, Match), str(match)
    return read_rows(sheet, match)
