"""An org comes to know the people whom its records and lists name; in sets, beside the write that names them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from django.db import connection, models

from liuyou.kernel.journal.models import Record
from liuyou.kernel.people.models import Person

Pair = tuple[int, int]
"""Person, org."""


def know(records: Sequence[Record]) -> None:
    """The orgs of these records know whom they name. Call inside a permit."""
    remember(pair for record in records for pair in named(record))


def know_changed(records: Sequence[Record], before: Sequence[Mapping[str, Any]]) -> None:
    """As `know`, of the records whose org or people are no longer those of their snapshot."""
    names = [*person_fields(type(records[0])), *list_fields(type(records[0])), "org_id"] if records else []
    if len(names) > 1:
        together = zip(records, before, strict=True)
        know([record for record, old in together if any(getattr(record, name) != old[name] for name in names)])


def named(record: Record) -> Iterator[Pair]:
    """People whom a record names, each with the org that thereby knows them: in fields, and in rows of its lists."""
    model = type(record)
    for name in person_fields(model):
        if person := getattr(record, name):
            yield person, record.org_id
    for name in list_fields(model):
        for row in getattr(record, name) or ():
            if isinstance(row, dict) and row.get("person_id"):
                yield row["person_id"], row.get("org_id") or record.org_id


@cache
def person_fields(model: type[Record]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields if field.related_model is Person)


@cache
def list_fields(model: type[Record]) -> tuple[str, ...]:
    fields = model._meta.concrete_fields
    return tuple(each.attname for each in fields if isinstance(each, models.JSONField) and each.default is list)


def remember(pairs: Iterable[Pair]) -> None:
    """Each org knows each person from now on. In one order everywhere, so that two writers never lock each other."""
    if wanted := sorted(set(pairs)):
        people, orgs = zip(*wanted, strict=True)
        with connection.cursor() as cursor:
            cursor.execute(
                """INSERT INTO access_known (person_id, org_id)
                   SELECT * FROM unnest(%s::bigint[], %s::int[]) ON CONFLICT DO NOTHING""",
                [list(people), list(orgs)],
            )
