"""Writes cells into .xlsx so that nothing in them can act: text stays text, whatever it begins with."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from liuyou.kernel.intake.cells import plain_text

LONGEST = 32_767
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


def write_cell(sheet: Worksheet, row: int, column: int, value: Any, style: Format | None = None) -> None:
    """One value as it was read. `style` of a date must bring a date format."""
    if value == "" or value is None:
        if style is not None:
            sheet.write_blank(row, column, None, style)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, style)
    elif isinstance(value, (int, float)) and math.isfinite(value):
        sheet.write_number(row, column, value, style)
    elif is_moment(value):
        sheet.write_datetime(row, column, value, style)
    else:
        sheet.write_string(row, column, plain_text(value)[:LONGEST], style)


def is_moment(value: Any) -> bool:
    """Whether a spreadsheet can hold it as a date or time: it counts days from 1900 on."""
    if isinstance(value, (date, datetime)):
        return value.year >= 1900
    return isinstance(value, (time, timedelta))


def sheet_name(name: str, taken: set[str]) -> str:
    """A name that spreadsheets accept, different from those taken; it is added to them."""
    base = _FORBIDDEN.sub("_", name).strip("'")[:31] or "表"
    chosen, number = base, 2
    while chosen.lower() in taken:
        suffix = f"_{number}"
        chosen, number = base[: 31 - len(suffix)] + suffix, number + 1
    taken.add(chosen.lower())
    return chosen
