"""Rules with their sources, fields that corrections may touch, words for inputs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from liuyou.areas.officers import workflows
from liuyou.areas.officers.models import BaseVisit, Committee, Election, Officer, SelfCheck, Staff
from liuyou.areas.officers.rules.sources import Rule
from liuyou.kernel.actions.action import INPUT_TITLES
from liuyou.kernel.journal.models import Record
from liuyou.kernel.parameters.definitions import Override, Resolution
from liuyou.kernel.parameters.values import parameter, parameters
from liuyou.kernel.workflow import deadlines

Values = dict[str, Any]
ASKED = {name for each in workflows.ALL for bound in each.steps.values() for name in bound.step.ask} - {"reason"}
INPUT_TITLES |= {
    f"{model.register}.{field.name}": str(field.verbose_name)
    for model in (Committee, Officer, Election, Staff, SelfCheck, BaseVisit)
    for field in model.business_fields()
    if field.name in ASKED
} | {
    "extend_to": "延期至",
    "from_on": "起始日期",
    "ballots": "选票",
    "votes": "得票",
    "race": "选举项目",
    "consent": "同意人数",
}


def rule(name: str, org: int, on: date) -> Rule:
    """What `officers.<name>` says for a union on a day, and where it is written."""
    return _told(parameter(f"officers.{name}", org=org, on=on))


def _told(found: Resolution) -> Rule:
    chosen = found.chosen
    source = chosen.source
    if isinstance(chosen, Override):
        source = chosen.source or f"{chosen.org_name or '本级工会'}规定"
    elif chosen.confidence != "high":
        source += "，待核对"
    return Rule(found.value, found.unit, source)


class Numbers:
    """`rule` for a batch: asked once for all unions of one day."""

    def __init__(self, places: Iterable[tuple[int, date]]) -> None:
        self.orgs: dict[date, set[int]] = defaultdict(set)
        self.found: dict[tuple[str, date], dict[int, Resolution]] = {}
        for org, on in places:
            self.orgs[on].add(org)

    def __call__(self, name: str, org: int, on: date) -> Rule:
        if (name, on) not in self.found:
            self.found[name, on] = parameters(f"officers.{name}", orgs=self.orgs[on], on=on)
        held = self.found[name, on].get(org)
        return rule(name, org, on) if held is None else _told(held)


def limit(name: str, org: int, start: date, numbers: Callable[..., Rule] = rule) -> tuple[Rule, date]:
    """A time limit that begins on `start`: the rule, and its last day by the work calendar."""
    days = numbers(name, org, start)
    return days, deadlines.due(start, int(days.value), deadlines.Unit(days.unit))


def given(row: Values) -> Values:
    """A typed row without its empty cells: the model's own defaults stand there."""
    return {name: value for name, value in row.items() if value not in (None, "")}


def open_fields(model: type[Record], *closed: str) -> tuple[str, ...]:
    """What a correction may touch: typed fields that nothing else hangs on."""
    fixed = {"org", "state", "state_since", *closed}
    fields = (field for field in model.business_fields() if field.editable and not field.is_relation)
    return tuple(field.name for field in fields if field.name not in fixed)
