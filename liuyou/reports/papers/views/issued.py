"""Papers that were written: the list, one of them with its figures then and now, its files, and voiding it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from liuyou.kernel.base.errors import BadInput, LiuyouError, Refused
from liuyou.kernel.base.home import locked
from liuyou.kernel.base.periods import Period
from liuyou.kernel.documents import drafts, numbering, papers, showing, store
from liuyou.kernel.documents import pdf as to
from liuyou.kernel.documents.models import Document
from liuyou.kernel.journal.models import Line
from liuyou.kernel.orgs import tree
from liuyou.kernel.web import paging
from liuyou.kernel.web.pages import Here, page, show
from liuyou.reports.papers import exports, listing, sheets, uploads
from liuyou.reports.papers.choosing import typed
from liuyou.reports.papers.views.checking import report_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ACTIONS = {
    "documents.document.write": "写出",
    "documents.document.refresh": "更新",
    "documents.document.void": "作废",
}


@page("documents.read", methods=("GET", "HEAD"))
def paper_list(request: HttpRequest, here: Here) -> HttpResponse:
    wanted, wrong = listing.asked(request), ""
    try:
        rows = listing.rows(here, wanted)
    except BadInput as error:
        rows, wrong = Document.objects.none(), str(error)
    order = [wanted.sort, "-pk"] if wanted.sort.startswith("-") else [wanted.sort, "pk"]
    found = paging.keyset(rows.select_related("actor", "voided"), order, request.GET.get("cursor", ""))
    context = {
        "asked": wanted,
        "wrong": wrong,
        "page": found,
        "papers": list(listing.told(found.rows)),
        "listing": {"count": paging.count_up_to(rows)},
        "kinds": listing.kinds(here),
        "states": listing.STATES,
        "sorts": [(name, title, _turned(wanted.sort, name), _arrow(wanted.sort, name)) for name, title in _sorts()],
        "may_write": here.may(drafts.WRITE),
    }
    return show(request, "papers/list.html", context)


def _sorts() -> list[tuple[str, str]]:
    return list(listing.SORTS.items())


def _turned(sort: str, name: str) -> str:
    return name if sort == f"-{name}" else f"-{name}"


def _arrow(sort: str, name: str) -> str:
    return {f"-{name}": "↓", name: "↑"}.get(sort, "")


@page("documents.read", methods=("POST",))
def export(request: HttpRequest, here: Here) -> HttpResponse:
    """The list as it is filtered (the address carries the filters), as a workbook."""
    wanted = listing.asked(request)
    rows = listing.rows(here, wanted).select_related("actor", "voided").annotate(figures=Count("citations"))
    count, whole = paging.count_up_to(rows, exports.MOST)
    exports.refuse_many(count, whole)
    at = exports.journal(here.actor, here.org, count, [words for _, words in wanted.chips])
    found = list(rows.order_by(wanted.sort, "-pk"))
    lines = zip(listing.told(found), (each.figures for each in found), strict=True)
    content = exports.workbook(lines, heading=here.place.name, by=here.actor.name, at=at)
    return uploads.sent(content, f"{here.place.name}公文目录", "xlsx", XLSX)


@page("documents.read", methods=("GET", "HEAD"))
def paper_page(request: HttpRequest, here: Here, paper: str) -> HttpResponse:
    """What it says, what each of its figures was and is, who wrote it, what came of it."""
    document = listing.find(paper, here)
    report = report_of(papers.recheck(document, actor=here.actor))
    facts = listing.facts(document)
    path = _path(document, here)
    context: dict[str, Any] = {
        "facts": facts,
        "document": document,
        "report": report,
        "sheet": None,
        "unreadable": "",
        "renewed": list(listing.told(_renewed(document))),
        "origin": facts if not document.refreshes_id else listing.facts(Document.objects.get(pk=document.refreshes_id)),
        "history": _history(document),
        "may_write": here.rights.allow(drafts.WRITE, path) if path else False,
        "pdf": to.available(),
        "voided": getattr(document, "voided", None),
    }
    try:
        content = store.load(document.pk, document.sha256)
        links = sheets.of_findings(report.verification.findings, document.as_of)
        context["sheet"] = sheets.Sheet(showing.blocks(content), links)
    except LiuyouError as error:
        context["unreadable"] = str(error)
    return show(request, "papers/paper.html", context)


def _path(document: Document, here: Here) -> str:
    return tree.paths([document.org_id], here.today).get(document.org_id, "")


def _renewed(document: Document) -> list[Document]:
    return list(Document.objects.filter(refreshes=document).select_related("actor", "voided").order_by("-as_of")[:20])


def _history(document: Document) -> list[tuple[Line, str]]:
    """Lines of the journal that speak of this paper, latest first."""
    found = Line.objects.filter(register="documents.document", record=0, org_id=document.org_id)
    found = found.filter(after__document=document.pk, at__gte=document.as_of).select_related("actor")
    return [(line, ACTIONS.get(line.action, line.action)) for line in found.order_by("-at", "-pk")[:20]]


@page("documents.read", methods=("GET", "HEAD"))
def docx(request: HttpRequest, here: Here, paper: str) -> HttpResponse:
    """The file byte for byte as it was written."""
    document = listing.find(paper, here)
    return uploads.sent(store.load(document.pk, document.sha256), _name(document), "docx")


@page("documents.read", methods=("GET", "HEAD"))
def pdf(request: HttpRequest, here: Here, paper: str) -> HttpResponse:
    """Made by LibreOffice when it is asked for, one at a time."""
    document = listing.find(paper, here)
    content = store.load(document.pk, document.sha256)
    if not to.available():
        raise Refused(
            "这台服务器没有安装 LibreOffice，不能生成 PDF："
            "请下载 Word 文件后另存为 PDF，或请管理员安装 libreoffice-writer。"
        )
    with locked("pdf"), tempfile.TemporaryDirectory(prefix="liuyou-") as scratch:
        source = Path(scratch, "paper.docx")
        source.write_bytes(content)
        made = to.to_pdf(source, Path(scratch, "pdf")).read_bytes()
    return uploads.sent(made, _name(document), "pdf", "application/pdf")


def _name(document: Document) -> str:
    facts = listing.facts(document)
    return f"{document.number} {facts.title}" if document.number else f"{facts.title} {Period.parse(document.period)}"


@page("documents.write", methods=("POST",))
def void(request: HttpRequest, here: Here, paper: str) -> HttpResponse:
    document = listing.find(paper, here)
    numbering.void(document, actor=here.actor, reason=typed(request.POST.get("reason", "")))
    messages.success(request, "已作废。文号保留，不再用于别的公文。")
    return redirect("paper", document.pk)
