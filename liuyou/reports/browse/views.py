"""Looking at figures and the records behind them, and at papers written. Nothing is written here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import BadInput, LiuyouError, NotFound
from liuyou.kernel.base.numbers import tabular
from liuyou.kernel.base.periods import Period
from liuyou.kernel.catalogue import catalogue
from liuyou.kernel.documents.models import Citation, Document
from liuyou.kernel.documents.papers import cells_of, signed
from liuyou.kernel.ledger import codes
from liuyou.kernel.ledger.figures import Cell, ask
from liuyou.kernel.ledger.listing import describe
from liuyou.kernel.ledger.measures import REGISTRY
from liuyou.kernel.ledger.rows import behind
from liuyou.kernel.ledger.tables import spread
from liuyou.kernel.orgs import tree
from liuyou.kernel.orgs.models import Place

SHOWN = 200
"""Rows shown of a list; the command line gives all of them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The org and period that a page is about."""

    place: Place
    period: Period
    line: list[Place]

    def query(self, **more: str | list[str]) -> str:
        return urlencode({"org": self.place.org_id, "period": self.period.code} | more, doseq=True)


View = Callable[..., HttpResponse]


def told(view: View) -> View:
    """What a page cannot show is said in words."""

    @wraps(view)
    def page(request: HttpRequest, **given: str) -> HttpResponse:
        try:
            return view(request, **given)
        except LiuyouError as error:
            return render(request, "browse/wrong.html", {"message": str(error)}, status=404)

    return page


def asked(request: HttpRequest) -> Asked:
    """From the address; the root and the current half-year by default."""
    today = clock.today()
    period = Period.parse(request.GET.get("period") or f"{today.year}H{1 if today.month <= 6 else 2}")
    text = request.GET.get("org", "").strip()
    place = tree.find(text, today) if text else tree.root(today)
    return Asked(place, period, list(reversed(tree.ancestors(place.org_id, today))))


@told
def home(request: HttpRequest) -> HttpResponse:
    """Every figure of an org and period, by area; one question to the ledger."""
    about = asked(request)
    REGISTRY.refresh()
    figures = sorted({*REGISTRY.measures, *codes.NAMED})
    cells = {code: Cell(codes.figure(code), about.place.org_id, about.period) for code in figures}
    last = {code: Cell(cell.figure, cell.org, about.period.last_year()) for code, cell in cells.items()}
    answers = ask([*cells.values(), *last.values()])
    rows = [
        {
            "code": code,
            "title": cell.figure.title,
            "unit": cell.figure.unit,
            "value": tabular(answers[cell].value, cell.figure.unit),
            "last": tabular(answers[last[code]].value, cell.figure.unit),
            "address": about.query(code=code),
        }
        for code, cell in cells.items()
        if answers[cell].value or answers[last[code]].value or request.GET.get("all")
    ]
    areas = [
        (catalogue.AREAS[code].title if code in catalogue.AREAS else code, list(group))
        for code, group in groupby(rows, key=lambda row: str(row["code"]).split(".")[0])
    ]
    return render(request, "browse/home.html", {"about": about, "areas": areas, "documents": _documents()})


@told
def figure(request: HttpRequest) -> HttpResponse:
    """One figure: its children, its dimensions, its records."""
    about = asked(request)
    where = _where(request)
    chosen = codes.figure(request.GET.get("code", ""), codes.filters_of(where))
    by = request.GET.get("by", "")
    parts = spread(chosen, about.place.org_id, about.period, by=by, children=not by)
    leaves = behind(chosen, about.place.org_id, about.period)
    dims: dict[str, str] = {}
    for leaf in chosen.leaves:
        dims |= REGISTRY.get(leaf.measure).dims
    context = {
        "about": about,
        "figure": chosen,
        "where": _pairs(where),
        "value": tabular(parts[0].value, chosen.unit),
        "parts": [_part(part, chosen, about, where, by) for part in parts[1:] if part.value],
        "by_children": about.query(code=chosen.code, where=_pairs(where)),
        "dims": [(title, about.query(code=chosen.code, where=_pairs(where), by=name)) for name, title in dims.items()],
        "by": by,
        "leaves": [_leaf(leaf) for leaf in leaves],
    }
    return render(request, "browse/figure.html", context)


def _where(request: HttpRequest) -> dict[str, str]:
    """Repeated ``where=programme=送温暖``: they narrow every term of the figure."""
    where = {}
    for text in request.GET.getlist("where"):
        name, sign, value = text.partition("=")
        if not (name and sign and value):
            raise BadInput(f"筛选“{text}”写法不对：应为 分项=值，如 programme=送温暖。")
        where[name] = value
    return where


def _pairs(where: dict[str, str]) -> list[str]:
    return [f"{name}={value}" for name, value in where.items()]


def _part(part: Any, chosen: codes.Figure, about: Asked, where: dict[str, str], by: str) -> dict[str, str]:
    if by:
        address = about.query(code=chosen.code, where=_pairs(where | {by: part.name}))
    else:
        address = about.query(code=chosen.code, where=_pairs(where), org=str(part.org))
    linked = "（未填）" not in part.name
    return {"name": part.name, "value": tabular(part.value, chosen.unit), "address": address if linked else ""}


def _leaf(leaf: Any) -> dict[str, Any]:
    lines = list(describe(leaf))
    measure = REGISTRY.get(leaf.leaf.measure)
    return {
        "title": measure.title,
        "unit": measure.unit,
        "period": leaf.period.label,
        "records": len(leaf.records),
        "persons": len(leaf.persons) if leaf.leaf.distinct else None,
        "total": tabular(leaf.value, "人" if leaf.leaf.distinct else measure.unit),
        "lines": [(line, tabular(line.value, measure.unit)) for line in lines[:SHOWN]],
        "more": max(0, len(lines) - SHOWN),
    }


@told
def document(request: HttpRequest, number: str) -> HttpResponse:
    """One paper: every figure cited in it, then and now, by the formula that it was cited with."""
    found = Document.objects.filter(pk=number).first()
    if found is None:
        raise NotFound("没有这份公文。")
    citations = list(found.citations.order_by("number"))
    cells = cells_of(citations)
    answers = ask(cells.values())
    rows = [
        {
            "citation": each,
            "now": tabular(answers[cells[each.number]].value, each.unit),
            "then": tabular(each.value, each.unit),
        }
        | _titled(each, cells[each.number].figure.formula)
        for each in citations
    ]
    return render(
        request, "browse/document.html", {"document": found, "rows": rows, "signed": signed(found, citations)}
    )


def _titled(citation: Citation, formula: codes.Formula) -> dict[str, str]:
    """Title and address: of the code while it still means what was cited, of the formula since then."""
    try:
        known = codes.figure(citation.code)
        same = known.formula == formula
    except LiuyouError:
        known, same = None, False
    address = {"org": citation.org_id, "period": citation.period, "code": citation.code if same else citation.formula}
    return {"title": known.title if known else citation.code, "address": urlencode(address)}


def _documents() -> list[Document]:
    return list(Document.objects.order_by("-as_of")[:10])
