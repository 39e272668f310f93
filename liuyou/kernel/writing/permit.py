"""The database's side of writing: nothing is written without a permit, and every write has an exact moment.

A writer holds the ledger's lock in share mode from its stamp to its commit; a reader who needs an exact moment takes
the lock alone for an instant. So whatever is stamped at or before a reader's moment is committed, and nothing stamped
later can slip in: a figure as of that moment is the same for ever. Writers never wait for one another.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

import pgtrigger
from django.db import connection, transaction

LEDGER_LOCK = 660_001
PATIENCE = 30.0
_stamp: ContextVar[datetime | None] = ContextVar("stamp", default=None)
_nested: ContextVar[int] = ContextVar("nested", default=0)


def nested() -> int:
    """How many permits were opened inside others so far; tells whether a call has written in between."""
    return _nested.get()


def permitted() -> bool:
    """Whether this is inside a permit."""
    return _stamp.get() is not None


@contextmanager
def permit(action: str) -> Iterator[datetime]:
    """Open one transaction in which `action` may write; gives the moment that stamps all it writes."""
    with transaction.atomic():
        outer = _stamp.get()
        with connection.cursor() as cursor:
            if outer is None:
                cursor.execute(
                    "SELECT pg_advisory_xact_lock_shared(%s), set_config('liuyou.action', %s, true)",
                    [LEDGER_LOCK, action],
                )
                cursor.execute("SELECT clock_timestamp()")
                now = cursor.fetchone()[0]
            else:
                now = outer
                _nested.set(_nested.get() + 1)
        token = _stamp.set(now)
        try:
            yield now
        finally:
            _stamp.reset(token)
        if outer is None:  # after a failure the rollback has taken the setting back already
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('liuyou.action', '', true)")


def moment() -> datetime:
    """Now, exactly: everything stamped up to it is committed, everything later gets a later stamp.

    Asks for the lock again and again instead of queueing, so that other writers do not wait behind it; only after
    `PATIENCE` seconds of writers without a gap does it queue.
    """
    if _stamp.get() is not None:
        raise RuntimeError("moment() inside a permit would wait for itself")
    began = time.monotonic()
    while True:
        wait = time.monotonic() - began > PATIENCE
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SAVEPOINT before_moment")
            lock = "pg_advisory_xact_lock(%s) IS NOT NULL" if wait else "pg_try_advisory_xact_lock(%s)"
            cursor.execute(f"SELECT {lock}", [LEDGER_LOCK])
            alone = cursor.fetchone()[0]
            cursor.execute("SELECT clock_timestamp()")
            now: datetime = cursor.fetchone()[0]
            cursor.execute("ROLLBACK TO SAVEPOINT before_moment")  # gives the lock back at once
        if alone:
            return now
        time.sleep(0.01)


GUARD = pgtrigger.Trigger(
    name="guard",
    level=pgtrigger.Statement,
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete | pgtrigger.Truncate,
    func="""
        IF coalesce(current_setting('liuyou.action', true), '') = '' THEN
            RAISE EXCEPTION 'liuyou: % on % outside an action', TG_OP, TG_TABLE_NAME;
        END IF;
        RETURN NULL;
    """,
)
APPEND_ONLY = pgtrigger.Trigger(
    name="append_only",
    level=pgtrigger.Statement,
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete | pgtrigger.Truncate,
    func="RAISE EXCEPTION 'liuyou: % is append-only', TG_TABLE_NAME;",
)
