"""Files handed in: verified against the ledger, or brought up to date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from liuyou.kernel.base.errors import LiuyouError
from liuyou.kernel.documents import papers, store
from liuyou.kernel.documents.models import Citation, Voided
from liuyou.kernel.documents.papers import Finding, State, Verification, described
from liuyou.kernel.ledger.measures import REGISTRY
from liuyou.kernel.web.pages import STATUS, Here, page, show
from liuyou.kernel.web.screens import SCREENS
from liuyou.reports.papers import listing, sheets, uploads

SHOWN, BEHIND = 300, 50
"""Rows of figures, and of records behind one, that a page shows."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One record that moved a figure; `register` is its address, empty where it has no page."""

    record: int
    register: str
    name: str
    effect: Any
    causes: str
    unit: str


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of a report."""

    finding: Finding
    title: str
    tone: str
    icon: str
    query: str
    copies: list[str]
    causes: list[Cause]


@dataclass(frozen=True, slots=True)
class Report:
    verification: Verification
    wrong: list[Line]
    right: list[Line]
    counts: list[tuple[State, int, str, str]]
    more: int
    voided: Voided | None


def report_of(found: Verification) -> Report:
    """A verification as the page tells it: what does not agree first."""
    wrong = [each for each in found.findings if each.state is not State.AGREES or _differs(found, each)]
    right = [each for each in found.findings if each not in wrong]
    return Report(
        found,
        [_line(found, each) for each in wrong[:SHOWN]],
        [_line(found, each) for each in right[:SHOWN]],
        [(state, found.count(state), sheets.TONES[state], sheets.ICONS[state]) for state in State],
        max(0, len(wrong) - SHOWN) + max(0, len(right) - SHOWN),
        Voided.objects.filter(document=found.document).select_related("actor").first(),
    )


def _differs(found: Verification, finding: Finding) -> bool:
    return any(text != finding.citation.printed for text in found.copies.get(finding.citation.number, []))


def _line(found: Verification, finding: Finding) -> Line:
    cited = finding.citation
    return Line(
        finding,
        sheets.title_of(cited.code),
        sheets.TONES[finding.state],
        sheets.ICONS[finding.state],
        sheets.query_of(cited.code, cited.org_id, cited.period, None),
        found.copies.get(cited.number, []),
        list(_causes(finding))[:BEHIND],
    )


def _causes(finding: Finding) -> Iterator[Cause]:
    for leaf, differences in finding.changes:
        register = REGISTRY.register_of.get(leaf.measure, "")
        screen = SCREENS.get(register)
        unit = REGISTRY.measures[leaf.measure].unit if leaf.measure in REGISTRY.measures else ""
        for record, effect, causes in described(differences):
            name, address = (screen.name, screen.code) if screen else ("", "")
            yield Cause(record, address, name, effect, "、".join(causes), "元" if unit == "元" else "")


def _refusal(request: HttpRequest, template: str, context: dict[str, Any], error: LiuyouError) -> HttpResponse:
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
    return show(request, template, {**context, "error": error}, status=status)


@page("documents.read")
def verify(request: HttpRequest, here: Here) -> HttpResponse:
    """Drop a file: every figure in it against what was cited, and against the ledger then and now."""
    if request.method != "POST":
        return show(request, "papers/verify.html")
    try:
        found = papers.verify(uploads.taken(request), actor=here.actor)
    except LiuyouError as error:
        return _refusal(request, "papers/verify.html", {}, error)
    return show(request, "papers/verify.html", {"report": report_of(found), "facts": listing.facts(found.document)})


@page("documents.write")
def refresh(request: HttpRequest, here: Here) -> HttpResponse:
    """Drop an edited file, or start from an issued paper: what would change; then the updated file, kept as its own."""
    try:
        if request.method == "POST" and ("token" in request.POST or "paper" in request.POST):
            return _refreshed(request, here)
        if request.method == "POST":
            content = uploads.taken(request)
            return _offer(request, here, content, {"token": uploads.hold(content, here.actor)})
        if request.GET.get("paper"):
            document = listing.find(request.GET["paper"], here)
            return _offer(request, here, store.load(document.pk, document.sha256), {"paper": document.pk})
    except LiuyouError as error:
        return _refusal(request, "papers/refresh.html", {}, error)
    return show(request, "papers/refresh.html")


def _offer(request: HttpRequest, here: Here, content: bytes, again: dict[str, str]) -> HttpResponse:
    """What would change; `again` brings the file back when the user has decided."""
    new = papers.renewal(content, actor=here.actor)
    cited = {each.number: each for each in new.citations}
    changed = [(*_named(cited[number]), *texts) for number, texts in new.changed.items()]
    context = {
        "facts": listing.facts(new.document),
        "changed": changed[:SHOWN],
        "count": len(changed),
        "same": len(new.texts) - len(changed),
        "missing": [sheets.title_of(each.code) for each in new.missing[:SHOWN]],
        "again": again,
    }
    return show(request, "papers/refresh.html", context)


def _named(cited: Citation) -> tuple[Citation, str, str]:
    """A citation, the figure's name, and the address of what stands behind it now."""
    return cited, sheets.title_of(cited.code), sheets.query_of(cited.code, cited.org_id, cited.period, None)


def _refreshed(request: HttpRequest, here: Here) -> HttpResponse:
    token = request.POST.get("token", "")
    if token:
        content = uploads.held(token, here.actor)
    else:
        document = listing.find(request.POST.get("paper", ""), here)
        content = store.load(document.pk, document.sha256)
    result = papers.refresh(content, actor=here.actor)
    if token:
        uploads.let_go(token, here.actor)
    messages.success(request, f"已更新：{len(result.changed)} 个数字换成了今天的，文字没有动。请下载更新后的文件。")
    return redirect("paper", result.document)
