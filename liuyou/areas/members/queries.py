"""Every read worth a name: what other areas ask of the membership, and what limits a write."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from liuyou.areas.members import rules
from liuyou.areas.members.models import HELD, Dues, Member, Transfer
from liuyou.areas.members.rules import Standing
from liuyou.kernel.orgs import tree
from liuyou.kernel.orgs.models import Sector, Status
from liuyou.kernel.people.identity import Sex
from liuyou.kernel.people.models import Person

READ = "members.read"


# What other areas ask (`Area.answers`). They answer for a whole subtree, and show no record.


def active_on(on: date) -> QuerySet[Member]:
    """Memberships that were active on a day."""
    rows = Member.objects.filter(state__in=HELD, since__lte=on).annotate(end=Coalesce("retained_on", "until"))
    return rows.filter(Q(end=None) | Q(end__gt=on))


def _within(org: int, on: date) -> QuerySet[Member]:
    return active_on(on).filter(org_id__in=tree.subtree(org, on))


def active_count(org: int, on: date) -> int:
    """Active members of the union and all below it."""
    return _within(org, on).count()


def women_count(org: int, on: date) -> int:
    return _within(org, on).filter(sex=Sex.FEMALE.label).count()


def roll(org: int, on: date) -> list[int]:
    """Person ids of those entitled to vote there, in order of surname pinyin."""
    return list(_within(org, on).order_by("person__pinyin", "person_id").values_list("person_id", flat=True))


def standing(people: Collection[int], org: int, on: date) -> dict[int, Standing]:
    """Whether each person may vote and stand in that union on a day, and why not."""
    orgs = tree.subtree(org, on)
    rows = Member.objects.filter(person_id__in=people, org_id__in=orgs, state__in=HELD, since__lte=on)
    found = dict.fromkeys(people, rules.ABSENT)
    for person, retained_on, until in rows.order_by("since").values_list("person_id", "retained_on", "until"):
        if until is None or until > on:
            found[person] = rules.RETAINED if retained_on and retained_on <= on else rules.ACTIVE
    return found


# What limits a write. It must see every record, also those out of the actor's reach, and shows none of them.


class Span(NamedTuple):
    """Days of one active membership; `until` None: it goes on. `kept`: ended, and retained there to this day."""

    person: int
    org: int
    since: date
    until: date | None
    member: int
    kept: bool


def spans(people: Collection[int]) -> dict[int, list[Span]]:
    """Person → active days in every union."""
    rows = Member.objects.filter(person_id__in=list(people), state__in=HELD)
    found = defaultdict(list)
    fields = ("person_id", "org_id", "since", "retained_on", "until", "pk", "state")
    for person, org, since, retained_on, until, number, state in rows.values_list(*fields):
        found[person].append(Span(person, org, since, retained_on or until, number, state == "retained"))
    return found


def present(people: Collection[int]) -> dict[int, Member]:
    """Person → the membership in force, an active one before a retained one. Locked until the transaction ends."""
    rows = Member.objects.filter(person_id__in=people, state__in=["active", "retained"]).order_by("-state", "pk")
    return {member.person_id: member for member in rows.select_for_update()}


def moving(people: Collection[int]) -> set[int]:
    """Of these people, those whose transfer is under way."""
    rows = Transfer.objects.filter(person_id__in=people, state__in=["requested", "released"])
    return set(rows.values_list("person_id", flat=True))


def facts_of(people: Collection[int]) -> dict[int, tuple[str, date | None]]:
    """Person → sex in Chinese, birth date, as the documents tell."""
    words = {sex.value: sex.label for sex in Sex}
    rows = Person.objects.filter(pk__in=list(people)).values_list("pk", "sex", "born")
    return {number: (words.get(sex, ""), born) for number, sex, born in rows}


def sectors(orgs: Collection[int], on: date) -> dict[int, str]:
    """Org → its sector in Chinese."""
    words = dict(Sector.choices)
    rows = tree.places(on).filter(org_id__in=list(orgs)).values_list("org_id", "sector")
    return {org: str(words.get(sector, "")) for org, sector in rows}


def ceased(orgs: Iterable[int], on: date) -> dict[int, tuple[str, str]]:
    """Of these orgs, those that no longer take anybody in: name, what became of it."""
    rows = tree.places(on).filter(org_id__in=set(orgs)).exclude(status=Status.ACTIVE)
    return {place.org_id: (place.name, place.get_status_display()) for place in rows}


def unpaid_months(people: Collection[int], until: date) -> dict[int, int]:
    """Person → months in a row, up to the latest on record before `until`, without dues. Absent: no record."""
    months: Mapping[int, list[tuple[date, bool]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT (row->>'person_id')::bigint, d.month, row->>'paid_on' <> ''
                FROM {Dues._meta.db_table} d, jsonb_array_elements(d.rows) row
                WHERE d.state <> 'void' AND d.month <= %s AND (row->>'person_id')::bigint = ANY(%s)
                  AND (row->>'due')::numeric > 0""",
            [until, list(people)],
        )
        for person, month, paid in cursor.fetchall():
            months[person].append((month, paid))
    return {person: rules.unpaid_in_a_row(those) for person, those in months.items()}


class Twin(NamedTuple):
    """Somebody of the same name: who is new, who was there."""

    person: int
    other: int


def namesakes(people: Collection[int]) -> list[Twin]:
    """Of these people, each with those of the same name where one of the two has no document and births agree.

    The birth date is that of the document, else the one written in a membership.
    """
    born = "coalesce({p}.born, (SELECT max(b.born) FROM members_member b WHERE b.person_id = {p}.id))"
    pairs = f"""SELECT p.id, q.id FROM people_person p JOIN people_person q
                ON q.pinyin = p.pinyin AND q.name = p.name AND q.id <> p.id AND {{which}}
                WHERE p.id = ANY(%(people)s) AND EXISTS (SELECT FROM access_known k WHERE k.person_id = q.id)
                  AND coalesce({born.format(p="p")} = {born.format(p="q")}, true)"""
    parts = ("p.identity_hash IS NULL", "p.identity_hash IS NOT NULL AND q.identity_hash IS NULL")
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(pairs.format(which=which) for which in parts), {"people": list(people)})
        rows = cursor.fetchall()
    fresh = set(people)
    return [Twin(*row) for row in rows if row[1] not in fresh or row[0] > row[1]]


def told_of(people: Collection[int]) -> dict[int, tuple[date | None, str, str]]:
    """Person → birth date, phone, employer: what two of one name are compared by."""
    found = {
        number: [born, phone, ""]
        for number, born, phone in Person.objects.filter(pk__in=people).values_list("pk", "born", "phone")
    }
    rows = Member.objects.filter(person_id__in=people).exclude(state="void").order_by("pk")
    for person, born, employer in rows.values_list("person_id", "born", "employer"):
        known = found[person]
        known[0], known[2] = known[0] or born, employer or known[2]
    return {number: (known[0], known[1], known[2]) for number, known in found.items()}


def meeting_points(pairs: Sequence[tuple[int, int]], on: date) -> dict[tuple[int, int], int]:
    """Pair of people → the lowest org above the unions that know either of them."""
    people = {person for pair in pairs for person in pair}
    with connection.cursor() as cursor:
        cursor.execute("SELECT person_id, org_id FROM access_known WHERE person_id = ANY(%s)", [list(people)])
        known = defaultdict(set)
        for person, org in cursor.fetchall():
            known[person].add(org)
    paths = tree.paths({org for orgs in known.values() for org in orgs}, on)
    found = {}
    for pair in pairs:
        lines = [paths[org].split(".") for person in pair for org in known[person] if org in paths]
        shared = [labels[0] for labels in zip(*lines, strict=False) if len(set(labels)) == 1]
        if shared:
            found[pair] = int(shared[-1])
    return found
