"""What a return wants explained: broken checks between cells, and numbers far from the usual."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from liuyou.kernel.base.numbers import tabular
from liuyou.kernel.base.periods import Period
from liuyou.kernel.orgs import tree
from liuyou.kernel.parameters.values import parameters
from liuyou.reports.returns.models import Form, Return
from liuyou.reports.returns.queries import asking
from liuyou.reports.returns.queries.asking import Filled, Numbers
from liuyou.reports.returns.rules import layout as layouts
from liuyou.reports.returns.rules import periods, unusual, values
from liuyou.reports.returns.rules.layout import Cell
from liuyou.reports.returns.rules.unusual import Band, Thresholds
from liuyou.reports.returns.rules.values import Judged

NAMES = ("history", "peers", "share", "floor", "earlier", "others")
MOST_EARLIER = 12
"""Periods that are looked back."""


@dataclass(frozen=True, slots=True)
class Unusual:
    """A number outside its band; `words` tell from whose."""

    cell: Cell
    words: str


@dataclass(slots=True)
class Judgement:
    checks: list[Judged] = field(default_factory=list)
    unusual: list[Unusual] = field(default_factory=list)

    @property
    def broken(self) -> list[Judged]:
        return [each for each in self.checks if each.holds is False]

    @property
    def asks(self) -> dict[str, str]:
        """What must be explained: key → what is the matter."""
        found = {each.key: f"核对第 {each.number} 条{each.words}：{each.check.why}" for each in self.broken}
        return found | {each.cell.key: f"{each.cell.title}{each.words}" for each in self.unusual}


def thresholds(orgs: Sequence[int], on: date) -> dict[int, Thresholds]:
    """The limits that hold for each org."""
    lines = tree.lines(orgs, on) if len(orgs) > 1 else None
    found = {name: parameters(f"returns.unusual_{name}", orgs=orgs, on=on, lines=lines) for name in NAMES}
    made: dict[tuple[float, ...], Thresholds] = {}
    result = {}
    for org in orgs:
        key = tuple(float(found[name][org].value) for name in NAMES)
        if key not in made:
            given = dict(zip(NAMES, key, strict=True))
            made[key] = Thresholds(
                history=given["history"],
                peers=given["peers"],
                share=given["share"],
                floor=given["floor"],
                earlier=int(given["earlier"]),
                others=int(given["others"]),
            )
        result[org] = made[key]
    return result


def judge(form: Form, returns: Sequence[Return], filled: Mapping[int, Filled]) -> dict[int, Judgement]:
    """Checks and unusual numbers of returns of one form and period, by org; few statements for all."""
    parsed, period = form.parsed, returns[0].span
    watched = [cell for cell in parsed.numbers if cell.kind == layouts.PERIOD and cell.source != "target"]
    orgs = [each.org_id for each in returns]
    limits = thresholds(orgs, period.end)
    earlier = asking.history(form.code, orgs, since=_earliest(form, period), before=period.start)
    peers = _Peers(form, returns, filled, limits)
    found = {}
    for org in orgs:
        numbers = filled[org].numbers
        judgement = Judgement(values.judged(parsed, numbers))
        before = [each for _, each in earlier.get(org, [])]
        for cell in watched:
            value = numbers.get(cell.key)
            if value is None:
                continue
            words = _words(cell, float(value), before, limits[org]) or peers.words(cell, org, float(value))
            if words:
                judgement.unusual.append(Unusual(cell, words))
        found[org] = judgement
    return found


def _earliest(form: Form, period: Period) -> date:
    for _ in range(MOST_EARLIER):
        period = periods.before(form.frequency, period)
    return period.start


def _words(cell: Cell, value: float, before: Sequence[Numbers], limits: Thresholds) -> str:
    own = [float(number) for each in before if (number := each.get(cell.key)) is not None]
    band = unusual.of_history(own, limits)
    return "" if band is None or band.holds(value) else f"与本单位往期（{_about(band)}）相差较大"


def _about(band: Band) -> str:
    from decimal import Decimal

    low, high = (tabular(Decimal(str(round(each))), "") for each in (max(band.low, 0), band.high))
    return f"通常 {low} 至 {high}"


class _Peers:
    """Unions of the same kind and sector in the same period: what they submitted, and what is being submitted now."""

    def __init__(
        self, form: Form, returns: Sequence[Return], filled: Mapping[int, Filled], limits: Mapping[int, Thresholds]
    ) -> None:
        self.limits = limits
        self._bands: dict[tuple[tuple[str, str], str, Thresholds], Band | None] = {}
        period = returns[0].span
        rows = Return.objects.filter(form_code=form.code, period=period.code).exclude(state="void")
        rows = rows.exclude(submissions=[])
        known = {org: values.thawed(last) for org, last in rows.values_list("org_id", "submissions__-1__values")}
        known |= {org: each.numbers for org, each in filled.items()}
        places = tree.places(period.end).filter(org_id__in=list(known))
        self.alike = {org: (kind, sector) for org, kind, sector in places.values_list("org_id", "kind", "sector")}
        self.groups: dict[tuple[str, str], list[Numbers]] = defaultdict(list)
        for org, numbers in known.items():
            if org in self.alike:
                self.groups[self.alike[org]].append(numbers)

    def words(self, cell: Cell, org: int, value: float) -> str:
        kind = self.alike.get(org)
        if kind is None:
            return ""
        key = kind, cell.key, self.limits[org]
        if key not in self._bands:
            numbers = [float(number) for each in self.groups[kind] if (number := each.get(cell.key)) is not None]
            self._bands[key] = unusual.of_peers(numbers, self.limits[org])
        band = self._bands[key]
        return "" if band is None or band.holds(value) else f"与同类单位（{_about(band)}）相差较大"
