"""A new paper: chosen, previewed with every figure open to question, issued. And the word of its numbers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from liuyou.kernel.base.errors import BadInput, LiuyouError, Refused
from liuyou.kernel.documents import drafts, numbering, papers, showing
from liuyou.kernel.documents.models import Number
from liuyou.kernel.web.pages import STATUS, Here, page, show
from liuyou.reports.papers import choosing, many, sheets
from liuyou.reports.papers.choosing import Wish

RECENT = 20


@page("documents.write")
def new(request: HttpRequest, here: Here) -> HttpResponse:
    """The form; with a choice in the address, the preview under it, which writes nothing. POST issues what was seen."""
    context: dict[str, Any] = _form(request, here)
    try:
        wish = choosing.wish(request, here)
        if wish is not None and "below" in request.POST:
            return _issue_below(request, here, wish)
        if wish is not None and request.method == "POST":
            return _issue(request, here, wish)
        if wish is not None:
            context |= _preview(here, wish)
    except LiuyouError as error:
        context |= {"error": error, "problems": error.problems[:50] if isinstance(error, BadInput) else []}
        status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
        return show(request, "papers/new.html", context, status=status)
    return show(request, "papers/new.html", context)


def _form(request: HttpRequest, here: Here) -> dict[str, Any]:
    given = request.POST if request.method == "POST" else request.GET
    usual = given.get("period", "") or choosing.last_half(here.today).code
    word = numbering.word_of(here.org)
    return {
        "choices": choosing.choices(here.org, here.today),
        "parts": choosing.PARTS,
        "chosen": given.get("template", ""),
        "year": given.get("year", "") or usual[:4],
        "part": given.get("part", usual[4:]),
        "on": given.get("on", "") or f"{here.today:%Y-%m-%d}",
        "as_of": given.get("as_of", "")[:16],
        "title": given.get("title", ""),
        "numbered": given.get("numbered", "1" if word else "0"),
        "word": word,
    }


def _preview(here: Here, wish: Wish) -> dict[str, Any]:
    number = numbering.foresee(here.org, wish.on) if wish.numbered else ""
    seen = drafts.preview(
        wish.content,
        org=here.org,
        period=wish.period,
        on=wish.on,
        actor=here.actor,
        as_of=wish.as_of,
        number=number,
        title=wish.title,
    )
    sheet = sheets.Sheet(showing.blocks(seen.content), sheets.of_preview(seen.cited, seen.as_of))
    return {
        "wish": wish,
        "sheet": sheet,
        "figures": len(seen.cited),
        "seen_at": seen.as_of,
        "exact": seen.as_of.isoformat(),
        "number": number,
        "below": many.counted(here),
    }


def _issue(request: HttpRequest, here: Here, wish: Wish) -> HttpResponse:
    written = papers.write(
        wish.content,
        kind=wish.choice.kind,
        org=here.org,
        period=wish.period,
        on=wish.on,
        actor=here.actor,
        as_of=wish.as_of,
        title=wish.title,
        numbered=wish.numbered,
        template_id=wish.choice.number,
    )
    messages.success(request, f"已发出“{wish.title}”，{written.figures} 个数字都可以随时核对。")
    return redirect("paper", written.document)


def _issue_below(request: HttpRequest, here: Here, wish: Wish) -> HttpResponse:
    run = many.begin(wish, request.POST["below"], here)
    messages.success(request, f"已开始写，共 {run.total} 份：可以离开这一页，写好的在“已发公文”里。")
    return redirect("job", run.pk)


@page("documents.write")
def numbering_page(request: HttpRequest, here: Here) -> HttpResponse:
    """机关代字 of the present org, and the numbers given lately."""
    context: dict[str, Any] = {
        "word": numbering.word_of(here.org),
        "typed": choosing.typed(request.POST.get("word", "")),
    }
    if request.method == "POST":
        try:
            word, reason = context["typed"], choosing.typed(request.POST.get("reason", ""))
            numbering.set_word(here.org, word, actor=here.actor, reason=reason)
        except Refused as error:
            context["error"] = error
        else:
            messages.success(request, f"机关代字已设定为“{word}”，下一份公文起使用。")
            return redirect(f"{reverse('paper-numbering')}?org={here.org}")
    taken = Number.objects.filter(org_id=here.org).select_related("document", "document__voided")
    context |= {"taken": taken.order_by("-year", "-sequence")[:RECENT], "next": numbering.foresee(here.org, here.today)}
    return show(request, "papers/numbering.html", context, status=409 if "error" in context else 200)
