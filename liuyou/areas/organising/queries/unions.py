"""Reads of union records, formations and targets: who has a record, what is due, where a ledger's rows belong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from liuyou.areas.organising.models.employers import Employer
from liuyou.areas.organising.models.targets import Target
from liuyou.areas.organising.models.unions import Union
from liuyou.areas.organising.queries.employers import STANDING
from liuyou.areas.organising.rules import targets as target_rules
from liuyou.areas.organising.rules.unions import ORG_KINDS, SECTOR_OF
from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.reach import visible_to
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.base.families import above
from liuyou.kernel.catalogue.placing import Placing
from liuyou.kernel.orgs import tree
from liuyou.kernel.orgs.models import Status
from liuyou.kernel.parameters.values import parameter

READ = "organising.read"
Values = dict[str, Any]


def unions_of(orgs: Collection[int]) -> dict[int, Union]:
    """Org → its record; those that have none are absent."""
    return {each.org_id: each for each in Union.objects.filter(org_id__in=orgs).exclude(state="void")}


def covered_by(union: int) -> list[Employer]:
    """Employers that a union covers now."""
    rows = Employer.objects.filter(union_id=union, state__in=STANDING).order_by("pk")
    return list(rows.only("name", "workers", "coverage", "covered_on"))


def holders_of(codes: Collection[str]) -> dict[str, Union]:
    """Credit code → the standing union that bears it."""
    return {each.code: each for each in Union.objects.filter(code__in=codes, state="standing")}


def require_free_code(union: Union) -> None:
    """Refused when another standing union bears its code."""
    other = holders_of([union.code]).get(union.code)
    if other is not None and other.pk != union.pk:
        raise Refused(f"统一社会信用代码 {other.code} 已登记给“{other.name}”：一个代码只能是一个工会，请核对。")


def placed(rows: Sequence[Values]) -> tuple[list[int | None], Placing]:
    """For each row of a ledger the org that it is already, or None; and where the new ones come.

    A row that names no parent is the one union of that name (or code) in reach of the loading org.
    """
    full = [
        row | {"kind": ORG_KINDS[row["form"]], "since": row["founded_on"], "parent": row.get("parent") or ""}
        for row in rows
    ]
    placing = Placing(full)
    bare = {row["name"] for row in rows if not row.get("parent")}
    within = next((row["org_id"] for row in rows if row.get("org_id")), None)
    named = tree.by_name(sorted(bare), within, clock.today()) if bare else {}
    known = list(placing.known)
    for index, row in enumerate(rows):
        found = named.get(row["name"], []) if not row.get("parent") else []
        if len(found) == 1:
            known[index] = placing.known[index] = found[0]
    return known, placing


def sectors_of(orgs: Iterable[int]) -> dict[int, str]:
    """Org → the word for the sector that the tree has for it."""
    found = tree.places(clock.today()).filter(org_id__in=set(orgs)).values_list("org_id", "sector")
    return {org: SECTOR_OF[sector] for org, sector in found if sector in SECTOR_OF}


def bearing(names: Collection[str]) -> set[str]:
    """Of these names, those that a union of the tree bears today."""
    found = tree.places(clock.today()).filter(name__in=names, status=Status.ACTIVE)
    return set(found.values_list("name", flat=True))


def due_certificates(actor: Actor, on: date, *, org: int) -> QuerySet[Union]:
    """Certificates that are past their end or reach it within the days of notice that hold for `org`."""
    days = int(parameter("organising.certificate_notice_days", org=org, on=on).value)
    return _standing(actor, on).filter(valid_until__lte=on + timedelta(days=days)).order_by("valid_until", "pk")


def late_to_register(actor: Actor, on: date) -> QuerySet[Union]:
    """Founded and past the day by which legal personality should have been applied for."""
    return _standing(actor, on).filter(certify_by__lt=on).order_by("certify_by", "pk")


def late_to_file_changes(actor: Actor, on: date) -> QuerySet[Union]:
    """Changed and past the day by which the change should have been filed (30 days)."""
    return _standing(actor, on).filter(change_by__lt=on).order_by("change_by", "pk")


class DueList(NamedTuple):
    """One kind of time limit: unions with their last day, the most urgent first; `more` are not among the rows."""

    title: str
    none: str
    number: int
    rows: list[tuple[Union, date]]

    @property
    def more(self) -> int:
        return self.number - len(self.rows)


def due_lists(actor: Actor, on: date, *, org: int, limit: int = 100) -> list[DueList]:
    """What the legal persons of an org and all below it have to do by a day."""
    path = tree.place(org, on).path
    below = tree.places(on).filter(path__contained_by_path=path).values("org_id")
    found = (
        ("证书到期和即将到期", "没有到期或即将到期的证书。", due_certificates(actor, on, org=org), "valid_until"),
        ("逾期未申请法人登记", "没有逾期未登记的工会。", late_to_register(actor, on), "certify_by"),
        ("逾期未办理变更登记", "没有逾期未办的变更。", late_to_file_changes(actor, on), "change_by"),
    )
    lists = []
    for title, none, rows, field in found:
        here = rows.filter(org_id__in=below)
        dated = [(each, getattr(each, field)) for each in here[:limit]]
        lists.append(DueList(title, none, here.count(), dated))
    return lists


def _standing(actor: Actor, on: date) -> QuerySet[Union]:
    return visible_to(Union.objects.filter(state="standing"), actor, READ, on)


def employer_names(numbers: Iterable[int]) -> dict[int, str]:
    return dict(Employer.objects.filter(pk__in=list(numbers)).values_list("pk", "name"))


def found_employers(words: Collection[str], actor: Actor, on: date) -> dict[str, set[int]]:
    """Each name or credit code → the standing employers in reach that bear it; one question for all."""
    rows = visible_to(Employer.objects.filter(state__in=STANDING), actor, READ, on)
    wanted = Q(name__in=words) | Q(credit_code__in=[word.upper() for word in words])
    names, codes = defaultdict[str, set[int]](set), defaultdict[str, set[int]](set)
    for number, name, code in rows.filter(wanted).values_list("pk", "name", "credit_code"):
        names[name].add(number)
        codes[code].add(number)
    return {word: names[word] | codes[word.upper()] for word in words}


def family(year: int, kind: str) -> list[Target]:
    """All standing targets of one kind and year."""
    return list(Target.objects.filter(year=year, kind=kind, state="set"))


def handed_down(targets: Sequence[Target]) -> dict[int, int]:
    """Target → what of it stands as targets of its own below, in today's tree."""
    return target_rules.parts(_places(targets), {each.pk: each.value for each in targets})


def parts_of(target: Target) -> list[Target]:
    """The targets that `handed` is the sum of, the largest first."""
    same = family(target.year, target.kind)
    wholes = above(_places(same))
    return sorted((each for each in same if wholes.get(each.pk) == target.pk), key=lambda each: (-each.value, each.pk))


def _places(targets: Sequence[Target]) -> dict[int, str]:
    paths = tree.paths({each.org_id for each in targets}, clock.today())
    return {each.pk: paths[each.org_id] for each in targets if each.org_id in paths}
