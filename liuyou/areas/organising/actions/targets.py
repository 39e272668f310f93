"""Every write of targets; what is handed down is worked out anew whenever a target of the family changes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django.db import connection

from liuyou.areas.organising.models.targets import Target
from liuyou.areas.organising.queries import unions as queries
from liuyou.areas.organising.workflows.unions import TARGET
from liuyou.kernel.access.models import Actor
from liuyou.kernel.actions.action import INPUT_TITLES, action
from liuyou.kernel.actions.refusals import Refusals
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.writing.permit import permit

FAMILY_LOCK = 660_010
INPUT_TITLES |= {"value": "目标数"}


@action(TARGET.set)
def set_targets(targets: Sequence[dict[str, Any]], **_: Any) -> list[Target]:
    """Targets as they were given: `year`, `kind`, `value`, `set_on`. Called by `load_targets`, which settles them."""
    return [Target(state_since=values["set_on"], **values) for values in targets]


def load_targets(rows: Sequence[dict[str, Any]], *, actor: Actor, **_: Any) -> list[Target]:
    """Targets of many orgs, wholes and parts in any order; then what each hands down is known."""
    with permit("organising.target.load"):
        made: list[Target] = set_targets(rows, actor=actor)
        for family in _families(made):
            _settle(family, actor=actor)
        return list(Target.objects.filter(pk__in=[each.pk for each in made]).order_by("pk"))


def _families(targets: Sequence[Target]) -> Iterator[list[Target]]:
    """All targets of a year and kind with these as they are at hand; one change at a time of a year's targets."""
    own = {each.pk: each for each in targets}
    for year in sorted({each.year for each in targets}):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [FAMILY_LOCK, year])
    for year, kind in sorted({(each.year, each.kind) for each in targets}):
        yield [own.get(each.pk, each) for each in queries.family(year, kind)]


def _settle(family: Sequence[Target], *, actor: Actor, own: Collection[Target] = ()) -> None:
    """What each hands down: those whose step is under way are saved with it, the others by a step of their own."""
    handed = queries.handed_down(family)
    changed = {each.pk for each in family if handed.get(each.pk, 0) != each.handed}
    for each in own:
        each.handed = handed.get(each.pk, 0)
    others = sorted(changed - {each.pk for each in own})
    if others:
        settle_targets(others, handed=handed, actor=actor, reason="随下级目标重算分解")


@action(TARGET.settle, Target)
def settle_targets(target: Target, *, handed: Mapping[int, int], **_: Any) -> None:
    """What of it stands below as targets of their own."""
    target.handed = handed.get(target.pk, 0)


@action(TARGET.adjust, Target, in_sets=True)
def adjust_target(targets: list[Target], *, value: int, actor: Actor, **_: Any) -> None:
    """A new number for the year; the target above it hands down as much more or less."""
    refusals = Refusals(len(targets))
    for each in targets:
        with refusals.of(each.pk):
            if value == each.value:
                raise Refused(f"目标数已经是 {value}：请填新的目标数。")
            each.value = value
    refusals.tell()
    for family in _families(targets):
        _settle(family, own=[each for each in family if each in targets], actor=actor)


@action(TARGET.void, Target, in_sets=True)
def void_target(targets: list[Target], *, actor: Actor, **_: Any) -> None:
    """It was never given: its parts are then parts of the target above it."""
    for each in targets:
        each.handed = 0
    for family in _families(targets):
        _settle([each for each in family if each not in targets], actor=actor)
