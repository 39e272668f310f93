"""A recognised sheet → typed rows, and everything that is wrong with the others. Column by column, for speed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, NamedTuple

from liuyou.kernel.base.errors import BadInput, Problem
from liuyou.kernel.intake.cells import Parser, parser, plain_text
from liuyou.kernel.intake.columns import NUMBERS, PERSONAL, Column, Kind
from liuyou.kernel.intake.headers import Mapped, Match
from liuyou.kernel.intake.layout import TOTALS, Layout, Part, lay_out
from liuyou.kernel.intake.workbooks import Sheet

MOST_PROBLEMS = 1_000
DITTO = frozenset({"同上", "〃", "″", '"', "同 上"})
_MISSING = "没有填写：这是必填项"


class Row(NamedTuple):
    """A row without problems. `number` is the spreadsheet's; `values` has every column and constant of the form."""

    number: int
    values: dict[str, Any]


class Skipped(NamedTuple):
    """A row that is not data, why, and the beginning of its text."""

    number: int
    reason: str
    text: str


@dataclass
class Parsed:
    """Rows with a problem are not among `rows`. `problems` holds the first thousand of `problem_count`."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    problem_count: int = 0


@dataclass
class _Parsing:
    """A mapped column's values by data row, and the messages of those that could not be read."""

    mapped: Mapped
    values: list[Any]
    failures: dict[int, str]


def read_rows(sheet: Sheet, match: Match) -> Parsed:
    """Read every data row. Problems are sorted by row and column; `warnings` do not keep a row out."""
    layout = lay_out(sheet, match)
    merged = _Merged(sheet, match)
    parsings = [_parse_column(sheet, mapped, layout, merged) for mapped in match.columns]
    constants, problems = _constants(sheet, match)
    problems += [_at(sheet, row, "表尾说明之后还有数据：请移到说明之前") for row in _stray(layout)]
    empty = _empty_rows(parsings, len(layout.data))
    bad: set[int] = set()
    for parsing in parsings:
        _require(parsing, empty)
        bad.update(parsing.failures)
        problems += [_at(sheet, layout.data[i], message, parsing.mapped) for i, message in parsing.failures.items()]
    problems.sort(key=lambda problem: (problem.row or 0, problem.column_number or 0))
    skip = bad | empty if constants is not None else set(range(len(layout.data)))
    parsed = Parsed(problems=problems[:MOST_PROBLEMS], problem_count=len(problems))
    parsed.rows = list(_rows(parsings, layout, constants or {}, skip))
    parsed.skipped = _skipped(sheet, layout, empty)
    parsed.warnings = [*merged.warnings, *_wrong_totals(sheet, layout, parsings), *_repeated(sheet, parsed.rows, match)]
    del parsed.warnings[MOST_PROBLEMS:]
    if len(empty) == len(layout.data):
        parsed.warnings.append(Problem("表头下面没有数据：请核对", sheet.name, match.header_row))
    return parsed


class _Merged:
    """Values that merged cells carry into the rows and columns they cover; shared money is a problem instead."""

    def __init__(self, sheet: Sheet, match: Match) -> None:
        self.values: dict[int, dict[int, Any]] = {mapped.position: {} for mapped in match.columns}
        self.failures: dict[int, dict[int, str]] = {mapped.position: {} for mapped in match.columns}
        self.warnings: list[Problem] = []
        self._sheet = sheet
        for top, left, bottom, right in sheet.merges:
            if top >= match.first_row - 1:
                for mapped in match.columns:
                    if left <= mapped.position <= right:
                        self._spread(mapped, sheet.grid[top][left], top, bottom)

    def _spread(self, mapped: Mapped, value: Any, top: int, bottom: int) -> None:
        if bottom > top and mapped.column.kind is Kind.MONEY:
            message = f"第 {top + 1} 至 {bottom + 1} 行的金额合并在一起，分不清每行多少：请取消合并，分别填写"
            self.failures[mapped.position] |= dict.fromkeys(range(top, bottom + 1), message)
        elif bottom > top and mapped.column.kind in NUMBERS:
            message = f"第 {top + 1} 至 {bottom + 1} 行合并在一起，每行都按 {plain_text(value)} 计：请核对"
            self.warnings.append(_at(self._sheet, top, message, mapped))
        self.values[mapped.position] |= dict.fromkeys(range(top, bottom + 1), value)


def _parse_column(sheet: Sheet, mapped: Mapped, layout: Layout, merged: _Merged) -> _Parsing:
    position = mapped.position
    filled = merged.values[position]
    grid = sheet.grid
    if filled:
        cells = [filled.get(row, grid[row][position]) for row in layout.data]
    else:
        cells = [grid[row][position] for row in layout.data]
    parsing = _parse_cells(mapped, _written_out(mapped.column, cells), sheet.date1904)
    if shared := merged.failures[position]:
        for i, row in enumerate(layout.data):
            if row in shared:
                parsing.failures[i] = shared[row]
    return parsing


def _written_out(column: Column, cells: list[Any]) -> list[Any]:
    """同上 and ditto marks as what stands above them; never for what belongs to one person."""
    if column.kind in PERSONAL or DITTO.isdisjoint(cells):
        return cells
    written: list[Any] = []
    for cell in cells:
        written.append(written[-1] if cell in DITTO and written else cell)
    return written


def _parse_cells(mapped: Mapped, cells: list[Any], date1904: bool) -> _Parsing:
    """Each different value is parsed once; True, 1 and 1.0 are equal as keys, hence one memory by type."""
    parse = parser(mapped.column, factor=mapped.factor, date1904=date1904)
    known: dict[type, dict[Any, Any]] = defaultdict(dict)
    parsing = _Parsing(mapped, [], {})
    append = parsing.values.append
    for i, cell in enumerate(cells):
        memory = known[type(cell)]
        if cell in memory:
            value = memory[cell]
        else:
            value = memory[cell] = _attempt(parse, cell)
        if type(value) is _Failure:
            parsing.failures[i] = value
            value = None
        append(value)
    return parsing


class _Failure(str):
    """A message in place of a value."""

    __slots__ = ()


def _attempt(parse: Parser, cell: Any) -> Any:
    try:
        return parse(cell)
    except BadInput as error:
        return _Failure(error)


def _constants(sheet: Sheet, match: Match) -> tuple[dict[str, Any] | None, list[Problem]]:
    """Values equal in all rows: defaults, what stands above the table, the form's own. None if one cannot be read."""
    values = {column.name: column.default for column in match.form.columns}
    problems = []
    for name, fixed in match.fixed.items():
        column = next(column for column in match.form.columns if column.name == name)
        try:
            values[name] = parser(column, date1904=sheet.date1904)(fixed.value)
        except BadInput as error:
            problems.append(Problem(f"{fixed.place}：{error}", sheet.name, fixed.row, column.title))
    return (None if problems else values | dict(match.form.constants)), problems


def _stray(layout: Layout) -> Iterator[int]:
    return (row for row, part in layout.others if part is Part.STRAY)


def _at(sheet: Sheet, row: int, message: str, mapped: Mapped | None = None) -> Problem:
    if mapped is None:
        return Problem(message, sheet.name, row + 1)
    return Problem(message, sheet.name, row + 1, mapped.header, mapped.position + 1)


def _empty_rows(parsings: list[_Parsing], count: int) -> set[int]:
    """Rows that carry nothing but a running number, as templates often do."""
    failing = {i for parsing in parsings for i in parsing.failures}
    table = zip(*(parsing.values for parsing in parsings), strict=True)
    return {i for i, row in zip(range(count), table, strict=True) if row.count(None) == len(row) and i not in failing}


def _require(parsing: _Parsing, empty: set[int]) -> None:
    column = parsing.mapped.column
    if None not in parsing.values or not (column.required or column.default is not None):
        return
    for i, value in enumerate(parsing.values):
        if value is None and i not in empty and i not in parsing.failures:
            if column.default is not None:
                parsing.values[i] = column.default
            else:
                parsing.failures[i] = _MISSING


def _rows(parsings: list[_Parsing], layout: Layout, constants: dict[str, Any], skip: set[int]) -> Iterator[Row]:
    names = [parsing.mapped.column.name for parsing in parsings]
    others = tuple(value for name, value in constants.items() if name not in names)
    names += [name for name in constants if name not in names]
    table = zip(*(parsing.values for parsing in parsings), strict=True)
    for i, (row, values) in enumerate(zip(layout.data, table, strict=True)):
        if i not in skip:
            yield Row(row + 1, dict(zip(names, values + others, strict=True)))


def _skipped(sheet: Sheet, layout: Layout, empty: set[int]) -> list[Skipped]:
    rows = [(row, part) for row, part in layout.others if part is not Part.STRAY]
    rows += [(layout.data[i], Part.BLANK) for i in empty]
    return [Skipped(row + 1, part.value, _beginning(sheet.grid[row])) for row, part in sorted(rows, key=lambda r: r[0])]


def _beginning(row: list[Any]) -> str:
    return " ".join(filter(None, map(plain_text, row)))[:60]


def _wrong_totals(sheet: Sheet, layout: Layout, parsings: list[_Parsing]) -> Iterator[Problem]:
    """Compare each total with the rows since the last one; a 合计 may also be that of all rows above it."""
    totals = [(row, part) for row, part in layout.others if part in TOTALS]
    if not totals:
        return
    for parsing in parsings:
        if parsing.mapped.column.kind in NUMBERS and not parsing.failures:
            yield from _wrong_in_column(sheet, layout.data, parsing, totals)


def _wrong_in_column(
    sheet: Sheet, data: list[int], parsing: _Parsing, totals: list[tuple[int, Part]]
) -> Iterator[Problem]:
    mapped = parsing.mapped
    read = parser(_unbounded(mapped.column), factor=mapped.factor)
    place, since, whole = 0, Decimal(0), Decimal(0)
    for row, part in totals:
        while place < len(data) and data[place] < row:
            since += parsing.values[place] or 0
            whole += parsing.values[place] or 0
            place += 1
        try:
            written = read(sheet.grid[row][mapped.position])
        except BadInput:
            written = None
        right = {since} if part is Part.SUBTOTAL else {since, whole}
        if written is not None and part is not Part.RUNNING and written not in right:
            reckoned = since if part is Part.SUBTOTAL else whole
            message = f"{part.value}写的是 {written}，上面各行加起来是 {reckoned}：请核对"
            yield _at(sheet, row, message, mapped)
        if part is not Part.RUNNING:
            since = Decimal(0)


def _unbounded(column: Column) -> Column:
    return replace(column, minimum=None, maximum=None)


def _repeated(sheet: Sheet, rows: list[Row], match: Match) -> Iterator[Problem]:
    """Rows that are the same in every column; only tables of three columns or more can tell."""
    if len(match.columns) < 3:
        return
    seen: dict[tuple[Any, ...], int] = {}
    for number, values in rows:
        first = seen.setdefault(tuple(values.values()), number)
        if first != number:
            yield Problem(f"与第 {first} 行完全相同：请核对是否重复", sheet.name, number)
