"""Tables built before are shown again as long as nothing has happened to what they were built from.

A table is kept with an exact moment from before it was asked: whatever is stamped up to then is in it. It holds while
no entry of its measures was posted later and the tree was not touched; that is two small questions instead of thousands
of cells. Kept in the process only, the newest few; nothing depends on it.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import date, datetime
from threading import Lock

from liuyou.kernel.ledger.figures import untouched
from liuyou.kernel.writing.permit import moment
from liuyou.reports.figures import tables
from liuyou.reports.figures.asking import Question
from liuyou.reports.figures.tables import Grid

MOST_CELLS = 60_000
Key = tuple[str, int, date]
_kept: OrderedDict[Key, tuple[datetime, Grid]] = OrderedDict()
_lock = Lock()


def build(question: Question, today: date) -> Grid:
    """As `tables.build`; small tables and those of a past moment are not worth keeping."""
    if question.as_of is not None or not (question.rows and question.columns):
        return tables.build(question, today)
    key = (question.address(), question.within, today)
    with _lock:
        found = _kept.get(key)
    measures = {leaf.measure for figure in question.figures for leaf in figure.leaves}
    if found is not None and untouched(measures, found[0]):
        return found[1]
    since = moment()
    grid = tables.build(question, today)
    _keep(key, since, grid)
    return grid


def _keep(key: Key, since: datetime, grid: Grid) -> None:
    with _lock:
        _kept[key] = (since, grid)
        _kept.move_to_end(key)
        while len(_kept) > 1 and sum(_size(each) for _, each in _kept.values()) > MOST_CELLS:
            _kept.popitem(last=False)


def _size(grid: Grid) -> int:
    return sum(len(block.rows) + 1 for block in grid.blocks) * len(grid.columns)
