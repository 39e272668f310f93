"""Which rows have been taken in: by what they said, so that a record corrected since is not entered a second time.

Digests are keyed: a row names people in trouble, and an identity number can be guessed from a bare hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection

from liuyou.kernel.intake.registers import Register, Values
from liuyou.kernel.secrecy.keys import index_key
from liuyou.kernel.writing import bulk

ABOUT_PERSON = ("person_id", "who")


def same(row: Values, register: Register) -> tuple[Any, ...]:
    """What makes the row the same as another; a person is told by the document, or by the name where there is none."""
    who = row.get("who")
    told = (who.identity.number if who.identity else who.name) if who else None
    facts = (told if name == "person_id" else row.get(name) for name in register.key)
    return (register.code, row.get("org_id"), *facts)


def digests(row: Values, register: Register) -> tuple[bytes, bytes]:
    """Of the key, and of all that the row says."""
    key = same(row, register)
    rest = sorted((name, value) for name, value in row.items() if name not in ABOUT_PERSON)
    return _digest(key), _digest((key, rest))


def _digest(facts: Any) -> bytes:
    return hashlib.blake2b(repr(facts).encode(), digest_size=16, key=index_key()).digest()


def wait_for_turn(rows: Iterable[Values], register: Register) -> None:
    """Until the transaction ends, whoever types the same rows waits: the second of a double click finds the first's.

    Called before people are looked up: the document as typed tells them. In one order, so that no two lock each other.
    """
    names = (*(register.person or ())[:2], "org_id", *register.key)
    keys = sorted({_digest((register.code, *(row.get(name) for name in names)))[:8] for row in rows})
    with connection.cursor() as cursor:
        for key in keys:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(key, "big", signed=True)])


def taken(keys: Iterable[bytes]) -> Mapping[bytes, bytes]:
    """Of these keys, those taken in before, with the digest of the whole row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, whole FROM intake_takenrow WHERE key = ANY(%s)", [list(keys)])
        return {bytes(key): bytes(whole) for key, whole in cursor.fetchall()}


def remember(load: int, rows: Iterable[tuple[bytes, bytes]]) -> None:
    bulk.copy_rows("intake_takenrow", ("key", "whole", "load_id"), ((key, whole, load) for key, whole in rows))


def forget(load: int) -> None:
    """The rows of a load may come again. Call inside a permit."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM intake_takenrow WHERE load_id = %s", [load])
