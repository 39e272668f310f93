"""People within reach over HTTP, masked: enough to join records by number, not to know anybody."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from liuyou.kernel.access.knowing import people_visible_to
from liuyou.kernel.api.base import Endpoint
from liuyou.kernel.api.describing import CURSOR, SIZE, Operation, Schema, number, obj, ref, text
from liuyou.kernel.api.records import page_schema, paged, size_of
from liuyou.kernel.base.errors import NotFound
from liuyou.kernel.base.masking import mask_name
from liuyou.kernel.people.models import Person
from liuyou.kernel.web.paging import keyset

TAG = "人员"


class _OfPeople(Endpoint):
    needs = "people.read"

    def rows(self) -> QuerySet[Person]:
        found = people_visible_to(self.here.actor, self.here.today)
        return found.defer("identity", "phone", "identity_hash")


class People(_OfPeople):
    takes = ("cursor", "size")

    def get(self, request: Request) -> Response:
        cut = keyset(self.rows(), ("pk",), request.query_params.get("cursor", ""), size_of(request))
        return Response(paged(cut, [_told(each) for each in cut.rows]))

    def operation(self, method: str) -> Operation:
        words = "姓名只给姓，证件号码和电话不给。要看全名，请在系统页面上查。"
        page = page_schema("PeoplePage", _schema(), "人员，一页")
        return Operation("listPeople", TAG, "范围内的人员", page, words, [CURSOR, SIZE])


class One(_OfPeople):
    def get(self, request: Request, number: int) -> Response:
        found = self.rows().filter(pk=number).first()
        if found is None:
            raise NotFound("没有这个人，或不在您的管理范围内。")
        return Response(_told(found))

    def operation(self, method: str) -> Operation:
        return Operation("getPerson", TAG, "一个人", _schema())


def _told(person: Person) -> dict[str, Any]:
    born = person.born.year if person.born else None
    return {"id": person.pk, "name": mask_name(person.name), "sex": person.sex, "born_year": born}


def _schema() -> Schema:
    shape = {
        "id": number("编号"),
        "name": text("姓名，已遮盖"),
        "sex": text("性别，没有登记的为空"),
        "born_year": number("出生年份", nullable=True),
    }
    return ref("Person", obj(shape))
