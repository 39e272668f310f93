"""Every write of targets: drawn up, proposed and countered in turn, settled, handed down, adjusted.

Whenever one of a family (the targets of a figure and period) changes, what is part of which and what each whole hands
down is worked out anew, so that a whole and its parts are not counted twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from liuyou.kernel.access.models import Actor
from liuyou.kernel.actions.action import INPUT_TITLES, action
from liuyou.kernel.actions.refusals import Refusals
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.base.families import handed
from liuyou.kernel.base.periods import Period
from liuyou.kernel.orgs import tree
from liuyou.kernel.parameters.values import parameter
from liuyou.kernel.writing.permit import permit
from liuyou.reports.targets.models import Target
from liuyou.reports.targets.models.targets import STANDING
from liuyou.reports.targets.queries import measured, splitting
from liuyou.reports.targets.queries import targets as queries
from liuyou.reports.targets.rules import shares
from liuyou.reports.targets.rules import values as written
from liuyou.reports.targets.workflows import TARGET

INPUT_TITLES |= {"targets.target.value": "目标值", "way": "分解办法"}
Values = dict[str, Any]
NOTHING = Decimal(0)
ABOVE, BELOW = "上级", "下级"


# Made


def draft_targets(rows: Sequence[Values], *, actor: Actor, **_: Any) -> list[Target]:
    """Targets of units below, by whoever stands above them; then it is known which of them is part of which."""
    return _load(rows, draft_each, actor)


def record_targets(rows: Sequence[Values], *, actor: Actor, **_: Any) -> list[Target]:
    """What the highest org here was given by those above it, who are not in this system: settled from the start."""
    return _load(rows, record_each, actor)


def load_targets(rows: Sequence[Values], *, actor: Actor, **_: Any) -> list[Target]:
    """A ledger of targets: the highest org's own are recorded as settled, those of all below it are drawn up."""
    top = tree.root(clock.today()).org_id
    with permit("targets.target.load"):
        own, others = ([row for row in rows if (row["org_id"] == top) is mine] for mine in (True, False))
        made = record_targets(own, actor=actor) if own else []
        return made + (draft_targets(others, actor=actor) if others else [])


def _load(rows: Sequence[Values], opening: Any, actor: Actor) -> list[Target]:
    with permit("targets.target.load"):
        made: list[Target] = opening(rows, actor=actor)
        regroup(made, actor=actor)
        return list(Target.objects.filter(pk__in=[each.pk for each in made]).order_by("pk"))


@action(TARGET.draft)
def draft_each(rows: Sequence[Values], *, actor: Actor, on: date, **_: Any) -> list[Target]:
    return _require_new([_made(row, on, actor, "拟定") for row in rows])


@action(TARGET.record)
def record_each(rows: Sequence[Values], *, actor: Actor, on: date, **_: Any) -> list[Target]:
    top = tree.root(clock.today()).org_id
    if any(row["org_id"] != top for row in rows):
        raise Refused("上级工会在本系统内的，目标由上级下达：请由上级拟定并征求意见。")
    made = _require_new([_made(row, on, actor, "上级下达") for row in rows])
    for each in made:
        each.settled_on = each.drafted_on
    return made


def _require_new(made: list[Target]) -> list[Target]:
    """One target of a figure and period for a unit; whoever comes second waits and is refused."""
    queries.lock(queries.key_of(each) for each in made)
    there = {(each.org_id, *queries.key_of(each)) for each in queries.family({queries.key_of(each) for each in made})}
    for each in made:
        key = (each.org_id, *queries.key_of(each))
        if key in there:
            raise Refused(f"“{each.title}”{each.period} 的目标这个单位已经有了：请在原目标上再次征求意见或办理“调整”。")
        there.add(key)
    return made


def _made(row: Values, on: date, actor: Actor, what: str) -> Target:
    """One target out of `title`, `figure`, `period`, `value`, `basis` …; the figure must be one the ledger knows."""
    row = dict(row)
    figure = measured.figure_of(str(row["figure"]).strip())
    period = Period.parse(str(row["period"]))
    value = written.parse(row.pop("value"), figure.unit)
    target = Target(**row | {"figure": figure.code, "period": period.code, "value": value})
    target.title = (row.get("title") or figure.title)[:60]
    target.unit, target.summable = figure.unit, measured.adds_up(figure)
    target.starts_on, target.ends_on = period.start, period.end
    target.drafted_on = row.get("drafted_on") or on
    target.state_since = target.drafted_on
    target.amount = written.shown(value, figure.unit)
    target.history = [_said(target.drafted_on, ABOVE, what, target.amount, "", actor)]
    return target


def _said(on: date, side: str, what: str, amount: str, reason: str, actor: Actor) -> dict[str, str]:
    return {"on": on.isoformat(), "side": side, "what": what, "value": amount, "reason": reason, "who": actor.name}


# Families


def regroup(own: Sequence[Target], *, actor: Actor, after: str = "", together: bool = False) -> None:
    """Which of the families' targets is part of which, and what each whole hands down.

    `together`: `own` are being changed by a step that leads to the state `after` (or stays) and are saved with it; the
    others get a step of their own.
    """
    keys = {queries.key_of(each) for each in own}
    queries.lock(keys)
    mine = {each.pk: each for each in own} if together else {}
    known = [mine.get(each.pk, each) for each in queries.family(keys)]
    state = {each.pk: (after or each.state) if each.pk in mine else each.state for each in known}
    alive = [each for each in known if state[each.pk] not in ("withdrawn", "void")]
    parents = queries.wholes(alive, clock.today())
    standing = {each.pk: each.value for each in alive if state[each.pk] in STANDING and each.summable}
    below = handed(parents, standing)
    stale = []
    for each in known:
        place = parents.get(each.pk), below.get(each.pk, NOTHING)
        if (each.parent_id, each.handed) == place:
            continue
        if each.pk in mine:
            each.parent_id, each.handed = place
        else:
            stale.append(each.pk)
    if stale:
        regroup_each(stale, parents=parents, handed=below, actor=actor, reason="随相关目标重算分解")


@action(TARGET.regroup, Target)
def regroup_each(target: Target, *, parents: Mapping[int, int], handed: Mapping[int, Decimal], **_: Any) -> None:
    target.parent_id, target.handed = parents.get(target.pk), handed.get(target.pk, NOTHING)


# Settled with those below


@action(TARGET.propose, Target, in_sets=True)
def propose_targets(
    targets: list[Target],
    *,
    actor: Actor,
    on: date,
    value: Any = None,
    reason: str = "",
    shares: Mapping[int, Decimal] | None = None,
    **_: Any,
) -> None:
    """Sent down for comment, with another value where one is given; `shares`: target → its value."""
    refusals = Refusals(len(targets))
    for each in targets:
        with refusals.of(each.pk):
            given = (shares or {}).get(each.pk, value)
            if each.state == "countered" and given is None:
                raise Refused(f"下级提出 {written.shown(each.countered, each.unit)}：请填写再次征求意见的目标值。")
            _set_value(each, given)
            each.agreed_on = None
            each.history = [*each.history, _said(on, ABOVE, "下达征求意见", each.amount, reason, actor)]
    refusals.tell()


def _set_value(target: Target, given: Any) -> None:
    if given is not None:
        target.value = written.parse(given, target.unit)
        target.amount = written.shown(target.value, target.unit)


@action(TARGET.counter, Target)
def counter_target(target: Target, *, value: Any, reason: str, actor: Actor, on: date, **_: Any) -> None:
    """The unit says what it holds for right, and why."""
    counter = written.parse(value, target.unit)
    if counter == target.value:
        raise Refused(f"征求意见的目标就是 {target.amount}：没有不同意见的，请办理“同意”。")
    target.countered, target.agreed_on = counter, None
    amount = written.shown(counter, target.unit)
    target.history = [*target.history, _said(on, BELOW, "提出意见", amount, reason, actor)]


@action(TARGET.agree, Target)
def agree_to_target(target: Target, *, actor: Actor, on: date, **_: Any) -> None:
    if target.agreed_on:
        raise Refused(f"已在 {target.agreed_on} 同意，不必再次办理。")
    target.agreed_on, target.due_on = on, None  # no longer to do here; it waits to be settled above
    target.history = [*target.history, _said(on, BELOW, "同意", target.amount, "", actor)]


@action(TARGET.settle, Target, in_sets=True)
def settle_targets(
    targets: list[Target], *, actor: Actor, on: date, value: Any = None, reason: str = "", **_: Any
) -> None:
    """The value that holds. Parts that do not come to their whole are refused unless a reason is given."""
    refusals = Refusals(len(targets))
    for each in targets:
        with refusals.of(each.pk):
            if each.state == "countered" and value is None:
                raise Refused(f"下级提出 {written.shown(each.countered, each.unit)}：请填写最后确定的目标值。")
            _set_value(each, value)
            each.settled_on = on
            each.history = [*each.history, _said(on, ABOVE, "确定", each.amount, reason, actor)]
    refusals.tell()
    regroup(targets, actor=actor, after="settled", together=True)
    _require_sums(targets, on, reason)


def _require_sums(targets: Sequence[Target], on: date, reason: str) -> None:
    """Every part of each whole counts as it is on the table now, settled or not."""
    wanted = {each.parent_id for each in targets if each.parent_id and each.summable}
    if not wanted:
        return
    own = {each.pk: each for each in targets}
    found = Target.objects.filter(parent_id__in=wanted).exclude(state__in=("withdrawn", "void"))
    parts = {each.pk: each for each in found} | {each.pk: each for each in targets if each.parent_id in wanted}
    for whole in Target.objects.filter(pk__in=wanted):
        whole = own.get(whole.pk, whole)
        total = sum((each.value for each in parts.values() if each.parent_id == whole.pk), NOTHING)
        required = bool(parameter("targets.sum_must_agree", org=whole.org_id, on=on).value)
        shares.require_agreement(whole.title, whole.value, total, reason=reason, required=required)


# Handed down


@action(TARGET.split, Target)
def split_target(
    target: Target,
    *,
    way: str,
    actor: Actor,
    on: date,
    reason: str = "",
    typed: Mapping[int, Any] | None = None,
    **_: Any,
) -> None:
    """Shares for all orgs directly below in one go, sent down for comment. `typed`: org → value, for 逐个填写.

    What is settled below already stays, and only the rest is shared out. Ratios are not shared: each gets the whole's.
    """
    found = splitting.proposal(target, way, on, typed=typed)
    if not found.shares:
        raise Refused("没有可以分解的下级：下级的目标都已确定，或没有下级工会。")
    common: Values = {"title": target.title, "figure": target.figure, "period": target.period, "basis": target.basis}
    common |= {"points": target.points, "sheet_id": target.sheet_id, "drafted_on": on}
    fresh = [
        common | {"org_id": org, "value": value} for org, value in found.shares.items() if org not in found.existing
    ]
    made = draft_targets(fresh, actor=actor) if fresh else []
    pending = {found.existing[org]: value for org, value in found.shares.items() if org in found.existing}
    proposed = {each.pk: each.value for each in made} | pending
    propose_targets(sorted(proposed), shares=proposed, actor=actor, on=on, reason=reason or shares.WAYS[way])


# Signed


@action(TARGET.sign, Target)
def sign_target(target: Target, **_: Any) -> None:
    """It stands in a letter of responsibility that both sides have signed."""


@action(TARGET.unsign, Target)
def unsign_target(target: Target, **_: Any) -> None:
    """The letter was given up."""


# Changed and given up


@action(TARGET.adjust, Target, in_sets=True)
def adjust_targets(targets: list[Target], **given: Any) -> None:
    """A new value for reasons; what was agreed before stays in the history."""
    _adjust(targets, **given)


@action(TARGET.revise, Target, in_sets=True)
def revise_targets(targets: list[Target], **given: Any) -> None:
    """Those above, who are not in this system, have changed what they gave."""
    _require_top(targets)
    _adjust(targets, **given)


def _adjust(targets: list[Target], *, value: Any, reason: str, actor: Actor, on: date, **_: Any) -> None:
    refusals = Refusals(len(targets))
    for each in targets:
        with refusals.of(each.pk):
            before = each.amount
            _set_value(each, value)
            if each.amount == before:
                raise Refused(f"目标已经是 {before}：请填写新的目标值。")
            each.history = [*each.history, _said(on, ABOVE, "调整", each.amount, reason, actor)]
    refusals.tell()
    regroup(targets, actor=actor, together=True)


def _require_top(targets: Sequence[Target]) -> None:
    top = tree.root(clock.today()).org_id
    if any(each.org_id != top for each in targets):
        raise Refused("这个目标由上级工会下达：请由上级办理。")


@action(TARGET.withdraw, Target, in_sets=True)
def withdraw_targets(targets: list[Target], *, actor: Actor, **_: Any) -> None:
    """Not pursued; it was not settled."""
    regroup(targets, actor=actor, after="withdrawn", together=True)


@action(TARGET.void, Target, in_sets=True)
def void_targets(targets: list[Target], *, actor: Actor, **_: Any) -> None:
    """It was never given: its parts are then parts of the target above it."""
    _give_up(targets, actor)


@action(TARGET.cancel, Target, in_sets=True)
def cancel_targets(targets: list[Target], *, actor: Actor, **_: Any) -> None:
    """Those above, who are not in this system, have taken it back."""
    _require_top(targets)
    _give_up(targets, actor)


def _give_up(targets: list[Target], actor: Actor) -> None:
    refusals = Refusals(len(targets))
    for each in targets:
        with refusals.of(each.pk):
            letters = queries.letters_with(each) if each.state == "signed" else []
            if letters:
                raise Refused(f"已写入责任书“{letters[0].title}”：请先将责任书作废。")
    refusals.tell()
    regroup(targets, actor=actor, after="void", together=True)
