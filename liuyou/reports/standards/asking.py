"""What the ledger answers to the items of a standard: all items of all unions in one question.

A ratio is asked by its two sides, so that the sheet can say how many are missing. A fact is what only another area
knows of many unions at once; where none is installed, a figure stands in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from liuyou.kernel.base.errors import NotFound
from liuyou.kernel.base.periods import Period
from liuyou.kernel.catalogue.answers import answer
from liuyou.kernel.ledger import codes
from liuyou.kernel.ledger.codes import Figure, Leaf, Operation, figure
from liuyou.kernel.ledger.figures import Answer, Cell, ask
from liuyou.kernel.ledger.measures import REGISTRY
from liuyou.reports.standards.models import Appraisal, Standard
from liuyou.reports.standards.rules import reading
from liuyou.reports.standards.rules.results import applicable
from liuyou.reports.standards.rules.scoring import Given, Score, scores
from liuyou.reports.standards.rules.tree import Item, Known, Sheet

PERCENT = "%"


@dataclass(frozen=True, slots=True)
class Fact:
    """A number about a union that is no figure of its own. `figure` stands in where nobody answers for the union."""

    title: str
    unit: str
    figure: str


FACTS = {"organising.union_workers": Fact("职工人数", "人", "organising.workers")}
"""Question → the fact; it is answered as ``{union: number}`` for ``(unions, day)``."""
RATES = {("members.count", "organising.union_workers"): "入会率"}
"""What a figure divided by a fact is called."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How one item is asked: a figure; or the two sides of a ratio, the lower of which may be a fact."""

    figure: Figure
    under: Figure | None = None
    fact: str = ""


@lru_cache(maxsize=2048)
def _plan(code: str, of: str) -> Plan:
    whole = figure(code)
    if of:
        if of not in FACTS:
            raise NotFound(f"没有“{of}”这项事实：可用的是{'、'.join(FACTS)}。")
        return Plan(whole, figure(FACTS[of].figure), of)
    formula = whole.formula
    if isinstance(formula, Operation) and formula.sign == "/" and whole.unit == PERCENT:
        return Plan(figure(codes.written(formula.left)), figure(codes.written(formula.right)))
    return Plan(whole)


def look(code: str, of: str = "") -> Known:
    """What a figure is called, its unit, and the words of a ratio's sides. Raises what `codes.figure` raises."""
    plan = _plan(code, of)
    if plan.fact:
        fact = FACTS[plan.fact]
        title = RATES.get((code, of), f"{plan.figure.title}与{fact.title}之比")
        return Known(title, PERCENT, (plan.figure.title, plan.figure.unit), (fact.title, fact.unit))
    whole = figure(code)
    if plan.under is None:
        return Known(_titled(whole), whole.unit)
    return Known(
        _titled(whole), whole.unit, (_titled(plan.figure), plan.figure.unit), (_titled(plan.under), plan.under.unit)
    )


def _titled(found: Figure) -> str:
    """A figure's title; a formula without a name is called by its measures."""
    if found.title != found.code:
        return _filtered(found)
    if isinstance(found.formula, Operation) and found.formula.sign == "/":
        left, right = (
            REGISTRY.get(next(codes.leaves(side)).measure).title for side in (found.formula.left, found.formula.right)
        )
        return f"{left}与{right}之比"
    titles = dict.fromkeys(REGISTRY.get(leaf.measure).title for leaf in found.leaves)
    named = "、".join(list(titles)[:2])
    return f"{named}等合计" if len(titles) > 2 else f"{named}合计" if len(titles) > 1 else named


def _filtered(found: Figure) -> str:
    """A measure with the values that count: 在任委员会（工会委员会）."""
    if (
        isinstance(found.formula, Leaf)
        and found.formula.filters
        and found.code.split("[")[0].strip() not in codes.NAMED
    ):
        values = "、".join(value for _, values in found.formula.filters for value in values)
        return f"{found.title}（{values}）"
    return found.title


def registers_of(code: str, of: str = "") -> tuple[str, str]:
    """The registers whose records raise a figure, and the lower side of its ratio; empty where there is none."""
    plan = _plan(code, of)
    found = [each.leaves[0].measure if each and each.leaves else "" for each in (plan.figure, plan.under)]
    over, under = (REGISTRY.register_of.get(measure, "") for measure in found)
    return over, under


def sheet_of(standard: Standard) -> Sheet:
    """The standard ready to score with. BadInput where a figure is gone since it was published."""
    return reading.read(standard.definition, look)


def given(
    sheet: Sheet, orgs: Collection[int], period: Period, as_of: datetime | None = None
) -> dict[int, dict[str, Given]]:
    """Union → item → what is known of it: one `ask` for everything, one answer a fact."""
    items = [item for item in sheet.leaves if item.figure]
    plans = {item.code: _plan(item.figure, item.of) for item in items}
    cells = _cells(plans.values(), orgs, period)
    answers = ask((cell for each in cells.values() for cell in each.values()), as_of=as_of) if cells else {}
    facts = {
        name: answer(name, list(orgs), period.end, default={})
        for name in {each.fact for each in plans.values() if each.fact}
    }
    targets = _targets(items, orgs, period)
    found: dict[int, dict[str, Given]] = {}
    for org in orgs:
        found[org] = {
            item.code: _given(plans[item.code], org, cells, answers, facts, targets.get((item.figure, org)))
            for item in items
        }
    return found


Cells = Mapping[str, Mapping[int, Cell]]
"""Figure's code → union → what is asked."""


def _cells(plans: Iterable[Plan], orgs: Collection[int], period: Period) -> Cells:
    figures = {each.code: each for plan in plans for each in (plan.figure, plan.under) if each is not None}
    return {code: {org: Cell(each, org, period) for org in orgs} for code, each in figures.items()}


def _given(
    plan: Plan,
    org: int,
    cells: Cells,
    answers: Mapping[Cell, Answer],
    facts: Mapping[str, Mapping[int, int | Decimal]],
    target: Decimal | None,
) -> Given:
    over = answers[cells[plan.figure.code][org]].value
    if plan.under is None:
        return Given(over, target=target)
    known = facts.get(plan.fact, {}).get(org) if plan.fact else None
    under = Decimal(known) if known is not None else answers[cells[plan.under.code][org]].value
    if over is None or under is None:
        return Given(target=target)
    return Given.share(over, under, target)


def _targets(items: Iterable[Item], orgs: Iterable[int], period: Period) -> dict[tuple[str, int], Decimal]:
    """Settled targets of the items that are measured by them."""
    wanted = [(item.figure, org, period.code) for item in items if item.from_targets for org in orgs]
    found = answer("targets.values", wanted, default={}) if wanted else {}
    return {(code, org): value for (code, org, _), value in found.items()}


def period_of(appraisal: Appraisal) -> Period:
    return Period.parse(appraisal.period)


def automatic(
    sheet: Sheet, appraisals: Collection[Appraisal], as_of: datetime | None = None
) -> dict[int, tuple[list[Item], dict[str, Given], dict[str, Score]]]:
    """Union → the items that apply to it, what is known of them, their scores. All of one standard and period."""
    if not appraisals:
        return {}
    period = period_of(next(iter(appraisals)))
    known = given(sheet, [each.org_id for each in appraisals], period, as_of)
    fitting: dict[tuple[str, str], list[Item]] = {}
    found = {}
    for each in appraisals:
        key = each.kind, each.sector
        items = fitting.setdefault(key, applicable(sheet, *key))
        found[each.org_id] = (items, known[each.org_id], dict(scores(items, known[each.org_id])))
    return found


def day_of(text: str) -> date:
    """The last day of a period's code."""
    return Period.parse(text).end
