"""`@action`: the only way anything is written. Right, lock, step, change, journal and ledger in one transaction.

    @action(APPLICATION.approve)
    def approve_application(application: Application, *, actor: Actor, on: date, amount: Decimal, **_: Any) -> None:
        application.amount = amount

The function below the decorator only changes fields (or makes new records); whoever calls the action gives an actor.
`on` is the day on which it happened (today unless given); the right is always that of today.

Several records given at once are changed in sets. A function that asks the database something about each record is
declared with `in_sets=True`: it gets a list of them and asks once. When some of many are refused, nothing is written
and the error's `of` says which, so that a bulk run (`kernel.jobs`) can take the others.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Self, cast

from django.utils.translation import gettext as _

from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.reach import reachable, visible_to
from liuyou.kernel.actions import correcting, knowing, saving
from liuyou.kernel.actions.refusals import Refusals, one_by_one
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import NotFound, Refused
from liuyou.kernel.journal import lines
from liuyou.kernel.journal.models import RECORD_IDS, Record
from liuyou.kernel.ledger import posting
from liuyou.kernel.parameters.values import parameters
from liuyou.kernel.workflow import deadlines
from liuyou.kernel.workflow.declared import BoundStep, Level
from liuyou.kernel.writing import bulk
from liuyou.kernel.writing.permit import permit, permitted

ACTIONS: dict[str, Callable[..., Any]] = {}
"""Every action by its code, filled as areas are loaded."""


def action(
    bound: BoundStep, model: type[Record] | None = None, *, in_sets: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Make a function the one way to take a step. `model` is needed for steps on existing records.

    With `in_sets` the function takes a list of records instead of one; the caller may give one or many as ever.
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        opens = not bound.step.sources

        @functools.wraps(function)
        def run(*given: Any, actor: Actor, on: date | None = None, reason: str = "", **inputs: Any) -> Any:
            day = on or clock.today()
            if bound.step.internal and not permitted():
                raise RuntimeError(f"{bound.code} is taken only by other actions")
            require_inputs(bound, {**inputs, "reason": reason})
            with permit(bound.code) as stamp:
                common = {"actor": actor, "on": day, "reason": reason, **inputs}
                if opens:
                    return _open(bound, function, given, common, actor, day, reason, stamp)
                each = function if in_sets else one_by_one(function)
                return _change(bound, cast(type[Record], model), each, given[0], common, actor, day, reason, stamp)

        ACTIONS[bound.code] = run
        return run

    return decorate


def require_inputs(bound: BoundStep, inputs: dict[str, Any]) -> None:
    missing = [name for name in bound.step.ask if inputs.get(name) in (None, "", [])]
    if missing:
        names = "、".join(input_title(bound, name) for name in missing)
        raise Refused(_("办理“%(step)s”还需要填写：%(names)s") % {"step": bound.step.title, "names": names})


OUT_OF_REACH = "没有这个组织，或不在您的管理范围内。"


class _Titles(dict[str, str]):
    """A second word for a name would change what another area says, so it is refused."""

    def __ior__(self, other: Mapping[str, str]) -> Self:  # type: ignore[override, misc]
        if strange := sorted(name for name in other if self.get(name, other[name]) != other[name]):
            raise RuntimeError(f"{strange} have a title already: say it for the register, as aid.visit.{strange[0]}")
        self.update(other)
        return self


INPUT_TITLES = _Titles(reason="理由", amount="金额", opinion="意见", voucher="凭证号", visit="入户调查")
"""Words for inputs by name, or by register and name; areas add theirs."""


def input_title(bound: BoundStep, name: str) -> str:
    """What an input of a step is called: by its register where that has a word of its own."""
    register = bound.code.rpartition(".")[0]
    return INPUT_TITLES.get(f"{register}.{name}") or INPUT_TITLES.get(name, name)


def _open(
    bound: BoundStep,
    function: Callable[..., Any],
    given: tuple[Any, ...],
    common: dict[str, Any],
    actor: Actor,
    day: date,
    reason: str,
    stamp: datetime,
) -> Any:
    allowed = None
    if not bound.step.internal:
        allowed = reachable(actor, bound.step.needs, clock.today(), from_above=bound.step.at is Level.PARENT)
        if not allowed or not _orgs_named(given) <= allowed:
            raise NotFound(OUT_OF_REACH)  # before any rule: its words may tell about people
    made = function(*given, **common)
    records: Sequence[Record] = [made] if isinstance(made, Record) else list(made)
    if allowed is not None and not {record.org_id for record in records} <= allowed:
        raise NotFound(OUT_OF_REACH)
    for record in records:
        record.state = bound.step.target
        record.state_since = record.state_since or day
    _set_limits(bound, records)
    for record in records:
        correcting.clean(record)
    for record, number in zip(records, bulk.next_ids(RECORD_IDS, len(records)), strict=True):
        record.pk = number
    for same in _by_model(records):
        bulk.copy_models(same)
        lines.append(
            ((record.register, record.pk, record.org_id, None, record.snapshot()) for record in same),
            at=stamp,
            actor=actor,
            action=bound.code,
            reason=reason,
        )
        posting.post(same[0].register, same, stamp, fresh=True)
        knowing.know(same)
    return made


def _orgs_named(given: tuple[Any, ...]) -> set[int]:
    """Orgs in the value dictionaries an opening function was given."""
    rows = [row for each in given for row in (each if isinstance(each, list | tuple) else [each])]
    return {row["org_id"] for row in rows if isinstance(row, dict) and row.get("org_id")}


def _change(
    bound: BoundStep,
    model: type[Record],
    function: Callable[..., Any],
    which: Record | int | Sequence[Record | int],
    common: dict[str, Any],
    actor: Actor,
    day: date,
    reason: str,
    stamp: datetime,
) -> Any:
    many = isinstance(which, list | tuple)
    given = cast(Sequence[Record | int], which if many else [which])
    wanted = list(dict.fromkeys(each.pk if isinstance(each, Record) else each for each in given))
    rows = model._default_manager.all()
    if not bound.step.internal:
        above = bound.step.at is Level.PARENT
        rows = visible_to(rows, actor, bound.step.needs, clock.today(), from_above=above)
    found = {record.pk: record for record in rows.filter(pk__in=wanted).select_for_update().order_by("pk")}
    refusals = Refusals(len(wanted))
    for number in wanted:
        with refusals.of(number):
            if number not in found:
                raise NotFound(_("没有这条记录，或不在您的管理范围内。"))
            _require_step(bound, found[number])
    refusals.tell()
    records = [found[number] for number in wanted]
    before = [record.snapshot() for record in records]
    changed = saving.Changed(model, records)
    limits = [record.due_on for record in records]
    function(records, **common)
    for record, limit in zip(records, limits, strict=True):
        if bound.step.target:
            record.state, record.state_since = bound.step.target, day
            record.due_on = None if record.due_on == limit else record.due_on  # the old state's limit is over
    _set_limits(bound, records)
    changed.save()
    told = (
        (record.register, record.pk, record.org_id, *lines.different(old, record.snapshot()))
        for record, old in zip(records, before, strict=True)
    )
    lines.append(told, at=stamp, actor=actor, action=bound.code, reason=reason)
    posting.post(model.register, records, stamp, fresh=False)
    knowing.know_changed(records, before)
    return records if many else records[0]


def _require_step(bound: BoundStep, record: Record) -> None:
    if record.state not in bound.step.sources:
        state = bound.workflow.states[record.state]
        possible = "、".join(each.step.title for each in bound.workflow.next_steps(record.state)) or _("无")
        raise Refused(
            _("%(what)s现在是“%(state)s”，不能“%(step)s”：此时可以办理的是%(possible)s。")
            % {"what": bound.workflow.title, "state": state, "step": bound.step.title, "possible": possible}
        )


def _set_limits(bound: BoundStep, records: Sequence[Record]) -> None:
    """One question for each day on which records came into their state, however many orgs they belong to."""
    if not bound.step.limit:
        return
    orgs: dict[date, set[int]] = defaultdict(set)
    for record in records:
        orgs[record.state_since].add(record.org_id)
    limits = {day: parameters(bound.step.limit, orgs=those, on=day) for day, those in orgs.items()}
    due = functools.cache(deadlines.due)
    for record in records:
        value = limits[record.state_since][record.org_id]
        record.due_on = due(record.state_since, int(value.value), deadlines.Unit(value.unit))


def _by_model(records: Sequence[Record]) -> list[list[Record]]:
    groups: dict[type[Record], list[Record]] = defaultdict(list)
    for record in records:
        groups[type(record)].append(record)
    return list(groups.values())
