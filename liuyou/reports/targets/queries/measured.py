"""The figures that targets are measured by: found when a target is saved, asked in one question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from liuyou.kernel.base.errors import BadInput, LiuyouError
from liuyou.kernel.base.periods import Period
from liuyou.kernel.ledger import codes
from liuyou.kernel.ledger.codes import Figure, Formula, Leaf
from liuyou.kernel.ledger.figures import Cell, ask
from liuyou.kernel.ledger.measures import REGISTRY

Asked = tuple[str, int, Period]
"""A figure's code, an org, a period."""


def figure_of(code: str) -> Figure:
    """The figure of a code; BadInput names the nearest one where there is none, or what is wrong with the formula."""
    try:
        found = codes.figure(code)
        codes.written(found.formula)
    except LiuyouError as error:
        words = str(error).partition("。运行")[0].rstrip("。")
        raise BadInput(f"{words}：请从“指标目录”里选一个指标代码。") from None
    if not found.leaves:
        raise BadInput(f"“{code}”只有常数，没有指标：请从“指标目录”里选一个指标代码。")
    return found


def adds_up(figure: Figure) -> bool:
    """Whether the parts of a whole come to the whole: ratios and distinct persons do not, each unit has its own."""

    def sums(formula: Formula) -> bool:
        if isinstance(formula, codes.Operation):
            return formula.sign in "+-" and sums(formula.left) and sums(formula.right)
        return isinstance(formula, Leaf) and not formula.distinct

    return sums(figure.formula)


@lru_cache(maxsize=256)
def up_to(code: str, on: date) -> Period:
    """The part of a period that has passed on a day; the whole once it is over, its first day before it begins."""
    period = Period.parse(code)
    if on >= period.end:
        return period
    first = period.start.isoformat()
    return Period.parse(first if on <= period.start else f"{first}..{on.isoformat()}")


def done(asked: Iterable[Asked], *, as_of: datetime | None = None) -> Mapping[Asked, Decimal | None]:
    """What each figure comes to, all in one question; a code that is no longer known has no answer."""
    cells = {each: cell for each in dict.fromkeys(asked) if (cell := _cell(*each)) is not None}
    answers = ask(cells.values(), as_of=as_of)
    return {each: answers[cell].value for each, cell in cells.items()}


def _cell(code: str, org: int, period: Period) -> Cell | None:
    try:
        return Cell(codes.figure(code), org, period)
    except LiuyouError:
        return None


def code_of(text: str) -> str:
    """A figure by its code or by its Chinese title, where only one is called that; anything else as it stands."""
    text = text.strip()
    if "." in text:
        return text
    named = {each.title: code for code, each in codes.NAMED.items()}
    titles: dict[str, list[str]] = {}
    for code, measure in REGISTRY.measures.items():
        titles.setdefault(measure.title, []).append(code)
    found = titles.get(text, [])
    return named.get(text) or (found[0] if len(found) == 1 else text)
