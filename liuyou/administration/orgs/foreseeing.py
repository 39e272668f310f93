"""What a change of the tree would do: it is done, looked at, and taken back: a preview cannot differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from liuyou.administration.orgs import queries
from liuyou.kernel.base.periods import Period
from liuyou.kernel.ledger import codes
from liuyou.kernel.ledger.codes import Figure
from liuyou.kernel.ledger.figures import Cell, ask
from liuyou.kernel.ledger.measures import REGISTRY
from liuyou.kernel.orgs.models import Place

Values = dict[Cell, Decimal | None]


@dataclass(frozen=True, slots=True)
class Affected:
    """An org whose place would be another. `before` is None for a new one."""

    name: str
    before: Place | None
    after: Place
    above_before: str
    above_after: str

    @property
    def along(self) -> bool:
        """Whether it only goes along with the org above it."""
        was, now = self.before, self.after
        return was is not None and (was.parent_id, was.name, was.status) == (now.parent_id, now.name, now.status)


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure of one org and period that would change."""

    org: int
    name: str
    period: Period
    figure: Figure
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True, slots=True)
class Foreseen:
    affected: list[Affected]
    differences: list[Difference]
    periods: list[Period]


def periods(on: date, today: date) -> list[Period]:
    """The years whose figures are compared: that of the change, and the present one."""
    return [Period.parse(str(year)) for year in sorted({on.year, today.year})]


def figures() -> list[Figure]:
    """Every measure and named figure there is."""
    REGISTRY.refresh()
    return [codes.figure(code) for code in sorted({*codes.NAMED, *REGISTRY.measures})]


def foresee(act: Callable[[], Any], watched: Sequence[int], years: Sequence[Period]) -> Foreseen:
    """What `act` would change, with the figures of the orgs watched and of new ones. Nothing stays written."""
    with transaction.atomic():
        since, before = _now(), values(watched, years)
        act()
        rows = list(Place.objects.filter(recorded_at__gt=since, superseded_at=None).order_by("path"))
        earlier = _earlier({row.org_id for row in rows}, since)
        founded = [row.org_id for row in rows if row.org_id not in earlier]
        after = values([*watched, *founded], years)
        names = queries.last_names([*watched, *founded])
        affected = _affected(rows, earlier)
        transaction.set_rollback(True)
    return Foreseen(affected, list(_differences(before, after, names)), list(years))


def values(orgs: Iterable[int], years: Sequence[Period]) -> Values:
    cells = [Cell(figure, org, year) for figure in figures() for org in dict.fromkeys(orgs) for year in years]
    return {cell: answer.value for cell, answer in ask(cells).items()}


def _now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        found: datetime = cursor.fetchone()[0]
    return found


def _earlier(orgs: set[int], since: datetime) -> dict[int, list[Place]]:
    """What was known of the orgs before; those that are new are absent."""
    found: dict[int, list[Place]] = {}
    rows = Place.objects.filter(org_id__in=orgs, recorded_at__lte=since).exclude(superseded_at__lte=since)
    for row in rows.order_by("org_id", "valid_from"):
        found.setdefault(row.org_id, []).append(row)
    return found


def _affected(rows: Sequence[Place], earlier: dict[int, list[Place]]) -> list[Affected]:
    """One line an org: its first new place, beside the one that held on that day."""
    first: dict[int, Place] = {}
    for row in rows:
        was = _standing(earlier.get(row.org_id, []), row.valid_from)
        same = was is not None and (was.path, was.name, was.kind, was.status) == (
            row.path,
            row.name,
            row.kind,
            row.status,
        )
        if not same and (row.org_id not in first or row.valid_from < first[row.org_id].valid_from):
            first[row.org_id] = row
    was_at = {org: _standing(earlier.get(org, []), row.valid_from) for org, row in first.items()}
    above = queries.last_names(
        [*(row.parent_id for row in first.values()), *(row.parent_id for row in was_at.values() if row)]
    )
    return [
        Affected(
            row.name, old, row, above.get(old.parent_id or 0, "") if old else "", above.get(row.parent_id or 0, "")
        )
        for row in sorted(first.values(), key=lambda each: each.path)
        for old in (was_at[row.org_id],)
    ]


def _standing(rows: Sequence[Place], on: date) -> Place | None:
    return next((row for row in rows if row.valid_from <= on < row.valid_to), None)


def _differences(before: Values, after: Values, names: dict[int, str]) -> Iterable[Difference]:
    for cell, now in after.items():
        then = before.get(cell, Decimal(0) if now is not None else None)
        if then != now:
            yield Difference(cell.org, names.get(cell.org, ""), cell.period, cell.figure, then, now)
