"""A return as the pages show it: the form's own table, each number with its link, its input, what is odd about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse

from liuyou.kernel.base.numbers import tabular
from liuyou.kernel.base.periods import Period
from liuyou.kernel.ledger.codes import figure
from liuyou.kernel.web.pages import Here
from liuyou.reports.returns.queries import asking
from liuyou.reports.returns.rules.layout import Cell, Layout, Row, Source

Numbers = Mapping[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class Where:
    """Whose numbers they are: the org in the switcher, the org asked about, the period and the moment."""

    org: int
    at: int
    period: Period
    as_of: datetime | None = None

    def address(self, cell: Cell, page: str = "figure-records", **more: str) -> str:
        """The records behind a cell."""
        pairs = {"code": cell.figure, "org": str(self.org), "period": asking.period_of(cell, self.period).code}
        if self.at != self.org:
            pairs["at"] = str(self.at)
        if self.as_of:
            pairs["as_of"] = self.as_of.isoformat()
        return f"{reverse(page)}?{urlencode(pairs | more)}"


def where(here: Here, org: int, path: str, period: Period, as_of: datetime | None = None) -> Where:
    """Asked from the org at hand where that is above; else from the org itself."""
    above = str(here.org) in path.split(".")
    return Where(here.org if above else org, org, period, as_of)


@dataclass(slots=True)
class Shown:
    """One place of the table."""

    cell: Cell
    text: str = ""
    address: str = ""
    typed: str = ""
    remembered: str = ""
    below: str = ""
    odd: str = ""
    remark: str = ""
    late: bool = False
    input: bool = False

    @property
    def name(self) -> str:
        return f"t:{self.cell.key}"

    @property
    def wide(self) -> bool:
        return self.cell.source in (Source.TEXT, Source.FACT)


@dataclass(slots=True)
class Line:
    row: Row
    cells: list[Shown] = field(default_factory=list)

    @property
    def fact(self) -> str:
        return next((each.text for each in self.cells if each.cell.source is Source.FACT), "")


@dataclass(slots=True)
class Block:
    """The lines under one table heading of the form."""

    title: str
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Marks:
    """What is told beside cells: words by cell code."""

    typed: Mapping[str, str] = field(default_factory=dict)
    remembered: Mapping[str, str] = field(default_factory=dict)
    below: Mapping[str, Decimal] = field(default_factory=dict)
    odd: Mapping[str, str] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)
    late: frozenset[str] = frozenset()


def unit_of(cell: Cell) -> str:
    """The figure's own unit decides how a number is written: 元 with two places, a ratio as a percentage."""
    return figure(cell.figure).unit if cell.figure else cell.row.unit


def text_of(cell: Cell, numbers: Numbers, texts: Mapping[str, str]) -> str:
    if cell.source in (Source.TEXT, Source.FACT):
        return texts.get(cell.key, "")
    return tabular(numbers.get(cell.key), unit_of(cell)) if cell.numeric else ""


def blocks(
    parsed: Layout, numbers: Numbers, texts: Mapping[str, str], about: Where, marks: Marks, *, inputs: bool = False
) -> list[Block]:
    found = [Block("")]
    for row in parsed.rows:
        if row.section:
            found.append(Block(row.section))
        line = Line(row, [_shown(cell, numbers, texts, about, marks, inputs) for cell in parsed.line(row)])
        found[-1].lines.append(line)
    return [block for block in found if block.lines]


def _shown(cell: Cell, numbers: Numbers, texts: Mapping[str, str], about: Where, marks: Marks, inputs: bool) -> Shown:
    shown = Shown(cell, text_of(cell, numbers, texts))
    if cell.source is Source.FIGURE:
        shown.address = about.address(cell)
    if inputs and cell.source in (Source.TYPED, Source.TEXT):
        shown.input = True
        shown.typed = marks.typed.get(cell.key, "")
        shown.remembered = marks.remembered.get(cell.key, "")
    if cell.key in marks.below:
        shown.below = tabular(marks.below[cell.key], "")
    shown.odd, shown.remark = marks.odd.get(cell.key, ""), marks.remarks.get(cell.key, "")
    shown.late = cell.key in marks.late
    return shown


def rows(parsed: Layout, numbers: Numbers, texts: Mapping[str, str]) -> Iterator[Sequence[object]]:
    """The table as plain rows for a workbook: title, unit, then each column."""
    for row in parsed.rows:
        if row.section:
            yield [row.section, "", *("" for _ in parsed.columns)]
        line = [texts.get(c.key, "") if not c.numeric else numbers.get(c.key) for c in parsed.line(row)]
        yield [row.title, row.unit, *line]
