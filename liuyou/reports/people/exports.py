"""The list of people as a workbook: masked, in constant memory, with who took it and when."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import IO, Any

from django.db.models import QuerySet
from xlsxwriter import Workbook

from liuyou.kernel.base.errors import Refused
from liuyou.kernel.base.masking import mask_identity, mask_phone
from liuyou.kernel.people.identity import IdentityKind, Sex
from liuyou.kernel.people.models import Person
from liuyou.kernel.web.paging import count_up_to

MOST = 100_000
HEADER = ("编号", "姓名", "性别", "出生日期", "证件类型", "证件号码", "联系电话")
WIDTHS = (10, 14, 6, 12, 18, 22, 16)
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def count(people: QuerySet[Person]) -> int:
    """How many will be written; Refused when they are more than one file takes."""
    found, whole = count_up_to(people, MOST)
    if not whole:
        raise Refused(f"超过 {MOST:,} 人，一个文件放不下：请先选一个下级组织或加筛选条件，再导出。")
    return found


def write(people: QuerySet[Person], *, heading: str, by: str, at: datetime, filters: Iterable[str]) -> IO[bytes]:
    """A temporary file, gone when it is closed; rows are read and written one after another."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer that streams it closes it
    with Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("人员")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        sheet.write_string(0, 0, f"{heading} 人员名单")
        about = "；".join(("敏感信息已遮盖", *filters))
        sheet.write_string(1, 0, f"{by} {at:%Y-%m-%d %H:%M} 导出；{about}")
        sheet.write_row(2, 0, HEADER)
        for number, row in enumerate(_rows(people), 3):
            _write_row(sheet, number, row, day)
    file.seek(0)
    return file


def _rows(people: QuerySet[Person]) -> Iterator[tuple[Any, ...]]:
    fields = ("pk", "name", "sex", "born", "identity_kind", "identity", "phone")
    for number, name, sex, born, kind, identity, phone in people.values_list(*fields).iterator(chunk_size=2000):
        yield (
            number,
            name,
            Sex(sex).label if sex else "",
            born,
            IdentityKind(kind).label if kind else "",
            mask_identity(identity) if identity else "",
            mask_phone(phone) if phone else "",
        )


def _write_row(sheet: Any, number: int, row: tuple[Any, ...], day: Any) -> None:
    for column, value in enumerate(row):
        if isinstance(value, date):
            sheet.write_datetime(number, column, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
        elif isinstance(value, int):
            sheet.write_number(number, column, value)
        elif value:
            sheet.write_string(number, column, plain(value))


def plain(text: str) -> str:
    """What a spreadsheet would take for a formula is led by an apostrophe."""
    return f"'{text}" if text.startswith(STARTS_FORMULA) else text
