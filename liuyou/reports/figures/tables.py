"""The explorer's table: figures by children or a dimension, by months or a dimension, in one question to the ledger.

Totals are cells of their own grain. The rows are put together here, not in the template: there may be thousands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from urllib.parse import quote, urlencode

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString

from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.base.numbers import ratio, tabular
from liuyou.kernel.base.periods import Period
from liuyou.kernel.ledger.codes import Figure, narrow
from liuyou.kernel.ledger.figures import Answer, Cell, ask
from liuyou.kernel.ledger.models import Account
from liuyou.kernel.orgs import tree
from liuyou.reports.figures import words
from liuyou.reports.figures.asking import CHILDREN, MONTHS, Question

MOST_CELLS = 40_000
TOTAL = '<tr class="figure-total">'
BLANK = "（未填）"
Narrowing = tuple[str, str] | None
"""A dimension and the one value that a row or column stands for."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row or column: its words, what it narrows the question to."""

    key: str
    title: str
    org: int | None = None
    only: Narrowing = None
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """One number of the table; `link` is the end of its address, empty where the number is worked out of two."""

    value: Decimal | None
    text: str
    unit: str
    link: str = ""


@dataclass(slots=True)
class Row:
    """`link`: the explorer one step further down."""

    title: str
    unit: str
    cells: list[Shown]
    link: str = ""
    html: SafeString = field(default_factory=SafeString)


@dataclass(slots=True)
class Block:
    """The rows of one figure, or of all figures where there is nothing to spread them over."""

    figure: Figure | None
    rows: list[Row]
    total: Row | None

    @property
    def html(self) -> SafeString:
        """All its rows, the total last."""
        return SafeString("".join(row.html for row in (*self.rows, *([self.total] if self.total else []))))


@dataclass(slots=True)
class Grid:
    question: Question
    columns: list[tuple[str, str]]
    """Key and title of each column, the total's and the comparison's included."""
    blocks: list[Block]
    row_title: str
    notes: list[str]


def build(question: Question, today: date) -> Grid:
    """The table that the question describes. BadInput where it would be too large, or rows and columns are the same."""
    question.figures  # noqa: B018 - refused in words before anything is asked
    dims = words.dimensions(question.figures)
    rows = list(_lines(question, question.rows, dims, today))
    columns = list(_lines(question, question.columns, dims, today)) if question.columns != CHILDREN else []
    if question.columns and question.columns == question.rows:
        raise BadInput("行和列选成了一样的：请改一个。")
    width = len(columns) + 1 + (3 if question.compare else 0)
    if (len(rows) + 1) * width * len(question.figures) > MOST_CELLS:
        raise BadInput("这张表太大，打开会很慢：请少选几个指标，或不按列展开。")
    return _Builder(question, rows, columns).grid(_row_title(question, dims))


def _row_title(question: Question, dims: dict[str, str]) -> str:
    return "下级工会" if question.rows == CHILDREN else dims.get(question.rows, "") if question.rows else "指标"


def _lines(question: Question, by: str, dims: dict[str, str], today: date) -> Iterator[Line]:
    if by == CHILDREN:
        for place in tree.children(question.within, question.period.end, question.as_of):
            yield Line(str(place.org_id), place.name, org=place.org_id)
    elif by == MONTHS:
        months = question.period.months()
        past = [month for month in months if month.start <= today] or months
        years = len({month.start.year for month in past}) > 1
        for month in past:
            yield Line(month.code, f"{month.start:%Y-%m}" if years else f"{month.start.month}月", period=month)
    elif by in dims:
        for value in values_of(question.figures, by):
            yield Line(value, value or BLANK, only=(by, value))
    elif by:
        raise BadInput(f"这些指标没有共同的分项“{by}”：可用的分项是{'、'.join(dims.values()) or '无'}。")


def values_of(figures: Iterable[Figure], dimension: str) -> list[str]:
    """The values that a dimension has in the accounts of these figures, those that their filters leave."""
    leaves = [leaf for figure in figures for leaf in figure.leaves]
    held: dict[str, list[dict[str, str]]] = {}
    for measure, dims in Account.objects.filter(measure__in={leaf.measure for leaf in leaves}).values_list(
        "measure", "dims"
    ):
        held.setdefault(measure, []).append(dims)
    found = {
        dims.get(dimension, "")
        for leaf in leaves
        for dims in held.get(leaf.measure, ())
        if all(dims.get(name, "") in values for name, values in leaf.filters)
    }
    return sorted(found, key=lambda value: (value == "", value))


class _Builder:
    """Cells are named first, asked all at once, then written."""

    def __init__(self, question: Question, rows: Sequence[Line], columns: Sequence[Line]) -> None:
        self.question, self.rows, self.columns = question, rows, columns
        self.last = question.period.last_year()
        kept = [
            pair for pair in question.common() if pair[1].partition("=")[0] not in (question.rows, question.columns)
        ]
        self.base = escape(f"{reverse('figure-records')}?{urlencode(kept)}")
        self.down = question.address(org=None, at=None, sort=None)
        self.whole = Line("total", "合计" if columns else question.period.label)
        self.across = [
            (column, self._only(question.columns, column) + f"&amp;period={(column.period or question.period).code}")
            for column in (*columns, self.whole)
        ]
        self._narrowed: dict[tuple[Figure, Narrowing, Narrowing], Figure] = {}
        self._texts: dict[tuple[Decimal | None, str], str] = {}
        self.answers: dict[Cell, Answer] = {}

    def grid(self, row_title: str) -> Grid:
        question, total = self.question, Line("", "合计")
        wanted = [
            cell
            for figure in question.figures
            for row in (*self.rows, total)
            for cell in (*self._cells(figure, row), *([self._year_before(figure, row)] if question.compare else ()))
        ]
        self.answers = ask(wanted, as_of=question.as_of)
        if question.rows:
            blocks = [self._block(figure, total) for figure in question.figures]
        else:
            blocks = [
                Block(
                    None, [self._row(figure, replace(total, title=figure.title)) for figure in question.figures], None
                )
            ]
        for block in blocks:
            self._sort(block)
        return Grid(question, self._heads(), blocks, row_title, words.notes(question.figures))

    def _heads(self) -> list[tuple[str, str]]:
        heads = [(column.key, column.title) for column in (*self.columns, self.whole)]
        if self.question.compare:
            heads += [("last", self.last.label), ("difference", "比上年同期"), ("change", "增减")]
        return heads

    def _block(self, figure: Figure, total: Line) -> Block:
        whole = self._row(figure, total)
        unit = f"（{figure.unit}）" if figure.unit and len(self.question.figures) == 1 else ""
        whole.html = SafeString(self._html(replace(whole, title=f"合计{unit}", link="")).replace("<tr>", TOTAL, 1))
        rows = [self._row(figure, row) for row in self.rows]
        if self.question.rows == CHILDREN and rows and words.adds_up(figure):
            rows.insert(0, self._own(figure, rows, whole))
        return Block(figure, rows, whole)

    def _own(self, figure: Figure, rows: Sequence[Row], whole: Row) -> Row:
        """What the org has recorded itself: the total less what is below it, which holds for sums only."""
        cells, width = [], len(self.columns) + 1
        for number, total in enumerate(whole.cells[: width + 1 if self.question.compare else width]):
            value = (total.value or Decimal(0)) - sum(
                (row.cells[number].value or Decimal(0) for row in rows), Decimal(0)
            )
            cells.append(Shown(value, self._text(value, figure.unit), figure.unit, f"{total.link}&amp;own=1"))
        if self.question.compare:
            now, before = cells[-2].value or Decimal(0), cells[-1].value or Decimal(0)
            share = ratio(now - before, before) if before else None
            cells.append(Shown(now - before, _signed(now - before, figure.unit), figure.unit))
            cells.append(Shown(share, _signed(share, "%"), "%"))
        made = Row(f"{self.question.place.name}本级", figure.unit, cells)
        made.html = self._html(made, "figure-page")
        return made

    def _figure(self, figure: Figure, row: Line, column: Line) -> Figure:
        if row.only is None and column.only is None:
            return figure
        key = figure, row.only, column.only
        if key not in self._narrowed:
            formula = figure.formula
            for only in filter(None, (row.only, column.only)):
                formula = narrow(formula, ((only[0], (only[1],)),))
            same = formula is figure.formula
            code = figure.code if same else f"{figure.code}·{row.only}·{column.only}"
            self._narrowed[key] = figure if same else replace(figure, code=code, formula=formula)
        return self._narrowed[key]

    def _cells(self, figure: Figure, row: Line) -> Iterator[Cell]:
        org, period = row.org or self.question.within, self.question.period
        for column in (*self.columns, self.whole):
            yield Cell(self._figure(figure, row, column), org, column.period or period)

    def _year_before(self, figure: Figure, row: Line) -> Cell:
        return Cell(self._figure(figure, row, self.whole), row.org or self.question.within, self.last)

    def _row(self, figure: Figure, row: Line) -> Row:
        unit = figure.unit
        org = row.org or self.question.within
        at = f"&amp;at={org}" if org != self.question.org else ""
        start = f"{self.base}&amp;code={quote(figure.code)}{at}{self._only(self.question.rows, row)}"
        cells = []
        for (_, end), cell in zip(self.across, self._cells(figure, row), strict=True):
            value = self.answers[cell].value
            cells.append(Shown(value, self._text(value, unit), unit, start + end))
        if self.question.compare:
            cells += self._compared(figure, row, cells[-1].value, start)
        made = Row(row.title, unit, cells, self._deeper(figure, row))
        made.html = self._html(made)
        return made

    def _html(self, row: Row, kind: str = "figure-link") -> SafeString:
        """The row as it stands in the table; where nothing is spread, its title says the unit too."""
        title = escape(row.title)
        named = f'<a href="{escape(row.link)}">{title}</a>' if row.link else title
        unit = f'<span class="small-print">（{escape(row.unit)}）</span>' if row.unit and not self.question.rows else ""
        cells = "".join([_td(cell, kind) for cell in row.cells])
        return SafeString(f'<tr><th class="first-fixed" scope="row">{named}{unit}</th>{cells}</tr>')

    def _only(self, dimension: str, line: Line) -> str:
        """The part of an address that narrows to a row or column; its total keeps the page's own filter."""
        own = dict(self.question.where)
        if line.only:
            return f"&amp;where={quote('='.join(line.only))}"
        return f"&amp;where={quote(f'{dimension}={own[dimension]}')}" if dimension in own else ""

    def _compared(self, figure: Figure, row: Line, now: Decimal | None, start: str) -> list[Shown]:
        """Last year's number, the difference, and the difference as a share of last year."""
        before, unit = self.answers[self._year_before(figure, row)].value, figure.unit
        whole = self._only(self.question.columns, self.whole)
        last = Shown(before, self._text(before, unit), unit, f"{start}{whole}&amp;period={self.last.code}")
        difference = None if now is None or before is None else now - before
        share = None if difference is None or unit == "%" else ratio(difference, before) if before else None
        link = (start + whole).replace(reverse("figure-records"), reverse("figure-changes"), 1)
        link += f"&amp;period={self.question.period.code}&amp;against={self.last.code}"
        return [last, Shown(difference, _signed(difference, unit), unit, link), Shown(share, _signed(share, "%"), "%")]

    def _deeper(self, figure: Figure, row: Line) -> str:
        """Where the row's title leads: the same table one org further down, or narrowed to the value."""
        if row.org:
            return f"{self.down}&org={row.org}"
        if row.only:
            where = dict(self.question.where) | {row.only[0]: row.only[1]}
            pairs = [f"{name}={value}" for name, value in where.items()]
            return self.question.address(where=pairs, rows=CHILDREN, sort=None)
        return self.question.address(code=[figure.code], rows=CHILDREN, sort=None)

    def _text(self, value: Decimal | None, unit: str) -> str:
        key = value, unit
        if key not in self._texts:
            self._texts[key] = tabular(value, unit)
        return self._texts[key]

    def _sort(self, block: Block) -> None:
        """By the column named in the address, empty values last; a minus before it: falling."""
        key = self.question.sort.lstrip("-")
        keys = [column for column, _ in self._heads()]
        if key not in keys:
            return
        number, falling = keys.index(key), self.question.sort.startswith("-")
        filled = [row for row in block.rows if row.cells[number].value is not None]
        empty = [row for row in block.rows if row.cells[number].value is None]
        filled.sort(key=lambda row: row.cells[number].value or Decimal(0), reverse=falling)
        block.rows[:] = filled + empty


def _signed(value: Decimal | None, unit: str) -> str:
    if value is None:
        return tabular(value, unit)
    return ("+" if value > 0 else "") + tabular(value, unit)


def _td(cell: Shown, kind: str = "figure-link") -> str:
    """Every part is escaped where it is made: the text holds digits only, the link went through `escape`."""
    if not cell.link:
        return f'<td class="num">{cell.text}</td>'
    return f'<td class="num"><a class="{kind}" href="{cell.link}">{cell.text}</a></td>'
