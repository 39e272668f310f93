"""Papers over HTTP: those issued with their cited figures, a new one, and a file held against the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from liuyou.kernel.access.reach import visible_to
from liuyou.kernel.api.arriving import arrive
from liuyou.kernel.api.base import Endpoint
from liuyou.kernel.api.describing import (
    CURSOR,
    KEY,
    ORG,
    ORG_SHAPE,
    SIZE,
    Operation,
    Schema,
    array,
    number,
    obj,
    query,
    ref,
    text,
)
from liuyou.kernel.api.orgs import day
from liuyou.kernel.api.records import page_schema, paged, size_of
from liuyou.kernel.api.refusing import Wrong
from liuyou.kernel.base.errors import BadInput, NotFound
from liuyou.kernel.base.periods import Period
from liuyou.kernel.documents import drafts, library, package, papers, store
from liuyou.kernel.documents.models import Citation, Document
from liuyou.kernel.orgs import tree
from liuyou.kernel.web.pages import SIGNED_IN, Here
from liuyou.kernel.web.paging import keyset

TAG = "公文"
GONE = "没有这份公文，或不在您的管理范围内。"
TITLE = 60
SHIPPED: dict[str, tuple[str, str, Path]] = {}
"""Kind → name, what its title ends in, its template. Filled by whoever ships templates."""
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def seen(here: Here) -> QuerySet[Document]:
    rows = visible_to(Document.objects.all(), here.actor, papers.READ, here.today)
    return rows.select_related("actor", "voided").defer("signature")


def find(here: Here, number: str) -> Document:
    found = seen(here).filter(pk=number).first()
    if found is None:
        raise NotFound(GONE)
    return found


class Papers(Endpoint):
    needs = papers.READ
    takes = ("kind", "period", "number", "cursor", "size")

    def permission(self, method: str | None) -> str:
        return SIGNED_IN if method == "POST" else self.needs

    def get(self, request: Request) -> Response:
        given = request.query_params
        below = tree.places(self.here.today).filter(path__contained_by_path=self.here.place.path)
        rows = seen(self.here).filter(org_id__in=below.values("org_id"))
        rows = rows.filter(kind=given["kind"]) if given.get("kind") else rows
        rows = rows.filter(number=given["number"]) if given.get("number") else rows
        rows = rows.filter(period=Period.parse(given["period"]).code) if given.get("period") else rows
        cut = keyset(rows, ("-as_of", "-pk"), given.get("cursor", ""), size_of(request))
        names = tree.names((each.org_id for each in cut.rows), self.here.today)
        return Response(paged(cut, [_told(each, names) for each in cut.rows]))

    def post(self, request: Request) -> Response:
        sent = self.content(request)
        if faults := _faults(sent):
            raise Wrong(faults)
        asked = str(sent.get("org") or request.query_params.get("org", ""))
        here = arrive(request.user, drafts.WRITE, asked)  # type: ignore[arg-type]
        kind, template, content, ending = _template(sent["template"], here)
        period = Period.parse(sent["period"])
        on = day(sent.get("on") or "", here.today)
        if on > here.today:
            raise Wrong({"on": ["成文日期不能晚于今天。"]})
        title = " ".join((sent.get("title") or "").split()) or f"{here.place.name}{period.label}{ending}"

        def write() -> str:
            numbered = bool(sent.get("numbered"))
            common: dict[str, Any] = {"kind": kind, "org": here.org, "period": period, "on": on, "actor": here.actor}
            made = papers.write(content, **common, title=title[:TITLE], numbered=numbered, template_id=template)
            return made.document

        made, again = self.once(request, write)
        document = Document.objects.select_related("actor", "voided").get(pk=made)
        return Response(_whole(document, here), status=200 if again else 201)

    def operation(self, method: str) -> Operation:
        if method == "GET":
            parameters = [
                *(ORG, query("kind", "种类"), query("period", "统计期"), query("number", "发文字号，写全")),
                *(CURSOR, SIZE),
            ]
            return Operation("listPapers", TAG, "查公文", page_schema("PapersPage", _schema(), ""), "", parameters)
        body = obj(
            {
                "template": text("模板：系统自带的种类（如 summary），或模板编号", maxLength=40),
                "period": text("统计期，如 2016H1", maxLength=40),
                "org": number("组织编号，不填就是令牌所在的组织", minimum=1),
                "title": text("标题，不填就用组织、统计期和模板的名称", maxLength=TITLE),
                "on": text("成文日期，不填就是今天", format="date"),
                "numbered": {"type": "boolean", "description": "是否取下一个发文字号"},
            },
            ["template", "period"],
        )
        also = {200: "重发的请求：先前已经写出"}
        return Operation(
            "createPaper", TAG, "写出公文", _whole_schema(), "", [KEY], ref("NewPaper", body), status=201, also=also
        )


def _faults(sent: dict[str, Any]) -> dict[str, list[str]]:
    kinds: dict[str, type] = {"template": str, "period": str, "org": int, "title": str, "on": str, "numbered": bool}
    found = {str(name)[:60]: ["没有这一项。"] for name in list(sent)[:50] if name not in kinds}
    for name, kind in kinds.items():
        value = sent.get(name)
        if value is not None and (type(value) is not kind):
            found[name] = ["写法不对：请对照接口说明。"]
        elif name in ("template", "period") and not value:
            found[name] = ["没有填写：这是必填项。"]
    if isinstance(sent.get("title"), str) and len(sent["title"]) > TITLE:
        found["title"] = [f"超过 {TITLE} 个字：请改短一些。"]
    return found


def _template(named: str, here: Here) -> tuple[str, int | None, bytes, str]:
    """Kind, number of one's own template, content, what the title ends in."""
    if named in SHIPPED:
        _, ending, path = SHIPPED[named]
        return named, None, path.read_bytes(), ending
    number_ = int(named) if named.isascii() and named.isdecimal() and len(named) < 10 else 0
    own = next((each for each in library.usable(here.org, here.today) if each.pk == number_), None)
    if own is None:
        raise NotFound("没有这份模板，或它已停用。")
    return own.name, own.pk, library.content_of(own), own.name


class Paper(Endpoint):
    needs = papers.READ

    def get(self, request: Request, number: str) -> Response:
        return Response(_whole(find(self.here, number), self.here))

    def operation(self, method: str) -> Operation:
        return Operation("getPaper", TAG, "一份公文和它引用的指标", _whole_schema())


class PaperFile(Endpoint):
    needs = papers.READ

    def get(self, request: Request, number: str) -> HttpResponse:
        document = find(self.here, number)
        response = HttpResponse(store.load(document.pk, document.sha256), content_type=DOCX)
        response["Content-Disposition"] = f'attachment; filename="{document.pk}.docx"'
        return response

    def operation(self, method: str) -> Operation:
        file = {"type": "string", "format": "binary"}
        return Operation("getPaperFile", TAG, "公文的 Word 文件", file, given_as=DOCX)


class Verify(Endpoint):
    """A Word file that was written here: does every figure still stand?"""

    needs = papers.READ
    parser_classes = [MultiPartParser, JSONParser]  # noqa: RUF012 (as DRF declares it)

    def post(self, request: Request) -> Response:
        file = request.FILES.get("file")
        if file is None:
            raise Wrong({"file": ["没有收到文件：用 multipart/form-data 的 file 上传一个 .docx。"]})
        if (file.size or 0) > package.MAX_FILE:
            raise Wrong({"file": [f"文件超过 {package.MAX_FILE // 1024 // 1024} MB。"]})
        try:
            found = papers.verify(file.read(), actor=self.here.actor)
        except (ValueError, KeyError):
            raise BadInput("这个文件不是完好的 Word 文件：请重新保存为 .docx 再试。") from None
        names = tree.names([found.document.org_id], self.here.today)
        return Response(
            {
                "paper": _told(found.document, names),
                "agrees": found.agrees,
                "signed": found.signed,
                "reproduced": found.reproduced,
                "foreign": sorted(found.foreign),
                "findings": [
                    _citation(each.citation) | {"state": each.state.value, "in_paper": each.in_paper, "now": each.now}
                    for each in found.findings
                ],
            }
        )

    def operation(self, method: str) -> Operation:
        finding = obj(
            CITATION
            | {
                "state": text("；".join(f"{each.value} {each.label}" for each in papers.State), enum=_STATES),
                "in_paper": text("文中现在写的", nullable=True),
                "now": text("台账现在是"),
            }
        )
        shape = {
            "paper": _schema(),
            "agrees": {"type": "boolean", "description": "全部相符"},
            "signed": {"type": "boolean", "description": "引用清单是本系统签的"},
            "reproduced": {"type": "boolean", "description": "按写出时的台账能重新算出"},
            "foreign": array(text(), "文中混有别的公文的数字，是哪几份"),
            "findings": array(finding),
        }
        body = obj({"file": {"type": "string", "format": "binary", "description": "Word 文件 .docx"}}, ["file"])
        return Operation(
            "verifyPaper",
            TAG,
            "核对公文",
            ref("Verification", obj(shape)),
            "逐个数字三方核对：文中、引用清单、台账。",
            body=body,
            sent_as="multipart/form-data",
        )


_STATES = [each.value for each in papers.State]
CITATION: dict[str, Schema] = {
    "number": number("第几处"),
    "code": text("指标"),
    "org": number("组织编号"),
    "period": text("统计期"),
    "unit": text("单位"),
    "value": text("准确的数", nullable=True),
    "printed": text("写出时文中的字"),
}


def _citation(each: Citation) -> dict[str, Any]:
    return {
        "number": each.number,
        "code": each.code,
        "org": each.org_id,
        "period": each.period,
        "unit": each.unit,
        "value": None if each.value is None else f"{each.value:f}",
        "printed": each.printed,
    }


def _told(document: Document, names: dict[int, str]) -> dict[str, Any]:
    return {
        "id": document.pk,
        "kind": document.kind,
        "title": document.title,
        "number": document.number,
        "org": {"id": document.org_id, "name": names.get(document.org_id, "")},
        "period": document.period,
        "as_of": document.as_of.isoformat(),
        "issued_on": document.issued_on and document.issued_on.isoformat(),
        "by": document.actor.name,
        "void": hasattr(document, "voided"),
        "refreshes": document.refreshes_id,
    }


def _whole(document: Document, here: Here) -> dict[str, Any]:
    names = tree.names([document.org_id], here.today)
    cited = document.citations.order_by("number")
    return _told(document, names) | {"citations": [_citation(each) for each in cited]}


def _shape() -> dict[str, Schema]:
    return {
        "id": text("编号"),
        "kind": text("种类"),
        "title": text("标题"),
        "number": text("发文字号，没有编号的为空"),
        "org": ref("Org", ORG_SHAPE),
        "period": text("统计期"),
        "as_of": text("截至时刻", format="date-time"),
        "issued_on": text("成文日期", format="date", nullable=True),
        "by": text("经办"),
        "void": {"type": "boolean", "description": "已作废"},
        "refreshes": text("由哪一份更新而来", nullable=True),
    }


def _schema() -> Schema:
    return ref("Paper", obj(_shape()))


def _whole_schema() -> Schema:
    return ref("PaperDetail", obj(_shape() | {"citations": array(ref("Citation", obj(CITATION)), "引用的指标")}))
