"""Templates of papers: those shipped, those of this org and those above; uploaded, looked at, put in use, retired."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from liuyou.kernel.base.errors import BadInput, LiuyouError, NotFound
from liuyou.kernel.documents import drafts, library, papers, showing
from liuyou.kernel.documents.models import Template
from liuyou.kernel.ledger import codes
from liuyou.kernel.ledger.measures import REGISTRY
from liuyou.kernel.orgs import tree
from liuyou.kernel.web.pages import STATUS, Here, page, show
from liuyou.reports.papers import choosing, sheets, uploads
from liuyou.reports.summaries import SHIPPED

TONES = {"draft": "soon", "in_use": "done", "retired": "draft"}
MOST_TAGS = 200


@page("documents.read", methods=("GET", "HEAD"))
def template_list(request: HttpRequest, here: Here) -> HttpResponse:
    return show(request, "papers/templates.html", _list(here))


def _list(here: Here) -> dict[str, Any]:
    rows = library.serving(here.org, here.today).select_related("actor").order_by("name", "org_id", "-version")
    names = {each.org_id: each.name for each in tree.ancestors(here.org, here.today)}
    return {
        "shipped": [(kind, name) for kind, (name, _, _) in SHIPPED.items()],
        "rows": [(each, names.get(each.org_id, ""), TONES[each.state]) for each in rows],
        "may_write": here.may(drafts.WRITE),
    }


@page("documents.write")
def upload(request: HttpRequest, here: Here) -> HttpResponse:
    """A new template or a new version: checked first; every tag that is not known is named with its place."""
    typed = choosing.typed(request.POST.get("name", ""))
    context: dict[str, Any] = {"name": typed or request.GET.get("name", "")}
    if request.method != "POST":
        return show(request, "papers/template_upload.html", context)
    try:
        content = uploads.taken(request)
        checked = library.check(content)
        if checked.faults:
            context |= {"faults": checked.faults, "figures": len(checked.figures)}
            return show(request, "papers/template_upload.html", context, status=400)
        if typed in SHIPPED or typed in {name for name, _, _ in SHIPPED.values()}:
            raise BadInput(f"“{typed}”是系统自带模板的名称：请换一个名称。")
        made = library.upload(here.org, typed, content, actor=here.actor)
    except LiuyouError as error:
        status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
        return show(request, "papers/template_upload.html", {**context, "error": error}, status=status)
    messages.success(request, f"模板检查无误，{len(checked.figures)} 个指标都认得。请看过样张后再启用。")
    return redirect("paper-template", made.pk)


def _find(number: int, here: Here) -> Template:
    """One that serves the present org, or an org within reach."""
    found = Template.objects.select_related("actor").filter(pk=number).first()
    if found is None:
        raise NotFound(library.GONE)
    path = tree.paths([found.org_id], here.today).get(found.org_id, "")
    if not (path and here.rights.allow(papers.READ, path)):
        library.find(number, here.org, here.today)
    return found


@page("documents.read", methods=("GET", "HEAD"))
def template_page(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """What it asks, and how it comes out for the present org: a sample that writes nothing."""
    template = _find(number, here)
    content = library.content_of(template)
    place = tree.place(template.org_id, here.today)
    context: dict[str, Any] = {
        "template": template,
        "owner": place.name,
        "tone": TONES[template.state],
        "figures": library.check(content).figures,
        "may_write": here.rights.allow(drafts.WRITE, place.path),
        "parts": choosing.PARTS,
    }
    if here.may(drafts.WRITE):
        context |= _sample(request, here, content)
    return show(request, "papers/template.html", context)


def _sample(request: HttpRequest, here: Here, content: bytes) -> dict[str, Any]:
    try:
        period = choosing.period_of(request.GET) if request.GET.get("year") else choosing.last_half(here.today)
        given: dict[str, Any] = {"org": here.org, "period": period, "on": here.today, "actor": here.actor}
        seen = drafts.preview(content, number="×总工〔2016〕1号", title="（标题）", **given)
    except LiuyouError as error:
        return {"error": error}
    sheet = sheets.Sheet(showing.blocks(seen.content), sheets.of_preview(seen.cited, seen.as_of))
    return {"sheet": sheet, "period": period, "year": period.code[:4], "part": period.code[4:]}


@page("documents.read", methods=("GET", "HEAD"))
def download(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    template = _find(number, here)
    return uploads.sent(library.content_of(template), f"{template.name} 第{template.version}版", "docx")


@page("documents.read", methods=("GET", "HEAD"))
def shipped(request: HttpRequest, here: Here, kind: str) -> HttpResponse:
    if kind not in SHIPPED:
        raise NotFound(library.GONE)
    name, _, path = SHIPPED[kind]
    return uploads.sent(path.read_bytes(), f"{name}模板", "docx")


@page("documents.write", methods=("POST",))
def use(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    template = _find(number, here)
    library.put_in_use(template, here.today, actor=here.actor)
    messages.success(request, f"“{template.name}”第 {template.version} 版已启用，本单位和下级都可以选用。")
    return redirect("paper-template", template.pk)


@page("documents.write", methods=("POST",))
def retire(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    template = _find(number, here)
    library.retire(template, actor=here.actor, reason=choosing.typed(request.POST.get("reason", "")))
    messages.success(request, f"“{template.name}”第 {template.version} 版已停用；用它写出的公文不受影响。")
    return redirect("paper-template", template.pk)


@page("documents.read", methods=("GET", "HEAD"))
def tags(request: HttpRequest, here: Here) -> HttpResponse:
    """What may be written in a template: the fixed tags, and every figure with the tag to paste."""
    words = choosing.typed(request.GET.get("words", ""))
    REGISTRY.refresh()
    known = [(each.code, each.title, each.unit) for each in codes.NAMED.values()]
    known += [(each.code, each.title, each.unit) for each in REGISTRY.measures.values()]
    found = [each for each in sorted(known) if words in each[0] or words in each[1]]
    near = [each for each in sorted(known) if each[0] in codes.nearest(words)] if words and not found else []
    rows = [(*each, f'{{{{ 指标("{each[0]}") }}}}') for each in (found or near)[:MOST_TAGS]]
    context = {"words": words, "rows": rows, "near": bool(near), "more": max(0, len(found) - MOST_TAGS)}
    context["fixed"] = [(f"{{{{ {name} }}}}", told) for name, told in FIXED.items()]
    return show(request, "papers/tags.html", context)


FIXED = {
    "单位": "写公文的工会，如 示例县总工会",
    "时期": "统计期，如 2016年上半年",
    "年份": "统计期的年份，如 2016",
    "日期": "成文日期，如 2016年7月5日",
    "文号": "发文字号，如 示总工〔2016〕4号；不编号时为空",
    "标题": "发文时填写的标题",
}
