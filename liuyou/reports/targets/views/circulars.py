"""A circular at work: its words beside the frozen figures, and issuing it as a numbered paper."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from liuyou.kernel.access.reach import visible_to
from liuyou.kernel.base.errors import LiuyouError, NotFound
from liuyou.kernel.documents import numbering
from liuyou.kernel.web.pages import Here, page, show
from liuyou.reports.targets.actions import circulars as actions
from liuyou.reports.targets.models import Circular
from liuyou.reports.targets.workflows import CIRCULAR, READ, SUPERVISE

LONGEST = 8000


@page(READ)
def circular_page(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """Edit, take the figures anew, issue."""
    circular = visible_to(Circular.objects.filter(pk=number), here.actor, READ, here.today).first()
    if circular is None:
        raise NotFound("没有这份通报，或不在您的管理范围内。")
    error = ""
    if request.method == "POST":
        try:
            messages.success(request, _act(request, here, circular))
        except LiuyouError as refusal:
            error = str(refusal)
        else:
            return redirect(reverse("targets-circular", args=[number]))
    draft = circular.state == "draft"
    last = circular.copies[-1]
    context: dict[str, Any] = {"circular": circular, "state": CIRCULAR.states[circular.state], "error": error}
    context |= {"draft": draft, "may": draft and here.may(SUPERVISE), "moment": datetime.fromisoformat(last["as_of"])}
    context["text"] = request.POST.get("text", circular.text) if error else circular.text
    context["tables"] = [
        (item["title"], [actions.row_of(line, item["unit"]) for line in item["lines"]]) for item in last["items"]
    ]
    context["next"] = numbering.foresee(circular.org_id, here.today) if draft else ""
    return show(request, "targets/circular.html", context, status=409 if error else 200)


def _act(request: HttpRequest, here: Here, circular: Circular) -> str:
    """What the button pressed asks for; the words typed are kept in any case."""
    text = request.POST.get("text", "").replace("\r\n", "\n").strip()[:LONGEST]
    wanted = request.POST.get("do", "")
    if wanted == "refresh":
        actions.refresh_circular(circular.pk, until=here.today, actor=here.actor)
        return "已按今天的数据重新生成正文，原来的数据仍保留。"
    if text != circular.text:
        circular = actions.edit_circular(circular.pk, changes={"text": text}, actor=here.actor)
    if wanted in ("issue", "plain"):
        given = actions.issue_as_document(circular, on=here.today, actor=here.actor, numbered=wanted == "issue")
        return f"通报已印发{f'，文号 {given}' if given else ''}，公文已存入公文目录。"
    return "正文已保存。"
