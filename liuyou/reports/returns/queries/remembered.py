"""A sheet at an org's own grain that was opened before: asked again only where something was posted since.

Its answers are kept with an exact moment from before they were asked. Kept in the process only, the newest few; nothing
depends on it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime
from threading import Lock

from liuyou.kernel.base.periods import Period
from liuyou.kernel.ledger import figures
from liuyou.kernel.ledger.figures import Answer, Cell
from liuyou.reports.returns.models import Form
from liuyou.reports.returns.queries import asking
from liuyou.reports.returns.queries.asking import Filled, Typed

MOST = 64
Key = tuple[int, str, int]
_kept: OrderedDict[Key, tuple[datetime, Mapping[Cell, Answer]]] = OrderedDict()
_lock = Lock()


def fill(form: Form, period: Period, org: int, typed: Typed) -> Filled:
    """As `asking.fill` for one org, with the numbers of now."""
    cells = asking.cells_of(form.parsed, period, org)
    key = form.pk, period.code, org
    with _lock:
        found = _kept.get(key)
    since = asking.committed()
    if found is not None and found[1].keys() == set(cells.values()):
        answers = figures.ask_again(found[1], found[0])
    else:
        answers = figures.ask(cells.values())
    _keep(key, since, answers)
    numbers = {name: answers[cell].value for name, cell in cells.items()}
    return asking.fill(form, period, {org: typed}, numbers={org: numbers})[org]


def _keep(key: Key, since: datetime, answers: Mapping[Cell, Answer]) -> None:
    with _lock:
        _kept[key] = since, answers
        _kept.move_to_end(key)
        while len(_kept) > MOST:
            _kept.popitem(last=False)


def forget() -> None:
    with _lock:
        _kept.clear()
