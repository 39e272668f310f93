"""Where each row of a workbook of unions belongs: which org it already is, and what its 上级工会 means.

A row is an org of the register when an org is now called so below that parent, or ever was and was founded that day.
Any other row is a new org: branches of different unions may bear one name, and a name given up may be taken again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from liuyou.kernel.base import clock
from liuyou.kernel.orgs.models import Kind, Org, Place

Values = dict[str, Any]
REPEATED = (Kind.BRANCH, Kind.GROUP)
"""Kinds that are named within their union only (一分会); all others bear a full name."""


class Placing:
    """The rows of a sheet against the register as it stands today."""

    def __init__(self, rows: Sequence[Values]) -> None:
        self.rows = rows
        self.now: dict[str, set[int]] = defaultdict(set)
        self.ever: dict[str, set[int]] = defaultdict(set)
        self.names: dict[int, str] = {}
        self.since: dict[int, date] = {}
        self._above_now: dict[int, int | None] = {}
        self._above_ever: dict[tuple[int, str], set[int | None]] = defaultdict(set)
        self._read()
        self.known = [self._known(row) for row in rows]
        self.here: dict[str, set[int]] = defaultdict(set)
        for index, row in enumerate(rows):
            for word in {row.get("name") or "", row.get("code") or ""} - {""}:
                self.here[word].add(index)

    def _read(self) -> None:
        words = {row.get(name) for row in self.rows for name in ("name", "parent", "code")} - {None, ""}
        self.codes = {org.code: org.pk for org in Org.objects.filter(code__in=words) if org.code}
        named = Place.objects.filter(name__in=words, superseded_at=None).values("org_id")
        history = Place.objects.filter(Q(org_id__in=named) | Q(org_id__in=self.codes.values()), superseded_at=None)
        today = clock.today()
        for place in history.order_by("valid_from"):
            self.since.setdefault(place.org_id, place.valid_from)
            self.ever[place.name].add(place.org_id)
            self._above_ever[place.org_id, place.name].add(place.parent_id)
            if place.valid_from <= today < place.valid_to:
                self.now[place.name].add(place.org_id)
                self.names[place.org_id] = place.name
                self._above_now[place.org_id] = place.parent_id
        for code, org in self.codes.items():
            self.now[code].add(org)

    def _known(self, row: Values) -> int | None:
        name, word = row.get("name", ""), row.get("parent", "")
        above = self.now.get(word, set()) | self.ever.get(word, set())
        found = {org for org in self.now.get(name, ()) if self._above_now[org] in above} | {
            org
            for org in self.ever.get(name, ())
            if self.since[org] == row.get("since") and self._above_ever[org, name] & above
        }
        coded = self.codes.get(row.get("code") or "")
        return coded if coded in found else min(found, default=None)

    def parents(self, index: int) -> tuple[set[int], set[int]]:
        """What 上级工会 of a row may mean: orgs of the register, and new rows of the sheet."""
        word = self.rows[index].get("parent", "")
        here = self.here.get(word, set())
        orgs = {org for row in here if (org := self.known[row]) is not None} | self.now.get(word, set())
        new = {row for row in here if self.known[row] is None}
        return (orgs, new) if orgs or new else (self.ever.get(word, set()), new)

    def ordered(self) -> list[int]:
        """New rows, parents first; those that go round in a circle are left out."""
        below: dict[int, list[int]] = defaultdict(list)
        found: list[int] = []
        for index, known in enumerate(self.known):
            if known is None:
                orgs, new = self.parents(index)
                (below[min(new)] if new and not orgs else found).append(index)
        for index in found:
            found += below.pop(index, [])
        return found

    def problems(self) -> Iterator[tuple[int, str, str]]:
        """What is wrong in the sheet, as (row, column name, message)."""
        circular = set(range(len(self.rows))) - set(self.ordered())
        for index, row in enumerate(self.rows):
            if self.known[index] is None and row.get("name") and row.get("parent"):
                yield from ((index, *problem) for problem in self._above(index, row, index in circular))
        yield from self._codes()

    def _above(self, index: int, row: Values, circular: bool) -> Iterator[tuple[str, str]]:
        orgs, new = self.parents(index)
        word = row["parent"]
        if not orgs and not new:
            yield "parent", f"没有上级工会“{word}”：请核对名称，或在表中先登记它。"
        elif len(orgs) + len(new) > 1:
            yield "parent", f"“{word}”有同名组织：请改写统一社会信用代码。"
        elif circular:
            yield "parent", f"“{row['name']}”的上级绕了一圈又回到它自己：请核对上级工会。"
        else:
            begun = self.since[min(orgs)] if orgs else self.rows[min(new)].get("since")
            if begun and row.get("since") and row["since"] < begun:
                yield "since", f"早于上级“{word}”的成立日期 {begun:%Y-%m-%d}：请核对其中一个。"
        if self.now.get(row["name"]) and row.get("kind") not in REPEATED:
            yield (
                "name",
                "同名的工会已登记在别的上级之下：是同一个的请核对上级，不是的请在名称前加镇街名以示区别。",
            )

    def _codes(self) -> Iterator[tuple[int, str, str]]:
        """A credit code belongs to one union."""
        first: dict[str, int] = {}
        for index, row in enumerate(self.rows):
            if not (code := row.get("code")):
                continue
            earlier = self.rows[first.setdefault(code, index)]
            holder = self.codes.get(code)
            if any(earlier.get(name) != row.get(name) for name in ("name", "parent")):
                yield index, "code", f"与“{earlier.get('name')}”的代码相同：一个代码只能是一个工会，请核对。"
            elif holder and holder != self.known[index]:
                name = self.names.get(holder, "")
                yield index, "code", f"这个代码已登记为“{name}”：请核对代码；如果是它改了名称，请办理更名。"
