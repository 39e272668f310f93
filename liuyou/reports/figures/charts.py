"""The table's numbers as a chart: plain data for ECharts, which the script reads from the page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from liuyou.kernel.base.periods import Period
from liuyou.kernel.ledger.codes import Figure
from liuyou.kernel.ledger.figures import Cell, ask
from liuyou.kernel.orgs import tree
from liuyou.kernel.orgs.models import Place
from liuyou.reports.figures import words
from liuyou.reports.figures.asking import MONTHS, Question
from liuyou.reports.figures.tables import Grid, Row

KINDS = {"bar": "柱形图", "line": "折线图", "stacked": "堆积图", "treemap": "组织树图"}
COLOURS = 6
"""Series that are told apart by colour; more are left out of the picture, not out of the table."""
MOST_BOXES = 600


def number(value: Decimal | None, unit: str) -> float | None:
    """As the axis shows it: percentages as 95.1."""
    return None if value is None else float(value * 100 if unit == "%" else value)


def chart(grid: Grid, kind: str, today: date) -> dict[str, Any]:
    """What the script draws. Empty where there is nothing to draw."""
    question = grid.question
    figure = question.figure
    common: dict[str, Any] = {"kind": kind, "unit": figure.unit, "title": figure.title, "note": ""}
    if kind == "treemap":
        return common | _treemap(question, figure)
    spread = len(grid.columns) - 1 - (3 if question.compare else 0)
    if spread and (kind in ("line", "stacked") or not question.rows):
        return common | _along(grid, spread, today)
    return common | _across(grid)


def _along(grid: Grid, spread: int, today: date) -> dict[str, Any]:
    """The columns along the axis; a series for each row, or this year and the last where there are no rows."""
    question = grid.question
    names = [title for _, title in grid.columns[:spread]]
    block = grid.blocks[0]
    rows = block.rows if question.rows else block.rows[:COLOURS]
    ranked = sorted(rows, key=lambda row: abs(row.cells[spread].value or Decimal(0)), reverse=True)[:COLOURS]
    shown = [row for row in rows if row in ranked]
    series = [_series(row, spread) for row in shown]
    if len(series) == 1 and question.columns == MONTHS:
        series.append({"name": "上年同期", "data": _last_year(question, spread, today), "last": 0})
    note = f"图中只画数值最大的 {COLOURS} 项，其余见表。" if len(rows) > COLOURS else ""
    return {"names": names, "series": series, "note": note}


def _series(row: Row, spread: int) -> dict[str, Any]:
    return {"name": row.title, "data": [number(cell.value, cell.unit) for cell in row.cells[:spread]]}


def _last_year(question: Question, spread: int, today: date) -> list[float | None]:
    return of_months(
        question.figure,
        question.within,
        [each.last_year() for each in question.period.months()][:spread],
        question.as_of,
    )


def of_months(figure: Figure, org: int, months: Sequence[Period], as_of: Any = None) -> list[float | None]:
    cells = [Cell(figure, org, month) for month in months]
    answers = ask(cells, as_of=as_of)
    return [number(answers[cell].value, figure.unit) for cell in cells]


def _across(grid: Grid) -> dict[str, Any]:
    """The rows along the axis: the whole period, and last year where it is compared."""
    question, block = grid.question, grid.blocks[0]
    at = len(grid.columns) - 1 - (3 if question.compare else 0)
    names = [row.title for row in block.rows]
    series: list[dict[str, Any]] = [
        {"name": question.period.label, "data": [number(row.cells[at].value, row.unit) for row in block.rows]}
    ]
    if question.compare:
        last = [number(row.cells[at + 1].value, row.unit) for row in block.rows]
        series.append({"name": question.period.last_year().label, "data": last, "last": 0})
    return {"names": names, "series": series}


def _treemap(question: Question, figure: Figure) -> dict[str, Any]:
    """Two levels of the org tree, each org's own value. Areas of what does not add up only compare."""
    on = question.period.end
    children = tree.children(question.within, on, question.as_of)
    inner = tree.places(on, question.as_of).filter(parent_id__in=[each.org_id for each in children]).order_by("org_id")
    below: dict[int | None, list[Place]] = defaultdict(list)
    for place in inner[: MOST_BOXES + 1]:
        below[place.parent_id].append(place)
    if sum(map(len, below.values())) > MOST_BOXES:
        below.clear()
    orgs = [*children, *(each for group in below.values() for each in group)]
    cells = {place.org_id: Cell(figure, place.org_id, question.period) for place in orgs}
    whole = Cell(figure, question.within, question.period)
    answers = ask([whole, *cells.values()], as_of=question.as_of)

    def box(place: Place) -> dict[str, Any]:
        made: dict[str, Any] = {
            "name": place.name,
            "value": number(answers[cells[place.org_id]].value, figure.unit) or 0,
        }
        parts = [box(each) for each in below.get(place.org_id, ())]
        parts = [each for each in parts if each["value"] > 0]
        return made | ({"children": parts} if parts else {})

    boxes = [each for each in map(box, children) if each["value"] > 0]
    adds = words.adds_up(figure)
    if adds:  # what the org has recorded itself
        below_it = (answers[cells[each.org_id]].value or Decimal(0) for each in children)
        own = (answers[whole].value or Decimal(0)) - sum(below_it, Decimal(0))
        boxes += [{"name": f"{question.place.name}本级", "value": number(own, figure.unit)}] if own > 0 else []
    return {"boxes": boxes, "note": "" if adds else "这个指标不能相加：方块大小只供比较。"}
