"""Looking at figures and the records behind them, and at papers written. Nothing is written here."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import LiuyouError
from liuyou.kernel.base.numbers import tabular
from liuyou.kernel.base.periods import Period
from liuyou.kernel.catalogue import catalogue
from liuyou.kernel.documents.models import Document
from liuyou.kernel.documents.papers import signed
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

    def query(self, **more: str) -> str:
        return urlencode({"org": self.place.org_id, "period": self.period.code} | more)


def asked(request: HttpRequest) -> Asked:
    """From the address; the root and the current half-year by default."""
    today = clock.today()
    period = Period.parse(request.GET.get("period") or f"{today.year}H{1 if today.month <= 6 else 2}")
    text = request.GET.get("org", "").strip()
    place = tree.find(text, today) if text else Place.objects.get(parent=None, superseded_at=None)
    return Asked(place, period, list(reversed(tree.ancestors(place.org_id, today))))


def home(request: HttpRequest) -> HttpResponse:
    """Every figure of an org and period, by area; one question to the ledger."""
    try:
        about = asked(request)
    except (LiuyouError, Place.DoesNotExist) as error:
        return _wrong(request, error)
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


def figure(request: HttpRequest) -> HttpResponse:
    """One figure: its children, its dimensions, its records."""
    try:
        about = asked(request)
        chosen = codes.figure(request.GET.get("code", ""))
        by = request.GET.get("by", "")
        parts = spread(chosen, about.place.org_id, about.period, by=by, children=not by)
        leaves = behind(chosen, about.place.org_id, about.period)
    except (LiuyouError, Place.DoesNotExist) as error:
        return _wrong(request, error)
    dims: dict[str, str] = {}
    for leaf in chosen.leaves:
        dims |= REGISTRY.get(leaf.measure).dims
    context = {
        "about": about,
        "figure": chosen,
        "value": tabular(parts[0].value, chosen.unit),
        "parts": [_part(part, chosen, about, by) for part in parts[1:] if part.value],
        "dims": [(title, about.query(code=chosen.code, by=name)) for name, title in dims.items()],
        "by": by,
        "leaves": [_leaf(leaf) for leaf in leaves],
    }
    return render(request, "browse/figure.html", context)


def _part(part: Any, chosen: codes.Figure, about: Asked, by: str) -> dict[str, str]:
    bare, _, inside = chosen.code.partition("[")
    inner = f"{inside.rstrip(']')}," if inside else ""
    named = {"code": f"{bare}[{inner}{by}={part.name}]"} if by else {"code": chosen.code, "org": str(part.org)}
    linked = "（未填）" not in part.name
    return {
        "name": part.name,
        "value": tabular(part.value, chosen.unit),
        "address": about.query(**named) if linked else "",
    }


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


def document(request: HttpRequest, number: str) -> HttpResponse:
    """One paper: every figure cited in it, then and now."""
    found = Document.objects.filter(pk=number).first()
    if found is None:
        return _wrong(request, LiuyouError("没有这份公文。"))
    citations = list(found.citations.order_by("number"))
    period = Period.parse(found.period)
    cells = [Cell(codes.figure(each.code), each.org_id, period) for each in citations]
    answers = ask(cells)
    rows = [
        {
            "citation": each,
            "title": cell.figure.title,
            "now": tabular(answers[cell].value, each.unit),
            "then": tabular(each.value, each.unit),
            "address": urlencode({"org": each.org_id, "period": each.period, "code": each.code}),
        }
        for each, cell in zip(citations, cells, strict=True)
    ]
    return render(
        request, "browse/document.html", {"document": found, "rows": rows, "signed": signed(found, citations)}
    )


def _documents() -> list[Document]:
    return list(Document.objects.order_by("-as_of")[:10])


def _wrong(request: HttpRequest, error: Exception) -> HttpResponse:
    text = str(error) if isinstance(error, LiuyouError) else "还没有最上级组织：请先运行 liuyou init。"
    return render(request, "browse/wrong.html", {"message": text}, status=404)
