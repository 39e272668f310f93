"""A register as a list: what is asked for in the address, the rows in reach, one page of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, QuerySet
from django.http import QueryDict

from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.base.periods import Period
from liuyou.kernel.orgs import tree
from liuyou.kernel.people.models import Person
from liuyou.kernel.web.pages import Here
from liuyou.kernel.web.paging import Page, count_up_to, keyset
from liuyou.kernel.web.screens import Screen

SUGGESTED = 60
"""Different values of a field offered as a filter."""
BLANK = "（未填）"
SOON = timedelta(days=5)


@dataclass(slots=True)
class Asked:
    """What the address asks of a list. `where`: filter field → value; `sort`: a column, ``-`` before it descending."""

    words: str = ""
    where: dict[str, str] = field(default_factory=dict)
    period: Period | None = None
    period_text: str = ""
    own: bool = False
    due: str = ""
    sort: str = ""
    cursor: str = ""
    wrong: str = ""
    unread: tuple[str, ...] = ()
    """Filters asked for that cannot be: a list shows itself without them, a bulk step refuses."""

    @classmethod
    def of(cls, screen: Screen, given: Mapping[str, Any] | QueryDict) -> Asked:
        text = str(given.get("period", "")).strip()
        asked = cls(
            words=str(given.get("words", "")).strip()[:60],
            where={name: str(given[name]) for name in screen.filters if _fits(screen, name, given.get(name))},
            period_text=text,
            own=given.get("own") == "1",
            due=str(given.get("due", "")),
            cursor=str(given.get("cursor", "")),
        )
        asked.unread = tuple(name for name in screen.filters if given.get(name) and name not in asked.where)
        sort = str(given.get("sort", ""))
        asked.sort = sort if sort.lstrip("-") in sortable(screen) else ""
        if text:
            try:
                asked.period = Period.parse(text)
            except BadInput as error:
                asked.wrong = str(error)
        return asked


def _fits(screen: Screen, name: str, value: Any) -> bool:
    """Whether something was asked that this field can hold."""
    if not value or value == BLANK:
        return bool(value)
    try:
        screen.model._meta.get_field(name).to_python(value)  # type: ignore[union-attr]
    except ValidationError:
        return False
    return True


def _narrowed(screen: Screen, name: str, value: str) -> dict[str, Any]:
    if value != BLANK:
        return {name: value}
    texts = isinstance(screen.model._meta.get_field(name), models.CharField | models.TextField)
    return {name: ""} if texts else {f"{name}__isnull": True}


def sortable(screen: Screen) -> set[str]:
    """Columns a list can be sorted by: stored ones that are not sealed."""
    return {name for name in screen.columns if name != "org"}


class Listing:
    """The records of one screen in the org chosen and below, narrowed by what is asked."""

    def __init__(self, screen: Screen, here: Here, asked: Asked) -> None:
        self.screen, self.here, self.asked = screen, here, asked

    @cached_property
    def rows(self) -> QuerySet:
        rows = self.within()
        for name, value in self.asked.where.items():
            rows = rows.filter(**_narrowed(self.screen, name, value))
        if self.asked.period and not self.asked.wrong:
            rows = rows.filter(**{f"{self.screen.day}__range": (self.asked.period.start, self.asked.period.end)})
        if self.asked.due == "over":
            rows = rows.filter(due_on__lt=self.here.today)
        elif self.asked.due == "soon":
            rows = rows.filter(due_on__gte=self.here.today, due_on__lte=self.here.today + SOON)
        if self.asked.words:
            rows = rows.filter(self._worded(self.asked.words))
        return rows

    def within(self) -> QuerySet:
        """All records in the subtree of the org chosen: that org is in the reach of the permission to read them."""
        rows = self.screen.model._default_manager.all()
        if self.asked.own:
            return rows.filter(org_id=self.here.org)
        if self.here.place.parent_id is None:
            return rows
        below = tree.places(self.here.today).filter(path__contained_by_path=self.here.place.path)
        return rows.filter(org_id__in=below.values("org_id"))

    def _worded(self, words: str) -> Q:
        found = Q(pk__in=[])
        if words.isascii() and words.isdecimal():
            found |= Q(pk=int(words[:18]))
        for name in self.screen.search:
            found |= Q(**{f"{name}__icontains": words})
        if self.screen.of_people:
            small = words.lower()
            people = Person.objects.filter(
                Q(name__startswith=words) | Q(initials__startswith=small) | Q(pinyin__startswith=small)
            )
            found |= Q(person_id__in=people.values("pk"))
        return found

    @property
    def order(self) -> tuple[str, ...]:
        sort = self.asked.sort or f"-{self.screen.day}"
        if sort.lstrip("-") == "person":
            sign = "-" if sort.startswith("-") else ""
            return (f"{sign}person__pinyin",)
        return (sort, "-id" if sort.startswith("-") else "id")

    @cached_property
    def page(self) -> Page:
        related = [name for name in self.screen.columns if self._is_relation(name)]
        return keyset(self.rows.select_related(*related) if related else self.rows, self.order, self.asked.cursor)

    def _is_relation(self, name: str) -> bool:
        return name != "org" and bool(self.screen.model._meta.get_field(name).is_relation)

    @cached_property
    def count(self) -> tuple[int, bool]:
        """How many, and whether that is all of them."""
        return count_up_to(self.rows)

    def filters(self) -> list[tuple[str, str, list[tuple[str, str]], str]]:
        """Field, title, values with their words, the value chosen."""
        return [
            (name, self.screen.title_of(name), self._values(name), self.asked.where.get(name, ""))
            for name in self.screen.filters
        ]

    def _values(self, name: str) -> list[tuple[str, str]]:
        if name == "state":
            return list(self.screen.workflow.states.items())
        field: Any = self.screen.model._meta.get_field(name)
        if field.choices:
            return [(str(value), str(label)) for value, label in field.flatchoices]
        if isinstance(field, models.BooleanField):
            return [("True", "是"), ("False", "否")]
        known = list(self.screen.choices.get(name, ()))
        found = known or list(self.within().order_by(name).values_list(name, flat=True).distinct()[:SUGGESTED])
        said = self.screen.words.get(name, str)
        return [(str(value) or BLANK, said(value) or BLANK) for value in found]

    def chips(self) -> list[tuple[str, str]]:
        """What narrows the list now: the parameter's name and the words."""
        titles = {name: dict(values) for name, _, values, _ in self.filters()}
        chosen = self.asked.where.items()
        found = [(name, f"{self.screen.title_of(name)}：{titles[name].get(value, value)}") for name, value in chosen]
        if self.asked.period:
            found.append(("period", self.asked.period.label))
        if self.asked.own:
            found.append(("own", "仅本级"))
        if self.asked.due:
            found.append(("due", {"over": "已超期", "soon": "五天内到期"}.get(self.asked.due, "期限")))
        if self.asked.words:
            found.append(("words", f"“{self.asked.words}”"))
        return found
