"""Which people an actor may see: those known to an org within reach, a million of them or fifty."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db import connection
from django.db.models import BooleanField, Exists, F, Func, IntegerField, OuterRef, QuerySet, Value
from django.db.models.functions import Cast

from liuyou.kernel.access.models import Actor, Known
from liuyou.kernel.access.reach import rights, visible_to
from liuyou.kernel.orgs import tree
from liuyou.kernel.orgs.models import Place
from liuyou.kernel.people.models import Person

READ = "people.read"
FEW = 3000
"""Up to so many people within reach are named one by one; of more, each is asked for as the list is walked."""


@dataclass(frozen=True)
class Reach:
    """Where an actor may use a permission on a day: the paths at its heads; `whole`: every org there is."""

    on: date
    paths: tuple[str, ...]
    whole: bool

    @cached_property
    def orgs(self) -> list[int]:
        """Ids of the orgs within; one statement, when first asked for."""
        if not self.paths:
            return []
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT p.org_id FROM orgs_place p WHERE p.path <@ %(paths)s::ltree[] AND {tree.standing('p', None)}",
                {"paths": list(self.paths), "on": self.on},
            )
            return [row[0] for row in cursor.fetchall()]

    @cached_property
    def few(self) -> list[int] | None:
        """Ids of the people known within, when they are few enough to be named one by one; one statement."""
        if self.whole:
            return None
        known = Known.objects.filter(org_id__in=self.orgs).values_list("person_id", flat=True)
        found = sorted(set(known[: FEW + 1]))
        return found if len(found) < FEW else None


def reach_of(actor: Actor, permission: str, on: date) -> Reach:
    """The same orgs as `reach.orgs_in_reach`, not yet listed; ``""`` for any permission at all."""
    held = rights(actor, on)
    tops = held.tops(permission) if permission else {org for org, _ in held.held}
    heads = list(tree.places(on).filter(org_id__in=tops).values_list("path", "parent_id"))
    at_root = any(parent is None for _, parent in heads)
    whole = at_root and not Place.objects.filter(superseded_at=None, valid_from__gt=on).exists()
    return Reach(on, tuple(path for path, _ in heads), whole)


class StepwiseExists(Exists):
    """EXISTS that is asked row by row, so that a list stops at its page instead of being joined whole first."""

    template = "EXISTS(%(subquery)s OFFSET 0)"


class Among(Func):
    """``id = ANY(array)``: one value, however many ids."""

    template = "%(expressions)s::bigint[])"
    arg_joiner = " = ANY("
    output_field = BooleanField()


def people_visible_to(actor: Actor, on: date, permission: str = READ) -> QuerySet[Person]:
    """People known to an org where the actor has the permission."""
    return people_within(reach_of(actor, permission, on))


def people_within(reach: Reach) -> QuerySet[Person]:
    known = Known.objects.filter(person=OuterRef("pk"))
    if reach.whole:
        return Person.objects.filter(StepwiseExists(known))
    if not reach.orgs:
        return Person.objects.none()
    if reach.few is not None:
        return Person.objects.filter(Among(F("pk"), Value(reach.few)))
    # as an expression the org is no key of the index: one step down by person, not one for each org
    within = known.annotate(of=Cast(F("org_id") + 0, IntegerField())).filter(of__in=reach.orgs)
    return Person.objects.filter(StepwiseExists(within))


def knowing(person: int, actor: Actor, permission: str, on: date) -> QuerySet[Known]:
    """The orgs within reach of a permission that know a person, the first first."""
    return visible_to(Known.objects.filter(person_id=person), actor, permission, on).order_by("pk")


def pairs(wanted: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Of these pairs of person and org, those where the org knows the person."""
    people, orgs = zip(*sorted(wanted), strict=True) if wanted else ((), ())
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT person_id, org_id FROM access_known
               JOIN unnest(%s::bigint[], %s::int[]) wanted(person_id, org_id) USING (person_id, org_id)""",
            [list(people), list(orgs)],
        )
        return set(cursor.fetchall())
