"""Recompute every record and compare with what is posted. It must find nothing; a nightly job and a test see to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.apps import apps
from django.db import connection

from liuyou.kernel.journal.models import Record
from liuyou.kernel.ledger.measures import REGISTRY
from liuyou.kernel.ledger.posting import due, posted

CHUNK = 5000


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One key where record and ledger differ."""

    register: str
    record: int
    account: int
    due: Decimal
    posted: Decimal


def registers() -> dict[str, type[Record]]:
    """Every register that posts, by code."""
    models = (model for model in apps.get_models() if issubclass(model, Record))
    return {model.register: model for model in models if model.register in REGISTRY.entries}


def reconcile(progress: Callable[[int], None] | None = None) -> list[Disagreement]:
    """All disagreements, of every register, and entries whose record does not exist."""
    found: list[Disagreement] = []
    for register, model in registers().items():
        for chunk in _chunks(model):
            wanted, there = due(register, chunk), posted([record.pk for record in chunk])
            for key in wanted.keys() | there.keys():
                amounts = wanted.get(key, Decimal(0)), there.get(key, Decimal(0))
                if amounts[0] != amounts[1]:
                    found.append(Disagreement(register, key[0], key[1], *amounts))
            if progress:
                progress(len(chunk))
    return found + list(_orphans())


def _chunks(model: type[Record]) -> Iterator[list[Record]]:
    last = 0
    while chunk := list(model._default_manager.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        yield chunk
        last = chunk[-1].pk


def _orphans() -> Iterator[Disagreement]:
    """Entries of records that no register holds."""
    known = " UNION ALL ".join(f"SELECT id FROM {model._meta.db_table}" for model in registers().values())
    if not known:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT e.record, e.account_id, sum(e.value) FROM ledger_entry e
                WHERE NOT EXISTS (SELECT FROM ({known}) r WHERE r.id = e.record)
                GROUP BY 1, 2 HAVING sum(e.value) <> 0"""
        )
        for record, account, amount in cursor.fetchall():
            yield Disagreement("", record, account, Decimal(0), amount)
