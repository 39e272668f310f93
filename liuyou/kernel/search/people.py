"""People by name, pinyin initials, pinyin, or whole identity number. Each way walks one index and stops early."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain, zip_longest
from typing import NamedTuple

from django.db import connection
from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.functions import Collate, Concat, Substr

from liuyou.kernel.access.knowing import READ, Reach, people_within, reach_of
from liuyou.kernel.access.models import Actor
from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.base.masking import mask_identity
from liuyou.kernel.base.pinyin import typed
from liuyou.kernel.orgs import tree
from liuyou.kernel.people.identity import parse_identity
from liuyou.kernel.people.models import Person
from liuyou.kernel.people.register import identity_hash
from liuyou.kernel.search.hits import PERSON, Hit

KIND = "人员"
DIGITS = 6
"""A text with fewer digits is no identity number."""


class Way(NamedTuple):
    """One condition and the order of the index that serves it."""

    condition: Q
    order: str


def find(text: str, actor: Actor, on: date, limit: int) -> list[Hit]:
    paths = ways(text)
    reach = reach_of(actor, READ, on) if paths else None
    if reach is None or not reach.paths:
        return []
    within = spelled(people_within(reach), walked=reach.few is None)
    found = [list(within.filter(way.condition).order_by(way.order, "pk")[:limit]) for way in paths]
    mixed = (person for person in chain.from_iterable(zip_longest(*found)) if person)
    people = list({person.pk: person for person in mixed}.values())[:limit]
    orgs = org_names([person.pk for person in people], reach)
    return [_hit(person, orgs.get(person.pk, "")) for person in people]


def ways(text: str) -> list[Way]:
    """How a text may be meant, likeliest first; empty when it can be nobody."""
    if (document := _document(text)) is not None:
        return [Way(Q(identity_hash=document), "pk")]
    if latin := typed(text):
        if not latin[0].isalpha():
            return []
        return [Way(_begins("initials_c", latin), "initials_c"), Way(_begins("pinyin_c", latin), "pinyin_c")]
    by_name = Way(_begins("name_c", text), "name_c")
    return [by_name, Way(_begins("given_c", text), "given_c")] if len(text) > 1 else [by_name]


def spelled(people: QuerySet[Person], *, walked: bool = True) -> QuerySet[Person]:
    """With the columns that the conditions of `ways` speak of: as their indexes know them, or so that none is walked.

    Of few people each is looked at; an index over everybody would give thousands who are not among them.
    """
    name, initials, pinyin = (
        F(each) if walked else Concat(each, Value(""), output_field=TextField())
        for each in ("name", "initials", "pinyin")
    )
    given = Substr(name, 2)
    return people.alias(name_c=Collate(name, "C"), given_c=Collate(given, "C"), initials_c=initials, pinyin_c=pinyin)


def matching(people: QuerySet[Person], text: str) -> QuerySet[Person]:
    """Of these people, those whom a text may mean; for lists, which have an order of their own."""
    paths = ways(text)
    if not paths:
        return people.none()
    condition = Q()
    for way in paths:
        condition |= way.condition
    return spelled(people).filter(condition)


def _begins(column: str, text: str) -> Q:
    """A range of the index in byte order, which is also the order of code points."""
    return Q(**{f"{column}__gte": text, f"{column}__lt": text + "\U0010ffff"})


def _document(text: str) -> bytes | None:
    if sum(each in "0123456789" for each in text) < DIGITS:
        return None
    try:
        return identity_hash(parse_identity(text))
    except BadInput:
        return None


def org_names(people: Sequence[int], reach: Reach) -> dict[int, str]:
    """person id → name of the first org within reach that knows him or her."""
    if not people:
        return {}
    within = "p.path <@ %(paths)s::ltree[]"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT DISTINCT ON (known.person_id) known.person_id, p.name
                FROM access_known known JOIN orgs_place p ON p.org_id = known.org_id
                WHERE known.person_id = ANY(%(people)s) AND {tree.standing("p", None)} AND {within}
                ORDER BY known.person_id, known.id""",
            {"people": list(people), "on": reach.on, "paths": list(reach.paths)},
        )
        return dict(cursor.fetchall())


def _hit(person: Person, org: str) -> Hit:
    return Hit(KIND, person.name, PERSON.format(person.pk), "　".join(_details(person, org)))


def _details(person: Person, org: str) -> Iterator[str]:
    if person.identity:
        yield mask_identity(person.identity)
    if org:
        yield org
