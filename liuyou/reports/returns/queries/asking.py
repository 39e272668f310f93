"""The numbers of many unions' returns in one question to the ledger: figures, targets, typed cells, sums from below."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Max, QuerySet

from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.base.periods import Period
from liuyou.kernel.catalogue.answers import answer
from liuyou.kernel.ledger import figures
from liuyou.kernel.ledger.codes import figure
from liuyou.kernel.orgs import tree
from liuyou.kernel.orgs.models import Kind, Place, Sector
from liuyou.kernel.writing.permit import LEDGER_LOCK, moment, permitted
from liuyou.reports.returns.models import Form, Return
from liuyou.reports.returns.rules import layout as layouts
from liuyou.reports.returns.rules import periods, values
from liuyou.reports.returns.rules.layout import Cell, Layout, Source

Typed = Mapping[str, str]
Numbers = dict[str, Decimal | None]
Known = tuple[datetime, Numbers]
ZERO = Decimal(0)
KIND_CODES = {Kind.PRIMARY: "1 单一基层工会", Kind.JOINT: "2 联合基层工会"}


@dataclass(slots=True)
class Filled:
    """One union's form with everything the system knows. `below`: typed cells that come from those below."""

    org: int
    numbers: Numbers = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    below: dict[str, Decimal] = field(default_factory=dict)
    waiting: int = 0
    """Returns of those directly below that are not accepted yet, and so not in the sums."""
    problems: list[str] = field(default_factory=list)
    """Typed cells that hold no number."""


def settled() -> datetime:
    """A moment up to which everything stamped is committed, so that an answer as of it stays the same for ever.

    Inside a permit it must not wait for other writers: then it is the beginning of the longest of their transactions.
    """
    return committed() if permitted() else moment()


def committed() -> datetime:
    """The beginning of the longest writing transaction under way, or now."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT least(clock_timestamp(), min(a.xact_start)) FROM pg_locks l JOIN pg_stat_activity a USING (pid)
               WHERE l.locktype = 'advisory' AND l.granted AND l.pid <> pg_backend_pid()
                 AND l.classid = 0 AND l.objid = %s AND l.objsubid = 1
                 AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())""",
            [LEDGER_LOCK],
        )
        found: datetime = cursor.fetchone()[0]
        return found


def period_of(cell: Cell, period: Period) -> Period:
    """The period that a cell's column asks for."""
    if cell.kind == layouts.YTD:
        return periods.to_date(period)
    return period.last_year() if cell.kind == layouts.LAST_YEAR else period


def fill(
    form: Form,
    period: Period,
    typed: Mapping[int, Typed],
    *,
    as_of: datetime | None = None,
    numbers: Mapping[int, Numbers] | None = None,
) -> dict[int, Filled]:
    """The form for all these orgs: one question to the ledger, one to the targets, few to the returns.

    `typed`: org → what was typed there. Without `as_of` the numbers are those of now. `numbers`: org → its figures,
    where they are known already (`untouched`).
    """
    parsed = form.parsed
    found = {org: Filled(org) for org in typed}
    for org, answers in _figures(parsed, period, list(typed), as_of, numbers or {}).items():
        found[org].numbers |= answers
    _targets(parsed, period, found)
    _typed(form, parsed, period, typed, found, as_of)
    _carried(form, parsed, period, found, as_of)
    _facts(parsed, period, found, typed)
    return found


def cells_of(parsed: Layout, period: Period, org: int) -> dict[str, figures.Cell]:
    """What the ledger is asked for an org: key of the cell → question."""
    return {cell.key: figures.Cell(figure(cell.figure), org, period_of(cell, period)) for cell in parsed.figures}


def _figures(
    parsed: Layout, period: Period, orgs: Sequence[int], as_of: datetime | None, known: Mapping[int, Numbers]
) -> dict[int, Numbers]:
    found = {org: {cell.key: known[org].get(cell.key) for cell in parsed.figures} for org in orgs if org in known}
    wanted = [(cell.key, figure(cell.figure), period_of(cell, period)) for cell in parsed.figures]
    fresh = [org for org in orgs if org not in found]
    asked = {(org, key): figures.Cell(about, org, when) for org in fresh for key, about, when in wanted}
    answers = figures.ask(asked.values(), as_of=as_of)
    for (org, key), cell in asked.items():
        found.setdefault(org, {})[key] = answers[cell].value
    return found


def untouched(known: Mapping[int, Known], as_of: datetime) -> dict[int, Numbers]:
    """Numbers of the very form asked before, of those below whom nothing was posted since: as of a moment they hold."""
    if not known or any(at > as_of for at, _ in known.values()):
        return {}
    touched = figures.touched_orgs(min(at for at, _ in known.values()))
    return {} if touched is None else {org: numbers for org, (_, numbers) in known.items() if org not in touched}


def _targets(parsed: Layout, period: Period, found: Mapping[int, Filled]) -> None:
    """The settled target of the period itself, else that of the year it lies in."""
    cells = [cell for cell in parsed.cells.values() if cell.source is Source.TARGET]
    if not cells:
        return
    when = list(dict.fromkeys((period.code, str(period.end.year))))
    asked = [(cell.figure, org, code) for cell in cells for org in found for code in when]
    known: Mapping[tuple[str, int, str], Decimal] = answer("targets.values", asked, default={})
    for org, filled in found.items():
        for cell in cells:
            each = (known.get((cell.figure, org, code)) for code in when)
            filled.numbers[cell.key] = next((value for value in each if value is not None), None)


def _typed(
    form: Form,
    parsed: Layout,
    period: Period,
    typed: Mapping[int, Typed],
    found: Mapping[int, Filled],
    as_of: datetime | None,
) -> None:
    """What was typed, and where cells are added up, what the returns of those below have been accepted with."""
    adding = [cell.key for cell in parsed.typed if cell.consolidate == layouts.SUM]
    below = _below(form, period, list(typed), as_of, adding) if adding else {}
    for org, filled in found.items():
        filled.below, filled.waiting = below.get(org, ({}, 0))
        for cell in parsed.typed:
            filled.numbers[cell.key] = _number(cell, typed[org], filled)


def _number(cell: Cell, typed: Typed, filled: Filled) -> Decimal | None:
    text = str(typed.get(cell.key) or "").strip()
    from_below = filled.below.get(cell.key)
    if not text:
        return from_below
    try:
        return values.typed_number(text, cell) + (from_below or ZERO)
    except BadInput as error:
        filled.problems.append(str(error))
        return None


def accepted_by(copies: Sequence[dict[str, Any] | None], as_of: datetime | None) -> dict[str, Any] | None:
    """Of the accepted copies of one return the one that held at a moment (or holds now)."""
    for copy in reversed(copies):
        if copy is None or (as_of and datetime.fromisoformat(copy["at"]) > as_of):
            continue
        again = copy.get("reopened")
        held = not again or (as_of is not None and as_of < datetime.fromisoformat(again["at"]))
        return copy if held else None
    return None


def _below(
    form: Form, period: Period, orgs: Sequence[int], as_of: datetime | None, adding: Collection[str]
) -> dict[int, tuple[dict[str, Decimal], int]]:
    """For each org the cells added up over the accepted returns directly below it, and how many are not accepted."""
    rows = Return.objects.filter(form_code=form.code, period=period.code).exclude(state="void")
    holders = dict(rows.values_list("org_id", "pk"))
    paths = tree.paths({*holders, *orgs}, period.end)
    known = {org: paths[org] for org in holders if org in paths}
    nearest = values.collectors(known, {org: paths[org] for org in orgs if org in paths})
    wanted = {holders[each] for under in nearest.values() for each in under}
    copies = _accepted(rows.filter(pk__in=wanted), as_of, adding) if wanted else {}
    found = {}
    for org, under in nearest.items():
        accepted = [copies[each] for each in under if each in copies]
        found[org] = values.added(adding, accepted) if accepted else {}, len(under) - len(accepted)
    return found


def _accepted(rows: QuerySet[Return], as_of: datetime | None, keys: Collection[str]) -> dict[int, Numbers]:
    """Org → some cells as they stood in what was accepted by a moment; now it is the copy that stands."""
    if as_of is None:
        kept = list(rows.filter(accepted__isnull=False).values_list("org_id", "accepted__values"))
    else:
        copies = rows.values_list("org_id", "accepted", "acceptances")
        held = [(org, accepted_by([*earlier, last], as_of)) for org, last, earlier in copies]
        kept = [(org, copy["values"]) for org, copy in held if copy]
    return {org: values.thawed({key: numbers.get(key) for key in keys}) for org, numbers in kept}


def _carried(form: Form, parsed: Layout, period: Period, found: Mapping[int, Filled], as_of: datetime | None) -> None:
    """Typed rows: the sum of the year so far (a number that is not added up stays what it is), and last year's."""
    cells = [cell for cell in parsed.cells.values() if cell.source is Source.CARRIED]
    if not cells:
        return
    own = {cell.row.code: cell.key for cell in parsed.typed}
    past = period.last_year()
    earlier = history(form.code, list(found), since=min(past.start, periods.to_date(period).start), before=period.start)
    _added_earlier(form, parsed, period, earlier, found, as_of)
    for org, filled in found.items():
        kept = earlier.get(org, [])
        for cell in cells:
            key = own.get(cell.row.code, "")
            now = filled.numbers.get(key)
            if cell.kind == layouts.LAST_YEAR:
                filled.numbers[cell.key] = next((each.get(key) for code, each in kept if code == past.code), None)
            elif cell.consolidate == layouts.SUM:
                start = periods.to_date(period).start
                before = [each.get(key) for code, each in kept if Period.parse(code).start >= start]
                numbers = [value for value in (*before, now) if value is not None]
                filled.numbers[cell.key] = sum(numbers, ZERO) if numbers else None
            else:
                filled.numbers[cell.key] = now


def _added_earlier(
    form: Form,
    parsed: Layout,
    period: Period,
    earlier: dict[int, list[tuple[str, Numbers]]],
    found: Mapping[int, Filled],
    as_of: datetime | None,
) -> None:
    """An org that made no return of an earlier period has what those below it were accepted with, as in this one."""
    adding = [cell.key for cell in parsed.typed if cell.consolidate == layouts.SUM]
    above = [org for org in found if found[org].below or found[org].waiting]
    if not adding or not above:
        return
    spans = list(periods.ended(form.frequency, periods.to_date(period).start, period.start - timedelta(days=1)))
    for span in [period.last_year(), *spans]:
        lacking = [org for org in above if all(code != span.code for code, _ in earlier.get(org, ()))]
        for org, (added, _) in (_below(form, span, lacking, as_of, adding) if lacking else {}).items():
            if added:
                earlier.setdefault(org, []).append((span.code, dict[str, Decimal | None](added)))


def history(
    form_code: str, orgs: Collection[int], *, since: Any = None, before: Any
) -> dict[int, list[tuple[str, Numbers]]]:
    """Earlier returns of these orgs with what they last submitted, by period."""
    rows = Return.objects.filter(form_code=form_code, org_id__in=list(orgs), starts_on__lt=before)
    rows = rows.exclude(state="void").exclude(submissions=[])
    if since is not None:
        rows = rows.filter(starts_on__gte=since)
    found: dict[int, list[tuple[str, Numbers]]] = {}
    for org, code, last in rows.order_by("starts_on").values_list("org_id", "period", "submissions__-1__values"):
        found.setdefault(org, []).append((code, values.thawed(last)))
    return found


def _facts(parsed: Layout, period: Period, found: Mapping[int, Filled], typed: Mapping[int, Typed]) -> None:
    facts = [cell for cell in parsed.cells.values() if cell.source is Source.FACT]
    places = _places(list(found), period) if facts else {}
    for org, filled in found.items():
        filled.texts = {cell.key: str(typed[org].get(cell.key) or "") for cell in parsed.texts}
        place = places.get(org)
        if place is not None:
            filled.texts |= {cell.key: fact(cell.row.fact, place, period) for cell in facts}


def _places(orgs: Collection[int], period: Period) -> dict[int, Place]:
    return {place.org_id: place for place in tree.places(period.end).filter(org_id__in=orgs).select_related("org")}


def fact(name: str, place: Place, period: Period) -> str:
    """One of the union's own particulars, as it was at the period's end."""
    match name:
        case "union_code":
            return place.org.code or "未登记"
        case "union_name":
            return place.name
        case "region":
            return place.org.region
        case "kind":
            return KIND_CODES.get(Kind(place.kind), str(Kind(place.kind).label))
        case "sector":
            return str(Sector(place.sector).label) if place.sector else "未填"
    return periods.label(period)


def last_typed(form_code: str, org: int, before: Any) -> dict[str, str]:
    """What was typed the last time: remembered, and offered beside the empty cells."""
    rows = Return.objects.filter(form_code=form_code, org_id=org, starts_on__lt=before).exclude(state="void")
    newest = rows.aggregate(Max("starts_on"))["starts_on__max"]
    kept = rows.filter(starts_on=newest).values_list("typed", flat=True).first() if newest else None
    return {key: str(text) for key, text in (kept or {}).items()}
