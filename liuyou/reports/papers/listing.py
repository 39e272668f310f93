"""The list of papers: who sees which, filters from the address, names beside ids; the same for page and export."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from liuyou.kernel.access.reach import visible_to
from liuyou.kernel.base.errors import BadInput, NotFound
from liuyou.kernel.base.periods import Period
from liuyou.kernel.documents import papers
from liuyou.kernel.documents.models import Document
from liuyou.kernel.orgs import tree
from liuyou.kernel.orgs.models import Place
from liuyou.kernel.web.pages import Here
from liuyou.reports.papers.choosing import kind_title, typed
from liuyou.reports.summaries import SHIPPED

GONE = "没有这份公文，或不在您的管理范围内。"
SORTS = {"as_of": "写出时间", "issued_on": "成文日期", "title": "标题"}
STATES = {"issued": "有文号的", "plain": "没有文号的", "void": "已作废", "refreshed": "更新稿"}


@dataclass(frozen=True, slots=True)
class Facts:
    """One paper in words. `state`: its words and colour."""

    document: Document
    title: str
    kind: str
    org: str
    period: str
    state: str
    tone: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list was asked for."""

    words: str = ""
    kind: str = ""
    period: str = ""
    year: str = ""
    own: str = ""
    state: str = ""
    sort: str = "-as_of"

    @property
    def chips(self) -> list[tuple[str, str]]:
        """Conditions in force: name in the address, words."""
        found = [
            ("words", f"含“{self.words}”"),
            ("kind", kind_title(self.kind)),
            ("period", self.period and f"统计期 {self.period}"),
            ("year", f"{self.year}年"),
            ("own", "仅本级"),
            ("state", STATES.get(self.state, "")),
        ]
        return [(name, words) for name, words in found if getattr(self, name)]


def asked(request: HttpRequest) -> Asked:
    given = {name: typed(request.GET.get(name, "")) for name in ("words", "kind", "period", "year", "own", "state")}
    sort = request.GET.get("sort", "")
    return Asked(**given, sort=sort if sort.lstrip("-") in SORTS else "-as_of")


def seen(here: Here) -> QuerySet[Document]:
    return visible_to(Document.objects.all(), here.actor, papers.READ, here.today)


def rows(here: Here, wanted: Asked) -> QuerySet[Document]:
    """Papers of the present org (and those below) that fit. BadInput in words for a period or year not read."""
    below = tree.places(here.today).filter(path__contained_by_path=here.place.path).values("org_id")
    found = seen(here).filter(org_id=here.org) if wanted.own else seen(here).filter(org_id__in=below)
    if wanted.words:
        words = Q(title__icontains=wanted.words) | Q(number__icontains=wanted.words) | Q(pk=wanted.words.lower())
        named = tree.places(here.today).filter(name__contains=wanted.words).values("org_id")
        found = found.filter(words | Q(org_id__in=named))
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.period:
        found = found.filter(period=Period.parse(wanted.period).code)
    if wanted.year:
        found = found.filter(_year(wanted.year))
    return _in_state(found, wanted.state)


def _year(text: str) -> Q:
    if not (text.isascii() and text.isdecimal() and len(text) == 4 and text > "1900"):
        raise BadInput("年份应为四位数字，如 2016：请改正。")
    return Q(issued_on__range=(date(int(text), 1, 1), date(int(text), 12, 31)))


def _in_state(found: QuerySet[Document], state: str) -> QuerySet[Document]:
    conditions = {
        "issued": ~Q(number="") & Q(voided=None),
        "plain": Q(number="", refreshes=None),
        "void": Q(voided__isnull=False),
        "refreshed": Q(refreshes__isnull=False),
    }
    return found.filter(conditions[state]) if state in conditions else found


def kinds(here: Here) -> list[tuple[str, str]]:
    """Kinds of paper there are within reach, shipped ones first."""
    used = set(seen(here).order_by().values_list("kind", flat=True).distinct())
    return [(kind, kind_title(kind)) for kind in (*SHIPPED, *sorted(used - SHIPPED.keys()))]


def find(number: str, here: Here) -> Document:
    """A paper within reach. NotFound otherwise, in the same words as if there were none."""
    document = seen(here).select_related("actor", "voided__actor", "template").filter(pk=typed(number)[:12]).first()
    if document is None:
        raise NotFound(GONE)
    return document


def told(documents: Iterable[Document]) -> Iterator[Facts]:
    """Papers with their orgs' names at the end of their periods (one question for all)."""
    wanted = list(documents)
    names = _names({each.org_id for each in wanted})
    for document in wanted:
        period = Period.parse(document.period)
        org = _name_on(names.get(document.org_id, []), period.end)
        state, tone = _state(document)
        kind = kind_title(document.kind)
        ending = kind.removeprefix("半年") if period.label.endswith("半年") else kind
        title = document.title or f"{org}{period.label}{ending}"
        yield Facts(document, title, kind, org, period.label, state, tone)


def facts(document: Document) -> Facts:
    return next(told([document]))


def _names(orgs: set[int]) -> dict[int, list[Place]]:
    found: dict[int, list[Place]] = {}
    for place in Place.objects.filter(org_id__in=orgs, superseded_at=None).order_by("valid_from"):
        found.setdefault(place.org_id, []).append(place)
    return found


def _name_on(places: list[Place], day: date) -> str:
    standing: Any = next((each for each in reversed(places) if each.valid_from <= day), places[0] if places else None)
    return standing.name if standing else ""


def _state(document: Document) -> tuple[str, str]:
    if hasattr(document, "voided"):
        return "作废", "overdue"
    if document.refreshes_id:
        return "更新稿", "hand"
    return ("已发", "done") if document.number else ("未编号", "draft")
