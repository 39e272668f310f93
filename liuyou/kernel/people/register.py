"""Finding and adding people in sets: the same document is the same person, whatever workbook it came from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from liuyou.kernel.base.errors import Refused
from liuyou.kernel.base.masking import mask_name
from liuyou.kernel.people.identity import Identity, parse_identity
from liuyou.kernel.people.models import Person
from liuyou.kernel.secrecy.keys import fingerprint
from liuyou.kernel.writing import bulk

PEOPLE_LOCK = 660_002


@dataclass(frozen=True, slots=True)
class Named:
    """Who a row speaks of: a name, an identity document (checked), a phone."""

    name: str
    identity: Identity | None = None
    phone: str = ""


def identity_hash(identity: Identity) -> bytes:
    return fingerprint(identity.number, "identity")


def known(hashes: Iterable[bytes]) -> dict[bytes, tuple[int, str]]:
    """hash → (person id, name) of those already in the register."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT identity_hash, id, name FROM people_person WHERE identity_hash = ANY(%s)", [list(hashes)]
        )
        return {bytes(found): (number, name) for found, number, name in cursor.fetchall()}


def ensure(people: Sequence[Named], entered: list[int] | None = None) -> list[int]:
    """The person id of each, in order; adds who is new. Call inside a permit.

    The same document under another name is refused: one of the two was mistyped. Ids of who is new go to `entered`.
    One writer at a time adds people with documents, so that two never add the same person.
    """
    hashes = [identity_hash(each.identity) if each.identity else None for each in people]
    wanted = {found for found in hashes if found}
    there = known(wanted)
    if wanted - there.keys():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PEOPLE_LOCK])
        there = known(wanted)
    fresh: dict[bytes, int] = {}
    ids, new = [0] * len(people), []
    for index, (each, found) in enumerate(zip(people, hashes, strict=True)):
        name = there[found][1] if found in there else people[fresh[found]].name if found in fresh else each.name
        if name != each.name:
            raise Refused(
                f"证件号码相同而姓名不同：原登记“{mask_name(name)}”，本次“{each.name}”，请核对后更正其中一处。"
            )
        if found in there:
            ids[index] = there[found][0]
        elif found is None or found not in fresh:
            new.append(index)
            if found:
                fresh[found] = index
    for index, number in zip(new, bulk.next_ids("people_person_id_seq", len(new)), strict=True):
        ids[index] = number
    if entered is not None:
        entered += [ids[index] for index in new]
    bulk.copy_models([_person(ids[index], people[index], hashes[index]) for index in new])
    return [ids[index] or ids[fresh[found]] for index, found in enumerate(hashes)]  # type: ignore[index]


def _person(number: int, who: Named, found: bytes | None) -> Person:
    identity = who.identity
    return Person(
        id=number,
        name=who.name,
        **Person.spelled(who.name),
        sex=(identity.sex if identity else "") or "",
        born=identity.born if identity else None,
        identity_kind=identity.kind.value if identity else "",
        identity=identity.number if identity else "",
        identity_hash=found,
        phone=who.phone,
    )


def find_by_identity(text: str) -> Person | None:
    """The person of an identity number as typed; BadInput when the number itself is wrong."""
    return Person.objects.filter(identity_hash=identity_hash(parse_identity(text))).first()
