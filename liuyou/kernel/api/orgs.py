"""The tree of orgs within reach over HTTP, as of any day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.dateparse import parse_date
from rest_framework.request import Request
from rest_framework.response import Response

from liuyou.kernel.api.base import Endpoint
from liuyou.kernel.api.describing import CURSOR, ORG, SIZE, Operation, number, obj, query, ref, text
from liuyou.kernel.api.records import page_schema, paged, size_of
from liuyou.kernel.api.refusing import Wrong
from liuyou.kernel.orgs import tree
from liuyou.kernel.orgs.models import Kind, Place, Status
from liuyou.kernel.web.pages import SIGNED_IN
from liuyou.kernel.web.paging import keyset


class Orgs(Endpoint):
    """What stood on a day in the subtrees of all one's posts (or of one org)."""

    needs = SIGNED_IN
    takes = ("on", "parent", "words", "cursor", "size")

    def get(self, request: Request) -> Response:
        given = request.query_params
        on = day(given.get("on", ""), self.here.today)
        rows = tree.places(on).filter(self._reach(request, on)).select_related("org")
        if parent := given.get("parent", ""):
            if not (parent.isascii() and parent.isdecimal() and len(parent) < 10):
                raise Wrong({"parent": ["应为组织编号。"]})
            rows = rows.filter(parent_id=int(parent))
        if words := given.get("words", "").strip()[:60]:
            small = words.lower()
            rows = rows.filter(Q(name__contains=words) | Q(initials__startswith=small) | Q(pinyin__startswith=small))
        cut = keyset(rows, ("org_id",), given.get("cursor", ""), size_of(request))
        return Response(paged(cut, [_told(each) for each in cut.rows]))

    def _reach(self, request: Request, on: date) -> Q:
        """By the tree of that day: an org that has moved away since stood within reach then."""
        one = request.query_params.get("org")
        tops = {self.here.org} if one else {org for org, _ in self.here.rights.held}
        reach = Q(pk__in=[])
        for path in tree.paths(tops, on).values():
            reach |= Q(path__contained_by_path=path)
        return reach

    def operation(self, method: str) -> Operation:
        item = obj(
            {
                "id": number("组织编号"),
                "name": text("名称"),
                "parent": number("上级的编号；最上级的为空", nullable=True),
                "path": text("从最上级到它的编号，用 . 隔开"),
                "kind": text("；".join(f"{each.value} {each.label}" for each in Kind), enum=list(Kind.values)),
                "status": text("；".join(f"{each.value} {each.label}" for each in Status), enum=list(Status.values)),
                "code": text("统一社会信用代码", nullable=True),
                "region": text("行政区划代码"),
            }
        )
        return Operation(
            "listOrgs",
            "组织",
            "范围内的组织",
            page_schema("OrgsPage", ref("OrgItem", item), "组织，一页"),
            parameters=[
                ORG,
                query("on", "哪一天的组织，不填就是今天", text(format="date")),
                query("parent", "只看这个上级直接的下级", {"type": "integer", "minimum": 1}),
                query("words", "名称中的字，或拼音、拼音首字母", text(maxLength=60)),
                CURSOR,
                SIZE,
            ],
        )


def day(given: str, today: date) -> date:
    if not given:
        return today
    try:
        found = parse_date(given)
    except ValueError:
        found = None
    if found is None or not 1900 < found.year < 9000:
        raise Wrong({"on": ["日期读不懂：写法如 2016-07-05。"]})
    return found


def _told(place: Place) -> dict[str, Any]:
    return {
        "id": place.org_id,
        "name": place.name,
        "parent": place.parent_id,
        "path": str(place.path),
        "kind": place.kind,
        "status": place.status,
        "code": place.org.code,
        "region": place.org.region,
    }
