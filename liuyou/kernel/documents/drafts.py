"""A paper before it is one: the template filled with figures as of one exact moment. Nothing is written here.

What is previewed and what is issued come from the same lines, so they cannot differ.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.reach import require
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import BadInput, NotFound, Problem
from liuyou.kernel.base.numbers import printed
from liuyou.kernel.base.periods import Period
from liuyou.kernel.documents import anchors, sentences, templates
from liuyou.kernel.ledger import codes
from liuyou.kernel.ledger.figures import Answer, Cell, ask
from liuyou.kernel.orgs import tree
from liuyou.kernel.writing.permit import moment

WRITE = "documents.write"
PREVIEW = "preview"
"""Stands in the anchors of a preview where an issued paper has its id."""
VALUES = ("单位", "时期", "年份", "日期", "文号", "标题")
"""What a template may print besides figures."""
ONE_LINE = 18
"""Characters of a title that stand well on one line."""


@dataclass(frozen=True, slots=True)
class Cited:
    """One figure as a paper prints it."""

    cell: Cell
    decimals: int | None
    printed: str


@dataclass(slots=True)
class Answered:
    """A template with all its figures asked; `fill` may follow, once."""

    template: bytes
    org: int
    period: Period
    as_of: datetime
    figures: dict[str, codes.Figure]
    answers: dict[Cell, Answer]
    cited: list[Cited] = field(default_factory=list)

    def fill(self, values: Mapping[str, str]) -> bytes:
        """The paper with every figure marked; `cited` then lists them in order."""
        return templates.render(self.template, figure=self._print, exists=self._exists, values=values)

    def _print(self, code: str, decimals: int | None) -> str:
        figure = self.figures[code]
        cell = Cell(figure, self.org, self.period)
        text = printed(self.answers[cell].value, figure.unit, decimals)
        self.cited.append(Cited(cell, decimals, text))
        return text

    def _exists(self, code: str) -> bool:
        return bool(self.answers[Cell(self.figures[code], self.org, self.period)].value)


def answered(
    template: bytes,
    org: int,
    period: Period,
    *,
    actor: Actor,
    as_of: datetime | None,
    known: Mapping[Cell, Answer] | None = None,
) -> Answered:
    """Ask all figures of a template in one go. NotFound without the right to write papers there; BadInput names every
    code that does not exist, with the nearest one that does. A future `as_of` means now.

    `known`: what `foreseen` said as of that very moment; it is not asked again.
    """
    require(actor, WRITE, org, clock.today())
    exact = moment()
    now = min(as_of or exact, exact)
    template = sentences.expand(template, org=org, period=period, as_of=now)
    figures = figures_of(template)
    cells = [Cell(each, org, period) for each in figures.values()]
    answers = {cell: known[cell] for cell in cells if known and cell in known}
    answers |= ask([cell for cell in cells if cell not in answers], as_of=now, marks=True)
    return Answered(template, org, period, now, figures, answers)


def foreseen(template: bytes, orgs: Collection[int], period: Period, as_of: datetime) -> dict[Cell, Answer]:
    """The figures that a template itself names, for many units at once; what their sentences add is asked with each."""
    figures = figures_of(template).values()
    return ask([Cell(each, org, period) for org in orgs for each in figures], as_of=as_of, marks=True)


def figures_of(template: bytes) -> dict[str, codes.Figure]:
    """Every figure a template prints or asks about."""
    found, problems = {}, []
    for tag in templates.mentioned(template):
        try:
            found[tag.expression] = codes.figure(tag.expression)
            codes.written(found[tag.expression].formula)
        except (BadInput, NotFound) as error:
            problems.append(Problem(f"{error}（所在段落：{tag.paragraph_text[:30]}…）"))
    if problems:
        raise BadInput("模板里有认不出的指标，未生成文件。", problems)
    return found


def values_of(org: int, period: Period, on: date, *, number: str = "", title: str = "") -> dict[str, str]:
    """What the template's other tags print. A long title is broken after the org's name, where the meaning breaks."""
    name = tree.place(org, period.end).name
    whole = len(title) > ONE_LINE and title.startswith(name) and title != name
    lines = f"{name}\n{title.removeprefix(name)}" if whole else title
    texts = (name, period.label, str(period.end.year), f"{on:%Y年%-m月%-d日}", number, lines)
    return dict(zip(VALUES, texts, strict=True))


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be written: the docx, and its figures in order."""

    content: bytes
    cited: list[Cited]
    as_of: datetime


def preview(
    template: bytes,
    *,
    org: int,
    period: Period,
    on: date,
    actor: Actor,
    as_of: datetime | None = None,
    number: str = "",
    title: str = "",
) -> Preview:
    """The paper as `papers.write` would make it, down to the anchors, which bear `PREVIEW` in place of an id."""
    draft = answered(template, org, period, actor=actor, as_of=as_of)
    marked = draft.fill(values_of(org, period, on, number=number, title=title))
    return Preview(anchors.anchor(marked, PREVIEW), draft.cited, draft.as_of)
