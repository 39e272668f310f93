"""Appending to the journal, in sets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol

from psycopg.types.json import Jsonb

from liuyou.kernel.access.models import Actor
from liuyou.kernel.writing import bulk

COLUMNS = ("at", "actor_id", "action", "register", "record", "org_id", "before", "after", "reason")
Change = tuple[str, int, int | None, dict[str, Any] | None, dict[str, Any] | None]
"""register, record id, org id, before, after."""


class Listener(Protocol):
    """Somebody who is told, within the transaction, that lines were appended; once, however many they are."""

    def wants(self, action: str) -> bool: ...

    def heard(self, action: str, at: datetime) -> None: ...


LISTENERS: list[Listener] = []
"""Filled by parts above the journal when they are loaded."""


def append(changes: Iterable[Change], *, at: datetime, actor: Actor, action: str, reason: str = "") -> None:
    def rows() -> Iterable[tuple[Any, ...]]:
        for register, record, org, before, after in changes:
            yield (at, actor.pk, action, register, record, org, _json(before), _json(after), reason)

    bulk.copy_rows("journal_line", COLUMNS, rows())
    for listener in LISTENERS:
        if listener.wants(action):
            listener.heard(action, at)


def different(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Of two snapshots of a record only what is not the same."""
    names = [name for name in after if before[name] != after[name]]
    return {name: before[name] for name in names}, {name: after[name] for name in names}


def _json(value: dict[str, Any] | None) -> Jsonb | None:
    return None if value is None else Jsonb(value)
