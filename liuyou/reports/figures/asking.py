"""The question that a page asks: figures, org, period, moment, layout. All of it stands in the address.

`org` is the org in the switcher, checked by `@page`; `at` an org that stood below it at the period's end, so that a
table of children may be opened cell by cell even where a child belongs elsewhere today.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from liuyou.kernel.base.errors import BadInput, NotFound
from liuyou.kernel.base.periods import Period
from liuyou.kernel.ledger import codes
from liuyou.kernel.ledger.codes import Figure
from liuyou.kernel.orgs import tree
from liuyou.kernel.orgs.models import Place
from liuyou.kernel.web.pages import Here
from liuyou.reports.figures import moments, present

MOST = 12
"""Figures side by side."""
CHILDREN, MONTHS = "children", "months"
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Question:
    """`where`: filters as they stand in the address; `place`: the org that the figures are asked for."""

    codes: tuple[str, ...]
    where: Pairs
    org: int
    place: Place
    period: Period
    as_of: datetime | None
    rows: str = ""
    columns: str = ""
    compare: str = ""
    sort: str = ""
    chart: str = ""
    own: bool = False
    """Only the org's own records, without those of the orgs below it."""

    @cached_property
    def figures(self) -> list[Figure]:
        """Narrowed by the filters. Refused in words where a figure lacks a dimension."""
        filters = codes.filters_of(dict(self.where))
        return [codes.figure(code, filters) for code in self.codes]

    @property
    def figure(self) -> Figure:
        return self.figures[0]

    @property
    def within(self) -> int:
        """The org asked about."""
        return self.place.org_id

    def common(self) -> list[tuple[str, str]]:
        """What every address of the page shares: org, filters, moment."""
        pairs = [("org", str(self.org))]
        pairs += [("where", f"{name}={value}") for name, value in self.where]
        if self.as_of:
            pairs.append(("as_of", moments.written(self.as_of)))
        return pairs

    def parameters(self, **changes: Any) -> list[tuple[str, str]]:
        """The whole question as pairs, with parts changed; None takes a part away, a list repeats it."""
        found: dict[str, Any] = {
            "code": list(self.codes),
            "org": self.org,
            "at": self.within if self.within != self.org else None,
            "period": self.period.code,
            "where": [f"{name}={value}" for name, value in self.where],
            "rows": self.rows,
            "columns": self.columns,
            "compare": self.compare,
            "sort": self.sort,
            "chart": self.chart,
            "own": "1" if self.own else None,
            "as_of": moments.written(self.as_of) if self.as_of else None,
        } | changes
        pairs: list[tuple[str, str]] = []
        for name, value in found.items():
            each = value if isinstance(value, list | tuple) else [value]
            pairs += [(name, str(one)) for one in each if one is not None and one != ""]
        return pairs

    def query(self, **changes: Any) -> str:
        return urlencode(self.parameters(**changes))

    def address(self, name: str = "figure", **changes: Any) -> str:
        return f"{reverse(name)}?{self.query(**changes)}"

    def about(self, name: str, **changes: Any) -> str:
        """The address of a page about one figure: without the layout of the table."""
        return self.address(
            name, **{"rows": None, "columns": None, "compare": None, "sort": None, "chart": None} | changes
        )


def question(request: HttpRequest, here: Here, *, need_code: bool = True) -> Question:
    """From the address; the present half-year by default. BadInput in words for what cannot be read."""
    given = request.GET
    wanted = tuple(dict.fromkeys(code.strip() for code in given.getlist("code") if code.strip()))
    if need_code and not wanted:
        raise BadInput("没有说明要看哪个指标：请从指标目录里选一个。")
    if len(wanted) > MOST:
        raise BadInput(f"一次最多并列 {MOST} 个指标，现在选了 {len(wanted)} 个：请去掉一些。")
    period = Period.parse(given["period"]) if given.get("period", "").strip() else present.half_year(here.today)
    as_of = moments.read(given.get("as_of", ""))
    return Question(
        codes=wanted,
        where=_where(given.getlist("where")),
        org=here.org,
        place=_within(given.get("at", ""), here, period, as_of),
        period=period,
        as_of=as_of,
        rows=given.get("rows", ""),
        columns=given.get("columns", ""),
        compare=given.get("compare", ""),
        sort=given.get("sort", ""),
        chart=given.get("chart", ""),
        own=given.get("own") == "1",
    )


def _within(text: str, here: Here, period: Period, as_of: datetime | None) -> Place:
    """The org of `at`: below the present org on the tree of the period; else as if absent."""
    if not text or text == str(here.org):
        return here.place
    found = tree.places(period.end, as_of).filter(org_id=int(text)).first() if _number(text) else None
    if found is None or str(here.org) not in str(found.path).split("."):
        raise NotFound("没有这个组织，或不在您的管理范围内。")
    return found


def _number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def _where(texts: Sequence[str]) -> Pairs:
    """Repeated ``where=programme=送温暖``; an empty value means records where it was not filled in."""
    found: dict[str, str] = {}
    for text in filter(None, texts):
        name, sign, value = text.partition("=")
        if not (name and sign):
            raise BadInput(f"筛选“{text}”写法不对：应为 分项=值，如 programme=送温暖。")
        if name in found and found[name] != value:
            raise BadInput(f"分项“{name}”给了两次：几个值中任一个都算的，写成 {name}={found[name]}|{value}。")
        found[name] = value
    return tuple(sorted(found.items()))


def quick_periods(here: Here) -> Mapping[str, str]:
    """Words → code of the periods that are asked for most; by name where the ledger stands still."""
    day = present.day(here.today)
    year, month = day.year, day.month
    before = (year - 1, 12) if month == 1 else (year, month - 1)
    half, quarter = 1 if month <= 6 else 2, (month + 2) // 3
    written: tuple[str, ...] = (
        f"{year}",
        f"{year}-{month:02}ytd",
        f"{year}H{half}",
        f"{year}Q{quarter}",
        f"{year}-{month:02}",
    )
    written = (*written, f"{before[0]}-{before[1]:02}", f"{year - 1}")
    if day != here.today:
        return {Period.parse(code).label: code for code in written}
    return dict(zip(("本年", "本年至今", "本半年", "本季", "本月", "上月", "去年"), written, strict=True))
