"""Every write of targets; what is handed down is worked out anew whenever a target of the family changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection

from liuyou.areas.organising.models.targets import Target
from liuyou.areas.organising.queries import unions as queries
from liuyou.areas.organising.workflows.unions import TARGET
from liuyou.kernel.access.models import Actor
from liuyou.kernel.actions.action import INPUT_TITLES, action
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
        for year in sorted({row["year"] for row in rows}):
            _alone(year)
        made: list[Target] = set_targets(rows, actor=actor)
        for year, kind in sorted({(each.year, each.kind) for each in made}):
            _settle(queries.family(year, kind), actor=actor)
        return list(Target.objects.filter(pk__in=[each.pk for each in made]).order_by("pk"))


def _alone(year: int) -> None:
    """One change at a time of a year's targets: each sees what the one before it committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [FAMILY_LOCK, year])


def _settle(family: Sequence[Target], *, actor: Actor, besides: int = 0) -> None:
    handed = queries.handed_down(family)
    changed = [each.pk for each in family if handed.get(each.pk, 0) != each.handed and each.pk != besides]
    if changed:
        settle_targets(changed, handed=handed, actor=actor, reason="随下级目标重算分解")


@action(TARGET.settle, Target)
def settle_targets(target: Target, *, handed: Mapping[int, int], **_: Any) -> None:
    """What of it stands below as targets of their own."""
    target.handed = handed.get(target.pk, 0)


@action(TARGET.adjust, Target)
def adjust_target(target: Target, *, value: int, actor: Actor, on: date, **_: Any) -> None:
    """A new number for the year; the target above it hands down as much more or less."""
    if value == target.value:
        raise Refused(f"目标数已经是 {value}：请填新的目标数。")
    _alone(target.year)
    target.value = value
    others = [each for each in queries.family(target.year, target.kind) if each.pk != target.pk]
    _settle([*others, target], actor=actor, besides=target.pk)


@action(TARGET.void, Target)
def void_target(target: Target, *, actor: Actor, **_: Any) -> None:
    """It was never given: its parts are then parts of the target above it."""
    _alone(target.year)
    target.handed = 0
    others = [each for each in queries.family(target.year, target.kind) if each.pk != target.pk]
    _settle(others, actor=actor)
