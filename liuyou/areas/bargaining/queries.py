"""Every read worth a name: what is overdue or ends, for whoever may see it; earlier agreements of an employer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from liuyou.areas.bargaining.models import Agreement, Check, Kind, Offer
from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.reach import visible_to
from liuyou.kernel.base.days import months_after
from liuyou.kernel.parameters.definitions import Resolution
from liuyou.kernel.parameters.values import parameter

TERM = {Kind.GENERAL: "comprehensive", Kind.WAGE: "wage", Kind.WOMEN: "women", Kind.SAFETY: "safety"}
READ = "bargaining.read"
Key = tuple[int, str, str]
"""Org, employer and kind: agreements of one key follow one another."""


def unanswered_offers(actor: Actor, on: date) -> QuerySet[Offer]:
    """Offers whose time for a reply is over (要约逾期未答复)."""
    return _offers(actor, on).filter(state="sent", due_on__lt=on).order_by("due_on", "pk")


def late_to_file(actor: Actor, on: date) -> QuerySet[Agreement]:
    """Signed and past the day by which they should have been filed (逾期未报送)."""
    return _agreements(actor, on).filter(state="signed", file_by__lt=on).order_by("file_by", "pk")


def late_to_publish(actor: Actor, on: date) -> QuerySet[Agreement]:
    """In force and past the day by which the workers should have been told (逾期未公布)."""
    late = _agreements(actor, on).filter(state="in_force", publish_by__lt=on, published_on=None)
    return late.order_by("publish_by", "pk")


def renewable(actor: Actor, on: date) -> QuerySet[Agreement]:
    """In force and in the renewal window, no successor in force yet (续签提出期内)."""
    return _unrenewed(actor, on).filter(renew_from__lte=on, ends_on__gte=on).order_by("ends_on", "pk")


def expired(actor: Actor, on: date) -> QuerySet[Agreement]:
    """Past their last day without a successor (到期未续)."""
    return _unrenewed(actor, on).filter(ends_on__lt=on).order_by("ends_on", "pk")


def unchecked(actor: Actor, on: date, *, org: int) -> QuerySet[Agreement]:
    """In force longer than the interval that holds for `org`, and not checked within it (逾期未作履约检查)."""
    since = months_after(on, -12 * int(parameter("bargaining.check_years", org=org, on=on).value))
    checks = Check.objects.filter(agreement=OuterRef("pk"), state="done", checked_on__gt=since, checked_on__lte=on)
    standing = _unrenewed(actor, on).filter(in_force_on__lte=since, ends_on__gte=on)
    return standing.filter(~Exists(checks)).order_by("in_force_on", "pk")


def term_years(kind: str, org: int, on: date, numbers: Callable[..., Resolution] = parameter) -> tuple[int, int]:
    """Fewest and most years of a kind's agreement that an org signs on a day; `numbers` may remember `parameter`."""
    value = numbers(f"bargaining.term_years.{TERM[Kind(kind)]}", org=org, on=on).value
    return value["min"], value["max"]


def earlier(rows: Iterable[Mapping[str, Any]]) -> dict[Key, list[Agreement]]:
    """Agreements in the register, in force or renewed, of the same org, employer and kind as the rows; oldest first."""
    keys = {key_of(row) for row in rows}
    found: dict[Key, list[Agreement]] = defaultdict(list)
    candidates = Agreement.objects.filter(
        state__in=["in_force", "renewed"],
        org_id__in={org for org, _, _ in keys},
        employer__in={employer for _, employer, _ in keys},
    )
    for each in candidates.order_by("in_force_on", "pk"):
        found[each.org_id, each.employer, each.kind].append(each)
    return found


def key_of(row: Mapping[str, Any]) -> Key:
    return row["org_id"], row["employer"], row["kind"]


def _offers(actor: Actor, on: date) -> QuerySet[Offer]:
    return visible_to(Offer.objects.all(), actor, READ, on)


def _agreements(actor: Actor, on: date) -> QuerySet[Agreement]:
    return visible_to(Agreement.objects.all(), actor, READ, on)


def _unrenewed(actor: Actor, on: date) -> QuerySet[Agreement]:
    """In force as far as the register says; a successor that begins later does not count yet."""
    begun = Q(in_force_on__lte=on) & (Q(succeeded_on=None) | Q(succeeded_on__gt=on))
    return _agreements(actor, on).filter(begun, state__in=["in_force", "renewed"])


def employers(text: str, actor: Actor, on: date, limit: int = 8) -> list[tuple[str, str, int]]:
    """Employers of offers and agreements within reach, by any part of the name or the credit code.

    Name, credit code, and the number of the newest record that names it; the newest first.
    """
    wanted = Q(employer__contains=text) if len(text) > 1 else Q(employer__startswith=text)
    wanted |= Q(credit_code=text.upper())
    found: dict[str, tuple[str, str, int]] = {}
    for rows in (_agreements(actor, on), _offers(actor, on)):
        newest = rows.filter(wanted).order_by("employer", "-pk").distinct("employer")
        for name, code, number in newest.values_list("employer", "credit_code", "pk")[: limit * 2]:
            found.setdefault(name, (name, code, number))
    return sorted(found.values(), key=lambda each: -each[2])[:limit]
