"""What the org above does with a return: accept it, send it back with remarks on cells, open it again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from liuyou.kernel.base.errors import LiuyouError, NotFound, Refused
from liuyou.kernel.web.pages import Here, page, show
from liuyou.reports.returns import actions
from liuyou.reports.returns.models import Return
from liuyou.reports.returns.queries import asking, listing
from liuyou.reports.returns.views import filling, finding
from liuyou.reports.returns.views.finding import CHECK

MOST_AT_ONCE = 500


@page(CHECK, methods=("POST",))
def review(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """One step on one return; refusals come back on its page."""
    found = finding.return_of(here, number)
    given, record = request.POST, found.record
    reason = given.get("reason", "").strip()
    remarks = {name[2:]: str(text) for name, text in given.items() if name.startswith("r:")}
    try:
        if "accept" in given:
            actions.accept_returns(record.pk, actor=here.actor, at=asking.settled())
            said = "已接收"
        elif "send_back" in given:
            actions.send_back_return(record.pk, actor=here.actor, reason=reason, remarks=remarks)
            said = "已退回修改"
        elif "reopen" in given:
            actions.reopen_return(record.pk, actor=here.actor, reason=reason)
            said = "已重新开放填报"
        else:
            raise Refused("没有这一步：请用页面上的按钮。")
    except LiuyouError as error:
        if isinstance(error, NotFound):
            raise
        context = filling.reviewing(here, found, error) | {"reason": reason, "given": remarks}
        return show(request, "returns/review.html", context, status=409)
    messages.success(request, f"{said}：{found.place.name} {record}。")
    return redirect(_next(here, record) or reverse("returns-due"))


def _next(here: Here, record: Return) -> str:
    """The next of the same form and period that waits to be checked below this org."""
    waiting = listing.to_check(here.org, here.today).filter(form_code=record.form_code, period=record.period)
    number = waiting.values_list("pk", flat=True).first()
    return reverse("returns-return", args=[number]) if number else ""


@page(CHECK, methods=("POST",))
def accept_many(request: HttpRequest, here: Here) -> HttpResponse:
    """Those ticked, in one set: all or none, and the first that cannot be accepted says why."""
    numbers = [int(each) for each in request.POST.getlist("record") if each.isdecimal()][:MOST_AT_ONCE]
    if not numbers:
        raise Refused("没有选中报表：请先勾选要接收的报表。")
    actions.accept_returns(numbers, actor=here.actor, at=asking.settled())
    messages.success(request, f"已接收 {len(numbers)} 份报表。")
    return redirect(reverse("returns-due"))
