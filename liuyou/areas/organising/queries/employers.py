"""Reads of employers: by code and name, what a union covers, names that are nearly alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q, Sum

from liuyou.areas.organising.models import Employer
from liuyou.areas.organising.rules import matching
from liuyou.areas.organising.rules.matching import Firm
from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.reach import visible_to
from liuyou.kernel.catalogue.answers import answer
from liuyou.kernel.orgs import tree

STANDING = ("open", "suspended")
READ = "organising.read"


def standing_with(codes: Iterable[str], besides: Iterable[int] = ()) -> dict[str, str]:
    """Credit code → name of the employer that has it, of those in business or at rest."""
    wanted = {code for code in codes if code}
    found = Employer.objects.filter(credit_code__in=wanted, state__in=STANDING).exclude(pk__in=list(besides))
    return dict(found.values_list("credit_code", "name"))


def members_of(unions: Iterable[int], on: date) -> dict[int, int]:
    """Union → its active members, where an area knows; the unions it does not know are absent."""
    found = {union: answer("members.active", union, on) for union in set(unions)}
    return {union: number for union, number in found.items() if number is not None}


def workers_of_unions(unions: Iterable[int], besides: Iterable[int] = ()) -> dict[int, int]:
    """Union → workers of the employers that it covers now."""
    rows = Employer.objects.filter(union_id__in=set(unions), state__in=STANDING).exclude(pk__in=list(besides))
    return dict(rows.values_list("union_id").annotate(total=Sum("workers")))


def alike(rows: Sequence[Mapping[str, Any]], besides: Collection[int] = ()) -> list[tuple[int, str]]:
    """Rows whose name is nearly that of another firm of the same org: index, and the other's name.

    Two different credit codes tell firms apart; so does somebody's word (`distinct`). Register and list are looked at.
    """
    orgs = {row["org_id"] for row in rows if row.get("org_id")}
    known = Employer.objects.filter(org_id__in=orgs, state__in=STANDING).exclude(pk__in=list(besides))
    there: dict[int, list[Firm]] = defaultdict(list)
    for name, code, org in known.values_list("name", "credit_code", "org_id"):
        there[org].append(Firm(name, code, org))
    found: list[tuple[int, str]] = []
    for org in orgs:
        places = [i for i, row in enumerate(rows) if row.get("org_id") == org]
        here = [Firm(rows[i]["name"], rows[i].get("credit_code") or "", org) for i in places]
        others = [*there[org], *here]
        told: set[int] = set()
        for i, j, _ in matching.likeness(here, others, matching.ALIKE):
            same_row = j >= len(there[org]) and j - len(there[org]) >= i
            if same_row or i in told or rows[places[i]].get("distinct") or matching.apart(here[i].code, others[j].code):
                continue
            told.add(i)
            found.append((places[i], others[j].name))
    return found


def unions_named(names: Iterable[str], within: Collection[int], on: date) -> dict[tuple[str, int], list[int]]:
    """(Name or code of a union, org) → ids of the unions so called in the subtree of that org."""
    wanted = sorted({each for each in names if each})
    return {(name, org): ids for org in within for name, ids in tree.by_name(wanted, org, on).items()} if wanted else {}


def search(text: str, actor: Actor, on: date, limit: int = 8) -> list[tuple[str, str, int]]:
    """Employers within reach by any part of the name, or the credit code: name, code, number."""
    wanted = Q(name__contains=text) if len(text) > 1 else Q(name__startswith=text)
    rows = visible_to(Employer.objects.filter(wanted | Q(credit_code=text.upper())), actor, READ, on)
    rows = rows.exclude(state="void").order_by("-pk")
    return list(rows.values_list("name", "credit_code", "pk")[:limit])
