"""Posting: what records amount to now, less what is posted for them, is appended. The only writer of entries.

Called by `kernel.actions` inside a permit.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import connection
from psycopg.types.json import Jsonb

from liuyou.kernel.journal.models import Record
from liuyou.kernel.ledger.measures import REGISTRY, Entry
from liuyou.kernel.ledger.models import Posting
from liuyou.kernel.writing import bulk

Key = tuple[int, int, int, date, int | None]
"""record, account, org, day, person"""
Dims = tuple[tuple[str, str], ...]
COLUMNS = ("record", "account_id", "org_id", "day", "person_id", "value", "posted_at", "nature", "seal")


def due_entries(register: str, records: Iterable[Record]) -> Iterator[tuple[Record, Entry]]:
    """What the records amount to in their present state, by the register's pure `entries`."""
    entries = REGISTRY.entries.get(register)
    if entries is None:
        return
    for record in records:
        for entry in entries(record):
            if entry.value:
                yield record, entry


def open_accounts(wanted: Iterable[tuple[str, Dims]]) -> None:
    """Open the accounts that are missing."""
    pairs = set(wanted)
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO ledger_account (measure, dims)
               SELECT * FROM unnest(%s::text[], %s::jsonb[]) ON CONFLICT DO NOTHING""",
            [[code for code, _ in pairs], [Jsonb(dict(dims)) for _, dims in pairs]],
        )


def accounts(wanted: Iterable[tuple[str, Dims]]) -> dict[tuple[str, Dims], int]:
    """Ids of the accounts that are open, of the measures named."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT measure, dims::text, id FROM ledger_account WHERE measure = ANY(%s)",
            [list({code for code, _ in wanted})],
        )
        return {(code, tuple(sorted(json.loads(dims).items()))): number for code, dims, number in cursor.fetchall()}


def due(register: str, records: Sequence[Record], *, open_new: bool = False) -> dict[Key, Decimal]:
    """What should stand in the ledger for the records. Account 0 is one that was never opened."""
    entries = list(due_entries(register, records))
    wanted = {(entry.measure, entry.dims) for _, entry in entries}
    ids = accounts(wanted)
    if open_new and not wanted <= ids.keys():
        open_accounts(wanted - ids.keys())
        ids = accounts(wanted)
    totals: dict[Key, Decimal] = defaultdict(Decimal)
    for record, entry in entries:
        account = ids.get((entry.measure, entry.dims), 0)
        totals[record.pk, account, entry.org or record.org_id, entry.on, entry.person] += entry.value
    return totals


def posted(records: Sequence[int]) -> dict[Key, Decimal]:
    """What stands in the ledger for the records, net of reversals."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT record, account_id, org_id, day, person_id, sum(value) FROM ledger_entry
               WHERE record = ANY(%s) GROUP BY 1, 2, 3, 4, 5 HAVING sum(value) <> 0""",
            [list(records)],
        )
        return {row[:5]: row[5] for row in cursor.fetchall()}


def difference(wanted: dict[Key, Decimal], there: dict[Key, Decimal]) -> Iterator[tuple[Key, Decimal, Posting]]:
    """Reversals of what no longer holds, then what holds and is not posted."""
    touched = {key[0] for key in there}
    for key, value in there.items():
        if wanted.get(key, 0) != value:
            yield key, -value, Posting.REVERSED
    for key, value in wanted.items():
        if value and there.get(key, 0) != value:
            yield key, value, Posting.CORRECTED if key[0] in touched else Posting.POSTED


def post(register: str, records: Sequence[Record], stamp: datetime, *, fresh: bool) -> int:
    """Append the difference for these records of one register; `fresh` records have nothing posted yet."""
    if register not in REGISTRY.entries:
        return 0
    wanted = due(register, records, open_new=True)
    there = {} if fresh else posted([record.pk for record in records])
    rows = [
        (*key, value, stamp, nature.value, seal(key, value, stamp)) for key, value, nature in difference(wanted, there)
    ]
    bulk.copy_rows("ledger_entry", COLUMNS, rows)
    return len(rows)


def seal(key: Key, value: Decimal, stamp: datetime) -> int:
    """Signed 64-bit digest of one entry."""
    text = f"{key}{value:.2f}{stamp.timestamp()}"
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)
