"""Figures over HTTP: what there is, one value with its parts, and the entries behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core import signing
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from rest_framework.request import Request
from rest_framework.response import Response

from liuyou.kernel.api.base import Endpoint
from liuyou.kernel.api.describing import CURSOR, ORG, ORG_SHAPE, SIZE, Operation, array, number, obj, query, ref, text
from liuyou.kernel.api.records import size_of
from liuyou.kernel.api.refusing import Wrong
from liuyou.kernel.base.errors import BadInput, NotFound
from liuyou.kernel.base.masking import mask_name
from liuyou.kernel.base.periods import Period
from liuyou.kernel.catalogue.catalogue import AREAS
from liuyou.kernel.ledger import codes
from liuyou.kernel.ledger.codes import Figure, Leaf
from liuyou.kernel.ledger.figures import Cell, ask, part_of
from liuyou.kernel.ledger.measures import REGISTRY
from liuyou.kernel.ledger.models import Account, Posting
from liuyou.kernel.ledger.rows import COLUMNS, Row, selection_of
from liuyou.kernel.ledger.selection import fetch
from liuyou.kernel.orgs import tree
from liuyou.kernel.orgs.models import Place
from liuyou.kernel.people.models import Person
from liuyou.kernel.writing.permit import moment

TAG = "指标"
SALT = "api.figures.rows"
CODE = query("code", "指标代码或算式，如 aid.money[programme=送温暖]", text(maxLength=500), required=True)
PERIOD = query("period", "统计期：2016、2016H1、2016Q3、2016-05、2016-05ytd、2016-01-01..2016-03-15", required=True)
AS_OF = query("as_of", "截至时刻（当时台账上是多少），不填就是现在", text(format="date-time"))
NUMBER = text("准确的数，不四舍五入；分母为零时空", nullable=True)


class Catalogue(Endpoint):
    """Every measure and named figure."""

    needs = "figures.read"

    def get(self, request: Request) -> Response:
        REGISTRY.refresh()
        found = [_item(code) for code in sorted({*REGISTRY.measures, *codes.NAMED})]
        return Response({"items": found})

    def operation(self, method: str) -> Operation:
        item = obj(
            {
                "code": text("代码"),
                "title": text("名称"),
                "unit": text("单位；% 的数是小数，1 就是 100%"),
                "area": text("业务"),
                "formula": text("算式；直接计量的为空"),
                "description": text("说明"),
                "dims": array(obj({"name": text("代码"), "title": text("名称")}), "可以分的项"),
            }
        )
        items = ref("Figures", obj({"items": array(ref("FigureItem", item))}))
        return Operation("listFigures", TAG, "指标目录", items, parameters=[ORG])


def _item(code: str) -> dict[str, Any]:
    found, named = codes.figure(code), codes.NAMED.get(code)
    area = code.split(".")[0]
    dims = REGISTRY.get(code).dims if named is None else {}
    return {
        "code": code,
        "title": found.title,
        "unit": found.unit,
        "area": AREAS[area].title if area in AREAS else area,
        "formula": named.formula if named else "",
        "description": named.description if named else "",
        "dims": [{"name": name, "title": title} for name, title in dims.items()],
    }


class Question:
    """What a request asks: figure, org, period, as of when."""

    def __init__(self, request: Request, place: Place) -> None:
        given = request.query_params
        if missing := [name for name in ("code", "period") if not given.get(name)]:
            raise Wrong({name: ["没有填写：这是必填项。"] for name in missing})
        self.figure: Figure = codes.figure(given["code"])
        self.period = Period.parse(given["period"])
        self.as_of = _moment(given.get("as_of", ""))
        self.place = place

    def told(self) -> dict[str, Any]:
        return {
            "code": self.figure.code,
            "title": self.figure.title,
            "unit": self.figure.unit,
            "org": {"id": self.place.org_id, "name": self.place.name},
            "period": self.period.code,
        }


def _moment(given: str) -> datetime | None:
    if not given:
        return None
    try:
        found = parse_datetime(given)
        aware = timezone.make_aware(found) if found and timezone.is_naive(found) else found
        if aware is not None and 1900 < aware.year < 9000:
            return aware
    except (ValueError, OverflowError):
        pass
    raise Wrong({"as_of": ["时刻读不懂：写法如 2016-07-05T09:00:00+08:00。"]})


TOLD = {
    "code": text(),
    "title": text("名称"),
    "unit": text("单位"),
    "org": ref("Org", ORG_SHAPE),
    "period": text("统计期"),
}


class Value(Endpoint):
    """One figure; its months or dimension, and the orgs directly below, each asked at its own grain."""

    needs = "figures.read"
    takes = ("code", "period", "as_of", "by", "children")

    def get(self, request: Request) -> Response:
        asked = Question(request, self.here.place)
        parts = self._parts(request.query_params.get("by", ""), asked)
        below = self._below(request.query_params.get("children", ""), asked)
        as_of = asked.as_of or moment()
        whole = Cell(asked.figure, asked.place.org_id, asked.period)
        answers = ask([whole, *(cell for _, cell in parts), *(cell for _, cell in below)], as_of=as_of)

        def value(cell: Cell) -> str | None:
            found = answers[cell].value
            return None if found is None else f"{found:f}"

        return Response(
            asked.told()
            | {
                "as_of": as_of.isoformat(),
                "value": value(whole),
                "by": [{"key": key, "value": value(cell)} for key, cell in parts],
                "children": [
                    {"org": {"id": place.org_id, "name": place.name}, "value": value(cell)} for place, cell in below
                ],
            }
        )

    def _parts(self, by: str, asked: Question) -> list[tuple[str, Cell]]:
        org = asked.place.org_id
        if not by:
            return []
        if by == "month":
            return [(each.code, Cell(asked.figure, org, each)) for each in asked.period.months()[:240]]
        values = _values(by, asked.figure)
        return [(each, Cell(codes.figure(asked.figure.code, ((by, (each,)),)), org, asked.period)) for each in values]

    def _below(self, children: str, asked: Question) -> list[tuple[Place, Cell]]:
        if children not in ("", "0", "1"):
            raise Wrong({"children": ["应为 1（列出下一级）或不填。"]})
        if children != "1":
            return []
        below = tree.children(asked.place.org_id, asked.period.end, asked.as_of)
        return [(each, Cell(asked.figure, each.org_id, asked.period)) for each in below]

    def operation(self, method: str) -> Operation:
        part = obj({"key": text("月份，或分项的值（空是没有填）"), "value": NUMBER})
        child = obj({"org": TOLD["org"], "value": NUMBER})
        shape = TOLD | {
            "as_of": text("截至时刻：以后用它再问，得数不变", format="date-time"),
            "value": NUMBER,
            "by": array(part, "分项；不重复的人数和比率分项之和不等于合计"),
            "children": array(child, "下一级组织，各自统计"),
        }
        by = query("by", "按什么分：month 按月，或一个分项的代码（如 programme）", text(maxLength=60))
        children = query("children", "1 列出下一级组织各是多少", text(enum=["0", "1"]))
        return Operation(
            "getFigure",
            TAG,
            "一个指标是多少",
            ref("FigureValue", obj(shape)),
            parameters=[CODE, PERIOD, ORG, AS_OF, by, children],
        )


def _values(by: str, figure: Figure) -> list[str]:
    """The values that a dimension of the figure's measures has ever had."""
    measures = {leaf.measure for leaf in figure.leaves}
    for measure in measures:
        REGISTRY.check_dims(REGISTRY.get(measure), [by])
    dims = Account.objects.filter(measure__in=measures).values_list("dims", flat=True)
    return sorted({each.get(by, "") for each in dims})[:500]


class Rows(Endpoint):
    """The entries behind one term of a figure: what is added up, reversals included."""

    needs = "figures.read"
    takes = ("code", "period", "as_of", "term", "cursor", "size")

    def get(self, request: Request) -> Response:
        asked = Question(request, self.here.place)
        leaf = _term(request.query_params.get("term", "0"), asked.figure.leaves)
        if not self.here.may(f"{leaf.measure.split('.')[0]}.read"):
            raise NotFound("没有这份清单，或不在您的权限内。")
        as_of = asked.as_of or moment()
        size = size_of(request)
        rows = _entries(leaf, asked, as_of, request.query_params.get("cursor", ""), size + 1)
        more, rows = len(rows) > size, rows[:size]
        sealed = signing.dumps([rows[-1].day.isoformat(), rows[-1].id], salt=SALT) if more else None
        told = {"items": list(_told(rows)), "next": sealed, "previous": None}
        return Response(asked.told() | {"as_of": as_of.isoformat(), "term": codes.written(leaf)} | told)

    def operation(self, method: str) -> Operation:
        item = obj(
            {
                "record": number("记录编号"),
                "register": text("台账"),
                "day": text(format="date"),
                "org": TOLD["org"],
                "person": text("姓名，已遮盖；与人无关的为空"),
                "dims": {"type": "object", "additionalProperties": {"type": "string"}, "description": "分项"},
                "value": text("这一笔的数"),
                "nature": text("入账、冲销、更正", enum=[str(each.label) for each in Posting]),
                "posted_at": text(format="date-time"),
            }
        )
        shape = TOLD | {"as_of": text(format="date-time"), "term": text("算式里的哪一项")}
        listed = {"items": array(ref("FigureRow", item)), "next": text(nullable=True), "previous": text(nullable=True)}
        term = query("term", "算式里的第几项，从 0 起（比率有两项）", {"type": "integer", "minimum": 0})
        return Operation(
            "listFigureRows",
            TAG,
            "一个指标背后的分录",
            ref("FigureRows", obj(shape | listed)),
            "逐笔相加就是指标的数；不重复的人数是其中净额为正的不同的人。须有该业务的查看权限。",
            [CODE, PERIOD, ORG, AS_OF, term, CURSOR, SIZE],
        )


def _term(text_: str, leaves: Sequence[Leaf]) -> Leaf:
    if not leaves:
        raise BadInput("这个写法只有常数，没有分录。")
    if not (text_.isascii() and text_.isdecimal() and int(text_[:4]) < len(leaves)):
        raise Wrong({"term": [f"算式里的项从 0 数到 {len(leaves) - 1}。"]})
    return leaves[int(text_)]


def _entries(leaf: Leaf, asked: Question, as_of: datetime, cursor: str, size: int) -> list[Row]:
    part = part_of(leaf, asked.place.org_id, asked.period)
    selection = selection_of(part.leaf, part.org, part.period, as_of)
    if selection is None:
        return []
    tail, more = "ORDER BY e.day, e.id LIMIT %(size)s", dict[str, Any](size=size)
    if cursor:
        try:
            day, after = signing.loads(cursor, salt=SALT)
        except signing.BadSignature:
            raise Wrong({"cursor": ["这个翻页值不完整或被改动过：请从第一页重新读。"]}) from None
        tail = f"AND (e.day, e.id) > (%(after_day)s, %(after)s) {tail}"
        more |= {"after_day": date.fromisoformat(day), "after": after}
    return [Row(*row) for row in fetch(selection, COLUMNS, tail, **more)]


def _told(rows: Sequence[Row]) -> Iterable[dict[str, Any]]:
    accounts = {each.pk: each for each in Account.objects.filter(pk__in={row.account for row in rows})}
    people = dict(Person.objects.filter(pk__in={row.person for row in rows}).values_list("pk", "name"))
    orgs = tree.names((row.org for row in rows), date.max)
    for row in rows:
        account = accounts[row.account]
        yield {
            "record": row.record,
            "register": REGISTRY.register_of.get(account.measure, ""),
            "day": row.day.isoformat(),
            "org": {"id": row.org, "name": orgs.get(row.org, "")},
            "person": mask_name(people[row.person]) if row.person in people else "",
            "dims": account.dims,
            "value": f"{Decimal(row.value):f}",
            "nature": str(Posting(row.nature).label),
            "posted_at": row.posted_at.isoformat(),
        }
