"""Rotating the data key: a new version, then everything sealed is sealed again. May be stopped and run again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import connection
from psycopg import sql

from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.reach import require_anywhere
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.journal import lines
from liuyou.kernel.secrecy import keys
from liuyou.kernel.secrecy.fields import SealedText, seal, unseal
from liuyou.kernel.writing.permit import permit

ACTION = "secrecy.key.rotate"
BATCH = 2000
ROTATING = 660_003
"""The advisory lock of the one rotation under way: two would re-seal each other's work without end."""


def rotate_key(*, actor: Actor, progress: Callable[[int], None] | None = None) -> int:
    """Begin a new key version and re-seal every value with it; how many were re-sealed.

    Old versions stay in the key file, because old backups need them.
    """
    require_anywhere(actor, ACTION)
    with _alone():
        return _rotate(actor, progress)


@contextmanager
def _alone() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ROTATING])
        if not cursor.fetchone()[0]:
            raise Refused("另一处正在换用密钥：请等它完成。")
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ROTATING])


def _rotate(actor: Actor, progress: Callable[[int], None] | None) -> int:
    version = keys.add_data_key()
    with permit(ACTION) as stamp:
        lines.append([("secrecy.key", version, None, None, {"version": version})], at=stamp, actor=actor, action=ACTION)
    done = 0
    for field in sealed_fields():
        while count := _reseal(field, version):
            done += count
            if progress:
                progress(done)
    return done


def sealed_fields() -> Iterator[SealedText]:
    """Every sealed column of every table."""
    for model in apps.get_models():
        yield from (field for field in model._meta.concrete_fields if isinstance(field, SealedText))


def _reseal(field: SealedText, version: int) -> int:
    """One batch of one column, in a transaction of its own."""
    table, column = sql.Identifier(field.model._meta.db_table), sql.Identifier(str(field.column))
    with permit(ACTION), connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(
                """SELECT id, {c} FROM {t} WHERE length({c}) > 0 AND get_byte({c}, 0) <> %s
                   ORDER BY id LIMIT %s FOR UPDATE"""
            ).format(t=table, c=column),
            [version, BATCH],
        )
        rows = [(number, seal(unseal(stored, field.place()), field.place())) for number, stored in cursor.fetchall()]
        cursor.execute(
            sql.SQL(
                """UPDATE {t} SET {c} = new.sealed
                   FROM unnest(%s::bigint[], %s::bytea[]) new(id, sealed) WHERE {t}.id = new.id"""
            ).format(t=table, c=column),
            [[number for number, _ in rows], [sealed for _, sealed in rows]],
        )
    return len(rows)
