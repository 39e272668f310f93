"""Do these keys belong to this database? Written once when it is prepared, compared at every new connection."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from liuyou.kernel.base.errors import LiuyouError
from liuyou.kernel.secrecy import keys
from liuyou.kernel.secrecy.models import KeyCheck

TABLE = KeyCheck._meta.db_table


def remember() -> None:
    """Keep the fingerprint of the keys in force, unless one is kept already."""
    KeyCheck.objects.get_or_create(pk=1, defaults={"value": _fingerprint()})


def compare(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """LiuyouError, and no connection, when the database was prepared with other keys."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [TABLE])
        if cursor.fetchone()[0] is None:
            return
        cursor.execute(f"SELECT value FROM {TABLE}")
        kept = [bytes(value) for (value,) in cursor.fetchall()]
    if kept not in ([], [_fingerprint()]):
        connection.close()
        raise LiuyouError(keys.MISMATCH)


def _fingerprint() -> bytes:
    return keys.fingerprint("ring", "check")
