"""Which rows of a table are data, and which are totals, notes, repeated headers or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from liuyou.kernel.intake.cells import plain_text
from liuyou.kernel.intake.headers import Match
from liuyou.kernel.intake.wording import compact
from liuyou.kernel.intake.workbooks import Sheet, is_blank

LEADING = 4  # totals and notes stand in one of the first columns
_TELLING = re.compile("[计注备说填附制审复负经出会主领联单工日盖签以]")  # a word of one of the patterns below has one
_SUBTOTAL = re.compile(r".{0,12}(?:小计|本页合计|本页小计|本页计)(?:[:：(].*)?")
_TOTAL = re.compile(r"(?:.{0,12}[^会统])?(?:合计|总计|共计)(?:[:：(].*)?")
_RUNNING = re.compile(r".{0,6}累计(?:[:：(].*)?")  # may reach back before this sheet, so its sum is not checked
_NOTE = re.compile(
    r"[(*※]?(?:注|备注|说明|填表说明|填报说明|附注|制表|制表人|制单|填表|填表人|填报人|填报单位|审核|审核人|审批|复核|负责人"
    r"|单位负责人|经办人|经手人|出纳|会计|主席|工会主席|领导签字|联系人|联系电话|填表日期|填报日期|填报时间|制表日期|日期"
    r"|单位(?:\(?(?:盖章|公章)\)?)|工会(?:\(?(?:盖章|公章)\)?))(?:\((?:签字|签名|盖章|公章)\))?(?:[:：].*|\d?[、.].*)"
    r"|.{0,10}\((?:盖章|公章|签字|签章)\)[:：]?.*|[(*※]注.*"
)
_END = re.compile(r"[-—*=…]*(?:以下空白|以下无正文|以下无内容)[-—*=…]*")


class Part(Enum):
    """What a row is. The value is the word shown for a skipped row."""

    DATA = "数据"
    BLANK = "空行"
    SUBTOTAL = "小计行"
    TOTAL = "合计行"
    RUNNING = "累计行"
    NOTE = "说明行"
    HEADER = "重复的表头"
    STRAY = "说明之后的数据"


TOTALS = frozenset({Part.SUBTOTAL, Part.TOTAL, Part.RUNNING})


@dataclass
class Layout:
    """Row indexes from 0: data rows in order, and all others with what they are. Blank rows are not listed."""

    data: list[int] = field(default_factory=list)
    others: list[tuple[int, Part]] = field(default_factory=list)


def without_table(sheet: Sheet) -> str:
    """Why a sheet holds no table at all, as the sheets that a new workbook comes with; empty when it may hold one."""
    most = max((sum(not is_blank(cell) for cell in row) for row in sheet.grid), default=0)
    return "这张工作表是空的" if not most else "这张工作表只有文字，没有表格" if most == 1 else ""


def lay_out(sheet: Sheet, match: Match) -> Layout:
    """Sort every row after the header. After a note only notes may follow, until the header is repeated."""
    layout = Layout()
    noted = False
    for row, part in _parts(sheet, match):
        if part is Part.DATA and noted:
            part = Part.NOTE if _sole(sheet.grid[row]) else Part.STRAY
        if part is Part.DATA:
            layout.data.append(row)
        else:
            layout.others.append((row, part))
        noted = part is not Part.HEADER and (noted or part is Part.NOTE)
    return layout


def part_of(text: str) -> Part:
    """What one of the first cells says its row is."""
    if not _TELLING.search(text):  # nearly all of them
        return Part.DATA
    short = compact(text)
    if _SUBTOTAL.fullmatch(short):
        return Part.SUBTOTAL
    if _TOTAL.fullmatch(short):
        return Part.TOTAL
    if _RUNNING.fullmatch(short):
        return Part.RUNNING
    return Part.NOTE if _NOTE.fullmatch(short) or _END.fullmatch(short) else Part.DATA


def _parts(sheet: Sheet, match: Match) -> Iterator[tuple[int, Part]]:
    grid, first = sheet.grid, match.first_row - 1
    furniture = {tuple(row) for row in grid[:first] if any(row)}
    heads = {mapped.position: _heads(grid, match, mapped.position) for mapped in match.columns}
    lead = match.columns[0].position if match.columns else 0
    memo: dict[str, Part] = {}
    for number in range(first, len(grid)):
        row = grid[number]
        if not any(row) and all(map(is_blank, row)):
            continue
        if tuple(row) in furniture or (row[lead] in heads[lead] and _is_header(row, heads)):
            yield number, Part.HEADER
            continue
        part = Part.DATA
        for cell in row[:LEADING] if any(row[:LEADING]) else [next((cell for cell in row if not is_blank(cell)), "")]:
            if type(cell) is str and cell:
                found = memo.get(cell) or memo.setdefault(cell, part_of(cell))
                if found is not Part.DATA:
                    part = found
                    break
        yield number, part


def _heads(grid: list[list[Any]], match: Match, position: int) -> set[Any]:
    rows = grid[match.header_row - 1 : match.first_row - 1]
    return {row[position] for row in rows if isinstance(row[position], str) and row[position]}


def _is_header(row: list[Any], heads: dict[int, set[Any]]) -> bool:
    same = sum(row[position] in words for position, words in heads.items())
    return same >= max(min(2, len(heads)), len(heads) // 2)


def _sole(row: list[Any]) -> bool:
    filled = [cell for cell in row if not is_blank(cell)]
    return len(filled) == 1 and bool(plain_text(filled[0]))
