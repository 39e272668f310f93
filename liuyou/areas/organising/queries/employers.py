"""Reads of employers: by code and name, what a union covers, names that are nearly alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q, Sum

from liuyou.areas.organising.models import Employer
from liuyou.areas.organising.rules import matching
from liuyou.areas.organising.rules.employers import core
from liuyou.areas.organising.rules.matching import Firm
from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.reach import visible_to
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.catalogue.answers import answer
from liuyou.kernel.orgs import tree
from liuyou.kernel.orgs.codes import check_credit_code

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


def workers_of_unions(unions: Iterable[int]) -> dict[int, int]:
    """Union → workers of the employers that it covers now."""
    rows = Employer.objects.filter(union_id__in=set(unions), state__in=STANDING)
    return dict(rows.values_list("union_id").annotate(total=Sum("workers")))


def workers(org: int, on: date) -> int | None:
    """Workers of the employers covered by a union on a day; None where the register has none of them (answer)."""
    own = Employer.objects.filter(union_id=org).exclude(state="void")
    if not own.exists():
        return None
    total = 0
    for spells in own.values_list("spells", flat=True):
        text = on.isoformat()
        now = [each for each in spells if each["since"] <= text and (not each["until"] or text < each["until"])]
        total += sum(each["workers"] for each in now if each["union"] == org and each["status"] == "正常")
    return total


def employer(name_or_code: str, org: int) -> tuple[str, str] | None:
    """Registered name and credit code of the one employer in the subtree of `org` so called (answer)."""
    text = name_or_code.strip()
    try:
        known = Q(credit_code=check_credit_code(text))
    except BadInput:
        known = Q(name=text) | Q(core=core(text))
    rows = Employer.objects.filter(known, state__in=STANDING, org_id__in=tree.subtree(org, clock.today()))
    found = sorted(set(rows.values_list("name", "credit_code")), key=lambda each: each[0] != text)
    return found[0] if len(found) == 1 or (found and found[0][0] == text) else None


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
            if same_row or i in told or rows[places[i]].get("distinct") or _apart(here[i], others[j]):
                continue
            told.add(i)
            found.append((places[i], others[j].name))
    return found


def _apart(one: Firm, other: Firm) -> bool:
    return bool(one.code and other.code and one.code != other.code)


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
