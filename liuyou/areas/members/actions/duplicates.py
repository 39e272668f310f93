"""Two people who may be one: looked for after people came in, decided by a person, merged with a trail and undone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from liuyou.areas.members import queries, rules, workflows
from liuyou.areas.members.models import Duplicate
from liuyou.kernel.access.models import Actor
from liuyou.kernel.actions import merging
from liuyou.kernel.actions.action import action
from liuyou.kernel.base.errors import Refused


def look_for_duplicates(people: Sequence[int], *, actor: Actor, on: date) -> list[Duplicate]:
    """Put up for review whoever of these may be in the register already. Call inside a permit."""
    pairs = [(each.person, each.other) for each in queries.namesakes(people)]
    if not pairs:
        return []
    both = {person for pair in pairs for person in pair}
    told, reviewed = queries.told_of(both), _reviewed(both)
    alike = {pair: rules.likeness(told[pair[0]], told[pair[1]]) for pair in pairs}
    speaking = [pair for pair in pairs if alike[pair].speaks and frozenset(pair) not in reviewed]
    places = queries.meeting_points(speaking, on)
    rows = [
        {"org_id": places[pair], "person_id": pair[0], "other_id": pair[1], "alike": alike[pair].words}
        for pair in speaking
        if pair in places
    ]
    return find_duplicates(rows, actor=actor, on=on) if rows else []


def _reviewed(people: Collection[int]) -> set[frozenset[int]]:
    """Pairs of these people that were put up before, in either order."""
    rows = Duplicate.objects.filter(Q(person_id__in=people) | Q(other_id__in=people))
    return {frozenset(pair) for pair in rows.values_list("person_id", "other_id")}


@action(workflows.DUPLICATE.find)
def find_duplicates(rows: Sequence[dict[str, Any]], *, on: date, **_: Any) -> list[Duplicate]:
    return [Duplicate(found_on=on, **row) for row in rows]


@action(workflows.DUPLICATE.same, Duplicate)
def merge_duplicate(duplicate: Duplicate, *, actor: Actor, reason: str, **_: Any) -> None:
    """The two are one person: all records of the new one are the old one's from now on, until it is undone."""
    if duplicate.person.identity_hash and duplicate.other.identity_hash:
        raise Refused("两个人都有证件号码而且不同，不是同一人：请办理“不是同一人”。")
    merging.merge_persons(duplicate.other_id, duplicate.person_id, actor=actor, reason=reason)


@action(workflows.DUPLICATE.different, Duplicate)
def keep_apart(duplicate: Duplicate, **_: Any) -> None:
    """Two people: they are not put up again."""


@action(workflows.DUPLICATE.unsure, Duplicate)
def leave_open(duplicate: Duplicate, **_: Any) -> None:
    """To be asked about."""


@action(workflows.DUPLICATE.part, Duplicate)
def part_duplicate(duplicate: Duplicate, *, actor: Actor, reason: str, **_: Any) -> None:
    """The merger was wrong: every record goes back to whom it named."""
    merging.part_persons(duplicate.person_id, actor=actor, reason=reason)


@action(workflows.DUPLICATE.again, Duplicate)
def review_again(duplicate: Duplicate, **_: Any) -> None:
    """Something new has come up."""
