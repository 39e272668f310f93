"""How a target may be handed down: the units below, what each has already, shares by the way chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from liuyou.kernel.base.errors import BadInput, Problem, Refused
from liuyou.kernel.base.periods import Period
from liuyou.reports.targets.models import Target
from liuyou.reports.targets.models.targets import ALIVE, STANDING
from liuyou.reports.targets.queries import measured
from liuyou.reports.targets.queries import targets as queries
from liuyou.reports.targets.rules import shares
from liuyou.reports.targets.rules import values as written

WORKERS = "organising.workers"
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Below:
    """One unit directly below. `state` of its target, empty without one; `fixed`: it is settled and stays as it is."""

    org: int
    name: str
    last_year: Decimal | None
    workers: Decimal | None
    target: int = 0
    value: Decimal | None = None
    countered: Decimal | None = None
    state: str = ""

    @property
    def fixed(self) -> bool:
        return self.state in STANDING


@dataclass(frozen=True, slots=True)
class Proposal:
    """`shares`: org → value for those that are not settled; `existing`: org → its target that will be proposed anew."""

    below: Sequence[Below]
    shares: Mapping[int, Decimal]
    existing: Mapping[int, int] = field(default_factory=dict)
    fixed: Decimal = NOTHING

    @property
    def total(self) -> Decimal:
        return self.fixed + sum(self.shares.values(), NOTHING)


def below(target: Target, on: date) -> list[Below]:
    """All units directly below with what they have, what they did a year before and their workers: one question."""
    places = queries.children(target.org_id, on)
    last = Period.parse(target.period).last_year()
    asked: list[measured.Asked] = [(target.figure, each.org_id, last) for each in places]
    day = measured.up_to(target.period, on)
    asked += [(WORKERS, each.org_id, day) for each in places]
    done = measured.done(asked)
    own = Target.objects.filter(
        org_id__in=[each.org_id for each in places], figure=target.figure, period=target.period, state__in=ALIVE
    )
    there = {each.org_id: each for each in own}
    found = []
    for each in places:
        has = there.get(each.org_id)
        more = (has.pk, has.value, has.countered, has.state) if has else ()
        before, workers = done.get((target.figure, each.org_id, last)), done.get((WORKERS, each.org_id, day))
        found.append(Below(each.org_id, each.name, before, workers, *more))
    return found


def proposal(
    target: Target,
    way: str,
    on: date,
    *,
    typed: Mapping[int, Any] | None = None,
    known: Sequence[Below] | None = None,
) -> Proposal:
    """The shares by a way. BadInput names each unit whose typed value cannot be read."""
    if way not in shares.WAYS:
        raise BadInput(f"没有“{way}”这种分解办法：请选择{'、'.join(shares.WAYS.values())}。")
    units = below(target, on) if known is None else known
    free = [each for each in units if not each.fixed]
    fixed = sum((each.value or NOTHING for each in units if each.fixed), NOTHING)
    existing = {each.org: each.target for each in free if each.target}
    if way == shares.TYPED:
        return Proposal(units, _typed(target, units, typed or {}), existing, fixed)
    if not target.summable:
        return Proposal(units, {each.org: target.value for each in free}, existing, fixed)
    if not free:
        return Proposal(units, {}, existing, fixed)
    left = target.value - fixed
    if left < 0:
        raise Refused(f"下级已确定的目标合计超过总目标 {target.amount}：请先调整，或逐个填写。")
    return Proposal(units, shares.split(left, _weights(free, way), shares.grain(target.unit)), existing, fixed)


def _weights(units: Sequence[Below], way: str) -> dict[int, Decimal]:
    if way == shares.EQUAL:
        return {each.org: Decimal(1) for each in units}
    return {each.org: (each.last_year if way == shares.LAST_YEAR else each.workers) or NOTHING for each in units}


def _typed(target: Target, units: Sequence[Below], typed: Mapping[int, Any]) -> dict[int, Decimal]:
    """What was typed for units without a settled target; an empty cell is no target."""
    found, problems = {}, []
    for each in units:
        given = typed.get(each.org)
        if given in (None, ""):
            continue
        if each.fixed:
            problems.append(Problem(f"{each.name}的目标已确定，不再分解：要改的请办理“调整”"))
            continue
        try:
            found[each.org] = written.parse(given, target.unit)
        except BadInput as error:
            problems.append(Problem(f"{each.name}：{error}"))
    strangers = set(typed) - {each.org for each in units}
    if strangers:
        problems.append(Problem(f"有 {len(strangers)} 个单位不是直接下级：请刷新页面后再填"))
    if problems:
        raise BadInput("；".join(map(str, problems)) + "。", problems)
    return found
